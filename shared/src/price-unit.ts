/** What a price is for, in words. Pure. */
import { labels } from './text/zh.ts'

export interface PricedBy {
  readonly priceBasis: keyof typeof labels.priceBasis
  /** Counts only for goods by the piece; null says 个. */
  readonly pieceUnit: keyof typeof labels.pieceUnit | null
}

/** `元/500克`, `元/千克`, `元/把`. */
export const priceUnit = ({ priceBasis, pieceUnit }: PricedBy): string =>
  priceBasis === 'per_piece' ? `元/${labels.pieceUnit[pieceUnit ?? 'piece']}` : labels.priceBasis[priceBasis]
