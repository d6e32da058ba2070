import { describe, expect, it } from 'vitest'
import { ruleWords } from './rule-words.ts'
import { sumsOf, transformBody } from './transform-model.ts'

const form = {
  kind: 'mix' as const,
  own: 12.5,
  others: [{ batchId: 'bat_2', amount: 0.1 }],
  outputs: [
    { stallCode: 'A-001', amount: 12.3, commodityName: ' 什锦菜 ' },
    { stallCode: 'A-002', amount: 0.2 },
  ],
  loss: 0.1,
}

describe('a transformation', () => {
  it('adds kilograms without the crumbs of floating point', () => {
    expect(sumsOf(form)).toEqual({ into: 12.6, out: 12.6 })
    expect(sumsOf({ own: 3, outputs: [{ amount: 1 }, {}] })).toEqual({ into: 3, out: 1 })
  })

  it('goes to the server in grams, and keeps the name where none was typed', () => {
    expect(transformBody({ batchId: 'bat_1', unit: 'gram' }, form)).toEqual({
      kind: 'mix',
      inputs: [
        { batchId: 'bat_1', quantity: 12_500 },
        { batchId: 'bat_2', quantity: 100 },
      ],
      outputs: [
        { stallCode: 'A-001', quantity: 12_300, commodityName: '什锦菜' },
        { stallCode: 'A-002', quantity: 200 },
      ],
      loss: 100,
    })
  })
})

describe('a rule of entry', () => {
  it.each([
    ['retention.intake_months', 6, '6 个月'],
    ['entry.without_voucher', 'refuse', '不得入场'],
    ['entry.imported_papers', ['import_inspection'], /检/],
    ['entry.required_papers', { meat: ['animal_quarantine'] }, /^畜肉：/],
    ['exchange.node_code', '', '还没有'],
  ])('%s reads as words', (ruleId, value, words) => {
    expect(ruleWords({ ruleId, value })).toMatch(words)
  })
})
