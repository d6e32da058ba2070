/** Turnover and prices over all markets that an officer watches: medians and quartiles, with how many markets they rest on. */
import { type SQL, sql } from 'drizzle-orm'
import { addDays, businessDate } from '@smart-market/shared/time.ts'
import { type Ctx, type Tx, withSystemTransaction } from '../../context.ts'
import { rowsOf } from '../../db/client.ts'
import { reportingMarkets } from '../receiving/index.ts'
import { districtsOf } from './officers.ts'
import { takeInReceived } from './project.ts'

const trendDays = 30

interface Spread extends Record<string, unknown> {
  readonly markets: number
  readonly lowFen: number
  readonly q1Fen: number
  readonly medianFen: number
  readonly q3Fen: number
  readonly highFen: number
}

/** Fen, rounded where a quartile falls between two markets. */
const spreadOf = (value: SQL): SQL => sql`count(*)::int as markets, min(${value})::float8 as "lowFen",
  round(percentile_cont(0.25) within group (order by ${value}))::float8 as "q1Fen",
  round(percentile_cont(0.5) within group (order by ${value}))::float8 as "medianFen",
  round(percentile_cont(0.75) within group (order by ${value}))::float8 as "q3Fen",
  max(${value})::float8 as "highFen"`

const among = (marketIds: readonly string[]): SQL => sql`market_id = any (string_to_array(${marketIds.join(',')}, ','))`

const listTurnover = (tx: Tx, marketIds: readonly string[], from: string) =>
  rowsOf<Spread & { businessDate: string; totalFen: number }>(
    tx,
    sql`select business_date::text as "businessDate", sum(fen)::float8 as "totalFen", ${spreadOf(sql`fen`)}
      from (
        select business_date, coalesce(turnover_fen, case when sale_count > 0 or sales_fen <> 0 then sales_fen end)::float8 as fen
        from supervision_days where ${among(marketIds)} and business_date >= ${from}::date
      ) days where fen is not null group by business_date order by business_date`,
  )

/** A day that is not over has been summed up by few markets: it is taken only when there is no other. */
const newestPriceDay = async (tx: Tx, marketIds: readonly string[], today: string): Promise<string | null> => {
  const [row] = await rowsOf<{ day: string | null }>(
    tx,
    sql`select coalesce(max(business_date) filter (where business_date < ${today}::date), max(business_date))::text as day
      from supervision_prices where ${among(marketIds)} and business_date <= ${today}::date`,
  )
  return row?.day ?? null
}

const listPrices = (tx: Tx, marketIds: readonly string[], date: string, q: string) =>
  rowsOf<Spread & { commodityId: string; name: string; unit: 'kg' | 'piece'; listings: number }>(
    tx,
    sql`select commodity_id as "commodityId", min(name) as name, unit, sum(listings)::int as listings,
        ${spreadOf(sql`median_fen::float8`)}
      from supervision_prices
      where ${among(marketIds)} and business_date = ${date}::date and position(lower(${q}) in lower(name)) > 0
      group by commodity_id, unit order by min(name), unit`,
  )

export const getStatistics = async (ctx: Ctx, query: { q?: string | undefined; businessDate?: string | undefined }) => {
  const districts = districtsOf(ctx)
  await takeInReceived(ctx.deps, ctx.now, districts)
  return withSystemTransaction(ctx.deps, async (tx) => {
    const today = businessDate(ctx.now)
    const marketIds = (await reportingMarkets(tx, districts)).map((market) => market.marketId)
    const pricesOn = query.businessDate ?? (await newestPriceDay(tx, marketIds, today))
    return {
      asOf: ctx.now.toISOString(),
      markets: marketIds.length,
      turnover: await listTurnover(tx, marketIds, addDays(today, 1 - trendDays)),
      pricesOn,
      prices: pricesOn === null ? [] : await listPrices(tx, marketIds, pricesOn, query.q ?? ''),
    }
  })
}
