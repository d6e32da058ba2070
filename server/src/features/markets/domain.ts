/** Rules of the ledger: which papers a merchant needs, what a screen can show of one, dates, masks. Pure. */
import { type ScreenField, screenFields } from '@smart-market/shared/contracts/devices.ts'
import type { licenceKinds } from '@smart-market/shared/contracts/markets.ts'

export type LicenceKind = (typeof licenceKinds)[number]

export interface LicenceRequirement {
  /** Any one of these satisfies it. */
  readonly anyOf: readonly LicenceKind[]
  /** Asked only of merchants who sell ready-to-eat food. */
  readonly onlyReadyToEat: boolean
  readonly source: string
}

/**
 * Licences that a merchant must hold. Selling farm produce or pre-packed food needs no food licence, so the food
 * licence is asked of ready-to-eat sellers alone.
 */
export const licenceRequirements: readonly LicenceRequirement[] = [
  { anyOf: ['business'], onlyReadyToEat: false, source: '《市场主体登记管理条例》第三条' },
  { anyOf: ['food', 'food_small'], onlyReadyToEat: true, source: '《食品安全法》第三十五条、第三十六条' },
]

export const licencesMissing = (held: readonly LicenceKind[], sellsReadyToEat: boolean): number =>
  licenceRequirements.filter(
    (r) => (sellsReadyToEat || !r.onlyReadyToEat) && !r.anyOf.some((kind) => held.includes(kind)),
  ).length

/** What the ledger knows of one merchant, as far as a stall screen is concerned. */
export interface ScreenFacts {
  readonly phone: string | null
  readonly goodsScope: string | null
  readonly creditGrade: string | null
  readonly licenceCount: number
  /** A licence that states its scope stands in for an empty goods scope. */
  readonly licenceStatesScope: boolean
  /** Handlers of ready-to-eat food without any health certificate on record. */
  readonly staffDocumentsMissing: number
}

/**
 * Fields that a stall screen cannot show because the ledger has nothing to show. Certificates of staff count as
 * shown when nobody at the stall needs one: the screen then says so.
 */
export const missingScreenFields = (facts: ScreenFacts): ScreenField[] => {
  const absent: Record<ScreenField, boolean> = {
    name: false,
    stallCode: false,
    contact: facts.phone === null,
    licences: facts.licenceCount === 0,
    scope: facts.goodsScope === null && !facts.licenceStatesScope,
    credit: facts.creditGrade === null,
    staffCertificates: facts.staffDocumentsMissing > 0,
  }
  return screenFields.filter((field) => absent[field])
}

/** Names of the fields that a patch really changes; a field it does not carry is no change. */
export const changedFields = (before: object, patch: object): string[] => {
  const old = before as Record<string, unknown>
  return Object.entries(patch)
    .filter(([key, value]) => value !== undefined && JSON.stringify(value) !== JSON.stringify(old[key] ?? null))
    .map(([key]) => key)
}

/** Tenancies are half-open: `to` is the first day on which the stall is free. */
export const isTenancyPeriod = (from: string, to: string | null): boolean => to === null || to > from

/** A paper is valid through its last day. */
export const isPaperPeriod = (from: string | null, to: string | null): boolean =>
  from === null || to === null || to >= from
export const isExpired = (validTo: string | null, onDate: string): boolean => validTo !== null && validTo < onDate

/** Two characters at each end: enough to compare with the paper in hand. */
export const maskNumber = (number: string): string =>
  number.length < 8 ? '****' : `${number.slice(0, 2)}****${number.slice(-2)}`

/** Surname only: 王**. */
export const maskName = (name: string): string => `${[...name][0] ?? ''}**`

/**
 * Handlers of ready-to-eat food without any certificate on record. Someone at a ready-to-eat stall handles the food
 * (食品安全法 §45), so a stall that names nobody misses one.
 */
export const staffDocumentsMissing = (
  sellsReadyToEat: boolean,
  staff: readonly { readonly required: boolean; readonly validTo: string | null }[],
): number => {
  const handlers = staff.filter((person) => person.required)
  if (sellsReadyToEat && handlers.length === 0) return 1
  return handlers.filter((person) => person.validTo === null).length
}
