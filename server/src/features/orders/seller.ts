/** What the stall does with an order: accept, pick, weigh, hand over, refund. Market staff may do it in its stead. */
import { createHash } from 'node:crypto'
import type { orderRoutes, StallOrderView } from '@smart-market/shared/contracts/orders.ts'
import { formatFen } from '@smart-market/shared/money.ts'
import type { HandlerInput } from '@smart-market/shared/route.ts'
import { appendAudit } from '../../audit.ts'
import { type Ctx, marketOf, type Tx, withTransaction } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { appendEvent } from '../../feed/outbox.ts'
import { declareReceived, openCharge } from '../payments/index.ts'
import { listScaleWeighings, useWeighing } from '../sales/index.ts'
import { finalFenOf, weighLine as weigh } from './domain/amounts.ts'
import type { OrderAction, OrderParty } from './domain/transitions.ts'
import { requireSellable } from './held-goods.ts'
import { getLocked, move, requireWay, viewOrder, wantRefund } from './moving.ts'
import { askForExtra } from './extra.ts'
import { extraUnpaid, withoutOpenCharges } from './paying.ts'
import { countUnanswered, findStallOrders } from './report.ts'
import { sellOrder } from './sale.ts'
import * as store from './store.ts'

type Routes = typeof orderRoutes
type Body<K extends keyof Routes> = HandlerInput<Routes[K]>['body']
type Query<K extends keyof Routes> = HandlerInput<Routes[K]>['query']

const minuteMs = 60_000

/** Shoppers who were asked at this moment or before have not acted in time. */
const lateSince = async (ctx: Ctx, tx: Tx): Promise<Date> => {
  const { escalateAfterMinutes } = await store.findSettings(tx, marketOf(ctx))
  return new Date(ctx.now.getTime() - escalateAfterMinutes * minuteMs)
}

/** Orders that nobody has answered in time, of all the actor may see. For the market's work list. */
export const countUnansweredOrders = async (ctx: Ctx, tx: Tx): Promise<number> =>
  countUnanswered(tx, marketOf(ctx), await lateSince(ctx, tx))

export const listStallOrders = async (ctx: Ctx, query: Query<'listStallOrders'>) => {
  const { page, pageSize, queue, ...filter } = query
  const window = { limit: pageSize, offset: (page - 1) * pageSize }
  const found = await withTransaction(ctx, async (tx) => {
    const askedBefore = await lateSince(ctx, tx)
    return findStallOrders(tx, marketOf(ctx), { ...filter, queue, askedBefore }, window)
  })
  return { ...found, page, pageSize }
}

export const getStallOrder = async (ctx: Ctx, stallOrderId: string): Promise<StallOrderView> =>
  withTransaction(ctx, (tx) => viewOrder(ctx, tx, stallOrderId))

/** A step that only moves the order. Throws stall_order.not_found, stall_order.state. */
export const step = async (
  ctx: Ctx,
  stallOrderId: string,
  action: Extract<OrderAction, 'accept' | 'decline' | 'start_picking'>,
  reason?: string,
): Promise<StallOrderView> =>
  withTransaction(ctx, async (tx) => {
    const order = await getLocked(ctx, tx, stallOrderId)
    await move(ctx, tx, order, action, 'seller', reason === undefined ? {} : { endReason: reason })
    return viewOrder(ctx, tx, stallOrderId)
  })

/** Ends an accepted order. Throws stall_order.not_found, stall_order.state, stall_order.payment_unsure. */
export const abandon = async (ctx: Ctx, stallOrderId: string, reason: string): Promise<StallOrderView> =>
  withoutOpenCharges(
    ctx,
    stallOrderId,
    async (tx, order) => {
      await move(ctx, tx, order, 'abandon', 'seller', { endReason: reason })
      return viewOrder(ctx, tx, stallOrderId)
    },
    (order) => void requireWay(order, 'abandon', 'seller'),
  )

/** What the stall's networked scale weighed of late. Throws stall_order.not_found. */
export const listWeighings = async (ctx: Ctx, stallOrderId: string) =>
  withTransaction(ctx, async (tx) => listScaleWeighings(ctx, tx, await getLocked(ctx, tx, stallOrderId)))

type Picked = Pick<store.LineRow, 'weighingSaleId' | 'scaleWeighedAt'> & { readonly quantity: number }

