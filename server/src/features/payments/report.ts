/** Read-only joins across features: stall codes and who sells there, beside payment rows. */
import { and, eq, inArray } from 'drizzle-orm'
import type { Tx } from '../../context.ts'
import { stalls } from '../../db/schema/markets.ts'

export const listStallCodesById = async (
  tx: Tx,
  marketId: string,
  stallIds: readonly string[],
): Promise<ReadonlyMap<string, string>> => {
  if (stallIds.length === 0) return new Map()
  const rows = await tx
    .select({ stallId: stalls.stallId, code: stalls.code })
    .from(stalls)
    .where(and(eq(stalls.marketId, marketId), inArray(stalls.stallId, [...new Set(stallIds)])))
  return new Map(rows.map((row) => [row.stallId, row.code]))
}
