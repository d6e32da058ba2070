import { View } from '@tarojs/components'
import { useCallback, useState } from 'react'
import { priceUnit } from '@smart-market/shared/price-unit.ts'
import type { Listing } from '@smart-market/shared/contracts/catalogue.ts'
import { businessDate } from '@smart-market/shared/time.ts'
import { guideText, priceText } from '../../../features/goods/goods-view.ts'
import { parsePrice, yuanText } from '../../../features/money/amounts.ts'
import { KeptNotice } from '../../../features/reading/kept-notice.tsx'
import { useKept } from '../../../features/reading/use-kept.ts'
import { numberText } from '../../../features/reading/words.ts'
import {
  bulkDrafts,
  bulkPercents,
  sinceText,
  withoutSame,
  type Bulk,
  type Drafts,
} from '../../../features/selling/prices-view.ts'
import { readOwnGoods } from '../../../features/selling/read-goods.ts'
import { SellerPage } from '../../../features/selling/seller-page.tsx'
import { useOpenOrders } from '../../../features/selling/use-open-orders.ts'
import { may, SellerGate, type SellerUse } from '../../../features/session/seller.tsx'
import { useWrite } from '../../../features/writing/use-write.ts'
import { WriteNotice } from '../../../features/writing/write-state.tsx'
import { openPage } from '../../../platform/navigation.ts'
import { workText } from '../../../text-stall-work.ts'
import { stallText } from '../../../text-stall.ts'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { guarded } from '../../../ui/guarded.tsx'
import { NoticeBar } from '../../../ui/notice-bar.tsx'
import { NumberPad } from '../../../ui/number-pad.tsx'
import { Empty, QueryView } from '../../../ui/states.tsx'
import { Tap } from '../../../ui/tap.tsx'

const words = stallText.prices

interface RowProps {
  readonly listing: Listing
  readonly draft: number | undefined
  readonly today: string
  readonly onEdit: () => void
}

const openHistory = ({ listingId }: Listing): void => openPage('sellerPriceHistory', { listing: listingId })

const PriceRow = ({ listing, draft, today, onEdit }: RowProps) => (
  <Tap id={`price-${listing.listingId}`} className="price-row" onTap={onEdit}>
    <View className="price-row__words">
      <View className="strong">{listing.name}</View>
      <View className="card__note">
        {draft === undefined ? sinceText(listing, today) : words.before(priceText(listing))}
      </View>
      {listing.guidePrice !== null && <View className="card__note">{guideText(listing)}</View>}
    </View>
    <View className={`price-row__price ${draft === undefined ? '' : 'price-row__price--draft'}`}>
      <View className="goods__yuan">{yuanText(draft ?? listing.priceFen)}</View>
      <View className="goods__unit">{priceUnit(listing)}</View>
    </View>
  </Tap>
)

interface EditorProps {
  readonly listing: Listing
  readonly onUse: (fen: number) => void
  readonly onCancel: () => void
}

const Editor = ({ listing, onUse, onCancel }: EditorProps) => {
  const [typed, setTyped] = useState('')
  const fen = parsePrice(typed)
  return (
    <Card title={words.newPrice(listing.name)} note={words.before(priceText(listing))}>
      <View className="scale" aria-label={`${typed} ${priceUnit(listing)}`}>
        <View className="scale__number">{typed === '' ? '–' : typed}</View>
        <View className="scale__unit">{priceUnit(listing)}</View>
      </View>
      <NumberPad point maxLength={7} onTyped={setTyped} />
      {typed !== '' && fen === null && <NoticeBar tone="bad" text={words.tooMany} />}
      <View className="pair">
        <Button id="price-cancel" kind="plain" text={words.cancel} onTap={onCancel} />
        <Button id="price-use" text={words.use} onTap={() => fen !== null && onUse(fen)} />
      </View>
      <Tap
        id={`history-${listing.listingId}`}
        className="card__more"
        role="link"
        label={workText.priceHistory.openOf(listing.name)}
        onTap={() => openHistory(listing)}
      >
        {workText.priceHistory.open}
      </Tap>
    </Card>
  )
}

