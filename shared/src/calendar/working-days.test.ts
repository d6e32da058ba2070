import { describe, expect, it } from 'vitest'
import { publicHolidayYears } from './public-holidays.ts'
import { calendarProblems, createCalendar, dueDate, workingDaysBetween } from './working-days.ts'

const calendar = createCalendar(publicHolidayYears)

describe('the calendar of working days', () => {
  it.each([
    ['2026-02-13', true, 'the Friday before Spring Festival'],
    ['2026-02-14', true, 'a Saturday that is worked'],
    ['2026-02-16', false, 'a Monday of Spring Festival'],
    ['2026-02-23', false, 'the last day of Spring Festival'],
    ['2026-02-28', true, 'the Saturday that makes up for it'],
    ['2026-03-01', false, 'an ordinary Sunday'],
    ['2026-01-04', true, 'a Sunday that is worked'],
    ['2026-05-09', true, 'a Saturday that is worked'],
    ['2026-09-20', true, 'a Sunday that is worked'],
    ['2026-10-08', true, 'the first Thursday after National Day'],
    ['2026-10-10', true, 'a Saturday that is worked'],
    ['2026-10-11', false, 'the Sunday after it'],
    ['2025-10-08', false, 'Mid-Autumn joined to National Day'],
  ])('%s is a working day: %s (%s)', (date, expected) => {
    expect(calendar.isWorkday(date)).toBe(expected)
  })

  it('has no contradiction in any published year', () => {
    for (const year of publicHolidayYears) expect(calendarProblems(year)).toEqual([])
  })

  it('names what is wrong with an entered year', () => {
    const year = { year: 2027, source: '试', mark: 'market' as const }
    expect(
      calendarProblems({
        ...year,
        holidays: [
          { from: '2027-02-06', to: '2027-02-05', name: '春节' },
          { from: '2027-01-01', to: '2027-01-02', name: '元旦' },
        ],
        workdays: ['2026-12-27', '2027-01-02', '2027-01-04'],
      }),
    ).toEqual([
      '「春节」的结束日期早于开始日期',
      '2026-12-27 不在 2027 年',
      '2027-01-02 既是放假又是上班',
      '2027-01-04 本来就是工作日，不用登记为调休上班',
    ])
  })
})

describe('a term', () => {
  it.each([
    // start, working days, due
    ['2026-03-02', 7, '2026-03-11', 'one weekend'],
    ['2026-02-12', 7, '2026-02-28', 'Spring Festival with both make-up Saturdays'],
    ['2026-02-14', 1, '2026-02-24', 'received on a worked Saturday before Spring Festival'],
    ['2026-02-18', 1, '2026-02-24', 'received within Spring Festival'],
    ['2026-02-27', 1, '2026-02-28', 'the next day is a worked Saturday'],
    ['2026-04-03', 1, '2026-04-07', 'Tomb-Sweeping Day over a weekend'],
    ['2026-04-30', 2, '2026-05-07', 'Labour Day'],
    ['2026-05-07', 3, '2026-05-11', 'the worked Saturday of 9 May counts'],
    ['2026-06-18', 1, '2026-06-22', 'Dragon Boat from Friday'],
    ['2026-09-18', 1, '2026-09-20', 'a worked Sunday'],
    ['2026-09-30', 3, '2026-10-10', 'National Day, then the worked Saturday'],
    ['2026-03-06', 1, '2026-03-09', 'received on a Friday'],
    ['2026-03-07', 1, '2026-03-09', 'received on a Saturday'],
    ['2026-03-02', 45, '2026-05-08', 'Tomb-Sweeping Day and Labour Day'],
    ['2025-12-31', 2, '2026-01-05', 'over the new year with a worked Sunday'],
  ])('from %s of %s working days ends on %s: %s', (from, days, dueOn) => {
    expect(dueDate(calendar, from, { days, unit: 'working_day' })).toEqual({ dueOn, certain: true })
    expect(workingDaysBetween(calendar, from, dueOn)).toBe(days)
  })

  it.each([
    ['2026-03-02', 10, '2026-03-12', 'ends on a Thursday'],
    ['2026-03-02', 5, '2026-03-09', 'ends on a Saturday, moves to Monday'],
    ['2026-02-10', 10, '2026-02-24', 'ends within Spring Festival'],
    ['2026-02-13', 1, '2026-02-14', 'ends on a worked Saturday'],
  ])('from %s of %s calendar days ends on %s: %s', (from, days, dueOn) => {
    expect(dueDate(calendar, from, { days, unit: 'calendar_day' })).toEqual({ dueOn, certain: true })
  })

  it('is uncertain when it runs into a year that has not been announced', () => {
    expect(dueDate(calendar, '2026-12-30', { days: 1, unit: 'working_day' })).toEqual({
      dueOn: '2026-12-31',
      certain: true,
    })
    expect(dueDate(calendar, '2026-12-31', { days: 1, unit: 'working_day' })).toEqual({
      dueOn: '2027-01-01',
      certain: false,
    })
    const withNextYear = createCalendar([
      ...publicHolidayYears,
      {
        year: 2027,
        source: '试',
        mark: 'market',
        holidays: [{ from: '2027-01-01', to: '2027-01-03', name: '元旦' }],
        workdays: [],
      },
    ])
    expect(dueDate(withNextYear, '2026-12-31', { days: 1, unit: 'working_day' })).toEqual({
      dueOn: '2027-01-04',
      certain: true,
    })
  })

  it('refuses half days and none', () => {
    expect(() => dueDate(calendar, '2026-03-02', { days: 0, unit: 'working_day' })).toThrow(RangeError)
    expect(() => dueDate(calendar, '2026-03-02', { days: 1.5, unit: 'working_day' })).toThrow(RangeError)
  })
})
