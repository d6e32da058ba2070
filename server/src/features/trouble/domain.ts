/** What of a page's words goes into a log. Pure. */

/** Phone, identity and card numbers, ids, and Chinese, in which names and addresses are: a program's own words are English. */
const personal = /\d{7,}|\p{Script=Han}+|[\w.+-]+@[\w-]+\.[\w.]+|\b[a-z]{3}_[0-9a-z]{8,}/gu

export const withoutPeople = (words: string): string => words.replace(personal, '…')

/** An address may carry what somebody searched for. */
export const pageOnly = (page: string): string => withoutPeople(page.split(/[?#]/)[0] ?? '')

export interface Flood {
  readonly since: number
  readonly count: number
}
export const floodLimit = { count: 30, windowMs: 15 * 60_000 } as const

/** The count with one more, in its own window; null when the address has told enough. */
export const counted = (flood: Flood | undefined, nowMs: number): Flood | null => {
  if (flood === undefined || nowMs - flood.since >= floodLimit.windowMs) return { since: nowMs, count: 1 }
  return flood.count >= floodLimit.count ? null : { ...flood, count: flood.count + 1 }
}
