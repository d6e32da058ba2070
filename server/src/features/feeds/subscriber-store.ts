/** SQL of subscribers and their dead letters. */
import { and, asc, desc, eq, gt, ilike, inArray, isNull, lte, or, sql } from 'drizzle-orm'
import type { Tx } from '../../context.ts'
import { rowsOf } from '../../db/client.ts'
import { feedDeadLetters, feedEvents, feedSignedHeads, feedSubscribers } from '../../db/schema/feed.ts'
import type { SignedHead } from '../../feed/statements.ts'
import type { StretchEvent } from '../../feed/verify-stretch.ts'
import { patternOf } from '../../lib/like-pattern.ts'

export type SubscriberRow = typeof feedSubscribers.$inferSelect
export type DeadLetterRow = typeof feedDeadLetters.$inferSelect

export const insertSubscriber = async (tx: Tx, row: SubscriberRow): Promise<void> => {
  await tx.insert(feedSubscribers).values(row)
}

export const listSubscribers = async (tx: Tx, marketId: string) => {
  const rows = await tx
    .select({
      row: feedSubscribers,
      deadLetters: sql<number>`(select count(*)::int from feed_dead_letters d where d.market_id = ${feedSubscribers.marketId}
        and d.subscriber_id = ${feedSubscribers.subscriberId} and d.replayed_at is null)`,
    })
    .from(feedSubscribers)
    .where(and(eq(feedSubscribers.marketId, marketId), isNull(feedSubscribers.removedAt)))
    .orderBy(asc(feedSubscribers.createdAt), asc(feedSubscribers.subscriberId))
  return rows.map(({ row, deadLetters }) => ({ ...row, deadLetters }))
}

export const lockSubscriber = async (tx: Tx, marketId: string, id: string): Promise<SubscriberRow | undefined> => {
  const [row] = await tx
    .select()
    .from(feedSubscribers)
    .where(
      and(
        eq(feedSubscribers.marketId, marketId),
        eq(feedSubscribers.subscriberId, id),
        isNull(feedSubscribers.removedAt),
      ),
    )
    .for('update')
  return row
}

export const updateSubscriber = async (
  tx: Tx,
  marketId: string,
  id: string,
  set: Partial<typeof feedSubscribers.$inferInsert>,
): Promise<void> => {
  await tx
    .update(feedSubscribers)
    .set(set)
    .where(and(eq(feedSubscribers.marketId, marketId), eq(feedSubscribers.subscriberId, id)))
}

/** A subscriber that is to be sent to, as it is now. */
export const findActive = async (tx: Tx, marketId: string, id: string): Promise<SubscriberRow | undefined> => {
  const [row] = await tx
    .select()
    .from(feedSubscribers)
    .where(
      and(
        eq(feedSubscribers.marketId, marketId),
        eq(feedSubscribers.subscriberId, id),
        eq(feedSubscribers.state, 'active'),
        isNull(feedSubscribers.removedAt),
      ),
    )
  return row
}

/** Takes the right to send until `until`; false when another process has it or the subscriber is not active. */
export const leaseSubscriber = async (
  tx: Tx,
  marketId: string,
  id: string,
  now: Date,
  until: Date,
): Promise<SubscriberRow | undefined> => {
  const at = sql`${now.toISOString()}::timestamptz`
  const [row] = await tx
    .update(feedSubscribers)
    .set({ leasedUntil: until })
    .where(
      and(
        eq(feedSubscribers.marketId, marketId),
        eq(feedSubscribers.subscriberId, id),
        eq(feedSubscribers.state, 'active'),
        isNull(feedSubscribers.removedAt),
        sql`(${feedSubscribers.leasedUntil} is null or ${feedSubscribers.leasedUntil} <= ${at})`,
      ),
    )
    .returning()
  return row
}

/** Active subscribers whose time has come and who lack something, or have not been heard since `quietSince`. */
export const listDue = async (
  tx: Tx,
  now: Date,
  quietSince: Date,
  marketId?: string,
): Promise<{ marketId: string; subscriberId: string }[]> =>
  rowsOf<{ marketId: string; subscriberId: string }>(
    tx,
    sql`select s.market_id as "marketId", s.subscriber_id as "subscriberId"
      from feed_subscribers s left join feed_heads h on h.market_id = s.market_id
      where s.state = 'active' and s.removed_at is null and s.next_attempt_at <= ${now.toISOString()}::timestamptz
        and (s.leased_until is null or s.leased_until <= ${now.toISOString()}::timestamptz)
        ${marketId === undefined ? sql`` : sql`and s.market_id = ${marketId}`}
        and (coalesce(h.sequence, 0) > s.cursor or s.last_success_at is null
          or s.last_success_at <= ${quietSince.toISOString()}::timestamptz
          or exists (select from feed_signed_heads d where d.market_id = s.market_id
            and d.business_date > coalesce(s.heads_through, '2000-01-01'::date)))
      order by s.next_attempt_at, s.market_id, s.subscriber_id`,
  )

