/** What other features ask about food safety: figures for notices and screens, and evidence for assessments. */
import { addDays, businessDate } from '@smart-market/shared/time.ts'
import { sql } from 'drizzle-orm'
import type { Tx } from '../../context.ts'
import { rowsOf } from '../../db/client.ts'
import { firstToExpire, mayBeSold } from './batch-order.ts'

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
  readonly stallCode: string | null
  readonly commodityName: string
  readonly item: string
  readonly result: 'negative' | 'positive' | 'invalid'
  readonly businessDate: string
}
/** Results of business dates from `since` on, newest first, for boards, screens and stall pages; all stalls unless one is named. */
export const listRecentQuickTests = async (
  tx: Tx,
  marketId: string,
  { since, limit, stallCode }: { since: string; limit: number; stallCode?: string },
): Promise<PublicQuickTest[]> =>
  rowsOf<PublicQuickTest>(
    tx,
    sql`select q.quick_test_id as "quickTestId", s.code as "stallCode", q.commodity_name as "commodityName", q.item,
        q.result, q.business_date::text as "businessDate"
      from quick_tests q left join stalls s on s.market_id = q.market_id and s.stall_id = q.stall_id
      where q.market_id = ${marketId} and q.business_date >= ${since}::date
        ${stallCode === undefined ? sql`` : sql`and s.code = ${stallCode}`}
      order by q.tested_at desc, q.quick_test_id desc limit ${limit}`,
  )

export interface BatchOnSale extends Record<string, unknown> {
  readonly traceCode: string
  readonly commodityName: string
  readonly originPlace: string
  readonly enteredOn: string
  readonly result: 'negative' | 'positive' | 'invalid' | null
}
/** What a stall sells now, first to expire first; nothing under a hold, nothing that waits for a test. */
export const listBatchesOnSale = async (
  tx: Tx,
  marketId: string,
  stallCode: string,
  limit: number,
): Promise<BatchOnSale[]> =>
  rowsOf<BatchOnSale>(
    tx,
    sql`select trace_code as "traceCode", commodity_name as "commodityName", origin_place as "originPlace",
        (entered_at at time zone 'Asia/Shanghai')::date::text as "enteredOn",
        (select q.result from quick_tests q where q.market_id = batches.market_id and q.batch_id = batches.batch_id
          and q.result <> 'invalid' order by q.tested_at desc limit 1) as result
      from batches join stalls s on s.market_id = batches.market_id and s.stall_id = batches.stall_id
      where batches.market_id = ${marketId} and s.code = ${stallCode} and ${mayBeSold}
      order by ${firstToExpire} limit ${limit}`,
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
