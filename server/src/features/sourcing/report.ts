/** Read-only lists that join stalls and merchants: intakes and batches as people see them. */
import { and, asc, desc, eq, gte, ilike, lte, or, type SQL, sql } from 'drizzle-orm'
import type { BatchView, IntakeView } from '@smart-market/shared/contracts/sourcing.ts'
import type { Tx } from '../../context.ts'
import { merchants, stalls } from '../../db/schema/markets.ts'
import { batches, intakes, suppliers } from '../../db/schema/sourcing.ts'
import { patternOf } from '../../lib/like-pattern.ts'
import { firstToExpire, mayBeSold, underHold } from './batch-order.ts'
import type { BatchRow } from './batch-store.ts'
import { batchState } from './domain.ts'
import { type IntakeRow, listCertificates, listPapers } from './store.ts'

export interface Window {
  readonly limit: number
  readonly offset: number
}

const batchShape = {
  batch: batches,
  stallCode: stalls.code,
  merchantName: merchants.name,
  held: underHold,
  intakeState: intakes.state,
}
const joined = (tx: Tx) =>
  tx
    .select(batchShape)
    .from(batches)
    .innerJoin(stalls, and(eq(stalls.marketId, batches.marketId), eq(stalls.stallId, batches.stallId)))
    .innerJoin(merchants, and(eq(merchants.marketId, batches.marketId), eq(merchants.merchantId, batches.merchantId)))
    .leftJoin(intakes, and(eq(intakes.marketId, batches.marketId), eq(intakes.batchId, batches.batchId)))

const toBatchView = (row: {
  batch: BatchRow
  stallCode: string
  merchantName: string
  held: boolean
  intakeState: IntakeRow['state'] | null
}): BatchView => ({
  batchId: row.batch.batchId,
  traceCode: row.batch.traceCode,
  stallCode: row.stallCode,
  merchantId: row.batch.merchantId,
  merchantName: row.merchantName,
  commodityName: row.batch.commodityName,
  categoryCode: row.batch.categoryCode,
  originPlace: row.batch.originPlace,
  unit: row.batch.unit,
  quantity: row.batch.quantity,
  remaining: row.batch.remaining,
  producedOn: row.batch.producedOn,
  expiresOn: row.batch.expiresOn,
  enteredAt: row.batch.enteredAt.toISOString(),
  state: batchState({
    admitted: row.batch.admittedAt !== null,
    refused: row.intakeState === 'refused',
    held: row.held,
    remaining: row.batch.remaining,
  }),
})

export const viewBatches = async (tx: Tx, marketId: string, batchIds: readonly string[]): Promise<BatchView[]> => {
  if (batchIds.length === 0) return []
  const rows = await joined(tx)
    .where(
      and(
        eq(batches.marketId, marketId),
        sql`${batches.batchId} = any (array(select jsonb_array_elements_text(${JSON.stringify(batchIds)}::text::jsonb)))`,
      ),
    )
    .orderBy(asc(batches.batchId))
  return rows.map(toBatchView)
}

/** First expired first. */
export const findBatches = async (
  tx: Tx,
  marketId: string,
  filter: {
    q?: string | undefined
    stallCode?: string | undefined
    inStock?: 'true' | 'false' | undefined
    merchantId?: string | undefined
  },
  window: Window,
): Promise<{ items: BatchView[]; total: number }> => {
  const pattern = patternOf(filter.q)
  const where = and(
    eq(batches.marketId, marketId),
    filter.stallCode === undefined ? undefined : eq(stalls.code, filter.stallCode),
    filter.merchantId === undefined ? undefined : eq(batches.merchantId, filter.merchantId),
    filter.inStock === undefined
      ? undefined
      : filter.inStock === 'true'
        ? sql`${batches.remaining} > 0`
        : sql`${batches.remaining} = 0`,
    pattern === undefined
      ? undefined
      : or(
          ilike(batches.commodityName, pattern),
          eq(batches.traceCode, filter.q ?? ''),
          ilike(merchants.name, pattern),
        ),
  )
  const rows = await joined(tx).where(where).orderBy(firstToExpire).limit(window.limit).offset(window.offset)
  const [count] = await tx
    .select({ total: sql<number>`count(*)::int` })
    .from(batches)
    .innerJoin(stalls, and(eq(stalls.marketId, batches.marketId), eq(stalls.stallId, batches.stallId)))
    .innerJoin(merchants, and(eq(merchants.marketId, batches.marketId), eq(merchants.merchantId, batches.merchantId)))
    .where(where)
  return { items: rows.map(toBatchView), total: count?.total ?? 0 }
}

