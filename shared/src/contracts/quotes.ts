/** 行情和价格统计: prices that others printed, and what the market's own stalls ask, with method, sample and as-of. */
import { z } from 'zod'
import { page, pageQuery, route } from '../route.ts'
import { categoryCodes, priceBases } from './catalogue.ts'
import * as f from './fields.ts'
import { marketViewers } from './access.ts'

const readers = { scope: 'market', roles: [...marketViewers.roles, 'merchant'] } as const

const quote = z.object({
  businessDate: f.date,
  source: z.string(),
  itemName: z.string(),
  specification: z.string(),
  lowFen: z.number().int().nullable(),
  priceFen: z.number().int(),
  highFen: z.number().int().nullable(),
  priceBasis: z.enum(priceBases),
  /** Null: the list of commodities has no such name. */
  commodityId: z.string().nullable(),
})
export const priceStatistics = z.object({
  items: z.array(
    z.object({
      commodityId: z.string(),
      commodityName: z.string(),
      categoryCode: z.enum(categoryCodes),
      /** Of all amounts of the row. */
      priceBasis: z.enum(priceBases),
      /** The sample: stalls with a price, each counted once. */
      stalls: z.number().int(),
      listings: z.number().int(),
      /** Stalls of the sample whose price was set or confirmed today. */
      confirmedToday: z.number().int(),
      lowestFen: z.number().int(),
      medianFen: z.number().int(),
      /** Geometric mean. */
      typicalFen: z.number().int(),
      highestFen: z.number().int(),
      guidePrice: z.object({ priceFen: z.number().int(), businessDate: f.date, source: z.string() }).nullable(),
    }),
  ),
  method: z.string(),
  /** Rows with fewer stalls say little. */
  fewest: z.number().int(),
  asOf: f.instant,
})
export type PriceStatistics = z.output<typeof priceStatistics>

export const quoteRoutes = {
  listPriceQuotes: route({
    method: 'GET',
    path: '/api/v1/markets/{marketId}/price-quotes',
    summary: '导入的行情，新的在前',
    access: readers,
    query: z.object({ ...f.search, source: z.string().max(60).optional(), onDate: f.date.optional(), ...pageQuery }),
    output: page(quote),
  }),
  getPriceStatistics: route({
    method: 'GET',
    path: '/api/v1/markets/{marketId}/price-statistics',
    summary: '本市场各品种的价格统计，附方法和样本数',
    access: readers,
    output: priceStatistics,
  }),
  getPublicPriceStatistics: route({
    method: 'GET',
    path: '/api/v1/public/markets/{marketCode}/price-statistics',
    summary: '市场价格统计，公开',
    access: { scope: 'public' },
    output: priceStatistics,
  }),
}
