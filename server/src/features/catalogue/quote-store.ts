/** SQL of price quotes, the guide prices made of them, and statistics over stalls. */
import { and, asc, between, desc, eq, inArray, sql } from 'drizzle-orm'
import type { Tx } from '../../context.ts'
import { rowsOf } from '../../db/client.ts'
import { priceQuotes } from '../../db/schema/prices.ts'
import type { Quote } from './quote-row.ts'
import { patternOf } from '../../lib/like-pattern.ts'

const columns = {
  businessDate: priceQuotes.businessDate,
  source: priceQuotes.source,
  itemName: priceQuotes.itemName,
  specification: priceQuotes.specification,
  lowFen: priceQuotes.lowFen,
  priceFen: priceQuotes.priceFen,
  highFen: priceQuotes.highFen,
  priceBasis: priceQuotes.priceBasis,
  commodityId: priceQuotes.commodityId,
}

export const listQuotesBetween = async (
  tx: Tx,
  marketId: string,
  sources: readonly string[],
  from: string,
  to: string,
): Promise<Quote[]> =>
  tx
    .select(columns)
    .from(priceQuotes)
    .where(
      and(
        eq(priceQuotes.marketId, marketId),
        inArray(priceQuotes.source, [...sources]),
        between(priceQuotes.businessDate, from, to),
      ),
    )

interface Stamp {
  readonly marketId: string
  readonly importId: string
  readonly setAt: Date
}

/** Writes quotes of an import; a quote that is there already takes the new prices. */
export const upsertQuotes = async (
  tx: Tx,
  quotes: readonly (Quote & { readonly commodityId: string | null })[],
  { marketId, importId, setAt }: Stamp,
): Promise<void> => {
  const json = JSON.stringify(quotes)
  await tx.execute(sql`
    insert into price_quotes (market_id, business_date, source, item_name, specification, commodity_id, low_fen,
      price_fen, high_fen, price_basis, import_id, set_at)
    select ${marketId}::text, q."businessDate", q.source, q."itemName", q.specification, q."commodityId", q."lowFen",
      q."priceFen", q."highFen", q."priceBasis", ${importId}::text, ${setAt.toISOString()}::timestamptz
    from jsonb_to_recordset(${json}::text::jsonb) as q("businessDate" date, source text, "itemName" text,
      specification text, "commodityId" text, "lowFen" bigint, "priceFen" bigint, "highFen" bigint, "priceBasis" text)
    on conflict (market_id, source, business_date, item_name, specification) do update set
      commodity_id = excluded.commodity_id, low_fen = excluded.low_fen, price_fen = excluded.price_fen,
      high_fen = excluded.high_fen, price_basis = excluded.price_basis, import_id = excluded.import_id,
      set_at = excluded.set_at`)
}

/**
 * The guide price of each commodity and day that an import touched: the plain mean of all its quotes of that day and
 * source, in the commodity's usual unit. A price that somebody set from another source stays. Says how many were set.
 */
export const guideFromQuotes = async (tx: Tx, { marketId, importId, setAt }: Stamp): Promise<number> => {
  const rows = await rowsOf<{ n: number }>(
    tx,
    sql`with touched as (
        select distinct business_date, source, commodity_id from price_quotes
        where market_id = ${marketId} and import_id = ${importId} and commodity_id is not null
      ), made as (
        select q.business_date, q.commodity_id, q.source, c.usual_basis,
          round(avg(case when q.price_basis = c.usual_basis then q.price_fen::numeric
            when c.usual_basis = 'per_500g' then q.price_fen / 2.0 else q.price_fen * 2.0 end))::bigint as price_fen,
          row_number() over (partition by q.business_date, q.commodity_id order by q.source) as nth
        from price_quotes q
        join touched t on t.business_date = q.business_date and t.source = q.source and t.commodity_id = q.commodity_id
        join commodities c on c.commodity_id = q.commodity_id
        where q.market_id = ${marketId} and (q.price_basis = 'per_piece') = (c.usual_basis = 'per_piece')
        group by q.business_date, q.commodity_id, q.source, c.usual_basis
      ), written as (
        insert into guide_prices (market_id, business_date, commodity_id, price_fen, price_basis, source, set_at)
        select ${marketId}::text, business_date, commodity_id, price_fen, usual_basis, source,
          ${setAt.toISOString()}::timestamptz
        from made where nth = 1 and price_fen > 0
        on conflict (market_id, business_date, commodity_id) do update set price_fen = excluded.price_fen,
          price_basis = excluded.price_basis, set_at = excluded.set_at
        where guide_prices.source = excluded.source
        returning 1
      ) select count(*)::int as n from written`,
  )
  return rows[0]?.n ?? 0
}

