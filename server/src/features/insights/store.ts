import { and, desc, eq, gte, lte, type SQL, sql } from 'drizzle-orm'
import type { Analysis } from '@smart-market/shared/contracts/insights.ts'
import { addDays, businessDate, businessDateStart } from '@smart-market/shared/time.ts'
import type { Tx } from '../../context.ts'
import { rowsOf } from '../../db/client.ts'
import { analysisRuns } from '../../db/schema/insights.ts'

export interface HourRow {
  readonly counterCode: string
  readonly hourAt: string
  readonly businessDate: string
  readonly entryCount: number
}

/** Writes hours, the given one winning over the stored; returns those that were new or different. */
export const upsertHours = async (
  tx: Tx,
  marketId: string,
  rows: readonly HourRow[],
  now: Date,
): Promise<{ hours: number; entryCount: number; businessDates: string[] }> => {
  const changed = await rowsOf<{ entry_count: number; day: string }>(
    tx,
    sql`insert into foot_traffic_hours as f (market_id, counter_code, hour_at, business_date, entry_count, recorded_at)
      select ${marketId}, r."counterCode", r."hourAt", r."businessDate", r."entryCount", ${now.toISOString()}::timestamptz
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r("counterCode" text, "hourAt" timestamptz,
        "businessDate" date, "entryCount" int)
      on conflict (market_id, counter_code, hour_at) do update
      set entry_count = excluded.entry_count, recorded_at = excluded.recorded_at
      where f.entry_count <> excluded.entry_count
      returning entry_count, business_date::text as day`,
  )
  return {
    hours: changed.length,
    entryCount: changed.reduce((sum, row) => sum + row.entry_count, 0),
    businessDates: [...new Set(changed.map((row) => row.day))].sort(),
  }
}

/**
 * Hours of all counters in `[from, to)`. The key begins with the counter, so its index is read once a counter: the
 * list of counters is stepped through, not scanned, and the cost does not grow with the years behind.
 */
const hoursBetween = (marketId: string, from: Date, to: Date): SQL => sql`(
  with recursive counters as (
    (select counter_code from foot_traffic_hours where market_id = ${marketId} order by counter_code limit 1)
    union all
    select (select h.counter_code from foot_traffic_hours h
      where h.market_id = ${marketId} and h.counter_code > c.counter_code order by h.counter_code limit 1)
    from counters c where c.counter_code is not null
  )
  select h.* from counters c cross join lateral (
    select counter_code, hour_at, business_date, entry_count from foot_traffic_hours
    where market_id = ${marketId} and counter_code = c.counter_code
      and hour_at >= ${from.toISOString()}::timestamptz and hour_at < ${to.toISOString()}::timestamptz
  ) h where c.counter_code is not null
) hours`

const daySpan = (fromDate: string, toDate: string): [Date, Date] => [
  businessDateStart(fromDate),
  businessDateStart(addDays(toDate, 1)),
]

export const listHours = async (
  tx: Tx,
  marketId: string,
  fromDate: string,
  toDate: string,
): Promise<{ counterCode: string; hourAt: Date; entryCount: number }[]> => {
  const rows = await rowsOf<{ counterCode: string; hourMs: number; entryCount: number }>(
    tx,
    sql`select counter_code as "counterCode", (extract(epoch from hour_at) * 1000)::float8 as "hourMs",
        entry_count as "entryCount"
      from ${hoursBetween(marketId, ...daySpan(fromDate, toDate))} order by hour_at, counter_code`,
  )
  return rows.map(({ counterCode, hourMs, entryCount }) => ({ counterCode, hourAt: new Date(hourMs), entryCount }))
}

export const listFootTrafficDays = async (tx: Tx, marketId: string, fromDate: string, toDate: string) =>
  rowsOf<{ businessDate: string; entryCount: number; hoursReported: number; counters: number }>(
    tx,
    sql`select business_date::text as "businessDate", sum(entry_count)::int as "entryCount",
        count(distinct hour_at)::int as "hoursReported", count(distinct counter_code)::int as counters
      from ${hoursBetween(marketId, ...daySpan(fromDate, toDate))} group by business_date order by business_date`,
  )

/**
 * Start of the newest reported hour by `asOf`, and on how many of the last 30 business dates, that of `asOf` among
 * them, any hour was reported.
 */
export const footTrafficState = async (
  tx: Tx,
  marketId: string,
  asOf: Date,
): Promise<{ lastHourAt: Date | null; days30: number }> => {
  const until = new Date(asOf.getTime() + 1)
  const first = businessDateStart(addDays(businessDate(asOf), -29))
  const read = async (from: Date) => {
    const [row] = await rowsOf<{ lastMs: number | null; days: number }>(
      tx,
      sql`select (extract(epoch from max(hour_at)) * 1000)::float8 as "lastMs",
        count(distinct business_date)::int as days from ${hoursBetween(marketId, from, until)}`,
    )
    return row
  }
  const recent = await read(first)
  // Silent for a month: only then is it worth looking further back.
  const lastMs = recent?.lastMs ?? (await read(new Date(0)))?.lastMs ?? null
  return { lastHourAt: lastMs === null ? null : new Date(lastMs), days30: recent?.days ?? 0 }
}

export type AnalysisRow = typeof analysisRuns.$inferSelect

/** Keeps a result; one of the same moment that is there already stands. */
export const insertAnalysis = async (tx: Tx, row: typeof analysisRuns.$inferInsert): Promise<boolean> => {
  const inserted = await tx
    .insert(analysisRuns)
    .values(row)
    .onConflictDoNothing()
    .returning({ id: analysisRuns.analysisRunId })
  return inserted.length > 0
}

export const lockAnalysisDay = async (tx: Tx, marketId: string, date: string): Promise<void> => {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${`analysis ${marketId} ${date}`}))`)
}

type Refunds = Pick<Analysis, 'refundCount' | 'refundFen'>
/** Older results counted refunds among the sales. */
type Kept = Omit<Analysis, keyof Refunds> & Partial<Refunds>

/** The newest result of each business date. */
export const listNewestAnalyses = async (
  tx: Tx,
  marketId: string,
  fromDate: string,
  toDate: string,
): Promise<Analysis[]> => {
  const rows = await tx
    .selectDistinctOn([analysisRuns.businessDate])
    .from(analysisRuns)
    .where(
      and(
        eq(analysisRuns.marketId, marketId),
        gte(analysisRuns.businessDate, fromDate),
        lte(analysisRuns.businessDate, toDate),
      ),
    )
    .orderBy(desc(analysisRuns.businessDate), desc(analysisRuns.computedAt))
  return rows.map((row) => ({ refundCount: null, refundFen: null, ...(row.result as Kept) }))
}

/** Newest run by `asOf`, and how many of the runs computed since `since` were for different business dates. */
export const countAnalyses = async (tx: Tx, marketId: string, since: Date, asOf: Date) => {
  const [row] = await rowsOf<{ lastMs: number | null; runs: number }>(
    tx,
    sql`select (extract(epoch from max(computed_at)) * 1000)::float8 as "lastMs",
        count(distinct business_date) filter (where computed_at >= ${since.toISOString()}::timestamptz)::int as runs
      from analysis_runs where market_id = ${marketId} and computed_at <= ${asOf.toISOString()}::timestamptz`,
  )
  return { lastMs: row?.lastMs ?? null, runs: row?.runs ?? 0 }
}
