import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, businessDate, businessDateStart, daysBetween, formatInstant, isDate } from './time.ts'

const dates = fc
  .integer({ min: -20_000, max: 40_000 })
  .map((day) => new Date(day * 86_400_000).toISOString().slice(0, 10))

describe('a business date', () => {
  it.each([
    ['2026-03-01T15:59:59.999Z', '2026-03-01'],
    ['2026-03-01T16:00:00.000Z', '2026-03-02'],
    ['2025-12-31T16:00:00.000Z', '2026-01-01'],
  ])('of %s is %s in Shanghai', (at, date) => {
    expect(businessDate(new Date(at))).toBe(date)
  })

  it('begins at its own start and ends a millisecond before the next', () => {
    fc.assert(
      fc.property(dates, (date) => {
        expect(businessDate(businessDateStart(date))).toBe(date)
        expect(businessDate(new Date(businessDateStart(addDays(date, 1)).getTime() - 1))).toBe(date)
      }),
    )
  })

  it('moved by days and measured again gives the same days', () => {
    fc.assert(
      fc.property(dates, fc.integer({ min: -4000, max: 4000 }), (date, days) => {
        expect(daysBetween(date, addDays(date, days))).toBe(days)
        expect(addDays(addDays(date, days), -days)).toBe(date)
      }),
    )
  })

  it.each([
    ['2026-02-28', true],
    ['2026-02-29', false],
    ['2028-02-29', true],
    ['2026-13-01', false],
    ['2026-00-10', false],
    ['2026-04-31', false],
    ['2026-1-1', false],
    ['20260101', false],
    ['2026-01-01T00:00:00Z', false],
    ['', false],
  ])('%s exists: %s', (text, exists) => {
    expect(isDate(text)).toBe(exists)
  })

  it('that does not exist is refused by every calculation', () => {
    expect(() => businessDateStart('2026-02-30')).toThrow(RangeError)
    expect(() => addDays('2026-02-30', 1)).toThrow(RangeError)
    expect(() => daysBetween('2026-01-01', 'soon')).toThrow(RangeError)
  })
})

it('an instant is written for people in Shanghai time', () => {
  expect(formatInstant(new Date('2026-11-21T16:05:59Z'))).toBe('2026-11-22 00:05')
})
