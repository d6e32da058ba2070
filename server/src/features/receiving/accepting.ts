/**
 * Takes over one batch of a market's feed. What is stored has been proved three times: the message by the signature of
 * its sender (the market, or a relay that an officer has registered), the stretch by the market's own seal over its last
 * hash, and its place by the chain that is stored already. Answers with the last sequence that is safe.
 */
import { sql } from 'drizzle-orm'
import { appendAudit } from '../../audit.ts'
import { type Ctx, type Deps, marketOf, newId, systemCtx, type Tx, withTransaction } from '../../context.ts'
import { receivedSeals } from '../../db/schema/receiving.ts'
import { AppError } from '../../errors.ts'
import { genesisHash } from '../../feed/chain.ts'
import { type Batch, readBatch } from '../../feed/cloud-event.ts'
import { announceChange, appendEvent } from '../../feed/outbox.ts'
import { clockToleranceSeconds, verifyEnvelope } from '../../feed/signers/index.ts'
import type { Message, VerifyingKey } from '../../feed/signers/signer.ts'
import { isGenuine, type SignedSeal } from '../../feed/statements.ts'
import { type Problem, type StretchEvent, verifyStretch } from '../../feed/verify-stretch.ts'
import { takeHeads, takeKeys, vouchedKeys } from './statements.ts'
import { inboxCipherContext } from './registering.ts'
import * as store from './store.ts'

export interface Receipt {
  readonly acknowledgedSequence: number
  readonly head: string
}

/** What is wrong with a batch whose sender is genuine. `contradiction`: under the market's own seal. */
export interface Fault {
  readonly problem: Problem | 'unsealed'
  readonly sequence: number
  readonly message: string
  readonly contradiction: boolean
}

type Outcome =
  | ({ readonly kind: 'stored' } & Receipt)
  | { readonly kind: 'gap'; readonly expected: number; readonly acknowledgedSequence: number }
  | { readonly kind: 'quarantined'; readonly message: string }
  | { readonly kind: 'stopped' }

/**
 * Throws receiving.market_not_found, receiving.stopped, receiving.bad_signature, receiving.clock_skew,
 * receiving.unreadable, receiving.gap (with the place to go on from), receiving.quarantined.
 */
export const receiveBatch = async (deps: Deps, marketId: string, message: Message): Promise<Receipt> => {
  const ctx = systemCtx(deps, 'inbox', marketId)
  const { market, keys } = await withTransaction(ctx, async (tx) => ({
    market: await store.findMarket(tx, marketId),
    keys: await store.listKeys(tx, marketId),
  }))
  if (market === undefined) throw new AppError('receiving.market_not_found')
  const known = verifyingKeys(ctx, market, keys)
  const first = verifyEnvelope(message, known, ctx.now)
  // A market that was cut off while it changed its key brings the old key's word for the new one with it.
  const envelope =
    first.result === 'forged'
      ? verifyEnvelope(message, [...known, ...announcedKeys(message.body, marketId, keys)], ctx.now)
      : first
  if (envelope.result !== 'genuine') {
    const skewed = envelope.result === 'skewed'
    const reason = skewed ? '时钟相差太多' : envelope.result === 'absent' ? '没有签名' : '签名不对'
    await countRefusal(ctx, reason)
    throw skewed
      ? new AppError('receiving.clock_skew', { minutes: clockToleranceSeconds / 60 })
      : new AppError('receiving.bad_signature')
  }
  return acceptBatch(ctx, read(message.body, marketId), message.body)
}

const announcedKeys = (body: string, marketId: string, keys: readonly store.KeyRow[]): VerifyingKey[] => {
  try {
    const vouched = vouchedKeys(marketId, keys, readBatch(body, marketId).keys)
    return 'problem' in vouched
      ? []
      : vouched.fresh.map(({ keyId, algorithm, publicKey: key }) => ({ keyId, algorithm, key }))
  } catch {
    // Whoever has not proved who they are is told only that: what is wrong with their text is not our concern.
    return []
  }
}

const read = (body: string, marketId: string): Batch => {
  try {
    return readBatch(body, marketId)
  } catch (error) {
    const reason = error instanceof Error ? error.message.slice(0, 200) : ''
    throw new AppError('receiving.unreadable', { reason })
  }
}

/** A batch whose sender is known, however it came. */
export const acceptBatch = async (ctx: Ctx, batch: Batch, body: string): Promise<Receipt> => {
  const outcome = await withTransaction(ctx, (tx) => accept(ctx, tx, batch, body))
  switch (outcome.kind) {
    case 'stored':
      return { acknowledgedSequence: outcome.acknowledgedSequence, head: outcome.head }
    case 'gap':
      throw new AppError('receiving.gap', {
        expected: outcome.expected,
        acknowledgedSequence: outcome.acknowledgedSequence,
      })
    case 'quarantined':
      throw new AppError('receiving.quarantined', { message: outcome.message })
    case 'stopped':
      throw new AppError('receiving.stopped')
  }
}

