/** SQL of suppliers, files, intakes, papers, rules and plans. */
import { and, asc, desc, eq, ilike, inArray, lt, lte, or, type SQL, sql } from 'drizzle-orm'
import type { Tx } from '../../context.ts'
import { rowsOf } from '../../db/client.ts'
import {
  complianceCertificates,
  foodSafetyRules,
  intakePapers,
  intakes,
  storedFiles,
  suppliers,
  testPlans,
} from '../../db/schema/sourcing.ts'
import { patternOf } from '../../lib/like-pattern.ts'

export type SupplierRow = typeof suppliers.$inferSelect
export type IntakeRow = typeof intakes.$inferSelect
export type PaperRow = typeof intakePapers.$inferSelect
export type CertificateRow = typeof complianceCertificates.$inferSelect
export type StoredFile = typeof storedFiles.$inferSelect
export type PlanRow = typeof testPlans.$inferSelect

export const insertSupplier = async (tx: Tx, row: SupplierRow): Promise<void> => {
  await tx.insert(suppliers).values(row)
}

export const findSupplier = async (
  tx: Tx,
  marketId: string,
  by: { supplierId: string } | { code: string },
): Promise<SupplierRow | undefined> => {
  const [row] = await tx
    .select()
    .from(suppliers)
    .where(
      and(
        eq(suppliers.marketId, marketId),
        'code' in by ? eq(suppliers.code, by.code) : eq(suppliers.supplierId, by.supplierId),
      ),
    )
  return row
}

export const findSuppliersByName = async (
  tx: Tx,
  marketId: string,
  names: readonly string[],
): Promise<Map<string, SupplierRow>> => {
  if (names.length === 0) return new Map()
  const rows = await tx
    .select()
    .from(suppliers)
    .where(
      and(
        eq(suppliers.marketId, marketId),
        or(inArray(suppliers.name, [...names]), inArray(suppliers.code, [...names])),
      ),
    )
  return new Map(rows.flatMap((row) => [[row.name, row] as const, [row.code, row] as const]))
}

/** Suppliers by words of name or code. A merchant sees those it registered or bought from. */
export const listSupplierRows = async (
  tx: Tx,
  marketId: string,
  filter: {
    q?: string | undefined
    code?: string | undefined
    merchantId: string | null
    limit: number
    offset: number
  },
): Promise<{ items: SupplierRow[]; total: number }> => {
  const pattern = patternOf(filter.q)
  const where = and(
    eq(suppliers.marketId, marketId),
    filter.code === undefined ? undefined : eq(suppliers.code, filter.code),
    pattern === undefined ? undefined : or(ilike(suppliers.name, pattern), ilike(suppliers.code, pattern)),
    filter.merchantId === null || filter.code !== undefined
      ? undefined
      : sql`(${suppliers.merchantId} = ${filter.merchantId} or exists (
          select from intakes i where i.market_id = ${marketId} and i.supplier_id = ${suppliers.supplierId}
            and i.merchant_id = ${filter.merchantId}))`,
  )
  const items = await tx
    .select()
    .from(suppliers)
    .where(where)
    .orderBy(asc(suppliers.name), asc(suppliers.supplierId))
    .limit(filter.limit)
    .offset(filter.offset)
  const [count] = await tx
    .select({ total: sql<number>`count(*)::int` })
    .from(suppliers)
    .where(where)
  return { items, total: count?.total ?? 0 }
}

export const insertFile = async (tx: Tx, row: StoredFile): Promise<void> => {
  await tx.insert(storedFiles).values(row)
}
export const findFile = async (tx: Tx, marketId: string, fileId: string): Promise<StoredFile | undefined> => {
  const [row] = await tx
    .select()
    .from(storedFiles)
    .where(and(eq(storedFiles.marketId, marketId), eq(storedFiles.fileId, fileId)))
  return row
}
/** Those of the ids that exist and may be seen. */
export const knownFileIds = async (tx: Tx, marketId: string, fileIds: readonly string[]): Promise<Set<string>> => {
  if (fileIds.length === 0) return new Set()
  const rows = await tx
    .select({ fileId: storedFiles.fileId })
    .from(storedFiles)
    .where(and(eq(storedFiles.marketId, marketId), inArray(storedFiles.fileId, [...fileIds])))
  return new Set(rows.map((row) => row.fileId))
}

const chunk = 500
export const insertIntakes = async (
  tx: Tx,
  rows: readonly IntakeRow[],
  papers: readonly PaperRow[],
  certificates: readonly CertificateRow[],
): Promise<void> => {
  for (let i = 0; i < rows.length; i += chunk) await tx.insert(intakes).values(rows.slice(i, i + chunk))
  for (let i = 0; i < papers.length; i += chunk) await tx.insert(intakePapers).values(papers.slice(i, i + chunk))
  for (let i = 0; i < certificates.length; i += chunk)
    await tx.insert(complianceCertificates).values(certificates.slice(i, i + chunk))
}

