import { expect, test } from 'vitest'
import { parseCount, withCount } from './stock-view.ts'

test.each([
  ['12', 'counted', 12],
  ['12.5', 'counted', null],
  ['', 'counted', null],
  ['0', 'counted', 0],
  ['12.5', 'weighed', 12_500],
  ['3.', 'weighed', 3000],
  ['0.0005', 'weighed', null],
] as const)('"%s" of %s goods is %s', (typed, stockKind, amount) => {
  expect(parseCount(typed, { stockKind })).toBe(amount)
})

test('counting what stands anyway leaves nothing to save', () => {
  const listing = { listingId: 'a', available: 6 } as Parameters<typeof withCount>[1]
  expect(withCount({}, listing, 4)).toEqual({ a: 4 })
  expect(withCount({ a: 4, b: 1 }, listing, 6)).toEqual({ b: 1 })
})
