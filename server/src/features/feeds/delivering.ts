/**
 * Pushes the feed to subscribers: what is missing since the cursor, batch after batch, one sender at a time for each
 * subscriber (a lease in the database). The feed itself is the queue, so nothing can be lost: a failure only moves the
 * next attempt. A subscriber of the whole feed gets every event in order and waits for one that it refuses; others go
 * on, and what they refuse becomes a dead letter.
 */
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
import { genesisHash } from '../../feed/chain.ts'
import { headEvent, keyEvent, sealEvent, toCloudEvent, toPartialCloudEvent } from '../../feed/cloud-event.ts'
import { largestBatch, nextAttemptAt, nextBatchSize, push, type PushOutcome } from '../../feed/push.ts'
import { feedSettingsOf } from '../../feed/settings.ts'
import { signerOf } from '../../feed/signers/index.ts'
import type { SigningKey } from '../../feed/signers/signer.ts'
import type { SignedHead } from '../../feed/statements.ts'
import type { StretchEvent } from '../../feed/verify-stretch.ts'
import { endorsements, sealStretch, signingKeys } from './keys.ts'
import { confirmReceipt } from './service.ts'
import * as store from './store.ts'
import { isWhole, secretCipherContext } from './subscribers.ts'
import * as rows from './subscriber-store.ts'

const leaseMs = 120_000
/** Without news, a seal alone is sent this often, so that both sides know that the line is up. */
const signOfLifeMs = 15 * 60_000
/** Batches for one subscriber before the others have their turn. */
const batchesInTurn = 50
const atOnce = 4

/** Sends what is due, everywhere or in one market; returns how many batches arrived. */
export const deliverDue = async (deps: Deps, marketId?: string): Promise<number> => {
  const now = deps.clock()
  const quietSince = new Date(now.getTime() - signOfLifeMs)
  const due = await withSystemTransaction(deps, (tx) => rows.listDue(tx, now, quietSince, marketId))
  let arrived = 0
  // One receiver that is slow to answer must not keep the others waiting.
  const sendOn = async (): Promise<void> => {
    for (let one = due.shift(); one !== undefined; one = due.shift())
      arrived += await deliverTo(deps, one.marketId, one.subscriberId)
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, due.length) }, sendOn))
  return arrived
}

/** Sends to one subscriber until it has everything, something goes wrong, or its turn is over. */
export const deliverTo = async (deps: Deps, marketId: string, subscriberId: string): Promise<number> => {
  for (let arrived = 0; ; arrived++) {
    const ctx = systemCtx(deps, 'feed push', marketId)
    const plan = await withTransaction(ctx, (tx) => prepare(ctx, tx, subscriberId))
    if (plan === undefined) return arrived
    const outcome = plan.body === null ? nothingWanted : await send(ctx, plan)
    const goesOn = await withTransaction(ctx, (tx) => settle(ctx, tx, plan, outcome))
    if (!goesOn || arrived + 1 >= batchesInTurn) return outcome.kind === 'accepted' ? arrived + 1 : arrived
  }
}

const nothingWanted: PushOutcome = { kind: 'accepted', status: 204, acknowledgedSequence: null }

interface Plan {
  readonly row: rows.SubscriberRow
  readonly keys: readonly SigningKey[]
  /** Null when nothing of the stretch is wanted: only the cursor moves. */
  readonly body: string | null
  readonly events: readonly StretchEvent[]
  readonly scannedTo: number
  readonly lastSequence: number
  readonly headsThrough: string | null
  readonly announcedKeyId: string | null
}

