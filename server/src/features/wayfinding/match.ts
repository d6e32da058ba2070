/** Which place of a plan is which stall of the ledger, by what both are called. Pure. */
import type { PlanPlace } from '@smart-market/shared/wayfinding/plan.ts'

export interface LedgerName {
  readonly stallId: string
  readonly code: string
  /** Who sells there today. */
  readonly merchantName: string | null
}
export interface Match {
  readonly placeId: string
  readonly stallId: string
  readonly matchedBy: 'code' | 'name'
}

/** `A012`, `a-12` and `Ａ－０１２` are one code: letters and numbers, without leading zeros. */
export const codeKey = (text: string): string =>
  text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/(?<=^|[^\p{N}])0+(?=\p{N})/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/(?<=\p{L})-(?=\p{N})|(?<=\p{N})-(?=\p{L})|^-|-$/gu, '')
const nameKey = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '')

/**
 * Codes first, then names; only where exactly one place and exactly one stall are called so, because a wrong match
 * sends people to the wrong stall. Places and stalls in `taken` are left alone.
 */
export const matchPlaces = (
  places: readonly PlanPlace[],
  stalls: readonly LedgerName[],
  taken: { readonly placeIds: ReadonlySet<string>; readonly stallIds: ReadonlySet<string> },
): Match[] => {
  const freePlaces = places.filter(({ placeId }) => !taken.placeIds.has(placeId))
  const freeStalls = stalls.filter(({ stallId }) => !taken.stallIds.has(stallId))
  const byCode = pairUp(
    freePlaces,
    freeStalls,
    ({ ref, name }) => [ref, name].flatMap((text) => (text === null ? [] : codeKey(text))),
    ({ code }) => codeKey(code),
  )
  const donePlaces = new Set(byCode.map(({ placeId }) => placeId))
  const doneStalls = new Set(byCode.map(({ stallId }) => stallId))
  const byName = pairUp(
    freePlaces.filter(({ placeId }) => !donePlaces.has(placeId)),
    freeStalls.filter(({ stallId }) => !doneStalls.has(stallId)),
    ({ name }) => (name === null ? [] : [nameKey(name)]),
    ({ merchantName }) => (merchantName === null ? '' : nameKey(merchantName)),
  )
  return [
    ...byCode.map((pair) => ({ ...pair, matchedBy: 'code' as const })),
    ...byName.map((pair) => ({ ...pair, matchedBy: 'name' as const })),
  ]
}

const pairUp = (
  places: readonly PlanPlace[],
  stalls: readonly LedgerName[],
  keysOf: (place: PlanPlace) => readonly string[],
  keyOf: (stall: LedgerName) => string,
): { placeId: string; stallId: string }[] => {
  const stallsByKey = groupBy(stalls, (stall) => [keyOf(stall)])
  const placesByKey = groupBy(places, keysOf)
  const pairs: { placeId: string; stallId: string }[] = []
  const used = new Set<string>()
  for (const [key, [place, ...otherPlaces]] of placesByKey) {
    const [stall, ...otherStalls] = stallsByKey.get(key) ?? []
    if (key === '' || place === undefined || stall === undefined) continue
    if (otherPlaces.length > 0 || otherStalls.length > 0 || used.has(place.placeId) || used.has(stall.stallId)) continue
    used.add(place.placeId).add(stall.stallId)
    pairs.push({ placeId: place.placeId, stallId: stall.stallId })
  }
  return pairs
}

const groupBy = <T>(items: readonly T[], keysOf: (item: T) => readonly string[]): Map<string, T[]> => {
  const groups = new Map<string, T[]>()
  for (const item of items) for (const key of new Set(keysOf(item))) groups.set(key, [...(groups.get(key) ?? []), item])
  return groups
}
