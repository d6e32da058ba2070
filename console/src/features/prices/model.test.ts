import { describe, expect, it } from 'vitest'
import { groupByStall, guideDistance, priceText, stockText } from './model.ts'

const guide = (priceFen: number) => ({ priceFen, businessDate: '2026-11-22', source: '信息中心' })

describe('a price', () => {
  it('carries its basis', () => {
    expect(priceText({ priceFen: 350, priceBasis: 'per_500g', pieceUnit: null })).toBe('3.50 元/500克')
    expect(priceText({ priceFen: 150, priceBasis: 'per_piece', pieceUnit: 'bunch' })).toMatch(/^1\.50 元\//)
  })

  it.each([
    [100, 100, '与参考价相同', false],
    [129, 100, '高 29%', false],
    [130, 100, '高 30%', true],
    [60, 100, '低 40%', true],
  ])('of %i beside a reference of %i stands %s', (priceFen, reference, text, far) => {
    expect(guideDistance({ priceFen, guidePrice: guide(reference) })).toMatchObject({ text, far })
  })

  it('without a reference is not compared', () => {
    expect(guideDistance({ priceFen: 100, guidePrice: null })).toBeNull()
  })
})

it('says stock in the unit of the price, and never zero for what is not kept', () => {
  const weighed = { priceBasis: 'per_500g' as const, pieceUnit: null, stockKind: 'weighed' as const }
  expect(stockText({ ...weighed, available: 1500 })).toBe('1.5 千克')
  expect(stockText({ ...weighed, available: 0 })).toBe('卖完了')
  expect(stockText({ ...weighed, stockKind: 'untracked', available: null })).toBe('不记库存')
})

it('puts the tags of one stall together', () => {
  const groups = groupByStall([{ stallCode: 'A-01' }, { stallCode: 'B-01' }, { stallCode: 'A-01' }])
  expect(groups.map(({ stallCode, listings }) => [stallCode, listings.length])).toEqual([
    ['A-01', 2],
    ['B-01', 1],
  ])
})
