import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatFen, maxAmountFen, parseYuan, weighedAmountFen } from './money.ts'

describe('the amount of a weighed line', () => {
  it.each([
    [500, 399, 'per_500g', 399],
    [1000, 399, 'per_kg', 399],
    [250, 399, 'per_500g', 200],
    [1, 250, 'per_500g', 1],
    [1, 249, 'per_500g', 0],
    [-250, 399, 'per_500g', -200],
    [0, 399, 'per_kg', 0],
  ] as const)('of %d g at %d fen %s is %d fen, half up', (grams, price, basis, amount) => {
    expect(weighedAmountFen(grams, price, basis)).toBe(amount)
  })

  it('is never further than half a fen from the exact amount, and a return mirrors its sale', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100_000_000 }), fc.integer({ min: 0, max: 1_000_000 }), (grams, price) => {
        const amount = weighedAmountFen(grams, price, 'per_kg')
        const twiceError = BigInt(amount) * 2000n - 2n * BigInt(grams) * BigInt(price)
        expect(twiceError <= 1000n && twiceError > -1000n).toBe(true)
        expect(weighedAmountFen(-grams, price, 'per_kg') + amount).toBe(0)
      }),
    )
  })
})

describe('an amount in yuan', () => {
  it.each([
    ['12.5', 1250],
    ['￥12.50', 1250],
    ['¥1,234.00', 123_400],
    ['1234元', 123_400],
    [' 0.01 ', 1],
    ['-3.20', -320],
    ['100000000', maxAmountFen],
    ['100000000.01', undefined],
    ['12.345', undefined],
    ['1,23', undefined],
    ['12,34.5', undefined],
    ['1e3', undefined],
    ['.5', undefined],
    ['', undefined],
    ['十二', undefined],
    ['=1+1', undefined],
  ])('%j is read as %s fen', (text, fen) => {
    expect(parseYuan(text)).toBe(fen)
  })

  it('written out is read back the same', () => {
    fc.assert(
      fc.property(fc.integer({ min: -maxAmountFen, max: maxAmountFen }), (fen) => {
        expect(parseYuan(formatFen(fen))).toBe(fen)
      }),
    )
  })
})
