import { businessDate } from '@smart-market/shared/time.ts'
import { useSyncExternalStore } from 'react'

const minuteMs = 60_000
const everyMinute = (tick: () => void): (() => void) => {
  const timer = window.setInterval(tick, minuteMs)
  return () => window.clearInterval(timer)
}

/** The time to the minute; a page left open over midnight learns that 今天 is another day. */
export const useNow = (): Date =>
  new Date(useSyncExternalStore(everyMinute, () => Math.floor(Date.now() / minuteMs)) * minuteMs)

export const useToday = (): string => businessDate(useNow())
