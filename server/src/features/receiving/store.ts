/** SQL of markets that report to this platform, their keys, and what they sent. */
import { and, asc, desc, eq, gt, ilike, isNull, or, type SQL, sql } from 'drizzle-orm'
import type { Tx } from '../../context.ts'
import { rowsOf } from '../../db/client.ts'
import {
  receivedEvents,
  receivedForwards,
  receivedHeads,
  receivedKeys,
  receivedMarkets,
  receivedQuarantine,
} from '../../db/schema/receiving.ts'
import { typePrefix } from '../../feed/cloud-event.ts'
import { patternOf } from '../../lib/like-pattern.ts'

export type MarketRow = typeof receivedMarkets.$inferSelect
export type KeyRow = typeof receivedKeys.$inferSelect
export type EventRow = typeof receivedEvents.$inferSelect
export type QuarantineRow = typeof receivedQuarantine.$inferSelect

export const findMarket = async (tx: Tx, marketId: string): Promise<MarketRow | undefined> => {
  const [row] = await tx.select().from(receivedMarkets).where(eq(receivedMarkets.marketId, marketId))
  return row
}

export const lockMarket = async (tx: Tx, marketId: string): Promise<MarketRow | undefined> => {
  const [row] = await tx.select().from(receivedMarkets).where(eq(receivedMarkets.marketId, marketId)).for('update')
  return row
}

export const insertMarket = async (tx: Tx, row: typeof receivedMarkets.$inferInsert): Promise<void> => {
  await tx.insert(receivedMarkets).values(row)
}

export const updateMarket = async (
  tx: Tx,
  marketId: string,
  set: Partial<typeof receivedMarkets.$inferInsert>,
): Promise<void> => {
  await tx.update(receivedMarkets).set(set).where(eq(receivedMarkets.marketId, marketId))
}

export const listKeys = async (tx: Tx, marketId: string): Promise<KeyRow[]> =>
  tx
    .select()
    .from(receivedKeys)
    .where(eq(receivedKeys.marketId, marketId))
    .orderBy(asc(receivedKeys.createdAt), asc(receivedKeys.keyId))

export const insertKey = async (tx: Tx, row: typeof receivedKeys.$inferInsert): Promise<boolean> => {
  const made = await tx.insert(receivedKeys).values(row).onConflictDoNothing().returning({ keyId: receivedKeys.keyId })
  return made.length > 0
}

export const retireKey = async (tx: Tx, marketId: string, keyId: string, retiredAt: Date): Promise<boolean> => {
  const rows = await tx
    .update(receivedKeys)
    .set({ retiredAt })
    .where(and(eq(receivedKeys.marketId, marketId), eq(receivedKeys.keyId, keyId)))
    .returning({ keyId: receivedKeys.keyId })
  return rows.length > 0
}

export interface ListedMarket extends MarketRow {
  readonly openQuarantine: number
  readonly lastHead: { businessDate: string; sequence: number; verdict: 'waiting' | 'agrees' | 'disagrees' } | null
  readonly forwardedSequence: number | null
  readonly forwardProblem: string | null
  readonly total: number
}

const listed = {
  openQuarantine: sql<number>`(select count(*)::int from ${receivedQuarantine} q
    where q.market_id = ${receivedMarkets.marketId} and q.settled_at is null)`,
  lastHead: sql<ListedMarket['lastHead']>`(select jsonb_build_object('businessDate', h.business_date::text,
      'sequence', h.sequence, 'verdict', h.verdict)
    from ${receivedHeads} h where h.market_id = ${receivedMarkets.marketId} order by h.business_date desc limit 1)`,
  total: sql<number>`count(*) over ()::int`,
}

/** Markets of a district, or all for null; `marketId` narrows to one. Removed ones only when asked for by id. */
export const listMarkets = async (
  tx: Tx,
  by: { districtCodes: readonly string[] | null; q?: string | undefined; marketId?: string },
  { limit, offset }: { limit: number; offset: number } = { limit: 10_000, offset: 0 },
): Promise<ListedMarket[]> => {
  const rows = await tx
    .select({ market: receivedMarkets, forward: receivedForwards, ...listed })
    .from(receivedMarkets)
    .leftJoin(receivedForwards, eq(receivedForwards.marketId, receivedMarkets.marketId))
    .where(
      and(
        by.marketId === undefined
          ? sql`${receivedMarkets.state} <> 'removed'`
          : eq(receivedMarkets.marketId, by.marketId),
        by.districtCodes === null
          ? undefined
          : sql`${receivedMarkets.districtCode} = any (string_to_array(${by.districtCodes.join(',')}, ','))`,
        by.q === undefined || by.q === ''
          ? undefined
          : sql`(position(lower(${by.q}) in lower(${receivedMarkets.name})) > 0 or position(lower(${by.q}) in lower(${receivedMarkets.code})) > 0)`,
      ),
    )
    .orderBy(asc(receivedMarkets.districtCode), asc(receivedMarkets.code))
    .limit(limit)
    .offset(offset)
  return rows.map(({ market, forward, ...rest }) => ({
    ...market,
    ...rest,
    forwardedSequence: forward?.cursor ?? null,
    forwardProblem: forward?.lastProblem ?? null,
  }))
}