const prepare = async (ctx: Ctx, tx: Tx, subscriberId: string): Promise<Plan | undefined> => {
  const marketId = marketOf(ctx)
  const row = await rows.leaseSubscriber(tx, marketId, subscriberId, ctx.now, new Date(ctx.now.getTime() + leaseMs))
  if (row === undefined) return undefined
  const head = (await store.findHead(tx, marketId)) ?? { sequence: 0, hash: genesisHash }
  const found = await rows.eventsFor(tx, marketId, {
    after: row.cursor,
    upTo: head.sequence,
    limit: row.batchSize,
    types: row.types,
  })
  const whole = isWhole(row)
  const { parts, events, scannedTo } = whole ? packWhole(ctx, row, found) : packPartial(ctx, row, found)
  const base = { row, keys: await keysFor(ctx, tx, row), events, scannedTo, lastSequence: head.sequence }
  if (!whole) {
    const body = parts.length === 0 ? null : `[${parts.join(',')}]`
    return { ...base, body, headsThrough: row.headsThrough, announcedKeyId: null }
  }
  const [current] = await signingKeys(ctx, tx, 'Ed25519')
  const announced =
    row.announcedKeyId === current.keyId ? [] : (await endorsements(tx, marketId)).map((key) => keyEvent(key))
  const heads = await rows.headsAfter(tx, marketId, row.headsThrough, scannedTo)
  const hash = events.at(-1)?.hash ?? (await rows.hashAt(tx, marketId, scannedTo)) ?? genesisHash
  const seal = sealStretch(ctx, current, { sequence: scannedTo, hash, lastSequence: head.sequence })
  const statements = [...announced, ...heads.map((one) => headEvent(one)), sealEvent(seal)]
  return {
    ...base,
    body: `[${[...parts, ...statements.map((one) => JSON.stringify(one))].join(',')}]`,
    headsThrough: lastDate(heads) ?? row.headsThrough,
    announcedKeyId: current.keyId,
  }
}

const lastDate = (heads: readonly SignedHead[]): string | undefined => heads.at(-1)?.businessDate

interface Packed {
  readonly parts: readonly string[]
  readonly events: readonly StretchEvent[]
  readonly scannedTo: number
}
type Found = Awaited<ReturnType<typeof rows.eventsFor>>

/** As many as fit, at least one. */
const fitting = (
  row: rows.SubscriberRow,
  found: Found,
  write: (event: StretchEvent, before: StretchEvent | undefined) => object,
): Packed => {
  const parts: string[] = []
  let size = 0
  for (const [i, event] of found.events.entries()) {
    const part = JSON.stringify(write(event, found.events[i - 1]))
    size += Buffer.byteLength(part) + 1
    if (parts.length > 0 && size > row.maxBatchBytes) break
    parts.push(part)
  }
  const events = found.events.slice(0, parts.length)
  const cut = events.length < found.events.length
  return { parts, events, scannedTo: cut ? (events.at(-1)?.sequence ?? row.cursor) : found.scannedTo }
}

const packWhole = (ctx: Ctx, row: rows.SubscriberRow, found: Found): Packed => {
  const { publicUrl } = feedSettingsOf(ctx.deps)
  return fitting(row, found, (event) => toCloudEvent(publicUrl, row.marketId, event))
}

const packPartial = (ctx: Ctx, row: rows.SubscriberRow, found: Found): Packed => {
  const { publicUrl } = feedSettingsOf(ctx.deps)
  return fitting(row, found, (event, before) =>
    toPartialCloudEvent(publicUrl, row.marketId, event, {
      coversAfter: before?.sequence ?? row.cursor,
      masked: row.masked,
    }),
  )
}

const keysFor = async (ctx: Ctx, tx: Tx, row: rows.SubscriberRow): Promise<readonly SigningKey[]> => {
  const { algorithm } = signerOf(row.profile)
  if (algorithm !== 'HMAC') return signingKeys(ctx, tx, algorithm)
  const previous =
    row.previousSecretUntil !== null && row.previousSecretUntil > ctx.now ? row.previousSecretEncrypted : null
  return [row.secretEncrypted, previous].flatMap((encrypted) =>
    encrypted === null
      ? []
      : [{ keyId: row.subscriberId, secret: ctx.deps.cipher.decrypt(encrypted, secretCipherContext) }],
  )
}

const send = (ctx: Ctx, { row, keys, body }: Plan): Promise<PushOutcome> =>
  push(feedSettingsOf(ctx.deps).outbound, {
    url: row.url,
    messageId: newId(ctx, 'event').replace('evt_', 'msg_'),
    now: ctx.now,
    body: body ?? '[]',
    signer: signerOf(row.profile),
    keys,
  })