export interface QuoteQuery {
  readonly q?: string | undefined
  readonly source?: string | undefined
  readonly onDate?: string | undefined
  readonly page: number
  readonly pageSize: number
}
/** Newest day first. */
export const listQuotePage = async (tx: Tx, marketId: string, query: QuoteQuery) => {
  const like = patternOf(query.q)
  const where = and(
    eq(priceQuotes.marketId, marketId),
    like === undefined ? undefined : sql`${priceQuotes.itemName} ilike ${like}`,
    query.source === undefined ? undefined : eq(priceQuotes.source, query.source),
    query.onDate === undefined ? undefined : eq(priceQuotes.businessDate, query.onDate),
  )
  const items = await tx
    .select(columns)
    .from(priceQuotes)
    .where(where)
    .orderBy(desc(priceQuotes.businessDate), asc(priceQuotes.itemName), asc(priceQuotes.specification))
    .limit(query.pageSize)
    .offset((query.page - 1) * query.pageSize)
  const [count] = await tx
    .select({ total: sql<number>`count(*)::int` })
    .from(priceQuotes)
    .where(where)
  return { items, total: count?.total ?? 0 }
}

export interface CommodityStatistics extends Record<string, unknown> {
  readonly commodityId: string
  readonly commodityName: string
  readonly categoryCode: string
  readonly priceBasis: 'per_500g' | 'per_kg' | 'per_piece'
  readonly stalls: number
  readonly listings: number
  readonly confirmedToday: number
  readonly lowestFen: number
  readonly medianFen: number
  readonly typicalFen: number
  readonly highestFen: number
}

/** Listed prices of goods on sale, in each commodity's usual unit; one price a stall: its lowest for the commodity. */
export const listedStatistics = async (tx: Tx, marketId: string, today: string): Promise<CommodityStatistics[]> =>
  rowsOf<CommodityStatistics>(
    tx,
    sql`with priced as (
        select l.stall_id, l.commodity_id, l.price_on = ${today}::date as confirmed,
          case when l.price_basis = c.usual_basis then l.price_fen::numeric
            when c.usual_basis = 'per_500g' then l.price_fen / 2.0 else l.price_fen * 2.0 end as fen
        from listings l join commodities c on c.commodity_id = l.commodity_id
        where l.market_id = ${marketId} and l.state = 'on_sale'
          and (l.price_basis = 'per_piece') = (c.usual_basis = 'per_piece')
          and exists (select from tenancies t where t.market_id = l.market_id and t.merchant_id = l.merchant_id
            and t.stall_id = l.stall_id and t.from_on <= ${today}::date
            and (t.to_on is null or t.to_on > ${today}::date))
      ), stalls as (
        select commodity_id, stall_id, min(fen) as fen, count(*)::int as listings, bool_or(confirmed) as confirmed
        from priced group by commodity_id, stall_id
      )
      select s.commodity_id as "commodityId", c.name as "commodityName", c.category_code as "categoryCode",
        c.usual_basis as "priceBasis", count(*)::int as stalls, sum(s.listings)::int as listings,
        (count(*) filter (where s.confirmed))::int as "confirmedToday", round(min(s.fen))::float8 as "lowestFen",
        round(percentile_cont(0.5) within group (order by s.fen::float8)::numeric)::float8 as "medianFen",
        round(exp(avg(ln(s.fen)))::numeric)::float8 as "typicalFen", round(max(s.fen))::float8 as "highestFen"
      from stalls s join commodities c on c.commodity_id = s.commodity_id
      group by s.commodity_id, c.name, c.category_code, c.usual_basis, c.sort order by c.sort`,
  )
