/** Writes the next message for a subscriber: as many events as it takes at a time, sealed when it gets the whole feed. */
import { type Ctx, marketOf, type Tx, withTransaction } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { genesisHash } from '../../feed/chain.ts'
import { toCloudEvent, toPartialCloudEvent } from '../../feed/cloud-event.ts'
import { largestBatch, nextBatchSize } from '../../feed/push.ts'
import { type Leg, provenBatch } from '../../feed/sending.ts'
import { feedSettingsOf } from '../../feed/settings.ts'
import { signerOf } from '../../feed/signers/index.ts'
import type { SigningKey } from '../../feed/signers/signer.ts'
import type { StretchEvent } from '../../feed/verify-stretch.ts'
import { endorsements, sealStretch, signingKeys } from './keys.ts'
import * as store from './store.ts'
import { isWhole, secretCipherContext } from './subscribers.ts'
import * as rows from './subscriber-store.ts'

/** Where a subscriber stands: last sequence and signed head that arrived, key it knows, events it takes at a time. */
export type Place = Pick<rows.SubscriberRow, 'cursor' | 'headsThrough' | 'announcedKeyId' | 'batchSize'>

/** Only the place: the rest of the row may change while messages are under way. */
export const placeOf = ({ cursor, headsThrough, announcedKeyId, batchSize }: Place): Place => ({
  cursor,
  headsThrough,
  announcedKeyId,
  batchSize,
})

export interface Plan extends Leg<Place> {
  readonly ctx: Ctx
  readonly row: rows.SubscriberRow
  readonly from: Place
  readonly keys: readonly SigningKey[]
  /** Null when nothing of the stretch is wanted: only the cursor moves. */
  readonly body: string | null
  readonly events: readonly StretchEvent[]
  readonly lastSequence: number
}

/** The message from a place on; undefined when the subscriber is paused or gone. */
export const packMessage = async (ctx: Ctx, tx: Tx, subscriberId: string, from: Place): Promise<Plan | undefined> => {
  const marketId = marketOf(ctx)
  const found = await rows.findActive(tx, marketId, subscriberId)
  if (found === undefined) return undefined
  const row = { ...found, ...from }
  const head = (await store.findHead(tx, marketId)) ?? { sequence: 0, hash: genesisHash }
  const stretch = await rows.eventsFor(tx, marketId, {
    after: from.cursor,
    upTo: head.sequence,
    limit: from.batchSize,
    types: row.types,
  })
  const whole = isWhole(row)
  const { parts, events, scannedTo } = whole ? packWhole(ctx, row, stretch) : packPartial(ctx, row, stretch)
  const batchSize = Math.min(largestBatch, nextBatchSize(from.batchSize, 'accepted'))
  const base = { ctx, row, from, keys: await keysFor(ctx, tx, row), events, lastSequence: head.sequence }
  const more = scannedTo > from.cursor && scannedTo < head.sequence
  if (!whole) {
    const body = parts.length === 0 ? null : `[${parts.join(',')}]`
    return { ...base, body, more, next: { ...from, cursor: scannedTo, batchSize, announcedKeyId: null } }
  }
  const { body, ...known } = await prove(ctx, tx, from, { parts, events, scannedTo, lastSequence: head.sequence })
  return { ...base, body, more, next: { ...known, cursor: scannedTo, batchSize } }
}

/** The stretch with the market's word for it: keys that are new to the receiver, signed heads, and the seal. */
const prove = async (
  ctx: Ctx,
  tx: Tx,
  from: Pick<Place, 'headsThrough' | 'announcedKeyId'>,
  { parts, events, scannedTo, lastSequence }: Packed & { readonly lastSequence: number },
): Promise<{ body: string } & Pick<Place, 'headsThrough' | 'announcedKeyId'>> => {
  const marketId = marketOf(ctx)
  const [current] = await signingKeys(ctx, tx, 'Ed25519')
  const keys = from.announcedKeyId === current.keyId ? [] : await endorsements(tx, marketId)
  const heads = await rows.headsAfter(tx, marketId, from.headsThrough, scannedTo)
  const hash = events.at(-1)?.hash ?? (await rows.hashAt(tx, marketId, scannedTo)) ?? genesisHash
  const seal = sealStretch(ctx, current, { sequence: scannedTo, hash, lastSequence })
  return {
    body: provenBatch(parts, { keys, heads, seal }),
    headsThrough: heads.at(-1)?.businessDate ?? from.headsThrough,
    announcedKeyId: current.keyId,
  }
}

/** Largest batch that is fetched, in bytes of its events. */
const pulledBytes = 4_000_000

/** A sealed batch for a platform that fetches instead of being pushed to. Throws feed.ahead. */
export const pullFeed = async (
  ctx: Ctx,
  { after, limit, headsAfter = null }: { after: number; limit: number; headsAfter?: string | null | undefined },
) =>
  withTransaction(ctx, async (tx) => {
    const marketId = marketOf(ctx)
    const lastSequence = (await store.findHead(tx, marketId))?.sequence ?? 0
    if (after > lastSequence) throw new AppError('feed.ahead', { sequence: after, last: lastSequence })
    const found = await rows.eventsFor(tx, marketId, { after, upTo: lastSequence, limit, types: [] })
    const packed = packWhole(ctx, { marketId, cursor: after, maxBatchBytes: pulledBytes }, found)
    const { body } = await prove(
      ctx,
      tx,
      { headsThrough: headsAfter, announcedKeyId: null },
      { ...packed, lastSequence },
    )
    return { fileName: `feed-${after}.json`, bytes: new Uint8Array(Buffer.from(body)) }
  })

interface Packed {
  readonly parts: readonly string[]
  readonly events: readonly StretchEvent[]
  readonly scannedTo: number
}
type Found = Awaited<ReturnType<typeof rows.eventsFor>>

type Fit = Pick<rows.SubscriberRow, 'marketId' | 'cursor' | 'maxBatchBytes'>

/** As many as fit, at least one. */
const fitting = (
  row: Fit,
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

const packWhole = (ctx: Ctx, row: Fit, found: Found): Packed => {
  const { publicUrl } = feedSettingsOf(ctx.deps)
  return fitting(row, found, (event) => toCloudEvent(publicUrl, row.marketId, event))
}

/** Events without a chain to check, each with the sequence from which on nothing was left out by mistake. */
export const packPartial = (ctx: Ctx, row: rows.SubscriberRow, found: Found): Packed => {
  const { publicUrl } = feedSettingsOf(ctx.deps)
  return fitting(row, found, (event, before) =>
    toPartialCloudEvent(publicUrl, row.marketId, event, {
      coversAfter: before?.sequence ?? row.cursor,
      masked: row.masked,
    }),
  )
}

/** What the message is signed with: two secrets or keys while an old and a new one overlap. */
export const keysFor = async (ctx: Ctx, tx: Tx, row: rows.SubscriberRow): Promise<readonly SigningKey[]> => {
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
