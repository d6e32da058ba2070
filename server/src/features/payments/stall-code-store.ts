/** SQL of printed stall codes and what patrols scanned. */
import { and, asc, desc, eq, isNull, lt, or } from 'drizzle-orm'
import type { Tx } from '../../context.ts'
import { stallCodeKeys, stallCodePrints, stallCodeScans } from '../../db/schema/stall-codes.ts'

export type PrintRow = typeof stallCodePrints.$inferSelect

export const findSecret = async (tx: Tx, marketId: string): Promise<string | undefined> => {
  const [row] = await tx.select().from(stallCodeKeys).where(eq(stallCodeKeys.marketId, marketId))
  return row?.secretEncrypted
}

export const insertSecret = async (tx: Tx, marketId: string, secretEncrypted: string, now: Date): Promise<void> => {
  await tx.insert(stallCodeKeys).values({ marketId, secretEncrypted, createdAt: now }).onConflictDoNothing()
}

/** Across markets: whoever scans does not know the market yet. */
export const findPrint = async (tx: Tx, code: string): Promise<PrintRow | undefined> => {
  const [row] = await tx.select().from(stallCodePrints).where(eq(stallCodePrints.code, code))
  return row
}

export const insertPrints = async (tx: Tx, rows: (typeof stallCodePrints.$inferInsert)[]): Promise<void> => {
  for (let i = 0; i < rows.length; i += 500)
    await tx
      .insert(stallCodePrints)
      .values(rows.slice(i, i + 500))
      .onConflictDoNothing()
}

export const updatePrint = async (
  tx: Tx,
  marketId: string,
  stallCodeId: string,
  set: Partial<Pick<PrintRow, 'revokedAt' | 'lastSeenAt'>>,
): Promise<void> => {
  await tx
    .update(stallCodePrints)
    .set(set)
    .where(and(eq(stallCodePrints.marketId, marketId), eq(stallCodePrints.stallCodeId, stallCodeId)))
}

export const listLivePrints = async (tx: Tx, marketId: string): Promise<PrintRow[]> =>
  tx
    .select()
    .from(stallCodePrints)
    .where(and(eq(stallCodePrints.marketId, marketId), isNull(stallCodePrints.revokedAt)))
    .orderBy(asc(stallCodePrints.stallId))

/** Live codes that no patrol has seen since `since`. */
export const listUnseenPrints = async (tx: Tx, marketId: string, since: Date): Promise<PrintRow[]> =>
  tx
    .select()
    .from(stallCodePrints)
    .where(
      and(
        eq(stallCodePrints.marketId, marketId),
        isNull(stallCodePrints.revokedAt),
        lt(stallCodePrints.issuedAt, since),
        or(isNull(stallCodePrints.lastSeenAt), lt(stallCodePrints.lastSeenAt, since)),
      ),
    )
    .orderBy(asc(stallCodePrints.lastSeenAt), asc(stallCodePrints.stallId))

export const insertScan = async (tx: Tx, row: typeof stallCodeScans.$inferInsert): Promise<void> => {
  await tx.insert(stallCodeScans).values(row)
}

/** Newest first: what patrols found that is not the stall's own live code. */
export const listBadScans = async (tx: Tx, marketId: string, since: Date) =>
  (
    await tx
      .select()
      .from(stallCodeScans)
      .where(eq(stallCodeScans.marketId, marketId))
      .orderBy(desc(stallCodeScans.scannedAt))
      .limit(2000)
  ).filter((row) => row.verdict !== 'ours' && row.scannedAt >= since)
