/** Rules of listings and prices. Pure. */
import { type PriceBasis, weighedAmountFen } from '@smart-market/shared/money.ts'

/** A price in another basis, half-up to the fen; undefined where pieces meet weight. */
export const priceInBasis = (priceFen: number, from: PriceBasis, to: PriceBasis): number | undefined => {
  if (from === to) return priceFen
  if (from === 'per_piece' || to === 'per_piece') return undefined
  return weighedAmountFen(to === 'per_kg' ? 1000 : 500, priceFen, from)
}

/** A guide price older than this is no guide any more. */
export const guidePriceDays = 7

export interface PriceNow {
  readonly listingId: string
  readonly priceFen: number
  /** Business date on which the price was set or last confirmed. */
  readonly priceOn: string
}

/** What a wished price does today: a new price, a confirmation of the old one, or nothing that is not known already. */
export const priceEffect = (now: PriceNow, wishedFen: number, today: string): 'changed' | 'confirmed' | 'known' => {
  if (now.priceFen !== wishedFen) return 'changed'
  return now.priceOn < today ? 'confirmed' : 'known'
}
