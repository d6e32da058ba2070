/** 交易: every completed sale from any source, once. */
import { z } from 'zod'
import { maxAmountFen } from '../money.ts'
import { priceBases } from './catalogue.ts'
import { maxWeightGrams } from '../quantity.ts'
import { page, pageQuery, route } from '../route.ts'
import * as f from './fields.ts'
import { marketTeam } from './access.ts'

const readers = {
  scope: 'market',
  roles: ['market_staff', 'market_operator', 'inspector', 'district_officer', 'city_officer', 'merchant'],
} as const

/** Where a sale was seen. `declared` is typed by the merchant and countersigned by nothing; every figure says so. */
export const saleChannels = ['till', 'scale', 'pos', 'stall_code', 'online', 'declared'] as const
export const paymentMeans = ['wechat', 'alipay', 'pos_card', 'cash', 'other', 'unknown'] as const
export type PaymentMeans = (typeof paymentMeans)[number]
export const mobilePaymentMeans: readonly PaymentMeans[] = ['wechat', 'alipay', 'pos_card']

/** Name of the line of a sale that is carriage, not goods: it comes from no batch and counts in no trace coverage. */
export const deliveryFeeName = '配送费'

const amount = f.fen.min(-maxAmountFen, '金额过大').max(maxAmountFen, '金额过大')
export const saleLineInput = z.object({
  commodityName: f.text(80, '品名'),
  categoryName: z.string().trim().max(40).nullish(),
  weightGrams: z.number().int().min(-maxWeightGrams, '重量过大').max(maxWeightGrams, '重量过大').nullish(),
  pieces: z.number().int().min(-100_000).max(100_000).nullish(),
  amountFen: amount,
  /** On the label that the scale printed: which batch this is, for certain. */
  traceCode: z.string().trim().toUpperCase().max(32).nullish(),
  /** The listing that was sold. */
  listingId: z.string().max(40).nullish(),
})
export const saleInput = z.object({
  /** The source's own number of this sale; with the source it makes the sale unique for ever. */
  key: z.string().min(1).max(80),
  stallCode: z.string().min(1).max(32),
  soldAt: f.instant,
  channel: z.enum(saleChannels),
  paymentMeans: z.enum(paymentMeans).default('unknown'),
  /** Negative for a return. */
  amountFen: amount,
  lines: z.array(saleLineInput).max(200).default([]),
})
export type SaleInput = z.output<typeof saleInput>

/** A sale as a scale or till reports it: integer grams and fen, counted by the device. */
export const weighSaleInput = saleInput.omit({ key: true, stallCode: true, channel: true }).extend({
  /** The device's own counter: never used twice. */
  sequence: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
  /** Where a till serves several stalls; the stall it stands at otherwise. */
  stallCode: z.string().min(1).max(32).nullish(),
})
export type WeighSaleInput = z.output<typeof weighSaleInput>

export const saleView = z.object({
  saleId: z.string(),
  soldAt: f.instant,
  stallCode: z.string(),
  merchantName: z.string().nullable(),
  channel: z.enum(saleChannels),
  paymentMeans: z.enum(paymentMeans),
  amountFen: z.number().int(),
  lineCount: z.number().int(),
  /** What was bought; of the weighing where the payment says nothing. */
  summary: z.string(),
  /** The weighing of what was paid by the stall's code: one sale, seen twice. Null where it is seen once. */
  weighing: z.object({ saleId: z.string(), soldAt: f.instant, channel: z.enum(saleChannels) }).nullable(),
})
export const salesRule = z.object({
  ruleId: z.string(),
  label: z.string(),
  value: z.unknown(),
  source: z.string(),
  effectiveFrom: f.date,
  mark: z.enum(['default', 'market']),
})
/** 小票: one sale as its buyer may see it; who holds the slip, or knows its number, may. */
export const saleSlip = z.object({
  saleId: z.string(),
  /** For people: the end of the id in capitals, which the desk finds it by. */
  number: z.string(),
  marketCode: z.string(),
  marketName: z.string(),
  demo: z.boolean(),
  stallCode: z.string(),
  merchantName: z.string().nullable(),
  soldAt: f.instant,
  channel: z.enum(saleChannels),
  paymentMeans: z.enum(paymentMeans),
  amountFen: z.number().int(),
  lines: z.array(
    z.object({
      lineNo: z.number().int(),
      name: z.string(),
      weightGrams: z.number().int().nullable(),
      pieces: z.number().int().nullable(),
      amountFen: z.number().int(),
      /** Of the batches that it came from: `/t/<code>`. */
      traceCodes: z.array(z.string()),
    }),
  ),
  asOf: f.instant,
})
export type SaleSlip = z.output<typeof saleSlip>

/** What a scale or till sells at its stall, with what it prints beside the price. */
export const scaleGoods = z.object({
  listingId: z.string(),
  stallCode: z.string(),
  name: z.string(),
  priceFen: z.number().int(),
  priceBasis: z.enum(priceBases),
  /** Of the batch to be sold first; null when nothing says where the goods came from. */
  traceCode: z.string().nullable(),
  /** What a slip's code says: the address of `/t/<code>`. */
  traceUrl: z.string().nullable(),
})

