/** Refunds: reserved under the payment's lock, sent after commit, final when the channel says so. */
import { businessDate } from '@smart-market/shared/time.ts'
import { formatFen } from '@smart-market/shared/money.ts'
import { appendAudit } from '../../audit.ts'
import { type Ctx, type Deps, marketOf, newId, systemCtx, type Tx, withTransaction } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { appendEvent } from '../../feed/outbox.ts'
import { payeeOf } from './accounts.ts'
import type { RefundStatus, SeenRefund } from './channels/answers.ts'
import { channelOf, notifyUrl } from './desk.ts'
import { isTooLateToRefund, nextCheck, numberOf, refundLimits, refundMismatch, refundSteps } from './domain.ts'
import { listLasting } from './differences.ts'
import { appendFact } from './facts.ts'
import { quarantine } from './quarantine.ts'
import * as store from './store.ts'
import type { RefundRequest } from './types.ts'

/** A refund that failed for certain is tried again after these times, then a person must act. */
const retryWaitsMs = [10, 60, 360, 1440].map((minutes) => minutes * 60_000)

/** Purpose of the refund that sends back money which came after closing. */
export const latePurpose = 'late'

/**
 * Writes a refund and reserves its amount; executed after commit by executeRefund or the next sweep. The same purpose
 * and amount again gives the same id. Throws charge.not_found, refund.not_paid, refund.conflict,
 * refund.exceeds_payment, refund.too_late, refund.too_many.
 */
export const requestRefund = async (ctx: Ctx, tx: Tx, request: RefundRequest): Promise<string> => {
  const marketId = marketOf(ctx)
  const charge = await store.lockCharge(tx, marketId, request.chargeId)
  if (charge === undefined) throw new AppError('charge.not_found')
  const payment = await store.lockPayment(tx, marketId, charge.chargeId)
  if (payment === undefined) throw new AppError('refund.not_paid')
  const earlier = await store.listRefunds(tx, marketId, charge.chargeId)
  const same = earlier.find((refund) => refund.purposeId === request.purposeId)
  if (same !== undefined) {
    if (same.amountFen !== request.amountFen) throw new AppError('refund.conflict')
    return same.refundId
  }
  if (isTooLateToRefund(payment.paidAt, ctx.now)) throw new AppError('refund.too_late', { days: refundLimits.days })
  if (payment.refundCount >= refundLimits.count) throw new AppError('refund.too_many', { count: refundLimits.count })
  return insertRefund(ctx, tx, charge, payment, earlier, request)
}

const insertRefund = async (
  ctx: Ctx,
  tx: Tx,
  charge: store.ChargeRow,
  payment: Pick<store.PaymentRow, 'paymentId' | 'amountFen' | 'refundReservedFen'>,
  earlier: readonly store.RefundRow[],
  request: RefundRequest,
): Promise<string> => {
  const marketId = marketOf(ctx)
  const { amountFen } = request
  if (!Number.isSafeInteger(amountFen) || amountFen <= 0) throw new AppError('charge.amount')
  if (!(await store.reserveRefund(tx, marketId, payment.paymentId, amountFen)))
    throw new AppError('refund.exceeds_payment', { left: formatFen(payment.amountFen - payment.refundReservedFen) })
  const refundId = newId(ctx, 'refund')
  // WeChat Pay wants a minute between two refunds of one payment.
  const previous = Math.max(
    0,
    ...earlier.map((refund) => ((refund.failures > 0 ? null : refund.nextCheckAt) ?? refund.createdAt).getTime()),
  )
  const apart = charge.channel === 'declared' || previous === 0 ? 0 : previous + refundLimits.apartMs
  await store.insertRefund(tx, {
    marketId,
    refundId,
    refundNumber: numberOf(refundId, businessDate(ctx.now)),
    paymentId: payment.paymentId,
    chargeId: charge.chargeId,
    purposeId: request.purposeId,
    amountFen,
    reason: request.reason.slice(0, 80),
    state: 'created',
    createdAt: ctx.now,
    nextCheckAt: new Date(Math.max(ctx.now.getTime(), apart)),
  })
  await appendAudit(ctx, tx, {
    action: 'refund.request',
    subjectKind: 'refund',
    subjectId: refundId,
    summary: `申请退款 ${formatFen(amountFen)} 元：${request.reason.slice(0, 80)}`,
    details: { chargeId: charge.chargeId, purposeId: request.purposeId },
  })
  await appendEvent(ctx, tx, 'refund.requested', {
    refundId,
    chargeId: charge.chargeId,
    stallId: charge.stallId,
    amountFen,
  })
  return refundId
}

