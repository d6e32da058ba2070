/** SQL of running terms. */
import { and, asc, eq, inArray, isNull, lt } from 'drizzle-orm'
import type { ClockId } from '@smart-market/shared/contracts/complaints.ts'
import type { Tx } from '../../context.ts'
import { caseClocks } from '../../db/schema/complaints.ts'

export type ClockRow = typeof caseClocks.$inferSelect

export const insertClocks = async (tx: Tx, rows: (typeof caseClocks.$inferInsert)[]): Promise<void> => {
  if (rows.length > 0) await tx.insert(caseClocks).values(rows).onConflictDoNothing()
}
export const listClocks = async (tx: Tx, marketId: string, caseIds: readonly string[]): Promise<ClockRow[]> =>
  caseIds.length === 0
    ? []
    : tx
        .select()
        .from(caseClocks)
        .where(and(eq(caseClocks.marketId, marketId), inArray(caseClocks.caseId, [...caseIds])))
        .orderBy(asc(caseClocks.dueOn), asc(caseClocks.clockId))
export const updateClock = async (
  tx: Tx,
  clock: Pick<ClockRow, 'marketId' | 'caseId' | 'clockId'>,
  set: Partial<typeof caseClocks.$inferInsert>,
): Promise<void> => {
  await tx
    .update(caseClocks)
    .set(set)
    .where(
      and(
        eq(caseClocks.marketId, clock.marketId),
        eq(caseClocks.caseId, clock.caseId),
        eq(caseClocks.clockId, clock.clockId),
      ),
    )
}
/** Ends running clocks of a case: those named, or all. */
export const stopClocks = async (
  tx: Tx,
  marketId: string,
  caseId: string,
  doneAt: Date,
  clockIds?: readonly ClockId[],
): Promise<void> => {
  await tx
    .update(caseClocks)
    .set({ doneAt, pausedOn: null })
    .where(
      and(
        eq(caseClocks.marketId, marketId),
        eq(caseClocks.caseId, caseId),
        isNull(caseClocks.doneAt),
        clockIds === undefined ? undefined : inArray(caseClocks.clockId, [...clockIds]),
      ),
    )
}
export const listRunningClocks = async (tx: Tx, marketId: string): Promise<ClockRow[]> =>
  tx
    .select()
    .from(caseClocks)
    .where(and(eq(caseClocks.marketId, marketId), isNull(caseClocks.doneAt)))
/** Running, past their last day, and not yet escalated; locked in a fixed order. */
export const lockOverdueClocks = async (tx: Tx, marketId: string, today: string): Promise<ClockRow[]> =>
  tx
    .select()
    .from(caseClocks)
    .where(
      and(
        eq(caseClocks.marketId, marketId),
        isNull(caseClocks.doneAt),
        isNull(caseClocks.pausedOn),
        isNull(caseClocks.escalatedAt),
        lt(caseClocks.dueOn, today),
      ),
    )
    .orderBy(asc(caseClocks.caseId), asc(caseClocks.clockId))
    .for('update')