export const listEvents = async (
  tx: Tx,
  marketId: string,
  { after, limit, type }: { after: number; limit: number; type?: string | undefined },
): Promise<EventRow[]> =>
  tx
    .select()
    .from(receivedEvents)
    .where(
      and(
        eq(receivedEvents.marketId, marketId),
        gt(receivedEvents.sequence, after),
        type === undefined ? undefined : eq(receivedEvents.type, type),
      ),
    )
    .orderBy(asc(receivedEvents.sequence))
    .limit(limit)

export const latestEvent = async (tx: Tx, marketId: string, type: string): Promise<EventRow | undefined> => {
  const [row] = await tx
    .select()
    .from(receivedEvents)
    .where(and(eq(receivedEvents.marketId, marketId), eq(receivedEvents.type, type)))
    .orderBy(desc(receivedEvents.sequence))
    .limit(1)
  return row
}

export const findQuarantine = async (
  tx: Tx,
  marketId: string,
  quarantineId: string,
): Promise<QuarantineRow | undefined> => {
  const [row] = await tx
    .select()
    .from(receivedQuarantine)
    .where(and(eq(receivedQuarantine.marketId, marketId), eq(receivedQuarantine.quarantineId, quarantineId)))
    .for('update')
  return row
}

export const updateQuarantine = async (
  tx: Tx,
  marketId: string,
  quarantineId: string,
  set: Partial<typeof receivedQuarantine.$inferInsert>,
): Promise<void> => {
  await tx
    .update(receivedQuarantine)
    .set(set)
    .where(and(eq(receivedQuarantine.marketId, marketId), eq(receivedQuarantine.quarantineId, quarantineId)))
}

/** A type or an id as it stands in the messages; a number or a Chinese word is looked for in what people read only. */
const quotedInBody = /^[a-z][\w.:-]{3,}$/i

/** By market, by what is wrong, by place in the feed, or by the type or id of an event that was sent. */
const quarantineIs = (q: string | undefined): SQL | undefined => {
  const pattern = patternOf(q)
  if (q === undefined || pattern === undefined) return undefined
  return or(
    ilike(receivedMarkets.name, pattern),
    ilike(receivedMarkets.code, pattern),
    ilike(receivedQuarantine.message, pattern),
    ilike(receivedQuarantine.problem, pattern),
    eq(receivedQuarantine.quarantineId, q),
    sql`${receivedQuarantine.sequence}::text = ${q}`,
    ...(quotedInBody.test(q) ? [`"${q}"`, `"${typePrefix}${q}.v`] : []).map((text) =>
      ilike(receivedQuarantine.body, patternOf(text) ?? ''),
    ),
  )
}

interface QuarantineFilter {
  readonly q?: string | undefined
  readonly districtCodes: readonly string[] | null
  readonly open: boolean | undefined
  readonly marketId?: string | undefined
}
export const listQuarantine = async (
  tx: Tx,
  by: QuarantineFilter,
  { limit, offset }: { limit: number; offset: number },
) => {
  const rows = await tx
    .select({ entry: receivedQuarantine, marketName: receivedMarkets.name, total: sql<number>`count(*) over ()::int` })
    .from(receivedQuarantine)
    .innerJoin(receivedMarkets, eq(receivedMarkets.marketId, receivedQuarantine.marketId))
    .where(
      and(
        by.districtCodes === null
          ? undefined
          : sql`${receivedMarkets.districtCode} = any (string_to_array(${by.districtCodes.join(',')}, ','))`,
        by.marketId === undefined ? undefined : eq(receivedQuarantine.marketId, by.marketId),
        by.open === undefined
          ? undefined
          : by.open
            ? isNull(receivedQuarantine.settledAt)
            : sql`${receivedQuarantine.settledAt} is not null`,
        quarantineIs(by.q),
      ),
    )
    .orderBy(desc(receivedQuarantine.receivedAt), asc(receivedQuarantine.quarantineId))
    .limit(limit)
    .offset(offset)
  return rows.map(({ entry, ...rest }) => ({ ...entry, ...rest }))
}

/** Hashes that are stored for a stretch: what the same numbers must carry if they are sent again. */
export const hashesBetween = async (
  tx: Tx,
  marketId: string,
  from: number,
  to: number,
): Promise<Map<number, string>> => {
  const rows = await rowsOf<{ sequence: number; hash: string }>(
    tx,
    sql`select sequence::float8 as sequence, hash from received_events
      where market_id = ${marketId} and sequence between ${from}::bigint and ${to}::bigint`,
  )
  return new Map(rows.map((row) => [row.sequence, row.hash]))
}

export const findOpenQuarantine = async (
  tx: Tx,
  marketId: string,
  problem: string,
  sequence: number,
): Promise<QuarantineRow | undefined> => {
  const [row] = await tx
    .select()
    .from(receivedQuarantine)
    .where(
      and(
        eq(receivedQuarantine.marketId, marketId),
        eq(receivedQuarantine.problem, problem),
        eq(receivedQuarantine.sequence, sequence),
        isNull(receivedQuarantine.settledAt),
      ),
    )
    .limit(1)
  return row
}

export const insertQuarantine = async (tx: Tx, row: typeof receivedQuarantine.$inferInsert): Promise<void> => {
  await tx.insert(receivedQuarantine).values(row)
}
