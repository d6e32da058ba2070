/** The hash chain of a market's feed: what a relay writes and anyone who holds the events can recompute. Pure. */
import { createHash } from 'node:crypto'
import canonicalize from 'canonicalize'

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

/** Canonical JSON, RFC 8785. Throws TypeError for what is not JSON. */
export const canonicalJson = (value: unknown): string => {
  const canonical = canonicalize(value)
  if (canonical === undefined) throw new TypeError('value is not JSON')
  return canonical
}

const text = (value: string): string => JSON.stringify(value)

/** What is hashed of an event: `canonicalJson(event)`, with the order of its own seven fields known beforehand. */
export const canonicalEvent = (e: ChainedEvent): string =>
  `{"eventId":${text(e.eventId)},"marketId":${text(e.marketId)},"occurredAt":${text(e.occurredAt)},"payload":${canonicalJson(e.payload)},"sequence":${e.sequence},"type":${text(e.type)},"version":${e.version}}`

/** The chain's next hash, hex: SHA-256(previous hash ‖ canonical JSON of the event). */
export const chainHash = (previousHash: string, event: ChainedEvent): string =>
  createHash('sha256').update(previousHash).update(canonicalEvent(event)).digest('hex')
