/** 摊位收款: a shopper scans the stall's printed code, says the amount, and pays the stall's own account. */
import { z } from 'zod'
import { page, pageQuery, route } from '../route.ts'
import * as f from './fields.ts'
import { licenceKinds } from './markets.ts'
import { latePayment, payAnswer, payWay } from './payments.ts'

/**
 * `closed`: nobody paid and no channel waits for it any more; money that comes all the same goes back by itself. Sending
 * the same key again in time opens it anew.
 */
export const stallPaymentStates = ['waiting', 'paid', 'closed'] as const
/** This product's own guard against a slipped finger, not a channel's limit. */
export const largestStallPaymentFen = 2_000_000

const shopper = { scope: 'platform', roles: ['shopper'] } as const
const sellers = { scope: 'market', roles: ['merchant', 'market_staff', 'market_operator'] } as const
const channel = z.enum(['wechat', 'alipay'])
const amountFen = f.fen
  .min(1, '金额至少 0.01 元')
  .max(largestStallPaymentFen, `一次最多付 ${largestStallPaymentFen / 100} 元，请分开付或与摊主当面处理`)

export const stallPayment = z.object({
  stallPaymentId: z.string(),
  /** For people: shopper and merchant compare it. */
  number: z.string(),
  stallId: z.string(),
  stallCode: z.string(),
  merchantName: z.string(),
  amountFen: z.number().int(),
  state: z.enum(stallPaymentStates),
  /** How it is or was to be paid; null once closed. */
  channel: channel.nullable(),
  openedAt: f.instant,
  /** Nobody can pay after this. */
  payBy: f.instant,
  paidAt: f.instant.nullable(),
  refunds: z.array(
    z.object({
      amountFen: z.number().int(),
      reason: z.string(),
      state: z.enum(['wanted', 'arrived', 'failed']),
      wantedAt: f.instant,
      settledAt: f.instant.nullable(),
    }),
  ),
  latePayments: z.array(latePayment),
  /** What the stall's scale weighed for it; the slip of `weighingSaleId` tells the goods. Null where nothing is known. */
  weighing: z
    .object({ paymentSaleId: z.string(), weighingSaleId: z.string(), weighedAt: f.instant, summary: z.string() })
    .nullable(),
})
export type StallPaymentView = z.output<typeof stallPayment>

export const stallPaymentRoutes = {
  getStallCounter: route({
    method: 'GET',
    path: '/api/v1/public/markets/{marketCode}/stalls/{stallCode}/counter',
    summary: '付款前要核对的：摊位、经营户、证照，和能用的支付渠道；channels 为空表示只能当面付',
    access: { scope: 'public' },
    output: z.object({
      marketCode: z.string(),
      marketName: z.string(),
      demo: z.boolean(),
      stallCode: z.string(),
      merchantName: z.string().nullable(),
      licences: z.array(
        z.object({
          kind: z.enum(licenceKinds),
          number: z.string(),
          validTo: f.date.nullable(),
          expired: z.boolean(),
        }),
      ),
      channels: z.array(channel),
      largestFen: z.number().int(),
      asOf: f.instant,
    }),
  }),
  payAtStall: route({
    method: 'POST',
    path: '/api/v1/shopper/markets/{marketCode}/stalls/{stallCode}/payments',
    summary: '在摊位付款；同一编号只收一次，换渠道重发同一编号时先关闭原来的收款',
    access: shopper,
    body: payWay.extend({
      /** Made by the client once for each purchase. */
      idempotencyKey: z.string().min(8, '付款编号太短').max(80),
      amountFen,
    }),
    output: payAnswer.extend({ payment: stallPayment }),
    status: 201,
  }),
  listMyStallPayments: route({
    method: 'GET',
    path: '/api/v1/shopper/markets/{marketCode}/stall-payments',
    summary: '我在摊位付过的款，新的在前',
    access: shopper,
    query: z.object({
      /** Number, stall or merchant. */
      ...f.search,
      ...pageQuery,
    }),
    output: page(stallPayment),
  }),
  getMyStallPayment: route({
    method: 'GET',
    path: '/api/v1/shopper/markets/{marketCode}/stall-payments/{stallPaymentId}',
    summary: '一笔摊位付款的凭条',
    access: shopper,
    output: stallPayment,
  }),
  listStallPayments: route({
    method: 'GET',
    path: '/api/v1/markets/{marketId}/stall-payments',
    summary: '消费者扫摊位码付的款，新的在前；经营户只看到自己的',
    access: { ...sellers, stallRight: 'money' },
    query: z.object({
      /** Number, stall or merchant. */
      ...f.search,
      state: z.enum(stallPaymentStates).optional(),
      ...pageQuery,
    }),
    output: page(stallPayment),
  }),
  refundStallPayment: route({
    method: 'POST',
    path: '/api/v1/markets/{marketId}/stall-payments/{stallPaymentId}/refunds',
    summary: '把扫码付的款退回去，可退一部分；原路退回',
    access: { ...sellers, stallRight: 'refunds' },
    body: z.object({
      /** Made by the client once for each refund. */
      idempotencyKey: z.string().min(8).max(60),
      amountFen: f.fen.min(1, '退款至少 1 分').max(largestStallPaymentFen),
      reason: f.text(80, '原因'),
    }),
    output: stallPayment,
  }),
}
