import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { choosePairs, type PossiblePair } from './pairing.ts'

const windowMs = 300
const sale = fc.integer({ min: 0, max: 2000 })
const day = fc.record({
  payments: fc.array(sale, { maxLength: 7 }),
  weighings: fc.array(sale, { maxLength: 7 }),
})
const possibleOf = ({ payments, weighings }: { payments: number[]; weighings: number[] }): PossiblePair[] =>
  payments.flatMap((paidAtMs, p) =>
    weighings.flatMap((weighedAtMs, w) =>
      Math.abs(paidAtMs - weighedAtMs) > windowMs
        ? []
        : [
            {
              paymentId: `p${p}`,
              weighingId: `w${w}`,
              paymentKey: `p${p}`,
              weighingKey: `w${w}`,
              paidAtMs,
              weighedAtMs,
            },
          ],
    ),
  )
const apart = ({ paidAtMs, weighedAtMs }: PossiblePair) => Math.abs(paidAtMs - weighedAtMs)
const named = (pairs: readonly PossiblePair[]) => pairs.map((pair) => `${pair.paymentId}-${pair.weighingId}`).sort()

describe('weighings and payments of one stall and amount', () => {
  it('are the same pairs in whatever order they are read', () => {
    const shuffled = day.chain((one) => {
      const possible = possibleOf(one)
      return fc.tuple(
        fc.constant(possible),
        fc.shuffledSubarray(possible, { minLength: possible.length, maxLength: possible.length }),
      )
    })
    fc.assert(
      fc.property(shuffled, ([a, b]) => {
        expect(named(choosePairs(a))).toEqual(named(choosePairs(b)))
      }),
    )
  })

  it('are in one pair at most, and none stays alone beside another that is alone', () => {
    fc.assert(
      fc.property(day, (one) => {
        const possible = possibleOf(one)
        const pairs = choosePairs(possible)
        const ends = pairs.flatMap(({ paymentId, weighingId }) => [paymentId, weighingId])
        expect(new Set(ends).size).toBe(ends.length)
        for (const left of possible)
          // Whoever is not paired has at least one end whose pair is as near or nearer.
          expect(
            pairs.some(
              (pair) =>
                (pair.paymentId === left.paymentId || pair.weighingId === left.weighingId) &&
                apart(pair) <= apart(left),
            ),
          ).toBe(true)
      }),
    )
  })

  it('of equal distance are those that were weighed before they were paid', () => {
    const at = (weighingKey: string, weighedAtMs: number) => ({
      paymentId: 'p',
      paymentKey: 'p',
      paidAtMs: 100,
      weighingId: weighingKey,
      weighingKey,
      weighedAtMs,
    })
    expect(named(choosePairs([at('after', 120), at('before', 80)]))).toEqual(['p-before'])
  })
})
