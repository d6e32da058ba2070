import { and, asc, desc, eq, ilike, inArray, isNull, or, type SQL, sql } from 'drizzle-orm'
import type { Tx } from '../../context.ts'
import {
  evaluationAssessors,
  evaluationAwards,
  evaluationBonusItems,
  evaluationMoves,
  evaluationObjections,
  evaluationPapers,
  evaluations,
} from '../../db/schema/evaluations.ts'
import { markets } from '../../db/schema/markets.ts'
import { patternOf } from '../../lib/like-pattern.ts'

export type EvaluationRow = typeof evaluations.$inferSelect
export type BonusRow = typeof evaluationBonusItems.$inferSelect
export type AssessorRow = typeof evaluationAssessors.$inferSelect
export type ObjectionRow = typeof evaluationObjections.$inferSelect

const one = (marketId: string, evaluationId: string): SQL | undefined =>
  and(eq(evaluations.marketId, marketId), eq(evaluations.evaluationId, evaluationId))

export const insertEvaluation = async (tx: Tx, row: typeof evaluations.$inferInsert): Promise<void> => {
  await tx.insert(evaluations).values(row)
}

export const findEvaluation = async (
  tx: Tx,
  marketId: string,
  evaluationId: string,
): Promise<EvaluationRow | undefined> => {
  const [row] = await tx.select().from(evaluations).where(one(marketId, evaluationId))
  return row
}

/** For a write: two steps at once would both read the same state. */
export const lockEvaluation = async (
  tx: Tx,
  marketId: string,
  evaluationId: string,
): Promise<EvaluationRow | undefined> => {
  const [row] = await tx.select().from(evaluations).where(one(marketId, evaluationId)).for('update')
  return row
}

export const updateEvaluation = async (
  tx: Tx,
  marketId: string,
  evaluationId: string,
  set: Partial<EvaluationRow>,
): Promise<void> => {
  await tx.update(evaluations).set(set).where(one(marketId, evaluationId))
}

export const listEvaluationRows = async (tx: Tx, marketId: string): Promise<EvaluationRow[]> =>
  tx.select().from(evaluations).where(eq(evaluations.marketId, marketId)).orderBy(desc(evaluations.createdAt))

export interface WorkQuery {
  /** Null: every market. */
  readonly reach: { readonly districtCodes: readonly string[]; readonly marketIds: readonly string[] } | null
  readonly states?: readonly EvaluationRow['state'][]
  /** Market, district or year. */
  readonly q?: string | undefined
  readonly page: number
  readonly pageSize: number
}

/** Over several markets, newest move first: only for system transactions. */
export const listWork = async (tx: Tx, query: WorkQuery) => {
  const { reach, states } = query
  const pattern = patternOf(query.q)
  const where = and(
    reach === null
      ? undefined
      : or(
          reach.districtCodes.length === 0 ? sql`false` : inArray(markets.districtCode, [...reach.districtCodes]),
          reach.marketIds.length === 0 ? sql`false` : inArray(evaluations.marketId, [...reach.marketIds]),
        ),
    states === undefined ? undefined : inArray(evaluations.state, [...states]),
    pattern === undefined
      ? undefined
      : or(
          ilike(markets.name, pattern),
          ilike(markets.districtName, pattern),
          sql`(${evaluations.year}::text || '年') like ${pattern}`,
        ),
  )
  const from = tx
    .select({ row: evaluations, marketName: markets.name, districtName: markets.districtName })
    .from(evaluations)
    .innerJoin(markets, eq(markets.marketId, evaluations.marketId))
    .where(where)
  const items = await from
    .orderBy(desc(evaluations.movedAt), asc(evaluations.evaluationId))
    .limit(query.pageSize)
    .offset((query.page - 1) * query.pageSize)
  const [count] = await tx
    .select({ total: sql<number>`count(*)::int` })
    .from(evaluations)
    .innerJoin(markets, eq(markets.marketId, evaluations.marketId))
    .where(where)
  return { items, total: count?.total ?? 0 }
}

/** The next step; the evaluation is under lock. */
export const insertMove = async (tx: Tx, row: Omit<typeof evaluationMoves.$inferInsert, 'step'>): Promise<void> => {
  const earlier = await listMoves(tx, row.marketId, row.evaluationId)
  await tx.insert(evaluationMoves).values({ ...row, step: earlier.length + 1 })
}
export const listMoves = async (tx: Tx, marketId: string, evaluationId: string) =>
  tx
    .select()
    .from(evaluationMoves)
    .where(and(eq(evaluationMoves.marketId, marketId), eq(evaluationMoves.evaluationId, evaluationId)))
    .orderBy(asc(evaluationMoves.step))

export const insertPaper = async (tx: Tx, row: typeof evaluationPapers.$inferInsert): Promise<void> => {
  await tx.insert(evaluationPapers).values(row)
}
const paperColumns = {
  paperId: evaluationPapers.paperId,
  kind: evaluationPapers.kind,
  fileName: evaluationPapers.fileName,
  mediaType: evaluationPapers.mediaType,
  size: evaluationPapers.size,
  uploadedAt: evaluationPapers.uploadedAt,
}
/** Without their bytes. */
export const listPapers = async (tx: Tx, marketId: string, evaluationId: string) =>
  tx
    .select(paperColumns)
    .from(evaluationPapers)
    .where(
      and(
        eq(evaluationPapers.marketId, marketId),
        eq(evaluationPapers.evaluationId, evaluationId),
        isNull(evaluationPapers.removedAt),
      ),
    )
    .orderBy(asc(evaluationPapers.uploadedAt), asc(evaluationPapers.paperId))
