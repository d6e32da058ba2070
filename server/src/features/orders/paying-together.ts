/** One WeChat payment for all stalls of a checkout: each order keeps its own charge, to its own stall. */
import type { StallOrderView } from '@smart-market/shared/contracts/orders.ts'
import { type Ctx, marketOf, type Tx, withTransaction } from '../../context.ts'
import { AppError } from '../../errors.ts'
import {
  canTakePayment,
  isCombinedOf,
  maxCombined,
  openCombined,
  type PayWay,
  requestCharge,
  toPayAnswer,
  wayToPay,
} from '../payments/index.ts'
import { applyPaymentFacts } from './facts.ts'
import { amountDue, closeAndLearn, closeTries, describe, payOrder } from './paying.ts'
import * as store from './store.ts'

interface TogetherRequest {
  readonly orderGroupId: string
  readonly shopperId: string
  readonly scene?: 'jsapi' | 'native' | undefined
}
interface Together {
  /** A charge of the combined payment. */
  readonly chargeId: string
  readonly stallOrderIds: readonly string[]
  readonly leftOut: readonly string[]
}

/**
 * Opens one payment for every order of a checkout that waits for money and whose stall has a WeChat account, or finds
 * the one that is open; a payment begun otherwise is closed first. Throws order_group.not_found, order_group.pay_singly,
 * stall_order.nothing_to_pay, stall_order.pay_too_late, stall_order.payment_unsure, payer.not_linked,
 * payment_channel.unavailable.
 */
export const payTogether = async (ctx: Ctx, request: TogetherRequest) => {
  const { deps } = ctx
  const marketId = marketOf(ctx)
  const most = maxCombined(deps)
  if (most === 0) throw new AppError('order_group.pay_singly')
  const way = await wayToPay(deps, { ...request, channel: 'wechat' })
  // Each round closes one payment begun otherwise, and a checkout has at most 30 stalls.
  for (let tries = 0; tries < 30 + closeTries; tries++) {
    const step = await withTransaction(ctx, (tx) => openOrFind(ctx, tx, request, way, most))
    if ('stale' in step) {
      if ((await closeAndLearn(deps, marketId, step.stale)) === 'unknown')
        throw new AppError('stall_order.payment_unsure')
      continue
    }
    if ('alone' in step) {
      const { alone: stallOrderId, leftOut } = step
      const answer = await payOrder(ctx, { ...request, stallOrderId, channel: 'wechat' })
      return { ...answer, stallOrderIds: [stallOrderId], leftOut: [...leftOut] }
    }
    const { chargeId, stallOrderIds, leftOut } = step
    const which = { stallOrderIds: [...stallOrderIds], leftOut: [...leftOut] }
    const answer = await requestCharge(deps, marketId, chargeId)
    if (answer.state === 'paid' || answer.state === 'closed') await applyPaymentFacts(deps, marketId)
    return { ...(await toPayAnswer(answer)), ...which }
  }
  throw new AppError('stall_order.payment_unsure')
}

/** Of orders that wait for money: those whose stall takes WeChat payments, as many as one payment takes. */
const takenBy = async <Order extends { readonly stallId: string }>(
  ctx: Ctx,
  tx: Tx,
  waiting: readonly Order[],
  most: number,
): Promise<Order[]> => {
  const taken: Order[] = []
  for (const order of waiting)
    if (taken.length < most && (await canTakePayment(ctx, tx, order.stallId, 'wechat'))) taken.push(order)
  return taken
}

/** Which orders of one checkout a payment of payTogether would pay now; none when that is fewer than two. */
export const listPaidTogether = async (
  ctx: Ctx,
  tx: Tx,
  orders: readonly Pick<StallOrderView, 'stallOrderId' | 'stallId' | 'state' | 'payment' | 'payBy' | 'amountFen'>[],
): Promise<string[]> => {
  const most = maxCombined(ctx.deps)
  const waiting = orders.filter(
    ({ state, payment, payBy, amountFen }) =>
      state === 'placed' && payment === 'online' && amountFen > 0 && payBy !== null && new Date(payBy) > ctx.now,
  )
  if (most === 0 || waiting.length < 2) return []
  const taken = await takenBy(ctx, tx, waiting, most)
  return taken.length < 2 ? [] : taken.map((order) => order.stallOrderId)
}

type Step = Together | { readonly stale: string } | { readonly alone: string; readonly leftOut: readonly string[] }

const openOrFind = async (ctx: Ctx, tx: Tx, request: TogetherRequest, way: PayWay, most: number): Promise<Step> => {
  const marketId = marketOf(ctx)
  const ids = (await store.listGroupOrders(tx, marketId, request.orderGroupId)).map((order) => order.stallOrderId)
  const orders = await store.lockOrders(tx, marketId, ids)
  if (orders.length === 0 || orders.some((order) => order.shopperId !== request.shopperId))
    throw new AppError('order_group.not_found')
  const lines = await store.listLines(tx, marketId, ids)
  const dueOf = (order: store.OrderRow): number =>
    amountDue(
      order,
      lines.filter((line) => line.stallOrderId === order.stallOrderId),
    )
  // A difference after weighing belongs to one stall and is paid there.
  const owing = orders.filter((order) => order.state === 'placed' && dueOf(order) > 0)
  if (owing.length === 0) throw new AppError('stall_order.nothing_to_pay')
  const inTime = owing.filter((order) => order.payBy !== null && order.payBy > ctx.now)
  if (inTime.length === 0) throw new AppError('stall_order.pay_too_late')
  const together = await takenBy(ctx, tx, inTime, most)
  const stallOrderIds = together.map((order) => order.stallOrderId)
  const leftOut = inTime.map((order) => order.stallOrderId).filter((id) => !stallOrderIds.includes(id))
  const [first] = together
  if (first === undefined)
    throw new AppError('payment_channel.unavailable', { channel: '微信支付', reason: '这些摊位都还没有登记收款账户' })
  if (together.length === 1) return { alone: first.stallOrderId, leftOut }
  const open = (
    await Promise.all(together.map((order) => store.listCharges(tx, marketId, order.stallOrderId)))
  ).flatMap((charges) => charges.filter((charge) => charge.state === 'open'))
  const [begun] = open
  if (begun !== undefined) {
    const chargeIds = open.map((charge) => charge.chargeId)
    const same = open.length === together.length && (await isCombinedOf(ctx, tx, chargeIds, way))
    return same ? { chargeId: begun.chargeId, stallOrderIds, leftOut } : { stale: begun.chargeId }
  }
  const expiresAt = new Date(Math.min(...together.map((order) => (order.payBy ?? ctx.now).getTime())))
  const requests: Parameters<typeof openCombined>[2][number][] = []
  for (const order of together)
    requests.push({
      purpose: { kind: 'stall_order', id: order.stallOrderId },
      stallId: order.stallId,
      amountFen: dueOf(order),
      channel: 'wechat',
      scene: way.scene,
      payerOpenId: way.payerOpenId,
      description: await describe(tx, order),
      expiresAt,
    })
  const charges = await openCombined(ctx, tx, requests)
  for (const [i, order] of together.entries())
    await store.insertCharge(tx, {
      marketId,
      chargeId: charges[i]?.chargeId ?? '',
      stallOrderId: order.stallOrderId,
      merchantId: order.merchantId,
      kind: 'order',
      channel: 'wechat',
      amountFen: dueOf(order),
      state: 'open',
      openedAt: ctx.now,
    })
  return { chargeId: charges[0]?.chargeId ?? '', stallOrderIds, leftOut }
}
