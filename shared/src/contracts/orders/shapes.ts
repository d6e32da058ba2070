/** Orders, their lines and checkouts, as every order route gives and takes them. */
import { z } from 'zod'
import { maxWeightGrams } from '../../quantity.ts'
import { pieceUnits, priceBases } from '../catalogue.ts'
import * as f from '../fields.ts'
import { latePayment } from '../payments.ts'

export const stallOrderStates = [
  'placed',
  'paid',
  'accepted',
  'picking',
  'ready',
  'waiting_for_pickup',
  'out_for_delivery',
  'completed',
  'cancelled',
  'refunding',
  'refunded',
] as const
export type StallOrderState = (typeof stallOrderStates)[number]
/** `at_stall`: cash, the stall's own terminal or code; declared by the merchant, countersigned by nothing. */
export const orderPayments = ['online', 'at_stall'] as const
export const fulfilments = ['pickup', 'delivery'] as const
/** What a shopper must answer when more than the agreed share too much was weighed. */
export const consents = ['none', 'asked', 'given', 'refused'] as const
export const declarableMeans = ['cash', 'pos_card', 'other'] as const
export const parcelStates = ['waiting', 'assigned', 'on_the_way', 'delivered', 'failed', 'cancelled'] as const
/** `photo`: nobody at the door, the rider took a picture of the goods there. */
export const parcelProofs = ['code', 'photo'] as const
/** What a shopper is told about an order: its goods are recalled, or may not be handed over for now. */
export const buyerMessageKinds = ['recall', 'goods_held'] as const
export const zoneShapes = ['radius', 'polygon'] as const

/** Pieces, or grams. */
const quantity = z
  .number()
  .int('数量应为整数')
  .min(1, '数量至少为 1')
  .max(maxWeightGrams / 100, '数量过大，请核对')
/** WGS 84 or GCJ-02: zones and addresses of one market must come from the same map. */
export const latitude = z.number().min(-90).max(90)
export const longitude = z.number().min(-180).max(180)
export const place = z.object({ latitude, longitude })

export const orderLine = z.object({
  lineNo: z.number().int(),
  listingId: z.string(),
  name: z.string(),
  priceFen: z.number().int(),
  priceBasis: z.enum(priceBases),
  pieceUnit: z.enum(pieceUnits).nullable(),
  orderedQuantity: z.number().int(),
  orderedFen: z.number().int(),
  /** Null until picked. */
  pickedQuantity: z.number().int().nullable(),
  /** Of the stall's networked scale, where the weight was taken from it; null where somebody typed it. */
  scaleWeighedAt: f.instant.nullable(),
  finalFen: z.number().int().nullable(),
  consent: z.enum(consents),
  /** Since when the shopper is asked: for a word while `asked`, for the extra money once `given`. Null: for nothing. */
  askedAt: f.instant.nullable(),
})
/** What the stall's networked scale weighed of late and nobody has paid or used yet. */
export const scaleWeighing = z.object({
  /** The scale's own record of it, for weighLine. */
  saleId: z.string(),
  /** As the scale calls the goods. */
  name: z.string(),
  weightGrams: z.number().int(),
  weighedAt: f.instant,
})
export type ScaleWeighing = z.output<typeof scaleWeighing>

export const stallOrder = z.object({
  stallOrderId: z.string(),
  orderGroupId: z.string(),
  number: z.string(),
  stallId: z.string(),
  stallCode: z.string(),
  merchantName: z.string(),
  state: z.enum(stallOrderStates),
  payment: z.enum(orderPayments),
  fulfilment: z.enum(fulfilments),
  /** Said by the merchant alone; null when paid through a channel or not yet. */
  declaredMeans: z.enum(declarableMeans).nullable(),
  goodsFen: z.number().int(),
  deliveryFeeFen: z.number().int(),
  amountFen: z.number().int(),
  /** Goods as weighed plus delivery; null until picked. */
  finalFen: z.number().int().nullable(),
  paidFen: z.number().int(),
  /** For more weight, agreed to and not paid yet: the order is not made ready before. */
  extraDueFen: z.number().int(),
  /** Asked back from the channel; `refundedFen` of it has arrived. */
  refundWantedFen: z.number().int(),
  refundedFen: z.number().int(),
  /** In none of the amounts. */
  latePayments: z.array(latePayment),
  placedAt: f.instant,
  payBy: f.instant.nullable(),
  paidAt: f.instant.nullable(),
  acceptedAt: f.instant.nullable(),
  readyAt: f.instant.nullable(),
  completedAt: f.instant.nullable(),
  remindedAt: f.instant.nullable(),
  escalatedAt: f.instant.nullable(),
  endReason: z.string().nullable(),
  note: z.string().nullable(),
  /** Of the shopper alone; null for everybody else. */
  pickupCode: z.string().nullable(),
  lines: z.array(orderLine),
  /** What of it is known back to its source, once it is sold; open at `/t/<traceCode>`. */
  traces: z.array(z.object({ name: z.string(), traceCode: z.string() })),
})
export type StallOrderView = z.output<typeof stallOrder>

