/** SQL of batches, holds, tests, disposals, transformations and links to sales. Locks are taken in the order of batch ids. */
import { addDays, businessDateStart } from '@smart-market/shared/time.ts'
import { and, asc, desc, eq, gte, inArray, isNotNull, isNull, lt, lte, sql } from 'drizzle-orm'
import type { Tx } from '../../context.ts'
import { rowsOf } from '../../db/client.ts'
import {
  batches,
  disposals,
  listingBatches,
  listingHolds,
  quickTests,
  saleBatches,
  salesHolds,
  transformationParts,
  transformations,
} from '../../db/schema/sourcing.ts'
import type { StockedBatch } from './domain.ts'

export type BatchRow = typeof batches.$inferSelect
export type HoldRow = typeof salesHolds.$inferSelect
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

export const admitBatch = async (tx: Tx, marketId: string, batchId: string, at: Date): Promise<void> => {
  await tx
    .update(batches)
    .set({ admittedAt: at })
    .where(and(eq(batches.marketId, marketId), eq(batches.batchId, batchId), isNull(batches.admittedAt)))
}

export const insertHold = async (tx: Tx, rows: readonly (typeof salesHolds.$inferInsert)[]): Promise<void> => {
  for (let i = 0; i < rows.length; i += chunk) await tx.insert(salesHolds).values(rows.slice(i, i + chunk))
}
export const lockHold = async (tx: Tx, marketId: string, salesHoldId: string): Promise<HoldRow | undefined> => {
  const [row] = await tx
    .select()
    .from(salesHolds)
    .where(and(eq(salesHolds.marketId, marketId), eq(salesHolds.salesHoldId, salesHoldId)))
    .for('update')
  return row
}
export const listHolds = async (tx: Tx, marketId: string, batchIds: readonly string[]): Promise<HoldRow[]> =>
  batchIds.length === 0
    ? []
    : tx
        .select()
        .from(salesHolds)
        .where(and(eq(salesHolds.marketId, marketId), inArray(salesHolds.batchId, [...batchIds])))
        .orderBy(asc(salesHolds.heldAt))
export const listHoldsOfRecall = async (tx: Tx, marketId: string, recallId: string): Promise<HoldRow[]> =>
  tx
    .select()
    .from(salesHolds)
    .where(and(eq(salesHolds.marketId, marketId), eq(salesHolds.recallId, recallId), isNull(salesHolds.releasedAt)))
    .orderBy(asc(salesHolds.salesHoldId))
export const releaseHolds = async (
  tx: Tx,
  marketId: string,
  holdIds: readonly string[],
  set: { releasedAt: Date; releasedBy: string; releaseNote: string },
): Promise<void> => {
  if (holdIds.length === 0) return
  await tx
    .update(salesHolds)
    .set(set)
    .where(and(eq(salesHolds.marketId, marketId), inArray(salesHolds.salesHoldId, [...holdIds])))
}

