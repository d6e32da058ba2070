/** Numbers and times as people read them. An absent value is a word, never a zero. */
import { businessDate, formatInstant } from '@smart-market/shared/time.ts'

export const absent = '—'

/** `2026-11-22 09:05`; today's instants only show the time. */
export const instantText = (at: string | null | undefined, now: Date): string => {
  if (at === null || at === undefined) return absent
  const date = new Date(at)
  if (Number.isNaN(date.getTime())) return absent
  const text = formatInstant(date)
  return businessDate(date) === businessDate(now) ? `今天 ${text.slice(11)}` : text
}

export const countText = (value: number): string => value.toLocaleString('zh-CN')

/** 62.5 → `62.5`; floating dust beyond two decimals is dropped. */
export const pointsText = (value: number): string => String(Math.round(value * 100) / 100)

/** `62–67`, or `62` when both ends agree. */
export const rangeText = (low: number, high: number): string => {
  const [from, to] = [pointsText(low), pointsText(high)]
  return from === to ? from : `${from}–${to}`
}

export const gainText = (value: number): string => (value > 0 ? `+${pointsText(value)}` : pointsText(value))

/** Share as a whole percent, rounded down so that 99.6 % is never shown as complete. */
export const shareText = (met: number, total: number): string =>
  total === 0 ? absent : `${Math.floor((met / total) * 100)}%`

export const daysLeftText = (days: number): string =>
  days < 0 ? `已过期 ${-days} 天` : days === 0 ? '今天到期' : `还有 ${days} 天`

/** How long: `25 分钟`, `30 小时`, `10 天`; whole units that have passed. */
export const spanText = (minutes: number): string => {
  if (minutes < 60) return `${minutes} 分钟`
  const hours = Math.floor(minutes / 60)
  if (hours < 48) return `${hours} 小时`
  return `${Math.floor(hours / 24)} 天`
}
