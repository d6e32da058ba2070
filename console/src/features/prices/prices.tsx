import { formatFen } from '@smart-market/shared/money.ts'
import { priceUnit } from '@smart-market/shared/price-unit.ts'
import { labels } from '@smart-market/shared/text/zh.ts'
import { Button, Empty } from 'antd'
import { type ReactNode, useState } from 'react'
import { useToday } from '../../lib/clock.ts'
import { oneOf, useListSearch } from '../../lib/search-params.ts'
import { useCan, useMarketId } from '../../lib/session.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { FilterSelect, ListToolbar, optionsOf, SearchBox } from '../../ui/list-toolbar.tsx'
import { LinkButton, MarketLink } from '../../ui/market-link.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { SalesTabs } from '../sales/sales-tabs.tsx'
import { type Listing, useListings } from './api.ts'
import { ListingDrawer } from './listing-drawer.tsx'
import { guideDistance, listingStateList, listingTone, priceOnText, priceText, stockText } from './model.ts'
import { NewListing } from './new-listing.tsx'

const categories = Object.keys(labels.commodityCategory) as Listing['categoryCode'][]

export const Prices = (): ReactNode => {
  const marketId = useMarketId()
  const can = useCan()
  const today = useToday()
  const list = useListSearch()
  const [shownId, setShownId] = useState<string>()
  const [adding, setAdding] = useState(false)
  const listings = useListings(marketId, {
    q: list.q,
    categoryCode: oneOf(list.values['category'], categories),
    state: oneOf(list.values['state'], listingStateList),
    stallId: list.values['stall'],
    page: list.page,
    pageSize: list.pageSize,
  })
  const shown = listings.data?.items.find(({ listingId }) => listingId === shownId)
  const { stall } = list.values
  return (
    <>
      <PageHeader
        title="价格"
        note="各摊位在卖什么、卖多少钱，旁边是今日参考价。"
        actions={
          <>
            <LinkButton goTo={{ page: 'priceTags', ...(stall === undefined ? {} : { search: { stall } }) }}>
              打印价签
            </LinkButton>
            {can.write && (
              <Button type="primary" onClick={() => setAdding(true)}>
                上架商品
              </Button>
            )}
          </>
        }
      />
      <SalesTabs />
      <ListToolbar>
        <SearchBox list={list} hint="搜索品名、拼音" />
        <FilterSelect list={list} name="category" label="全部品类" options={optionsOf(labels.commodityCategory)} />
        <FilterSelect list={list} name="state" label="在售和停售" options={optionsOf(labels.listingState)} />
        {stall !== undefined && <Button onClick={() => list.set({ stall: undefined })}>看全部摊位</Button>}
      </ListToolbar>
      <QueryView
        dated
        query={listings}
        isEmpty={(d) => d.total === 0 && list.q === '' && !list.values['category'] && !list.values['state']}
        empty={<Empty description="还没有上架的商品。点“上架商品”，或请经营户在小程序里上架。" />}
      >
        {(data) => (
          <DataTable
            label="在售商品和价格"
            rows={data.items}
            rowKey={(l) => l.listingId}
            list={list}
            total={data.total}
            loading={listings.isPlaceholderData}
            columns={[
              { key: 'name', title: '商品', card: 'heading', render: (l) => <Name listing={l} onOpen={setShownId} /> },
              {
                key: 'stall',
                title: '摊位',
                render: (l) => (
                  <MarketLink target={{ page: 'prices', search: { stall: l.stallId } }}>{l.stallCode}</MarketLink>
                ),
              },
              { key: 'price', title: '价格', numeric: true, render: priceText },
              { key: 'on', title: '价格日期', render: (l) => priceOnText(l.priceOn, today) },
              { key: 'guide', title: '今日参考价', numeric: true, render: (l) => <Guide listing={l} /> },
              { key: 'distance', title: '与参考价', render: (l) => <Distance listing={l} /> },
              { key: 'stock', title: '库存', numeric: true, render: stockText },
              { key: 'origin', title: '产地', render: (l) => l.origin ?? '—' },
              {
                key: 'state',
                title: '状态',
                render: (l) => <StatusTag tone={listingTone[l.state]}>{labels.listingState[l.state]}</StatusTag>,
              },
            ]}
          />
        )}
      </QueryView>
      <ListingDrawer listing={shown} onClose={() => setShownId(undefined)} />
      <NewListing open={adding} onClose={() => setAdding(false)} />
    </>
  )
}

const Name = ({ listing: l, onOpen }: { listing: Listing; onOpen: (listingId: string) => void }): ReactNode => (
  <>
    <Button type="link" className="link-cell" onClick={() => onOpen(l.listingId)}>
      {l.name}
    </Button>
    {l.specification !== null && <span className="quiet"> {l.specification}</span>}
  </>
)

const Guide = ({ listing: l }: { listing: Listing }): ReactNode =>
  l.guidePrice === null ? (
    <span className="quiet">没有</span>
  ) : (
    <span title={`${l.guidePrice.businessDate} ${l.guidePrice.source}`}>
      {formatFen(l.guidePrice.priceFen)} {priceUnit(l)}
    </span>
  )

const Distance = ({ listing }: { listing: Listing }): ReactNode => {
  const distance = guideDistance(listing)
  if (distance === null) return '—'
  return distance.far ? <StatusTag tone="warn">{distance.text}</StatusTag> : distance.text
}