const verifyingKeys = (ctx: Ctx, market: store.MarketRow, keys: readonly store.KeyRow[]): VerifyingKey[] => {
  const secrets = [
    market.inboxSecretEncrypted,
    market.previousInboxSecretUntil !== null && market.previousInboxSecretUntil > ctx.now
      ? market.previousInboxSecretEncrypted
      : null,
  ].flatMap((encrypted) =>
    encrypted === null ? [] : [{ keyId: 'inbox', algorithm: 'HMAC' as const, key: decrypted(ctx, encrypted) }],
  )
  const usable = keys.filter((key) => key.retiredAt === null || key.retiredAt > ctx.now)
  return [...secrets, ...usable.map(({ keyId, algorithm, publicKey: key }) => ({ keyId, algorithm, key }))]
}
const decrypted = (ctx: Ctx, encrypted: string): string => ctx.deps.cipher.decrypt(encrypted, inboxCipherContext)

const countRefusal = (ctx: Ctx, reason: string): Promise<void> =>
  withTransaction(ctx, async (tx) => {
    const market = await store.lockMarket(tx, marketOf(ctx))
    if (market === undefined) return
    await store.updateMarket(tx, market.marketId, {
      refusedCount: market.refusedCount + 1,
      lastRefusedAt: ctx.now,
      lastRefusal: reason,
    })
  })

const accept = async (ctx: Ctx, tx: Tx, batch: Batch, body: string): Promise<Outcome> => {
  const marketId = marketOf(ctx)
  const market = await store.lockMarket(tx, marketId)
  if (market === undefined || market.state === 'removed') return { kind: 'stopped' }
  if (market.state === 'disputed') return { kind: 'quarantined', message: '本市场的数据链有争议，查清之前不再接收' }
  const keys = await takeKeys(ctx, tx, batch.keys)
  if ('problem' in keys) return quarantine(ctx, tx, keys, body)
  const events = inOrder(batch.events)
  const acknowledged = market.acknowledgedSequence
  const [first] = events
  const sealed = findSeal(batch.seals, events, keys.byId)
  if ('problem' in sealed) return quarantine(ctx, tx, sealed, body)
  if (first === undefined ? sealed.seal.sequence > acknowledged : first.sequence > acknowledged + 1) {
    await store.updateMarket(tx, marketId, { gapAt: acknowledged + 1, lastHeardAt: ctx.now })
    return { kind: 'gap', expected: acknowledged + 1, acknowledgedSequence: acknowledged }
  }
  const fault = await findFault(tx, market, events, sealed.seal)
  if (fault !== undefined) return quarantine(ctx, tx, fault, body)
  const fresh = events.filter((event) => event.sequence > acknowledged)
  await insertEvents(tx, ctx, fresh)
  if (fresh.length > 0)
    await tx
      .insert(receivedSeals)
      .values({ marketId, sequence: sealed.seal.sequence, statement: sealed.seal, receivedAt: ctx.now })
      .onConflictDoNothing()
  const last = fresh.at(-1)
  const now = { acknowledgedSequence: last?.sequence ?? acknowledged, head: last?.hash ?? market.headHash }
  await store.updateMarket(tx, marketId, {
    acknowledgedSequence: now.acknowledgedSequence,
    headHash: now.head,
    claimedSequence: Math.max(market.claimedSequence, sealed.seal.lastSequence),
    lastHeardAt: ctx.now,
    gapAt: null,
    ...(last === undefined ? {} : { lastEventAt: new Date(last.occurredAt) }),
  })
  const head = await takeHeads(ctx, tx, batch.heads, keys.byId, now.acknowledgedSequence)
  if (head !== undefined) return quarantine(ctx, tx, head, body)
  await announceChange(ctx, tx)
  return { kind: 'stored', ...now }
}

/** By sequence, each once: a batch that was shuffled or doubled on the way is none the worse. */
const inOrder = (events: readonly StretchEvent[]): StretchEvent[] =>
  [...events]
    .sort((a, b) => a.sequence - b.sequence)
    .filter((event, i, all) => i === 0 || event.sequence !== all[i - 1]?.sequence || event.hash !== all[i - 1]?.hash)

