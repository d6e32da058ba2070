/**
 * 发货信息: WeChat holds the money of mini-program payments until it hears that the goods were handed over. A row is
 * written with the hand-over, told afterwards, tried again with growing waits, and put on the work list while it will not
 * go through. Nothing about an order or its money depends on it.
 */
import { and, asc, eq, inArray, lte } from 'drizzle-orm'
import { businessDate } from '@smart-market/shared/time.ts'
import { appendAudit } from '../../audit.ts'
import { type Ctx, type Deps, marketOf, systemCtx, type Tx, withTransaction } from '../../context.ts'
import { charges, payments, shippingReports } from '../../db/schema/payments.ts'
import { appendEvent } from '../../feed/outbox.ts'
import type { ShippingReport } from './channels/wechat/shipping.ts'
import { deskOf } from './desk.ts'
import { listLasting, unlistLasting } from './differences.ts'
import { payerContext } from './domain.ts'
import * as store from './store.ts'

/** Parts of a combined payment are told together; a slow stall keeps the others waiting this long, of WeChat's 48 hours. */
const togetherWithinMs = 40 * 3_600_000
const waitsMinutes = [1, 5, 15, 60, 180, 360]
/** After so many tries a person hears of it. */
const listAfter = 4
/** Then WeChat's time is over in any case. */
const giveUpAfter = 30

const nextTry = (tries: number, now: Date): Date =>
  new Date(now.getTime() + (waitsMinutes[Math.min(tries, waitsMinutes.length - 1)] ?? 360) * 60_000)

/**
 * Notes that what these charges paid for was handed over, in the transaction that says so. Charges paid outside the
 * mini-program are none of WeChat's business.
 */
export const noteHandOver = async (
  ctx: Ctx,
  tx: Tx,
  goods: { chargeIds: readonly string[]; logistics: 'city' | 'pickup'; itemDescription: string },
): Promise<void> => {
  if (deskOf(ctx.deps).miniProgram === null || goods.chargeIds.length === 0) return
  const marketId = marketOf(ctx)
  const paid = await tx
    .select({ chargeId: charges.chargeId })
    .from(charges)
    .where(
      and(
        eq(charges.marketId, marketId),
        inArray(charges.chargeId, [...goods.chargeIds]),
        eq(charges.channel, 'wechat'),
        eq(charges.scene, 'jsapi'),
        eq(charges.state, 'paid'),
      ),
    )
  for (const { chargeId } of paid)
    await tx
      .insert(shippingReports)
      .values({
        marketId,
        chargeId,
        logistics: goods.logistics,
        itemDescription: goods.itemDescription,
        handedOverAt: ctx.now,
        state: 'waiting',
        nextTryAt: ctx.now,
      })
      .onConflictDoNothing()
}

type Row = typeof shippingReports.$inferSelect
interface Part extends Row {
  readonly charge: store.ChargeRow
  readonly transactionNumber: string
}

/** Tells WeChat what is due in a market. Returns how many reports were worked on. */
export const sendShippingReports = async (deps: Deps, marketId: string): Promise<number> => {
  const ctx = systemCtx(deps, 'payments', marketId)
  const { miniProgram } = deskOf(deps)
  if (miniProgram === null) return 0
  const due = await withTransaction(ctx, (tx) =>
    tx
      .select({ chargeId: shippingReports.chargeId })
      .from(shippingReports)
      .where(and(eq(shippingReports.marketId, marketId), lte(shippingReports.nextTryAt, ctx.now)))
      .orderBy(asc(shippingReports.nextTryAt))
      .limit(50),
  )
  let worked = 0
  for (const { chargeId } of due) {
    const parts = await withTransaction(ctx, (tx) => claim(ctx, tx, chargeId))
    const [first] = parts
    if (first === undefined) continue
    worked += parts.length
    const answer = await miniProgram.reportShipping(reportOf(ctx, parts))
    const after = { ...ctx, now: deps.clock() }
    await withTransaction(after, async (tx) => {
      for (const part of parts)
        if (answer.state === 'done') await finish(after, tx, part)
        else await postpone(after, tx, part, answer.reason, answer.state === 'refused')
    })
  }
  return worked
}

const reportOf = (ctx: Ctx, parts: readonly Part[]): ShippingReport => ({
  combinedNumber: parts[0]?.charge.combinedNumber ?? null,
  parts: parts.map(({ charge, transactionNumber, logistics, itemDescription }) => ({
    chargeNumber: charge.chargeNumber,
    transactionNumber,
    logistics,
    itemDescription,
  })),
  payerOpenId: ctx.deps.cipher.decrypt(parts[0]?.charge.payerOpenId ?? '', payerContext),
})

