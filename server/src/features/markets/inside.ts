/** A caller who names a market by its code, and what everybody may know of it. */
import type { Ctx } from '../../context.ts'
import { AppError } from '../../errors.ts'
import type { MarketRow } from './store.ts'

/** What a market shows to everybody, on every page. */
export type MarketFace = Pick<MarketRow, 'marketId' | 'code' | 'name' | 'address' | 'demo'>

export interface InsideMarket {
  /** The caller inside the market, with no role there. */
  readonly ctx: Ctx
  readonly market: MarketFace
}

const findMarkets = 'select key, found from find_markets(array(select jsonb_array_elements_text($1::text::jsonb)))'

/** Codes are kept in capitals; people type them either way. Throws market.not_found. */
export const insideMarket = async (ctx: Ctx, marketCode: string): Promise<InsideMarket> => {
  const market = await ctx.deps.database.lookup<MarketFace>(findMarkets, marketCode.toUpperCase())
  if (market === undefined) throw new AppError('market.not_found')
  return { ctx: { ...ctx, marketId: market.marketId, merchantId: null, role: null }, market }
}
