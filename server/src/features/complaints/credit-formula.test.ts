import { describe, expect, it } from 'vitest'
import { type CountedEvent, countsOn, creditGradeOf, creditScore } from './credit-formula.ts'
import { ruleValueOn } from './rules.ts'

const formula = ruleValueOn([], 'credit.formula', '2026-03-02')
const event = (points: number, occurredOn: string, more: Partial<CountedEvent> = {}): CountedEvent => ({
  creditEventId: `cre_${occurredOn}_${points}`,
  kind: 'complaint_upheld',
  points,
  occurredOn,
  corrects: null,
  ...more,
})

describe('the credit formula', () => {
  it.each([
    ['2026-03-01', 0, 'before it happened'],
    ['2026-03-02', -10, 'on its day'],
    ['2026-08-31', -5, 'half-way'],
    ['2027-03-02', 0, 'when it has faded'],
    ['2030-01-01', 0, 'long after'],
  ])('counts an event on %s as %s: %s', (onDate, counts) => {
    const one = event(-10, '2026-03-02')
    expect(Math.abs(countsOn(formula, one, [one], onDate) - counts)).toBeLessThan(0.1)
  })

  it('cancels a corrected event on every day', () => {
    const wrong = event(-15, '2026-03-02')
    const events = [wrong, event(15, '2026-03-02', { creditEventId: 'fix', corrects: wrong.creditEventId })]
    for (const onDate of ['2026-03-02', '2026-07-07', '2027-02-01', '2029-01-01'])
      expect(creditScore(formula, events, onDate)).toBe(formula.base)
  })

  it('stays between floor and ceiling, and has a grade for every score', () => {
    const many = (points: number) =>
      Array.from({ length: 20 }, (_, i) => event(points, '2026-03-02', { creditEventId: `${i}` }))
    expect(creditScore(formula, many(-15), '2026-03-02')).toBe(formula.floor)
    expect(creditScore(formula, many(5), '2026-03-02')).toBe(formula.ceiling)
    expect([110, 90, 89.9, 75, 60, 59.9, 0].map((score) => creditGradeOf(formula, score))).toEqual([
      'A',
      'A',
      'B',
      'B',
      'C',
      'D',
      'D',
    ])
  })
})
