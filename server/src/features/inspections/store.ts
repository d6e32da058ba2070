import { and, asc, desc, eq, ilike, inArray, lt, ne, or, type SQL, sql } from 'drizzle-orm'
import type { findingStates } from '@smart-market/shared/contracts/inspections.ts'
import type { Tx } from '../../context.ts'
import { devices } from '../../db/schema/devices.ts'
import { inspectionFindings, inspections, inspectionTemplates, metrologyChecks } from '../../db/schema/inspections.ts'
import { patternOf } from '../../lib/like-pattern.ts'
import { merchantsNamed, stallsNamed } from '../markets/index.ts'

export type TemplateRow = typeof inspectionTemplates.$inferSelect
export type InspectionRow = typeof inspections.$inferSelect
export type FindingRow = typeof inspectionFindings.$inferSelect
export type MetrologyRow = typeof metrologyChecks.$inferSelect
type FindingState = (typeof findingStates)[number]
const tallied = sql<number>`count(*)::int`

export const insertTemplate = async (tx: Tx, row: TemplateRow): Promise<void> => {
  await tx.insert(inspectionTemplates).values(row)
}
/** The newest version of each. */
export const listTemplates = async (tx: Tx, marketId: string): Promise<TemplateRow[]> =>
  tx
    .selectDistinctOn([inspectionTemplates.templateId])
    .from(inspectionTemplates)
    .where(eq(inspectionTemplates.marketId, marketId))
    .orderBy(asc(inspectionTemplates.templateId), desc(inspectionTemplates.version))
export const findTemplate = async (
  tx: Tx,
  marketId: string,
  templateId: string,
  version: number,
): Promise<TemplateRow | undefined> =>
  (
    await tx
      .select()
      .from(inspectionTemplates)
      .where(
        and(
          eq(inspectionTemplates.marketId, marketId),
          eq(inspectionTemplates.templateId, templateId),
          eq(inspectionTemplates.version, version),
        ),
      )
  )[0]
/** When each template was last gone round with, in milliseconds. */
export const lastRounds = async (tx: Tx, marketId: string): Promise<Map<string, Date>> => {
  const rows = await tx
    .select({
      templateId: inspections.templateId,
      ms: sql<number>`(extract(epoch from max(${inspections.finishedAt})) * 1000)::float8`,
    })
    .from(inspections)
    .where(eq(inspections.marketId, marketId))
    .groupBy(inspections.templateId)
  return new Map(rows.map((row) => [row.templateId, new Date(row.ms)]))
}

/** Undefined when the inspector's draft is there already. */
export const insertInspection = async (tx: Tx, row: InspectionRow): Promise<InspectionRow | undefined> =>
  (await tx.insert(inspections).values(row).onConflictDoNothing().returning())[0]
export const findInspectionByDraft = async (
  tx: Tx,
  marketId: string,
  inspectorId: string,
  draftKey: string,
): Promise<InspectionRow | undefined> =>
  (
    await tx
      .select()
      .from(inspections)
      .where(
        and(
          eq(inspections.marketId, marketId),
          eq(inspections.inspectorId, inspectorId),
          eq(inspections.draftKey, draftKey),
        ),
      )
  )[0]
export interface RoundQuery {
  readonly q?: string | undefined
  readonly templateId?: string | undefined
  readonly page: number
  readonly pageSize: number
}
/** Searched by inspector, note, and what the template is called now. */
export const listInspectionPage = async (tx: Tx, marketId: string, query: RoundQuery) => {
  const pattern = patternOf(query.q)
  const newest = tx
    .selectDistinctOn([inspectionTemplates.templateId], {
      templateId: inspectionTemplates.templateId,
      name: inspectionTemplates.name,
    })
    .from(inspectionTemplates)
    .where(eq(inspectionTemplates.marketId, marketId))
    .orderBy(asc(inspectionTemplates.templateId), desc(inspectionTemplates.version))
    .as('newest')
  const where = and(
    eq(inspections.marketId, marketId),
    query.templateId === undefined ? undefined : eq(inspections.templateId, query.templateId),
    pattern === undefined
      ? undefined
      : or(
          ilike(inspections.inspectorName, pattern),
          ilike(inspections.note, pattern),
          inArray(
            inspections.templateId,
            tx.select({ templateId: newest.templateId }).from(newest).where(ilike(newest.name, pattern)),
          ),
        ),
  )
  const items = await tx
    .select()
    .from(inspections)
    .where(where)
    .orderBy(desc(inspections.finishedAt), desc(inspections.inspectionId))
    .limit(query.pageSize)
    .offset((query.page - 1) * query.pageSize)
  const [count] = await tx.select({ total: tallied }).from(inspections).where(where)
  return { items, total: count?.total ?? 0 }
}
export const countFindings = async (
  tx: Tx,
  marketId: string,
  inspectionIds: readonly string[],
): Promise<Map<string, number>> => {
  if (inspectionIds.length === 0) return new Map()
  const rows = await tx
    .select({ inspectionId: inspectionFindings.inspectionId, n: tallied })
    .from(inspectionFindings)
    .where(and(eq(inspectionFindings.marketId, marketId), inArray(inspectionFindings.inspectionId, [...inspectionIds])))
    .groupBy(inspectionFindings.inspectionId)
  return new Map(rows.map((row) => [row.inspectionId, row.n]))
}

