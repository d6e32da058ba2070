/** What a kind of goods cost in the market on one business date, over all stalls: what platforms compare markets by. */
import { addDays, businessDateStart } from '@smart-market/shared/time.ts'
import { sql } from 'drizzle-orm'
import type { Tx } from '../../context.ts'
import { rowsOf } from '../../db/client.ts'

export interface DayPrice extends Record<string, unknown> {
  readonly commodityId: string
  readonly name: string
  /** Weight prices are told by the kilogram, whatever the price tag says. */
  readonly unit: 'kg' | 'piece'
  /** Listings that had a price set or confirmed on the date. */
  readonly listings: number
  readonly lowFen: number
  readonly medianFen: number
  readonly highFen: number
}

/**
 * Each listing counts with its last price of the date, set or confirmed; a price that nobody touched that day says
 * nothing about it. The median is one of the prices, so that no fraction of a fen appears. By name of the goods.
 */
export const listDayPrices = async (tx: Tx, marketId: string, date: string): Promise<DayPrice[]> =>
  rowsOf<DayPrice>(
    tx,
    sql`select c.commodity_id as "commodityId", c.name, p.unit, count(*)::int as listings,
        min(p.fen)::float8 as "lowFen", percentile_disc(0.5) within group (order by p.fen)::float8 as "medianFen",
        max(p.fen)::float8 as "highFen"
      from (
        select distinct on (listing_id) commodity_id,
          case price_basis when 'per_500g' then price_fen * 2 else price_fen end as fen,
          case price_basis when 'per_piece' then 'piece' else 'kg' end as unit
        from price_changes
        where market_id = ${marketId} and commodity_id is not null
          and at >= ${businessDateStart(date).toISOString()}::timestamptz
          and at < ${businessDateStart(addDays(date, 1)).toISOString()}::timestamptz
        order by listing_id, at desc
      ) p join commodities c on c.commodity_id = p.commodity_id
      group by c.commodity_id, c.name, p.unit order by c.name, p.unit`,
  )
