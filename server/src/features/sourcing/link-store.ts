/** SQL of what batch a listing sells and what batch a sold line came from. Locks are taken in the order of batch ids. */
import { and, asc, desc, eq, inArray, isNull, sql } from 'drizzle-orm'
import type { Tx } from '../../context.ts'
import { rowsOf } from '../../db/client.ts'
import { listingBatches, saleBatches } from '../../db/schema/tracing.ts'
import type { StockedBatch } from './domain.ts'
import { listHolds } from './hold-store.ts'

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
/** A weighing that an order which is paid online was picked by: a recall counts its line with those. */
export const countSoldOnline = async (tx: Tx, marketId: string, saleId: string): Promise<void> => {
  await tx.execute(sql`
    with sold as (
      select batch_id, stall_id, count(*)::int as n from sale_batches
      where market_id = ${marketId} and sale_id = ${saleId} group by 1, 2),
    locked as (
      select s.* from batch_sales s join sold using (batch_id, stall_id)
      where s.market_id = ${marketId} order by batch_id, stall_id for update of s)
    update batch_sales s set online_line_count = s.online_line_count + sold.n
    from sold
    where s.market_id = ${marketId} and s.batch_id = sold.batch_id and s.stall_id = sold.stall_id
      and (select count(*) from locked) > 0`)
}
export interface ReturnedSale {
  readonly saleId: string
  /** Counted with what was paid through a channel, see countSoldOnline. */
  readonly online: boolean
}
/** Goods that a sale took from batches and that were not sold: they are in their batches again. Grams or pieces of each, once. */
export const returnToBatches = async (
  tx: Tx,
  marketId: string,
  sales: readonly ReturnedSale[],
  at: Date,
): Promise<{ saleId: string; traceCode: string; unit: string; quantity: number }[]> => {
  if (sales.length === 0) return []
  const wanted = sql`jsonb_to_recordset(${JSON.stringify(sales)}::text::jsonb) as r("saleId" text, online boolean)`
  // In the order in which sales lock them.
  await tx.execute(sql`select batch_id from batches where market_id = ${marketId} and batch_id in (
    select x.batch_id from ${wanted} join sale_batches x on x.market_id = ${marketId} and x.sale_id = r."saleId")
    order by batch_id for update`)
  const rows = await rowsOf<{ saleId: string; lineNo: number; batchId: string }>(
    tx,
    sql`insert into batch_returns (market_id, batch_id, sale_id, line_no, merchant_id, quantity, returned_at)
      select x.market_id, x.batch_id, x.sale_id, x.line_no, x.merchant_id, x.quantity, ${at.toISOString()}::timestamptz
      from ${wanted} join sale_batches x on x.market_id = ${marketId} and x.sale_id = r."saleId"
      on conflict do nothing
      returning batch_id as "batchId", sale_id as "saleId", line_no as "lineNo"`,
  )
  if (rows.length === 0) return []
  const returned = sql`(
    select x.batch_id, x.stall_id, x.sale_id, x.quantity, x.excess, w.online
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as n("saleId" text, "lineNo" int, "batchId" text)
    join sale_batches x on x.market_id = ${marketId} and x.batch_id = n."batchId" and x.sale_id = n."saleId"
      and x.line_no = n."lineNo"
    join (select r."saleId", r.online from ${wanted}) w on w."saleId" = x.sale_id)`
  await tx.execute(sql`update batches b set remaining = b.remaining + t.quantity
    from (select batch_id, sum(quantity) as quantity from ${returned} l group by 1) t
    where b.market_id = ${marketId} and b.batch_id = t.batch_id`)
  // Also against who counts a weighing as sold online, which locks no batch.
  await tx.execute(sql`select from batch_sales s where s.market_id = ${marketId}
    and (s.batch_id, s.stall_id) in (select batch_id, stall_id from ${returned} l) order by batch_id, stall_id for update`)
  await tx.execute(sql`update batch_sales s set line_count = s.line_count - t.n,
      online_line_count = s.online_line_count - t.online, quantity = s.quantity - t.quantity
    from (select batch_id, stall_id, count(*)::int as n, count(*) filter (where online)::int as online,
        sum(quantity + excess) as quantity from ${returned} l group by 1, 2) t
    where s.market_id = ${marketId} and s.batch_id = t.batch_id and s.stall_id = t.stall_id`)
  return rowsOf(
    tx,
    sql`select l.sale_id as "saleId", b.trace_code as "traceCode", b.unit, l.quantity::float8 as quantity
      from ${returned} l join batches b on b.market_id = ${marketId} and b.batch_id = l.batch_id order by 1, 2`,
  )
}
/** Those of the sales that are linked to a batch. */
export const listTracedSales = async (
  tx: Tx,
  marketId: string,
  saleIds: readonly string[],
): Promise<ReadonlySet<string>> => {
  if (saleIds.length === 0) return new Set()
  const rows = await tx
    .selectDistinct({ saleId: saleBatches.saleId })
    .from(saleBatches)
    .where(and(eq(saleBatches.marketId, marketId), inArray(saleBatches.saleId, [...saleIds])))
  return new Set(rows.map(({ saleId }) => saleId))
}
export const listSaleLinks = async (tx: Tx, marketId: string, saleId: string) =>
  tx
    .select()
    .from(saleBatches)
    .where(and(eq(saleBatches.marketId, marketId), eq(saleBatches.saleId, saleId)))
    .orderBy(asc(saleBatches.lineNo), asc(saleBatches.batchId))