/** Returns are no sales: they are counted apart, and what they gave back is not negative. */
const counts = { saleCount: z.number().int(), refundCount: z.number().int(), refundFen: z.number().int() }
export const salesDay = z.object({
  businessDate: f.date,
  ...counts,
  /** Net of returns, with what was declared. */
  amountFen: z.number().int(),
  stallCount: z.number().int(),
  /** The part of it that merchants declared themselves. */
  declaredAmountFen: z.number().int(),
})

export const channelSales = z.object({
  channel: z.enum(saleChannels),
  ...counts,
  /** Net of returns. */
  amountFen: z.number().int(),
})

export const salesRoutes = {
  recordSales: route({
    method: 'POST',
    path: '/api/v1/markets/{marketId}/sales',
    summary: '上传交易，一次最多 1,000 笔；同一来源同一编号只记一次，整批要么全部写入要么全不写入',
    access: { scope: 'market', roles: ['market_operator'], keys: ['sales:write'] },
    bodyLimit: 8 * 1024 * 1024,
    body: z.object({ source: f.text(40, '来源'), sales: z.array(saleInput).min(1).max(1000) }),
    output: z.object({ recorded: z.number().int(), alreadyKnown: z.number().int() }),
  }),
  pushWeighSales: route({
    method: 'POST',
    path: '/api/v1/markets/{marketId}/devices/{deviceId}/weigh-sales',
    summary: '电子秤、收银机上传称重交易，一次最多 1,000 笔；请求体由设备签名，同一设备同一流水号只记一次',
    access: { scope: 'device' },
    bodyLimit: 8 * 1024 * 1024,
    body: z.object({ sales: z.array(weighSaleInput).min(1).max(1000) }),
    output: z.object({ recorded: z.number().int(), alreadyKnown: z.number().int() }),
  }),
  listScaleGoods: route({
    method: 'GET',
    path: '/api/v1/markets/{marketId}/devices/{deviceId}/goods',
    summary: '电子秤、收银机取本摊位在售商品：价格，和打在小票上的追溯码',
    access: { scope: 'device' },
    output: z.object({ items: z.array(scaleGoods), asOf: f.instant }),
  }),
  getPublicSlip: route({
    method: 'GET',
    path: '/api/v1/public/markets/{marketCode}/slips/{saleId}',
    summary: '一张小票：买了什么、多少钱、来自哪些批次',
    access: { scope: 'public' },
    output: saleSlip,
  }),
  printSaleSlip: route({
    method: 'GET',
    path: '/api/v1/markets/{marketId}/sales/{saleId}/slip.pdf',
    summary: '小票（58 毫米热敏纸），带每批商品的追溯码',
    access: { scope: 'market', roles: ['market_staff', 'market_operator', 'merchant'], stallRight: 'money' },
    file: 'application/pdf',
  }),
  listSales: route({
    method: 'GET',
    path: '/api/v1/markets/{marketId}/sales',
    summary: '交易明细；按关键字查找时，没有指定起始日期就查最近 31 天',
    access: { ...readers, stallRight: 'money' },
    query: z.object({ ...f.search, from: f.date.optional(), to: f.date.optional(), ...pageQuery }),
    output: page(saleView),
  }),
  listSalesDays: route({
    method: 'GET',
    path: '/api/v1/markets/{marketId}/sales-days',
    summary: '每个营业日的交易合计',
    access: { ...readers, stallRight: 'money' },
    query: z.object({ from: f.date.optional(), to: f.date.optional() }),
    output: z.object({
      items: z.array(salesDay),
      asOf: f.instant,
      coverage: z.object({ stallsReporting: z.number().int(), stalls: z.number().int() }),
    }),
  }),
  listChannelSales: route({
    method: 'GET',
    path: '/api/v1/markets/{marketId}/channel-sales',
    summary: '一个营业日按渠道的交易合计；经营户只看到自己的',
    access: { ...readers, stallRight: 'money' },
    query: z.object({ on: f.date.optional() }),
    output: z.object({ businessDate: f.date, items: z.array(channelSales), asOf: f.instant }),
  }),
  separateSale: route({
    method: 'POST',
    path: '/api/v1/markets/{marketId}/sales/{saleId}/separate',
    summary: '称重和扫码付款不是一回事：以后算两笔交易',
    access: { scope: 'market', roles: ['merchant', 'market_staff', 'market_operator'], stallRight: 'money' },
    output: z.object({}),
  }),
  listSalesRules: route({
    method: 'GET',
    path: '/api/v1/markets/{marketId}/sales-rules',
    summary: '交易数据的规则：称重和扫码付款相差多久算同一笔',
    access: readers,
    query: z.object({ onDate: f.date.optional() }),
    output: z.object({ items: z.array(salesRule) }),
  }),
  setSalesRule: route({
    method: 'PUT',
    path: '/api/v1/markets/{marketId}/sales-rules/{ruleId}',
    summary: '自某日起改用新的取值',
    access: marketTeam,
    body: z.object({ effectiveFrom: f.date, value: z.unknown(), source: f.text(200, '依据') }),
    output: salesRule,
  }),
  issueStallCodes: route({
    method: 'POST',
    path: '/api/v1/markets/{marketId}/stall-codes',
    summary: '发放收款码；不指定摊位时发给所有还没有码的摊位',
    access: marketTeam,
    body: z.object({ stallIds: z.array(f.id).max(1000).optional() }),
    output: z.object({ issued: z.number().int() }),
    status: 201,
  }),
}
