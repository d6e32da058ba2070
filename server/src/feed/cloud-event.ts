/**
 * The feed on the wire: a CloudEvents 1.0 batch of events, with the market's statements about them (seal, daily heads,
 * new keys) as further events behind. `sequence` is zero-padded, because the extension orders it as text. Pure.
 */
import { z } from 'zod'
import type { SignedHead, SignedKey, SignedSeal } from './statements.ts'
import type { StretchEvent } from './verify-stretch.ts'

export const batchMediaType = 'application/cloudevents-batch+json'
export const typePrefix = 'cn.smart-market.'
const sequenceDigits = 15
const statementTypes = { seal: 'feed.sealed', head: 'feed.head_signed', key: 'feed.key_announced' } as const

const common = (marketId: string) => ({
  specversion: '1.0' as const,
  source: `/markets/${marketId}`,
  datacontenttype: 'application/json',
  partitionkey: marketId,
})

export const eventTypeName = (type: string, version: number): string => `${typePrefix}${type}.v${version}`
export const schemaAddress = (publicUrl: string, type: string, version: number): string =>
  `${publicUrl}/feeds/schema/${type}.v${version}.json`

/** An event that the receiver can check against the chain. */
export const toCloudEvent = (publicUrl: string, marketId: string, event: StretchEvent) => ({
  // One literal without spreads: this runs for every event that is sent.
  specversion: '1.0' as const,
  id: event.eventId,
  source: `/markets/${marketId}`,
  type: eventTypeName(event.type, event.version),
  time: event.occurredAt,
  datacontenttype: 'application/json',
  dataschema: schemaAddress(publicUrl, event.type, event.version),
  partitionkey: marketId,
  sequence: String(event.sequence).padStart(sequenceDigits, '0'),
  previoushash: event.previousHash,
  hash: event.hash,
  data: event.payload,
})

/**
 * An event for a subscriber who gets only some types or not all fields: no chain can be checked, so `coversafter` says
 * from which sequence on nothing was left out by mistake. A masked payload names what is missing and claims no schema.
 */
export const toPartialCloudEvent = (
  publicUrl: string,
  marketId: string,
  event: StretchEvent,
  { coversAfter, masked }: { coversAfter: number; masked: readonly string[] },
) => {
  const { previoushash: _previous, hash: _hash, dataschema, ...rest } = toCloudEvent(publicUrl, marketId, event)
  const removed = new Set<string>()
  const data = withoutFields(event.payload, new Set(masked), removed)
  return {
    ...rest,
    ...(removed.size === 0 ? { dataschema } : { masked: [...removed].sort().join(',') }),
    coversafter: String(coversAfter).padStart(sequenceDigits, '0'),
    data,
  }
}

const withoutFields = (value: unknown, hidden: ReadonlySet<string>, removed: Set<string>): unknown => {
  if (Array.isArray(value)) return value.map((item) => withoutFields(item, hidden, removed))
  if (typeof value !== 'object' || value === null) return value
  const kept: [string, unknown][] = []
  for (const [key, child] of Object.entries(value)) {
    if (hidden.has(key)) removed.add(key)
    else kept.push([key, withoutFields(child, hidden, removed)])
  }
  return Object.fromEntries(kept)
}

const statementEvent = (
  kind: keyof typeof statementTypes,
  marketId: string,
  id: string,
  time: string,
  data: object,
) => ({
  ...common(marketId),
  id,
  type: eventTypeName(statementTypes[kind], 1),
  time,
  data,
})
export const sealEvent = (seal: SignedSeal) =>
  statementEvent('seal', seal.marketId, `seal-${seal.sequence}-${seal.signedAt}`, seal.signedAt, seal)
export const headEvent = (head: SignedHead) =>
  statementEvent('head', head.marketId, `head-${head.businessDate}`, head.signedAt, head)
export const keyEvent = (key: SignedKey) =>
  statementEvent('key', key.marketId, `key-${key.newKeyId}`, key.signedAt, key)

const text = z.string().min(1).max(200)
const hash = z.string().regex(/^[0-9a-f]{64}$/)
const signed = { marketId: text, keyId: text, signedAt: z.iso.datetime({ offset: true }), signature: text }
export const signedSeal = z.object({ ...signed, sequence: z.number().int(), hash, lastSequence: z.number().int() })
export const signedHead = z.object({
  ...signed,
  businessDate: z.iso.date(),
  sequence: z.number().int(),
  hash,
  eventCounts: z.record(z.string(), z.number().int()),
  salesAmountFen: z.number().int(),
  saleCount: z.number().int(),
})
export const signedKey = z.object({
  ...signed,
  newKeyId: text,
  algorithm: z.literal('Ed25519'),
  publicKey: z.string().max(500),
  previousRetiresAt: z.iso.datetime({ offset: true }),
})
export const signedReceipt = z.object({ ...signed, sequence: z.number().int(), hash })
const chained = z.object({
  specversion: z.literal('1.0'),
  id: text,
  source: text,
  type: z.string().startsWith(typePrefix).max(120),
  time: z.iso.datetime({ offset: true }),
  sequence: z.string().regex(/^\d{1,15}$/),
  previoushash: hash,
  hash,
  data: z.unknown(),
})

export interface Batch {
  readonly events: StretchEvent[]
  readonly seals: SignedSeal[]
  readonly heads: SignedHead[]
  readonly keys: SignedKey[]
}

/** What is known of an element before its own schema has looked at it: it may also be no object at all. */
type Element = { readonly source?: unknown; readonly type?: unknown; readonly data?: unknown } | null

/** Reads a batch of one market. Throws Error that names what is wrong with which element. */
export const readBatch = (body: string, marketId: string): Batch => {
  const elements = z.array(z.unknown()).max(20_000).parse(JSON.parse(body)) as readonly Element[]
  const batch: Batch = { events: [], seals: [], heads: [], keys: [] }
  for (const element of elements) {
    if (typeof element !== 'object' || element === null) throw new Error('element is no object')
    if (element.source !== `/markets/${marketId}`)
      throw new Error(`element of another market: ${String(element.source)}`)
    switch (element.type) {
      case eventTypeName(statementTypes.seal, 1):
        batch.seals.push(signedSeal.parse(element.data))
        break
      case eventTypeName(statementTypes.head, 1):
        batch.heads.push(signedHead.parse(element.data))
        break
      case eventTypeName(statementTypes.key, 1):
        batch.keys.push(signedKey.parse(element.data))
        break
      default:
        batch.events.push(toStretchEvent(chained.parse(element)))
    }
  }
  return batch
}

const toStretchEvent = (event: z.output<typeof chained>): StretchEvent => {
  const [, type, version] = /^(.+)\.v(\d+)$/.exec(event.type.slice(typePrefix.length)) ?? []
  if (type === undefined) throw new Error(`type without version: ${event.type}`)
  return {
    sequence: Number(event.sequence),
    eventId: event.id,
    type,
    version: Number(version),
    occurredAt: event.time,
    payload: event.data,
    previousHash: event.previoushash,
    hash: event.hash,
  }
}
