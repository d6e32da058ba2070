/** How an order moves: by the transition table alone, with what every way brings along: stock, refunds, parcel, sale. */
import type { StallOrderView } from '@smart-market/shared/contracts/orders.ts'
import { labels } from '@smart-market/shared/text/zh.ts'
import { appendAudit } from '../../audit.ts'
import { type Ctx, marketOf, type Tx } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { appendEvent } from '../../feed/outbox.ts'
import { returnStock } from '../catalogue/index.ts'
import { noteHandOver, requestRefund } from '../payments/index.ts'
import { takeBack } from './domain/amounts.ts'
import { actionLabels, type OrderAction, type OrderParty, type Transition, wayOf } from './domain/transitions.ts'
import { freeSlot, lockParcel, updateParcel } from './delivery-store.ts'
import { findStallOrders } from './report.ts'
import * as store from './store.ts'

/** Throws stall_order.not_found. The order stays locked until the transaction ends. */
export const getLocked = async (ctx: Ctx, tx: Tx, stallOrderId: string): Promise<store.OrderRow> => {
  const order = await store.lockOrder(tx, marketOf(ctx), stallOrderId)
  if (order === undefined) throw new AppError('stall_order.not_found')
  return order
}

/** Throws stall_order.state when the table has no such way from here for this party. */
export const requireWay = (order: store.OrderRow, action: OrderAction, party: OrderParty): Transition => {
  const way = wayOf(order, action, party)
  if (way === undefined)
    throw new AppError('stall_order.state', {
      state: labels.stallOrderState[order.state],
      action: actionLabels[action],
    })
  return way
}

/** Moves a locked order. Throws stall_order.state. Answers the order as it stands now. */
export const move = async (
  ctx: Ctx,
  tx: Tx,
  order: store.OrderRow,
  action: OrderAction,
  party: OrderParty,
  set: Partial<store.OrderRow> = {},
): Promise<store.OrderRow> => {
  const way = requireWay(order, action, party)
  let now = await store.updateOrder(tx, order, { state: way.to, ...momentOf(way, ctx.now), ...set })
  const ends = way.to === 'cancelled' || way.to === 'refunding'
  // Slots are locked before stocks, as place_orders does.
  if (ends && order.fulfilment === 'delivery' && action !== 'refund_all') await releaseParcel(ctx, tx, now)
  if (way.returnsStock) {
    const lines = await store.listLines(tx, order.marketId, [order.stallOrderId])
    await returnStock(
      tx,
      order.marketId,
      lines.map((line) => ({ listingId: line.listingId, quantity: line.orderedQuantity })),
    )
  }
  await appendAudit(ctx, tx, {
    action: `stall_order.${action}`,
    subjectKind: 'stall_order',
    subjectId: order.stallOrderId,
    summary: `订单 ${order.number}：${actionLabels[action]}，${labels.stallOrderState[way.to]}${set.endReason ? `（${set.endReason}）` : ''}`,
  })
  await appendEvent(ctx, tx, 'stall_order.moved', {
    stallOrderId: order.stallOrderId,
    stallId: order.stallId,
    action,
    from: order.state,
    to: way.to,
  })
  if (way.to === 'completed') await tellHandOver(ctx, tx, now)
  if (way.refundsAll) {
    const left = now.paidFen - now.refundWantedFen
    if (left > 0) now = await wantRefund(ctx, tx, now, left, `all:${action}`, set.endReason ?? actionLabels[action])
    now = await settleWhenRefunded(ctx, tx, now)
  }
  return now
}

const tellHandOver = async (ctx: Ctx, tx: Tx, order: store.OrderRow): Promise<void> => {
  const charges = await store.listCharges(tx, order.marketId, order.stallOrderId)
  const lines = await store.listLines(tx, order.marketId, [order.stallOrderId])
  await noteHandOver(ctx, tx, {
    chargeIds: charges.filter((charge) => charge.state === 'paid').map((charge) => charge.chargeId),
    logistics: order.fulfilment === 'delivery' ? 'city' : 'pickup',
    itemDescription: lines.map((line) => line.name).join('、'),
  })
}

const momentOf = (way: Transition, now: Date): Partial<store.OrderRow> => {
  switch (way.to) {
    case 'accepted':
      return { acceptedAt: now }
    case 'ready':
    case 'waiting_for_pickup':
      return way.action === 'bring_back' ? {} : { readyAt: now }
    case 'completed':
      return { completedAt: now }
    case 'cancelled':
    case 'refunding':
      return { endedAt: now }
    case 'placed':
    case 'paid':
    case 'picking':
    case 'out_for_delivery':
    case 'refunded':
      return {}
  }
}

