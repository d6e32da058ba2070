/** What became of a price from one record to the next, in words. Pure; fen. */
import type { CallOutput } from '@smart-market/shared/route.ts'
import type { catalogueRoutes } from '@smart-market/shared/contracts/catalogue.ts'
import { workText } from '../../text-stall-work.ts'
import { yuanText } from '../money/amounts.ts'

const words = workText.priceHistory
export type PriceChange = CallOutput<typeof catalogueRoutes.listPriceHistory>['items'][number]

/** Against the record before it; `before` is null for the very first one, and undefined as long as it was not read. */
export const changeText = (
  { priceFen, priceBasis }: Pick<PriceChange, 'priceFen' | 'priceBasis'>,
  before: Pick<PriceChange, 'priceFen' | 'priceBasis'> | null | undefined,
): string => {
  if (before === undefined) return ''
  if (before === null) return words.first
  if (before.priceBasis !== priceBasis) return words.otherUnit
  const more = priceFen - before.priceFen
  if (more === 0) return words.same
  return more > 0 ? words.up(yuanText(more)) : words.down(yuanText(-more))
}
