import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { composite, Decimal, splitEvenly, sum } from './points.ts'

describe('composite', () => {
  const zhengzhou = (bonus: number) =>
    composite(
      [
        { score: 88, weight: 0.2 },
        { score: 82.5, weight: 0.6 },
        { score: 90, weight: 0.2 },
      ],
      bonus,
      { bonusCap: 5 },
    )

  it('weighs three assessors exactly and adds the bonus afterwards', () => {
    expect(zhengzhou(3)).toEqual({ ok: true, weighted: 85.1, total: 88.1 })
  })
  it('refuses a bonus above its cap and weights that do not make one', () => {
    expect(zhengzhou(5.01)).toEqual({ ok: false, refusal: 'bonus_out_of_range' })
    expect(composite([{ score: 1, weight: 0.9 }], 0)).toEqual({ ok: false, refusal: 'weights_not_one' })
  })
  it('does not clamp at 100 unless the document says so', () => {
    const parts = [{ score: 99, weight: 1 }]
    expect(composite(parts, 5)).toMatchObject({ total: 104 })
    expect(composite(parts, 5, { clamp: 100 })).toMatchObject({ total: 100 })
  })
})

describe('splitEvenly', () => {
  it('hands out every hundredth, and no two shares differ by more than one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000 }), fc.integer({ min: 1, max: 900 }), (cents, n) => {
        const amount = new Decimal(cents).div(100)
        const shares = splitEvenly(amount, n)
        expect(sum(shares).eq(amount)).toBe(true)
        const first = shares[0] ?? amount
        expect(shares.every((share) => first.minus(share).lte(0.01) && share.gte(0))).toBe(true)
      }),
    )
  })
})
