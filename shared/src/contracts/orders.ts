/** 订单: checkout over several stalls, one order a stall, weighing, pickup and delivery. */
import { z } from 'zod'
import { maxAmountFen } from '../money.ts'
import { maxWeightGrams } from '../quantity.ts'
import { page, pageQuery, route } from '../route.ts'
import { pieceUnits, priceBases } from './catalogue.ts'
import * as f from './fields.ts'
import { latePayment, payAnswer, payWay } from './payments.ts'

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

/** Minutes after which an order that nobody has answered lies with the market; until a market sets its own. */
export const defaultEscalateAfterMinutes = 15

const shopper = { scope: 'platform', roles: ['shopper'] } as const
const sellers = { scope: 'market', roles: ['merchant', 'market_staff', 'market_operator'] } as const
const operators = { scope: 'market', roles: ['market_operator'] } as const

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
  finalFen: z.number().int().nullable(),
  consent: z.enum(consents),
  /** Since when the shopper has been asked; null when nothing is asked. */
  askedAt: f.instant.nullable(),
})
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
const reason = z.object({ reason: f.text(100, '原因') })
const act = (name: string, summary: string) =>
  route({
    method: 'POST',
    path: `/api/v1/markets/{marketId}/stall-orders/{stallOrderId}/${name}` as const,
    summary,
    access: sellers,
    output: stallOrder,
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

export const orderRoutes = {
  listMyMessages: route({
    method: 'GET',
    path: '/api/v1/shopper/markets/{marketCode}/messages',
    summary: '市场给我的消息：召回、停止销售，新的在前',
    access: shopper,
    query: z.object({
      /** Words of the message, stall, merchant or order number; `unread` stays that of all. */
      ...f.search,
      ...pageQuery,
    }),
    output: page(buyerMessage).extend({ unread: z.number().int() }),
  }),
  readMyMessages: route({
    method: 'POST',
    path: '/api/v1/shopper/markets/{marketCode}/messages/read',
    summary: '我已看过这些消息',
    access: shopper,
    body: z.object({ buyerMessageIds: z.array(f.id).min(1).max(200) }),
    output: f.ok,
  }),
  listRecallMessages: route({
    method: 'GET',
    path: '/api/v1/markets/{marketId}/recalls/{recallId}/messages',
    summary: '一次召回通知了哪些线上订单的买家，看过没有',
    access: {
      scope: 'market',
      roles: ['market_staff', 'market_operator', 'inspector', 'district_officer', 'city_officer'],
    },
    query: z.object({ ...f.search, ...pageQuery }),
    output: page(
      z.object({
        stallOrderId: z.string(),
        number: z.string(),
        stallCode: z.string(),
        createdAt: f.instant,
        readAt: f.instant.nullable(),
      }),
    ).extend({ read: z.number().int() }),
  }),
  checkOut: route({
    method: 'POST',
    path: '/api/v1/shopper/markets/{marketCode}/orders',
    summary: '结算：一次向几个摊位下单；同一结算编号只下一次',
    access: shopper,
    body: checkoutBody,
    output: checkoutAnswer,
    status: 201,
  }),
  listMyOrders: route({
    method: 'GET',
    path: '/api/v1/shopper/markets/{marketCode}/orders',
    summary: '我的订单，新的在前',
    access: shopper,
    query: z.object({
      /** Stall, merchant, goods or order number. */
      ...f.search,
      ...pageQuery,
    }),
    output: page(orderGroup),
  }),
  getMyOrder: route({
    method: 'GET',
    path: '/api/v1/shopper/markets/{marketCode}/orders/{orderGroupId}',
    summary: '我的一次结算',
    access: shopper,
    output: orderGroup,
  }),
  payMyStallOrder: route({
    method: 'POST',
    path: '/api/v1/shopper/markets/{marketCode}/stall-orders/{stallOrderId}/pay',
    summary: '支付一个摊位的订单，或同意加重后的差额；重复调用得到同一笔收款',
    access: shopper,
    body: payWay,
    output: payAnswer,
  }),
  payMyOrderGroup: route({
    method: 'POST',
    path: '/api/v1/shopper/markets/{marketCode}/orders/{orderGroupId}/pay',
    summary: '一次付清一次结算里还没付的各摊位订单（微信合单支付）；钱仍分别进入各摊位的账户，重复调用得到同一笔付款',
    access: shopper,
    body: z.object({ scene: z.enum(['jsapi', 'native']).optional() }),
    output: payAnswer.extend({
      /** Orders that this payment pays. */
      stallOrderIds: z.array(z.string()),
      /** Orders whose stall takes no WeChat payment here; each is paid by itself. */
      leftOut: z.array(z.string()),
    }),
  }),
  cancelMyStallOrder: route({
    method: 'POST',
    path: '/api/v1/shopper/markets/{marketCode}/stall-orders/{stallOrderId}/cancel',
    summary: '取消一个摊位的订单；已付款的原路退回',
    access: shopper,
    body: reason,
    output: stallOrder,
  }),
  answerOverweight: route({
    method: 'POST',
    path: '/api/v1/shopper/markets/{marketCode}/stall-orders/{stallOrderId}/lines/{lineNo}/answer',
    summary: '称重超出约定时，同意或不同意',
    access: shopper,
    body: z.object({ agreed: z.boolean() }),
    output: stallOrder,
  }),
  listStallOrders: route({
    method: 'GET',
    path: '/api/v1/markets/{marketId}/stall-orders',
    summary: '摊位订单；queue=unanswered 为超时未接的订单，queue=open 为摊位还要办的订单',
    access: sellers,
    query: z.object({
      /** Number, stall or merchant. */
      ...f.search,
      stallId: f.id.optional(),
      state: z.enum(stallOrderStates).optional(),
      queue: z.enum(['unanswered', 'open']).optional(),
      pickupCode: z.string().max(10).optional(),
      ...pageQuery,
    }),
    output: page(stallOrder),
  }),
  getStallOrder: route({
    method: 'GET',
    path: '/api/v1/markets/{marketId}/stall-orders/{stallOrderId}',
    summary: '一张摊位订单',
    access: sellers,
    output: stallOrder,
  }),
  acceptStallOrder: act('accept', '接单'),
  startPicking: act('pick', '开始备货'),
  finishPicking: act('ready', '备好；少称的差额自动退回'),
  declineStallOrder: route({
    method: 'POST',
    path: '/api/v1/markets/{marketId}/stall-orders/{stallOrderId}/decline',
    summary: '不接单，已付款的原路退回',
    access: sellers,
    body: reason,
    output: stallOrder,
  }),
  abandonStallOrder: route({
    method: 'POST',
    path: '/api/v1/markets/{marketId}/stall-orders/{stallOrderId}/abandon',
    summary: '接单后无法完成，已付款的原路退回',
    access: { ...sellers, stallRight: 'refunds' },
    body: reason,
    output: stallOrder,
  }),
  weighLine: route({
    method: 'POST',
    path: '/api/v1/markets/{marketId}/stall-orders/{stallOrderId}/lines/{lineNo}/picked',
    summary: '记录一行实际的重量（克）或件数；0 为缺货',
    access: sellers,
    body: z.object({
      quantity: z
        .number()
        .int()
        .min(0)
        .max(maxWeightGrams / 100),
    }),
    output: stallOrder,
  }),
  handOver: route({
    method: 'POST',
    path: '/api/v1/markets/{marketId}/stall-orders/{stallOrderId}/hand-over',
    summary: '核对取货码交货；到摊付款的同时申报收款方式',
    access: sellers,
    body: z.object({ pickupCode: z.string().max(10), declaredMeans: z.enum(declarableMeans).optional() }),
    output: stallOrder,
  }),
  refundStallOrder: route({
    method: 'POST',
    path: '/api/v1/markets/{marketId}/stall-orders/{stallOrderId}/refunds',
    summary: '完成后的退款，可退一部分',
    access: { ...sellers, stallRight: 'refunds' },
    body: z.object({
      /** Made by the client once for each refund. */
      idempotencyKey: z.string().min(8).max(60),
      amountFen: f.fen.min(1, '退款至少 1 分').max(maxAmountFen),
      reason: f.text(80, '原因'),
    }),
    output: stallOrder,
  }),
  getOrderSettings: route({
    method: 'GET',
    path: '/api/v1/markets/{marketId}/order-settings',
    summary: '订单时限',
    access: sellers,
    output: orderSettings,
  }),
  setOrderSettings: route({
    method: 'PUT',
    path: '/api/v1/markets/{marketId}/order-settings',
    summary: '修改订单时限',
    access: operators,
    body: orderSettings.refine((v) => v.escalateAfterMinutes > v.remindAfterMinutes, '转市场处理应晚于提醒'),
    output: orderSettings,
  }),
}
