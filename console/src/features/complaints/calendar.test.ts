import { describe, expect, it } from 'vitest'
import { readCalendar, ruleText } from './calendar.ts'

describe('days off as they are pasted', () => {
  it('become holidays and worked weekends', () => {
    const text =
      '元旦 2027年1月1日至2027年1月3日\n\n春节：2027-02-05 2027-02-11\n上班 2027-02-20、2027-02-21\n清明节 2027/4/5'
    expect(readCalendar(2027, '通知', text)).toEqual({
      year: 2027,
      source: '通知',
      holidays: [
        { name: '元旦', from: '2027-01-01', to: '2027-01-03' },
        { name: '春节', from: '2027-02-05', to: '2027-02-11' },
        { name: '清明节', from: '2027-04-05', to: '2027-04-05' },
      ],
      workdays: ['2027-02-20', '2027-02-21'],
    })
  })

  it.each([
    ['', '请至少写一个节日'],
    ['春节', '第 1 行没有看到日期，或日期不存在'],
    ['元旦 2027-01-01\n春节 2027-02-30', '第 2 行没有看到日期，或日期不存在'],
    ['2027-01-01', '第 1 行没有写节日名称'],
  ])('are refused with the line: %j', (text, reason) => {
    expect(() => readCalendar(2027, '通知', text)).toThrow(reason)
  })
})

it.each([
  ['term.acceptance', { days: 7, unit: 'working_day' }, '7 个工作日'],
  ['limit.per_phone', { count: 5, days: 7 }, '7 天内 5 次'],
  ['rating.fewest', 5, '5 条'],
  ['rating.within_days', 30, '30 天'],
])('the rule %s reads %j as %s', (ruleId, value, text) => {
  expect(ruleText(ruleId, value)).toBe(text)
})
