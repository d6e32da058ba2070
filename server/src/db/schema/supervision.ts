/**
 * What supervision has made of the received events: maintained as they arrive, so that a page costs the number of
 * markets and not of sales. Every table begins with market_id, as the received ones do.
 */
import { bigint, doublePrecision, index, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { claimVerdicts, openItemKinds, priceUnits } from '@smart-market/shared/contracts/supervision.ts'
import { at, fen, marketIdColumn, on, tenantPolicies } from './columns.ts'

export const supervisionCursors = pgTable(
  'supervision_cursors',
  {
    marketId: text('market_id').primaryKey(),
    sequence: bigint('sequence', { mode: 'number' }).notNull(),
    movedAt: at('moved_at').notNull(),
  },
  () => tenantPolicies('supervision_cursors'),
)

export const supervisionDays = pgTable(
  'supervision_days',
  {
    marketId: marketIdColumn(),
    businessDate: on('business_date').notNull(),
    salesFen: fen('sales_fen').notNull(),
    saleCount: integer('sale_count').notNull(),
    tests: integer('tests').notNull(),
    testsPositive: integer('tests_positive').notNull(),
    complaints: integer('complaints').notNull(),
    /** What the market itself summed up once the day was over; null until then, and when machines collected nothing. */
    turnoverFen: fen('turnover_fen'),
    entryCount: integer('entry_count'),
  },
  (t) => [primaryKey({ columns: [t.marketId, t.businessDate] }), ...tenantPolicies('supervision_days')],
)

/** What a kind of goods cost in a market on a day; weight prices by the kilogram. */
export const supervisionPrices = pgTable(
  'supervision_prices',
  {
    marketId: marketIdColumn(),
    businessDate: on('business_date').notNull(),
    commodityId: text('commodity_id').notNull(),
    unit: text('unit', { enum: priceUnits }).notNull(),
    name: text('name').notNull(),
    listings: integer('listings').notNull(),
    lowFen: fen('low_fen').notNull(),
    medianFen: fen('median_fen').notNull(),
    highFen: fen('high_fen').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.businessDate, t.commodityId, t.unit] }),
    ...tenantPolicies('supervision_prices'),
  ],
)

export const supervisionOpenItems = pgTable(
  'supervision_open_items',
  {
    marketId: marketIdColumn(),
    kind: text('kind', { enum: openItemKinds }).notNull(),
    itemId: text('item_id').notNull(),
    since: at('since').notNull(),
  },
  (t) => [primaryKey({ columns: [t.marketId, t.kind, t.itemId] }), ...tenantPolicies('supervision_open_items')],
)

/** Points as the market claims them, beside those that its own facts give here. */
export const supervisionClaims = pgTable(
  'supervision_claims',
  {
    marketId: marketIdColumn(),
    sequence: bigint('sequence', { mode: 'number' }).notNull(),
    rubricId: text('rubric_id').notNull(),
    takenAt: at('taken_at').notNull(),
    low: doublePrecision('low').notNull(),
    high: doublePrecision('high').notNull(),
    max: doublePrecision('max').notNull(),
    recomputedLow: doublePrecision('recomputed_low'),
    recomputedHigh: doublePrecision('recomputed_high'),
    verdict: text('verdict', { enum: claimVerdicts }).notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.sequence] }),
    index('supervision_claims__newest').on(t.marketId, t.rubricId, t.sequence),
    ...tenantPolicies('supervision_claims'),
  ],
)
