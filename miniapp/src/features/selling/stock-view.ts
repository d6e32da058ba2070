/** Counting stock: what was typed as pieces or kilograms, and the drafts that wait to be saved. Pure. */
import type { Listing } from '@smart-market/shared/contracts/catalogue.ts'
import { parseKilograms } from '@smart-market/shared/quantity.ts'

/** New stock by listing, in pieces or grams. */
export type Counts = Readonly<Record<string, number>>

export const isCountable = ({ stockKind }: Pick<Listing, 'stockKind'>): boolean => stockKind !== 'untracked'

/** Pieces, or kilograms as grams; null when it is no amount. */
export const parseCount = (typed: string, { stockKind }: Pick<Listing, 'stockKind'>): number | null => {
  if (stockKind === 'weighed') return parseKilograms(typed.replace(/\.$/, '')) ?? null
  return /^\d{1,6}$/.test(typed) ? Number(typed) : null
}

/** A count that is what stands anyway is none. */
export const withCount = (counts: Counts, listing: Listing, count: number): Counts => {
  const { [listing.listingId]: _before, ...others } = counts
  return count === listing.available ? others : { ...others, [listing.listingId]: count }
}

/** Names are few enough to look through on the phone. */
export const matching = (listings: readonly Listing[], q: string): readonly Listing[] =>
  q.trim() === '' ? listings : listings.filter(({ name }) => name.includes(q.trim()))
