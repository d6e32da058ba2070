/** What others printed and what our stalls ask, side by side. */
import type { CategoryCode } from '@smart-market/shared/contracts/catalogue.ts'
import type { PriceStatistics, quoteRoutes } from '@smart-market/shared/contracts/quotes.ts'
import { labels } from '@smart-market/shared/text/zh.ts'
import { addDays, businessDate } from '@smart-market/shared/time.ts'
import { type Ctx, marketOf, type Tx, withTransaction } from '../../context.ts'
import type { Handlers } from '../../http/mount.ts'
import { guidePriceDays, priceInBasis } from './domain.ts'
import { insideMarket } from '../markets/index.ts'
import * as quotes from './quote-store.ts'
import * as store from './store.ts'

/** Below this many stalls a middle is chance. */
const fewestStalls = 3

/** Guide prices of a business date, by the sort of commodities: fen in their own unit. */
export const guidePricesOn = async (tx: Tx, marketId: string, onDate: string) =>
  store.listGuidePriceRows(tx, marketId, onDate)

const statisticsOf = async (ctx: Ctx, tx: Tx): Promise<PriceStatistics> => {
  const marketId = marketOf(ctx)
  const today = businessDate(ctx.now)
  const guides = await store.listLatestGuides(tx, marketId, addDays(today, -guidePriceDays), today)
  const guideOf = new Map(guides.map((row) => [row.commodityId, row]))
  const items = (await quotes.listedStatistics(tx, marketId, today)).map(({ categoryCode, ...row }) => {
    const guide = guideOf.get(row.commodityId)
    const priceFen = guide === undefined ? undefined : priceInBasis(guide.priceFen, guide.priceBasis, row.priceBasis)
    return {
      ...row,
      categoryCode: categoryCode as CategoryCode,
      guidePrice:
        guide === undefined || priceFen === undefined
          ? null
          : { priceFen, businessDate: guide.businessDate, source: guide.source },
    }
  })
  return { items, method: labels.priceMethod, fewest: fewestStalls, asOf: ctx.now.toISOString() }
}

export const quoteHandlers: Handlers<typeof quoteRoutes> = {
  listPriceQuotes: async (ctx, { query }) => {
    const found = await withTransaction(ctx, (tx) => quotes.listQuotePage(tx, marketOf(ctx), query))
    return { ...found, page: query.page, pageSize: query.pageSize }
  },
  getPriceStatistics: (ctx) => withTransaction(ctx, (tx) => statisticsOf(ctx, tx)),
  getPublicPriceStatistics: async (ctx, { params }) => {
    const { ctx: within } = await insideMarket(ctx, params.marketCode)
    return withTransaction(within, (tx) => statisticsOf(within, tx))
  },
}
