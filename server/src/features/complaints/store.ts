import { and, asc, desc, eq, gte, inArray, isNull, lt, type SQL, sql } from 'drizzle-orm'
import type { ClockId, ComplaintState, complaintSteps } from '@smart-market/shared/contracts/complaints.ts'
import type { Tx } from '../../context.ts'
import {
  calendarYears,
  caseClocks,
  caseMoves,
  casePhotos,
  complaints,
  serviceRules,
  violationReports,
} from '../../db/schema/complaints.ts'
import type { ReportState } from './domain.ts'

export type ComplaintRow = typeof complaints.$inferSelect
export type ReportRow = typeof violationReports.$inferSelect
export type ClockRow = typeof caseClocks.$inferSelect
export type MoveRow = typeof caseMoves.$inferSelect
export type PhotoRow = typeof casePhotos.$inferSelect

export const listOwnRules = async (tx: Tx, marketId: string) =>
  tx.select().from(serviceRules).where(eq(serviceRules.marketId, marketId))

export const putRule = async (tx: Tx, row: typeof serviceRules.$inferInsert): Promise<void> => {
  await tx
    .insert(serviceRules)
    .values(row)
    .onConflictDoUpdate({ target: [serviceRules.marketId, serviceRules.ruleId, serviceRules.effectiveFrom], set: row })
}

export const listOwnYears = async (tx: Tx, marketId: string) =>
  tx.select().from(calendarYears).where(eq(calendarYears.marketId, marketId)).orderBy(asc(calendarYears.year))

export const putYear = async (tx: Tx, row: typeof calendarYears.$inferInsert): Promise<void> => {
  await tx
    .insert(calendarYears)
    .values(row)
    .onConflictDoUpdate({ target: [calendarYears.marketId, calendarYears.year], set: row })
}

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
  readonly state?: ComplaintState | undefined
  readonly step?: (typeof complaintSteps)[number] | undefined
  readonly overdue?: boolean | undefined
  readonly page: number
  readonly pageSize: number
}
/** Earliest running term of a case; null when none runs. */
const nextDue = (id: SQL): SQL<string | null> =>
  sql<string | null>`(select min(k.due_on)::text from case_clocks k where k.market_id = ${complaints.marketId}
    and k.case_id = ${id} and k.done_at is null and k.paused_on is null)`

