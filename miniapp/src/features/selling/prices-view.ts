/** Prices of a stall as drafts over what stands. Pure; fen. */
import type { Listing } from '@smart-market/shared/contracts/catalogue.ts'
import { stallText } from '../../text-stall.ts'
import { dateText } from '../reading/words.ts'

const words = stallText.prices
/** New price by listing. */
export type Drafts = Readonly<Record<string, number>>

export const bulkPercents = { down10: -10, down5: -5, up5: 5, up10: 10 } as const
export type Bulk = keyof typeof bulkPercents

/** To whole 角, as prices are chalked; never below one. A second press works on what the first made. */
export const shifted = (fen: number, percent: number): number =>
  Math.max(10, Math.round((fen * (100 + percent)) / 1000) * 10)

export const bulkDrafts = (listings: readonly Listing[], drafts: Drafts, bulk: Bulk): Drafts =>
  withoutSame(
    listings,
    Object.fromEntries(
      listings.map(({ listingId, priceFen }) => [
        listingId,
        shifted(drafts[listingId] ?? priceFen, bulkPercents[bulk]),
      ]),
    ),
  )

/** A draft that is the price itself is none. */
export const withoutSame = (listings: readonly Listing[], drafts: Drafts): Drafts =>
  Object.fromEntries(
    listings.flatMap(({ listingId, priceFen }) => {
      const draft = drafts[listingId]
      return draft === undefined || draft === priceFen ? [] : [[listingId, draft]]
    }),
  )

export const sinceText = ({ priceOn }: Pick<Listing, 'priceOn'>, today: string): string =>
  priceOn === today ? words.today : words.since(dateText(priceOn).slice(5))
