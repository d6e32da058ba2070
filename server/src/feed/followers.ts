/**
 * What travels between features from left to right: a feature follows the market's own feed. Each event reaches a
 * follower once, in the feed's order: what it writes and how far it has read commit together.
 */
import { and, asc, eq, gt, inArray, lte, sql } from 'drizzle-orm'
import { type Ctx, type Deps, systemCtx, type Tx, withSystemTransaction, withTransaction } from '../context.ts'
import { rowsOf } from '../db/client.ts'
import { feedEvents, feedFollowers } from '../db/schema/feed.ts'
import { repeatEvery } from '../lib/repeat.ts'
import type { EventPayloads, EventType } from './events.ts'

export type FollowedEvent = {
  [T in EventType]: { readonly type: T; readonly payload: EventPayloads[T]; readonly occurredAt: Date }
}[EventType]

export interface Follower {
  /** Names its place in the feed; never changed once in use. */
  readonly name: string
  readonly types: readonly EventType[]
  /** All events that waited, oldest first, in one transaction of the market. */
  readonly handle: (ctx: Ctx, tx: Tx, events: readonly FollowedEvent[]) => Promise<void>
}

const batch = 500

/** Lets every follower catch up in every market; returns how many events were handled. Safe in several processes. */
export const followFeeds = async (deps: Deps, followers: readonly Follower[]): Promise<number> => {
  let handled = 0
  for (const follower of followers) {
    const behind = await withSystemTransaction(deps, (tx) =>
      rowsOf<{ marketId: string }>(
        tx,
        sql`select h.market_id as "marketId" from feed_heads h left join feed_followers f
          on f.market_id = h.market_id and f.follower = ${follower.name}
        where h.sequence > coalesce(f.sequence, 0) order by h.market_id`,
      ),
    )
    for (const { marketId } of behind) {
      for (let more = true; more;) {
        const done = await followMarket(deps, marketId, follower)
        handled += done
        more = done === batch
      }
    }
  }
  return handled
}

const followMarket = async (deps: Deps, marketId: string, follower: Follower): Promise<number> => {
  const ctx = systemCtx(deps, follower.name, marketId)
  return withTransaction(ctx, async (tx) => {
    await tx.insert(feedFollowers).values({ marketId, follower: follower.name, sequence: 0 }).onConflictDoNothing()
    const own = and(eq(feedFollowers.marketId, marketId), eq(feedFollowers.follower, follower.name))
    const [place] = await tx.select().from(feedFollowers).where(own).for('update')
    const after = place?.sequence ?? 0
    const [head] = await tx
      .select({ sequence: sql<number>`coalesce(max(${feedEvents.sequence}), 0)::float8` })
      .from(feedEvents)
      .where(eq(feedEvents.marketId, marketId))
    const events = await tx
      .select({
        sequence: feedEvents.sequence,
        type: feedEvents.type,
        payload: feedEvents.payload,
        occurredAt: feedEvents.occurredAt,
      })
      .from(feedEvents)
      .where(
        and(
          eq(feedEvents.marketId, marketId),
          gt(feedEvents.sequence, after),
          lte(feedEvents.sequence, head?.sequence ?? 0),
          inArray(feedEvents.type, [...follower.types]),
        ),
      )
      .orderBy(asc(feedEvents.sequence))
      .limit(batch)
    if (events.length > 0) await follower.handle(ctx, tx, events as unknown as FollowedEvent[])
    const reached = events.length === batch ? (events.at(-1)?.sequence ?? after) : (head?.sequence ?? after)
    await tx.update(feedFollowers).set({ sequence: reached }).where(own)
    return events.length
  })
}

/** Lets followers catch up every so often; the returned function stops it and waits. */
export const startFollowers = (deps: Deps, followers: readonly Follower[], everyMs = 1000): (() => Promise<void>) =>
  repeatEvery(deps.logger, 'following the feed', everyMs, () => followFeeds(deps, followers))