export const listComplaintPage = async (tx: Tx, marketId: string, query: ComplaintQuery, today: string) => {
  const due = nextDue(sql`${complaints.complaintId}`)
  const where = and(
    eq(complaints.marketId, marketId),
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

const tallied = sql<number>`count(*)::int`
export const countByPhone = async (tx: Tx, marketId: string, phoneHash: string, since: Date): Promise<number> => {
  const [a] = await tx
    .select({ n: tallied })
    .from(complaints)
    .where(
      and(eq(complaints.marketId, marketId), eq(complaints.phoneHash, phoneHash), gte(complaints.receivedAt, since)),
    )
  const [b] = await tx
    .select({ n: tallied })
    .from(violationReports)
    .where(
      and(
        eq(violationReports.marketId, marketId),
        eq(violationReports.phoneHash, phoneHash),
        gte(violationReports.receivedAt, since),
      ),
    )
  return (a?.n ?? 0) + (b?.n ?? 0)
}
export const countByPurchase = async (
  tx: Tx,
  marketId: string,
  purchase: { readonly saleId: string | null; readonly stallOrderId: string | null },
  since: Date,
): Promise<number> => {
  const [row] = await tx
    .select({ n: tallied })
    .from(complaints)
    .where(
      and(
        eq(complaints.marketId, marketId),
        purchase.saleId === null
          ? eq(complaints.stallOrderId, purchase.stallOrderId ?? '')
          : eq(complaints.saleId, purchase.saleId),
        gte(complaints.receivedAt, since),
      ),
    )
  return row?.n ?? 0
}
export const countByAddress = async (tx: Tx, marketId: string, addressHash: string, since: Date): Promise<number> => {
  const [a] = await tx
    .select({ n: tallied })
    .from(complaints)
    .where(
      and(
        eq(complaints.marketId, marketId),
        eq(complaints.addressHash, addressHash),
        gte(complaints.receivedAt, since),
      ),
    )
  const [b] = await tx
    .select({ n: tallied })
    .from(violationReports)
    .where(
      and(
        eq(violationReports.marketId, marketId),
        eq(violationReports.addressHash, addressHash),
        gte(violationReports.receivedAt, since),
      ),
    )
  return (a?.n ?? 0) + (b?.n ?? 0)
}
export const forgetAddresses = async (tx: Tx, marketId: string, before: Date): Promise<void> => {
  await tx
    .update(complaints)
    .set({ addressHash: null })
    .where(
      and(
        eq(complaints.marketId, marketId),
        lt(complaints.receivedAt, before),
        sql`${complaints.addressHash} is not null`,
      ),
    )
  await tx
    .update(violationReports)
    .set({ addressHash: null })
    .where(
      and(
        eq(violationReports.marketId, marketId),
        lt(violationReports.receivedAt, before),
        sql`${violationReports.addressHash} is not null`,
      ),
    )
}

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
export const listReportPage = async (
  tx: Tx,
  marketId: string,
  query: { readonly state?: ReportState | undefined; readonly page: number; readonly pageSize: number },
) => {
  const where = and(
    eq(violationReports.marketId, marketId),
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

export const insertPhoto = async (tx: Tx, row: typeof casePhotos.$inferInsert): Promise<void> => {
  await tx.insert(casePhotos).values(row)
}
const photoFacts = {
  photoId: casePhotos.photoId,
  caseId: casePhotos.caseId,
  mediaType: casePhotos.mediaType,
  sha256: casePhotos.sha256,
  size: casePhotos.size,
}
export const listPhotos = async (tx: Tx, marketId: string, caseId: string) =>
  tx
    .select(photoFacts)
    .from(casePhotos)
    .where(and(eq(casePhotos.marketId, marketId), eq(casePhotos.caseId, caseId)))
    .orderBy(asc(casePhotos.photoId))
export const findPhoto = async (tx: Tx, marketId: string, photoId: string): Promise<PhotoRow | undefined> =>
  (
    await tx
      .select()
      .from(casePhotos)
      .where(and(eq(casePhotos.marketId, marketId), eq(casePhotos.photoId, photoId)))
  )[0]
/** How many of the photos were free and are now the case's. */
export const takePhotos = async (
  tx: Tx,
  marketId: string,
  photoIds: readonly string[],
  caseId: string,
  merchantId: string | null,
): Promise<number> => {
  if (photoIds.length === 0) return 0
  const taken = await tx
    .update(casePhotos)
    .set({ caseId, merchantId })
    .where(
      and(eq(casePhotos.marketId, marketId), inArray(casePhotos.photoId, [...photoIds]), isNull(casePhotos.caseId)),
    )
    .returning({ photoId: casePhotos.photoId })
  return taken.length
}
export const countUntakenPhotos = async (
  tx: Tx,
  marketId: string,
  addressHash: string,
  since: Date,
): Promise<number> => {
  const [row] = await tx
    .select({ n: tallied })
    .from(casePhotos)
    .where(
      and(
        eq(casePhotos.marketId, marketId),
        eq(casePhotos.addressHash, addressHash),
        isNull(casePhotos.caseId),
        gte(casePhotos.uploadedAt, since),
      ),
    )
  return row?.n ?? 0
}
export const deleteUntakenPhotos = async (tx: Tx, marketId: string, before: Date): Promise<number> => {
  const gone = await tx
    .delete(casePhotos)
    .where(and(eq(casePhotos.marketId, marketId), isNull(casePhotos.caseId), lt(casePhotos.uploadedAt, before)))
    .returning({ photoId: casePhotos.photoId })
  return gone.length
}
