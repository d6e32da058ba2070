import { expect, it } from 'vitest'
import { recentDays, sideText } from './model.ts'

it('says both sides of a difference in yuan and words, and nothing where a side knows nothing', () => {
  expect(sideText(null)).toBe('没有')
  expect(sideText({ amountFen: 1234, state: 'paid', transactionNumber: null })).toBe('金额 12.34 元，状态 paid')
})

it('offers days that have ended, newest first, over the end of a month', () => {
  expect(recentDays('2026-03-02', 3)).toEqual(['2026-03-01', '2026-02-28', '2026-02-27'])
})
