import type { MarketPlan } from '@smart-market/shared/wayfinding/plan.ts'
import { sql } from 'drizzle-orm'
import { check, foreignKey, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { at, marketIdColumn, on, tenantPolicies } from './columns.ts'
import { stalls } from './markets.ts'

/** What a plan's file breaks of its standard, as the importer found it. */
export interface StoredViolation {
  file: string
  featureId: string | null
  code: string
  message: string
}

/** A beacon that the market has put up: its three iBeacon numbers, and where it hangs on the plan, metres. */
export interface StoredBeacon {
  uuid: string
  major: number
  minor: number
  levelId: string
  x: number
  y: number
}

/** Floor plans, every import a new row; at most one of a market is published. */
export const floorPlans = pgTable(
  'floor_plans',
  {
    marketId: marketIdColumn(),
    planId: text('plan_id').notNull(),
    source: text('source', { enum: ['imdf', 'osm', 'schematic'] }).notNull(),
    fileName: text('file_name').notNull(),
    state: text('state', { enum: ['draft', 'published', 'withdrawn'] }).notNull(),
    /** Levels, walkable areas, walls, doors, stairs, lifts and places, in metres; matched stalls are not in it. */
    plan: jsonb('plan').$type<MarketPlan>().notNull(),
    violations: jsonb('violations').$type<StoredViolation[]>().notNull(),
    beacons: jsonb('beacons')
      .$type<StoredBeacon[]>()
      .notNull()
      .default(sql`'[]'::jsonb`),
    placeCount: integer('place_count').notNull(),
    createdBy: text('created_by').notNull(),
    createdAt: at('created_at').notNull(),
    publishedAt: at('published_at'),
    withdrawnAt: at('withdrawn_at'),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.planId] }),
    uniqueIndex('floor_plans__published')
      .on(t.marketId)
      .where(sql`state = 'published'`),
    index('floor_plans__created').on(t.marketId, t.createdAt),
    ...tenantPolicies('floor_plans'),
  ],
)

/** Which place of a plan is which stall of the ledger. A stall stands at one place of a plan at most. */
export const planStalls = pgTable(
  'plan_stalls',
  {
    marketId: marketIdColumn(),
    planId: text('plan_id').notNull(),
    placeId: text('place_id').notNull(),
    stallId: text('stall_id').notNull(),
    matchedBy: text('matched_by', { enum: ['code', 'name', 'hand', 'made'] }).notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.planId, t.placeId] }),
    uniqueIndex('plan_stalls__stall').on(t.marketId, t.planId, t.stallId),
    foreignKey({
      name: 'plan_stalls__plan',
      columns: [t.marketId, t.planId],
      foreignColumns: [floorPlans.marketId, floorPlans.planId],
    }).onDelete('cascade'),
    foreignKey({
      name: 'plan_stalls__stall_fk',
      columns: [t.marketId, t.stallId],
      foreignColumns: [stalls.marketId, stalls.stallId],
    }),
    ...tenantPolicies('plan_stalls'),
  ],
)

/** Routes asked for and given, a row a day: nothing about who asked, from where or to where. */
export const routeCounts = pgTable(
  'route_counts',
  {
    marketId: marketIdColumn(),
    businessDate: on('business_date').notNull(),
    answered: integer('answered').notNull(),
    unanswered: integer('unanswered').notNull(),
    lastAnsweredAt: at('last_answered_at'),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.businessDate] }),
    check('route_counts__counts', sql`${t.answered} >= 0 and ${t.unanswered} >= 0`),
    ...tenantPolicies('route_counts'),
  ],
)
