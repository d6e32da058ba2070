/** SQL of batches, tests, disposals and transformations. Locks are taken in the order of batch ids. */
import { addDays, businessDateStart } from '@smart-market/shared/time.ts'
import { and, asc, eq, gte, ilike, inArray, isNotNull, isNull, lt, lte, or, sql } from 'drizzle-orm'
import type { Tx } from '../../context.ts'
import { batches, disposals, quickTests } from '../../db/schema/sourcing.ts'
import { transformationParts, transformations } from '../../db/schema/tracing.ts'
import { merchantsNamed, stallsNamed } from '../markets/index.ts'

export type BatchRow = typeof batches.$inferSelect
export type QuickTestRow = typeof quickTests.$inferSelect

const chunk = 500
export const insertBatches = async (tx: Tx, rows: readonly BatchRow[]): Promise<void> => {
  for (let i = 0; i < rows.length; i += chunk) await tx.insert(batches).values(rows.slice(i, i + chunk))
}

export const lockBatches = async (tx: Tx, marketId: string, batchIds: readonly string[]): Promise<BatchRow[]> =>
  batchIds.length === 0
    ? []
    : tx
        .select()
        .from(batches)
        .where(and(eq(batches.marketId, marketId), inArray(batches.batchId, [...batchIds])))
        .orderBy(asc(batches.batchId))
        .for('update')

export const findBatch = async (tx: Tx, marketId: string, batchId: string): Promise<BatchRow | undefined> => {
  const [row] = await tx
    .select()
    .from(batches)
    .where(and(eq(batches.marketId, marketId), eq(batches.batchId, batchId)))
  return row
}

/** Ids of the market's batches whose goods, trace code, stall or merchant fits the pattern of `patternOf`; a subquery. */
export const batchesNamed = (tx: Tx, marketId: string, pattern: string) =>
  tx
    .select({ batchId: batches.batchId })
    .from(batches)
    .where(
      and(
        eq(batches.marketId, marketId),
        or(
          ilike(batches.commodityName, pattern),
          ilike(batches.traceCode, pattern),
          inArray(batches.stallId, stallsNamed(tx, marketId, pattern)),
          inArray(batches.merchantId, merchantsNamed(tx, marketId, pattern)),
        ),
      ),
    )

/** Takes from locked batches; the constraint of the table refuses what is not there. */
export const takeFromBatches = async (
  tx: Tx,
  marketId: string,
  takes: readonly { batchId: string; quantity: number }[],
): Promise<void> => {
  if (takes.length === 0) return
  await tx.execute(sql`
    update batches b set remaining = b.remaining - t.quantity
    from jsonb_to_recordset(${JSON.stringify(takes)}::text::jsonb) as t("batchId" text, quantity bigint)
    where b.market_id = ${marketId} and b.batch_id = t."batchId"`)
}

/** Writes what a correction may change. */
export const updateBatch = async (tx: Tx, row: BatchRow): Promise<void> => {
  const { commodityName, nameKey, originPlace, quantity, remaining } = row
  await tx
    .update(batches)
    .set({ commodityName, nameKey, originPlace, quantity, remaining })
    .where(and(eq(batches.marketId, row.marketId), eq(batches.batchId, row.batchId)))
}
export const admitBatch = async (tx: Tx, marketId: string, batchId: string, at: Date): Promise<void> => {
  await tx
    .update(batches)
    .set({ admittedAt: at })
    .where(and(eq(batches.marketId, marketId), eq(batches.batchId, batchId), isNull(batches.admittedAt)))
}

export const insertQuickTests = async (tx: Tx, rows: readonly QuickTestRow[]): Promise<string[]> => {
  const written: string[] = []
  for (let i = 0; i < rows.length; i += chunk) {
    const some = await tx
      .insert(quickTests)
      .values(rows.slice(i, i + chunk))
      .onConflictDoNothing()
      .returning({ quickTestId: quickTests.quickTestId })
    written.push(...some.map((row) => row.quickTestId))
  }
  return written
}
export const findQuickTest = async (tx: Tx, marketId: string, id: string): Promise<QuickTestRow | undefined> => {
  const [row] = await tx
    .select()
    .from(quickTests)
    .where(and(eq(quickTests.marketId, marketId), eq(quickTests.quickTestId, id)))
  return row
}
export const listTestsOfBatches = async (
  tx: Tx,
  marketId: string,
  batchIds: readonly string[],
): Promise<QuickTestRow[]> =>
  batchIds.length === 0
    ? []
    : tx
        .select()
        .from(quickTests)
        .where(and(eq(quickTests.marketId, marketId), inArray(quickTests.batchId, [...batchIds])))
        .orderBy(asc(quickTests.testedAt), asc(quickTests.quickTestId))

export const insertDisposal = async (tx: Tx, row: typeof disposals.$inferInsert): Promise<void> => {
  await tx.insert(disposals).values(row)
}

export const insertTransformation = async (
  tx: Tx,
  row: typeof transformations.$inferInsert,
  parts: readonly (typeof transformationParts.$inferInsert)[],
): Promise<void> => {
  await tx.insert(transformations).values(row)
  for (let i = 0; i < parts.length; i += chunk) await tx.insert(transformationParts).values(parts.slice(i, i + chunk))
}

/** How often each merchant was tested since a day, and last when. */
export const listTestedMerchants = async (tx: Tx, marketId: string, since: string, onDate: string) =>
  tx
    .select({
      merchantId: quickTests.merchantId,
      categoryCode: quickTests.categoryCode,
      lastTestedOn: sql<string>`max(${quickTests.businessDate})::text`,
      today: sql<number>`count(*) filter (where ${quickTests.businessDate} = ${onDate}::date and ${quickTests.result} <> 'invalid')::int`,
    })
    .from(quickTests)
    .where(
      and(eq(quickTests.marketId, marketId), gte(quickTests.businessDate, since), lte(quickTests.businessDate, onDate)),
    )
    .groupBy(quickTests.merchantId, quickTests.categoryCode)

/** The newest batch with stock of each merchant and category that entered in the last week. */
export const listGoodsOnSale = async (tx: Tx, marketId: string, onDate: string) =>
  tx
    .selectDistinctOn([batches.merchantId, batches.categoryCode], {
      merchantId: batches.merchantId,
      categoryCode: batches.categoryCode,
      batchId: batches.batchId,
      commodityName: batches.commodityName,
    })
    .from(batches)
    .where(
      and(
        eq(batches.marketId, marketId),
        gte(batches.enteredAt, businessDateStart(addDays(onDate, -7))),
        lt(batches.enteredAt, businessDateStart(addDays(onDate, 1))),
        isNotNull(batches.merchantId),
        sql`${batches.remaining} > 0`,
      ),
    )
    .orderBy(batches.merchantId, batches.categoryCode, sql`${batches.enteredAt} desc`, batches.batchId)

/** Batches of the market by their trace codes; unknown codes are absent. */
export const findBatchesByCode = async (
  tx: Tx,
  marketId: string,
  codes: readonly string[],
): Promise<Map<string, BatchRow>> => {
  if (codes.length === 0) return new Map()
  const rows = await tx
    .select()
    .from(batches)
    .where(and(eq(batches.marketId, marketId), inArray(batches.traceCode, [...codes])))
  return new Map(rows.map((batch) => [batch.traceCode, batch]))
}
