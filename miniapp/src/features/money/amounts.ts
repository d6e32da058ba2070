/**
 * Fen and grams on the phone. Shared's money.ts counts with BigInt, which iOS 12 and 13 do not have; `amounts.test.ts`
 * holds both to the same answers. Pure.
 */
export type PriceBasis = 'per_500g' | 'per_kg' | 'per_piece'

/** Amount of a line in fen: pieces × price, or grams × price half-up to the fen, as the server counts it. */
export const lineFen = (quantity: number, priceFen: number, basis: PriceBasis): number => {
  if (basis === 'per_piece') return quantity * priceFen
  const grams = basis === 'per_kg' ? 1000 : 500
  return Math.floor((quantity * priceFen * 2 + grams) / (grams * 2))
}

/** 123450 → `1,234.50`. */
export const yuanText = (fen: number): string => {
  const magnitude = Math.abs(fen)
  const yuan = String(Math.floor(magnitude / 100)).replace(/\B(?=(\d{3})+$)/g, ',')
  return `${fen < 0 ? '-' : ''}${yuan}.${String(magnitude % 100).padStart(2, '0')}`
}

/** What was typed on a number pad, in yuan → fen; null when it is no price above zero. */
export const parsePrice = (typed: string): number | null => {
  const match = /^(\d{1,6})(?:\.(\d{0,2}))?$/.exec(typed)
  if (!match) return null
  const fen = Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'))
  return fen > 0 ? fen : null
}