/** The batch of a name at a stall that should be sold next; null when none may be. */
export const suggestedBatch = async (
  tx: Tx,
  marketId: string,
  stallCode: string,
  key: string,
): Promise<BatchView | null> => {
  const [row] = await joined(tx)
    .where(and(eq(batches.marketId, marketId), eq(stalls.code, stallCode), eq(batches.nameKey, key), mayBeSold))
    .orderBy(firstToExpire)
    .limit(1)
  return row === undefined ? null : toBatchView(row)
}

export interface IntakeFilter {
  readonly q?: string | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly state?: IntakeRow['state'] | undefined
  readonly merchantId?: string | undefined
  readonly intakeId?: string | undefined
}
export const findIntakes = async (
  tx: Tx,
  marketId: string,
  filter: IntakeFilter,
  window: Window,
): Promise<{ items: IntakeView[]; total: number }> => {
  const pattern = patternOf(filter.q)
  const where: SQL | undefined = and(
    eq(intakes.marketId, marketId),
    filter.intakeId === undefined ? undefined : eq(intakes.intakeId, filter.intakeId),
    filter.from === undefined ? undefined : gte(intakes.businessDate, filter.from),
    filter.to === undefined ? undefined : lte(intakes.businessDate, filter.to),
    filter.state === undefined ? undefined : eq(intakes.state, filter.state),
    filter.merchantId === undefined ? undefined : eq(intakes.merchantId, filter.merchantId),
    pattern === undefined
      ? undefined
      : or(ilike(batches.commodityName, pattern), ilike(suppliers.name, pattern), ilike(merchants.name, pattern)),
  )
  const rows = await tx
    .select({ ...batchShape, intake: intakes, supplierName: suppliers.name })
    .from(intakes)
    .innerJoin(batches, and(eq(batches.marketId, intakes.marketId), eq(batches.batchId, intakes.batchId)))
    .innerJoin(stalls, and(eq(stalls.marketId, batches.marketId), eq(stalls.stallId, batches.stallId)))
    .innerJoin(merchants, and(eq(merchants.marketId, batches.marketId), eq(merchants.merchantId, batches.merchantId)))
    .leftJoin(suppliers, and(eq(suppliers.marketId, intakes.marketId), eq(suppliers.supplierId, intakes.supplierId)))
    .where(where)
    .orderBy(desc(intakes.enteredAt), desc(intakes.intakeId))
    .limit(window.limit)
    .offset(window.offset)
  const [count] = await tx
    .select({ total: sql<number>`count(*)::int` })
    .from(intakes)
    .innerJoin(batches, and(eq(batches.marketId, intakes.marketId), eq(batches.batchId, intakes.batchId)))
    .innerJoin(merchants, and(eq(merchants.marketId, batches.marketId), eq(merchants.merchantId, batches.merchantId)))
    .leftJoin(suppliers, and(eq(suppliers.marketId, intakes.marketId), eq(suppliers.supplierId, intakes.supplierId)))
    .where(where)
  const ids = rows.map((row) => row.intake.intakeId)
  const papers = await listPapers(tx, marketId, ids)
  const certificates = new Map((await listCertificates(tx, marketId, ids)).map((row) => [row.intakeId, row]))
  const items = rows.map((row): IntakeView => {
    const certificate = certificates.get(row.intake.intakeId)
    return {
      intakeId: row.intake.intakeId,
      businessDate: row.intake.businessDate,
      enteredAt: row.intake.enteredAt.toISOString(),
      origin: row.intake.origin,
      state: row.intake.state,
      supplierName: row.supplierName,
      selfGrown: row.intake.selfGrown,
      papersMissing: row.intake.papersMissing,
      papers: papers
        .filter((one) => one.intakeId === row.intake.intakeId)
        .map(({ kind, number, issuedOn, fileId }) => ({ kind, number, issuedOn, fileId })),
      certificate: certificate ?? null,
      batch: toBatchView(row),
    }
  })
  return { items, total: count?.total ?? 0 }
}
