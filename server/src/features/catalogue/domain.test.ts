import { describe, expect, it } from 'vitest'
import { priceEffect, priceInBasis } from './domain.ts'

describe('priceInBasis', () => {
  it.each([
    [399, 'per_kg', 'per_500g', 200],
    [398, 'per_kg', 'per_500g', 199],
    [250, 'per_500g', 'per_kg', 500],
    [250, 'per_500g', 'per_500g', 250],
    [100, 'per_piece', 'per_piece', 100],
    [100, 'per_piece', 'per_kg', undefined],
    [100, 'per_kg', 'per_piece', undefined],
  ] as const)('%i fen %s is in %s: %s', (fen, from, to, expected) => {
    expect(priceInBasis(fen, from, to)).toBe(expected)
  })
})

describe('priceEffect', () => {
  const now = { listingId: 'lst_1', priceFen: 300, priceOn: '2026-03-01' }
  it.each([
    [310, '2026-03-02', 'changed'],
    [300, '2026-03-02', 'confirmed'],
    [300, '2026-03-01', 'known'],
  ] as const)('%i fen on %s is %s', (fen, today, effect) => {
    expect(priceEffect(now, fen, today)).toBe(effect)
  })
})