/** Moves the next try before anybody is asked, so that two processes never tell the same; empty when it is not its time. */
const claim = async (ctx: Ctx, tx: Tx, chargeId: string): Promise<Part[]> => {
  const charge = await store.findCharge(tx, marketOf(ctx), chargeId)
  if (charge === undefined || charge.payerOpenId === null) return []
  const together =
    charge.combinedNumber === null ? [charge] : await store.lockParts(tx, marketOf(ctx), charge.combinedNumber)
  const ids = together.map((part) => part.chargeId)
  const rows = await tx
    .select()
    .from(shippingReports)
    .where(and(eq(shippingReports.marketId, marketOf(ctx)), inArray(shippingReports.chargeId, ids)))
    .orderBy(asc(shippingReports.chargeId))
    .for('update')
  const own = rows.find((row) => row.chargeId === chargeId)
  if (own === undefined || own.nextTryAt === null || own.nextTryAt > ctx.now) return []
  const paid = await tx
    .select()
    .from(payments)
    .where(and(eq(payments.marketId, marketOf(ctx)), inArray(payments.chargeId, ids)))
  const missing = paid.filter(
    (payment) =>
      payment.refundReservedFen < payment.amountFen && !rows.some((row) => row.chargeId === payment.chargeId),
  )
  if (missing.length > 0 && ctx.now.getTime() - own.handedOverAt.getTime() < togetherWithinMs) {
    await update(tx, own, { nextTryAt: new Date(ctx.now.getTime() + 30 * 60_000) })
    return []
  }
  const parts: Part[] = []
  for (const row of rows) {
    const ofRow = together.find((part) => part.chargeId === row.chargeId)
    const payment = paid.find((one) => one.chargeId === row.chargeId)
    if (row.state !== 'waiting' || ofRow === undefined || payment === undefined) continue
    await update(tx, row, { tries: row.tries + 1, nextTryAt: nextTry(row.tries, ctx.now) })
    parts.push({ ...row, tries: row.tries + 1, charge: ofRow, transactionNumber: payment.transactionNumber })
  }
  return parts
}

const update = async (tx: Tx, row: Pick<Row, 'marketId' | 'chargeId'>, set: Partial<Row>): Promise<void> => {
  await tx
    .update(shippingReports)
    .set(set)
    .where(and(eq(shippingReports.marketId, row.marketId), eq(shippingReports.chargeId, row.chargeId)))
}

const finish = async (ctx: Ctx, tx: Tx, part: Part): Promise<void> => {
  const { charge, chargeId, logistics } = part
  await update(tx, part, { state: 'done', doneAt: ctx.now, nextTryAt: null, detail: null })
  await unlistLasting(ctx, tx, { kind: 'shipping_failed', reference: charge.chargeNumber, note: '已报给微信' })
  await appendAudit(ctx, tx, {
    action: 'shipping.report',
    subjectKind: 'charge',
    subjectId: chargeId,
    summary: `向微信报告已交货（${logistics === 'city' ? '同城配送' : '用户自提'}）`,
  })
  await appendEvent(ctx, tx, 'shipping.reported', { chargeId, stallId: charge.stallId, logistics })
}

const postpone = async (ctx: Ctx, tx: Tx, part: Part, reason: string, refused: boolean): Promise<void> => {
  const { charge, chargeId, tries, handedOverAt } = part
  const over = tries >= giveUpAfter
  await update(tx, part, { detail: reason, ...(over ? { state: 'given_up', nextTryAt: null } : {}) })
  // A refusal waits for a person, who need not wait for the tries.
  if (!refused && tries < listAfter) return
  const day = { businessDate: businessDate(handedOverAt), channel: 'wechat' as const }
  const ours = { amountFen: charge.amountFen, tries, failure: reason, handedOverAt: handedOverAt.toISOString() }
  if (!(await listLasting(ctx, tx, day, { kind: 'shipping_failed', reference: charge.chargeNumber, ours }))) return
  await appendAudit(ctx, tx, {
    action: 'shipping.stuck',
    subjectKind: 'charge',
    subjectId: chargeId,
    summary: `发货信息没有报到微信：${reason}，转市场处理`,
  })
  await appendEvent(ctx, tx, 'shipping.stuck', { chargeId, stallId: charge.stallId, tries })
}