/** Sends back in full what came after closing. Called in the transaction that recorded it. */
export const reserveLateRefund = async (
  ctx: Ctx,
  tx: Tx,
  charge: store.ChargeRow,
  paymentId: string,
): Promise<void> => {
  await insertRefund(ctx, tx, charge, { paymentId, amountFen: charge.amountFen, refundReservedFen: 0 }, [], {
    chargeId: charge.chargeId,
    amountFen: charge.amountFen,
    reason: '订单已关闭，付款自动退回',
    purposeId: latePurpose,
  })
}

/**
 * Sends a refund, or asks what became of it; safe to repeat, always by the same number. `waiting`: not yet its time.
 * Throws refund.not_found.
 */
export const executeRefund = async (
  deps: Deps,
  marketId: string,
  refundId: string,
): Promise<store.RefundRow['state'] | 'waiting'> => {
  const ctx = systemCtx(deps, 'payments', marketId)
  const step = await withTransaction(ctx, async (tx) => {
    const refund = await store.findRefund(tx, marketId, refundId)
    if (refund === undefined) throw new AppError('refund.not_found')
    const charge = await store.lockCharge(tx, marketId, refund.chargeId)
    const payment = await store.lockPayment(tx, marketId, refund.chargeId)
    const now = await store.findRefund(tx, marketId, refundId)
    if (charge === undefined || payment === undefined || now === undefined) throw new AppError('refund.not_found')
    if (now.state === 'succeeded' || now.state === 'failed') return { state: now.state }
    if (now.state === 'created' && now.nextCheckAt !== null && now.nextCheckAt > ctx.now)
      return { state: 'waiting' as const }
    await store.updateRefund(tx, marketId, refundId, {
      ...(now.state === 'created' ? { state: 'unknown' as const } : {}),
      checks: now.checks + 1,
      nextCheckAt: nextCheck(now.checks, ctx.now),
    })
    return { refund: now, charge, payment, payee: await payeeOf(ctx, tx, charge) }
  })
  if (step.refund === undefined) return step.state
  const { refund, charge, payment, payee } = step
  const channel = channelOf(deps, charge.channel)
  const reference = { refundNumber: refund.refundNumber, chargeNumber: charge.chargeNumber, payee }
  const send = (): Promise<RefundStatus> =>
    channel.refund({
      ...reference,
      transactionNumber: payment.transactionNumber,
      amountFen: refund.amountFen,
      totalFen: payment.amountFen,
      reason: refund.reason,
      notifyUrl: notifyUrl(deps, marketId, charge.channel),
    })
  const asked = refund.state === 'processing' || refund.state === 'abnormal'
  const first = asked ? await channel.getRefund(reference) : await send()
  // A refusal of a repeated request says nothing about the first one: the ledger does.
  const answer = first.state === 'refused' ? await channel.getRefund(reference) : first
  const refusal = first.state === 'refused' && answer.state === 'not_found' ? first.reason : undefined
  const after = { ...ctx, now: deps.clock() }
  return withTransaction(after, async (tx) => {
    await store.lockCharge(tx, marketId, charge.chargeId)
    if (answer.state === 'seen') await settleRefund(after, tx, charge, answer.refund)
    else if (refusal !== undefined) await failRefund(after, tx, charge, refundId, refusal, 'refused')
    else if (answer.state === 'not_found' && asked)
      // Unheard of after all: send it again at the next turn.
      await store.updateRefund(tx, marketId, refundId, { state: 'unknown' })
    else if (answer.state === 'unknown')
      deps.logger.warn({ marketId, refundId, reason: answer.reason }, 'refund: no certain answer')
    return (await store.findRefund(tx, marketId, refundId))?.state ?? 'unknown'
  })
}

/** Takes the channel's word on a refund. The charge is locked by the caller or here. */
export const settleRefund = async (ctx: Ctx, tx: Tx, charge: store.ChargeRow, seen: SeenRefund): Promise<void> => {
  const marketId = marketOf(ctx)
  const payment = await store.lockPayment(tx, marketId, charge.chargeId)
  const refund = await store.findRefundByNumber(tx, marketId, seen.refundNumber)
  const aside = {
    channel: charge.channel,
    chargeNumber: seen.chargeNumber,
    reference: seen.refundNumber,
    seen,
  }
  if (refund === undefined && seen.outcome !== 'succeeded') {
    // Old news of a number that we have given up since.
    const later = await store.listRefunds(tx, marketId, charge.chargeId)
    if (later.some((row) => row.earlierNumbers.includes(seen.refundNumber))) return
  }
  if (payment === undefined || refund === undefined || refund.chargeId !== charge.chargeId) {
    await quarantine(ctx, tx, { ...aside, kind: 'refund_mismatch', expected: { refund: 'none' } })
    return
  }
  const mismatch = refundMismatch(refund, charge.chargeNumber, seen)
  if (mismatch !== undefined) {
    await quarantine(ctx, tx, { ...aside, ...mismatch })
    return
  }
  if (!refundSteps[refund.state].includes(seen.outcome)) return
  if (seen.outcome === 'failed') {
    await failRefund(ctx, tx, charge, refund.refundId, '支付渠道关闭了这笔退款', 'closed')
    return
  }
  const finished = seen.outcome === 'succeeded'
  const finishedAt = seen.finishedAt === null ? ctx.now : new Date(seen.finishedAt)
  await store.updateRefund(tx, marketId, refund.refundId, {
    state: seen.outcome,
    channelRefundNumber: seen.channelRefundNumber,
    ...(finished ? { finishedAt, nextCheckAt: null, failure: null } : {}),
    ...(seen.outcome === 'abnormal' ? { failure: '付款账户异常，需到支付渠道后台处理' } : {}),
  })
  if (finished) await finishRefund(ctx, tx, charge, refund, finishedAt, null)
  else if (seen.outcome === 'abnormal') await finishRefund(ctx, tx, charge, refund, ctx.now, 'abnormal')
}

