import { describe, expect, it } from 'vitest'
import { analyseDay, isReportableHour, localHour } from './domain.ts'

const now = new Date('2026-03-02T02:30:00Z')

describe('an hour of visits', () => {
  it.each([
    ['2026-03-02T02:00:00Z', true],
    ['2026-03-02T10:00:00+08:00', true],
    ['2026-03-02T03:00:00Z', false],
    ['2026-03-02T01:30:00Z', false],
    ['2026-03-02T01:00:00.001Z', false],
    ['1999-12-31T16:00:00Z', true],
    ['1999-12-31T15:00:00Z', false],
  ])('at %s can be reported: %s', (at, ok) => {
    expect(isReportableHour(new Date(at), now)).toBe(ok)
  })

  it('is named by the clock on the wall', () => {
    expect(localHour(new Date('2026-03-01T16:00:00Z'))).toBe(0)
    expect(localHour(new Date('2026-03-02T15:00:00Z'))).toBe(23)
  })
})

describe('the analysis of a day', () => {
  it('without any record says nothing rather than zero', () => {
    expect(analyseDay({ stalls: [], categories: [], hours: [] })).toEqual({
      turnoverFen: null,
      saleCount: 0,
      refundCount: 0,
      refundFen: 0,
      categoryShares: [],
      entryCount: null,
      busiestHour: null,
      stallsReporting: 0,
    })
  })

  it('adds up stalls, shares and hours of all counters', () => {
    const hour = (at: string, entryCount: number) => ({ hourAt: new Date(at), entryCount })
    const result = analyseDay({
      stalls: [
        { stallId: 'b', saleCount: 2, amountFen: 900, refundCount: 0, refundFen: 0 },
        { stallId: 'a', saleCount: 1, amountFen: -100, refundCount: 2, refundFen: 300 },
      ],
      categories: [
        { categoryName: '叶菜', amountFen: 600 },
        { categoryName: '水产', amountFen: 300 },
        { categoryName: '退货', amountFen: -100 },
      ],
      hours: [hour('2026-03-02T00:00:00Z', 30), hour('2026-03-02T01:00:00Z', 20), hour('2026-03-02T01:00:00Z', 15)],
    })
    expect(result).toEqual({
      turnoverFen: 800,
      saleCount: 3,
      refundCount: 2,
      refundFen: 300,
      categoryShares: [
        { categoryName: '叶菜', amountFen: 600, share: 0.6667 },
        { categoryName: '水产', amountFen: 300, share: 0.3333 },
      ],
      entryCount: 65,
      busiestHour: 9,
      stallsReporting: 2,
    })
  })
})
