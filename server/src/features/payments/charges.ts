/** Charges from opening to their final word, and the one place where money seen becomes a payment. */
import type { ChargeScene } from '@smart-market/shared/contracts/payments.ts'
import { businessDate } from '@smart-market/shared/time.ts'
import { formatFen, maxAmountFen } from '@smart-market/shared/money.ts'
import { appendAudit } from '../../audit.ts'
import { type Ctx, marketOf, newId, type Tx } from '../../context.ts'
import { databaseError } from '../../db/client.ts'
import { AppError } from '../../errors.ts'
import { appendEvent } from '../../feed/outbox.ts'
import { accountFor } from './accounts.ts'
import type { SeenPayment } from './channels/answers.ts'
import { channelOf, deskOf } from './desk.ts'
import {
  canUseScene,
  channelLabels,
  chargeStateLabels,
  numberOf,
  payerContext,
  paymentMismatch,
  sceneOf,
} from './domain.ts'
import { appendFact } from './facts.ts'
import { quarantine } from './quarantine.ts'
import { reserveLateRefund } from './refunds.ts'
import * as store from './store.ts'
import type { ChargeRequest, DeclaredMeans, OpenedCharge } from './types.ts'

/**
 * Writes a charge; nobody is asked yet: after commit call requestCharge. One live charge a purpose. `combinedNumber`: of
 * the combined payment that it is a part of, see openCombined.
 * Throws charge.amount, charge.exists, payment_channel.unavailable.
 */
export const openCharge = async (
  ctx: Ctx,
  tx: Tx,
  request: ChargeRequest,
  combinedNumber: string | null = null,
): Promise<OpenedCharge> => {
  const { purpose, stallId, amountFen, channel } = request
  if (!Number.isSafeInteger(amountFen) || amountFen <= 0 || amountFen > maxAmountFen)
    throw new AppError('charge.amount')
  channelOf(ctx.deps, channel)
  const scene = request.scene ?? sceneOf(channel, request.payerOpenId)
  if (!canUseScene(channel, scene))
    throw new AppError('payment_channel.unavailable', { channel: channelLabels[channel], reason: '不支持这种付款方式' })
  const live = await store.findLiveCharge(tx, marketOf(ctx), purpose.kind, purpose.id)
  if (live !== undefined) throw new AppError('charge.exists', { state: chargeStateLabels[live.state] })
  const account = channel === 'declared' ? undefined : await accountFor(ctx, tx, stallId, channel)
  // A combined payment is paid under the service provider's own app.
  if (account !== undefined && scene === 'jsapi') requireOwnApp(ctx, combinedNumber === null ? account.appId : null)
  const chargeId = newId(ctx, 'charge')
  const chargeNumber = numberOf(chargeId, businessDate(ctx.now))
  try {
    await store.insertCharge(tx, {
      marketId: marketOf(ctx),
      chargeId,
      chargeNumber,
      combinedNumber,
      purposeKind: purpose.kind,
      purposeId: purpose.id,
      stallId,
      channel,
      scene,
      paymentAccountId: account?.paymentAccountId ?? null,
      merchantNumber: account?.merchantNumber ?? '',
      amountFen,
      description: request.description.slice(0, 127),
      payerOpenId:
        request.payerOpenId === undefined ? null : ctx.deps.cipher.encrypt(request.payerOpenId, payerContext),
      state: 'created',
      createdAt: ctx.now,
      expiresAt: request.expiresAt,
      // A crash before anybody asked leaves a charge to close, not one to forget.
      nextCheckAt: request.expiresAt,
    })
  } catch (error) {
    if (databaseError(error)?.constraint === 'charges__one_live')
      throw new AppError('charge.exists', { state: chargeStateLabels.created })
    throw error
  }
  await appendAudit(ctx, tx, {
    action: 'charge.open',
    subjectKind: 'charge',
    subjectId: chargeId,
    summary: `发起收款 ${formatFen(amountFen)} 元（${channelLabels[channel]}）`,
  })
  await appendEvent(ctx, tx, 'charge.opened', { chargeId, chargeNumber, stallId, channel, amountFen })
  return { chargeId, chargeNumber }
}

