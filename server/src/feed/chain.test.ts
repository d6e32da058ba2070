import fc from 'fast-check'
import { describe, it } from 'vitest'
import { canonicalEvent, canonicalJson } from './chain.ts'

describe('the text that is hashed', () => {
  it('is the canonical JSON (RFC 8785) of the event, whatever stands in it', () => {
    const text = fc.string({ unit: 'binary' })
    const event = fc.record({
      marketId: text,
      sequence: fc.nat(),
      eventId: text,
      type: text,
      version: fc.nat(),
      occurredAt: text,
      payload: fc.jsonValue(),
    })
    fc.assert(fc.property(event, (one) => canonicalEvent(one) === canonicalJson(one)))
  })
})
