/** How goods, prices and stock are said: every price with its basis, stock in words. Pure. */
import { labels } from '@smart-market/shared/text/zh.ts'
import { priceUnit } from '@smart-market/shared/price-unit.ts'
import { formatGrams } from '@smart-market/shared/quantity.ts'
import type { Listing, PublicListing } from '@smart-market/shared/contracts/catalogue.ts'
import { shopText } from '../../text-shop.ts'
import type { Tone } from '../../ui/tag.tsx'
import { yuanText } from '../money/amounts.ts'
import { dateText } from '../reading/words.ts'

const words = shopText.goods

export type Priced = Pick<PublicListing, 'priceFen' | 'priceBasis' | 'pieceUnit'>
type Unit = Pick<Priced, 'priceBasis' | 'pieceUnit'>

const pieceWord = ({ pieceUnit }: Unit): string => labels.pieceUnit[pieceUnit ?? 'piece']

export const priceText = (goods: Priced): string => `${yuanText(goods.priceFen)} ${priceUnit(goods)}`

/** `2 把`, `500 克`, `1.25 千克`. */
export const quantityText = (quantity: number, unit: Unit): string =>
  unit.priceBasis === 'per_piece' ? `${quantity} ${pieceWord(unit)}` : formatGrams(quantity)

/** What one tap on + adds: a piece, or half a jin. */
export const stepOf = ({ priceBasis }: Pick<Unit, 'priceBasis'>): number => (priceBasis === 'per_piece' ? 1 : 250)
/** What the first tap puts into the bag: a piece, or one jin. */
export const firstOf = ({ priceBasis }: Pick<Unit, 'priceBasis'>): number => (priceBasis === 'per_piece' ? 1 : 500)

/** Below this the shopper is told how much is left. */
const fewPieces = 20
const fewGrams = 10_000

export const stockOf = (
  goods: Unit & Pick<PublicListing, 'stockKind' | 'available'>,
): { tone: Tone; text: string; soldOut: boolean } => {
  const { stockKind, available } = goods
  if (stockKind === 'untracked' || available === null) return { tone: 'plain', text: words.inStock, soldOut: false }
  if (available <= 0) return { tone: 'bad', text: words.soldOut, soldOut: true }
  const few = available < (stockKind === 'counted' ? fewPieces : fewGrams)
  return few
    ? { tone: 'warn', text: words.left(quantityText(available, goods)), soldOut: false }
    : { tone: 'plain', text: words.inStock, soldOut: false }
}

/** Against 今日参考价, in words: the difference is said, never shown by colour alone. Null where there is none. */
export const guideText = ({ priceFen, guidePrice, ...unit }: Priced & Pick<Listing, 'guidePrice'>): string | null => {
  if (guidePrice === null) return null
  const reference = words.guide(
    yuanText(guidePrice.priceFen),
    priceUnit(unit),
    dateText(guidePrice.businessDate).slice(5),
  )
  const percent = Math.round(((priceFen - guidePrice.priceFen) / guidePrice.priceFen) * 100)
  return `${reference}，${percent === 0 ? words.same : percent > 0 ? words.higher(percent) : words.lower(-percent)}`
}