/** Writes down what came of it; true when there is more to send right away. */
const settle = async (ctx: Ctx, tx: Tx, plan: Plan, outcome: PushOutcome): Promise<boolean> => {
  const { row } = plan
  const save = (set: Partial<rows.SubscriberRow>): Promise<void> =>
    rows.updateSubscriber(tx, row.marketId, row.subscriberId, { leasedUntil: null, lastAttemptAt: ctx.now, ...set })
  const batchSize = nextBatchSize(row.batchSize, outcome.kind)
  switch (outcome.kind) {
    case 'accepted': {
      const cursor = outcome.acknowledgedSequence ?? plan.scannedTo
      await save({
        cursor,
        batchSize: Math.min(batchSize, largestBatch),
        attempts: 0,
        nextAttemptAt: ctx.now,
        lastSuccessAt: ctx.now,
        lastStatus: outcome.status,
        lastProblem: null,
        headsThrough: plan.headsThrough,
        announcedKeyId: plan.announcedKeyId,
      })
      await rows.markReplayed(tx, row.marketId, row.subscriberId, { upTo: cursor }, ctx.now)
      if (row.platformLinkId !== null && plan.body !== null)
        await confirmReceipt(ctx, tx, row.platformLinkId, cursor, plan.lastSequence)
      return cursor > row.cursor && cursor < plan.lastSequence
    }
    case 'elsewhere': {
      // A receiver that names a place we have been at loses nothing by our going there; one ahead of us knows another feed.
      const sensible = outcome.acknowledgedSequence <= plan.lastSequence && outcome.acknowledgedSequence !== row.cursor
      if (!sensible) return fail(ctx, save, row, outcome.status, '对方要求的位置和本市场的数据对不上')
      await save({ cursor: outcome.acknowledgedSequence, nextAttemptAt: ctx.now, lastStatus: outcome.status })
      return true
    }
    case 'too_large':
      if (plan.events.length <= 1) return refuse(ctx, tx, plan, save, outcome.status, '对方说一条事件也太大')
      await save({ batchSize: Math.max(1, Math.floor(plan.events.length / 2)), lastStatus: outcome.status })
      return true
    case 'refused':
      if (plan.events.length > 1) {
        await save({ batchSize: Math.floor(plan.events.length / 2), lastStatus: outcome.status })
        return true
      }
      return refuse(ctx, tx, plan, save, outcome.status, outcome.reason)
    case 'gone':
      await save({ state: 'gone', lastStatus: outcome.status, lastProblem: `对方已停止接收：${outcome.reason}` })
      return false
    case 'busy': {
      const wait = outcome.retryAfterSeconds
      return fail(ctx, save, { ...row, batchSize }, outcome.status, `对方正忙：${outcome.reason}`, wait)
    }
    case 'failed':
      return fail(ctx, save, { ...row, batchSize }, outcome.status, outcome.reason)
  }
}

type Save = (set: Partial<rows.SubscriberRow>) => Promise<void>

const fail = async (
  ctx: Ctx,
  save: Save,
  row: Pick<rows.SubscriberRow, 'attempts' | 'batchSize'>,
  status: number | null,
  problem: string,
  waitSeconds: number | null = null,
): Promise<boolean> => {
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
  return false
}

/** One event that the subscriber will not take. */
const refuse = async (ctx: Ctx, tx: Tx, plan: Plan, save: Save, status: number, reason: string): Promise<boolean> => {
  const { row } = plan
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
  await save({ cursor: event.sequence, nextAttemptAt: ctx.now, lastStatus: status, lastProblem: reason })
  return true
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
    const outcome = await send(ctx, {
      row,
      keys: prepared.keys,
      body: `[${parts.join(',')}]`,
      events: prepared.found.events,
      scannedTo: sequence,
      lastSequence: sequence,
      headsThrough: null,
      announcedKeyId: null,
    })
    if (outcome.kind === 'accepted') arrived.add(sequence)
  }
  return arrived
}
