import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatGrams, maxWeightGrams, parseKilograms } from './quantity.ts'

describe('a weight in kilograms', () => {
  it.each([
    ['1.250', 1250],
    ['1.25', 1250],
    ['0.001', 1],
    ['1.2500', 1250],
    ['-0.5', -500],
    ['100000', maxWeightGrams],
    ['100000.001', undefined],
    ['0.0005', undefined],
    ['1,000', undefined],
    ['.5', undefined],
    ['1kg', undefined],
    ['', undefined],
  ])('%j is read as %s grams', (text, grams) => {
    expect(parseKilograms(text)).toBe(grams)
  })

  it('with three decimals is read back the same', () => {
    fc.assert(
      fc.property(fc.integer({ min: -maxWeightGrams, max: maxWeightGrams }), (grams) => {
        const magnitude = Math.abs(grams)
        const text = `${grams < 0 ? '-' : ''}${Math.floor(magnitude / 1000)}.${String(magnitude % 1000).padStart(3, '0')}`
        expect(parseKilograms(text)).toBe(grams)
      }),
    )
  })

  it.each([
    [0, '0 克'],
    [850, '850 克'],
    [999, '999 克'],
    [1000, '1 千克'],
    [1250, '1.25 千克'],
    [-850, '-850 克'],
    [-1250, '-1.25 千克'],
  ])('%d grams are written %s', (grams, text) => {
    expect(formatGrams(grams)).toBe(text)
  })
})