const PricesPage = (use: SellerUse) => {
  const { seller, call } = use
  const { marketId } = seller
  const orders = useOpenOrders(use)
  const mayPrice = may(seller, 'prices')
  const read = useCallback(() => readOwnGoods(call, seller), [call, seller])
  const { query, reload } = useKept('seller-goods', read)
  const { state, run } = useWrite()
  const [drafts, setDrafts] = useState<Drafts>({})
  const [editing, setEditing] = useState<string | null>(null)
  const [told, setTold] = useState<string | null>(null)
  const goods = query.status === 'data' ? query.data.data : null
  const listings = (goods ?? []).filter((one) => one.state === 'on_sale')
  const changes = Object.entries(drafts).map(([listingId, priceFen]) => ({ listingId, priceFen }))
  const [today] = useState(() => businessDate(new Date()))
  const busy = state.status === 'sending'

  const keep = () =>
    void run(async () => {
      let confirmed = 0
      for (const stallId of new Set(listings.map((one) => one.stallId)))
        confirmed += (await call((api) => api.confirmPrices({ params: { marketId, stallId } }))).confirmed
      setTold(words.kept(numberText(confirmed)))
      reload()
    })
  const save = () =>
    void run(async () => {
      const done = await call((api) => api.setPrices({ params: { marketId }, body: { changes } }))
      setTold(words.saved(numberText(done.changed), numberText(done.confirmed)))
      setDrafts({})
      reload()
    })
  const edit = (next: Drafts) => {
    setTold(null)
    setDrafts(withoutSame(listings, next))
  }
  const action = () => {
    if (!mayPrice || goods === null || editing !== null || listings.length === 0) return undefined
    return changes.length > 0
      ? { text: words.save(numberText(changes.length)), onTap: save, busy }
      : { text: words.keep(numberText(listings.length)), onTap: keep, busy }
  }
  return (
    <SellerPage tab="prices" demo={seller.demo} orders={orders} action={action()} onPull={reload}>
      <QueryView query={query} onRetry={reload}>
        {(kept) => (
          <>
            <KeptNotice kept={kept} onRetry={reload} />
            <WriteNotice state={state} onRefresh={reload} />
            {!mayPrice && <NoticeBar tone="warn" text={words.readOnly} />}
            {told !== null && <NoticeBar tone="good" text={told} />}
            {changes.length > 0 && (
              <NoticeBar
                tone="warn"
                text={words.unsaved}
                action={{ text: words.undo, onTap: () => edit({}), id: 'undo' }}
              />
            )}
            {listings.length === 0 && <Empty title={words.none} hint={words.noneHint} />}
            {mayPrice && listings.length > 0 && (
              <Card title={words.bulk}>
                <View className="bulk">
                  {(Object.keys(bulkPercents) as Bulk[]).map((bulk) => (
                    <Tap
                      key={bulk}
                      id={`bulk-${bulk}`}
                      className="bulk__key"
                      label={`${words.bulk} ${words.bulkKeys[bulk]}`}
                      onTap={() => edit(bulkDrafts(listings, drafts, bulk))}
                    >
                      {words.bulkKeys[bulk]}
                    </Tap>
                  ))}
                </View>
              </Card>
            )}
            {listings.length > 0 && (
              <View className="card card--list">
                {listings.map((listing) =>
                  listing.listingId === editing ? (
                    <Editor
                      key={listing.listingId}
                      listing={listing}
                      onCancel={() => setEditing(null)}
                      onUse={(fen) => {
                        edit({ ...drafts, [listing.listingId]: fen })
                        setEditing(null)
                      }}
                    />
                  ) : (
                    <PriceRow
                      key={listing.listingId}
                      listing={listing}
                      draft={drafts[listing.listingId]}
                      today={today}
                      onEdit={() => (mayPrice ? setEditing(listing.listingId) : openHistory(listing))}
                    />
                  ),
                )}
              </View>
            )}
          </>
        )}
      </QueryView>
    </SellerPage>
  )
}

function SellerPricesPage() {
  return <SellerGate>{(use) => <PricesPage {...use} />}</SellerGate>
}

export default guarded(SellerPricesPage)
