/** Sheets and their evidence. Row-level security shows each assessor their own alone until scoring is closed. */
import { and, asc, eq } from 'drizzle-orm'
import type { Tx } from '../../context.ts'
import { evaluationEvidence, evaluationSheets } from '../../db/schema/evaluations.ts'

export type SheetRow = typeof evaluationSheets.$inferSelect

export const putSheet = async (tx: Tx, row: SheetRow): Promise<void> => {
  await tx
    .insert(evaluationSheets)
    .values(row)
    .onConflictDoUpdate({
      target: [evaluationSheets.marketId, evaluationSheets.evaluationId, evaluationSheets.assessorId],
      set: {
        entries: row.entries,
        remark: row.remark,
        total: row.total,
        savedAt: row.savedAt,
        submittedAt: row.submittedAt,
      },
    })
}

export const listSheets = async (tx: Tx, marketId: string, evaluationId: string): Promise<SheetRow[]> =>
  tx
    .select()
    .from(evaluationSheets)
    .where(and(eq(evaluationSheets.marketId, marketId), eq(evaluationSheets.evaluationId, evaluationId)))

export const findSheet = async (
  tx: Tx,
  marketId: string,
  evaluationId: string,
  assessorId: string,
): Promise<SheetRow | undefined> => {
  const [row] = await tx
    .select()
    .from(evaluationSheets)
    .where(
      and(
        eq(evaluationSheets.marketId, marketId),
        eq(evaluationSheets.evaluationId, evaluationId),
        eq(evaluationSheets.assessorId, assessorId),
      ),
    )
  return row
}

export const insertEvidence = async (tx: Tx, row: typeof evaluationEvidence.$inferInsert): Promise<void> => {
  await tx.insert(evaluationEvidence).values(row)
}

export const listEvidence = async (tx: Tx, marketId: string, evaluationId: string, assessorId: string) =>
  tx
    .select({
      evidenceId: evaluationEvidence.evidenceId,
      leafId: evaluationEvidence.leafId,
      fileName: evaluationEvidence.fileName,
      size: evaluationEvidence.size,
    })
    .from(evaluationEvidence)
    .where(
      and(
        eq(evaluationEvidence.marketId, marketId),
        eq(evaluationEvidence.evaluationId, evaluationId),
        eq(evaluationEvidence.assessorId, assessorId),
      ),
    )
    .orderBy(asc(evaluationEvidence.uploadedAt), asc(evaluationEvidence.evidenceId))

export const findEvidence = async (tx: Tx, marketId: string, evaluationId: string, evidenceId: string) => {
  const [row] = await tx
    .select()
    .from(evaluationEvidence)
    .where(
      and(
        eq(evaluationEvidence.marketId, marketId),
        eq(evaluationEvidence.evaluationId, evaluationId),
        eq(evaluationEvidence.evidenceId, evidenceId),
      ),
    )
  return row
}
