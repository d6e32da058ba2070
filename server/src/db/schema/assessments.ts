import { doublePrecision, index, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { at, bytes, marketIdColumn, on, tenantPolicies } from './columns.ts'

/** Points that a named person gave to a judged leaf. Append-only; the newest up to the moment counts. */
export const judgements = pgTable(
  'judgements',
  {
    marketId: marketIdColumn(),
    judgementId: text('judgement_id').notNull(),
    rubricId: text('rubric_id').notNull(),
    leafId: text('leaf_id').notNull(),
    points: text('points').notNull(),
    reason: text('reason').notNull(),
    enteredBy: text('entered_by').notNull(),
    enteredAt: at('entered_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.judgementId] }),
    index('judgements__leaf').on(t.marketId, t.rubricId, t.leafId, t.enteredAt),
    ...tenantPolicies('judgements'),
  ],
)

/** Append-only. Holds the facts too, so that anyone can recompute the assessment to the same bytes. */
export const assessmentSnapshots = pgTable(
  'assessment_snapshots',
  {
    marketId: marketIdColumn(),
    snapshotId: text('snapshot_id').notNull(),
    rubricId: text('rubric_id').notNull(),
    rubricVersion: text('rubric_version').notNull(),
    engineVersion: text('engine_version').notNull(),
    businessDate: on('business_date').notNull(),
    takenAt: at('taken_at').notNull(),
    takenBy: text('taken_by').notNull(),
    low: doublePrecision('low').notNull(),
    high: doublePrecision('high').notNull(),
    max: doublePrecision('max').notNull(),
    coverageShare: doublePrecision('coverage_share').notNull(),
    factsGzip: bytes('facts_gzip').notNull(),
    assessmentGzip: bytes('assessment_gzip').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.snapshotId] }),
    index('assessment_snapshots__taken').on(t.marketId, t.rubricId, t.takenAt),
    ...tenantPolicies('assessment_snapshots'),
  ],
)