/** The market's seal over the last event of the batch; with no events, any seal of the market. */
const findSeal = (
  seals: readonly SignedSeal[],
  events: readonly StretchEvent[],
  keys: ReadonlyMap<string, store.KeyRow>,
): { readonly seal: SignedSeal } | Fault => {
  const last = events.at(-1)
  const seal = seals.find((one) => last === undefined || (one.sequence === last.sequence && one.hash === last.hash))
  const sequence = last?.sequence ?? 0
  if (seal === undefined)
    return { problem: 'unsealed', sequence, message: `到第 ${sequence} 条没有市场的封签`, contradiction: false }
  const key = keys.get(seal.keyId)
  if (key === undefined || (key.retiredAt !== null && new Date(seal.signedAt) >= key.retiredAt))
    return {
      problem: 'unknown_key',
      sequence,
      message: `封签用了不认识或已停用的密钥 ${seal.keyId}`,
      contradiction: false,
    }
  return isGenuine(seal, key.publicKey)
    ? { seal }
    : { problem: 'bad_signature', sequence, message: `到第 ${sequence} 条的封签不对`, contradiction: false }
}

/** First the stretch in itself, then its joint with what is stored, then what was sent before under the same numbers. */
const findFault = async (
  tx: Tx,
  market: store.MarketRow,
  events: readonly StretchEvent[],
  seal: SignedSeal,
): Promise<Fault | undefined> => {
  const { marketId, acknowledgedSequence } = market
  const [first] = events
  const from = first === undefined ? seal.sequence : Math.max(1, first.sequence - 1)
  const stored =
    from <= acknowledgedSequence && (first === undefined || first.sequence <= acknowledgedSequence)
      ? await store.hashesBetween(tx, marketId, from, Math.min(acknowledgedSequence, events.at(-1)?.sequence ?? from))
      : new Map<number, string>()
  const hashAt = (sequence: number): string | undefined =>
    sequence === 0 ? genesisHash : sequence === acknowledgedSequence ? market.headHash : stored.get(sequence)
  const fork = (sequence: number): Fault => ({
    problem: 'fork',
    sequence,
    message: `第 ${sequence} 条和以前上报的不一样，历史被改写过`,
    contradiction: true,
  })
  if (first === undefined) return hashAt(seal.sequence) === seal.hash ? undefined : fork(seal.sequence)
  const proof = verifyStretch({ marketId, events, heads: [], keys: {}, knownHash: first.previousHash })
  if (!proof.ok) return { ...proof, contradiction: false }
  const rewritten = events.find(
    (event) => event.sequence <= acknowledgedSequence && hashAt(event.sequence) !== event.hash,
  )
  if (rewritten !== undefined) return fork(rewritten.sequence)
  return hashAt(first.sequence - 1) === first.previousHash ? undefined : fork(first.sequence - 1)
}

const insertEvents = async (tx: Tx, ctx: Ctx, events: readonly StretchEvent[]): Promise<void> => {
  if (events.length === 0) return
  const rows = events.map(({ sequence, eventId, type, version, occurredAt, payload, hash }) => ({
    sequence,
    event_id: eventId,
    type,
    version,
    occurred_at: occurredAt,
    payload,
    hash,
  }))
  await tx.execute(sql`insert into received_events
      (market_id, sequence, event_id, type, version, occurred_at, payload, hash, received_at)
    select ${marketOf(ctx)}, e.sequence, e.event_id, e.type, e.version, e.occurred_at, e.payload, e.hash,
      ${ctx.now.toISOString()}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as e (sequence bigint, event_id text, type text,
      version int, occurred_at timestamptz, payload jsonb, hash text)`)
}

const largestBodyKept = 200_000

/** Keeps what was sent; a market that contradicts itself under its own seal is taken from no further. */
const quarantine = async (ctx: Ctx, tx: Tx, fault: Fault, body: string): Promise<Outcome> => {
  const marketId = marketOf(ctx)
  const { problem, sequence, message } = fault
  const open = await store.findOpenQuarantine(tx, marketId, problem, sequence)
  if (open === undefined) {
    const quarantineId = newId(ctx, 'quarantine')
    await store.insertQuarantine(tx, {
      marketId,
      quarantineId,
      problem,
      sequence,
      message,
      body: body.slice(0, largestBodyKept),
      receivedAt: ctx.now,
    })
    await appendAudit(ctx, tx, {
      action: 'receiving.quarantine',
      subjectKind: 'received_quarantine',
      subjectId: quarantineId,
      summary: `隔离一批数据：${message}`,
    })
    await appendEvent(ctx, tx, 'receiving.quarantined', { quarantineId, problem, sequence })
  } else await store.updateQuarantine(tx, marketId, open.quarantineId, { times: open.times + 1 })
  await store.updateMarket(tx, marketId, {
    lastHeardAt: ctx.now,
    ...(fault.contradiction ? { state: 'disputed' as const } : {}),
  })
  return { kind: 'quarantined', message }
}
