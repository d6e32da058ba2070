import { View } from '@tarojs/components'
import { useCallback, useMemo, useState } from 'react'
import type { BatchView, QuickTestView } from '@smart-market/shared/contracts/sourcing.ts'
import { formatGrams } from '@smart-market/shared/quantity.ts'
import { labels } from '@smart-market/shared/text/zh.ts'
import { businessDate } from '@smart-market/shared/time.ts'
import { KeptNotice } from '../../../features/reading/kept-notice.tsx'
import { useKept } from '../../../features/reading/use-kept.ts'
import { dateText, numberText, whenText } from '../../../features/reading/words.ts'
import { adviceOn, type Advice, type Linked } from '../../../features/selling/batch-order.ts'
import { readOwnGoods } from '../../../features/selling/read-goods.ts'
import { DeskPage } from '../../../features/selling/seller-page.tsx'
import { SellerGate, type Seller, type SellerUse } from '../../../features/session/seller.tsx'
import { useWrite } from '../../../features/writing/use-write.ts'
import { WriteNotice } from '../../../features/writing/write-state.tsx'
import { workText } from '../../../text-stall-work.ts'
import { stallText } from '../../../text-stall.ts'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { Cell } from '../../../ui/cell.tsx'
import { CodeText } from '../../../ui/code-text.tsx'
import { guarded } from '../../../ui/guarded.tsx'
import { NoticeBar } from '../../../ui/notice-bar.tsx'
import { QueryView } from '../../../ui/states.tsx'
import { Tag, type Tone } from '../../../ui/tag.tsx'

const words = workText.food
const pageSize = 100
const newestTests = 20

/** Goods on sale, each with the batch that it says it sells. */
const readLinked = async (call: SellerUse['call'], seller: Seller): Promise<Linked[]> => {
  const listings = await readOwnGoods(call, seller)
  const stalls = [...new Set(listings.map(({ stallCode }) => stallCode))]
  const shown = await Promise.all(
    stalls.map((stallCode) =>
      call((api) => api.listPublicBatches({ params: { marketCode: seller.marketCode, stallCode } })),
    ),
  )
  const codeOf = new Map(shown.flatMap(({ items }) => items.map((item) => [item.listingId, item.traceCode])))
  return listings.map(({ listingId, name, stallCode }) => ({
    listingId,
    name,
    stallCode,
    traceCode: codeOf.get(listingId) ?? null,
  }))
}

const readFood = async (call: SellerUse['call'], seller: Seller) => {
  const params = { marketId: seller.marketId }
  const [batches, holds, tests, linked] = await Promise.all([
    call((api) => api.listBatches({ params, query: { inStock: 'true', pageSize } })),
    call((api) => api.listSalesHolds({ params, query: { open: 'true', pageSize } })),
    call((api) => api.listQuickTests({ params, query: { pageSize: newestTests } })),
    readLinked(call, seller),
  ])
  return { batches: batches.items, holds: holds.items, tests: tests.items, linked }
}

const amountOf = ({ unit, remaining }: Pick<BatchView, 'unit' | 'remaining'>): string =>
  unit === 'gram' ? formatGrams(remaining) : `${numberText(remaining)} 件`

const stateTones: Record<BatchView['state'], Tone> = {
  on_sale: 'good',
  awaiting_test: 'warn',
  refused: 'bad',
  on_hold: 'bad',
  sold_out: 'plain',
}
const resultTones: Record<QuickTestView['result'], Tone> = { negative: 'good', positive: 'bad', invalid: 'warn' }

interface BatchRowProps {
  readonly batch: BatchView
  readonly today: string
  readonly busy: boolean
  readonly advice: Advice | undefined
  readonly onStop: (reason: string) => void
  /** Goods on sale say from now on that they come from this batch. */
  readonly onSell: (goods: Linked) => void
}

const Online = ({
  batch,
  goods,
  busy,
  onSell,
}: Pick<BatchRowProps, 'batch' | 'busy' | 'onSell'> & { goods: Linked }) => (
  <>
    <View className="card__note">
      <CodeText text={goods.traceCode === null ? words.onlineNone : words.onlineOther(goods.traceCode)} />
    </View>
    <View className="pair">
      <Button
        id={`sell-${batch.batchId}`}
        kind="plain"
        busy={busy}
        text={words.sellThis(goods.name)}
        onTap={() => onSell(goods)}
      />
    </View>
  </>
)

