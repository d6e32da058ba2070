import { sql } from 'drizzle-orm'
import type { Tx } from '../../context.ts'
import { rowsOf } from '../../db/client.ts'
import { type ColumnTypes, rowsTable } from '../../db/rows.ts'
import type { Channel, Rollups } from './domain.ts'

export interface SaleRow {
  readonly saleId: string
  readonly businessDate: string
  readonly soldAt: string
  readonly stallId: string
  readonly merchantId: string | null
  readonly sourceKey: string
  readonly bodyHash: string
  readonly channel: Channel
  readonly paymentMeans: string
  readonly amountFen: number
  readonly lineCount: number
  readonly summary: string
}
export interface SaleLineRow {
  readonly saleId: string
  readonly lineNo: number
  readonly commodityName: string
  readonly categoryName: string | null
  readonly weightGrams: number | null
  readonly pieces: number | null
  readonly amountFen: number
}

/** Inserts sales that are new under (source, key), in the given order, with their lines; returns the ids of those inserted. */
export const insertNewSales = async (
  tx: Tx,
  marketId: string,
  source: string,
  rows: readonly SaleRow[],
  lines: readonly SaleLineRow[],
): Promise<Set<string>> => {
  const inserted = await rowsOf<{ sale_id: string }>(
    tx,
    sql`with new as (
      insert into sales (market_id, sale_id, business_date, sold_at, stall_id, merchant_id, source, source_key,
        body_hash, channel, payment_means, amount_fen, line_count, summary)
      select ${marketId}, r."saleId", r."businessDate", r."soldAt", r."stallId", r."merchantId", ${source},
        r."sourceKey", r."bodyHash", r.channel, r."paymentMeans", r."amountFen", r."lineCount", r.summary
      from ${rowsTable(rows, saleColumns)} r
      on conflict (market_id, source, source_key) do nothing
      returning sale_id, business_date),
    new_lines as (
      insert into sale_lines (market_id, sale_id, line_no, business_date, commodity_name, category_name,
        weight_grams, pieces, amount_fen)
      select ${marketId}, new.sale_id, l."lineNo", new.business_date, l."commodityName", l."categoryName",
        l."weightGrams", l.pieces, l."amountFen"
      from new join ${rowsTable(lines, lineColumns)} l on l."saleId" = new.sale_id)
    select sale_id from new`,
  )
  return new Set(inserted.map((row) => row.sale_id))
}

const saleColumns: ColumnTypes<SaleRow> = {
  saleId: 'text',
  businessDate: 'date',
  soldAt: 'timestamptz',
  stallId: 'text',
  merchantId: 'text',
  sourceKey: 'text',
  bodyHash: 'text',
  channel: 'text',
  paymentMeans: 'text',
  amountFen: 'bigint',
  lineCount: 'int',
  summary: 'text',
}
const lineColumns: ColumnTypes<SaleLineRow> = {
  saleId: 'text',
  lineNo: 'int',
  commodityName: 'text',
  categoryName: 'text',
  weightGrams: 'int',
  pieces: 'int',
  amountFen: 'bigint',
}

/** Hash of what was recorded under each known key. */
export const findBodyHashes = async (
  tx: Tx,
  marketId: string,
  source: string,
  keys: readonly string[],
): Promise<Map<string, string>> => {
  const rows = await rowsOf<{ source_key: string; body_hash: string }>(
    tx,
    sql`select source_key, body_hash from sales
      where market_id = ${marketId} and source = ${source}
        and source_key in (select jsonb_array_elements_text(${JSON.stringify(keys)}::jsonb))`,
  )
  return new Map(rows.map((row) => [row.source_key, row.body_hash]))
}

/** Adds to the rollups of stalls, whose rows hardly two batches share. */
export const addToStallRollups = async (
  tx: Tx,
  marketId: string,
  { days, activity }: Pick<Rollups, 'days' | 'activity'>,
): Promise<void> => {
  const addDays = tx.execute(
    sql`insert into sales_days as d (market_id, business_date, stall_id, channel, payment_means, sale_count, amount_fen,
        refund_count, refund_fen)
      select ${marketId}, r."businessDate", r."stallId", r.channel, r."paymentMeans", r."saleCount", r."amountFen",
        r."refundCount", r."refundFen"
      from ${rowsTable(days, dayColumns)} r
      on conflict (market_id, business_date, stall_id, channel, payment_means) do update
      set sale_count = d.sale_count + excluded.sale_count, amount_fen = d.amount_fen + excluded.amount_fen,
          refund_count = d.refund_count + excluded.refund_count, refund_fen = d.refund_fen + excluded.refund_fen`,
  )
  const noteActivity = tx.execute(
    sql`insert into stall_activity as a (market_id, stall_id, channel, payment_means, first_sold_at, last_sold_at)
      select ${marketId}, r."stallId", r.channel, r."paymentMeans", r."firstSoldAt", r."lastSoldAt"
      from ${rowsTable(activity, activityColumns)} r
      on conflict (market_id, stall_id, channel, payment_means) do update
      set first_sold_at = least(a.first_sold_at, excluded.first_sold_at),
          last_sold_at = greatest(a.last_sold_at, excluded.last_sold_at)
      where a.first_sold_at > excluded.first_sold_at or a.last_sold_at < excluded.last_sold_at`,
  )
  await Promise.all([addDays, noteActivity])
}

/** Adds to the rollup of categories, whose rows all batches of a day share. */
export const addToCategories = async (tx: Tx, marketId: string, rows: Rollups['categories']): Promise<void> => {
  if (rows.length === 0) return
  await tx.execute(
    sql`insert into category_days as d (market_id, business_date, category_name, line_count, amount_fen)
      select ${marketId}, r."businessDate", r."categoryName", r."lineCount", r."amountFen"
      from ${rowsTable(rows, categoryColumns)} r
      on conflict (market_id, business_date, category_name) do update
      set line_count = d.line_count + excluded.line_count, amount_fen = d.amount_fen + excluded.amount_fen`,
  )
}

const dayColumns: ColumnTypes<Rollups['days'][number]> = {
  businessDate: 'date',
  stallId: 'text',
  channel: 'text',
  paymentMeans: 'text',
  saleCount: 'int',
  amountFen: 'bigint',
  refundCount: 'int',
  refundFen: 'bigint',
}
const activityColumns: ColumnTypes<Rollups['activity'][number]> = {
  stallId: 'text',
  channel: 'text',
  paymentMeans: 'text',
  firstSoldAt: 'timestamptz',
  lastSoldAt: 'timestamptz',
}
const categoryColumns: ColumnTypes<Rollups['categories'][number]> = {
  businessDate: 'date',
  categoryName: 'text',
  lineCount: 'int',
  amountFen: 'bigint',
}
