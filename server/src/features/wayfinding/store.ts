/** SQL of floor plans, of their stalls, and of the daily count of routes. */
import { and, asc, desc, eq, type SQL, sql } from 'drizzle-orm'
import type { MarketPlan } from '@smart-market/shared/wayfinding/plan.ts'
import type { Tx } from '../../context.ts'
import { rowsOf } from '../../db/client.ts'
import { floorPlans, planStalls, type StoredBeacon } from '../../db/schema/wayfinding.ts'

export type PlanRow = typeof floorPlans.$inferSelect
export type PlanStallRow = typeof planStalls.$inferSelect

const summaryColumns = {
  planId: floorPlans.planId,
  source: floorPlans.source,
  fileName: floorPlans.fileName,
  state: floorPlans.state,
  placeCount: floorPlans.placeCount,
  createdBy: floorPlans.createdBy,
  createdAt: floorPlans.createdAt,
  publishedAt: floorPlans.publishedAt,
  withdrawnAt: floorPlans.withdrawnAt,
  schematic: sql<boolean>`(${floorPlans.plan}->>'schematic')::boolean`,
  levelCount: sql<number>`jsonb_array_length(${floorPlans.plan}->'levels')::int`,
  violationCount: sql<number>`jsonb_array_length(${floorPlans.violations})::int`,
  matchedCount: sql<number>`(select count(*)::int from plan_stalls s
    where s.market_id = floor_plans.market_id and s.plan_id = floor_plans.plan_id)`,
}

/** Newest first. */
export const listPlans = async (tx: Tx, marketId: string, planId?: string) =>
  tx
    .select(summaryColumns)
    .from(floorPlans)
    .where(and(eq(floorPlans.marketId, marketId), planId === undefined ? undefined : eq(floorPlans.planId, planId)))
    .orderBy(desc(floorPlans.createdAt), desc(floorPlans.planId))
    .limit(100)

export const insertPlan = async (tx: Tx, row: PlanRow): Promise<void> => {
  await tx.insert(floorPlans).values(row)
}

const isPlan = (marketId: string, planId: string): SQL | undefined =>
  and(eq(floorPlans.marketId, marketId), eq(floorPlans.planId, planId))

export const findPlan = async (tx: Tx, marketId: string, planId: string): Promise<PlanRow | undefined> => {
  const [row] = await tx.select().from(floorPlans).where(isPlan(marketId, planId))
  return row
}

/** Locked until the transaction ends, so that two operators do not publish or match at once. */
export const lockPlan = async (tx: Tx, marketId: string, planId: string): Promise<PlanRow | undefined> => {
  const [row] = await tx.select().from(floorPlans).where(isPlan(marketId, planId)).for('update')
  return row
}

export const setPlanState = async (
  tx: Tx,
  marketId: string,
  planId: string,
  set: Pick<Partial<PlanRow>, 'state' | 'publishedAt' | 'withdrawnAt'>,
): Promise<void> => {
  await tx.update(floorPlans).set(set).where(isPlan(marketId, planId))
}

export const findPublishedId = async (tx: Tx, marketId: string): Promise<string | undefined> => {
  const [row] = await tx
    .select({ planId: floorPlans.planId })
    .from(floorPlans)
    .where(and(eq(floorPlans.marketId, marketId), eq(floorPlans.state, 'published')))
  return row?.planId
}

export const listPlanStalls = async (tx: Tx, marketId: string, planId: string): Promise<PlanStallRow[]> =>
  tx
    .select()
    .from(planStalls)
    .where(and(eq(planStalls.marketId, marketId), eq(planStalls.planId, planId)))
    .orderBy(asc(planStalls.placeId))

/** Two thousand matches are one statement on either engine. */
export const insertPlanStalls = async (
  tx: Tx,
  marketId: string,
  planId: string,
  matches: readonly { placeId: string; stallId: string; matchedBy: string }[],
): Promise<void> => {
  await tx.execute(sql`insert into plan_stalls (market_id, plan_id, place_id, stall_id, matched_by)
    select ${marketId}, ${planId}, m."placeId", m."stallId", m."matchedBy"
    from jsonb_to_recordset(${JSON.stringify(matches)}::jsonb) as m("placeId" text, "stallId" text, "matchedBy" text)`)
}

