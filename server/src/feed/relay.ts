/**
 * Moves events from the outbox into each market's feed: gap-free sequence, and hash = SHA-256(previous ‖ canonical
 * JSON of the event, RFC 8785). The order is decided under a lock on the market's head, so that several relays cannot
 * fork a feed or overtake each other: within a market, events go out by the position at which they were written, and
 * one that commits late goes out later, never into a gap.
 */
import { asc, eq, sql } from 'drizzle-orm'
import { type Deps, type Tx, withSystemTransaction } from '../context.ts'
import { rowsOf } from '../db/client.ts'
import { feedHeads, outbox } from '../db/schema/feed.ts'
import { chainHash, genesisHash } from './chain.ts'
import { followChanges } from './follow.ts'
import { changeChannel } from './outbox.ts'

const batchSize = 2000

/** Relays all that waits, market by market; returns how many events went out. Safe in several processes at once. */
export const relayOutbox = async (deps: Pick<Deps, 'database'>): Promise<number> => {
  const waiting = await withSystemTransaction(deps, (tx) =>
    tx.selectDistinct({ marketId: outbox.marketId }).from(outbox).orderBy(asc(outbox.marketId)),
  )
  let relayed = 0
  for (const { marketId } of waiting) relayed += await relayMarket(deps, marketId)
  return relayed
}

/** Relays what waits in one market. */
export const relayMarket = async (deps: Pick<Deps, 'database'>, marketId: string): Promise<number> => {
  let relayed = 0
  for (;;) {
    const moved = await withSystemTransaction(deps, (tx) => relayBatch(tx, marketId))
    relayed += moved
    if (moved < batchSize) return relayed
  }
}

const relayBatch = async (tx: Tx, marketId: string): Promise<number> => {
  // Most wake-ups are heartbeats, which leave no event: look before locking.
  const [some] = await tx.select({ eventId: outbox.eventId }).from(outbox).where(eq(outbox.marketId, marketId)).limit(1)
  if (some === undefined) return 0
  await tx.insert(feedHeads).values({ marketId, sequence: 0, hash: genesisHash }).onConflictDoNothing()
  const [head] = await tx.select().from(feedHeads).where(eq(feedHeads.marketId, marketId)).for('update')
  if (head === undefined) throw new Error(`no feed head for ${marketId}`)
  // Read only after the lock: what another relay has just sent is gone from this statement's view.
  const waiting = await readWaiting(tx, marketId)
  if (waiting.length === 0) return 0
  let { sequence, hash } = head
  const links = waiting.map(([eventId, type, version, occurredAt, payload]) => {
    sequence += 1
    const previousHash = hash
    const at = new Date(occurredAt).toISOString()
    hash = chainHash(previousHash, { marketId, sequence, eventId, type, version, occurredAt: at, payload })
    return [eventId, sequence, previousHash, hash]
  })
  // The payloads stay in the database: only their places in the chain travel.
  await tx.execute(sql`with moved as (
      delete from outbox o using jsonb_array_elements(${JSON.stringify(links)}::jsonb) l
      where o.market_id = ${marketId} and o.event_id = l ->> 0
      returning o.event_id, o.type, o.version, o.occurred_at, o.payload, l)
    insert into feed_events
      (market_id, sequence, event_id, type, version, occurred_at, payload, previous_hash, hash)
    select ${marketId}, (l ->> 1)::bigint, event_id, type, version, occurred_at, payload, l ->> 2, l ->> 3 from moved`)
  await tx.update(feedHeads).set({ sequence, hash }).where(eq(feedHeads.marketId, marketId))
  // Pages that show the feed learn of the new events; the relay itself then finds nothing and rests.
  await tx.execute(sql`select pg_notify(${changeChannel}, ${marketId})`)
  return waiting.length
}

type Waiting = readonly [eventId: string, type: string, version: number, occurredAt: string, payload: unknown]

/** In one piece of text: a row at a time would cost more than chaining it. */
const readWaiting = async (tx: Tx, marketId: string): Promise<Waiting[]> => {
  const [row] = await rowsOf<{ waiting: string }>(
    tx,
    sql`select coalesce(json_agg(json_build_array(event_id, type, version, occurred_at, payload) order by position), '[]')::text
        as waiting
      from (select * from outbox where market_id = ${marketId} order by position limit ${batchSize}::int) o`,
  )
  return JSON.parse(row?.waiting ?? '[]') as Waiting[]
}

/** Relays whenever a write is announced, and sweeps every five seconds. The returned function stops it and waits. */
export const startRelay = (deps: Pick<Deps, 'database' | 'logger'>): Promise<() => Promise<void>> =>
  followChanges(deps, 'relay', (marketId) => (marketId === undefined ? relayOutbox(deps) : relayMarket(deps, marketId)))