/** Events after a sequence that a subscriber wants, and up to where the search has come. */
export const eventsFor = async (
  tx: Tx,
  marketId: string,
  { after, upTo, limit, types }: { after: number; upTo: number; limit: number; types: readonly string[] },
): Promise<{ events: StretchEvent[]; scannedTo: number }> => {
  const end = types.length === 0 ? upTo : Math.min(upTo, after + 20_000)
  const subjects = types.filter((type) => type.endsWith('.*')).map((type) => type.slice(0, -2))
  const wanted =
    types.length === 0
      ? undefined
      : sql`(${feedEvents.type} = any (string_to_array(${types.join(',')}, ','))
          or split_part(${feedEvents.type}, '.', 1) = any (string_to_array(${subjects.join(',')}, ',')))`
  const rows = await tx
    .select()
    .from(feedEvents)
    .where(
      and(eq(feedEvents.marketId, marketId), gt(feedEvents.sequence, after), lte(feedEvents.sequence, end), wanted),
    )
    .orderBy(asc(feedEvents.sequence))
    .limit(limit)
  const events = rows.map(({ marketId: _market, occurredAt, ...event }) => ({
    ...event,
    occurredAt: occurredAt.toISOString(),
  }))
  return { events, scannedTo: rows.length < limit ? end : (events.at(-1)?.sequence ?? after) }
}

export const hashAt = async (tx: Tx, marketId: string, sequence: number): Promise<string | undefined> => {
  const [row] = await tx
    .select({ hash: feedEvents.hash })
    .from(feedEvents)
    .where(and(eq(feedEvents.marketId, marketId), eq(feedEvents.sequence, sequence)))
  return row?.hash
}

/** Signed heads after a business date, up to a sequence. */
export const headsAfter = async (
  tx: Tx,
  marketId: string,
  after: string | null,
  upTo: number,
): Promise<SignedHead[]> => {
  const rows = await tx
    .select({ statement: feedSignedHeads.statement })
    .from(feedSignedHeads)
    .where(
      and(
        eq(feedSignedHeads.marketId, marketId),
        gt(feedSignedHeads.businessDate, after ?? '2000-01-01'),
        lte(feedSignedHeads.sequence, upTo),
      ),
    )
    .orderBy(asc(feedSignedHeads.businessDate))
    .limit(60)
  return rows.map((row) => row.statement)
}

export const insertDeadLetter = async (tx: Tx, row: DeadLetterRow): Promise<void> => {
  await tx.insert(feedDeadLetters).values(row)
}

export const openDeadLetterAt = async (
  tx: Tx,
  marketId: string,
  subscriberId: string,
  sequence: number,
): Promise<DeadLetterRow | undefined> => {
  const [row] = await tx
    .select()
    .from(feedDeadLetters)
    .where(
      and(
        eq(feedDeadLetters.marketId, marketId),
        eq(feedDeadLetters.subscriberId, subscriberId),
        eq(feedDeadLetters.sequence, sequence),
        isNull(feedDeadLetters.replayedAt),
      ),
    )
    .limit(1)
  return row
}

export const listDeadLetters = async (
  tx: Tx,
  marketId: string,
  subscriberId: string,
  { q, limit, offset }: { q?: string | undefined; limit: number; offset: number },
) => {
  const pattern = patternOf(q)
  return tx
    .select({ row: feedDeadLetters, total: sql<number>`count(*) over ()::int` })
    .from(feedDeadLetters)
    .where(
      and(
        eq(feedDeadLetters.marketId, marketId),
        eq(feedDeadLetters.subscriberId, subscriberId),
        pattern === undefined
          ? undefined
          : or(
              ilike(feedDeadLetters.type, pattern),
              ilike(feedDeadLetters.reason, pattern),
              sql`${feedDeadLetters.sequence}::text = ${q ?? ''}`,
              eq(feedDeadLetters.deadLetterId, q ?? ''),
            ),
      ),
    )
    .orderBy(desc(feedDeadLetters.refusedAt), desc(feedDeadLetters.sequence))
    .limit(limit)
    .offset(offset)
}

/** Marks dead letters as sent again: those named, or those up to a sequence that has arrived after all. */
export const markReplayed = async (
  tx: Tx,
  marketId: string,
  subscriberId: string,
  which: { deadLetterIds: readonly string[] } | { upTo: number },
  replayedAt: Date,
): Promise<void> => {
  await tx
    .update(feedDeadLetters)
    .set({ replayedAt })
    .where(
      and(
        eq(feedDeadLetters.marketId, marketId),
        eq(feedDeadLetters.subscriberId, subscriberId),
        isNull(feedDeadLetters.replayedAt),
        'upTo' in which
          ? and(lte(feedDeadLetters.sequence, which.upTo), eq(feedDeadLetters.holdsUp, true))
          : inArray(feedDeadLetters.deadLetterId, [...which.deadLetterIds]),
      ),
    )
}