/**
 * `closed`: the channel took it and then ended it, so that its number is used up; `refused`: it never took it. Tried
 * again by itself while its amount stays reserved; at last it fails for good and goes on the work list.
 */
const failRefund = async (
  ctx: Ctx,
  tx: Tx,
  charge: store.ChargeRow,
  refundId: string,
  failure: string,
  how: 'closed' | 'refused',
): Promise<void> => {
  const marketId = marketOf(ctx)
  await store.lockPayment(tx, marketId, charge.chargeId)
  const refund = await store.findRefund(tx, marketId, refundId)
  if (refund === undefined || !refundSteps[refund.state].includes('failed')) return
  const wait = retryWaitsMs[refund.failures]
  const failures = refund.failures + 1
  if (wait !== undefined) {
    const [first = refund.refundNumber] = refund.earlierNumbers
    await store.updateRefund(tx, marketId, refundId, {
      state: 'created',
      failure,
      failures,
      checks: 0,
      nextCheckAt: new Date(ctx.now.getTime() + wait),
      ...(how === 'refused'
        ? {}
        : { refundNumber: `${first}r${failures}`, earlierNumbers: [...refund.earlierNumbers, refund.refundNumber] }),
    })
    await appendAudit(ctx, tx, {
      action: 'refund.retry',
      subjectKind: 'refund',
      subjectId: refundId,
      summary: `退款 ${formatFen(refund.amountFen)} 元没有成功，稍后自动再试（第 ${failures} 次）`,
      details: { failure },
    })
    await appendEvent(ctx, tx, 'refund.retried', { refundId, chargeId: charge.chargeId, failures })
    return
  }
  await store.updateRefund(tx, marketId, refundId, {
    state: 'failed',
    failure,
    failures,
    finishedAt: ctx.now,
    nextCheckAt: null,
  })
  await store.releaseRefund(tx, marketId, refund.paymentId, refund.amountFen)
  if (charge.channel !== 'declared') {
    const { refundNumber, amountFen } = refund
    const day = { businessDate: businessDate(ctx.now), channel: charge.channel }
    const ours = { refundNumber, amountFen, failures, failure }
    await listLasting(ctx, tx, day, { kind: 'refund_failed', reference: refundNumber, ours })
  }
  await finishRefund(ctx, tx, charge, refund, ctx.now, failure)
}

const finishRefund = async (
  ctx: Ctx,
  tx: Tx,
  charge: store.ChargeRow,
  refund: store.RefundRow,
  happenedAt: Date,
  failure: string | null,
): Promise<void> => {
  // The order knows its charge as closed: money that came and went afterwards is no fact of the order's.
  if (refund.purposeId !== latePurpose)
    await appendFact(ctx, tx, charge, {
      kind: failure === null ? 'refund_succeeded' : 'refund_failed',
      subjectId: failure === 'abnormal' ? `${refund.refundId}:abnormal` : refund.refundId,
      refundPurposeId: refund.purposeId,
      amountFen: refund.amountFen,
      happenedAt,
      detail: failure,
    })
  await appendAudit(ctx, tx, {
    action: failure === null ? 'refund.succeed' : 'refund.fail',
    subjectKind: 'refund',
    subjectId: refund.refundId,
    summary: failure === null ? `退款 ${formatFen(refund.amountFen)} 元已退回` : '退款没有成功',
    details: { failure },
  })
  await appendEvent(ctx, tx, 'refund.finished', {
    refundId: refund.refundId,
    chargeId: charge.chargeId,
    stallId: charge.stallId,
    amountFen: refund.amountFen,
    succeeded: failure === null,
  })
}
