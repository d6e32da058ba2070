import { describe, expect, test } from 'vitest'
import { dateText, numberText, shareText, whenText } from './words.ts'

test.each([
  [0, '0'],
  [999, '999'],
  [1000, '1,000'],
  [1234567, '1,234,567'],
])('%d is written %s', (n, written) => expect(numberText(n)).toBe(written))

test.each([
  [268, 1000, '27%'],
  [1, 1000, '<1%'],
  [999, 1000, '>99%'],
  [0, 1000, '0%'],
  [5, 5, '100%'],
  [0, 0, '0%'],
])('%d of %d is %s', (part, whole, written) => expect(shareText(part, whole)).toBe(written))

test('a date is written without leading zeros', () => expect(dateText('2026-01-02')).toBe('2026年1月2日'))

describe('the time of an instant, on the calendar of Shanghai', () => {
  const now = new Date('2026-11-22T00:30:00Z')
  test.each([
    ['2026-11-21T16:00:00Z', '今天 00:00'],
    ['2026-11-21T15:59:00Z', '昨天 23:59'],
    ['2026-10-08T10:00:00+08:00', '10月8日 10:00'],
    ['2025-12-01T02:00:00Z', '2025年12月1日 10:00'],
  ])('%s is %s', (instant, written) => expect(whenText(instant, now)).toBe(written))
})
