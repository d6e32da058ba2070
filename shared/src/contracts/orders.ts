/** 订单: checkout over several stalls, one order a stall, weighing, pickup and delivery. */
import { z } from 'zod'
import { maxAmountFen } from '../money.ts'
import { maxWeightGrams } from '../quantity.ts'
import { page, pageQuery, route } from '../route.ts'
import * as f from './fields.ts'
import {
  buyerMessage,
  checkoutAnswer,
  checkoutBody,
  orderGroup,
  orderSettings,
  scaleWeighing,
  stallOrder,
  stallOrderStates,
  declarableMeans,
} from './orders/shapes.ts'
import { payAnswer, payWay } from './payments.ts'

export * from './orders/shapes.ts'

const shopper = { scope: 'platform', roles: ['shopper'] } as const
const sellers = { scope: 'market', roles: ['merchant', 'market_staff', 'market_operator'] } as const
const operators = { scope: 'market', roles: ['market_operator'] } as const

const reason = z.object({ reason: f.text(100, '原因') })
const act = (name: string, summary: string) =>
  route({
    method: 'POST',
    path: `/api/v1/markets/{marketId}/stall-orders/{stallOrderId}/${name}` as const,
    summary,
    access: sellers,
    output: stallOrder,
  })

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
    summary: '记录一行实际的重量（克）或件数，0 为缺货；也可以直接用联网秤刚称的一秤，这一秤就不再另算一笔交易',
    access: sellers,
    body: z.union([
      z.object({
        quantity: z
          .number()
          .int()
          .min(0)
          .max(maxWeightGrams / 100),
      }),
      z.object({ weighingSaleId: f.id }),
    ]),
    output: stallOrder,
  }),
  listScaleWeighings: route({
    method: 'GET',
    path: '/api/v1/markets/{marketId}/stall-orders/{stallOrderId}/weighings',
    summary: '这个摊位的联网秤刚称了什么：半小时内、还没有付款也没有用过的，最近 5 秤',
    access: sellers,
    output: z.object({
      items: z.array(scaleWeighing),
      /** Whether a networked scale or till has ever sent in a sale of this stall. */
      connected: z.boolean(),
      asOf: f.instant,
    }),
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
