import { troubleLimits, troubleOf } from '@smart-market/shared/trouble.ts'
import { expect, test } from 'vitest'
import { createTrouble } from './trouble.ts'

test('a page that is tried again and fails again is told once, and another page for itself', () => {
  const told: string[] = []
  const tell = createTrouble((page) => Promise.resolve(told.push(page)))
  for (const page of ['/m/$marketId/ledger', '/m/$marketId/ledger', '/m/$marketId/trade'])
    tell(page, new Error('broken'))
  expect(told).toEqual(['/m/$marketId/ledger', '/m/$marketId/trade'])
})

test('that nobody could be told troubles nobody', async () => {
  const tell = createTrouble(() => Promise.reject(new Error('no network')))
  expect(() => tell('/login', 'broken')).not.toThrow()
  await Promise.resolve()
})

test('what is sent is cut to its limits, and of the stack only the places are', () => {
  const error = new TypeError('x'.repeat(1000))
  error.stack = `TypeError: 李女士\n    at draw (https://market.example/assets/ledger.js:10:20)`
  const { message, stack } = troubleOf(error)
  expect(message).toHaveLength(troubleLimits.message)
  expect(stack).toBe('    at draw (https://market.example/assets/ledger.js:10:20)')
  expect(troubleOf('plain words')).toEqual({ message: 'plain words' })
})