export const lockIntake = async (tx: Tx, marketId: string, intakeId: string): Promise<IntakeRow | undefined> => {
  const [row] = await tx
    .select()
    .from(intakes)
    .where(and(eq(intakes.marketId, marketId), eq(intakes.intakeId, intakeId)))
    .for('update')
  return row
}
export const lockIntakeOfBatch = async (tx: Tx, marketId: string, batchId: string): Promise<IntakeRow | undefined> => {
  const [row] = await tx
    .select()
    .from(intakes)
    .where(and(eq(intakes.marketId, marketId), eq(intakes.batchId, batchId)))
    .for('update')
  return row
}
export const updateIntake = async (
  tx: Tx,
  marketId: string,
  intakeId: string,
  set: Partial<Pick<IntakeRow, 'state' | 'papersMissing'>>,
): Promise<void> => {
  await tx
    .update(intakes)
    .set(set)
    .where(and(eq(intakes.marketId, marketId), eq(intakes.intakeId, intakeId)))
}
export const putCertificate = async (tx: Tx, row: CertificateRow): Promise<void> => {
  await tx
    .insert(complianceCertificates)
    .values(row)
    .onConflictDoUpdate({
      target: [complianceCertificates.marketId, complianceCertificates.intakeId],
      set: row,
    })
}
export const listPapers = async (tx: Tx, marketId: string, intakeIds: readonly string[]): Promise<PaperRow[]> =>
  intakeIds.length === 0
    ? []
    : tx
        .select()
        .from(intakePapers)
        .where(and(eq(intakePapers.marketId, marketId), inArray(intakePapers.intakeId, [...intakeIds])))
        .orderBy(asc(intakePapers.paperNo))
export const listCertificates = async (
  tx: Tx,
  marketId: string,
  intakeIds: readonly string[],
): Promise<CertificateRow[]> =>
  intakeIds.length === 0
    ? []
    : tx
        .select()
        .from(complianceCertificates)
        .where(
          and(eq(complianceCertificates.marketId, marketId), inArray(complianceCertificates.intakeId, [...intakeIds])),
        )
export const knownIntakeKeys = async (tx: Tx, marketId: string, keys: readonly string[]): Promise<Set<string>> => {
  const rows = await rowsOf<{ source_key: string }>(
    tx,
    sql`select source_key from intakes where market_id = ${marketId}
      and source_key in (select jsonb_array_elements_text(${JSON.stringify(keys)}::text::jsonb))`,
  )
  return new Set(rows.map((row) => row.source_key))
}

export const listOwnRules = async (tx: Tx, marketId: string) =>
  tx.select().from(foodSafetyRules).where(eq(foodSafetyRules.marketId, marketId))
export const putRule = async (tx: Tx, row: typeof foodSafetyRules.$inferInsert): Promise<void> => {
  await tx
    .insert(foodSafetyRules)
    .values(row)
    .onConflictDoUpdate({
      target: [foodSafetyRules.marketId, foodSafetyRules.ruleId, foodSafetyRules.effectiveFrom],
      set: row,
    })
}

/** The newest plan of each category in force on the date. */
export const listPlanRows = async (tx: Tx, marketId: string, onDate: string): Promise<PlanRow[]> =>
  tx
    .selectDistinctOn([testPlans.categoryCode])
    .from(testPlans)
    .where(and(eq(testPlans.marketId, marketId), lte(testPlans.effectiveFrom, onDate)))
    .orderBy(asc(testPlans.categoryCode), desc(testPlans.effectiveFrom))
export const putPlan = async (tx: Tx, row: PlanRow): Promise<void> => {
  await tx
    .insert(testPlans)
    .values(row)
    .onConflictDoUpdate({ target: [testPlans.marketId, testPlans.categoryCode, testPlans.effectiveFrom], set: row })
}

/** Intakes of finished batches before a day, and files that nothing names any more. */
export const deleteExpired = async (
  tx: Tx,
  marketId: string,
  {
    intakesBefore,
    certificatesBefore,
    filesBefore,
  }: { intakesBefore: string; certificatesBefore: string; filesBefore: Date },
): Promise<{ intakeIds: string[]; certificateIds: string[]; fileIds: string[] }> => {
  const certificates = await tx
    .delete(complianceCertificates)
    .where(
      and(
        eq(complianceCertificates.marketId, marketId),
        sql`${complianceCertificates.intakeId} in (${expired(marketId, certificatesBefore)})`,
      ),
    )
    .returning({ id: complianceCertificates.intakeId })
  await tx
    .delete(intakePapers)
    .where(
      and(eq(intakePapers.marketId, marketId), sql`${intakePapers.intakeId} in (${expired(marketId, intakesBefore)})`),
    )
  const gone = await tx
    .delete(intakes)
    .where(and(eq(intakes.marketId, marketId), sql`${intakes.intakeId} in (${expired(marketId, intakesBefore)})`))
    .returning({ id: intakes.intakeId })
  const files = await tx
    .delete(storedFiles)
    .where(
      and(
        eq(storedFiles.marketId, marketId),
        lt(storedFiles.createdAt, filesBefore),
        sql`not exists (select from intake_papers p where p.market_id = ${marketId} and p.file_id = ${storedFiles.fileId})`,
        sql`not exists (select from compliance_certificates c where c.market_id = ${marketId} and c.file_id = ${storedFiles.fileId})`,
        sql`not exists (select from quick_tests q where q.market_id = ${marketId} and q.photo_file_id = ${storedFiles.fileId})`,
        sql`not exists (select from disposals d where d.market_id = ${marketId} and d.evidence_file_ids ? ${storedFiles.fileId})`,
      ),
    )
    .returning({ id: storedFiles.fileId })
  return {
    intakeIds: gone.map((row) => row.id),
    certificateIds: certificates.map((row) => row.id),
    fileIds: files.map((row) => row.id),
  }
}
/** A batch under an open hold keeps its papers until the matter is closed. */
const expired = (marketId: string, before: string): SQL => sql`
  select i.intake_id from intakes i where i.market_id = ${marketId} and i.business_date < ${before}::date
    and not exists (select from sales_holds h where h.market_id = i.market_id and h.batch_id = i.batch_id
                    and h.released_at is null)`
