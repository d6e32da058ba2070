import { expect, it } from 'vitest'
import type { ReconciledDay } from './api.ts'
import { dayRows, dayStateOf, recentDays, sideLines } from './model.ts'

it('says both sides of a difference in yuan and words, and nothing where a side knows nothing', () => {
  expect(sideLines(null)).toEqual(['没有'])
  expect(sideLines({ amountFen: 1234, state: 'paid', transactionNumber: null })).toEqual([
    '金额 12.34 元',
    '状态 已付款',
  ])
  const bill = { kind: 'payment', chargeNumber: 'C1', refundNumber: null, amountFen: 5, feeFen: 1, unapplied: false }
  expect(sideLines({ ...bill, happenedAt: '2026-03-01T02:00:00.000Z' })).toEqual([
    '金额 0.05 元',
    '手续费 0.01 元',
    '收款单号 C1',
    '时间 2026-03-01 10:00',
  ])
  expect(sideLines(bill, 'C1')).toEqual(['金额 0.05 元', '手续费 0.01 元'])
  expect(sideLines({ refundState: 'PROCESSING', failures: 3 })).toEqual(['退款 处理中', '失败次数 3 次'])
  // What only programs read is nothing to an operator.
  expect(sideLines({ chargeId: 'chg_1' })).toEqual(['没有'])
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
