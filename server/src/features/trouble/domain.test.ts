import { expect, test } from 'vitest'
import { counted, floodLimit, pageOnly, withoutPeople } from './domain.ts'

test.each([
  ['TypeError: Cannot read properties of undefined', 'TypeError: Cannot read properties of undefined'],
  ['Unexpected token in "李女士 13800001234"', 'Unexpected token in "… …"'],
  ['no merchant mer_1m5mqv500vctx9zh0mtft of a@b.cn', 'no merchant … of …'],
])('of %s the log keeps %s', (words, kept) => expect(withoutPeople(words)).toBe(kept))

test('of an address the log keeps the page, and not what was asked for', () =>
  expect(pageOnly('/m/$marketId/ledger?q=李')).toBe('/m/$marketId/ledger'))

test('an address tells so many in a window, and anew in the next', () => {
  let flood = counted(undefined, 0)
  for (let n = 1; n < floodLimit.count; n++) flood = counted(flood ?? undefined, n)
  expect(flood?.count).toBe(floodLimit.count)
  expect(counted(flood ?? undefined, 1000)).toBeNull()
  expect(counted(flood ?? undefined, floodLimit.windowMs)).toEqual({ since: floodLimit.windowMs, count: 1 })
})