/** State that held listings had before their first open hold. */
export const listHeldStates = async (
  tx: Tx,
  marketId: string,
  listingIds: readonly string[],
): Promise<Map<string, string>> => {
  if (listingIds.length === 0) return new Map()
  const rows = await tx
    .select({ listingId: listingHolds.listingId, stateBefore: listingHolds.stateBefore })
    .from(listingHolds)
    .where(
      and(
        eq(listingHolds.marketId, marketId),
        inArray(listingHolds.listingId, [...listingIds]),
        isNull(listingHolds.releasedAt),
      ),
    )
  return new Map(rows.map((row) => [row.listingId, row.stateBefore]))
}
export const insertListingHolds = async (
  tx: Tx,
  rows: readonly (typeof listingHolds.$inferInsert)[],
): Promise<void> => {
  for (let i = 0; i < rows.length; i += chunk)
    await tx
      .insert(listingHolds)
      .values(rows.slice(i, i + chunk))
      .onConflictDoNothing()
}
/** Ends the holds' grip on listings; answers the listings that no other hold keeps and that were on sale before. */
export const releaseListingHolds = async (
  tx: Tx,
  marketId: string,
  holdIds: readonly string[],
  at: Date,
): Promise<string[]> => {
  if (holdIds.length === 0) return []
  const released = await tx
    .update(listingHolds)
    .set({ releasedAt: at })
    .where(
      and(
        eq(listingHolds.marketId, marketId),
        inArray(listingHolds.salesHoldId, [...holdIds]),
        isNull(listingHolds.releasedAt),
      ),
    )
    .returning({ listingId: listingHolds.listingId })
  const ids = [...new Set(released.map((row) => row.listingId))]
  if (ids.length === 0) return []
  const rows = await rowsOf<{ listing_id: string }>(
    tx,
    sql`select listing_id from listing_holds where market_id = ${marketId}
      and listing_id in (select jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb))
      group by listing_id
      having bool_and(released_at is not null)
        and bool_or(state_before = 'on_sale' and released_at = ${at.toISOString()}::timestamptz)`,
  )
  return rows.map((row) => row.listing_id).sort()
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

export const endListingBatch = async (tx: Tx, marketId: string, listingId: string, at: Date): Promise<void> => {
  await tx
    .update(listingBatches)
    .set({ toAt: at })
    .where(
      and(eq(listingBatches.marketId, marketId), eq(listingBatches.listingId, listingId), isNull(listingBatches.toAt)),
    )
}
export const startListingBatch = async (tx: Tx, row: typeof listingBatches.$inferInsert): Promise<void> => {
  await tx
    .insert(listingBatches)
    .values(row)
    .onConflictDoUpdate({
      target: [listingBatches.marketId, listingBatches.listingId, listingBatches.fromAt],
      set: { batchId: row.batchId, toAt: null },
    })
}
export const listListingBatches = async (tx: Tx, marketId: string, listingIds: readonly string[]) =>
  listingIds.length === 0
    ? []
    : tx
        .select()
        .from(listingBatches)
        .where(and(eq(listingBatches.marketId, marketId), inArray(listingBatches.listingId, [...listingIds])))
        .orderBy(desc(listingBatches.fromAt))
/** Listings that sell one of the batches now, and which. */
export const listLinkedListings = async (tx: Tx, marketId: string, batchIds: readonly string[]) =>
  batchIds.length === 0
    ? []
    : tx
        .select()
        .from(listingBatches)
        .where(
          and(
            eq(listingBatches.marketId, marketId),
            inArray(listingBatches.batchId, [...batchIds]),
            isNull(listingBatches.toAt),
          ),
        )

/**
 * Batches that sales of these stalls, labels and listings may come from, locked: those with stock, and those that a
 * label or listing names even without.
 */
export const lockStockedBatches = async (
  tx: Tx,
  marketId: string,
  wanted: { stallIds: readonly string[]; traceCodes: readonly string[]; batchIds: readonly string[]; until: Date },
): Promise<StockedBatch[]> => {
  const rows = await rowsOf<Omit<StockedBatch, 'holds'>>(
    tx,
    sql`select batch_id as "batchId", trace_code as "traceCode", stall_id as "stallId", name_key as "nameKey", unit,
        expires_on::text as "expiresOn", (extract(epoch from entered_at) * 1000)::float8 as "enteredAtMs",
        (extract(epoch from admitted_at) * 1000)::float8 as "admittedAtMs", remaining::float8 as remaining
      from batches where market_id = ${marketId} and entered_at <= ${wanted.until.toISOString()}::timestamptz and (
        (remaining > 0 and stall_id in (select jsonb_array_elements_text(${JSON.stringify(wanted.stallIds)}::text::jsonb)))
        or trace_code in (select jsonb_array_elements_text(${JSON.stringify(wanted.traceCodes)}::text::jsonb))
        or batch_id in (select jsonb_array_elements_text(${JSON.stringify(wanted.batchIds)}::text::jsonb)))
      order by batch_id for update`,
  )
  const holds = await listHolds(
    tx,
    marketId,
    rows.map((row) => row.batchId),
  )
  const spans = new Map<string, { fromMs: number; toMs: number | null }[]>()
  for (const hold of holds)
    spans.set(hold.batchId, [
      ...(spans.get(hold.batchId) ?? []),
      { fromMs: hold.heldAt.getTime(), toMs: hold.releasedAt?.getTime() ?? null },
    ])
  return rows.map((row) => ({ ...row, holds: spans.get(row.batchId) ?? [] }))
}

export interface SaleLinkRow {
  readonly batchId: string
  readonly saleId: string
  readonly lineNo: number
  readonly merchantId: string | null
  readonly stallId: string
  readonly soldAt: string
  readonly channel: string
  readonly basis: string
  readonly quantity: number
  readonly excess: number
  readonly amountFen: number
}
export const insertSaleLinks = async (tx: Tx, marketId: string, rows: readonly SaleLinkRow[]): Promise<void> => {
  if (rows.length === 0) return
  await tx.execute(sql`
    insert into sale_batches (market_id, batch_id, sale_id, line_no, merchant_id, stall_id, sold_at, channel, basis,
      quantity, excess, amount_fen)
    select ${marketId}, r."batchId", r."saleId", r."lineNo", r."merchantId", r."stallId", r."soldAt", r.channel, r.basis,
      r.quantity, r.excess, r."amountFen"
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as r("batchId" text, "saleId" text, "lineNo" int,
      "merchantId" text, "stallId" text, "soldAt" timestamptz, channel text, basis text, quantity bigint, excess bigint,
      "amountFen" bigint)`)
  await tx.execute(sql`
    insert into batch_sales as s (market_id, batch_id, stall_id, line_count, online_line_count, quantity)
    select ${marketId}, r."batchId", r."stallId", count(*), count(*) filter (where r.channel = 'online'),
      sum(r.quantity + r.excess)
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as r("batchId" text, "stallId" text, channel text,
      quantity bigint, excess bigint)
    group by r."batchId", r."stallId" order by r."batchId", r."stallId"
    on conflict (market_id, batch_id, stall_id) do update set line_count = s.line_count + excluded.line_count,
      online_line_count = s.online_line_count + excluded.online_line_count, quantity = s.quantity + excluded.quantity`)
}
export const insertBreaches = async (
  tx: Tx,
  marketId: string,
  rows: readonly Pick<
    SaleLinkRow,
    'batchId' | 'saleId' | 'lineNo' | 'merchantId' | 'stallId' | 'soldAt' | 'quantity'
  >[],
): Promise<void> => {
  if (rows.length === 0) return
  await tx.execute(sql`
    insert into hold_breaches (market_id, sale_id, line_no, batch_id, merchant_id, stall_id, sold_at, quantity)
    select ${marketId}, r."saleId", r."lineNo", r."batchId", r."merchantId", r."stallId", r."soldAt", r.quantity
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as r("saleId" text, "lineNo" int, "batchId" text,
      "merchantId" text, "stallId" text, "soldAt" timestamptz, quantity bigint)
    on conflict do nothing`)
}
export const addTraceDays = async (
  tx: Tx,
  marketId: string,
  rows: readonly {
    businessDate: string
    lineCount: number
    tracedCount: number
    amountFen: number
    tracedFen: number
  }[],
): Promise<void> => {
  if (rows.length === 0) return
  await tx.execute(sql`
    insert into trace_days as d (market_id, business_date, line_count, traced_count, amount_fen, traced_fen)
    select ${marketId}, r."businessDate", r."lineCount", r."tracedCount", r."amountFen", r."tracedFen"
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as r("businessDate" date, "lineCount" int,
      "tracedCount" int, "amountFen" bigint, "tracedFen" bigint) order by 2
    on conflict (market_id, business_date) do update set line_count = d.line_count + excluded.line_count,
      traced_count = d.traced_count + excluded.traced_count, amount_fen = d.amount_fen + excluded.amount_fen,
      traced_fen = d.traced_fen + excluded.traced_fen`)
}
export const listSaleLinks = async (tx: Tx, marketId: string, saleId: string) =>
  tx
    .select()
    .from(saleBatches)
    .where(and(eq(saleBatches.marketId, marketId), eq(saleBatches.saleId, saleId)))
    .orderBy(asc(saleBatches.lineNo), asc(saleBatches.batchId))

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