/** A parcel of which nothing is left to deliver is cancelled, and its place in the slot is free again. */
const releaseParcel = async (ctx: Ctx, tx: Tx, order: store.OrderRow): Promise<void> => {
  // Under the parcel's lock, so that the last of two orders that end at once sees the other.
  const parcel = await lockParcel(tx, order.marketId, { orderGroupId: order.orderGroupId })
  if (parcel === undefined || parcel.state === 'cancelled' || parcel.state === 'delivered') return
  // The merchant who acts may not see the other stalls' orders, but must not cancel their parcel: counted as the system.
  const others = await store.countLive(tx, order.marketId, order.orderGroupId)
  if (others > 0) return
  await updateParcel(tx, parcel, { state: 'cancelled' })
  await freeSlot(tx, order.marketId, parcel.deliverySlotId)
  await appendEvent(ctx, tx, 'parcel.moved', {
    parcelId: parcel.parcelId,
    orderGroupId: order.orderGroupId,
    to: 'cancelled',
  })
}

/**
 * Asks money of an order back, newest charge first; the channel is asked after commit. The same purpose twice is the
 * same refund. Of a completed order, money that was never sold goes first: what an earlier refund failed to bring back.
 * Throws stall_order.refund_too_much.
 */
export const wantRefund = async (
  ctx: Ctx,
  tx: Tx,
  order: store.OrderRow,
  amountFen: number,
  purpose: string,
  reason: string,
): Promise<store.OrderRow> => {
  const unsold = Math.min(amountFen, await unsoldFen(tx, order))
  const parts = [
    { amountFen: unsold, afterSale: false },
    { amountFen: amountFen - unsold, afterSale: true },
  ].filter((part) => part.amountFen > 0)
  for (const [i, part] of parts.entries())
    await insertRefunds(ctx, tx, order, { ...part, purpose: i === 0 ? purpose : `${purpose}:sold`, reason })
  await appendEvent(ctx, tx, 'stall_order.refund_wanted', {
    stallOrderId: order.stallOrderId,
    stallId: order.stallId,
    amountFen,
    purpose,
  })
  return store.updateOrder(tx, order, { refundWantedFen: order.refundWantedFen + amountFen })
}

/** What is paid, not asked back, and in no sale. Fen. */
const unsoldFen = async (tx: Tx, order: store.OrderRow): Promise<number> => {
  const leavingSales = (await store.listRefunds(tx, order.marketId, order.stallOrderId))
    .filter((refund) => refund.afterSale && refund.state === 'wanted')
    .reduce((sum, refund) => sum + refund.amountFen, 0)
  return order.paidFen - order.refundWantedFen - (order.soldFen - leavingSales)
}

const insertRefunds = async (
  ctx: Ctx,
  tx: Tx,
  order: store.OrderRow,
  { amountFen, afterSale, purpose, reason }: Pick<store.RefundRow, 'amountFen' | 'afterSale' | 'purpose' | 'reason'>,
): Promise<void> => {
  const charges = (await store.listCharges(tx, order.marketId, order.stallOrderId)).filter(
    (charge) => charge.state === 'paid',
  )
  const parts = takeBack(
    amountFen,
    charges.map((charge) => ({ chargeId: charge.chargeId, leftFen: charge.amountFen - charge.refundWantedFen })),
  )
  if (parts === undefined) throw new AppError('stall_order.refund_too_much', { amount: '0.00' })
  for (const part of parts) {
    const charge = charges.find((one) => one.chargeId === part.chargeId)
    if (charge === undefined) continue
    await store.updateCharge(tx, charge, { refundWantedFen: charge.refundWantedFen + part.amountFen })
    await store.insertRefund(tx, {
      marketId: order.marketId,
      stallOrderId: order.stallOrderId,
      purpose,
      chargeId: part.chargeId,
      merchantId: order.merchantId,
      amountFen: part.amountFen,
      reason,
      afterSale,
      state: 'wanted',
      wantedAt: ctx.now,
    })
    await requestRefund(ctx, tx, { chargeId: part.chargeId, amountFen: part.amountFen, reason, purposeId: purpose })
  }
}

/** Ends a refunding order once all that was asked back has arrived and nothing paid is left. */
export const settleWhenRefunded = async (ctx: Ctx, tx: Tx, order: store.OrderRow): Promise<store.OrderRow> => {
  if (order.state !== 'refunding' || order.refundedFen < order.paidFen) return order
  return move(ctx, tx, order, 'settle_refund', 'system')
}

/** An order as people see it. Throws stall_order.not_found. */
export const viewOrder = async (
  ctx: Ctx,
  tx: Tx,
  stallOrderId: string,
  forShopper = false,
): Promise<StallOrderView> => {
  const window = { limit: 1, offset: 0 }
  const { items } = await findStallOrders(tx, marketOf(ctx), { stallOrderIds: [stallOrderId] }, window, forShopper)
  const [view] = items
  if (view === undefined) throw new AppError('stall_order.not_found')
  return view
}
