import { sql } from 'drizzle-orm'
import { type Ctx, marketOf, newId, type Tx } from '../context.ts'
import { outbox } from '../db/schema/feed.ts'
import { type EventPayloads, eventTable, type EventType } from './events.ts'

/** Channel on which a committed write wakes the relay and the live pages; the payload is the market's id. */
export const changeChannel = 'market_changed'

/** Writes an event in the transaction of the deed. It reaches the feed only if that transaction commits. */
export const appendEvent = async <T extends EventType>(
  ctx: Ctx,
  tx: Tx,
  type: T,
  payload: EventPayloads[T],
): Promise<void> => {
  await tx.insert(outbox).values({
    marketId: marketOf(ctx),
    eventId: newId(ctx, 'event'),
    type,
    version: eventTable[type].version,
    occurredAt: ctx.now,
    payload,
  })
  await announceChange(ctx, tx)
}

/** Wakes live pages after commit, for writes that are no event of the feed (a heartbeat, say). */
export const announceChange = async (ctx: Ctx, tx: Tx): Promise<void> => {
  await tx.execute(sql`select pg_notify(${changeChannel}, ${marketOf(ctx)})`)
}
