/**
 * A district passes every market's feed on to the city: the market's events, seals, heads and key statements as they
 * came, in a message under the district's own key. The city checks the market's proof itself and believes the district
 * nothing but the delivery.
 */
import { and, asc, eq, gt, isNotNull, lte, sql } from 'drizzle-orm'
import {
  type Ctx,
  type Deps,
  marketOf,
  systemCtx,
  type Tx,
  withSystemTransaction,
  withTransaction,
} from '../../context.ts'
import { rowsOf } from '../../db/client.ts'
import { receivedForwards, receivedHeads, receivedKeys, receivedSeals } from '../../db/schema/receiving.ts'
import { genesisHash } from '../../feed/chain.ts'
import { toCloudEvent } from '../../feed/cloud-event.ts'
import { nextAttemptAt, type PushOutcome } from '../../feed/push.ts'
import { leaseEnd, type Leg, provenBatch, quietSince, sendMessage, sendOn } from '../../feed/sending.ts'
import { feedSettingsOf } from '../../feed/settings.ts'
import { ed25519Signer } from '../../feed/signers/ed25519.ts'
import type { SigningKey } from '../../feed/signers/signer.ts'
import type { SignedReceipt, SignedSeal } from '../../feed/statements.ts'
import { platformKey } from './platform.ts'
import * as store from './store.ts'

/** A stretch ends at a seal of the market; this is how far one message looks for the farthest. */
const eventsInBatch = 2000

/** How far the platform above has confirmed a market; null when nothing is passed on or nothing has arrived yet. */
export const forwardProgress = async (
  deps: Deps,
  marketId: string,
): Promise<{ sequence: number; at: string; receipt: SignedReceipt | null } | null> => {
  if (feedSettingsOf(deps).forwardUrl === null) return null
  const row = await withTransaction(systemCtx(deps, 'forward', marketId), (tx) => findForward(tx, marketId))
  return row?.lastSuccessAt ? { sequence: row.cursor, at: row.lastSuccessAt.toISOString(), receipt: row.receipt } : null
}

const findForward = async (tx: Tx, marketId: string) => {
  const [row] = await tx.select().from(receivedForwards).where(eq(receivedForwards.marketId, marketId))
  return row
}

/** Passes on what is due, everywhere or for one market; returns how many messages arrived. */
export const forwardDue = async (deps: Deps, marketId?: string): Promise<number> => {
  if (feedSettingsOf(deps).forwardUrl === null) return 0
  const now = deps.clock()
  const due = await withSystemTransaction(deps, (tx) => listDue(tx, now, marketId))
  let arrived = 0
  for (const one of due) arrived += await forwardMarket(deps, one.marketId)
  return arrived
}

const listDue = (tx: Tx, now: Date, marketId: string | undefined): Promise<{ marketId: string }[]> => {
  const at = sql`${now.toISOString()}::timestamptz`
  const quiet = sql`${quietSince(now).toISOString()}::timestamptz`
  return rowsOf<{ marketId: string }>(
    tx,
    sql`select m.market_id as "marketId" from received_markets m
      left join received_forwards f on f.market_id = m.market_id
      where m.state = 'active' and m.acknowledged_sequence > 0
        and (f.next_attempt_at is null or f.next_attempt_at <= ${at})
        and (f.leased_until is null or f.leased_until <= ${at})
        ${marketId === undefined ? sql`` : sql`and m.market_id = ${marketId}`}
        and (m.acknowledged_sequence > coalesce(f.cursor, 0) or f.last_success_at is null or f.last_success_at <= ${quiet})
      order by f.next_attempt_at nulls first, m.market_id`,
  )
}

/** How far the platform above has a market's events and signed heads. */
type Place = Pick<typeof receivedForwards.$inferSelect, 'cursor' | 'headsThrough'>

interface Plan extends Leg<Place> {
  readonly ctx: Ctx
  readonly from: Place
  readonly body: string
  readonly acknowledged: number
}

const forwardMarket = async (deps: Deps, marketId: string): Promise<number> => {
  const key = await platformKey(deps)
  const keys: SigningKey[] = [{ keyId: key.keyId, secret: key.privateKey }]
  const url = `${feedSettingsOf(deps).forwardUrl ?? ''}/feeds/v1/inbox/${marketId}`
  const inMarket = <T>(work: (ctx: Ctx, tx: Tx) => Promise<T>): Promise<T> => {
    const ctx = systemCtx(deps, 'forward', marketId)
    return withTransaction(ctx, (tx) => work(ctx, tx))
  }
  return sendOn<Place, Plan>({
    begin: () => inMarket(lease),
    plan: (place) => inMarket((ctx, tx) => packMessage(ctx, tx, place)),
    send: ({ ctx, body }) => sendMessage(ctx, { url, body, keys, signer: ed25519Signer }),
    settle: (plan, outcome) => inMarket((ctx, tx) => settle(ctx, tx, plan, outcome)),
    end: () => inMarket((_, tx) => update(tx, marketId, { leasedUntil: null })),
  })
}

const lease = async (ctx: Ctx, tx: Tx): Promise<Place | undefined> => {
  const marketId = marketOf(ctx)
  const fresh = { marketId, cursor: 0, attempts: 0, nextAttemptAt: ctx.now }
  await tx.insert(receivedForwards).values(fresh).onConflictDoNothing()
  const [row] = await tx
    .update(receivedForwards)
    .set({ leasedUntil: leaseEnd(ctx.now) })
    .where(
      and(
        eq(receivedForwards.marketId, marketId),
        sql`(${receivedForwards.leasedUntil} is null or ${receivedForwards.leasedUntil} <= ${ctx.now.toISOString()}::timestamptz)`,
      ),
    )
    .returning()
  // Only the place: the rest of the row may change while messages are under way.
  return row && { cursor: row.cursor, headsThrough: row.headsThrough }
}

