/** SQL of complaints and of what happened to them. */
import { and, asc, desc, eq, ilike, inArray, or, type SQL, sql } from 'drizzle-orm'
import type { ComplaintState, complaintSteps } from '@smart-market/shared/contracts/complaints.ts'
import type { Tx } from '../../context.ts'
import { caseMoves, complaints } from '../../db/schema/complaints.ts'
import { patternOf } from '../../lib/like-pattern.ts'
import { merchantsNamed, stallsNamed } from '../markets/index.ts'
import { codeIs, ofPurchaseLike } from './search.ts'

export type ComplaintRow = typeof complaints.$inferSelect
export type MoveRow = typeof caseMoves.$inferSelect

const complaintIs = (marketId: string, complaintId: string): SQL | undefined =>
  and(eq(complaints.marketId, marketId), eq(complaints.complaintId, complaintId))

export const insertComplaint = async (tx: Tx, row: typeof complaints.$inferInsert): Promise<void> => {
  await tx.insert(complaints).values(row)
}
export const findComplaint = async (tx: Tx, marketId: string, complaintId: string): Promise<ComplaintRow | undefined> =>
  (await tx.select().from(complaints).where(complaintIs(marketId, complaintId)))[0]
export const lockComplaint = async (tx: Tx, marketId: string, complaintId: string): Promise<ComplaintRow | undefined> =>
  (await tx.select().from(complaints).where(complaintIs(marketId, complaintId)).for('update'))[0]
export const findComplaintByCode = async (
  tx: Tx,
  marketId: string,
  codeHash: string,
): Promise<ComplaintRow | undefined> =>
  (
    await tx
      .select()
      .from(complaints)
      .where(and(eq(complaints.marketId, marketId), eq(complaints.codeHash, codeHash)))
  )[0]
export const updateComplaint = async (
  tx: Tx,
  marketId: string,
  complaintId: string,
  set: Partial<typeof complaints.$inferInsert>,
): Promise<void> => {
  await tx.update(complaints).set(set).where(complaintIs(marketId, complaintId))
}

export interface ComplaintQuery {
  /** Stall, merchant, words of the complaint, the whole code, or the end of the order's or slip's number. */
  readonly q?: string | undefined
  readonly state?: ComplaintState | undefined
  readonly step?: (typeof complaintSteps)[number] | undefined
  readonly overdue?: boolean | undefined
  readonly page: number
  readonly pageSize: number
}
const complaintHas = (
  tx: Tx,
  market: { readonly marketId: string; readonly code: string },
  q: string | undefined,
): SQL | undefined => {
  const pattern = patternOf(q)
  if (q === undefined || pattern === undefined) return undefined
  return or(
    ilike(complaints.description, pattern),
    ilike(complaints.wants, pattern),
    ilike(complaints.outcome, pattern),
    inArray(complaints.stallId, stallsNamed(tx, market.marketId, pattern)),
    inArray(complaints.merchantId, merchantsNamed(tx, market.marketId, pattern)),
    ofPurchaseLike(market.marketId, complaints, pattern),
    codeIs(complaints.codeHash, market.code, q),
  )
}

/** Earliest running term of a case; null when none runs. */
const nextDue = (id: SQL): SQL<string | null> =>
  sql<string | null>`(select min(k.due_on)::text from case_clocks k where k.market_id = ${complaints.marketId}
    and k.case_id = ${id} and k.done_at is null and k.paused_on is null)`

export const listComplaintPage = async (
  tx: Tx,
  market: { readonly marketId: string; readonly code: string },
  query: ComplaintQuery,
  today: string,
) => {
  const due = nextDue(sql`${complaints.complaintId}`)
  const where = and(
    eq(complaints.marketId, market.marketId),
    complaintHas(tx, market, query.q),
    query.state === undefined ? undefined : eq(complaints.state, query.state),
    query.step === undefined ? undefined : eq(complaints.step, query.step),
    query.overdue === undefined
      ? undefined
      : query.overdue
        ? sql`${due} < ${today}`
        : sql`(${due} is null or ${due} >= ${today})`,
  )
  const items = await tx
    .select({ row: complaints, nextDueOn: due })
    .from(complaints)
    .where(where)
    .orderBy(sql`${due} asc nulls last`, desc(complaints.receivedAt), desc(complaints.complaintId))
    .limit(query.pageSize)
    .offset((query.page - 1) * query.pageSize)
  const [count] = await tx
    .select({ total: sql<number>`count(*)::int` })
    .from(complaints)
    .where(where)
  return { items, total: count?.total ?? 0 }
}

/** Appends a move; the caller holds the lock of the case. */
export const appendMove = async (tx: Tx, row: Omit<typeof caseMoves.$inferInsert, 'moveNo'>): Promise<void> => {
  const [last] = await tx
    .select({ n: sql<number>`coalesce(max(${caseMoves.moveNo}), 0)::int` })
    .from(caseMoves)
    .where(and(eq(caseMoves.marketId, row.marketId), eq(caseMoves.caseId, row.caseId)))
  await tx.insert(caseMoves).values({ ...row, moveNo: (last?.n ?? 0) + 1 })
}
export const listMoves = async (tx: Tx, marketId: string, caseId: string): Promise<MoveRow[]> =>
  tx
    .select()
    .from(caseMoves)
    .where(and(eq(caseMoves.marketId, marketId), eq(caseMoves.caseId, caseId)))
    .orderBy(asc(caseMoves.moveNo))
