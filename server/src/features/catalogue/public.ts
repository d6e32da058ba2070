/** What anyone may see of the goods: lists for shoppers, price tags for stall screens. */
import type { catalogueRoutes } from '@smart-market/shared/contracts/catalogue.ts'
import type { HandlerInput } from '@smart-market/shared/route.ts'
import { businessDate } from '@smart-market/shared/time.ts'
import { type Ctx, withTransaction } from '../../context.ts'
import { insideMarket, slipPatterns } from '../markets/index.ts'
import { findListings, type ListingFilter } from './report.ts'

type Query<K extends keyof typeof catalogueRoutes> = HandlerInput<(typeof catalogueRoutes)[K]>['query']

/** What was typed as it stands; when that finds nothing, what it is one slip away from, and the answer says so. */
export const listPublicListings = async (ctx: Ctx, marketCode: string, query: Query<'listPublicListings'>) => {
  const { page, pageSize, q, ...filter } = query
  const { ctx: within } = await insideMarket(ctx, marketCode)
  const window = { limit: pageSize, offset: (page - 1) * pageSize }
  return withTransaction(within, async (tx) => {
    const find = (words: Pick<ListingFilter, 'q' | 'likes'>, part = window) =>
      findListings(tx, within.marketId ?? '', businessDate(ctx.now), { ...filter, ...words, forShoppers: true }, part)
    const frame = { page, pageSize, asOf: ctx.now.toISOString() }
    const found = await find({ q })
    const likes = found.total > 0 || !q ? [] : slipPatterns(q)
    // A page beyond the end is no reason to guess.
    const beyond = likes.length > 0 && page > 1 && (await find({ q }, { limit: 1, offset: 0 })).total > 0
    if (likes.length === 0 || beyond) return { ...found, ...frame, approximate: false }
    const near = await find({ likes })
    return { ...near, ...frame, approximate: near.total > 0 }
  })
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
