/** What a shopper does with the own orders: look, pay, cancel, answer. Nobody else's order exists here. */
import type { orderRoutes, OrderGroupView, StallOrderView } from '@smart-market/shared/contracts/orders.ts'
import type { HandlerInput } from '@smart-market/shared/route.ts'
import { appendAudit } from '../../audit.ts'
import { type Ctx, marketOf, type Tx, withTransaction } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { appendEvent } from '../../feed/outbox.ts'
import { weighLine } from './domain/amounts.ts'
import { contactContext } from './delivery-store.ts'
import { askForExtra } from './extra.ts'
import { getLocked, move, requireWay, viewOrder } from './moving.ts'
import { payOrder, withoutOpenCharges } from './paying.ts'
import { listPaidTogether, payTogether } from './paying-together.ts'
import { findGroups, findStallOrders } from './report.ts'
import { getLine } from './seller.ts'
import * as store from './store.ts'

type Routes = typeof orderRoutes
type Body<K extends keyof Routes> = HandlerInput<Routes[K]>['body']

/** Throws session.required. */
export const shopperOf = (ctx: Ctx): { userId: string; displayName: string } => {
  if (ctx.actor.kind !== 'user') throw new AppError('session.required')
  return ctx.actor
}

const viewGroups = async (
  ctx: Ctx,
  tx: Tx,
  filter: { orderGroupId?: string; q?: string | undefined },
  window: { limit: number; offset: number },
): Promise<{ items: OrderGroupView[]; total: number }> => {
  const marketId = marketOf(ctx)
  const { rows, total } = await findGroups(tx, marketId, { shopperId: shopperOf(ctx).userId, ...filter }, window)
  const orderGroupIds = rows.map((row) => row.orderGroupId)
  // A checkout has at most 30 stalls.
  const orders = await findStallOrders(tx, marketId, { orderGroupIds }, { limit: 30 * rows.length, offset: 0 }, true)
  const ofGroup = (row: { orderGroupId: string }) =>
    orders.items.filter((order) => order.orderGroupId === row.orderGroupId)
  const items: OrderGroupView[] = []
  for (const row of rows)
    items.push({
      orderGroupId: row.orderGroupId,
      placedAt: row.placedAt,
      payment: row.payment,
      fulfilment: row.fulfilment,
      amountFen: row.amountFen,
      parcel: row.parcelId === null ? null : parcelOf(ctx, row, row.parcelId),
      payTogether: await listPaidTogether(ctx, tx, ofGroup(row)),
      stallOrders: ofGroup(row),
    })
  return { items, total }
}

const parcelOf = (
  ctx: Ctx,
  row: Awaited<ReturnType<typeof findGroups>>['rows'][number],
  parcelId: string,
): NonNullable<OrderGroupView['parcel']> => {
  const contact = JSON.parse(ctx.deps.cipher.decrypt(row.contactEncrypted, contactContext)) as { address: string }
  return {
    parcelId,
    state: row.parcelState as NonNullable<OrderGroupView['parcel']>['state'],
    slot: { startsAt: row.startsAt, endsAt: row.endsAt },
    riderName: row.riderName,
    failure: row.failure,
    deliveredAt: row.deliveredAt,
    proof: row.proof,
    address: contact.address,
    handOverCode: row.handOverCode,
  }
}

export const listMyOrders = async (
  ctx: Ctx,
  { q, page, pageSize }: { q?: string | undefined; page: number; pageSize: number },
) => {
  const window = { limit: pageSize, offset: (page - 1) * pageSize }
  const found = await withTransaction(ctx, (tx) => viewGroups(ctx, tx, { q }, window))
  return { ...found, page, pageSize }
}

/** Throws order_group.not_found. */
export const getMyOrder = async (ctx: Ctx, orderGroupId: string): Promise<OrderGroupView> =>
  withTransaction(ctx, async (tx) => {
    const { items } = await viewGroups(ctx, tx, { orderGroupId }, { limit: 1, offset: 0 })
    const [group] = items
    if (group === undefined) throw new AppError('order_group.not_found')
    return group
  })

/** Another shopper's order does not exist. Throws stall_order.not_found. */
const requireOwn = (ctx: Ctx, order: store.OrderRow): void => {
  if (order.shopperId !== shopperOf(ctx).userId) throw new AppError('stall_order.not_found')
}

/** See payOrder for what it throws. */
export const payMyOrder = async (ctx: Ctx, stallOrderId: string, body: Body<'payMyStallOrder'>) =>
  payOrder(ctx, { stallOrderId, shopperId: shopperOf(ctx).userId, ...body })

/** See payTogether for what it throws. */
export const payMyGroup = async (ctx: Ctx, orderGroupId: string, body: Body<'payMyOrderGroup'>) =>
  payTogether(ctx, { orderGroupId, shopperId: shopperOf(ctx).userId, ...body })

/**
 * Cancels before the stall has accepted; an open charge is closed at the channel first. Throws stall_order.not_found,
 * stall_order.state, stall_order.payment_unsure, and stall_order.just_paid when the payment was faster.
 */
export const cancelMyOrder = async (ctx: Ctx, stallOrderId: string, reason: string): Promise<StallOrderView> => {
  let seen: store.OrderRow['state'] | undefined
  return withoutOpenCharges(
    ctx,
    stallOrderId,
    async (tx, order) => {
      // Who cancelled an unpaid order may not want a paid one gone.
      if (seen === 'placed' && order.state === 'paid') throw new AppError('stall_order.just_paid')
      await move(ctx, tx, order, 'cancel', 'shopper', { endReason: reason })
      return viewOrder(ctx, tx, stallOrderId, true)
    },
    (order) => {
      requireOwn(ctx, order)
      requireWay(order, 'cancel', 'shopper')
      seen ??= order.state
    },
  )
}

/** The shopper's word on a line that came out too heavy. Throws order_line.no_question. A no sends it back to the scale. */
export const answerOverweight = async (
  ctx: Ctx,
  stallOrderId: string,
  lineNo: number,
  agreed: boolean,
): Promise<StallOrderView> =>
  withTransaction(ctx, async (tx) => {
    const order = await getLocked(ctx, tx, stallOrderId)
    requireOwn(ctx, order)
    const line = await getLine(tx, order, lineNo)
    if (order.state !== 'picking' || line.consent !== 'asked' || line.pickedQuantity === null)
      throw new AppError('order_line.no_question')
    const { overweightPercent } = await store.findSettings(tx, order.marketId)
    const rule = { overweightPercent, prepaid: order.payment === 'online', agreed: true }
    const { finalFen } = weighLine(line, line.pickedQuantity, rule)
    await store.updateLine(
      tx,
      line,
      agreed
        ? { consent: 'given', finalFen, askedAt: null }
        : { consent: 'refused', pickedQuantity: null, finalFen: null, askedAt: null },
    )
    await askForExtra(ctx, tx, order)
    await appendAudit(ctx, tx, {
      action: 'stall_order.answer',
      subjectKind: 'stall_order',
      subjectId: stallOrderId,
      summary: `订单 ${order.number}：消费者${agreed ? '同意' : '不同意'}「${line.name}」超重`,
    })
    await appendEvent(ctx, tx, 'stall_order.weighed', {
      stallOrderId,
      lineNo,
      quantity: agreed ? line.pickedQuantity : 0,
      finalFen: agreed ? finalFen : 0,
      consent: agreed ? 'given' : 'refused',
    })
    return viewOrder(ctx, tx, stallOrderId, true)
  })
