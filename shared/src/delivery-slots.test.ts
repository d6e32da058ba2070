import { describe, expect, it } from 'vitest'
import { planSlots } from './delivery-slots.ts'

describe('slots', () => {
  const day = { first: '09:00', last: '11:30', minutes: 60, capacity: 10 }
  const when = { from: '2026-11-22', days: 2 }

  it('repeat on each day in Shanghai, without what has begun and without a piece too short', () => {
    const slots = planSlots(day, when, new Date('2026-11-22T01:30:00Z'))
    expect(slots.map((slot) => slot.startsAt)).toEqual([
      '2026-11-22T10:00:00+08:00',
      '2026-11-23T09:00:00+08:00',
      '2026-11-23T10:00:00+08:00',
    ])
    expect(slots.every((slot) => slot.capacity === 10)).toBe(true)
  })

  it('are none when the length is none', () => {
    expect(planSlots({ ...day, minutes: 0 }, when, new Date('2026-11-22T00:00:00Z'))).toEqual([])
  })
})
