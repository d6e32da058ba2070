/** Amounts of orders: as ordered, as weighed, and what goes back. Fen, grams, pieces. Pure. */
import type { StallOrderState } from '@smart-market/shared/contracts/orders.ts'
import { type PriceBasis, weighedAmountFen } from '@smart-market/shared/money.ts'

/** Amount of a quantity (grams, or pieces) at a price. Throws RangeError for a product no safe integer holds. */
export const lineAmountFen = (quantity: number, priceFen: number, basis: PriceBasis): number => {
  const amount = basis === 'per_piece' ? quantity * priceFen : weighedAmountFen(quantity, priceFen, basis)
  if (!Number.isSafeInteger(amount)) throw new RangeError('amount too large')
  return amount
}

export interface PickedLine {
  readonly orderedQuantity: number
  readonly orderedFen: number
  readonly priceFen: number
  readonly priceBasis: PriceBasis
}

/**
 * What a line costs once it was weighed. Less than ordered costs less. Up to `overweightPercent` more is the stall's
 * own affair when the shopper has paid already (`prepaid`: nobody is charged twice for a heavy hand), and is paid at the
 * stall otherwise. More than that needs the shopper's word; `asks` says so, and until then the line costs as ordered.
 */
export const weighLine = (
  line: PickedLine,
  pickedQuantity: number,
  rule: { readonly overweightPercent: number; readonly prepaid: boolean; readonly agreed: boolean },
): { finalFen: number; asks: boolean } => {
  const actual = lineAmountFen(pickedQuantity, line.priceFen, line.priceBasis)
  if (pickedQuantity <= line.orderedQuantity) return { finalFen: Math.min(actual, line.orderedFen), asks: false }
  const over = pickedQuantity * 100 > line.orderedQuantity * (100 + rule.overweightPercent)
  if (!over) return { finalFen: rule.prepaid ? line.orderedFen : actual, asks: false }
  return rule.agreed ? { finalFen: actual, asks: false } : { finalFen: line.orderedFen, asks: true }
}

interface WeighedOrder {
  readonly state: StallOrderState
  readonly payment: 'online' | 'at_stall'
  readonly deliveryFeeFen: number
  readonly paidFen: number
}
interface WeighedLine {
  readonly orderedFen: number
  readonly finalFen: number | null
  readonly consent: 'none' | 'asked' | 'given' | 'refused'
}

/** Goods as weighed, or as ordered before, plus delivery. Fen. */
export const finalFenOf = (order: Pick<WeighedOrder, 'deliveryFeeFen'>, lines: readonly WeighedLine[]): number =>
  lines.reduce((sum, line) => sum + (line.finalFen ?? line.orderedFen), 0) + order.deliveryFeeFen

/** What the shopper agreed to and still has to pay, fen: known once every line is weighed and nothing is asked; else 0. */
export const extraDueFen = (order: WeighedOrder, lines: readonly WeighedLine[]): number => {
  if (order.payment !== 'online' || order.state !== 'picking') return 0
  if (lines.some((line) => line.finalFen === null || line.consent === 'asked')) return 0
  return Math.max(0, finalFenOf(order, lines) - order.paidFen)
}

/**
 * Splits an amount by weights so that the parts are whole fen and sum exactly: each gets the floor, the largest
 * remainders get the fen that are left.
 */
export const splitFen = (amountFen: number, weights: readonly number[]): number[] => {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  if (amountFen === 0 || total === 0) return weights.map((_, i) => (i === 0 ? amountFen : 0))
  const exact = weights.map((weight) => BigInt(amountFen) * BigInt(weight))
  const parts = exact.map((product) => Number(product / BigInt(total)))
  const left = amountFen - parts.reduce((sum, part) => sum + part, 0)
  const byRemainder = exact
    .map((product, i) => ({ i, remainder: product % BigInt(total) }))
    .sort((a, b) => (a.remainder === b.remainder ? a.i - b.i : a.remainder > b.remainder ? -1 : 1))
  for (const { i } of byRemainder.slice(0, left)) parts[i] = (parts[i] ?? 0) + 1
  return parts
}

/** Takes an amount back from charges, newest first; what each gives. Undefined when they do not hold enough. */
export const takeBack = (
  amountFen: number,
  charges: readonly { readonly chargeId: string; readonly leftFen: number }[],
): { chargeId: string; amountFen: number }[] | undefined => {
  const parts: { chargeId: string; amountFen: number }[] = []
  let left = amountFen
  for (const charge of [...charges].reverse()) {
    const part = Math.min(left, charge.leftFen)
    if (part > 0) parts.push({ chargeId: charge.chargeId, amountFen: part })
    left -= part
  }
  return left === 0 ? parts : undefined
}