/** Stopping asks why, and the reason is the answer, so that nothing has to be typed. */
const BatchRow = ({ batch, today, busy, advice, onStop, onSell }: BatchRowProps) => {
  const [asked, setAsked] = useState(false)
  const { batchId, commodityName, expiresOn } = batch
  const late = expiresOn !== null && expiresOn < today
  return (
    <View id={`batch-${batchId}`} className="stock-row">
      <View className="strong">{commodityName}</View>
      <View className="card__note">{words.batchNote(amountOf(batch), batch.originPlace)}</View>
      <View className="card__note">
        <CodeText text={words.trace(batch.traceCode)} />
      </View>
      <View className="tags">
        <Tag tone={stateTones[batch.state]} text={labels.batchState[batch.state]} />
        {advice?.first && <Tag tone="warn" text={words.sellFirst} />}
        {expiresOn !== null && (
          <Tag
            tone={late ? 'bad' : 'plain'}
            text={late ? words.expired(dateText(expiresOn)) : words.expires(dateText(expiresOn))}
          />
        )}
      </View>
      {advice?.first && <View className="card__note">{words.sellFirstNote}</View>}
      {advice?.listing && <Online batch={batch} goods={advice.listing} busy={busy} onSell={onSell} />}
      {asked && batch.state !== 'on_hold' ? (
        <View className="question">
          <View className="question__text">{words.why(commodityName)}</View>
          <View className="card__note">{words.stopNote}</View>
          {Object.entries(words.reasons).map(([id, reason]) => (
            <Button
              key={id}
              id={`${id}-${batchId}`}
              kind="plain"
              busy={busy}
              text={reason}
              onTap={() => onStop(reason)}
            />
          ))}
          <Button text={words.notNow} onTap={() => setAsked(false)} />
        </View>
      ) : (
        batch.state !== 'on_hold' && (
          <View className="pair">
            <Button
              id={`stop-${batchId}`}
              kind="plain"
              text={words.stopOf(commodityName)}
              onTap={() => setAsked(true)}
            />
          </View>
        )
      )}
    </View>
  )
}

const FoodPage = (use: SellerUse) => {
  const { seller, call } = use
  const { marketId } = seller
  const read = useCallback(() => readFood(call, seller), [call, seller])
  const { query, reload } = useKept('seller-food', read)
  const { state, run } = useWrite()
  const [told, setTold] = useState<string | null>(null)
  const [now] = useState(() => new Date())
  const held = query.status === 'data' ? query.data.data : null
  const advice = useMemo(() => adviceOn(held?.batches ?? [], held?.linked ?? []), [held])
  const stop = ({ batchId, commodityName }: BatchView, note: string) =>
    void run(async () => {
      await call((api) => api.holdBatch({ params: { marketId, batchId }, body: { note } }))
      setTold(words.stopped(commodityName))
      reload()
    })
  const sell = ({ batchId, traceCode }: BatchView, { listingId, name }: Linked) =>
    void run(async () => {
      await call((api) => api.linkListingBatch({ params: { marketId, listingId }, body: { batchId } }))
      setTold(words.sells(name, traceCode))
      reload()
    })
  return (
    <DeskPage use={use} title={stallText.stall.food} onPull={reload}>
      <QueryView query={query} onRetry={reload}>
        {(kept) => (
          <>
            <KeptNotice kept={kept} onRetry={reload} />
            <WriteNotice state={state} onRefresh={reload} />
            {told !== null && <NoticeBar tone="good" text={<CodeText text={told} />} />}
            <Card title={words.held}>
              {kept.data.holds.length === 0 && <View className="card__empty">{words.heldNone}</View>}
              {kept.data.holds.map((hold) => (
                <Cell
                  key={hold.salesHoldId}
                  id={`hold-${hold.salesHoldId}`}
                  title={hold.commodityName}
                  note={words.heldNote(whenText(hold.heldAt, now), hold.heldBy)}
                  value={<Tag tone="bad" text={labels.holdReason[hold.reason]} />}
                />
              ))}
              {kept.data.holds.length > 0 && <View className="card__foot">{words.heldHint}</View>}
            </Card>
            <Card title={words.batches}>
              {kept.data.batches.length === 0 && <View className="card__empty">{words.batchesNone}</View>}
              {kept.data.batches.map((batch) => (
                <BatchRow
                  key={batch.batchId}
                  batch={batch}
                  today={businessDate(now)}
                  busy={state.status === 'sending'}
                  advice={advice.get(batch.batchId)}
                  onSell={(goods) => sell(batch, goods)}
                  onStop={(reason) => stop(batch, reason)}
                />
              ))}
            </Card>
            <Card
              title={words.tests}
              note={kept.data.tests.length > 0 ? words.newest(numberText(kept.data.tests.length)) : undefined}
            >
              {kept.data.tests.length === 0 && <View className="card__empty">{words.testsNone}</View>}
              {kept.data.tests.map((one) => (
                <Cell
                  key={one.quickTestId}
                  title={one.commodityName}
                  note={words.testNote(one.item, whenText(one.testedAt, now))}
                  value={<Tag tone={resultTones[one.result]} text={labels.quickTestResult[one.result]} />}
                />
              ))}
            </Card>
          </>
        )}
      </QueryView>
    </DeskPage>
  )
}

function SellerFoodPage() {
  return <SellerGate>{(use) => <FoodPage {...use} />}</SellerGate>
}

export default guarded(SellerFoodPage)
