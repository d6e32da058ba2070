import { sql } from 'drizzle-orm'
import type { Tx } from '../../context.ts'
import { rowsOf } from '../../db/client.ts'
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
  readonly businessDate: string
  readonly commodityName: string
  readonly categoryName: string | null
  readonly weightGrams: number | null
  readonly pieces: number | null
  readonly amountFen: number
}

/** Inserts sales that are new under (source, key), in the given order; returns the ids of those inserted. */
export const insertNewSales = async (
  tx: Tx,
  marketId: string,
  source: string,
  rows: readonly SaleRow[],
): Promise<Set<string>> => {
  const inserted = await rowsOf<{ sale_id: string }>(
    tx,
    sql`insert into sales (market_id, sale_id, business_date, sold_at, stall_id, merchant_id, source, source_key,
        body_hash, channel, payment_means, amount_fen, line_count, summary)
      select ${marketId}, r."saleId", r."businessDate", r."soldAt", r."stallId", r."merchantId", ${source},
        r."sourceKey", r."bodyHash", r.channel, r."paymentMeans", r."amountFen", r."lineCount", r.summary
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r("saleId" text, "businessDate" date,
        "soldAt" timestamptz, "stallId" text, "merchantId" text, "sourceKey" text, "bodyHash" text, channel text,
        "paymentMeans" text, "amountFen" bigint, "lineCount" int, summary text)
      on conflict (market_id, source, source_key) do nothing
      returning sale_id`,
  )
  return new Set(inserted.map((row) => row.sale_id))
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

export const insertSaleLines = async (tx: Tx, marketId: string, rows: readonly SaleLineRow[]): Promise<void> => {
  if (rows.length === 0) return
  await tx.execute(
    sql`insert into sale_lines (market_id, sale_id, line_no, business_date, commodity_name, category_name,
        weight_grams, pieces, amount_fen)
      select ${marketId}, r."saleId", r."lineNo", r."businessDate", r."commodityName", r."categoryName",
        r."weightGrams", r.pieces, r."amountFen"
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r("saleId" text, "lineNo" int, "businessDate" date,
        "commodityName" text, "categoryName" text, "weightGrams" int, pieces int, "amountFen" bigint)`,
  )
}

/** Adds to the rollups. Their rows are the ones that concurrent batches share, so this comes last in a transaction. */
export const addToRollups = async (tx: Tx, marketId: string, rollups: Rollups): Promise<void> => {
  await tx.execute(
    sql`insert into sales_days as d (market_id, business_date, stall_id, channel, payment_means, sale_count, amount_fen)
      select ${marketId}, r."businessDate", r."stallId", r.channel, r."paymentMeans", r."saleCount", r."amountFen"
      from jsonb_to_recordset(${JSON.stringify(rollups.days)}::jsonb) as r("businessDate" date, "stallId" text,
        channel text, "paymentMeans" text, "saleCount" int, "amountFen" bigint)
      on conflict (market_id, business_date, stall_id, channel, payment_means) do update
      set sale_count = d.sale_count + excluded.sale_count, amount_fen = d.amount_fen + excluded.amount_fen`,
  )
  if (rollups.categories.length > 0) {
    await tx.execute(
      sql`insert into category_days as d (market_id, business_date, category_name, line_count, amount_fen)
        select ${marketId}, r."businessDate", r."categoryName", r."lineCount", r."amountFen"
        from jsonb_to_recordset(${JSON.stringify(rollups.categories)}::jsonb) as r("businessDate" date,
          "categoryName" text, "lineCount" int, "amountFen" bigint)
        on conflict (market_id, business_date, category_name) do update
        set line_count = d.line_count + excluded.line_count, amount_fen = d.amount_fen + excluded.amount_fen`,
    )
  }
  if (rollups.activity.length > 0) {
    await tx.execute(
      sql`insert into stall_activity as a (market_id, stall_id, channel, payment_means, first_sold_at, last_sold_at)
        select ${marketId}, r."stallId", r.channel, r."paymentMeans", r."firstSoldAt", r."lastSoldAt"
        from jsonb_to_recordset(${JSON.stringify(rollups.activity)}::jsonb) as r("stallId" text, channel text,
          "paymentMeans" text, "firstSoldAt" timestamptz, "lastSoldAt" timestamptz)
        on conflict (market_id, stall_id, channel, payment_means) do update
        set first_sold_at = least(a.first_sold_at, excluded.first_sold_at),
            last_sold_at = greatest(a.last_sold_at, excluded.last_sold_at)
        where a.first_sold_at > excluded.first_sold_at or a.last_sold_at < excluded.last_sold_at`,
    )
  }
}
