import { formatFen } from '@smart-market/shared/money.ts'
import { labels } from '@smart-market/shared/text/zh.ts'
import { Empty } from 'antd'
import type { ReactNode } from 'react'
import { oneOf, shownOf, useListSearch } from '../../lib/search-params.ts'
import { useCan, useMarketId } from '../../lib/session.ts'
import { AsOf } from '../../ui/as-of.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { ListToolbar, SearchBox, ShowSwitch } from '../../ui/list-toolbar.tsx'
import { LinkButton, MarketLink } from '../../ui/market-link.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { SalesTabs } from '../sales/sales-tabs.tsx'
import { type Parcel, useParcels } from './api.ts'
import { parcelStateList, parcelTone, slotText } from './model.ts'
import { ParcelActions } from './parcel-actions.tsx'
import { ParcelPhotos } from './parcel-photos.tsx'

const viewLabels = {
  waiting: '待派单',
  mine: '派给我的',
  assigned: '待取货',
  on_the_way: '配送中',
  failed: '没有送到',
  delivered: '已送达',
  all: '全部',
} as const

const emptyText = (q: string, view: keyof typeof viewLabels): string => {
  if (q !== '') return view === 'all' ? '没有这样的包裹' : `「${viewLabels[view]}」里没有这样的包裹`
  return view === 'waiting' ? '没有等着派出去的包裹' : '这里没有包裹'
}

/** The desk sends parcels out; on a phone, 派给我的 is the rider's own page. */
export const Parcels = (): ReactNode => {
  const marketId = useMarketId()
  const can = useCan()
  const list = useListSearch()
  const view = shownOf(list, viewLabels)
  const parcels = useParcels(marketId, {
    state: oneOf(view, parcelStateList),
    mine: view === 'mine' ? 'yes' : 'no',
    q: list.q || undefined,
    page: list.page,
    pageSize: list.pageSize,
  })
  return (
    <>
      <PageHeader
        title="配送"
        note="一次结算的几个摊位合成一个包裹。没有派出去的先列出来。"
        actions={can.write && <LinkButton goTo={{ page: 'deliverySettings' }}>配送设置</LinkButton>}
      />
      <SalesTabs />
      <ListToolbar>
        <ShowSwitch list={list} choices={viewLabels} />
        <SearchBox list={list} hint="搜索订单号、摊位号、配送员" />
      </ListToolbar>
      <QueryView
        dated
        query={parcels}
        isEmpty={(d) => d.total === 0}
        empty={<Empty description={emptyText(list.q, view)} />}
      >
        {(data) => (
          <DataTable
            label="配送单"
            rows={data.items}
            rowKey={(p) => p.parcelId}
            list={list}
            total={data.total}
            loading={parcels.isPlaceholderData}
            columns={[
              { key: 'slot', title: '时段', card: 'heading', render: (p) => slotText(p.slot) },
              {
                key: 'state',
                title: '状态',
                render: (p) => (
                  <>
                    <StatusTag tone={parcelTone[p.state]}>{labels.parcelState[p.state]}</StatusTag>
                    {p.proof !== null && <span className="quiet"> {labels.parcelProof[p.proof]}</span>}
                    {p.failure !== null && <div className="quiet">{p.failure}</div>}
                  </>
                ),
              },
              {
                key: 'to',
                title: '送给',
                card: 'wide',
                render: (p) => (
                  <>
                    <div>
                      {p.contactName} <a href={`tel:${p.phone}`}>{p.phone}</a>
                    </div>
                    <div>{p.address}</div>
                  </>
                ),
              },
              { key: 'stalls', title: '取货摊位', card: 'wide', render: (p) => <Stalls parcel={p} /> },
              { key: 'rider', title: '配送员', render: (p) => p.riderName ?? '—' },
              {
                key: 'due',
                title: '要当面收',
                numeric: true,
                render: (p) => (p.dueFen === 0 ? '不用收' : `${formatFen(p.dueFen)} 元`),
              },
              { key: 'photo', title: '照片', render: (p) => <ParcelPhotos parcel={p} /> },
              { key: 'done', title: '送达', render: (p) => <AsOf at={p.deliveredAt} bare /> },
              {
                key: 'actions',
                title: '操作',
                card: 'actions',
                render: (p) => (can.write ? <ParcelActions parcel={p} /> : null),
              },
            ]}
          />
        )}
      </QueryView>
    </>
  )
}

const Stalls = ({ parcel }: { parcel: Parcel }): ReactNode => (
  <ul className="plain-list">
    {parcel.stallOrders.map((order) => (
      <li key={order.stallOrderId}>
        <MarketLink target={{ stallOrderId: order.stallOrderId }}>{order.stallCode}</MarketLink>{' '}
        {labels.stallOrderState[order.state]}
      </li>
    ))}
  </ul>
)
