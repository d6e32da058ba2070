/**
 * Moves events from the outbox into each market's feed: gap-free sequence, and hash = SHA-256(previous ‖ canonical
 * JSON of the event, RFC 8785). The order is that of taking them up, decided under a lock on the market's head.
 */
import { createHash } from 'node:crypto'
import canonicalize from 'canonicalize'
import { asc, eq, inArray } from 'drizzle-orm'
import { type Deps, type Tx, withSystemTransaction } from '../context.ts'
import { feedEvents, feedHeads, outbox } from '../db/schema/feed.ts'

/** Hash before the first event. */
export const genesisHash = '0'.repeat(64)

export interface ChainedEvent {
  readonly marketId: string
  readonly sequence: number
  readonly eventId: string
  readonly type: string
  readonly version: number
  readonly occurredAt: string
  readonly payload: unknown
}

/** The chain's next hash, hex. Anyone who holds the events can recompute it. */
export const chainHash = (previousHash: string, event: ChainedEvent): string => {
  const canonical = canonicalize(event)
  if (canonical === undefined) throw new TypeError('event is not JSON')
  return createHash('sha256').update(previousHash).update(canonical).digest('hex')
}

const batchSize = 500

/** Relays all that waits; returns how many events went out. Safe to run in several processes at once. */
export const relayOutbox = async (deps: Deps): Promise<number> => {
  let relayed = 0
  for (;;) {
    const moved = await withSystemTransaction(deps, relayBatch)
    relayed += moved
    if (moved < batchSize) return relayed
  }
}

const relayBatch = async (tx: Tx): Promise<number> => {
  // Skip what another relay holds, so that two processes share the work instead of waiting.
  const waiting = await tx
    .select()
    .from(outbox)
    .orderBy(asc(outbox.position))
    .limit(batchSize)
    .for('update', { skipLocked: true })
  if (waiting.length === 0) return 0
  const byMarket = new Map<string, typeof waiting>()
  for (const event of waiting) byMarket.set(event.marketId, [...(byMarket.get(event.marketId) ?? []), event])
  for (const marketId of [...byMarket.keys()].sort()) {
    await tx.insert(feedHeads).values({ marketId, sequence: 0, hash: genesisHash }).onConflictDoNothing()
    const [head] = await tx.select().from(feedHeads).where(eq(feedHeads.marketId, marketId)).for('update')
    if (head === undefined) throw new Error(`no feed head for ${marketId}`)
    let { sequence, hash } = head
    const rows = (byMarket.get(marketId) ?? []).map((event) => {
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
      const { position: _position, ...kept } = event
      return { ...kept, sequence, previousHash, hash }
    })
    await tx.insert(feedEvents).values(rows)
    await tx.update(feedHeads).set({ sequence, hash }).where(eq(feedHeads.marketId, marketId))
  }
  await tx.delete(outbox).where(
    inArray(
      outbox.eventId,
      waiting.map((event) => event.eventId),
    ),
  )
  return waiting.length
}