/** An open id means nothing under another app: the channel would refuse it after the shopper has tapped. */
const requireOwnApp = (ctx: Ctx, accountAppId: string | null): void => {
  const { miniProgram, serviceAppId } = deskOf(ctx.deps)
  if (miniProgram === null || (accountAppId ?? serviceAppId) === miniProgram.appId) return
  throw new AppError('payment_channel.unavailable', {
    channel: channelLabels.wechat,
    reason: '该摊位的商户号没有绑定本小程序，请联系市场',
  })
}

/**
 * Whether a charge is paid alone and this way, in the mini-program by this payer; no scene: whatever way was begun.
 */
export const isChargeFor = async (
  ctx: Ctx,
  tx: Tx,
  chargeId: string,
  way: { scene: ChargeScene | undefined; payerOpenId: string | undefined },
): Promise<boolean> => {
  const charge = await store.findCharge(tx, marketOf(ctx), chargeId)
  return charge !== undefined && charge.combinedNumber === null && isBegunThisWay(ctx, charge, way)
}

export const isBegunThisWay = (
  ctx: Ctx,
  charge: store.ChargeRow,
  way: { scene: ChargeScene | undefined; payerOpenId: string | undefined },
): boolean => {
  if (way.scene === undefined) return true
  if (charge.scene !== way.scene) return false
  const payer = charge.payerOpenId === null ? undefined : ctx.deps.cipher.decrypt(charge.payerOpenId, payerContext)
  return charge.scene !== 'jsapi' || payer === way.payerOpenId
}

/**
 * The merchant says a declared charge was paid. Stays labelled as declared in every figure.
 * Throws charge.not_found, charge.state.
 */
export const declareReceived = async (
  ctx: Ctx,
  tx: Tx,
  input: { chargeId: string; means: DeclaredMeans },
): Promise<void> => {
  const charge = await store.lockCharge(tx, marketOf(ctx), input.chargeId)
  if (charge === undefined) throw new AppError('charge.not_found')
  if (charge.channel !== 'declared' || charge.state === 'closed')
    throw new AppError('charge.state', { state: chargeStateLabels[charge.state] })
  await recordPayment(
    ctx,
    tx,
    charge,
    {
      chargeNumber: charge.chargeNumber,
      transactionNumber: charge.chargeNumber,
      amountFen: charge.amountFen,
      payerAmountFen: null,
      currency: 'CNY',
      merchantNumber: '',
      paidAt: ctx.now.toISOString(),
    },
    'declaration',
    input.means,
  )
}

export type Settled = 'paid' | 'already' | 'late' | 'quarantined'

/** Takes the channel's word that a charge was paid, whoever brought it. Locks the charge. */
export const settlePayment = async (
  ctx: Ctx,
  tx: Tx,
  channel: 'wechat' | 'alipay',
  seen: SeenPayment,
  seenBy: 'callback' | 'query',
): Promise<Settled> => {
  const charge = await store.lockChargeByNumber(tx, marketOf(ctx), channel, seen.chargeNumber)
  const aside = { channel, chargeNumber: seen.chargeNumber, reference: seen.transactionNumber, seen }
  if (charge === undefined) {
    await quarantine(ctx, tx, { ...aside, kind: 'unknown_charge', expected: {} })
    return 'quarantined'
  }
  const mismatch = paymentMismatch(charge, seen)
  if (mismatch !== undefined) {
    await quarantine(ctx, tx, { ...aside, ...mismatch })
    return 'quarantined'
  }
  return recordPayment(ctx, tx, charge, seen, seenBy, null)
}

