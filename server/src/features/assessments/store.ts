import { and, desc, eq, lte, sql } from 'drizzle-orm'
import type { Tx } from '../../context.ts'
import { assessmentSnapshots, judgements } from '../../db/schema/assessments.ts'

/** The newest judgement of each leaf up to a moment. */
export const listJudgements = async (tx: Tx, marketId: string, rubricId: string, asOf: Date) =>
  tx
    .select()
    .from(judgements)
    .where(
      and(
        eq(judgements.marketId, marketId),
        eq(judgements.rubricId, rubricId),
        lte(judgements.enteredAt, asOf),
        sql`not exists (
          select 1 from ${judgements} as newer
          where newer.market_id = ${judgements.marketId} and newer.rubric_id = ${judgements.rubricId}
            and newer.leaf_id = ${judgements.leafId} and newer.entered_at <= ${asOf.toISOString()}::timestamptz
            and (newer.entered_at, newer.judgement_id) > (${judgements.enteredAt}, ${judgements.judgementId}))`,
      ),
    )

export const insertJudgement = async (tx: Tx, row: typeof judgements.$inferInsert): Promise<void> => {
  await tx.insert(judgements).values(row)
}

export const insertSnapshot = async (tx: Tx, row: typeof assessmentSnapshots.$inferInsert): Promise<void> => {
  await tx.insert(assessmentSnapshots).values(row)
}

const summaryColumns = {
  snapshotId: assessmentSnapshots.snapshotId,
  rubricId: assessmentSnapshots.rubricId,
  businessDate: assessmentSnapshots.businessDate,
  takenAt: assessmentSnapshots.takenAt,
  takenBy: assessmentSnapshots.takenBy,
  low: assessmentSnapshots.low,
  high: assessmentSnapshots.high,
  max: assessmentSnapshots.max,
  coverageShare: assessmentSnapshots.coverageShare,
}

/** Newest first, at most 400: a year of days and some. */
export const listSnapshotRows = async (tx: Tx, marketId: string, rubricId: string) =>
  tx
    .select(summaryColumns)
    .from(assessmentSnapshots)
    .where(and(eq(assessmentSnapshots.marketId, marketId), eq(assessmentSnapshots.rubricId, rubricId)))
    .orderBy(desc(assessmentSnapshots.takenAt))
    .limit(400)

/** Whether anyone of that name has stored an assessment on the business date. */
export const hasSnapshot = async (
  tx: Tx,
  marketId: string,
  rubricId: string,
  date: string,
  takenBy: string,
): Promise<boolean> => {
  const [row] = await tx
    .select({ snapshotId: assessmentSnapshots.snapshotId })
    .from(assessmentSnapshots)
    .where(
      and(
        eq(assessmentSnapshots.marketId, marketId),
        eq(assessmentSnapshots.rubricId, rubricId),
        eq(assessmentSnapshots.businessDate, date),
        eq(assessmentSnapshots.takenBy, takenBy),
      ),
    )
    .limit(1)
  return row !== undefined
}

export const findSnapshot = async (tx: Tx, marketId: string, rubricId: string, snapshotId: string) => {
  const [row] = await tx
    .select()
    .from(assessmentSnapshots)
    .where(
      and(
        eq(assessmentSnapshots.marketId, marketId),
        eq(assessmentSnapshots.rubricId, rubricId),
        eq(assessmentSnapshots.snapshotId, snapshotId),
      ),
    )
  return row
}
