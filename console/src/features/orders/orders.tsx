import { labels } from '@smart-market/shared/text/zh.ts'
import { Empty, Input } from 'antd'
import type { ReactNode } from 'react'
import { oneOf, shownOf, useListSearch } from '../../lib/search-params.ts'
import { useMarketId } from '../../lib/session.ts'
import { AsOf } from '../../ui/as-of.tsx'
import { CodeText } from '../../ui/code-text.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { FilterSelect, ListToolbar, optionsOf, SearchBox, ShowSwitch } from '../../ui/list-toolbar.tsx'
import { MarketLink } from '../../ui/market-link.tsx'
import { Money } from '../../ui/money.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { SalesTabs } from '../sales/sales-tabs.tsx'
import { useStallOrders } from './api.ts'
import { chaseText, orderStateList, orderTone, paymentText } from './model.ts'

const viewLabels = { unanswered: '超时未处理', pickup: '取货台', all: '全部订单' } as const
const emptyTexts = {
  unanswered: '没有超时未处理的订单',
  pickup: '没有等人来取的订单',
  all: '还没有线上订单',
} as const

/** Orders that wait for somebody first: nobody at the stall has taken them in time. */
export const Orders = (): ReactNode => {
  const marketId = useMarketId()
  const list = useListSearch()
  const view = shownOf(list, viewLabels)
  const code = list.values['code'] ?? ''
  const orders = useStallOrders(marketId, {
    queue: view === 'unanswered' ? 'unanswered' : undefined,
    state:
      view === 'pickup'
        ? 'waiting_for_pickup'
        : view === 'all'
          ? oneOf(list.values['state'], orderStateList)
          : undefined,
    pickupCode: view === 'pickup' && code.length === 6 ? code : undefined,
    q: list.q,
    page: list.page,
    pageSize: list.pageSize,
  })
  return (
    <>
      <PageHeader
        title="线上订单"
        note="超时没有接单、消费者没有答复超重或没有补付的先列出来。点订单号可以替摊位接单、备货、交货和退款。"
      />
      <SalesTabs />
      <ListToolbar>
        <ShowSwitch list={list} choices={viewLabels} drops={['state', 'code']} />
        <SearchBox list={list} hint="搜索订单号、摊位、经营户" />
        {view === 'all' && (
          <FilterSelect list={list} name="state" label="全部状态" options={optionsOf(labels.stallOrderState)} />
        )}
        {view === 'pickup' && (
          <Input
            className="search-box"
            inputMode="numeric"
            maxLength={6}
            allowClear
            aria-label="顾客报的 6 位取货码"
            placeholder="顾客报的 6 位取货码"
            value={code}
            onChange={(e) => list.set({ code: e.target.value.replace(/\D/g, '') })}
          />
        )}
      </ListToolbar>
      <QueryView
        dated
        query={orders}
        isEmpty={(d) => d.total === 0 && !list.values['state'] && list.q === '' && code === ''}
        empty={<Empty description={emptyTexts[view]} />}
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
              {
                key: 'number',
                title: '订单',
                card: 'heading',
                render: (o) => (
                  <MarketLink
                    target={{ stallOrderId: o.stallOrderId, ...(view === 'pickup' && code !== '' ? { code } : {}) }}
                  >
                    <CodeText text={o.number} />
                  </MarketLink>
                ),
              },
              { key: 'stall', title: '摊位', render: (o) => `${o.stallCode} ${o.merchantName}` },
              {
                key: 'state',
                title: '状态',
                render: (o) => <StatusTag tone={orderTone[o.state]}>{labels.stallOrderState[o.state]}</StatusTag>,
              },
              ...(view === 'pickup' ? [] : [{ key: 'chase', title: '催办', render: chaseText }]),
              { key: 'goods', title: '商品', render: (o) => o.lines.map((l) => l.name).join('、') },
              { key: 'way', title: '取货', render: (o) => labels.fulfilment[o.fulfilment] },
              { key: 'pay', title: '付款', render: paymentText },
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