export const findPaper = async (tx: Tx, marketId: string, evaluationId: string, paperId: string) => {
  const [row] = await tx
    .select()
    .from(evaluationPapers)
    .where(
      and(
        eq(evaluationPapers.marketId, marketId),
        eq(evaluationPapers.evaluationId, evaluationId),
        eq(evaluationPapers.paperId, paperId),
        isNull(evaluationPapers.removedAt),
      ),
    )
  return row
}
export const removePaper = async (tx: Tx, marketId: string, paperId: string, at: Date): Promise<void> => {
  await tx
    .update(evaluationPapers)
    .set({ removedAt: at })
    .where(and(eq(evaluationPapers.marketId, marketId), eq(evaluationPapers.paperId, paperId)))
}

export const insertBonusItem = async (tx: Tx, row: BonusRow): Promise<void> => {
  await tx.insert(evaluationBonusItems).values(row)
}
export const listBonusItems = async (tx: Tx, marketId: string, evaluationId: string): Promise<BonusRow[]> =>
  tx
    .select()
    .from(evaluationBonusItems)
    .where(and(eq(evaluationBonusItems.marketId, marketId), eq(evaluationBonusItems.evaluationId, evaluationId)))
    .orderBy(asc(evaluationBonusItems.filedAt), asc(evaluationBonusItems.itemId))
export const updateBonusItem = async (
  tx: Tx,
  marketId: string,
  itemId: string,
  set: Partial<BonusRow>,
): Promise<void> => {
  await tx
    .update(evaluationBonusItems)
    .set(set)
    .where(and(eq(evaluationBonusItems.marketId, marketId), eq(evaluationBonusItems.itemId, itemId)))
}

const assessorKey = (marketId: string, evaluationId: string, assessorId: string): SQL | undefined =>
  and(
    eq(evaluationAssessors.marketId, marketId),
    eq(evaluationAssessors.evaluationId, evaluationId),
    eq(evaluationAssessors.assessorId, assessorId),
  )
export const insertAssessor = async (tx: Tx, row: AssessorRow): Promise<void> => {
  await tx.insert(evaluationAssessors).values(row)
}
export const listAssessors = async (tx: Tx, marketId: string, evaluationId: string): Promise<AssessorRow[]> =>
  tx
    .select()
    .from(evaluationAssessors)
    .where(and(eq(evaluationAssessors.marketId, marketId), eq(evaluationAssessors.evaluationId, evaluationId)))
    .orderBy(asc(evaluationAssessors.assignedAt), asc(evaluationAssessors.assessorId))
export const findAssessor = async (
  tx: Tx,
  marketId: string,
  evaluationId: string,
  assessorId: string,
): Promise<AssessorRow | undefined> => {
  const [row] = await tx
    .select()
    .from(evaluationAssessors)
    .where(assessorKey(marketId, evaluationId, assessorId))
  return row
}
export const setSubmitted = async (
  tx: Tx,
  marketId: string,
  evaluationId: string,
  assessorId: string,
  at: Date,
): Promise<void> => {
  await tx
    .update(evaluationAssessors)
    .set({ submittedAt: at })
    .where(assessorKey(marketId, evaluationId, assessorId))
}
export const deleteAssessor = async (
  tx: Tx,
  marketId: string,
  evaluationId: string,
  assessorId: string,
): Promise<void> => {
  await tx.delete(evaluationAssessors).where(assessorKey(marketId, evaluationId, assessorId))
}

export const insertObjection = async (tx: Tx, row: ObjectionRow): Promise<void> => {
  await tx.insert(evaluationObjections).values(row)
}
export const listObjections = async (tx: Tx, marketId: string, evaluationId: string): Promise<ObjectionRow[]> =>
  tx
    .select()
    .from(evaluationObjections)
    .where(and(eq(evaluationObjections.marketId, marketId), eq(evaluationObjections.evaluationId, evaluationId)))
    .orderBy(asc(evaluationObjections.receivedAt), asc(evaluationObjections.objectionId))
export const updateObjection = async (
  tx: Tx,
  marketId: string,
  objectionId: string,
  set: Partial<ObjectionRow>,
): Promise<void> => {
  await tx
    .update(evaluationObjections)
    .set(set)
    .where(and(eq(evaluationObjections.marketId, marketId), eq(evaluationObjections.objectionId, objectionId)))
}

/** False when the market has been awarded before: its id alone is the key. */
export const insertAward = async (tx: Tx, row: typeof evaluationAwards.$inferInsert): Promise<boolean> => {
  const made = await tx
    .insert(evaluationAwards)
    .values(row)
    .onConflictDoNothing()
    .returning({ marketId: evaluationAwards.marketId })
  return made.length === 1
}
export const findAward = async (tx: Tx, marketId: string) => {
  const [row] = await tx
    .select({ award: evaluationAwards, year: evaluations.year })
    .from(evaluationAwards)
    .innerJoin(
      evaluations,
      and(
        eq(evaluations.marketId, evaluationAwards.marketId),
        eq(evaluations.evaluationId, evaluationAwards.evaluationId),
      ),
    )
    .where(eq(evaluationAwards.marketId, marketId))
  return row
}
