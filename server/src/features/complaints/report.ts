/** Read-only report that joins sales, orders, stalls and markets: facts a complaint, rating or re-weighing is bound to. */
import { sql } from 'drizzle-orm'
import type { Tx } from '../../context.ts'
import { rowsOf } from '../../db/client.ts'

export interface PurchaseFacts {
  readonly id: string
  readonly kind: 'sale' | 'order'
  readonly stallId: string
  readonly merchantId: string | null
  readonly shopperId: string | null
  /** Null for a sale, which is always complete. */
  readonly state: string | null
  readonly at: Date
  readonly amountFen: number
  readonly channel: string | null
  readonly lines: readonly { lineNo: number; name: string; grams: number | null; amountFen: number }[]
}
type LineRow = { line_no: number; name: string; grams: number | null; amount_fen: number }
const toLines = (rows: readonly LineRow[]) =>
  rows.map((row) => ({ lineNo: row.line_no, name: row.name, grams: row.grams, amountFen: row.amount_fen }))

export const findSale = async (tx: Tx, marketId: string, saleId: string): Promise<PurchaseFacts | undefined> => {
  const [row] = await rowsOf<{
    stall_id: string
    merchant_id: string | null
    ms: number
    amount: number
    channel: string
  }>(
    tx,
    sql`select stall_id, merchant_id, (extract(epoch from sold_at) * 1000)::float8 as ms, amount_fen::float8 as amount, channel
        from sales where market_id = ${marketId} and sale_id = ${saleId}`,
  )
  if (row === undefined) return undefined
  const lines = await rowsOf<LineRow>(
    tx,
    sql`select line_no::int as line_no, commodity_name as name, weight_grams::int as grams, amount_fen::float8 as amount_fen
        from sale_lines where market_id = ${marketId} and sale_id = ${saleId} order by line_no`,
  )
  return {
    id: saleId,
    kind: 'sale',
    stallId: row.stall_id,
    merchantId: row.merchant_id,
    shopperId: null,
    state: null,
    at: new Date(row.ms),
    amountFen: row.amount,
    channel: row.channel,
    lines: toLines(lines),
  }
}

export const findOrder = async (tx: Tx, marketId: string, stallOrderId: string): Promise<PurchaseFacts | undefined> => {
  const [row] = await rowsOf<{
    stall_id: string
    merchant_id: string
    shopper_id: string
    state: string
    ms: number
    amount: number
  }>(
    tx,
    sql`select stall_id, merchant_id, shopper_id, state,
               (extract(epoch from coalesce(completed_at, placed_at)) * 1000)::float8 as ms,
               coalesce(final_fen, goods_fen)::float8 as amount
        from stall_orders where market_id = ${marketId} and stall_order_id = ${stallOrderId}`,
  )
  if (row === undefined) return undefined
  const lines = await rowsOf<LineRow>(
    tx,
    sql`select line_no::int as line_no, name,
               (case when price_basis = 'per_piece' then null else coalesce(picked_quantity, ordered_quantity) end)::int as grams,
               coalesce(final_fen, ordered_fen)::float8 as amount_fen
        from order_lines where market_id = ${marketId} and stall_order_id = ${stallOrderId} order by line_no`,
  )
  return {
    id: stallOrderId,
    kind: 'order',
    stallId: row.stall_id,
    merchantId: row.merchant_id,
    shopperId: row.shopper_id,
    state: row.state,
    at: new Date(row.ms),
    amountFen: row.amount,
    channel: 'online',
    lines: toLines(lines),
  }
}

export interface PurchaseHit extends Record<string, unknown> {
  readonly id: string
  readonly kind: 'sale' | 'order'
  readonly number: string
  readonly stallCode: string
}
/** Sales and orders by their id or number, or of a stall since a business date; the newest ten. */
export const searchPurchases = async (tx: Tx, marketId: string, q: string, since: string): Promise<PurchaseHit[]> =>
  rowsOf<PurchaseHit>(
    tx,
    sql`select id, kind, number, "stallCode" from (
        select s.sale_id as id, 'sale' as kind, s.source_key as number, t.code as "stallCode", s.sold_at as at
        from sales s join stalls t on t.market_id = s.market_id and t.stall_id = s.stall_id
        where s.market_id = ${marketId} and s.channel not in ('online', 'declared')
          and (s.sale_id = ${q} or s.source_key = ${q}
            or (s.business_date >= ${since}::date and (t.code = ${q} or upper(right(s.sale_id, 8)) = ${q.toUpperCase()})))
        union all
        select o.stall_order_id, 'order', o.number, t.code, coalesce(o.completed_at, o.placed_at)
        from stall_orders o join stalls t on t.market_id = o.market_id and t.stall_id = o.stall_id
        where o.market_id = ${marketId}
          and (o.stall_order_id = ${q} or o.number = ${q} or (t.code = ${q} and o.placed_at >= ${since}::date))
      ) found order by at desc, id limit 10`,
  )

export interface StallPlace {
  readonly code: string
  readonly x: number | null
  readonly y: number | null
}
/** Codes of stalls by id. */
export const stallPlaces = async (
  tx: Tx,
  marketId: string,
  stallIds: readonly (string | null)[],
): Promise<Map<string, StallPlace>> => {
  const wanted = [...new Set(stallIds.filter((id): id is string => id !== null))]
  if (wanted.length === 0) return new Map()
  const rows = await rowsOf<{ stall_id: string; code: string; x: number | null; y: number | null }>(
    tx,
    sql`select stall_id, code, x::float8 as x, y::float8 as y from stalls
        where market_id = ${marketId}
          and stall_id in (select value from jsonb_array_elements_text(${JSON.stringify(wanted)}::jsonb))`,
  )
  return new Map(rows.map((row) => [row.stall_id, { code: row.code, x: row.x, y: row.y }]))
}

export const findMerchantName = async (tx: Tx, marketId: string, merchantId: string): Promise<string | undefined> => {
  const [row] = await rowsOf<{ name: string }>(
    tx,
    sql`select name from merchants where market_id = ${marketId} and merchant_id = ${merchantId}`,
  )
  return row?.name
}

/** Stalls where the merchant sells on a date. */
export const stallsOfMerchant = async (
  tx: Tx,
  marketId: string,
  merchantId: string,
  onDate: string,
): Promise<string[]> => {
  const rows = await rowsOf<{ code: string }>(
    tx,
    sql`select s.code from tenancies t join stalls s on s.market_id = t.market_id and s.stall_id = t.stall_id
        where t.market_id = ${marketId} and t.merchant_id = ${merchantId} and t.from_on <= ${onDate}::date
          and (t.to_on is null or t.to_on > ${onDate}::date) order by s.code`,
  )
  return rows.map((row) => row.code)
}