const update = async (tx: Tx, marketId: string, set: Partial<typeof receivedForwards.$inferInsert>): Promise<void> => {
  await tx.update(receivedForwards).set(set).where(eq(receivedForwards.marketId, marketId))
}

const packMessage = async (ctx: Ctx, tx: Tx, from: Place): Promise<Plan | undefined> => {
  const marketId = marketOf(ctx)
  const market = await store.findMarket(tx, marketId)
  const seal = await sealAfter(tx, marketId, from.cursor)
  if (market === undefined || seal === undefined) return undefined
  const limit = seal.sequence - from.cursor
  const events = limit > 0 ? await store.listEvents(tx, marketId, { after: from.cursor, limit }) : []
  const { publicUrl } = feedSettingsOf(ctx.deps)
  let previousHash = (await store.hashesBetween(tx, marketId, from.cursor, from.cursor)).get(from.cursor) ?? genesisHash
  const parts = events.map(({ hash, occurredAt, ...event }) => {
    const at = occurredAt.toISOString()
    const part = JSON.stringify(toCloudEvent(publicUrl, marketId, { ...event, occurredAt: at, previousHash, hash }))
    previousHash = hash
    return part
  })
  const heads = await headsAfter(tx, marketId, from.headsThrough, seal.sequence)
  const acknowledged = market.acknowledgedSequence
  return {
    ctx,
    from,
    body: provenBatch(parts, { keys: await endorsements(tx, marketId), heads, seal }),
    acknowledged,
    more: limit > 0 && seal.sequence < acknowledged,
    next: {
      cursor: Math.max(seal.sequence, from.cursor),
      headsThrough: heads.at(-1)?.businessDate ?? from.headsThrough,
    },
  }
}

/** The farthest seal within one batch, else the next one, else the last there is. */
const sealAfter = async (tx: Tx, marketId: string, cursor: number): Promise<SignedSeal | undefined> => {
  const [found] = await tx
    .select({ statement: receivedSeals.statement })
    .from(receivedSeals)
    .where(eq(receivedSeals.marketId, marketId))
    .orderBy(
      sql`case when ${receivedSeals.sequence} > ${cursor + eventsInBatch}::bigint then 1
        when ${receivedSeals.sequence} > ${cursor}::bigint then 0 else 2 end`,
      sql`case when ${receivedSeals.sequence} > ${cursor + eventsInBatch}::bigint then ${receivedSeals.sequence}
        else -${receivedSeals.sequence} end`,
    )
    .limit(1)
  return found?.statement
}

const headsAfter = async (tx: Tx, marketId: string, after: string | null, upTo: number) => {
  const rows = await tx
    .select({ statement: receivedHeads.statement })
    .from(receivedHeads)
    .where(
      and(
        eq(receivedHeads.marketId, marketId),
        gt(receivedHeads.businessDate, after ?? '2000-01-01'),
        lte(receivedHeads.sequence, upTo),
      ),
    )
    .orderBy(asc(receivedHeads.businessDate))
    .limit(60)
  return rows.map((row) => row.statement)
}

const endorsements = async (tx: Tx, marketId: string) => {
  const rows = await tx
    .select({ endorsement: receivedKeys.endorsement })
    .from(receivedKeys)
    .where(and(eq(receivedKeys.marketId, marketId), isNotNull(receivedKeys.endorsement)))
    .orderBy(asc(receivedKeys.createdAt))
  return rows.flatMap((row) => (row.endorsement === null ? [] : [row.endorsement]))
}

/** Writes down what came of it; answers with the place to go on from right away. */
const settle = async (ctx: Ctx, tx: Tx, plan: Plan, outcome: PushOutcome): Promise<Place | undefined> => {
  const marketId = marketOf(ctx)
  const { from } = plan
  const goOnFrom = async (
    place: Place,
    goesOn: boolean,
    set: Partial<typeof receivedForwards.$inferInsert> = {},
  ): Promise<Place | undefined> => {
    await update(tx, marketId, {
      ...place,
      leasedUntil: goesOn ? leaseEnd(ctx.now) : null,
      nextAttemptAt: ctx.now,
      ...set,
    })
    return goesOn ? place : undefined
  }
  if (outcome.kind === 'accepted') {
    const cursor = outcome.acknowledgedSequence ?? plan.next.cursor
    // The very object when it is where we thought it would be: then the message that is written already may follow.
    const place = cursor === plan.next.cursor ? plan.next : { ...plan.next, cursor }
    const { receipt } = outcome
    const arrived = { attempts: 0, lastSuccessAt: ctx.now, lastProblem: null, ...(receipt !== null && { receipt }) }
    return goOnFrom(place, cursor > from.cursor && cursor < plan.acknowledged, arrived)
  }
  if (outcome.kind === 'elsewhere' && outcome.acknowledgedSequence !== from.cursor) {
    const cursor = outcome.acknowledgedSequence
    return goOnFrom({ ...from, cursor }, cursor < plan.acknowledged)
  }
  const attempts = ((await findForward(tx, marketId))?.attempts ?? 0) + 1
  await update(tx, marketId, {
    leasedUntil: null,
    attempts,
    nextAttemptAt: nextAttemptAt(ctx.now, attempts, ctx.deps.random),
    lastProblem: 'reason' in outcome ? outcome.reason : `上级平台答复 ${outcome.status}`,
  })
  return undefined
}
