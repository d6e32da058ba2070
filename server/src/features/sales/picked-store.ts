/** SQL of weighings that were used for lines of orders. */
import { sql } from 'drizzle-orm'
import type { Tx } from '../../context.ts'
import { rowsOf } from '../../db/client.ts'
import { pickedWeighings } from '../../db/schema/sales.ts'
import type { Channel } from './domain.ts'

export interface FreeWeighing {
  readonly saleId: string
  readonly name: string
  readonly weightGrams: number
  /** ISO instant. */
  readonly weighedAt: string
}

/** What an order takes out of the rollups with a weighing. */
export interface WeighingRow extends FreeWeighing {
  readonly businessDate: string
  readonly channel: Channel
  readonly categoryName: string | null
  readonly amountFen: number
}

export interface StallOfMerchant {
  readonly marketId: string
  readonly stallId: string
  readonly merchantId: string
}

/**
 * One thing on the scale, with a weight, whose device did not say how it was paid, that no payment and no order has
 * claimed. The latest first.
 */
export const listFreeWeighings = async (
  tx: Tx,
  { marketId, stallId, merchantId }: StallOfMerchant,
  since: Date,
  dates: readonly string[],
  limit: number,
  saleId?: string,
): Promise<WeighingRow[]> => {
  const rows = await rowsOf<WeighingRow & Record<string, unknown>>(
    tx,
    sql`select s.sale_id as "saleId", l.commodity_name as name, l.weight_grams as "weightGrams",
        s.sold_at::text as "weighedAt", s.business_date::text as "businessDate", s.channel,
        l.category_name as "categoryName", s.amount_fen::float8 as "amountFen"
      from sales s
      join sale_lines l on l.market_id = s.market_id and l.sale_id = s.sale_id and l.weight_grams > 0
      where s.market_id = ${marketId} and s.stall_id = ${stallId} and s.merchant_id = ${merchantId}
        and s.business_date in (select value::date from jsonb_array_elements_text(${JSON.stringify(dates)}::text::jsonb))
        and s.sold_at >= ${since.toISOString()}::timestamptz and s.channel in ('scale', 'till')
        and s.payment_means = 'unknown' and s.amount_fen > 0 and s.line_count = 1
        and (${saleId ?? null}::text is null or s.sale_id = ${saleId ?? null})
        and not exists (select 1 from sale_pairs x where x.market_id = s.market_id and x.weighing_sale_id = s.sale_id)
        and not exists (select 1 from picked_weighings w
          where w.market_id = s.market_id and w.weighing_sale_id = s.sale_id)
      order by s.sold_at desc, s.sale_id desc limit ${limit}::int`,
  )
  return rows.map((row) => ({ ...row, weighedAt: new Date(row.weighedAt).toISOString() }))
}

/** Whether a scale or till has ever sent in a sale of the stall. */
export const isConnected = async (tx: Tx, marketId: string, stallId: string): Promise<boolean> => {
  const rows = await rowsOf<{ found: number }>(
    tx,
    sql`select 1 as found from stall_activity
      where market_id = ${marketId} and stall_id = ${stallId} and channel in ('scale', 'till') limit 1`,
  )
  return rows.length > 0
}

export const insertPicked = async (tx: Tx, row: typeof pickedWeighings.$inferInsert): Promise<void> => {
  await tx.insert(pickedWeighings).values(row)
}
