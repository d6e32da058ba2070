/** What was weighed and then paid by the stall's code, or given back and refunded, is one sale: found from the feed, and separated by people. */
import { formatFen } from '@smart-market/shared/money.ts'
import { actorName, appendAudit } from '../../audit.ts'
import { type Ctx, marketOf, type Tx, withTransaction } from '../../context.ts'
import { AppError } from '../../errors.ts'
import type { Follower } from '../../feed/followers.ts'
import { appendEvent } from '../../feed/outbox.ts'
import { isRefund } from './domain.ts'
import { choosePairs } from './pairing.ts'
import * as store from './pair-store.ts'
import { ownRules, ruleBook } from './rules.ts'

/** Source of the events by which a pair takes its second count back from whoever adds up the feed. */
export const pairingSource = '称重和扫码付款合并'

interface Change {
  readonly made: readonly store.StandingPair[]
  readonly undone: readonly store.StandingPair[]
}

const isSale = (amountFen: number): boolean => !isRefund(amountFen)
const keyOf = ({ paymentId, weighingId }: store.StandingPair): string => `${paymentId} ${weighingId}`
const countOf = (pairs: readonly store.StandingPair[], isCounted: (amountFen: number) => boolean): number =>
  pairs.filter(({ amountFen }) => isCounted(amountFen)).length
const sumOf = (pairs: readonly store.StandingPair[]): number => pairs.reduce((sum, { amountFen }) => sum + amountFen, 0)

/**
 * Makes the pairs of a business date what its sales say, however many of them have come meanwhile. A pair counts once,
 * as the payment; the weighing stays as its evidence and leaves the day's rollup. To repeat it changes nothing.
 */
const settleDate = async (ctx: Ctx, tx: Tx, date: string): Promise<Change> => {
  const marketId = marketOf(ctx)
  await store.lockPairs(tx, marketId, date)
  const minutes = ruleBook.valueOn(await ownRules(tx, marketId), 'pairing.minutes', date)
  const possible = minutes > 0 && (await store.mayPair(tx, marketId, date))
  const chosen = possible ? choosePairs(await store.listPossiblePairs(tx, marketId, date, minutes)) : []
  const standing = await store.listPairs(tx, marketId, date)
  const [wanted, had] = [new Set(chosen.map(keyOf)), new Set(standing.map(keyOf))]
  const made = chosen.filter((pair) => !had.has(keyOf(pair)))
  const undone = standing.filter((pair) => !wanted.has(keyOf(pair)))
  await store.deletePairs(tx, marketId, undone)
  await store.insertPairs(tx, marketId, date, made, ctx.now)
  const ids = (pairs: readonly store.StandingPair[]): string[] => pairs.map(({ weighingId }) => weighingId)
  await store.countWeighings(tx, marketId, ids(undone), 1)
  await store.countWeighings(tx, marketId, ids(made), -1)
  return { made, undone }
}

/** Audit row and events of what changed; the second one corrects the sums of whoever adds up what was recorded. */
const tell = async (ctx: Ctx, tx: Tx, date: string, { made, undone }: Change, action: string): Promise<void> => {
  if (made.length + undone.length === 0) return
  const amountFen = sumOf(undone) - sumOf(made)
  await appendAudit(ctx, tx, {
    action,
    subjectKind: 'sales_day',
    subjectId: date,
    summary: `${date}：称重和扫码付款合并 ${made.length} 笔、分开 ${undone.length} 笔，交易额${amountFen < 0 ? '减' : '加'} ${formatFen(Math.abs(amountFen))} 元`,
    details: { made: made.map(keyOf), undone: undone.map(keyOf) },
  })
  await appendEvent(ctx, tx, 'sales.paired', { businessDate: date, paired: made.length, separated: undone.length })
  await appendEvent(ctx, tx, 'sales.recorded', {
    source: pairingSource,
    saleCount: countOf(undone, isSale) - countOf(made, isSale),
    refundCount: countOf(undone, isRefund) - countOf(made, isRefund),
    amountFen,
    businessDates: [date],
  })
}

/**
 * Follows the market's own feed: an event comes when its sales are committed, so of a payment and its weighing whichever
 * is later finds the other, and a till's push waits for nobody.
 */
export const salePairer: Follower = {
  name: 'sale pairer',
  types: ['sales.recorded'],
  handle: async (ctx, tx, events) => {
    const dates = new Set(
      events.flatMap((event) =>
        event.type === 'sales.recorded' && event.payload.source !== pairingSource ? event.payload.businessDates : [],
      ),
    )
    for (const date of [...dates].sort()) await tell(ctx, tx, date, await settleDate(ctx, tx, date), 'sales.pair')
  },
}

/**
 * 两笔不是一回事: the payment and the weighing are two sales from now on, for good. What they leave behind may pair anew.
 * Throws sale_pair.not_found, also for another merchant's sale.
 */
export const separateSale = async (ctx: Ctx, paymentSaleId: string): Promise<void> =>
  withTransaction(ctx, async (tx) => {
    const marketId = marketOf(ctx)
    const seen = await store.findPair(tx, marketId, paymentSaleId)
    if (seen === undefined) throw new AppError('sale_pair.not_found')
    await store.lockPairs(tx, marketId, seen.businessDate)
    const pair = await store.findPair(tx, marketId, paymentSaleId)
    if (pair === undefined) throw new AppError('sale_pair.not_found')
    await store.insertRefusal(tx, {
      marketId,
      paymentSaleId,
      weighingSaleId: pair.weighingId,
      merchantId: pair.merchantId,
      refusedBy: actorName(ctx),
      refusedAt: ctx.now,
    })
    await tell(ctx, tx, pair.businessDate, await settleDate(ctx, tx, pair.businessDate), 'sales.separate')
  })
