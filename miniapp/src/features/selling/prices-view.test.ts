import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Listing } from '@smart-market/shared/contracts/catalogue.ts'
import { bulkDrafts, bulkPercents, shifted, sinceText, withoutSame } from './prices-view.ts'

const listing = (listingId: string, priceFen: number) => ({ listingId, priceFen, priceOn: '2026-11-21' }) as Listing
const goods = [listing('a', 350), listing('b', 1600)]

describe('a price moved by percent', () => {
  it.each([
    [350, 10, 390],
    [350, -10, 320],
    [1600, 5, 1680],
    [10, -10, 10],
  ])('from %i fen by %i %% is %i fen, in whole 角', (fen, percent, expected) => {
    expect(shifted(fen, percent)).toBe(expected)
  })

  it('is always whole 角, never below one, and never moves the wrong way by more than half a 角', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.constantFrom(...Object.values(bulkPercents)),
        (fen, by) => {
          const next = shifted(fen, by)
          expect(next % 10).toBe(0)
          expect(next).toBeGreaterThanOrEqual(10)
          expect(Math.abs(next - Math.max(10, (fen * (100 + by)) / 100))).toBeLessThanOrEqual(5)
        },
      ),
    )
  })
})

describe('drafts', () => {
  it('move the whole stall, and a second press works on what the first made', () => {
    const once = bulkDrafts(goods, {}, 'up10')
    expect(once).toEqual({ a: 390, b: 1760 })
    expect(bulkDrafts(goods, once, 'up10')).toEqual({ a: 430, b: 1940 })
  })

  it('that are the price itself are none', () => {
    expect(withoutSame(goods, { a: 350, b: 1700, gone: 5 })).toEqual({ b: 1700 })
  })
})

it('says since when a price stands, and that today’s is confirmed', () => {
  expect(sinceText({ priceOn: '2026-11-22' }, '2026-11-22')).toBe('今天已确认')
  expect(sinceText({ priceOn: '2026-11-21' }, '2026-11-22')).toContain('11月21日')
})
