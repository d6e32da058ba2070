import { View } from '@tarojs/components'
import { useCallback } from 'react'
import type { Listing } from '@smart-market/shared/contracts/catalogue.ts'
import { labels } from '@smart-market/shared/text/zh.ts'
import { priceText } from '../../../features/goods/goods-view.ts'
import { ListEnd } from '../../../features/reading/list-end.tsx'
import { useKept } from '../../../features/reading/use-kept.ts'
import { usePaged } from '../../../features/reading/use-paged.ts'
import { numberText, whenText } from '../../../features/reading/words.ts'
import { changeText } from '../../../features/selling/price-history-view.ts'
import { readOwnGoods } from '../../../features/selling/read-goods.ts'
import { DeskPage } from '../../../features/selling/seller-page.tsx'
import { SellerGate, type SellerUse } from '../../../features/session/seller.tsx'
import { usePageParams } from '../../../platform/navigation.ts'
import { workText } from '../../../text-stall-work.ts'
import { text } from '../../../text.ts'
import { Card } from '../../../ui/card.tsx'
import { guarded } from '../../../ui/guarded.tsx'
import { Empty, QueryView } from '../../../ui/states.tsx'

const words = workText.priceHistory
const pageSize = 30

const Records = ({ use: { seller, call }, listing }: { use: SellerUse; listing: Listing }) => {
  const { marketId } = seller
  const read = useCallback(
    async (listingId: string, page: number) => ({
      ...(await call((api) => api.listPriceHistory({ params: { marketId, listingId }, query: { page, pageSize } }))),
      readAt: new Date().toISOString(),
    }),
    [call, marketId],
  )
  const { query, loadMore } = usePaged(read, listing.listingId)
  return (
    <QueryView
      query={query}
      onRetry={loadMore}
      isEmpty={({ items }) => items.length === 0}
      empty={<Empty title={words.none} />}
    >
      {({ items, last, more }) => {
        const now = new Date()
        return (
          <>
            <Card title={listing.name} note={words.priceNow(priceText(listing))}>
              {items.map((row, i) => (
                <View key={`${row.at} ${i}`} className="order__line">
                  <View className="sum">
                    <View className="strong">{priceText({ ...listing, ...row })}</View>
                    <View className="strong">
                      {changeText(row, items[i + 1] ?? (more === 'none' ? null : undefined))}
                    </View>
                  </View>
                  <View className="card__note">
                    {words.by(whenText(row.at, now), labels.priceChangeKind[row.kind], row.by)}
                  </View>
                </View>
              ))}
            </Card>
            <ListEnd more={more} count={words.unit(numberText(last.total))} onMore={loadMore} />
            <View className="foot-note">{text.asOf(whenText(last.readAt, now))}</View>
          </>
        )
      }}
    </QueryView>
  )
}

/** `?listing=ID` */
const PriceHistoryPage = (use: SellerUse) => {
  const { seller, call } = use
  const listingId = usePageParams().listing ?? ''
  const read = useCallback(() => readOwnGoods(call, seller), [call, seller])
  const { query, reload } = useKept('seller-goods', read)
  return (
    <DeskPage use={use} title={words.title} onPull={reload}>
      <QueryView query={query} onRetry={reload}>
        {({ data }) => {
          const listing = data.find((one) => one.listingId === listingId)
          return listing === undefined ? (
            <Empty title={workText.photos.gone} />
          ) : (
            // Another price now, and its record is read too.
            <Records key={`${listing.priceFen} ${listing.priceOn}`} use={use} listing={listing} />
          )
        }}
      </QueryView>
    </DeskPage>
  )
}

function SellerPriceHistoryPage() {
  return <SellerGate>{(use) => <PriceHistoryPage {...use} />}</SellerGate>
}

export default guarded(SellerPriceHistoryPage)
