import { describe, expect, it } from 'vitest'
import type { Credit, CreditEvent } from './api.ts'
import { formulaLines, mayAppeal, pointsOf, sumText } from './model.ts'

const event = (change: Partial<CreditEvent> = {}): CreditEvent => ({
  creditEventId: 'cre_1',
  kind: 'weight_short',
  occurredOn: '2026-03-02',
  points: -10,
  countsNow: -10,
  reason: '少 30 克',
  corrects: null,
  appeal: null,
  ...change,
})
const formula: Credit['formula'] = {
  base: 100,
  floor: 0,
  ceiling: 110,
  decayDays: 365,
  points: {},
  grades: [
    { grade: 'A', from: 90 },
    { grade: 'B', from: 75 },
    { grade: 'C', from: 60 },
    { grade: 'D', from: 0 },
  ],
  source: '本系统默认值',
  mark: 'default',
  effectiveFrom: '2020-01-01',
}

describe('a credit record', () => {
  it('says what an event was worth and what is left of it', () => {
    expect(pointsOf(event())).toBe('-10')
    expect(pointsOf(event({ countsNow: -4.5 }))).toBe('-10，今天还算 -4.5')
    expect(pointsOf(event({ points: 5, countsNow: 5 }))).toBe('+5')
  })

  it('adds up in front of the reader', () => {
    const credit = {
      score: 95.5,
      formula,
      events: [event({ countsNow: -4.5 }), event({ countsNow: 0 })],
    } as unknown as Credit
    expect(sumText(credit)).toBe('100 − 4.5 = 95.5')
    expect(formulaLines(formula)[2]).toBe('等级线：A 级 90 分起，B 级 75 分起，C 级 60 分起，D 级 0 分起。')
  })

  it('is objected to once, and a correction not at all', () => {
    expect(mayAppeal(event())).toBe(true)
    expect(mayAppeal(event({ appeal: 'rejected' }))).toBe(false)
    expect(mayAppeal(event({ corrects: 'cre_0' }))).toBe(false)
  })
})
