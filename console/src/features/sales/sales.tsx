import { labels } from '@smart-market/shared/text/zh.ts'
import { Empty } from 'antd'
import type { ReactNode } from 'react'
import { downloadUrl, type Item } from '../../lib/client.ts'
import { useListSearch } from '../../lib/search-params.ts'
import { useCan, useMarketId } from '../../lib/session.ts'
import { AsOf } from '../../ui/as-of.tsx'
import { ConfirmButton } from '../../ui/confirm-button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { DateRange } from '../../ui/date-field.tsx'
import { ListToolbar, SearchBox } from '../../ui/list-toolbar.tsx'
import { Money } from '../../ui/money.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { useSales, useSeparateSale } from './api.ts'
import { sourceText } from './model.ts'
import { PairRule } from './pair-rule.tsx'
import { SalesTabs } from './sales-tabs.tsx'

type Sale = Item<'listSales'>

export const Sales = (): ReactNode => {
  const list = useListSearch()
  const { from, to } = list.values
  const can = useCan()
  const marketId = useMarketId()
  const separate = useSeparateSale()
  const sales = useSales(marketId, { q: list.q, from, to, page: list.page, pageSize: list.pageSize })
  return (
    <>
      <PageHeader title="交易明细" />
      <SalesTabs />
      <ListToolbar>
        <SearchBox list={list} hint="搜索摊位号、经营户、品名" />
        <DateRange from={from} to={to} onChange={(start, end) => list.set({ from: start, to: end })} />
      </ListToolbar>
      <PairRule />
      <QueryView
        dated
        query={sales}
        isEmpty={(d) => d.total === 0 && list.q === '' && !from && !to}
        empty={<Empty description="还没有交易记录" />}
      >
        {(data) => (
          <DataTable
            label="交易明细"
            rows={data.items}
            rowKey={(s) => s.saleId}
            list={list}
            total={data.total}
            loading={sales.isPlaceholderData}
            columns={[
              { key: 'at', title: '时间', card: 'heading', render: (s) => <AsOf at={s.soldAt} bare /> },
              { key: 'stall', title: '摊位', render: (s) => s.stallCode },
              { key: 'merchant', title: '经营户', render: (s) => s.merchantName ?? '—' },
              { key: 'summary', title: '商品', render: (s) => s.summary || '没有明细' },
              { key: 'channel', title: '来源', render: sourceText },
              { key: 'means', title: '支付', render: (s) => labels.paymentMeans[s.paymentMeans] },
              { key: 'amount', title: '金额', numeric: true, render: (s) => <Money fen={s.amountFen} /> },
              ...(can.write
                ? [
                    {
                      key: 'slip',
                      title: '小票',
                      // The goods stand on the slip of the weighing.
                      render: (s: Sale) => (
                        <a
                          href={downloadUrl('printSaleSlip', {
                            params: { marketId, saleId: s.weighing?.saleId ?? s.saleId },
                          })}
                          target="_blank"
                          rel="noreferrer"
                        >
                          打印
                        </a>
                      ),
                    },
                    {
                      key: 'actions',
                      title: '操作',
                      card: 'actions' as const,
                      render: (s: Sale) =>
                        s.weighing === null ? null : (
                          <ConfirmButton
                            title="称重和付款不是一回事？"
                            description="以后算两笔交易，不能再合并。"
                            okText="分开"
                            onConfirm={() => separate.mutateAsync(s.saleId)}
                            button={{ size: 'small', children: '分开' }}
                          />
                        ),
                    },
                  ]
                : []),
            ]}
          />
        )}
      </QueryView>
    </>
  )
}
