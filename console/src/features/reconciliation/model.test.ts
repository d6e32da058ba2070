import { expect, it } from 'vitest'
import type { ReconciledDay } from './api.ts'
import { dayRows, dayStateOf, recentDays, sideText } from './model.ts'

it('says both sides of a difference in yuan and words, and nothing where a side knows nothing', () => {
  expect(sideText(null)).toBe('没有')
  expect(sideText({ amountFen: 1234, state: 'paid', transactionNumber: null })).toBe('金额 12.34 元，状态 paid')
})

it('offers days that have ended, newest first, over the end of a month', () => {
  expect(recentDays('2026-03-02', 3)).toEqual(['2026-03-01', '2026-02-28', '2026-02-27'])
})

const day = (more: Partial<ReconciledDay> = {}): ReconciledDay => ({
  businessDate: '2026-03-01',
  channel: 'wechat',
  state: 'done',
  lines: 2,
  matched: 2,
  differences: 0,
  open: 0,
  paidFen: 300,
  billFen: 300,
  fundFlow: 'compared',
  detail: null,
  checkedAt: '2026-03-02T02:30:00.000Z',
  nextTryAt: null,
  ...more,
})

it('lists recorded days of every channel and the recent days that nobody compared, newest first', () => {
  const rows = dayRows(
    [day({ channel: 'declared' }), day(), day({ businessDate: '2026-02-20' })],
    ['2026-03-01', '2026-02-28'],
    ['wechat', 'alipay'],
  )
  expect(rows.map((row) => [row.businessDate, row.channel, dayStateOf(row)])).toEqual([
    ['2026-03-01', 'wechat', 'agrees'],
    ['2026-03-01', 'alipay', 'never'],
    ['2026-03-01', 'declared', 'agrees'],
    ['2026-02-28', 'wechat', 'never'],
    ['2026-02-28', 'alipay', 'never'],
    ['2026-02-20', 'wechat', 'agrees'],
  ])
})

it('calls a day by what is still open on it, not by what once differed', () => {
  const stateOf = (more: Partial<ReconciledDay>) =>
    dayStateOf({ businessDate: '2026-03-01', channel: 'wechat', result: day(more) })
  expect(stateOf({ differences: 2, open: 1 })).toBe('differs')
  expect(stateOf({ differences: 2, open: 0 })).toBe('agrees')
  expect(stateOf({ state: 'waiting' })).toBe('waiting')
  expect(stateOf({ state: 'failed' })).toBe('failed')
  // Card slips that nobody declared agree with nothing.
  const declared = day({ channel: 'declared', lines: 3, matched: 0 })
  expect(dayStateOf({ businessDate: '2026-03-01', channel: 'declared', result: declared })).toBe('undeclared')
})
