import { inArray } from 'drizzle-orm'
import type { Tx } from '../../context.ts'
import { markets } from '../../db/schema/markets.ts'

export const findMarketNames = async (tx: Tx, marketIds: readonly string[]): Promise<ReadonlyMap<string, string>> => {
  if (marketIds.length === 0) return new Map()
  const rows = await tx
    .select({ marketId: markets.marketId, name: markets.name })
    .from(markets)
    .where(inArray(markets.marketId, [...marketIds]))
  return new Map(rows.map(({ marketId, name }) => [marketId, name]))
}