export const insertFindings = async (tx: Tx, rows: readonly FindingRow[]): Promise<void> => {
  for (let i = 0; i < rows.length; i += 500) await tx.insert(inspectionFindings).values(rows.slice(i, i + 500))
}
export const listFindingsOf = async (tx: Tx, marketId: string, inspectionId: string): Promise<FindingRow[]> =>
  tx
    .select()
    .from(inspectionFindings)
    .where(and(eq(inspectionFindings.marketId, marketId), eq(inspectionFindings.inspectionId, inspectionId)))
    .orderBy(asc(inspectionFindings.findingId))
const findingIs = (marketId: string, findingId: string): SQL | undefined =>
  and(eq(inspectionFindings.marketId, marketId), eq(inspectionFindings.findingId, findingId))
export const lockFinding = async (tx: Tx, marketId: string, findingId: string): Promise<FindingRow | undefined> =>
  (await tx.select().from(inspectionFindings).where(findingIs(marketId, findingId)).for('update'))[0]
export const updateFinding = async (
  tx: Tx,
  marketId: string,
  findingId: string,
  set: Partial<typeof inspectionFindings.$inferInsert>,
): Promise<void> => {
  await tx.update(inspectionFindings).set(set).where(findingIs(marketId, findingId))
}
export interface FindingQuery {
  readonly q?: string | undefined
  readonly state?: FindingState | undefined
  readonly overdue?: boolean | undefined
  readonly page: number
  readonly pageSize: number
}
export const listFindingPage = async (tx: Tx, marketId: string, query: FindingQuery, today: string) => {
  const pattern = patternOf(query.q)
  const late = and(eq(inspectionFindings.state, 'open'), lt(inspectionFindings.dueOn, today))
  const where = and(
    eq(inspectionFindings.marketId, marketId),
    query.state === undefined ? undefined : eq(inspectionFindings.state, query.state),
    query.overdue === undefined || late === undefined ? undefined : query.overdue ? late : sql`not (${late})`,
    pattern === undefined
      ? undefined
      : or(
          ilike(inspectionFindings.itemText, pattern),
          ilike(inspectionFindings.note, pattern),
          ilike(inspectionFindings.rectification, pattern),
          ilike(inspectionFindings.recheckNote, pattern),
          inArray(inspectionFindings.stallId, stallsNamed(tx, marketId, pattern)),
          inArray(inspectionFindings.merchantId, merchantsNamed(tx, marketId, pattern)),
        ),
  )
  const items = await tx
    .select()
    .from(inspectionFindings)
    .where(where)
    .orderBy(
      sql`(${inspectionFindings.state} = 'passed')`,
      asc(inspectionFindings.dueOn),
      asc(inspectionFindings.findingId),
    )
    .limit(query.pageSize)
    .offset((query.page - 1) * query.pageSize)
  const [count] = await tx.select({ total: tallied }).from(inspectionFindings).where(where)
  return { items, total: count?.total ?? 0 }
}
export const lockOverdueFindings = async (tx: Tx, marketId: string, today: string): Promise<FindingRow[]> =>
  tx
    .select()
    .from(inspectionFindings)
    .where(
      and(
        eq(inspectionFindings.marketId, marketId),
        eq(inspectionFindings.state, 'open'),
        lt(inspectionFindings.dueOn, today),
        sql`${inspectionFindings.escalatedAt} is null`,
        ne(inspectionFindings.state, 'passed'),
      ),
    )
    .orderBy(asc(inspectionFindings.findingId))
    .for('update')

/** Undefined when the certificate is recorded already. */
export const insertMetrologyCheck = async (tx: Tx, row: MetrologyRow): Promise<MetrologyRow | undefined> =>
  (await tx.insert(metrologyChecks).values(row).onConflictDoNothing().returning())[0]
const devicesNamed = (tx: Tx, marketId: string, pattern: string) =>
  tx
    .select({ deviceId: devices.deviceId })
    .from(devices)
    .where(and(eq(devices.marketId, marketId), or(ilike(devices.code, pattern), ilike(devices.name, pattern))))
/** The newest check of each scale, the first to expire at the top. */
export const listMetrologyPage = async (
  tx: Tx,
  marketId: string,
  query: { readonly q?: string | undefined; readonly page: number; readonly pageSize: number },
) => {
  const pattern = patternOf(query.q)
  const newest = tx
    .selectDistinctOn([metrologyChecks.scaleCode])
    .from(metrologyChecks)
    .where(eq(metrologyChecks.marketId, marketId))
    .orderBy(asc(metrologyChecks.scaleCode), desc(metrologyChecks.checkedOn), desc(metrologyChecks.metrologyCheckId))
    .as('newest')
  const where =
    pattern === undefined
      ? undefined
      : or(
          ilike(newest.scaleCode, pattern),
          ilike(newest.certificateNumber, pattern),
          ilike(newest.institute, pattern),
          inArray(newest.stallId, stallsNamed(tx, marketId, pattern)),
          inArray(newest.merchantId, merchantsNamed(tx, marketId, pattern)),
          inArray(newest.deviceId, devicesNamed(tx, marketId, pattern)),
        )
  const items = await tx
    .select()
    .from(newest)
    .where(where)
    .orderBy(asc(newest.validTo), asc(newest.scaleCode))
    .limit(query.pageSize)
    .offset((query.page - 1) * query.pageSize)
  const [count] = await tx.select({ total: tallied }).from(newest).where(where)
  return { items, total: count?.total ?? 0 }
}
