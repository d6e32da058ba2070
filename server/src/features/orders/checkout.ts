/** Checkout: turns a bag into one command for the hot path. All amounts are computed here, none in SQL. */
import { createHash } from 'node:crypto'
import type { CheckoutAnswer, CheckoutBody } from '@smart-market/shared/contracts/orders.ts'
import { formatFen } from '@smart-market/shared/money.ts'
import { businessDate } from '@smart-market/shared/time.ts'
import { type Ctx, newId, withTransaction } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { digits } from '../../lib/digits.ts'
import { deliveryFeeFen, zoneFor } from './domain/delivery.ts'
import { lineAmountFen, splitFen } from './domain/amounts.ts'
import * as delivery from './delivery-store.ts'
import { isoOf, type OrderCommand, type PlaceOrder, type Placed } from './placing.ts'
import { shopperOf } from './shopper.ts'
import { findGroupByKey } from './store.ts'

/**
 * Places a bag: one group, one order a stall, whole or not at all. The same key and bag give the stored answer. Throws
 * checkout.key_reused, listing.not_on_sale, listing.price_changed, listing.sold_out; for delivery also
 * delivery.missing, delivery.out_of_reach, delivery.below_minimum, delivery_slot.full, delivery_slot.past.
 */
export const checkOut = async (
  ctx: Ctx,
  marketId: string,
  body: CheckoutBody,
  place: PlaceOrder,
): Promise<CheckoutAnswer> => {
  const { userId, displayName } = shopperOf(ctx)
  const bodyHash = hashOf(body)
  const stalls = body.stalls.map((stall) => {
    const lines = stall.lines.map(({ listingId, quantity, priceFen, priceBasis }) => ({
      listing: listingId,
      quantity,
      price: priceFen,
      basis: priceBasis,
      amount: lineAmountFen(quantity, priceFen, priceBasis),
    }))
    return { ...stall, lines, goodsFen: lines.reduce((sum, line) => sum + line.amount, 0) }
  })
  const goodsFen = stalls.reduce((sum, stall) => sum + stall.goodsFen, 0)
  const sent = body.fulfilment === 'pickup' ? undefined : await quoteDelivery(ctx, marketId, body, goodsFen, bodyHash)
  if (sent?.known !== undefined) return toAnswer(sent.known)
  const fees = splitFen(
    sent?.feeFen ?? 0,
    stalls.map((stall) => stall.goodsFen),
  )
  const deliveryFee = sent?.feeFen ?? 0
  const orderGroupId = newId(ctx, 'orderGroup')
  const orders = stalls.map((stall, i) => ({
    ...stall,
    stallOrderId: newId(ctx, 'stallOrder'),
    number: businessDate(ctx.now).slice(5).replace('-', '') + digits(ctx.deps.random, 6),
    pickupCode: digits(ctx.deps.random, 6),
    feeFen: fees[i] ?? 0,
  }))
  const answer: Omit<CheckoutAnswer, 'payBy'> = {
    orderGroupId,
    placedAt: ctx.now.toISOString(),
    goodsFen,
    deliveryFeeFen: deliveryFee,
    amountFen: goodsFen + deliveryFee,
    stallOrders: orders.map((order) => ({
      stallOrderId: order.stallOrderId,
      number: order.number,
      stallCode: order.stallCode,
      amountFen: order.goodsFen + order.feeFen,
      pickupCode: order.pickupCode,
    })),
  }
  const command: OrderCommand = {
    group_id: orderGroupId,
    shopper_id: userId,
    key: body.idempotencyKey,
    body_hash: bodyHash,
    payment: body.payment,
    fulfilment: body.fulfilment,
    amount_fen: answer.amountFen,
    answer: JSON.stringify(answer),
    at: answer.placedAt,
    slot_id: sent?.slotId ?? null,
    parcel_id: sent === undefined ? null : newId(ctx, 'parcel'),
    contact: sent?.contact ?? null,
    latitude: sent?.latitude ?? null,
    longitude: sent?.longitude ?? null,
    hand_over_code: sent === undefined ? null : digits(ctx.deps.random, 6),
    audit_id: newId(ctx, 'auditEntry'),
    actor_name: displayName,
    summary: `向 ${orders.length} 个摊位下单，共 ${formatFen(answer.amountFen)} 元`,
    request_id: ctx.requestId,
    event_id: newId(ctx, 'event'),
    event: {
      orderGroupId,
      payment: body.payment,
      fulfilment: body.fulfilment,
      amountFen: answer.amountFen,
      stallOrders: answer.stallOrders.map(({ stallOrderId, stallCode, amountFen }) => ({
        stallOrderId,
        stallCode,
        amountFen,
      })),
    },
    stalls: orders.map((order) => ({
      order_id: order.stallOrderId,
      number: order.number,
      code: order.stallCode,
      goods_fen: order.goodsFen,
      fee_fen: order.feeFen,
      pickup_code: order.pickupCode,
      note: order.note,
      lines: order.lines,
    })),
  }
  return toAnswer(await place(marketId, command))
}

const toAnswer = ({ answer, payBy }: Placed): CheckoutAnswer => ({
  ...(JSON.parse(answer) as Omit<CheckoutAnswer, 'payBy'>),
  payBy,
})

/** The contract has put the fields in one order, so equal bags have equal text. */
const hashOf = ({ idempotencyKey: _key, ...bag }: CheckoutBody): string =>
  createHash('sha256').update(JSON.stringify(bag)).digest('base64url')

const quoteDelivery = async (ctx: Ctx, marketId: string, body: CheckoutBody, goodsFen: number, bodyHash: string) =>
  withTransaction({ ...ctx, marketId }, async (tx) => {
    // A repeated checkout gets its stored answer also when the slot has passed meanwhile.
    const group = await findGroupByKey(tx, marketId, shopperOf(ctx).userId, body.idempotencyKey)
    if (group !== undefined) {
      if (group.bodyHash !== bodyHash) throw new AppError('checkout.key_reused')
      return { known: { answer: group.answer, payBy: isoOf(group.payBy?.toISOString()) } }
    }
    const to = body.delivery
    if (to === null || to === undefined) throw new AppError('delivery.missing')
    const zone = zoneFor(await delivery.listZones(tx, marketId), to)
    if (zone === undefined) throw new AppError('delivery.out_of_reach')
    if (goodsFen < zone.minimumFen)
      throw new AppError('delivery.below_minimum', { minimum: formatFen(zone.minimumFen), goods: formatFen(goodsFen) })
    const slot = await delivery.findSlot(tx, marketId, to.slotId)
    if (slot === undefined) throw new AppError('delivery_slot.full')
    if (slot.endsAt <= ctx.now) throw new AppError('delivery_slot.past')
    const { contactName, phone, address, latitude, longitude } = to
    return {
      feeFen: deliveryFeeFen(zone, goodsFen),
      slotId: slot.deliverySlotId,
      contact: ctx.deps.cipher.encrypt(JSON.stringify({ contactName, phone, address }), delivery.contactContext),
      latitude,
      longitude,
    }
  })