/** The quantity that was typed, or that the scale says. Throws weighing.gone, order_line.by_piece. */
const pickedBy = async (
  ctx: Ctx,
  tx: Tx,
  order: store.OrderRow,
  line: store.LineRow,
  body: Body<'weighLine'>,
): Promise<Picked> => {
  if ('quantity' in body) return { quantity: body.quantity, weighingSaleId: null, scaleWeighedAt: null }
  const { weighingSaleId } = body
  // No answer came, and the merchant tapped again.
  if (line.weighingSaleId === weighingSaleId) return { ...line, quantity: line.pickedQuantity ?? 0 }
  if (line.priceBasis === 'per_piece') throw new AppError('order_line.by_piece', { name: line.name })
  const { stallOrderId, lineNo } = line
  const used = await useWeighing(ctx, tx, order, weighingSaleId, {
    stallOrderId,
    lineNo,
    orderNumber: order.number,
    online: order.payment === 'online',
  })
  return { quantity: used.weightGrams, weighingSaleId, scaleWeighedAt: used.weighedAt }
}

/**
 * Records what was really weighed (grams) or counted; from the stall's networked scale, its weighing is no sale of its own.
 * May be done again until the order is ready; never looks at the stock. Throws stall_order.state, order_line.not_found,
 * order_line.by_piece, weighing.gone.
 */
export const weighLine = async (
  ctx: Ctx,
  stallOrderId: string,
  lineNo: number,
  body: Body<'weighLine'>,
): Promise<StallOrderView> =>
  withTransaction(ctx, async (tx) => {
    const order = await getLocked(ctx, tx, stallOrderId)
    requireWay(order, 'finish_picking', 'seller')
    const line = await getLine(tx, order, lineNo)
    const { quantity, weighingSaleId, scaleWeighedAt } = await pickedBy(ctx, tx, order, line, body)
    const { overweightPercent } = await store.findSettings(tx, order.marketId)
    const agreed = line.consent === 'given' && quantity <= (line.pickedQuantity ?? 0)
    const rule = { overweightPercent, prepaid: order.payment === 'online', agreed }
    const { finalFen, asks } = weigh(line, quantity, rule)
    const consent = asks ? 'asked' : agreed ? 'given' : 'none'
    const askedAt = asks ? ctx.now : agreed ? line.askedAt : null
    const picked = { pickedQuantity: quantity, weighingSaleId, scaleWeighedAt }
    await store.updateLine(tx, line, { ...picked, finalFen, consent, askedAt })
    await askForExtra(ctx, tx, order)
    await appendAudit(ctx, tx, {
      action: 'stall_order.weigh',
      subjectKind: 'stall_order',
      subjectId: stallOrderId,
      summary: `订单 ${order.number}：「${line.name}」实际 ${quantity}${line.priceBasis === 'per_piece' ? ' 件' : ' 克'}，${formatFen(finalFen)} 元`,
      details: { lineNo, orderedQuantity: line.orderedQuantity, quantity, finalFen, consent },
    })
    await appendEvent(ctx, tx, 'stall_order.weighed', { stallOrderId, lineNo, quantity, finalFen, consent })
    return viewOrder(ctx, tx, stallOrderId)
  })

/** Throws order_line.not_found. */
export const getLine = async (tx: Tx, order: store.OrderRow, lineNo: number): Promise<store.LineRow> => {
  const lines = await store.listLines(tx, order.marketId, [order.stallOrderId])
  const line = lines.find((one) => one.lineNo === lineNo)
  if (line === undefined) throw new AppError('order_line.not_found')
  return line
}

/**
 * Everything is weighed: fixes the final amount and sends back what was paid too much. Throws stall_order.state,
 * stall_order.not_picked, stall_order.awaiting_answer, stall_order.goods_held, stall_order.extra_unpaid,
 * stall_order.payment_unsure.
 */
export const finishPicking = async (ctx: Ctx, stallOrderId: string): Promise<StallOrderView> =>
  withoutOpenCharges(
    ctx,
    stallOrderId,
    async (tx, order) => {
      const lines = await store.listLines(tx, order.marketId, [stallOrderId])
      const unpicked = lines.filter((line) => line.finalFen === null).length
      if (unpicked > 0) throw new AppError('stall_order.not_picked', { count: unpicked })
      if (lines.some((line) => line.consent === 'asked')) throw new AppError('stall_order.awaiting_answer')
      await requireSellable(tx, order)
      const finalFen = finalFenOf(order, lines)
      const prepaid = order.payment === 'online'
      if (prepaid && finalFen > order.paidFen) throw extraUnpaid(finalFen - order.paidFen)
      const ready = await move(ctx, tx, order, 'finish_picking', 'seller', { finalFen })
      if (prepaid && finalFen < order.paidFen)
        await wantRefund(ctx, tx, ready, order.paidFen - finalFen, 'weight', '称重差额退回')
      return viewOrder(ctx, tx, stallOrderId)
    },
    (order) => void requireWay(order, 'finish_picking', 'seller'),
  )

