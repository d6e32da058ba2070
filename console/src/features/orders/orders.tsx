import { labels } from '@smart-market/shared/text/zh.ts'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Empty, Segmented } from 'antd'
import type { ReactNode } from 'react'
import { client } from '../../lib/client.ts'
import { marketKey } from '../../lib/query.ts'
import { oneOf, useListSearch } from '../../lib/search-params.ts'
import { useMarketId } from '../../lib/session.ts'
import { AsOf } from '../../ui/as-of.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { FilterSelect, ListToolbar, optionsOf } from '../../ui/list-toolbar.tsx'
import { MarketLink } from '../../ui/market-link.tsx'
import { Money } from '../../ui/money.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { SalesTabs } from '../sales/sales-tabs.tsx'
import { chaseText, orderStateList, orderTone } from './model.ts'

/** Orders that wait for somebody first: nobody at the stall has taken them in time. */
export const Orders = (): ReactNode => {
  const marketId = useMarketId()
  const list = useListSearch()
  const isAll = list.values['show'] === 'all'
  const query = {
    queue: isAll ? undefined : ('unanswered' as const),
    state: isAll ? oneOf(list.values['state'], orderStateList) : undefined,
    page: list.page,
    pageSize: list.pageSize,
  }
  const orders = useQuery({
    queryKey: marketKey(marketId, 'stall-orders', query),
    queryFn: () => client.listStallOrders({ params: { marketId }, query }),
    placeholderData: keepPreviousData,
  })
  return (
    <>
      <PageHeader title="线上订单" note="超时没有接单的先列出来，请联系经营户。" />
      <SalesTabs />
      <ListToolbar>
        <Segmented
          aria-label="看哪些"
          value={isAll ? 'all' : 'unanswered'}
          options={[
            { value: 'unanswered', label: '超时未接单' },
            { value: 'all', label: '全部订单' },
          ]}
          onChange={(show) => list.set({ show: show === 'all' ? 'all' : undefined, state: undefined })}
        />
        {isAll && (
          <FilterSelect list={list} name="state" label="全部状态" options={optionsOf(labels.stallOrderState)} />
        )}
      </ListToolbar>
      <QueryView
        query={orders}
        isEmpty={(d) => d.total === 0 && !list.values['state']}
        empty={<Empty description={isAll ? '还没有线上订单' : '没有超时未接的订单'} />}
      >
        {(data) => (
          <DataTable
            label="线上订单"
            rows={data.items}
            rowKey={(o) => o.stallOrderId}
            list={list}
            total={data.total}
            loading={orders.isPlaceholderData}
            columns={[
              { key: 'number', title: '订单', card: 'heading', render: (o) => o.number },
              {
                key: 'stall',
                title: '摊位',
                render: (o) => (
                  <MarketLink target={{ stallId: o.stallId }}>
                    {o.stallCode} {o.merchantName}
                  </MarketLink>
                ),
              },
              {
                key: 'state',
                title: '状态',
                render: (o) => <StatusTag tone={orderTone[o.state]}>{labels.stallOrderState[o.state]}</StatusTag>,
              },
              { key: 'chase', title: '催办', render: chaseText },
              { key: 'goods', title: '商品', render: (o) => o.lines.map((l) => l.name).join('、') },
              { key: 'way', title: '取货', render: (o) => labels.fulfilment[o.fulfilment] },
              { key: 'pay', title: '付款', render: (o) => labels.orderPayment[o.payment] },
              {
                key: 'amount',
                title: '金额',
                numeric: true,
                render: (o) => <Money fen={o.finalFen ?? o.amountFen} />,
              },
              { key: 'at', title: '下单', render: (o) => <AsOf at={o.placedAt} bare /> },
            ]}
          />
        )}
      </QueryView>
    </>
  )
}
