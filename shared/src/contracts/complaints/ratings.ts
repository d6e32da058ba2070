/** 服务评价 and 公平秤复称: what is said of, and what is weighed again from, one purchase. */
import { z } from 'zod'
import { page, pageQuery, route } from '../../route.ts'
import * as f from '../fields.ts'
import { base, handlers, open, publicBase, readers } from './shape.ts'
import { ruleMarks, toleranceClasses, weighVerdicts } from './words.ts'

const ratingView = z.object({
  ratingId: z.string(),
  stallCode: z.string(),
  stars: z.number().int(),
  comment: z.string().nullable(),
  basis: z.enum(['order', 'slip']),
  reply: z.string().nullable(),
  ratedOn: f.date,
})
export const purchase = z.object({
  saleId: z.string().nullable(),
  stallOrderId: z.string().nullable(),
  /** What people read: the slip's or the order's number. */
  number: z.string(),
  stallCode: z.string(),
  at: f.instant,
  amountFen: z.number().int(),
  lines: z.array(
    z.object({
      lineNo: z.number().int(),
      name: z.string(),
      /** Null for goods sold by the piece. */
      grams: z.number().int().nullable(),
      amountFen: z.number().int(),
    }),
  ),
})
export const reweigh = z.object({
  reweighId: z.string(),
  stallCode: z.string(),
  saleId: z.string().nullable(),
  stallOrderId: z.string().nullable(),
  lineNo: z.number().int(),
  commodityName: z.string(),
  settledGrams: z.number().int(),
  measuredGrams: z.number().int(),
  /** Measured less settled: negative is short weight. */
  differenceGrams: z.number().int(),
  toleranceClass: z.enum(toleranceClasses),
  /** Null when the table ends below this mass. */
  toleranceGrams: z.number().int().nullable(),
  verdict: z.enum(weighVerdicts).nullable(),
  toleranceSource: z.string(),
  toleranceMark: z.enum(ruleMarks),
  weighedAt: f.instant,
})

export const ratingRoutes = {
  submitRating: route({
    method: 'POST',
    path: `${publicBase}/ratings`,
    summary: '评价已完成的订单或小票',
    access: open,
    body: z
      .object({
        stars: z.number().int().min(1, '请选 1 到 5 星').max(5, '请选 1 到 5 星'),
        comment: f.optionalText(300),
        saleId: f.id.nullish(),
        stallOrderId: f.id.nullish(),
      })
      .refine((v) => (v.saleId == null) !== (v.stallOrderId == null), '请从订单或小票进入评价'),
    output: ratingView,
    status: 201,
  }),
  getStallRatings: route({
    method: 'GET',
    path: `${publicBase}/stalls/{stallCode}/ratings`,
    summary: '摊位评价',
    access: open,
    query: z.object({
      /** Words of the rating or of the reply; the average stays that of all. */
      ...f.search,
      ...pageQuery,
    }),
    output: page(ratingView).extend({
      /** Null below the minimum number. */
      average: z.number().nullable(),
      fewest: z.number().int(),
    }),
  }),
  listRatings: route({
    method: 'GET',
    path: `${base}/ratings`,
    summary: '服务评价；经营户只看到自己的',
    access: readers,
    query: z.object({
      /** Stall, merchant, words of the rating or of the reply, or the end of the order's or slip's number. */
      ...f.search,
      stallCode: z.string().max(32).optional(),
      unanswered: z.stringbool().optional(),
      ...pageQuery,
    }),
    output: page(ratingView),
  }),
  replyToRating: route({
    method: 'POST',
    path: `${base}/ratings/{ratingId}/reply`,
    summary: '回复评价',
    access: handlers,
    body: z.object({ reply: f.text(300, '回复') }),
    output: ratingView,
  }),
  findPurchases: route({
    method: 'GET',
    path: `${base}/purchases`,
    summary: '按小票号、订单号或摊位找最近的交易，用来复称',
    access: { scope: 'market', roles: ['market_staff', 'market_operator', 'inspector'] },
    query: z.object({ q: z.string().trim().min(1, '请输入小票号、订单号或摊位号').max(64) }),
    output: z.object({ items: z.array(purchase), asOf: f.instant }),
  }),
  recordReweigh: route({
    method: 'POST',
    path: `${base}/reweighs`,
    summary: '公平秤复称',
    access: { scope: 'market', roles: ['market_staff', 'market_operator', 'inspector'] },
    body: z
      .object({
        saleId: f.id.nullish(),
        stallOrderId: f.id.nullish(),
        lineNo: z.number().int().min(1).max(500),
        measuredGrams: z.number().int().min(0).max(1_000_000),
        toleranceClass: z.enum(toleranceClasses).optional(),
        deviceId: f.id.nullish(),
      })
      .refine((v) => (v.saleId == null) !== (v.stallOrderId == null), '请选择一张小票或一张订单'),
    output: reweigh,
    status: 201,
  }),
  listReweighs: route({
    method: 'GET',
    path: `${base}/reweighs`,
    summary: '复称记录',
    access: readers,
    query: z.object({
      /** Stall, merchant, goods, or the end of the order's or slip's number. */
      ...f.search,
      ...pageQuery,
    }),
    output: page(reweigh),
  }),
}
