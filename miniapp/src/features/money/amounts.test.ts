import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatFen, weighedAmountFen } from '@smart-market/shared/money.ts'
import { lineFen, parsePrice, yuanText } from './amounts.ts'

test('a weighed line costs on the phone exactly what the server counts', () =>
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 1_000_000 }),
      fc.integer({ min: 1, max: 100_000_000 }),
      fc.constantFrom('per_500g', 'per_kg'),
      (grams, price, basis) => lineFen(grams, price, basis) === weighedAmountFen(grams, price, basis),
    ),
  ))

test('pieces are multiplied', () => expect(lineFen(3, 250, 'per_piece')).toBe(750))

test('amounts are written as on every other screen', () =>
  fc.assert(fc.property(fc.integer({ min: -1e9, max: 1e9 }), (fen) => yuanText(fen) === formatFen(fen))))

test.each([
  ['3.5', 350],
  ['3.', 300],
  ['12', 1200],
  ['0.05', 5],
  ['0', null],
  ['', null],
  ['.5', null],
  ['1.234', null],
])('%s on the pad is %s fen', (typed, fen) => expect(parsePrice(typed)).toBe(fen))
