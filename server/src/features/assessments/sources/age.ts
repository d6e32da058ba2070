import { businessDate, daysBetween } from '@smart-market/shared/time.ts'

/** Whole business days from a moment to `asOf`: 0 when it was today. Null when there never was one. */
export const ageDays = (at: Date | null, asOf: Date): number | null =>
  at === null ? null : daysBetween(businessDate(at), businessDate(asOf))

/** Hours with one decimal. */
export const ageHours = (at: Date | null, asOf: Date): number | null =>
  at === null ? null : Math.round((asOf.getTime() - at.getTime()) / 360_000) / 10

/** The newest of some moments. */
export const newest = (moments: readonly (Date | null)[]): string | null => {
  const latest = moments.reduce<Date | null>(
    (best, at) => (at !== null && (best === null || at > best) ? at : best),
    null,
  )
  return latest?.toISOString() ?? null
}
