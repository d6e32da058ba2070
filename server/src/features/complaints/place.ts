/** The market and stall that a caller names by the codes that people use. */
import { addDays, businessDate } from '@smart-market/shared/time.ts'
import { type Ctx, type Tx, withTransaction } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { findMarketByCode, listStallsByCode, type MarketRow, merchantAtStallByDate } from '../markets/index.ts'

/** The caller inside the market, with no role there. Throws market.not_found. */
export const inMarketOf = async (ctx: Ctx, marketCode: string): Promise<{ ctx: Ctx; market: MarketRow }> => {
  const market = await withTransaction(ctx, (tx) => findMarketByCode(tx, marketCode))
  if (market === undefined) throw new AppError('market.not_found')
  return { ctx: { ...ctx, marketId: market.marketId, merchantId: null, role: null }, market }
}

/** Throws stall.not_found. */
export const requireStall = async (
  tx: Tx,
  marketId: string,
  code: string,
): Promise<{ stallId: string; code: string }> => {
  const stall = (await listStallsByCode(tx, marketId, [code])).get(code)
  if (stall === undefined) throw new AppError('stall.not_found', { code })
  return stall
}

/** Who sold at the stall on the day of `at`. */
export const merchantAt = async (tx: Tx, marketId: string, stallId: string, at: Date): Promise<string | null> => {
  const day = businessDate(at)
  const [period] = await merchantAtStallByDate(tx, marketId, [stallId], day, addDays(day, 1))
  return period?.merchantId ?? null
}
