import { describe, expect, it } from 'vitest'
import { evaluationStates } from '@smart-market/shared/contracts/evaluations.ts'
import { courseAt, courseStones, formulaText, openEntries, totalOf } from './model.ts'

const groups = [
  { group: 'district_daily', name: '区县日常考核', weight: 0.2, sheets: 1, score: '88' },
  { group: 'third_party', name: '第三方测评', weight: 0.6, sheets: 1, score: '82.5' },
  { group: 'city_departments', name: '市级综合评定', weight: 0.2, sheets: 1, score: '90' },
] as const

describe('the composite', () => {
  it('is told as the sum that made it', () => {
    expect(formulaText({ groups: [...groups], bonus: '3', composite: '88.1' })).toBe(
      '88×20% + 82.5×60% + 90×20% + 3 = 88.1',
    )
    expect(formulaText({ groups: [...groups], bonus: null, composite: null })).toBeNull()
  })
})

describe('the course', () => {
  it('has a stone for every state', () => {
    for (const state of evaluationStates) expect(courseStones[courseAt(state).current]).toBeDefined()
  })
})

describe('a sheet', () => {
  it('adds up in hundredths and names what is open', () => {
    expect(totalOf([{ points: '0.1' }, { points: '0.2' }, { points: '' }])).toBe(0.3)
    const leaf = { leafId: 'a', group: '', row: '', name: '亮屏', statement: '', max: 10, measured: null }
    const entry = { leafId: 'a', points: '10', rationale: ' ', evidenceNote: '', evidenceIds: [] }
    expect(openEntries({ leaves: [leaf] }, [entry])).toEqual(['亮屏'])
    expect(openEntries({ leaves: [leaf] }, [{ ...entry, rationale: '看过' }])).toEqual([])
  })
})