const recordPayment = async (
  ctx: Ctx,
  tx: Tx,
  charge: store.ChargeRow,
  seen: SeenPayment,
  seenBy: store.PaymentRow['seenBy'],
  declaredMeans: DeclaredMeans | null,
): Promise<Settled> => {
  const marketId = marketOf(ctx)
  const { chargeId, channel } = charge
  const known = await store.lockPayment(tx, marketId, chargeId)
  const taken = await store.findPaymentByTransaction(tx, marketId, channel, seen.transactionNumber)
  if (known !== undefined && known.paymentId === taken?.paymentId) return 'already'
  if (known !== undefined || taken !== undefined) {
    await quarantine(ctx, tx, {
      channel,
      kind: 'second_payment',
      chargeNumber: charge.chargeNumber,
      reference: seen.transactionNumber,
      expected: { transactionNumber: known?.transactionNumber ?? null, chargeId: taken?.chargeId ?? chargeId },
      seen,
    })
    return 'quarantined'
  }
  const late = charge.state === 'closed'
  const paidAt = new Date(seen.paidAt)
  const paymentId = newId(ctx, 'payment')
  await store.insertPayment(tx, {
    marketId,
    paymentId,
    chargeId,
    channel,
    transactionNumber: seen.transactionNumber,
    amountFen: seen.amountFen,
    payerAmountFen: seen.payerAmountFen,
    declaredMeans,
    paidAt,
    businessDate: businessDate(paidAt),
    seenBy,
    seenAt: ctx.now,
    late,
    refundReservedFen: 0,
    refundCount: 0,
  })
  if (late) await reserveLateRefund(ctx, tx, charge, paymentId)
  else {
    await store.updateCharge(tx, marketId, chargeId, { state: 'paid', finishedAt: ctx.now, nextCheckAt: null })
    await appendFact(ctx, tx, charge, {
      kind: 'charge_paid',
      subjectId: chargeId,
      amountFen: seen.amountFen,
      happenedAt: paidAt,
      declaredMeans,
    })
  }
  const amount = formatFen(seen.amountFen)
  await appendAudit(ctx, tx, {
    action: 'payment.receive',
    subjectKind: 'charge',
    subjectId: chargeId,
    summary:
      seenBy === 'declaration'
        ? `经营户自报收到 ${amount} 元`
        : late
          ? `${channelLabels[channel]}到账 ${amount} 元，但收款已关闭，自动退回`
          : `${channelLabels[channel]}到账 ${amount} 元`,
    details: { transactionNumber: seen.transactionNumber, seenBy },
  })
  await appendEvent(ctx, tx, 'payment.received', {
    paymentId,
    chargeId,
    stallId: charge.stallId,
    channel,
    amountFen: seen.amountFen,
    late,
    declared: seenBy === 'declaration',
  })
  return late ? 'late' : 'paid'
}

/** Closes a charge for good; nothing when it is final already. The caller has locked it and asked the channel. */
export const settleClosed = async (
  ctx: Ctx,
  tx: Tx,
  charge: store.ChargeRow,
  refusal: string | null = null,
): Promise<void> => {
  if (charge.state === 'paid' || charge.state === 'closed') return
  const { chargeId } = charge
  await store.updateCharge(tx, marketOf(ctx), chargeId, {
    state: 'closed',
    finishedAt: ctx.now,
    nextCheckAt: null,
    refusal,
  })
  await appendFact(ctx, tx, charge, {
    kind: 'charge_closed',
    subjectId: chargeId,
    amountFen: charge.amountFen,
    happenedAt: ctx.now,
    detail: refusal,
  })
  await appendAudit(ctx, tx, {
    action: 'charge.close',
    subjectKind: 'charge',
    subjectId: chargeId,
    summary: refusal === null ? '关闭收款，没有付款' : '支付渠道不受理，关闭收款',
    details: { refusal },
  })
  await appendEvent(ctx, tx, 'charge.closed', { chargeId, stallId: charge.stallId, channel: charge.channel })
}
