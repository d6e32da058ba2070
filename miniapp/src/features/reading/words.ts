/** Numbers and times as shoppers read them. Pure: the present moment comes in. */
import { businessDate, formatInstant } from '@smart-market/shared/time.ts'

export const numberText = (n: number): string => String(n).replace(/\B(?=(\d{3})+$)/g, ',')

/** `27%`; `<1%` and `>99%` at the ends, so that some is never shown as none nor nearly all as all. */
export const shareText = (part: number, whole: number): string => {
  if (whole <= 0) return '0%'
  const percent = Math.round((part / whole) * 100)
  if (part > 0 && percent === 0) return '<1%'
  if (part < whole && percent === 100) return '>99%'
  return `${percent}%`
}

/** `2026-11-02` → `2026年11月2日`. */
export const dateText = (date: string): string => {
  const [year, month, day] = date.split('-').map(Number)
  return `${year}年${month}月${day}日`
}

/** Shanghai time: `09:05`. */
export const clockText = (instant: string): string => formatInstant(new Date(instant)).slice(11)

/** Shanghai time: `今天 09:05`, `昨天 …`, `11月2日 …`, and with the year when it is another one. */
export const whenText = (instant: string, now: Date): string => {
  const at = new Date(instant)
  const clock = clockText(instant)
  const date = businessDate(at)
  if (date === businessDate(now)) return `今天 ${clock}`
  if (date === businessDate(new Date(now.getTime() - 86_400_000))) return `昨天 ${clock}`
  const long = dateText(date)
  return `${date.slice(0, 4) === businessDate(now).slice(0, 4) ? long.slice(5) : long} ${clock}`
}
