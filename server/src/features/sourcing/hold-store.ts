/** SQL of sales holds and of the listings they keep closed. */
import { and, asc, eq, inArray, isNull, sql } from 'drizzle-orm'
import type { Tx } from '../../context.ts'
import { rowsOf } from '../../db/client.ts'
import { listingHolds, salesHolds } from '../../db/schema/sourcing.ts'
import { recalls } from '../../db/schema/tracing.ts'

export type HoldRow = typeof salesHolds.$inferSelect

const chunk = 500
export const insertHold = async (tx: Tx, rows: readonly (typeof salesHolds.$inferInsert)[]): Promise<void> => {
  for (let i = 0; i < rows.length; i += chunk) await tx.insert(salesHolds).values(rows.slice(i, i + chunk))
}
export const findHold = async (tx: Tx, marketId: string, salesHoldId: string): Promise<HoldRow | undefined> => {
  const [row] = await tx
    .select()
    .from(salesHolds)
    .where(and(eq(salesHolds.marketId, marketId), eq(salesHolds.salesHoldId, salesHoldId)))
  return row
}
export const isDrill = async (tx: Tx, marketId: string, recallId: string): Promise<boolean> => {
  const [row] = await tx
    .select({ drill: recalls.drill })
    .from(recalls)
    .where(and(eq(recalls.marketId, marketId), eq(recalls.recallId, recallId)))
  return row?.drill === true
}
export const lockHold = async (tx: Tx, marketId: string, salesHoldId: string): Promise<HoldRow | undefined> => {
  const [row] = await tx
    .select()
    .from(salesHolds)
    .where(and(eq(salesHolds.marketId, marketId), eq(salesHolds.salesHoldId, salesHoldId)))
    .for('update')
  return row
}
export const listHolds = async (tx: Tx, marketId: string, batchIds: readonly string[]): Promise<HoldRow[]> =>
  batchIds.length === 0
    ? []
    : tx
        .select()
        .from(salesHolds)
        .where(and(eq(salesHolds.marketId, marketId), inArray(salesHolds.batchId, [...batchIds])))
        .orderBy(asc(salesHolds.heldAt))
export const listHoldsOfRecall = async (tx: Tx, marketId: string, recallId: string): Promise<HoldRow[]> =>
  tx
    .select()
    .from(salesHolds)
    .where(and(eq(salesHolds.marketId, marketId), eq(salesHolds.recallId, recallId), isNull(salesHolds.releasedAt)))
    .orderBy(asc(salesHolds.salesHoldId))
export const releaseHolds = async (
  tx: Tx,
  marketId: string,
  holdIds: readonly string[],
  set: { releasedAt: Date; releasedBy: string; releaseNote: string },
): Promise<void> => {
  if (holdIds.length === 0) return
  await tx
    .update(salesHolds)
    .set(set)
    .where(and(eq(salesHolds.marketId, marketId), inArray(salesHolds.salesHoldId, [...holdIds])))
}

/** State that held listings had before their first open hold. */
export const listHeldStates = async (
  tx: Tx,
  marketId: string,
  listingIds: readonly string[],
): Promise<Map<string, string>> => {
  if (listingIds.length === 0) return new Map()
  const rows = await tx
    .select({ listingId: listingHolds.listingId, stateBefore: listingHolds.stateBefore })
    .from(listingHolds)
    .where(
      and(
        eq(listingHolds.marketId, marketId),
        inArray(listingHolds.listingId, [...listingIds]),
        isNull(listingHolds.releasedAt),
      ),
    )
  return new Map(rows.map((row) => [row.listingId, row.stateBefore]))
}
export const insertListingHolds = async (
  tx: Tx,
  rows: readonly (typeof listingHolds.$inferInsert)[],
): Promise<void> => {
  for (let i = 0; i < rows.length; i += chunk)
    await tx
      .insert(listingHolds)
      .values(rows.slice(i, i + chunk))
      .onConflictDoNothing()
}
/** A listing that sells other goods from now on is kept closed no more; answers whether it was on sale before. */
export const freeListing = async (tx: Tx, marketId: string, listingId: string, at: Date): Promise<boolean> => {
  const freed = await tx
    .update(listingHolds)
    .set({ releasedAt: at })
    .where(
      and(eq(listingHolds.marketId, marketId), eq(listingHolds.listingId, listingId), isNull(listingHolds.releasedAt)),
    )
    .returning({ stateBefore: listingHolds.stateBefore })
  return freed.some((row) => row.stateBefore === 'on_sale')
}
/** Ends the holds' grip on listings; answers the listings that no other hold keeps and that were on sale before. */
export const releaseListingHolds = async (
  tx: Tx,
  marketId: string,
  holdIds: readonly string[],
  at: Date,
): Promise<string[]> => {
  if (holdIds.length === 0) return []
  const released = await tx
    .update(listingHolds)
    .set({ releasedAt: at })
    .where(
      and(
        eq(listingHolds.marketId, marketId),
        inArray(listingHolds.salesHoldId, [...holdIds]),
        isNull(listingHolds.releasedAt),
      ),
    )
    .returning({ listingId: listingHolds.listingId })
  const ids = [...new Set(released.map((row) => row.listingId))]
  if (ids.length === 0) return []
  const rows = await rowsOf<{ listing_id: string }>(
    tx,
    sql`select listing_id from listing_holds where market_id = ${marketId}
      and listing_id in (select jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb))
      group by listing_id
      having bool_and(released_at is not null)
        and bool_or(state_before = 'on_sale' and released_at = ${at.toISOString()}::timestamptz)`,
  )
  return rows.map((row) => row.listing_id).sort()
}
