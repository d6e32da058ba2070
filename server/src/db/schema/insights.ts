import { integer, jsonb, pgTable, primaryKey, text, unique } from 'drizzle-orm/pg-core'
import { at, marketIdColumn, on, tenantPolicies } from './columns.ts'

export const footTrafficHours = pgTable(
  'foot_traffic_hours',
  {
    marketId: marketIdColumn(),
    counterCode: text('counter_code').notNull(),
    hourAt: at('hour_at').notNull(),
    businessDate: on('business_date').notNull(),
    entryCount: integer('entry_count').notNull(),
    recordedAt: at('recorded_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.marketId, t.counterCode, t.hourAt] }), ...tenantPolicies('foot_traffic_hours')],
)

export const analysisRuns = pgTable(
  'analysis_runs',
  {
    marketId: marketIdColumn(),
    analysisRunId: text('analysis_run_id').notNull(),
    businessDate: on('business_date').notNull(),
    computedAt: at('computed_at').notNull(),
    result: jsonb('result').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.analysisRunId] }),
    unique('analysis_runs__computed').on(t.marketId, t.businessDate, t.computedAt),
    ...tenantPolicies('analysis_runs'),
  ],
)
