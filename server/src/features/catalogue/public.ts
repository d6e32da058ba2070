/** What anyone may see of the goods: lists for shoppers, price tags for stall screens. */
import type { catalogueRoutes } from '@smart-market/shared/contracts/catalogue.ts'
import type { HandlerInput } from '@smart-market/shared/route.ts'
import { businessDate } from '@smart-market/shared/time.ts'
import { type Ctx, withTransaction } from '../../context.ts'
import { insideMarket } from '../markets/index.ts'
import { findListings } from './report.ts'

type Query<K extends keyof typeof catalogueRoutes> = HandlerInput<(typeof catalogueRoutes)[K]>['query']

export const listPublicListings = async (ctx: Ctx, marketCode: string, query: Query<'listPublicListings'>) => {
  const { page, pageSize, ...filter } = query
  const { ctx: within } = await insideMarket(ctx, marketCode)
  const found = await withTransaction(within, (tx) =>
    findListings(
      tx,
      within.marketId ?? '',
      businessDate(ctx.now),
      { ...filter, forShoppers: true },
      { limit: pageSize, offset: (page - 1) * pageSize },
    ),
  )
  return { ...found, page, pageSize, asOf: ctx.now.toISOString() }
}

const mostTags = 200

/** Price tags of a stall's screen; `screenCode` is market code, dash, stall code. Throws market.not_found. */
export const getPriceTags = async (ctx: Ctx, screenCode: string) => {
  const dash = screenCode.indexOf('-')
  const stallCode = screenCode.slice(dash + 1)
  const { ctx: within } = await insideMarket(ctx, screenCode.slice(0, Math.max(dash, 0)))
  const { items } = await withTransaction(within, (tx) =>
    findListings(
      tx,
      within.marketId ?? '',
      businessDate(ctx.now),
      { stallCode, forShoppers: true },
      { limit: mostTags, offset: 0 },
    ),
  )
  return { stallCode, items, asOf: ctx.now.toISOString() }
}
