/** Rules of visits and of the daily analysis. Pure. */
import type { Analysis } from '@smart-market/shared/contracts/insights.ts'
import { businessDateStart } from '@smart-market/shared/time.ts'
import type { StallTotal } from '../sales/index.ts'

export const hourMs = 3_600_000
export const maxEntryCount = 1_000_000
const earliest = businessDateStart('2000-01-01').getTime()

/** A whole hour that has begun. Shanghai is eight whole hours from UTC, so its hours are whole in both. */
export const isReportableHour = (at: Date, now: Date): boolean =>
  at.getTime() % hourMs === 0 && at.getTime() >= earliest && at <= now

/** Hour of the day in Shanghai, 0–23. */
export const localHour = (at: Date): number => (at.getUTCHours() + 8) % 24

export interface DayRecords {
  /** Collected sales by stall, largest first. */
  readonly stalls: readonly StallTotal[]
  readonly categories: readonly { readonly categoryName: string; readonly amountFen: number }[]
  readonly hours: readonly { readonly hourAt: Date; readonly entryCount: number }[]
}
type DayResult = Pick<
  Analysis,
  | 'turnoverFen'
  | 'saleCount'
  | 'refundCount'
  | 'refundFen'
  | 'categoryShares'
  | 'entryCount'
  | 'busiestHour'
  | 'stallsReporting'
>

/** What one day's records say; null where nothing was recorded. Shares are of the lines that were sold, not returned. */
export const analyseDay = ({ stalls, categories, hours }: DayRecords): DayResult => {
  const sold = categories.filter((category) => category.amountFen > 0)
  const soldFen = sold.reduce((sum, category) => sum + category.amountFen, 0)
  const byHour = new Map<number, number>()
  for (const { hourAt, entryCount } of hours)
    byHour.set(localHour(hourAt), (byHour.get(localHour(hourAt)) ?? 0) + entryCount)
  const busiest = [...byHour].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0]
  return {
    turnoverFen: stalls.length === 0 ? null : stalls.reduce((sum, stall) => sum + stall.amountFen, 0),
    saleCount: stalls.reduce((sum, stall) => sum + stall.saleCount, 0),
    refundCount: stalls.reduce((sum, stall) => sum + stall.refundCount, 0),
    refundFen: stalls.reduce((sum, stall) => sum + stall.refundFen, 0),
    categoryShares: sold.map(({ categoryName, amountFen }) => ({
      categoryName,
      amountFen,
      share: Math.round((amountFen / soldFen) * 10_000) / 10_000,
    })),
    entryCount: hours.length === 0 ? null : hours.reduce((sum, hour) => sum + hour.entryCount, 0),
    busiestHour: busiest === undefined || busiest[1] === 0 ? null : busiest[0],
    stallsReporting: stalls.length,
  }
}
