/**
 * Pushes the feed to subscribers: what is missing since the cursor, batch after batch. A failure only moves the next
 * attempt. A subscriber of the whole feed gets every event in order and waits for one that it refuses; others go on, and
 * what they refuse becomes a dead letter.
 */
import {
  type Ctx,
  type Deps,
  newId,
  systemCtx,
  type Tx,
  withSystemTransaction,
  withTransaction,
} from '../../context.ts'
import { nextAttemptAt, nextBatchSize, type PushOutcome } from '../../feed/push.ts'
import { leaseEnd, quietSince, sendMessage, sendOn } from '../../feed/sending.ts'
import { signerOf } from '../../feed/signers/index.ts'
import { keysFor, packMessage, packPartial, type Place, placeOf, type Plan } from './packing.ts'
import { confirmForwarded, confirmReceipt } from './service.ts'
import { isWhole } from './subscribers.ts'
import * as rows from './subscriber-store.ts'

const atOnce = 4

/** Sends what is due, everywhere or in one market; returns how many batches arrived. */
export const deliverDue = async (deps: Deps, marketId?: string): Promise<number> => {
  const now = deps.clock()
  const due = await withSystemTransaction(deps, (tx) => rows.listDue(tx, now, quietSince(now), marketId))
  let arrived = 0
  // One receiver that is slow to answer must not keep the others waiting.
  const deliverOn = async (): Promise<void> => {
    for (let one = due.shift(); one !== undefined; one = due.shift())
      arrived += await deliverTo(deps, one.marketId, one.subscriberId)
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, due.length) }, deliverOn))
  return arrived
}

/** Sends to one subscriber until it has everything, something goes wrong, or its turn is over. */
export const deliverTo = (deps: Deps, marketId: string, subscriberId: string): Promise<number> => {
  const inMarket = <T>(work: (ctx: Ctx, tx: Tx) => Promise<T>): Promise<T> => {
    const ctx = systemCtx(deps, 'feed push', marketId)
    return withTransaction(ctx, (tx) => work(ctx, tx))
  }
  return sendOn<Place, Plan>({
    begin: () =>
      inMarket(async (ctx, tx) => {
        const row = await rows.leaseSubscriber(tx, marketId, subscriberId, ctx.now, leaseEnd(ctx.now))
        return row && placeOf(row)
      }),
    plan: (place) => inMarket((ctx, tx) => packMessage(ctx, tx, subscriberId, place)),
    send: ({ ctx, row, body, keys }) => sendMessage(ctx, { url: row.url, body, keys, signer: signerOf(row.profile) }),
    settle: (plan, outcome) => inMarket((ctx, tx) => settle(ctx, tx, plan, outcome)),
    end: () => inMarket((_, tx) => rows.updateSubscriber(tx, marketId, subscriberId, { leasedUntil: null })),
  })
}

/** Writes down what came of it; answers with the place to go on from right away. */
const settle = async (ctx: Ctx, tx: Tx, plan: Plan, outcome: PushOutcome): Promise<Place | undefined> => {
  const { marketId, subscriberId } = plan.row
  const row = await rows.lockSubscriber(tx, marketId, subscriberId)
  if (row === undefined) return undefined
  const save: Save = (set, goesOn = false) =>
    rows.updateSubscriber(tx, marketId, subscriberId, {
      leasedUntil: goesOn ? leaseEnd(ctx.now) : null,
      lastAttemptAt: ctx.now,
      ...set,
    })
  // Somebody has asked for a replay meanwhile: the next turn begins there.
  if (row.cursor !== plan.from.cursor) {
    await save({})
    return undefined
  }
  const goOnFrom = async (change: Partial<Place>, status: number): Promise<Place> => {
    await save({ ...change, nextAttemptAt: ctx.now, lastStatus: status }, true)
    return { ...plan.from, ...change }
  }
  switch (outcome.kind) {
    case 'accepted':
      return accept(ctx, tx, plan, save, outcome)
    case 'elsewhere': {
      // A receiver that names a place we have been at loses nothing by our going there; one ahead of us knows another feed.
      const sensible = outcome.acknowledgedSequence <= plan.lastSequence && outcome.acknowledgedSequence !== row.cursor
      return sensible
        ? goOnFrom({ cursor: outcome.acknowledgedSequence }, outcome.status)
        : fail(ctx, save, row, outcome.status, '对方要求的位置和本市场的数据对不上')
    }
    case 'too_large':
      if (plan.events.length <= 1) return refuse(ctx, tx, plan, row, save, outcome.status, '对方说一条事件也太大')
      return goOnFrom({ batchSize: Math.max(1, Math.floor(plan.events.length / 2)) }, outcome.status)
    case 'refused':
      if (plan.events.length <= 1) return refuse(ctx, tx, plan, row, save, outcome.status, outcome.reason)
      return goOnFrom({ batchSize: Math.floor(plan.events.length / 2) }, outcome.status)
    case 'gone':
      await save({ state: 'gone', lastStatus: outcome.status, lastProblem: `对方已停止接收：${outcome.reason}` })
      return undefined
    case 'busy':
    case 'failed': {
      const slower = { ...row, batchSize: nextBatchSize(plan.from.batchSize, outcome.kind) }
      return outcome.kind === 'busy'
        ? fail(ctx, save, slower, outcome.status, `对方正忙：${outcome.reason}`, outcome.retryAfterSeconds)
        : fail(ctx, save, slower, outcome.status, outcome.reason)
    }
  }
}

