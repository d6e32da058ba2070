/** Counts and sums of a stretch of feed, as daily heads state them; the same for who signs and who checks. */
import { type SQL, sql } from 'drizzle-orm'
import type { HeadStatement } from './statements.ts'

export type Figures = Pick<HeadStatement, 'eventCounts' | 'salesAmountFen' | 'saleCount'>

export type FigureRow = {
  readonly type: string
  readonly events: number
  readonly amount: number
  readonly sales: number
}

export const noFigures: Figures = { eventCounts: {}, salesAmountFen: 0, saleCount: 0 }

/** `select … from` the table of events; the caller adds `where market_id = … group by type`. */
export const figuresSql = (table: 'feed_events' | 'received_events'): SQL => sql`select type, count(*)::int as events,
    coalesce(sum((payload ->> 'amountFen')::bigint) filter (where type = 'sales.recorded'), 0)::float8 as amount,
    coalesce(sum((payload ->> 'saleCount')::bigint) filter (where type = 'sales.recorded'), 0)::float8 as sales
  from ${sql.identifier(table)}`

export const addFigures = (before: Figures, rows: readonly FigureRow[]): Figures => {
  const eventCounts: Record<string, number> = { ...before.eventCounts }
  for (const row of rows) eventCounts[row.type] = (eventCounts[row.type] ?? 0) + row.events
  return {
    eventCounts,
    salesAmountFen: before.salesAmountFen + rows.reduce((sum, row) => sum + row.amount, 0),
    saleCount: before.saleCount + rows.reduce((sum, row) => sum + row.sales, 0),
  }
}

export const sameFigures = (a: Figures, b: Figures): boolean =>
  a.salesAmountFen === b.salesAmountFen &&
  a.saleCount === b.saleCount &&
  sorted(a.eventCounts) === sorted(b.eventCounts)

const sorted = (counts: Readonly<Record<string, number>>): string =>
  JSON.stringify(Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1)))
