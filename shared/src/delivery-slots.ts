/** Delivery slots as a market opens them: the same ones on each day. Pure. */
import { addDays } from './time.ts'

/** A day of slots: from `first` to `last` (`HH:mm`, Shanghai), each `minutes` long, each for `capacity` parcels. */
export interface SlotDay {
  readonly first: string
  readonly last: string
  readonly minutes: number
  readonly capacity: number
}
export interface NewSlot {
  readonly startsAt: string
  readonly endsAt: string
  readonly capacity: number
}

export const clockPattern = /^([01]\d|2[0-3]):[0-5]\d$/

const minutesOf = (clock: string): number => {
  const [h = 0, m = 0] = clock.split(':').map(Number)
  return h * 60 + m
}
const clockOf = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`

/** Slots of one day; a last piece that is too short makes none. */
export const slotsADay = ({ first, last, minutes }: Omit<SlotDay, 'capacity'>): number =>
  minutes > 0 ? Math.max(0, Math.floor((minutesOf(last) - minutesOf(first)) / minutes)) : 0

/** The slots of `days` business dates from `from` on, without those that have begun. */
export const planSlots = (day: SlotDay, { from, days }: { from: string; days: number }, now: Date): NewSlot[] =>
  Array.from({ length: days }, (_, n) => addDays(from, n)).flatMap((date) =>
    Array.from({ length: slotsADay(day) }, (_, n) => minutesOf(day.first) + n * day.minutes)
      .map((at) => ({
        startsAt: `${date}T${clockOf(at)}:00+08:00`,
        endsAt: `${date}T${clockOf(at + day.minutes)}:00+08:00`,
        capacity: day.capacity,
      }))
      .filter(({ startsAt }) => Date.parse(startsAt) > now.getTime()),
  )