const accept = async (
  ctx: Ctx,
  tx: Tx,
  plan: Plan,
  save: Save,
  outcome: Extract<PushOutcome, { kind: 'accepted' }>,
): Promise<Place | undefined> => {
  const { row, from } = plan
  const cursor = outcome.acknowledgedSequence ?? plan.next.cursor
  // The very object when it is where we thought it would be: then the message that is written already may follow.
  const place = cursor === plan.next.cursor ? plan.next : { ...plan.next, cursor }
  const goesOn = cursor > from.cursor && cursor < plan.lastSequence
  const arrived = { attempts: 0, nextAttemptAt: ctx.now, lastSuccessAt: ctx.now, lastProblem: null }
  await save({ ...place, ...arrived, lastStatus: outcome.status }, goesOn)
  await rows.markReplayed(tx, row.marketId, row.subscriberId, { upTo: cursor }, ctx.now)
  if (row.platformLinkId !== null && plan.body !== null)
    await confirmReceipt(ctx, tx, row.platformLinkId, cursor, plan.lastSequence)
  if (outcome.forwarded !== null) await confirmForwarded(ctx, tx, outcome.forwarded)
  return goesOn ? place : undefined
}

/** `goesOn` keeps the lease. */
type Save = (set: Partial<rows.SubscriberRow>, goesOn?: boolean) => Promise<void>

const fail = async (
  ctx: Ctx,
  save: Save,
  row: Pick<rows.SubscriberRow, 'attempts' | 'batchSize'>,
  status: number | null,
  problem: string,
  waitSeconds: number | null = null,
): Promise<undefined> => {
  const attempts = row.attempts + 1
  await save({
    attempts,
    batchSize: row.batchSize,
    nextAttemptAt:
      waitSeconds === null
        ? nextAttemptAt(ctx.now, attempts, ctx.deps.random)
        : new Date(ctx.now.getTime() + waitSeconds * 1000),
    lastStatus: status,
    lastProblem: problem,
  })
  return undefined
}

/** One event that the subscriber will not take. */
const refuse = async (
  ctx: Ctx,
  tx: Tx,
  plan: Plan,
  row: rows.SubscriberRow,
  save: Save,
  status: number,
  reason: string,
): Promise<Place | undefined> => {
  const [event] = plan.events
  const holdsUp = isWhole(row)
  if (event === undefined) return fail(ctx, save, row, status, reason)
  if ((await rows.openDeadLetterAt(tx, row.marketId, row.subscriberId, event.sequence)) === undefined)
    await rows.insertDeadLetter(tx, {
      marketId: row.marketId,
      deadLetterId: newId(ctx, 'deadLetter'),
      subscriberId: row.subscriberId,
      sequence: event.sequence,
      type: event.type,
      status,
      reason,
      holdsUp,
      refusedAt: ctx.now,
      replayedAt: null,
    })
  if (holdsUp) return fail(ctx, save, row, status, `对方拒收第 ${event.sequence} 条：${reason}`)
  await save({ cursor: event.sequence, nextAttemptAt: ctx.now, lastStatus: status, lastProblem: reason }, true)
  return { ...plan.from, cursor: event.sequence }
}

/** Sends refused events again, one by one. Throws nothing: what is refused again stays a dead letter. */
export const resendEvents = async (
  ctx: Ctx,
  row: rows.SubscriberRow,
  sequences: readonly number[],
): Promise<ReadonlySet<number>> => {
  const arrived = new Set<number>()
  for (const sequence of sequences) {
    const prepared = await withTransaction(ctx, async (tx) => ({
      keys: await keysFor(ctx, tx, row),
      found: await rows.eventsFor(tx, row.marketId, { after: sequence - 1, upTo: sequence, limit: 1, types: [] }),
    }))
    const { parts } = packPartial(ctx, { ...row, cursor: sequence - 1 }, prepared.found)
    const message = { url: row.url, body: `[${parts.join(',')}]`, keys: prepared.keys, signer: signerOf(row.profile) }
    const outcome = await sendMessage(ctx, message)
    if (outcome.kind === 'accepted') arrived.add(sequence)
  }
  return arrived
}
