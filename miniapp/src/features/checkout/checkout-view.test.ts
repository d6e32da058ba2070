import { describe, expect, it } from 'vitest'
import { slotDays, slotText } from './checkout-view.ts'

const now = new Date('2026-03-02T02:00:00Z')
const slot = (startsAt: string, endsAt: string, left = 5) => ({ startsAt, endsAt, left })
const noon = slot('2026-03-02T12:00:00+08:00', '2026-03-02T13:00:00+08:00')
const full = slot('2026-03-02T13:00:00+08:00', '2026-03-02T14:00:00+08:00', 0)
const early = slot('2026-03-03T07:00:00+08:00', '2026-03-03T08:00:00+08:00')
const later = slot('2026-03-05T07:00:00+08:00', '2026-03-05T08:00:00+08:00', 1)

describe('when goods are brought', () => {
  it('is said by the day as people call it', () => {
    expect([noon, early, later].map((one) => slotText(one, now))).toEqual([
      '今天 12:00–13:00',
      '明天 07:00–08:00',
      '3月5日 07:00–08:00',
    ])
  })

  it('is chosen by the day, among what still has room', () => {
    expect(slotDays([noon, full, early, later], now)).toEqual([
      { date: '2026-03-02', title: '今天', slots: [noon] },
      { date: '2026-03-03', title: '明天', slots: [early] },
      { date: '2026-03-05', title: '3月5日', slots: [later] },
    ])
  })

  it('has no day where all of its slots are taken', () => {
    expect(slotDays([full], now)).toEqual([])
    expect(slotDays([full, early], now).map(({ title }) => title)).toEqual(['明天'])
  })
})
