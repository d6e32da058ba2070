import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chainHash, genesisHash } from './chain.ts'
import { newSigningKey, type SignedHead, signStatement } from './statements.ts'
import { type Stretch, type StretchEvent, verifyStretch } from './verify-stretch.ts'

const marketId = 'mkt_1'
const key = newSigningKey()

/** An honest feed of `n` events with heads after some of them. */
const feedOf = (n: number, headsAfter: readonly number[]): Stretch => {
  let previousHash = genesisHash
  let salesAmountFen = 0
  let saleCount = 0
  const eventCounts: Record<string, number> = {}
  const heads: SignedHead[] = []
  const events = Array.from({ length: n }, (_, index): StretchEvent => {
    const sequence = index + 1
    const sold = index % 3 === 0
    const body = {
      sequence,
      eventId: `evt_${sequence}`,
      type: sold ? 'sales.recorded' : 'notice.published',
      version: 1,
      occurredAt: new Date(1_700_000_000_000 + index * 1000).toISOString(),
      payload: sold
        ? { amountFen: 100 * sequence, saleCount: 2, source: 'scale', businessDates: ['2026-03-01'] }
        : { title: `公示${sequence}` },
    }
    const hash = chainHash(previousHash, { marketId, ...body })
    const event = { ...body, previousHash, hash }
    previousHash = hash
    eventCounts[body.type] = (eventCounts[body.type] ?? 0) + 1
    if (sold) {
      salesAmountFen += 100 * sequence
      saleCount += 2
    }
    if (headsAfter.includes(sequence)) {
      const statement = {
        marketId,
        keyId: 'k1',
        businessDate: `2026-03-${String(heads.length + 1).padStart(2, '0')}`,
        signedAt: body.occurredAt,
        sequence,
        hash,
        eventCounts: { ...eventCounts },
        salesAmountFen,
        saleCount,
      }
      heads.push(signStatement(statement, key.privateKey))
    }
    return event
  })
  return { marketId, events, heads, keys: { k1: key.publicKey } }
}

/** The feed as a market would write it that changes an old event and chains everything anew. */
const rechained = (feed: Stretch, at: number, payload: unknown): Stretch => {
  let previousHash = genesisHash
  const events = feed.events.map((event): StretchEvent => {
    const { hash: _hash, previousHash: _previous, ...body } = event.sequence === at ? { ...event, payload } : event
    const made = { ...body, previousHash, hash: chainHash(previousHash, { marketId, ...body }) }
    previousHash = made.hash
    return made
  })
  return { ...feed, events }
}

describe('an honest feed', () => {
  it('is proved whole, and any stretch of it that starts where the verifier stands', () => {
    const feed = feedOf(40, [10, 40])
    expect(verifyStretch(feed)).toMatchObject({ ok: true, from: 1, to: 40, headsChecked: 2 })
    const later = { ...feed, events: feed.events.slice(9), knownHash: feed.events[8]?.hash }
    expect(verifyStretch(later)).toMatchObject({ ok: true, from: 10, to: 40 })
  })
})

describe('a feed that was tampered with', () => {
  const feed = feedOf(30, [12, 30])
  const with_ = (change: (events: StretchEvent[]) => void): Stretch => {
    const events = feed.events.map((event) => ({ ...event }))
    change(events)
    return { ...feed, events }
  }
  it.each<[string, Stretch, string, number]>([
    ['an event is left out', with_((events) => events.splice(6, 1)), 'gap', 7],
    ['an event comes twice', with_((events) => events.splice(6, 0, { ...(events[5] as StretchEvent) })), 'double', 6],
    [
      'a relay alters a byte',
      with_((events) => Object.assign(events[6] as StretchEvent, { payload: { amountFen: 1, saleCount: 2 } })),
      'altered',
      7,
    ],
    [
      'an event is renamed',
      with_((events) => Object.assign(events[3] as StretchEvent, { type: 'notice.withdrawn' })),
      'altered',
      4,
    ],
    [
      'two branches are joined',
      with_((events) => Object.assign(events[6] as StretchEvent, { previousHash: 'f'.repeat(64) })),
      'fork',
      7,
    ],
    [
      'the market rewrites an old event and chains anew',
      rechained(feed, 4, { amountFen: 5, saleCount: 2 }),
      'head_disagrees',
      12,
    ],
    ['the key is not the market’s', { ...feed, keys: { k1: newSigningKey().publicKey } }, 'bad_signature', 12],
    ['the key is not known', { ...feed, keys: {} }, 'unknown_key', 12],
    [
      'a head is signed for another market',
      { ...feed, heads: feed.heads.map((head) => ({ ...head, marketId: 'mkt_2' })) },
      'foreign_market',
      12,
    ],
    [
      'a head’s figures are changed',
      { ...feed, heads: feed.heads.map((head) => ({ ...head, salesAmountFen: head.salesAmountFen + 1 })) },
      'bad_signature',
      12,
    ],
    [
      'a market signs figures that its events do not give',
      {
        ...feed,
        heads: feed.heads.map(({ signature: _signature, ...head }) =>
          signStatement({ ...head, saleCount: head.saleCount + 1 }, key.privateKey),
        ),
      },
      'figures_disagree',
      12,
    ],
  ])('is found out when %s', (_, stretch, problem, sequence) => {
    expect(verifyStretch(stretch)).toMatchObject({ ok: false, problem, sequence })
  })

  it('is found out for any single change of any event', () => {
    fc.assert(
      fc.property(
        fc.nat(29),
        fc.constantFrom('eventId', 'type', 'occurredAt', 'hash', 'previousHash') as fc.Arbitrary<keyof StretchEvent>,
        fc.string({ minLength: 1 }),
        (index, field, text) => {
          const changed = with_((events) => Object.assign(events[index] as StretchEvent, { [field]: `${text}x` }))
          expect(verifyStretch(changed).ok).toBe(false)
        },
      ),
      { numRuns: 200 },
    )
  })
})
