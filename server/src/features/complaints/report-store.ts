/** SQL of violation reports. */
import { and, desc, eq, ilike, inArray, or, type SQL, sql } from 'drizzle-orm'
import type { Tx } from '../../context.ts'
import { violationReports } from '../../db/schema/complaints.ts'
import { patternOf } from '../../lib/like-pattern.ts'
import { merchantsNamed, stallsNamed } from '../markets/index.ts'
import type { ReportState } from './domain.ts'
import { codeIs } from './search.ts'

export type ReportRow = typeof violationReports.$inferSelect
const tallied = sql<number>`count(*)::int`

const reportIs = (marketId: string, reportId: string): SQL | undefined =>
  and(eq(violationReports.marketId, marketId), eq(violationReports.reportId, reportId))
export const insertReport = async (tx: Tx, row: typeof violationReports.$inferInsert): Promise<void> => {
  await tx.insert(violationReports).values(row)
}
export const findReport = async (tx: Tx, marketId: string, reportId: string): Promise<ReportRow | undefined> =>
  (await tx.select().from(violationReports).where(reportIs(marketId, reportId)))[0]
export const lockReport = async (tx: Tx, marketId: string, reportId: string): Promise<ReportRow | undefined> =>
  (await tx.select().from(violationReports).where(reportIs(marketId, reportId)).for('update'))[0]
export const findReportByCode = async (tx: Tx, marketId: string, codeHash: string): Promise<ReportRow | undefined> =>
  (
    await tx
      .select()
      .from(violationReports)
      .where(and(eq(violationReports.marketId, marketId), eq(violationReports.codeHash, codeHash)))
  )[0]
export const updateReport = async (
  tx: Tx,
  marketId: string,
  reportId: string,
  set: Partial<typeof violationReports.$inferInsert>,
): Promise<void> => {
  await tx.update(violationReports).set(set).where(reportIs(marketId, reportId))
}
export interface ReportQuery {
  /** Stall, merchant, words of the report, or the whole code. */
  readonly q?: string | undefined
  readonly state?: ReportState | undefined
  readonly page: number
  readonly pageSize: number
}
export const listReportPage = async (
  tx: Tx,
  market: { readonly marketId: string; readonly code: string },
  query: ReportQuery,
) => {
  const { marketId } = market
  const pattern = patternOf(query.q)
  const where = and(
    eq(violationReports.marketId, marketId),
    pattern === undefined
      ? undefined
      : or(
          ilike(violationReports.description, pattern),
          inArray(violationReports.stallId, stallsNamed(tx, marketId, pattern)),
          inArray(violationReports.subjectMerchantId, merchantsNamed(tx, marketId, pattern)),
          codeIs(violationReports.codeHash, market.code, query.q ?? ''),
        ),
    query.state === undefined ? undefined : eq(violationReports.state, query.state),
  )
  const items = await tx
    .select()
    .from(violationReports)
    .where(where)
    .orderBy(desc(violationReports.receivedAt), desc(violationReports.reportId))
    .limit(query.pageSize)
    .offset((query.page - 1) * query.pageSize)
  const [count] = await tx.select({ total: tallied }).from(violationReports).where(where)
  return { items, total: count?.total ?? 0 }
}
