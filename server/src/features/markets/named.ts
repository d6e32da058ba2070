/** Subqueries by what people call a stall or a merchant, for the search of lists that hold their ids. */
import { and, eq, ilike } from 'drizzle-orm'
import type { Tx } from '../../context.ts'
import { merchants, stalls } from '../../db/schema/markets.ts'

/** Ids of the market's stalls whose number fits the pattern of `patternOf`. */
export const stallsNamed = (tx: Tx, marketId: string, pattern: string) =>
  tx
    .select({ stallId: stalls.stallId })
    .from(stalls)
    .where(and(eq(stalls.marketId, marketId), ilike(stalls.code, pattern)))

/** Ids of the market's merchants whose name, goods scope or pinyin fits the pattern of `patternOf`. */
export const merchantsNamed = (tx: Tx, marketId: string, pattern: string) =>
  tx
    .select({ merchantId: merchants.merchantId })
    .from(merchants)
    .where(and(eq(merchants.marketId, marketId), ilike(merchants.searchText, pattern)))