export const parcelCore = {
  parcelId: z.string(),
  state: z.enum(parcelStates),
  slot: z.object({ startsAt: f.instant, endsAt: f.instant }),
  riderName: z.string().nullable(),
  failure: z.string().nullable(),
  deliveredAt: f.instant.nullable(),
  /** How the hand-over is proven; null before, and at parcels of older days. */
  proof: z.enum(parcelProofs).nullable(),
}
export const orderGroup = z.object({
  orderGroupId: z.string(),
  placedAt: f.instant,
  payment: z.enum(orderPayments),
  fulfilment: z.enum(fulfilments),
  amountFen: z.number().int(),
  parcel: z.object({ ...parcelCore, address: z.string(), handOverCode: z.string() }).nullable(),
  /** Stall orders that one WeChat payment may pay now (payMyOrderGroup), two at least; none where each is paid alone. */
  payTogether: z.array(z.string()),
  stallOrders: z.array(stallOrder),
})
export type OrderGroupView = z.output<typeof orderGroup>

/** The stored answer of a checkout: facts of its moment, so that the same key always gets the same bytes. */
export const checkoutAnswer = z.object({
  orderGroupId: z.string(),
  placedAt: f.instant,
  payBy: f.instant.nullable(),
  goodsFen: z.number().int(),
  deliveryFeeFen: z.number().int(),
  amountFen: z.number().int(),
  stallOrders: z.array(
    z.object({
      stallOrderId: z.string(),
      number: z.string(),
      stallCode: z.string(),
      amountFen: z.number().int(),
      pickupCode: z.string(),
    }),
  ),
})
export type CheckoutAnswer = z.output<typeof checkoutAnswer>

export const checkoutBody = z.object({
  /** Made by the client once for each checkout; the same key gives the same order. */
  idempotencyKey: z.string().min(8, '结算编号太短').max(80),
  payment: z.enum(orderPayments).default('online'),
  fulfilment: z.enum(fulfilments).default('pickup'),
  stalls: z
    .array(
      z.object({
        stallCode: z.string().min(1).max(32),
        note: f.optionalText(100),
        lines: z
          .array(
            z.object({
              listingId: f.id,
              quantity,
              /** Price and basis that the shopper saw; a changed price refuses the order instead of surprising. */
              priceFen: z.number().int().min(1),
              priceBasis: z.enum(priceBases),
            }),
          )
          .min(1, '请至少选一种商品')
          .max(100, '一个摊位一次最多 100 种商品'),
      }),
    )
    .min(1, '购物袋是空的')
    .max(30, '一次最多在 30 个摊位下单')
    .refine((all) => new Set(all.map((s) => s.stallCode)).size === all.length, '同一个摊位请合在一起')
    .refine((all) => {
      const ids = all.flatMap((s) => s.lines.map((l) => l.listingId))
      return new Set(ids).size === ids.length
    }, '同一种商品请合在一起'),
  delivery: place
    .extend({
      slotId: f.id,
      contactName: f.text(20, '收货人'),
      phone: f.phone,
      address: f.text(100, '收货地址'),
    })
    .nullish(),
})
export type CheckoutBody = z.output<typeof checkoutBody>

export const orderSettings = z.object({
  payWithinMinutes: z.number().int().min(3).max(120),
  remindAfterMinutes: z.number().int().min(1).max(240),
  escalateAfterMinutes: z.number().int().min(1).max(720),
  /** Weighed more than this share too much: the shopper is asked. */
  overweightPercent: z.number().int().min(0).max(50),
})
export const buyerMessage = z.object({
  buyerMessageId: z.string(),
  kind: z.enum(buyerMessageKinds),
  orderGroupId: z.string(),
  stallOrderId: z.string(),
  stallCode: z.string(),
  title: z.string(),
  body: z.string(),
  createdAt: f.instant,
  readAt: f.instant.nullable(),
})
export type BuyerMessage = z.output<typeof buyerMessage>
