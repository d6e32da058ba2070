import { and, eq, lte, sql } from 'drizzle-orm'
import { addDays, businessDate } from '@smart-market/shared/time.ts'
import type { Tx } from '../../context.ts'
import { analysisRuns, footTrafficHours } from '../../db/schema/insights.ts'

/** Newest hour counted up to `asOf`, and how many of the last 30 business days have a count. */
export const footTrafficState = async (
  tx: Tx,
  marketId: string,
  asOf: Date,
): Promise<{ lastHourAt: Date | null; days30: number }> => {
  const since = addDays(businessDate(asOf), -29)
  const [row] = await tx
    .select({
      lastHourAt: sql<string | null>`max(${footTrafficHours.hourAt})`,
      days30: sql<number>`count(distinct ${footTrafficHours.businessDate}) filter (where ${footTrafficHours.businessDate} >= ${since}::date)::int`,
    })
    .from(footTrafficHours)
    .where(and(eq(footTrafficHours.marketId, marketId), lte(footTrafficHours.hourAt, asOf)))
  const last = row?.lastHourAt ?? null
  return { lastHourAt: last === null ? null : new Date(last), days30: row?.days30 ?? 0 }
}

/** Newest analysis up to `asOf`, and how many were completed in the 30 days before. */
export const analysisState = async (
  tx: Tx,
  marketId: string,
  asOf: Date,
): Promise<{ lastRunAt: Date | null; runs30d: number }> => {
  const since = new Date(asOf.getTime() - 30 * 86_400_000)
  const [row] = await tx
    .select({
      lastRunAt: sql<string | null>`max(${analysisRuns.computedAt})`,
      runs30d: sql<number>`count(*) filter (where ${analysisRuns.computedAt} > ${since.toISOString()}::timestamptz)::int`,
    })
    .from(analysisRuns)
    .where(and(eq(analysisRuns.marketId, marketId), lte(analysisRuns.computedAt, asOf)))
  const last = row?.lastRunAt ?? null
  return { lastRunAt: last === null ? null : new Date(last), runs30d: row?.runs30d ?? 0 }
}
