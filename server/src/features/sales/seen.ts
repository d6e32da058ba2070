/** What other features ask about sales. Answers about the present read rollups whose size does not grow with history. */
import { type SQL, sql } from 'drizzle-orm'
import type { PaymentMeans } from '@smart-market/shared/contracts/sales.ts'
import { addDays, businessDate } from '@smart-market/shared/time.ts'
import type { Tx } from '../../context.ts'
import { rowsOf } from '../../db/client.ts'
import { type Channel, clockSkewMs, isCollected, isMobile } from './domain.ts'

export interface StallSalesSeen {
  readonly stallId: string
  /** By WeChat, Alipay or bank card, collected by a machine. */
  readonly lastMobileAt: Date | null
  readonly lastCollectedAt: Date | null
  readonly lastDeclaredAt: Date | null
}

interface Activity extends Record<string, unknown> {
  readonly stallId: string
  readonly channel: Channel
  readonly means: PaymentMeans
  readonly firstMs: number
  readonly lastMs: number
}

interface Seen {
  readonly stallId: string
  readonly channel: Channel
  readonly paymentMeans: PaymentMeans
  readonly atMs: number
}

/**
 * When each stall was last seen selling by `asOf`; stalls never seen are absent. For a past moment, stalls that sold
 * since are looked up in the sales of the day itself and in the day rollups of the window (an earlier day counts from
 * its beginning); beyond the window they stand at their first sale.
 */
export const listStallSalesSeen = async (
  tx: Tx,
  marketId: string,
  asOf: Date,
  windowDays: number,
): Promise<StallSalesSeen[]> => {
  const rows = await rowsOf<Activity>(
    tx,
    sql`select stall_id as "stallId", channel, payment_means as means,
        (extract(epoch from first_sold_at) * 1000)::float8 as "firstMs",
        (extract(epoch from last_sold_at) * 1000)::float8 as "lastMs"
      from stall_activity where market_id = ${marketId} order by stall_id`,
  )
  // A till's clock may run ahead: what it sold "in ten minutes" has been sold.
  const latest = asOf.getTime() + clockSkewMs
  const begun = rows.filter((row) => row.firstMs <= latest)
  const soldSince = begun.filter((row) => row.lastMs > latest)
  const past = await lastSeenBefore(tx, marketId, asOf, windowDays, soldSince)
  return groupByStall(
    begun.map((row) => ({
      stallId: row.stallId,
      channel: row.channel,
      paymentMeans: row.means,
      atMs: Math.min(
        row.lastMs <= latest ? row.lastMs : Math.max(row.firstMs, past.get(keyOf(row)) ?? 0),
        asOf.getTime(),
      ),
    })),
  )
}

const keyOf = (row: Pick<Activity, 'stallId' | 'channel' | 'means'>): string =>
  `${row.stallId}|${row.channel}|${row.means}`

/** Almost every stall sold within these days; only for the others is the rest of the window read. */
const usualGapDays = 7

const lastSeenBefore = async (
  tx: Tx,
  marketId: string,
  asOf: Date,
  windowDays: number,
  wanted: readonly Activity[],
): Promise<ReadonlyMap<string, number>> => {
  const today = businessDate(asOf)
  const days = (from: number, to: number): SQL =>
    sql`select stall_id, channel, payment_means, business_date::timestamp at time zone 'Asia/Shanghai' as at
      from sales_days where market_id = ${marketId} and business_date >= ${addDays(today, -from)}::date
        and business_date < ${addDays(today, -to)}::date and amount_fen > 0`
  const thisDay = sql`select stall_id, channel, payment_means, sold_at as at from sales
    where market_id = ${marketId} and business_date = ${today}::date
      and sold_at <= ${asOf.toISOString()}::timestamptz and amount_fen > 0`
  const found = new Map<string, number>()
  for (const part of [thisDay, days(usualGapDays, 0), days(windowDays, usualGapDays)]) {
    if (wanted.every((row) => found.has(keyOf(row)))) break
    const rows = await rowsOf<Pick<Activity, 'stallId' | 'channel' | 'means'> & { atMs: number }>(
      tx,
      sql`select stall_id as "stallId", channel, payment_means as means,
        (extract(epoch from max(at)) * 1000)::float8 as "atMs" from (${part}) seen group by 1, 2, 3`,
    )
    for (const row of rows) found.set(keyOf(row), Math.max(row.atMs, found.get(keyOf(row)) ?? 0))
  }
  return found
}

const groupByStall = (rows: readonly Seen[]): StallSalesSeen[] => {
  const byStall = new Map<string, { stallId: string; mobile: number; collected: number; declared: number }>()
  for (const { stallId, channel, paymentMeans, atMs } of rows) {
    const stall = byStall.get(stallId) ?? { stallId, mobile: 0, collected: 0, declared: 0 }
    byStall.set(stallId, stall)
    if (!isCollected(channel)) stall.declared = Math.max(stall.declared, atMs)
    else {
      stall.collected = Math.max(stall.collected, atMs)
      if (isMobile(paymentMeans)) stall.mobile = Math.max(stall.mobile, atMs)
    }
  }
  const at = (ms: number): Date | null => (ms === 0 ? null : new Date(ms))
  return [...byStall.values()].map(({ stallId, mobile, collected, declared }) => ({
    stallId,
    lastMobileAt: at(mobile),
    lastCollectedAt: at(collected),
    lastDeclaredAt: at(declared),
  }))
}

/** Whether any machine has ever sent a sale, by `asOf` when given. */
export const hasCollectedSales = async (tx: Tx, marketId: string, asOf?: Date): Promise<boolean> => {
  const by: SQL = asOf === undefined ? sql`true` : sql`first_sold_at <= ${asOf.toISOString()}::timestamptz`
  const rows = await rowsOf<{ found: number }>(
    tx,
    sql`select 1 as found from stall_activity where market_id = ${marketId} and channel <> 'declared' and ${by} limit 1`,
  )
  return rows.length > 0
}

export interface StallTotal {
  readonly stallId: string
  readonly saleCount: number
  /** Net of returns, fen. */
  readonly amountFen: number
  readonly refundCount: number
  readonly refundFen: number
}

/** Collected sales of each stall on the business dates `from` to `to`, both included; the largest amount first. */
export const listStallTotals = async (tx: Tx, marketId: string, from: string, to: string): Promise<StallTotal[]> =>
  rowsOf<StallTotal & Record<string, unknown>>(
    tx,
    sql`select stall_id as "stallId", sum(sale_count)::int as "saleCount", sum(amount_fen)::float8 as "amountFen",
        sum(refund_count)::int as "refundCount", sum(refund_fen)::float8 as "refundFen"
      from sales_days
      where market_id = ${marketId} and business_date between ${from}::date and ${to}::date and channel <> 'declared'
      group by stall_id order by 3 desc, 1`,
  )

/** Collected sale lines by category on one business date, fen; the largest first. Sales without lines are in none. */
export const listCategoryTotals = async (
  tx: Tx,
  marketId: string,
  date: string,
): Promise<{ categoryName: string; lineCount: number; amountFen: number }[]> =>
  rowsOf<{ categoryName: string; lineCount: number; amountFen: number }>(
    tx,
    sql`select category_name as "categoryName", line_count as "lineCount", amount_fen::float8 as "amountFen"
      from category_days where market_id = ${marketId} and business_date = ${date}::date order by 3 desc, 1`,
  )
