import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { evaluationActions, evaluationStates } from '@smart-market/shared/contracts/evaluations.ts'
import { composite } from '../assessments/index.ts'
import { actionsFor, bonusLeft, bonusReview, compositeOf, sumPoints, transitions } from './domain.ts'

const weights = [0.2, 0.6, 0.2] as const
const cents = fc.integer({ min: 0, max: 10_000 }).map((n) => (n / 100).toFixed(2))
const bonus = fc.integer({ min: 0, max: 500 }).map((n) => (n / 100).toFixed(2))
const groupsOf = (totals: readonly (readonly string[])[]) =>
  weights.map((weight, i) => ({ weight, totals: totals[i] ?? [] }))
/** Twentieths of a cent and finer, in whole numbers: Σ w·sum/n + bonus as a fraction of integers. */
const fractionOf = (totals: readonly (readonly string[])[], extra: string): { top: bigint; bottom: bigint } => {
  const inCents = (text: string): bigint => BigInt(Math.round(Number(text) * 100))
  const bottom = totals.reduce((product, each) => product * BigInt(each.length), 10n)
  const top = totals.reduce(
    (sum, each, i) => {
      const tenths = [2n, 6n, 2n][i] ?? 0n
      return sum + (tenths * each.reduce((all, one) => all + inCents(one), 0n) * bottom) / 10n / BigInt(each.length)
    },
    inCents(extra) * bottom,
  )
  return { top, bottom }
}

describe('the composite', () => {
  it('is 88.1 for 88, 82.5 and 90 with a bonus of 3', () => {
    expect(compositeOf(groupsOf([['88'], ['82.5'], ['90']]), '3')).toEqual({
      scores: ['88', '82.5', '90'],
      weighted: '85.1',
      total: '88.1',
    })
  })

  it('agrees with the rubric engine when each group has one sheet', () => {
    fc.assert(
      fc.property(cents, cents, cents, bonus, (a, b, c, extra) => {
        const engine = composite(
          [a, b, c].map((score, i) => ({ score, weight: weights[i] ?? 0 })),
          extra,
        )
        const ours = compositeOf(groupsOf([[a], [b], [c]]), extra)
        if (!engine.ok || ours === null) throw new Error('refused')
        expect(Math.abs(Number(ours.total) - engine.total)).toBeLessThanOrEqual(0.005 + 1e-9)
        expect(Math.round(engine.total * 1000)).toBeGreaterThanOrEqual(Math.round(Number(ours.total) * 1000) - 5)
      }),
    )
  })

  it('is the exact fraction rounded half up once, for any number of sheets a group', () => {
    const sheets = fc.array(cents, { minLength: 1, maxLength: 7 })
    fc.assert(
      fc.property(sheets, sheets, sheets, bonus, (a, b, c, extra) => {
        const ours = compositeOf(groupsOf([a, b, c]), extra)
        const { top, bottom } = fractionOf([a, b, c], extra)
        // Half up: floor(x + 1/2), in cents.
        const rounded = (2n * top + bottom) / (2n * bottom)
        expect(Math.round(Number(ours?.total) * 100)).toBe(Number(rounded))
      }),
    )
  })

  it('does not depend on the order in which sheets come', () => {
    fc.assert(
      fc.property(fc.array(cents, { minLength: 2, maxLength: 6 }), (totals) => {
        const one = compositeOf(groupsOf([totals, ['80'], ['80']]), '0')
        const other = compositeOf(groupsOf([[...totals].reverse(), ['80'], ['80']]), '0')
        expect(one).toEqual(other)
      }),
    )
  })

  it('never lowers when one sheet gives more', () => {
    fc.assert(
      fc.property(cents, cents, cents, fc.integer({ min: 1, max: 500 }), (a, b, c, more) => {
        const low = compositeOf(groupsOf([[a], [b], [c]]), '0')
        const high = compositeOf(groupsOf([[sumPoints([a, (more / 100).toFixed(2)])], [b], [c]]), '0')
        expect(Number(high?.total)).toBeGreaterThanOrEqual(Number(low?.total))
      }),
    )
  })

  it('refuses weights that are not one, and a group without a sheet', () => {
    expect(compositeOf([{ weight: 0.5, totals: ['90'] }], '0')).toBeNull()
    expect(compositeOf(groupsOf([['88'], [], ['90']]), '0')).toBeNull()
  })
})

describe('the course', () => {
  it('can be walked by any steps without leaving its states, and ends where no step leads on', () => {
    const ends = evaluationStates.filter((state) => !Object.values(transitions).some((t) => t.from.includes(state)))
    expect(ends.sort()).toEqual(['awarded', 'not_listed', 'rejected', 'vetoed', 'withdrawn'])
    for (const action of evaluationActions) expect(transitions[action].from).not.toContain(transitions[action].to)
  })

  it('reaches every state from the draft', () => {
    const seen = new Set<string>(['draft'])
    for (let grown = true; grown;) {
      const before = seen.size
      for (const { from, to } of Object.values(transitions)) if (from.some((state) => seen.has(state))) seen.add(to)
      grown = seen.size > before
    }
    expect([...seen].sort()).toEqual([...evaluationStates].sort())
  })

  it('offers a step only to the role that the table names', () => {
    expect(actionsFor('submitted', 'district_officer')).toEqual(['return', 'reject', 'forward'])
    expect(actionsFor('submitted', 'city_officer')).toEqual([])
    expect(actionsFor('evaluating', 'third_party_assessor')).toEqual([])
  })
})

describe('bonus items', () => {
  it('go from the market to the district and then to the city', () => {
    expect(bonusReview('filed', 'district_officer', true)).toBe('forwarded')
    expect(bonusReview('filed', 'city_officer', true)).toBeNull()
    expect(bonusReview('forwarded', 'city_officer', true)).toBe('confirmed')
    expect(bonusReview('confirmed', 'city_officer', false)).toBeNull()
  })

  it('never have more left than the cap', () => {
    fc.assert(
      fc.property(fc.array(bonus, { maxLength: 8 }), (given) => {
        const left = Number(bonusLeft(5, given))
        expect(left).toBeGreaterThanOrEqual(0)
        expect(left).toBeLessThanOrEqual(5)
      }),
    )
  })
})
