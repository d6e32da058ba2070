import { View } from '@tarojs/components'
import { useCallback } from 'react'
import type { Listing } from '@smart-market/shared/contracts/catalogue.ts'
import { priceText, stockOf } from '../../../features/goods/goods-view.ts'
import { useChosenMarket } from '../../../features/markets/chosen-market.tsx'
import { KeptNotice } from '../../../features/reading/kept-notice.tsx'
import { useKept } from '../../../features/reading/use-kept.ts'
import { OwnCredit } from '../../../features/selling/own-credit.tsx'
import { readOwnGoods } from '../../../features/selling/read-goods.ts'
import { SellerPage } from '../../../features/selling/seller-page.tsx'
import { SellerGate, type SellerUse } from '../../../features/session/seller.tsx'
import { useWrite } from '../../../features/writing/use-write.ts'
import { WriteNotice } from '../../../features/writing/write-state.tsx'
import { openTab } from '../../../platform/navigation.ts'
import { stallText } from '../../../text-stall.ts'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { Cell } from '../../../ui/cell.tsx'
import { QueryView } from '../../../ui/states.tsx'
import { Tag } from '../../../ui/tag.tsx'
import { Tap } from '../../../ui/tap.tsx'

const words = stallText.stall

const GoodsLine = ({ listing, onTurn }: { listing: Listing; onTurn: () => void }) => {
  const paused = listing.state === 'paused'
  return (
    <View className="price-row">
      <View className="price-row__words">
        <View className="strong">{listing.name}</View>
        <View className="card__note">{`${listing.stallCode} · ${priceText(listing)}`}</View>
        <View className="tags">
          <Tag tone={paused ? 'warn' : 'good'} text={paused ? words.paused : words.onSale} />
          <Tag tone={stockOf(listing).tone} text={stockOf(listing).text} />
        </View>
      </View>
      <Tap id={`turn-${listing.listingId}`} className="goods__add" onTap={onTurn}>
        {paused ? words.resume : words.pause}
      </Tap>
    </View>
  )
}

const StallPage = ({ seller, call, leave }: SellerUse) => {
  const { marketId } = seller
  const { choose } = useChosenMarket()
  const read = useCallback(() => readOwnGoods(call, seller), [call, seller])
  const { query, reload, put } = useKept('seller-stall', read)
  const { state, run } = useWrite()
  const goods = query.status === 'data' ? query.data.data : null
  const merchantId = goods?.stalls.find((stall) => stall.merchantId !== null)?.merchantId ?? undefined
  const turn = (listing: Listing) =>
    void run(async () => {
      const next = await call((api) =>
        api.updateListing({
          params: { marketId, listingId: listing.listingId },
          body: { state: listing.state === 'paused' ? 'on_sale' : 'paused' },
        }),
      )
      if (goods)
        put({ ...goods, listings: goods.listings.map((one) => (one.listingId === next.listingId ? next : one)) })
    })
  const shopper = () => {
    choose({ code: seller.marketCode, name: seller.marketName, demo: seller.demo })
    openTab('home')
  }
  return (
    <SellerPage tab="stall" demo={seller.demo}>
      <Card>
        <Cell title={seller.displayName} note={`${words.account} · ${seller.marketName}`} />
      </Card>
      <QueryView query={query} onRetry={reload}>
        {(kept) => (
          <>
            <KeptNotice kept={kept} onRetry={reload} />
            <WriteNotice state={state} onRefresh={reload} />
            <Card title={words.stalls}>
              {kept.data.stalls.length === 0 && <View className="card__empty">{words.noStalls}</View>}
              {kept.data.stalls.map((stall) => (
                <Cell
                  key={stall.stallId}
                  title={stall.code}
                  note={[stall.zoneName, stall.merchantName].filter(Boolean).join(' · ')}
                />
              ))}
            </Card>
            <Card title={words.goods}>
              {kept.data.listings.length === 0 && <View className="card__empty">{stallText.prices.none}</View>}
              {kept.data.listings.map((listing) => (
                <GoodsLine key={listing.listingId} listing={listing} onTurn={() => turn(listing)} />
              ))}
            </Card>
          </>
        )}
      </QueryView>
      {merchantId !== undefined && <OwnCredit marketId={marketId} merchantId={merchantId} call={call} />}
      <View className="block">
        <Button kind="plain" text={words.shopper} onTap={shopper} />
      </View>
      <View className="block">
        <Button id="logout" kind="plain" text={words.logout} onTap={leave} />
      </View>
    </SellerPage>
  )
}

export default function SellerStallPage() {
  return <SellerGate>{(use) => <StallPage {...use} />}</SellerGate>
}
