/** What a stall's networked scale weighed for an order: the order takes its weight, and it is no sale of its own. */
import type { ScaleWeighing } from '@smart-market/shared/contracts/orders.ts'
import { formatFen } from '@smart-market/shared/money.ts'
import { formatGrams } from '@smart-market/shared/quantity.ts'
import { businessDate } from '@smart-market/shared/time.ts'
import { actorName, appendAudit } from '../../audit.ts'
import { type Ctx, type Tx } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { appendEvent } from '../../feed/outbox.ts'
import { countSoldOnline } from '../sourcing/index.ts'
import { isCollected, uncategorised } from './domain.ts'
import { countWeighings, lockPairs } from './pair-store.ts'
import * as store from './picked-store.ts'
import { addToCategories } from './store.ts'

/** Source of the events by which a used weighing takes its own count back from whoever adds up the feed. */
const pickingSource = '称重用在订单上'
/** One picks and weighs within this time; what lies longer was somebody else's. */
const freshMs = 30 * 60_000
const listedAtMost = 5

const recent = (ctx: Ctx): { since: Date; dates: string[] } => {
  const since = new Date(ctx.now.getTime() - freshMs)
  return { since, dates: [...new Set([businessDate(since), businessDate(ctx.now)])] }
}

/** What the stall's scale weighed within half an hour that nobody has paid or used, the latest five. */
export const listScaleWeighings = async (
  ctx: Ctx,
  tx: Tx,
  of: store.StallOfMerchant,
): Promise<{ items: ScaleWeighing[]; connected: boolean; asOf: string }> => {
  const { since, dates } = recent(ctx)
  const rows = await store.listFreeWeighings(tx, of, since, dates, listedAtMost)
  return {
    items: rows.map(({ saleId, name, weightGrams, weighedAt }) => ({ saleId, name, weightGrams, weighedAt })),
    connected: await store.isConnected(tx, of.marketId, of.stallId),
    asOf: ctx.now.toISOString(),
  }
}

export interface UsedWeighing {
  readonly weightGrams: number
  readonly weighedAt: Date
}

/**
 * Gives a weighing to a line of an order, for good: it leaves the day's rollups, and the feed gets a `sales.recorded`
 * with negative numbers. Throws weighing.gone when it was paid, used, came to another stall, or is too old.
 */
export const useWeighing = async (
  ctx: Ctx,
  tx: Tx,
  of: store.StallOfMerchant,
  saleId: string,
  line: {
    readonly stallOrderId: string
    readonly lineNo: number
    readonly orderNumber: string
    /** Paid through a channel: a recall counts the line with those. */
    readonly online: boolean
  },
): Promise<UsedWeighing> => {
  const { marketId } = of
  const { since, dates } = recent(ctx)
  // The follower that pairs weighings with payments must not take it meanwhile.
  for (const date of dates) await lockPairs(tx, marketId, date)
  const [weighing] = await store.listFreeWeighings(tx, of, since, dates, 1, saleId)
  if (weighing === undefined) throw new AppError('weighing.gone')
  const { amountFen, businessDate: date, channel, categoryName, name, weightGrams, weighedAt } = weighing
  const { stallOrderId, lineNo, orderNumber } = line
  await store.insertPicked(tx, {
    marketId,
    weighingSaleId: saleId,
    stallOrderId,
    lineNo,
    merchantId: of.merchantId,
    pickedBy: actorName(ctx),
    pickedAt: ctx.now,
  })
  await appendAudit(ctx, tx, {
    action: 'sales.use_weighing',
    subjectKind: 'sale',
    subjectId: saleId,
    summary: `秤上的「${name}」${formatGrams(weightGrams)} 用在订单 ${orderNumber}，不再另算 ${formatFen(amountFen)} 元`,
    details: { stallOrderId, lineNo, amountFen },
  })
  await appendEvent(ctx, tx, 'sales.weighing_used', {
    saleId,
    stallOrderId,
    lineNo,
    weightGrams,
    amountFen,
    businessDate: date,
  })
  await appendEvent(ctx, tx, 'sales.recorded', {
    source: pickingSource,
    saleCount: -1,
    refundCount: 0,
    amountFen: -amountFen,
    businessDates: [date],
  })
  // Batches, stalls, the market's day: rows are locked in the order in which a push locks them.
  if (line.online) await countSoldOnline(tx, marketId, saleId)
  await countWeighings(tx, marketId, [saleId], -1)
  if (isCollected(channel))
    await addToCategories(tx, marketId, [
      { businessDate: date, categoryName: categoryName || uncategorised, lineCount: -1, amountFen: -amountFen },
    ])
  return { weightGrams, weighedAt: new Date(weighedAt) }
}
