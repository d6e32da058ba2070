/** What other features ask about food safety: figures for notices and screens, and evidence for assessments. */
import { addDays, businessDate } from '@smart-market/shared/time.ts'
import { sql } from 'drizzle-orm'
import type { Tx } from '../../context.ts'
import { rowsOf } from '../../db/client.ts'

export interface QuickTestFigure extends Record<string, unknown> {
  readonly businessDate: string
  readonly tests: number
  readonly negative: number
  readonly positive: number
  readonly invalid: number
  /** Merchants whose goods were tested. */
  readonly merchants: number
}
/** Counts of each business date in `[from, to]` that has tests, newest first: what boards and notices publish. */
export const listQuickTestFigures = async (
  tx: Tx,
  marketId: string,
  from: string,
  to: string,
): Promise<QuickTestFigure[]> =>
  rowsOf<QuickTestFigure>(
    tx,
    sql`select business_date::text as "businessDate", count(*)::int as tests,
        (count(*) filter (where result = 'negative'))::int as negative,
        (count(*) filter (where result = 'positive'))::int as positive,
        (count(*) filter (where result = 'invalid'))::int as invalid,
        count(distinct merchant_id)::int as merchants
      from quick_tests where market_id = ${marketId} and business_date between ${from}::date and ${to}::date
      group by business_date order by business_date desc`,
  )

export interface PublicQuickTest extends Record<string, unknown> {
  readonly quickTestId: string
  readonly stallId: string | null
  readonly commodityName: string
  readonly item: string
  readonly result: 'negative' | 'positive' | 'invalid'
  readonly businessDate: string
}
/** Newest results first, for screens and stall pages; all stalls unless one is named. */
export const listRecentQuickTests = async (
  tx: Tx,
  marketId: string,
  limit: number,
  stallId?: string,
): Promise<PublicQuickTest[]> =>
  rowsOf<PublicQuickTest>(
    tx,
    sql`select quick_test_id as "quickTestId", stall_id as "stallId", commodity_name as "commodityName", item, result,
        business_date::text as "businessDate"
      from quick_tests where market_id = ${marketId} ${stallId === undefined ? sql`` : sql`and stall_id = ${stallId}`}
      order by tested_at desc, quick_test_id desc limit ${limit}`,
  )

/** When each merchant's goods last came in with a known source, by `asOf`; merchants without are absent. */
export const listLastTracedIntakes = async (
  tx: Tx,
  marketId: string,
  asOf: Date,
): Promise<{ merchantId: string; enteredAt: Date }[]> => {
  const rows = await rowsOf<{ merchantId: string; ms: number }>(
    tx,
    sql`select merchant_id as "merchantId", (extract(epoch from max(entered_at)) * 1000)::float8 as ms
      from intakes where market_id = ${marketId} and entered_at <= ${asOf.toISOString()}::timestamptz
        and state <> 'refused' group by merchant_id`,
  )
  return rows.map(({ merchantId, ms }) => ({ merchantId, enteredAt: new Date(ms) }))
}

export interface SourcingState {
  /** Batches tested with a valid result a day, over the window's days; null when none ever was. */
  readonly testsPerDay: number | null
  readonly lastTestedAt: Date | null
  /** Of the amount sold in the window, how much leads back to a batch, per cent; null without sales. */
  readonly tracedPercent: number | null
}
/** Over the business dates `(asOf − days, asOf]`. */
export const sourcingState = async (tx: Tx, marketId: string, asOf: Date, days: number): Promise<SourcingState> => {
  const to = businessDate(asOf)
  const from = addDays(to, 1 - days)
  const [tests] = await rowsOf<{ tests: number; ms: number | null }>(
    tx,
    sql`select count(distinct coalesce(batch_id, sample_number, quick_test_id)) filter (
          where business_date >= ${from}::date and result <> 'invalid')::int as tests,
        (extract(epoch from max(tested_at)) * 1000)::float8 as ms
      from quick_tests where market_id = ${marketId} and tested_at <= ${asOf.toISOString()}::timestamptz`,
  )
  const [trace] = await rowsOf<{ traced: number | null; amount: number | null }>(
    tx,
    sql`select sum(traced_fen)::float8 as traced, sum(amount_fen)::float8 as amount from trace_days
      where market_id = ${marketId} and business_date between ${from}::date and ${to}::date`,
  )
  const ms = tests?.ms ?? null
  return {
    testsPerDay: ms === null ? null : Math.round(((tests?.tests ?? 0) / days) * 100) / 100,
    lastTestedAt: ms === null ? null : new Date(ms),
    tracedPercent:
      trace?.amount == null || trace.amount <= 0 ? null : Math.round(((trace.traced ?? 0) / trace.amount) * 1000) / 10,
  }
}