export const removePlanStall = async (tx: Tx, marketId: string, planId: string, placeId: string): Promise<void> => {
  await tx
    .delete(planStalls)
    .where(and(eq(planStalls.marketId, marketId), eq(planStalls.planId, planId), eq(planStalls.placeId, placeId)))
}

export interface Published {
  readonly planId: string
  readonly publishedAt: Date
  /** Changes whenever a match does. */
  readonly matches: string
}
export const findPublished = async (tx: Tx, marketId: string): Promise<Published | undefined> => {
  const [row] = await tx
    .select({
      planId: floorPlans.planId,
      publishedAt: floorPlans.publishedAt,
      matches: sql<string>`coalesce((select md5(string_agg(s.place_id || '=' || s.stall_id, ',' order by s.place_id))
        from plan_stalls s where s.market_id = floor_plans.market_id and s.plan_id = floor_plans.plan_id), '')`,
    })
    .from(floorPlans)
    .where(and(eq(floorPlans.marketId, marketId), eq(floorPlans.state, 'published')))
  if (row === undefined || row.publishedAt === null) return undefined
  return { ...row, publishedAt: row.publishedAt }
}

export const listBeacons = async (tx: Tx, marketId: string, planId: string): Promise<StoredBeacon[]> => {
  const [row] = await tx.select({ beacons: floorPlans.beacons }).from(floorPlans).where(isPlan(marketId, planId))
  return row?.beacons ?? []
}

export const setBeacons = async (tx: Tx, marketId: string, planId: string, beacons: StoredBeacon[]): Promise<void> => {
  await tx.update(floorPlans).set({ beacons }).where(isPlan(marketId, planId))
}

export const findGeometry = async (tx: Tx, marketId: string, planId: string): Promise<MarketPlan | undefined> => {
  const [row] = await tx.select({ plan: floorPlans.plan }).from(floorPlans).where(isPlan(marketId, planId))
  return row?.plan
}

/** Adds one to the day's count; the day's row is made by whoever comes first. */
export const countRoute = async (
  tx: Tx,
  marketId: string,
  businessDate: string,
  answered: boolean,
  now: Date,
): Promise<void> => {
  const [yes, no] = answered ? [1, 0] : [0, 1]
  const at = answered ? now.toISOString() : null
  await tx.execute(sql`insert into route_counts as c (market_id, business_date, answered, unanswered, last_answered_at)
    values (${marketId}, ${businessDate}::date, ${yes}, ${no}, ${at}::timestamptz)
    on conflict (market_id, business_date) do update set answered = c.answered + excluded.answered,
      unanswered = c.unanswered + excluded.unanswered,
      last_answered_at = coalesce(excluded.last_answered_at, c.last_answered_at)`)
}

export interface PlanTimes {
  readonly firstAt: string | null
  readonly publishedAt: string | null
}
/** When a plan was first made, and since when one has been public, both as of a moment. */
export const planTimes = async (tx: Tx, marketId: string, asOf: Date): Promise<PlanTimes> => {
  const at = asOf.toISOString()
  const [row] = await rowsOf<{ firstAt: string | null; publishedAt: string | null }>(
    tx,
    sql`select to_char(min(created_at) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "firstAt",
      to_char(max(published_at) filter (where published_at <= ${at}::timestamptz
        and (withdrawn_at is null or withdrawn_at > ${at}::timestamptz)) at time zone 'UTC',
        'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "publishedAt"
    from floor_plans where market_id = ${marketId} and created_at <= ${at}::timestamptz`,
  )
  return row ?? { firstAt: null, publishedAt: null }
}

/** Routes given on the business dates `[from, to]`, and whether a route was ever asked for by then. */
export const sumRoutes = async (tx: Tx, marketId: string, from: string, to: string) => {
  const [row] = await rowsOf<{ answered: number; everAsked: boolean; lastAt: string | null }>(
    tx,
    sql`select coalesce(sum(answered) filter (where business_date >= ${from}::date), 0)::int as answered,
      count(*) > 0 as "everAsked",
      to_char(max(last_answered_at) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "lastAt"
    from route_counts where market_id = ${marketId} and business_date <= ${to}::date`,
  )
  return row ?? { answered: 0, everAsked: false, lastAt: null }
}
