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
  newId,
  systemCtx,
  type Tx,
  withSystemTransaction,
  withTransaction,
} from '../../context.ts'
import { rowsOf } from '../../db/client.ts'
import { receivedForwards, receivedHeads, receivedKeys, receivedSeals } from '../../db/schema/receiving.ts'
import { genesisHash } from '../../feed/chain.ts'
import { headEvent, keyEvent, sealEvent, toCloudEvent } from '../../feed/cloud-event.ts'
import { nextAttemptAt, push, type PushOutcome } from '../../feed/push.ts'
import { feedSettingsOf } from '../../feed/settings.ts'
import { ed25519Signer } from '../../feed/signers/ed25519.ts'
import type { SignedSeal } from '../../feed/statements.ts'
import { platformKey } from './platform.ts'
import * as store from './store.ts'

const leaseMs = 120_000
const signOfLifeMs = 15 * 60_000
/** A stretch ends at a seal of the market; this is how far one message looks for the farthest. */
const eventsInBatch = 2000
const batchesInTurn = 50

/** How far the platform above has confirmed a market; null when nothing is passed on or nothing has arrived yet. */
export const forwardProgress = async (
  deps: Deps,
  marketId: string,
): Promise<{ sequence: number; at: string } | null> => {
  if (feedSettingsOf(deps).forwardUrl === null) return null
  const row = await withTransaction(systemCtx(deps, 'forward', marketId), (tx) => findForward(tx, marketId))
  return row?.lastSuccessAt ? { sequence: row.cursor, at: row.lastSuccessAt.toISOString() } : null
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
  const quiet = sql`${new Date(now.getTime() - signOfLifeMs).toISOString()}::timestamptz`
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

const forwardMarket = async (deps: Deps, marketId: string): Promise<number> => {
  const key = await platformKey(deps)
  for (let arrived = 0; ; arrived++) {
    const ctx = systemCtx(deps, 'forward', marketId)
    const plan = await withTransaction(ctx, (tx) => prepare(ctx, tx))
    if (plan === undefined) return arrived
    const { forwardUrl, outbound } = feedSettingsOf(deps)
    const outcome = await push(outbound, {
      url: `${forwardUrl ?? ''}/feeds/v1/inbox/${marketId}`,
      messageId: newId(ctx, 'event').replace('evt_', 'msg_'),
      now: ctx.now,
      body: plan.body,
      signer: ed25519Signer,
      keys: [{ keyId: key.keyId, secret: key.privateKey }],
    })
    const goesOn = await withTransaction(ctx, (tx) => settle(ctx, tx, plan, outcome))
    if (!goesOn || arrived + 1 >= batchesInTurn) return outcome.kind === 'accepted' ? arrived + 1 : arrived
  }
}

interface Plan {
  readonly row: typeof receivedForwards.$inferSelect
  readonly body: string
  readonly seal: SignedSeal
  readonly acknowledged: number
  readonly headsThrough: string | null
}

const prepare = async (ctx: Ctx, tx: Tx): Promise<Plan | undefined> => {
  const marketId = marketOf(ctx)
  const fresh = { marketId, cursor: 0, attempts: 0, nextAttemptAt: ctx.now }
  await tx.insert(receivedForwards).values(fresh).onConflictDoNothing()
  const [row] = await tx
    .update(receivedForwards)
    .set({ leasedUntil: new Date(ctx.now.getTime() + leaseMs) })
    .where(
      and(
        eq(receivedForwards.marketId, marketId),
        sql`(${receivedForwards.leasedUntil} is null or ${receivedForwards.leasedUntil} <= ${ctx.now.toISOString()}::timestamptz)`,
      ),
    )
    .returning()
  const market = await store.findMarket(tx, marketId)
  if (row === undefined || market === undefined) return undefined
  const seal = await sealAfter(tx, marketId, row.cursor)
  if (seal === undefined) return undefined
  const limit = seal.sequence - row.cursor
  const events = limit > 0 ? await store.listEvents(tx, marketId, { after: row.cursor, limit }) : []
  const { publicUrl } = feedSettingsOf(ctx.deps)
  let previousHash = (await store.hashesBetween(tx, marketId, row.cursor, row.cursor)).get(row.cursor) ?? genesisHash
  const parts = events.map(({ hash, occurredAt, ...event }) => {
    const part = toCloudEvent(publicUrl, marketId, {
      ...event,
      occurredAt: occurredAt.toISOString(),
      previousHash,
      hash,
    })
    previousHash = hash
    return part
  })
  const heads = await headsAfter(tx, marketId, row.headsThrough, seal.sequence)
  const keys = await endorsements(tx, marketId)
  const statements = [...keys.map((one) => keyEvent(one)), ...heads.map((one) => headEvent(one)), sealEvent(seal)]
  return {
    row,
    body: JSON.stringify([...parts, ...statements]),
    seal,
    acknowledged: market.acknowledgedSequence,
    headsThrough: heads.at(-1)?.businessDate ?? row.headsThrough,
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

/** Writes down what came of it; true when there is more to send right away. */
const settle = async (ctx: Ctx, tx: Tx, plan: Plan, outcome: PushOutcome): Promise<boolean> => {
  const { row } = plan
  const save = async (set: Partial<typeof receivedForwards.$inferInsert>): Promise<void> => {
    await tx
      .update(receivedForwards)
      .set({ leasedUntil: null, ...set })
      .where(eq(receivedForwards.marketId, row.marketId))
  }
  if (outcome.kind === 'accepted') {
    const cursor = outcome.acknowledgedSequence ?? plan.seal.sequence
    await save({
      cursor,
      headsThrough: plan.headsThrough,
      attempts: 0,
      nextAttemptAt: ctx.now,
      lastSuccessAt: ctx.now,
      lastProblem: null,
    })
    return cursor > row.cursor && cursor < plan.acknowledged
  }
  if (outcome.kind === 'elsewhere' && outcome.acknowledgedSequence !== row.cursor) {
    await save({ cursor: outcome.acknowledgedSequence, nextAttemptAt: ctx.now })
    return outcome.acknowledgedSequence < plan.acknowledged
  }
  const attempts = row.attempts + 1
  const problem = 'reason' in outcome ? outcome.reason : `上级平台答复 ${outcome.status}`
  await save({ attempts, nextAttemptAt: nextAttemptAt(ctx.now, attempts, ctx.deps.random), lastProblem: problem })
  return false
}
