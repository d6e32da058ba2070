/** Instants are UTC ISO strings or Date; business dates are `YYYY-MM-DD` on the calendar of Asia/Shanghai. */

/** China has kept UTC+8 without daylight saving since 1991, so a fixed offset is exact for every date we store. */
const shanghaiOffsetMs = 8 * 3_600_000
export const dayMs = 86_400_000

/** The business date that an instant falls on. */
export const businessDate = (at: Date): string => new Date(at.getTime() + shanghaiOffsetMs).toISOString().slice(0, 10)

/** The instant at which a business date begins. Throws RangeError for an impossible date. */
export const businessDateStart = (date: string): Date => new Date(`${requireDate(date)}T00:00:00+08:00`)

/** `date` moved by whole days. */
export const addDays = (date: string, days: number): string =>
  new Date(Date.parse(`${requireDate(date)}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10)

/** Whole days from one business date to another; negative when `to` is earlier. */
export const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(`${requireDate(to)}T00:00:00Z`) - Date.parse(`${requireDate(from)}T00:00:00Z`)) / dayMs)

/** True for a `YYYY-MM-DD` that exists: 2026-02-29 does not. */
export const isDate = (text: string): boolean => {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const ms = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text)
}
const requireDate = (text: string): string => {
  if (!isDate(text)) throw new RangeError(`not a calendar date: ${text}`)
  return text
}

/** `2026-11-22 09:05` in Shanghai, for people. */
export const formatInstant = (at: Date): string =>
  new Date(at.getTime() + shanghaiOffsetMs).toISOString().slice(0, 16).replace('T', ' ')
