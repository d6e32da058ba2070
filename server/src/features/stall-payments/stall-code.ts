import { and, eq } from 'drizzle-orm'
import type { Tx } from '../../context.ts'
import { stalls } from '../../db/schema/markets.ts'

/** The code people use for a stall that is known to exist. */
export const findStallCode = async (tx: Tx, marketId: string, stallId: string): Promise<string> => {
  const [row] = await tx
    .select({ code: stalls.code })
    .from(stalls)
    .where(and(eq(stalls.marketId, marketId), eq(stalls.stallId, stallId)))
  if (row === undefined) throw new Error(`no stall ${stallId}`)
  return row.code
}
