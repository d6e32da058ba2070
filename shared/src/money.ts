/** Money is whole fen; this file and quantity.ts are the only places that round. */

export type PriceBasis = 'per_500g' | 'per_kg' | 'per_piece'

/** Largest amount a single record may carry: 100 million yuan. Larger is a typing error. */
export const maxAmountFen = 10_000_000_000

/** Half-up on magnitude: 0.5 fen → 1, −0.5 → −1, so that a refund mirrors its sale. */
const divideHalfUp = (numerator: bigint, denominator: bigint): number => {
  const sign = numerator < 0n ? -1n : 1n
  const magnitude = numerator * sign
  return Number(sign * ((magnitude * 2n + denominator) / (denominator * 2n)))
}

/** Amount of a weighed line: grams × fen per 500 g or per kg, half-up to the fen. */
export const weighedAmountFen = (grams: number, priceFen: number, basis: 'per_500g' | 'per_kg'): number =>
  divideHalfUp(BigInt(grams) * BigInt(priceFen), basis === 'per_kg' ? 1000n : 500n)

/** Text such as `12.5`, `￥12.50`, `1,234.00` in yuan → fen; undefined when it is not an amount with ≤ 2 decimals. */
export const parseYuan = (text: string): number | undefined => {
  const match = /^[¥￥]?(-?)(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d{1,2}))?元?$/.exec(text.trim())
  if (!match) return undefined
  const fen = Number((match[2] ?? '').replaceAll(',', '')) * 100 + Number((match[3] ?? '').padEnd(2, '0') || '0')
  if (!Number.isSafeInteger(fen) || fen > maxAmountFen) return undefined
  return match[1] === '-' ? -fen : fen
}

/**
 * A price in yuan as other programs write it, with any number of decimals (`0.55000000000000004`), half-up to the fen;
 * undefined for anything with other text in it.
 */
export const roundYuan = (text: string): number | undefined => {
  const match = /^[¥￥]?(\d{1,9})(?:\.(\d{1,30}))?元?$/.exec(text.trim())
  if (!match) return undefined
  const decimals = (match[2] ?? '').padEnd(3, '0')
  return Number(match[1]) * 100 + Number(decimals.slice(0, 2)) + (decimals.charAt(2) >= '5' ? 1 : 0)
}

/** 123450 → `1,234.50`. */
export const formatFen = (fen: number): string => {
  const magnitude = Math.abs(fen)
  const yuan = String(Math.floor(magnitude / 100)).replace(/\B(?=(\d{3})+$)/g, ',')
  return `${fen < 0 ? '-' : ''}${yuan}.${String(magnitude % 100).padStart(2, '0')}`
}
