/** Between an order and its charges: opening them, and making sure none is open before an order ends. */
import { formatFen } from '@smart-market/shared/money.ts'
import { type Ctx, type Deps, marketOf, type Tx, withTransaction } from '../../context.ts'
import { AppError } from '../../errors.ts'
import {
  closeCharge,
  isChargeFor,
  openCharge,
  type PayWay,
  requestCharge,
  toPayAnswer,
  wayToPay,
} from '../payments/index.ts'
import { extraDueFen } from './domain/amounts.ts'
import { applyPaymentFacts } from './facts.ts'
import { getLocked } from './moving.ts'
import { findSeller } from './report.ts'
import * as store from './store.ts'

const minuteMs = 60_000
const extraPayMinutes = 30
export const closeTries = 3

/** What the shopper owes now: all of it while placed, the agreed extra once everything is weighed; 0 else. Fen. */
export const amountDue = (order: store.OrderRow, lines: readonly store.LineRow[]): number =>
  order.payment === 'online' && order.state === 'placed'
    ? order.goodsFen + order.deliveryFeeFen
    : extraDueFen(order, lines)

interface PayRequest {
  readonly stallOrderId: string
  readonly shopperId: string
  readonly channel: 'wechat' | 'alipay'
  readonly scene?: PayWay['scene']
}

/**
 * Opens the charge an order needs, or finds the one that is open, and asks the channel for it. Throws
 * stall_order.not_found, stall_order.nothing_to_pay, stall_order.pay_too_late, stall_order.payment_unsure, payer.not_linked.
 */
export const payOrder = async (ctx: Ctx, request: PayRequest) => {
  const { deps } = ctx
  const marketId = marketOf(ctx)
  const way = await wayToPay(deps, request)
  for (let tries = 0; tries < closeTries; tries++) {
    const step = await withTransaction(ctx, (tx) => openOrFind(ctx, tx, request, way))
    if ('stale' in step) {
      await closeAndLearn(deps, marketId, step.stale)
      continue
    }
    const answer = await requestCharge(deps, marketId, step.chargeId)
    if (answer.state === 'paid' || answer.state === 'closed') await applyPaymentFacts(deps, marketId)
    return toPayAnswer(answer)
  }
  throw new AppError('stall_order.payment_unsure')
}

const openOrFind = async (
  ctx: Ctx,
  tx: Tx,
  request: PayRequest,
  { scene, payerOpenId }: PayWay,
): Promise<{ chargeId: string } | { stale: string }> => {
  const marketId = marketOf(ctx)
  const order = await getLocked(ctx, tx, request.stallOrderId)
  if (order.shopperId !== request.shopperId) throw new AppError('stall_order.not_found')
  const due = amountDue(order, await store.listLines(tx, marketId, [order.stallOrderId]))
  if (due === 0) throw new AppError('stall_order.nothing_to_pay')
  const kind = order.state === 'placed' ? 'order' : 'extra'
  if (kind === 'order' && (order.payBy === null || order.payBy <= ctx.now))
    throw new AppError('stall_order.pay_too_late')
  const charges = await store.listCharges(tx, marketId, order.stallOrderId)
  const open = charges.find((charge) => charge.state === 'open')
  if (open !== undefined) {
    const same =
      open.channel === request.channel &&
      open.amountFen === due &&
      open.kind === kind &&
      (await isChargeFor(ctx, tx, open.chargeId, { scene, payerOpenId }))
    return same ? { chargeId: open.chargeId } : { stale: open.chargeId }
  }
  const extras = charges.filter((charge) => charge.kind === 'extra').length
  const { chargeId } = await openCharge(ctx, tx, {
    purpose: { kind: 'stall_order', id: kind === 'order' ? order.stallOrderId : `${order.stallOrderId}:${extras + 1}` },
    stallId: order.stallId,
    amountFen: due,
    channel: request.channel,
    scene,
    payerOpenId,
    description: `${await describe(tx, order)}${kind === 'extra' ? ' 加重差额' : ''}`,
    expiresAt:
      kind === 'order' && order.payBy !== null ? order.payBy : new Date(ctx.now.getTime() + extraPayMinutes * minuteMs),
  })
  await store.insertCharge(tx, {
    marketId,
    chargeId,
    stallOrderId: order.stallOrderId,
    merchantId: order.merchantId,
    kind,
    channel: request.channel,
    amountFen: due,
    state: 'open',
    openedAt: ctx.now,
  })
  return { chargeId }
}

/** What the payer reads in the bill of WeChat or Alipay. */
export const describe = async (tx: Tx, order: store.OrderRow): Promise<string> => {
  const seller = await findSeller(tx, order.marketId, order.stallId, order.merchantId)
  return `${seller?.merchantName ?? ''} ${seller?.stallCode ?? ''} 订单 ${order.number}`
}

export const closeAndLearn = async (deps: Deps, marketId: string, chargeId: string) => {
  const answer = await closeCharge(deps, marketId, chargeId)
  if (answer !== 'unknown') await applyPaymentFacts(deps, marketId)
  return answer
}

/**
 * Runs `work` on the locked order once no charge of it is open: each is closed at the channel first, which asks once
 * more whether somebody paid. `work` sees the order as it then stands, so a payment that was faster changes what is
 * allowed. Throws stall_order.payment_unsure while the channel gives no certain answer, and what `work` throws.
 */
export const withoutOpenCharges = async <T>(
  ctx: Ctx,
  stallOrderId: string,
  work: (tx: Tx, order: store.OrderRow) => Promise<T>,
  guard: (order: store.OrderRow) => void = () => undefined,
): Promise<T> => {
  const marketId = marketOf(ctx)
  for (let tries = 0; tries < closeTries; tries++) {
    const step = await withTransaction(ctx, async (tx): Promise<{ done: T } | { open: string }> => {
      const order = await getLocked(ctx, tx, stallOrderId)
      // Refuse before the channel is bothered.
      guard(order)
      const charges = await store.listCharges(tx, marketId, stallOrderId)
      const open = charges.find((charge) => charge.state === 'open')
      return open === undefined ? { done: await work(tx, order) } : { open: open.chargeId }
    })
    if ('done' in step) return step.done
    if ((await closeAndLearn(ctx.deps, marketId, step.open)) === 'unknown')
      throw new AppError('stall_order.payment_unsure')
  }
  throw new AppError('stall_order.payment_unsure')
}

/** The refusal that names what is still owed. */
export const extraUnpaid = (fen: number): AppError =>
  new AppError('stall_order.extra_unpaid', { amount: formatFen(fen) })
