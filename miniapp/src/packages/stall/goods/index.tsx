import { View } from '@tarojs/components'
import { useCallback, useState } from 'react'
import type { Listing } from '@smart-market/shared/contracts/catalogue.ts'
import { priceText, quantityText, stockOf } from '../../../features/goods/goods-view.ts'
import { KeptNotice } from '../../../features/reading/kept-notice.tsx'
import { useKept } from '../../../features/reading/use-kept.ts'
import { numberText } from '../../../features/reading/words.ts'
import { readOwnGoods } from '../../../features/selling/read-goods.ts'
import { DeskPage } from '../../../features/selling/seller-page.tsx'
import { isCountable, matching, parseCount, withCount, type Counts } from '../../../features/selling/stock-view.ts'
import { SellerGate, type SellerUse } from '../../../features/session/seller.tsx'
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
import { SearchBar } from '../../../ui/search-bar.tsx'
import { Empty, QueryView } from '../../../ui/states.tsx'
import { Tag } from '../../../ui/tag.tsx'
import { Tap } from '../../../ui/tap.tsx'

const words = workText.goods

interface RowProps {
  readonly listing: Listing
  readonly count: number | undefined
  readonly busy: boolean
  readonly onTurn: () => void
  readonly onCount: () => void
}

const stockWords = (listing: Listing): string =>
  listing.available === null ? words.untracked : quantityText(listing.available, listing)

const GoodsRow = ({ listing, count, busy, onTurn, onCount }: RowProps) => {
  const isPaused = listing.state === 'paused'
  const { soldOut } = stockOf(listing)
  return (
    <View id={`goods-${listing.listingId}`} className="stock-row">
      <View className="strong">{listing.name}</View>
      <View className="card__note">{`${listing.stallCode} · ${priceText(listing)}`}</View>
      <View className="tags">
        <Tag tone={isPaused ? 'warn' : 'good'} text={isPaused ? words.paused : words.onSale} />
        <Tag tone={soldOut ? 'bad' : 'plain'} text={soldOut ? words.soldOut : stockWords(listing)} />
        {count !== undefined && <Tag tone="warn" text={words.draft(quantityText(count, listing))} />}
      </View>
      <View className="pair">
        <Button
          id={`turn-${listing.listingId}`}
          kind="plain"
          label={isPaused ? words.resumeOf(listing.name) : words.pauseOf(listing.name)}
          busy={busy}
          text={isPaused ? words.resume : words.pause}
          onTap={onTurn}
        />
        {isCountable(listing) && (
          <Tap
            id={`count-${listing.listingId}`}
            className="button button--plain"
            label={words.countOf(listing.name)}
            onTap={onCount}
          >
            {words.count}
          </Tap>
        )}
      </View>
      <Tap
        id={`photos-${listing.listingId}`}
        className="card__more"
        role="link"
        label={words.photosOf(listing.name, listing.photoIds.length)}
        onTap={() => openPage('sellerPhotos', { listing: listing.listingId })}
      >
        {words.photos(listing.photoIds.length)}
      </Tap>
    </View>
  )
}

interface CounterProps {
  readonly listing: Listing
  readonly onUse: (count: number) => void
  readonly onCancel: () => void
}

const Counter = ({ listing, onUse, onCancel }: CounterProps) => {
  const [typed, setTyped] = useState('')
  const count = parseCount(typed, listing)
  const unit = listing.stockKind === 'weighed' ? words.kilograms : quantityText(1, listing).replace('1 ', '')
  return (
    <Card title={words.counted(listing.name)} note={words.now(stockWords(listing))}>
      <View className="scale" role="img" aria-label={`${typed} ${unit}`}>
        <View className="scale__number">{typed === '' ? '–' : typed}</View>
        <View className="scale__unit">{unit}</View>
      </View>
      <NumberPad point={listing.stockKind === 'weighed'} maxLength={7} onTyped={setTyped} />
      <View className="pair">
        <Button id="count-cancel" kind="plain" text={words.cancel} onTap={onCancel} />
        <Button id="count-use" text={words.use} onTap={() => count !== null && onUse(count)} />
      </View>
    </Card>
  )
}

const GoodsPage = (use: SellerUse) => {
  const { seller, call } = use
  const params = { marketId: seller.marketId }
  const read = useCallback(() => readOwnGoods(call, seller), [call, seller])
  const { query, reload, put } = useKept('seller-goods', read)
  const { state, run } = useWrite()
  const [q, setQ] = useState('')
  const [counts, setCounts] = useState<Counts>({})
  const [counting, setCounting] = useState<string | null>(null)
  const [told, setTold] = useState<string | null>(null)
  const listings = query.status === 'data' ? query.data.data : []
  const changes = Object.entries(counts).map(([listingId, set]) => ({ listingId, set }))

  const turn = (listing: Listing) =>
    void run(async () => {
      const next = await call((api) =>
        api.updateListing({
          params: { ...params, listingId: listing.listingId },
          body: { state: listing.state === 'paused' ? 'on_sale' : 'paused' },
        }),
      )
      put(listings.map((one) => (one.listingId === next.listingId ? next : one)))
    })
  const save = () =>
    void run(async () => {
      await call((api) => api.changeStock({ params, body: { changes } }))
      setTold(words.saved(numberText(changes.length)))
      setCounts({})
      reload()
    })
  const action =
    changes.length > 0 && counting === null
      ? { text: words.save(numberText(changes.length)), onTap: save, busy: state.status === 'sending' }
      : undefined
  return (
    <DeskPage
      use={use}
      title={stallText.stall.goods}
      action={action}
      onPull={reload}
      pinned={
        <View className="finder">
          <SearchBar value={q} placeholder={words.search} label={words.search} onInput={setQ} />
        </View>
      }
    >
      <QueryView
        query={query}
        onRetry={reload}
        isEmpty={({ data }) => data.length === 0}
        empty={<Empty title={words.none} hint={words.noneHint} />}
      >
        {(kept) => (
          <>
            <KeptNotice kept={kept} onRetry={reload} />
            <WriteNotice state={state} onRefresh={reload} />
            {told !== null && <NoticeBar tone="good" text={told} />}
            {changes.length > 0 && (
              <NoticeBar
                tone="warn"
                text={words.unsaved}
                action={{ text: words.undo, onTap: () => setCounts({}), id: 'undo' }}
              />
            )}
            {matching(kept.data, q).length === 0 && <Empty title={words.noMatch(q)} />}
            <View className="card card--list">
              {matching(kept.data, q).map((listing) =>
                listing.listingId === counting ? (
                  <Counter
                    key={listing.listingId}
                    listing={listing}
                    onCancel={() => setCounting(null)}
                    onUse={(count) => {
                      setTold(null)
                      setCounts(withCount(counts, listing, count))
                      setCounting(null)
                    }}
                  />
                ) : (
                  <GoodsRow
                    key={listing.listingId}
                    listing={listing}
                    count={counts[listing.listingId]}
                    busy={state.status === 'sending'}
                    onTurn={() => turn(listing)}
                    onCount={() => setCounting(listing.listingId)}
                  />
                ),
              )}
            </View>
          </>
        )}
      </QueryView>
    </DeskPage>
  )
}

function SellerGoodsPage() {
  return <SellerGate>{(use) => <GoodsPage {...use} />}</SellerGate>
}

export default guarded(SellerGoodsPage)