/** Throws stall_order.state, stall_order.wrong_code, stall_order.means_required, stall_order.goods_held. */
export const handOver = async (ctx: Ctx, stallOrderId: string, body: Body<'handOver'>): Promise<StallOrderView> => {
  // A merchant sees only the own order, which settles whose it is; the sale then is attributed as of today.
  await withTransaction(ctx, (tx) => viewOrder(ctx, tx, stallOrderId))
  const acting: Ctx = { ...ctx, merchantId: null }
  return withTransaction(acting, async (tx) => {
    const order = await getLocked(acting, tx, stallOrderId)
    requireWay(order, 'hand_over', 'seller')
    if (order.pickupCode !== body.pickupCode.trim()) throw new AppError('stall_order.wrong_code')
    await complete(acting, tx, order, 'seller', body.declaredMeans)
    return viewOrder(acting, tx, stallOrderId)
  })
}

/** Completes a locked order: takes down what the merchant says was paid at the stall, and writes the sale. */
export const complete = async (
  ctx: Ctx,
  tx: Tx,
  order: store.OrderRow,
  party: OrderParty,
  means: Body<'handOver'>['declaredMeans'],
): Promise<void> => {
  await requireSellable(tx, order)
  const amountFen = order.finalFen ?? 0
  let now = order
  if (order.payment === 'at_stall' && amountFen > 0) {
    if (means === undefined) throw new AppError('stall_order.means_required', { field: 'declaredMeans' })
    const { chargeId } = await openCharge(ctx, tx, {
      purpose: { kind: 'stall_order', id: order.stallOrderId },
      stallId: order.stallId,
      amountFen,
      channel: 'declared',
      description: `订单 ${order.number} 到摊付款`,
      expiresAt: new Date(ctx.now.getTime() + 3_600_000),
    })
    await declareReceived(ctx, tx, { chargeId, means })
    await store.insertCharge(tx, {
      marketId: marketOf(ctx),
      chargeId,
      stallOrderId: order.stallOrderId,
      merchantId: order.merchantId,
      kind: 'order',
      channel: 'declared',
      amountFen,
      // Known here already: the fact that follows finds it done.
      state: 'paid',
      openedAt: ctx.now,
    })
    now = await store.updateOrder(tx, order, {
      paidFen: amountFen,
      paidBy: 'declared',
      paidAt: ctx.now,
      declaredMeans: means,
    })
  }
  const done = await move(ctx, tx, now, 'hand_over', party)
  await sellOrder(ctx, tx, done)
}

/**
 * Sends money of a completed order back, or tries again what failed. All that is left moves the order to refunding.
 * Throws stall_order.state, stall_order.refund_too_much. The same key again changes nothing.
 */
export const refund = async (ctx: Ctx, stallOrderId: string, body: Body<'refundStallOrder'>): Promise<StallOrderView> =>
  withTransaction(ctx, async (tx) => {
    const order = await getLocked(ctx, tx, stallOrderId)
    const purpose = `back:${createHash('sha256').update(body.idempotencyKey).digest('hex').slice(0, 16)}`
    const known = await store.listRefunds(tx, order.marketId, stallOrderId)
    if (known.some((one) => one.purpose === purpose)) return viewOrder(ctx, tx, stallOrderId)
    if (order.state !== 'refunding') requireWay(order, 'refund_all', 'seller')
    const left = order.paidFen - order.refundWantedFen
    if (body.amountFen > left) throw new AppError('stall_order.refund_too_much', { amount: formatFen(left) })
    const asked = await wantRefund(ctx, tx, order, body.amountFen, purpose, body.reason)
    await appendAudit(ctx, tx, {
      action: 'stall_order.refund',
      subjectKind: 'stall_order',
      subjectId: stallOrderId,
      summary: `订单 ${order.number}：退款 ${formatFen(body.amountFen)} 元（${body.reason}）`,
    })
    if (body.amountFen === left && order.state === 'completed')
      await move(ctx, tx, asked, 'refund_all', 'seller', { endReason: body.reason })
    return viewOrder(ctx, tx, stallOrderId)
  })
