/**
 * Moves events from the outbox into each market's feed: gap-free sequence, and hash = SHA-256(previous ‖ canonical
 * JSON of the event, RFC 8785). The order is decided under a lock on the market's head, so that several relays cannot
 * fork a feed or overtake each other: within a market, events go out by the position at which they were written, and
 * one that commits late goes out later, never into a gap.
 */
import { and, asc, eq, inArray, sql } from 'drizzle-orm'
import { type Deps, type Tx, withSystemTransaction } from '../context.ts'
import { feedEvents, feedHeads, outbox } from '../db/schema/feed.ts'
import { chainHash, genesisHash } from './chain.ts'
import { followChanges } from './follow.ts'
import { changeChannel } from './outbox.ts'

const batchSize = 500

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
  const ofMarket = eq(outbox.marketId, marketId)
  // Most wake-ups are heartbeats, which leave no event: look before locking.
  const [some] = await tx.select({ eventId: outbox.eventId }).from(outbox).where(ofMarket).limit(1)
  if (some === undefined) return 0
  await tx.insert(feedHeads).values({ marketId, sequence: 0, hash: genesisHash }).onConflictDoNothing()
  const [head] = await tx.select().from(feedHeads).where(eq(feedHeads.marketId, marketId)).for('update')
  if (head === undefined) throw new Error(`no feed head for ${marketId}`)
  // Read only after the lock: what another relay has just sent is gone from this statement's view.
  const waiting = await tx.select().from(outbox).where(ofMarket).orderBy(asc(outbox.position)).limit(batchSize)
  if (waiting.length === 0) return 0
  let { sequence, hash } = head
  const rows = waiting.map(({ position: _position, ...event }) => {
    sequence += 1
    const previousHash = hash
    hash = chainHash(previousHash, {
      marketId,
      sequence,
      eventId: event.eventId,
      type: event.type,
      version: event.version,
      occurredAt: event.occurredAt.toISOString(),
      payload: event.payload,
    })
    return { ...event, sequence, previousHash, hash }
  })
  await tx.insert(feedEvents).values(rows)
  await tx.update(feedHeads).set({ sequence, hash }).where(eq(feedHeads.marketId, marketId))
  const sent = waiting.map((event) => event.eventId)
  await tx.delete(outbox).where(and(ofMarket, inArray(outbox.eventId, sent)))
  // Pages that show the feed learn of the new events; the relay itself then finds nothing and rests.
  await tx.execute(sql`select pg_notify(${changeChannel}, ${marketId})`)
  return waiting.length
}

/** Relays whenever a write is announced, and sweeps every five seconds. The returned function stops it and waits. */
export const startRelay = (deps: Pick<Deps, 'database' | 'logger'>): Promise<() => Promise<void>> =>
  followChanges(deps, 'relay', (marketId) => (marketId === undefined ? relayOutbox(deps) : relayMarket(deps, marketId)))
