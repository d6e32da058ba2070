/** The bag: goods of several stalls of one market, with the price the shopper saw. Pure; kept on this phone only. */
import type { CheckoutBody } from '@smart-market/shared/contracts/orders.ts'
import type { PublicListing } from '@smart-market/shared/contracts/catalogue.ts'
import { firstOf, stepOf, stockOf } from '../goods/goods-view.ts'
import { lineFen } from '../money/amounts.ts'

type Goods = Pick<
  PublicListing,
  'listingId' | 'name' | 'specification' | 'priceFen' | 'priceBasis' | 'pieceUnit' | 'stockKind' | 'available'
>
export interface BagLine extends Goods {
  /** Pieces or grams. */
  readonly quantity: number
  /** What a look at the stall has changed since it was put in; the shopper must see it before paying. */
  readonly change: 'none' | 'price' | 'gone'
  readonly oldPriceFen: number | null
}
export interface BagStall {
  readonly stallCode: string
  readonly merchantName: string
  readonly lines: readonly BagLine[]
}
export type Bag = readonly BagStall[]
/** By market code. */
export type Bags = Readonly<Record<string, Bag>>

/** Checkout takes no more than these. */
const mostStalls = 30
const mostGrams = 1_000_000

const mostOf = (goods: Goods): number => {
  const most = goods.priceBasis === 'per_piece' ? 999 : mostGrams
  return goods.stockKind === 'untracked' || goods.available === null ? most : Math.min(goods.available, most)
}

export const quantityIn = (bag: Bag, listingId: string): number =>
  bag.flatMap(({ lines }) => lines).find((line) => line.listingId === listingId)?.quantity ?? 0

/** Up or down by one step; never above what is left. Down from the first portion is zero. */
export const steppedQuantity = (goods: Goods, quantity: number, direction: 1 | -1): number => {
  const first = Math.min(firstOf(goods), mostOf(goods))
  if (direction === 1) return quantity === 0 ? first : Math.min(quantity + stepOf(goods), mostOf(goods))
  const less = quantity - stepOf(goods)
  return less < stepOf(goods) ? 0 : less
}

/** Puts in, changes or (with 0) takes out. A full bag stays as it is. */
export const withQuantity = (
  bag: Bag,
  stall: { readonly stallCode: string; readonly merchantName: string },
  goods: Goods,
  quantity: number,
): Bag => {
  const { listingId, name, specification, priceFen, priceBasis, pieceUnit, stockKind, available } = goods
  const line: BagLine = {
    listingId,
    name,
    specification,
    priceFen,
    priceBasis,
    pieceUnit,
    stockKind,
    available,
    quantity,
    change: 'none',
    oldPriceFen: null,
  }
  const known = bag.find(({ stallCode }) => stallCode === stall.stallCode)
  if (!known) {
    if (quantity === 0 || bag.length >= mostStalls) return bag
    return [...bag, { stallCode: stall.stallCode, merchantName: stall.merchantName, lines: [line] }]
  }
  const isIn = known.lines.some((one) => one.listingId === listingId)
  const lines = isIn ? known.lines.map((one) => (one.listingId === listingId ? line : one)) : [...known.lines, line]
  return bag
    .map((one) => (one === known ? { ...known, lines: lines.filter((each) => each.quantity > 0) } : one))
    .filter((one) => one.lines.length > 0)
}

/** What the stalls say now. A stall that gave no answer (absent) keeps its lines as they were. */
export const refreshed = (bag: Bag, fresh: Readonly<Record<string, readonly Goods[]>>): Bag =>
  bag.map((stall) => {
    const now = fresh[stall.stallCode]
    if (now === undefined) return stall
    return { ...stall, lines: stall.lines.map((line) => refreshedLine(line, now)) }
  })

const refreshedLine = (line: BagLine, now: readonly Goods[]): BagLine => {
  const goods = now.find(({ listingId }) => listingId === line.listingId)
  if (!goods || stockOf(goods).soldOut) return { ...line, change: 'gone' }
  const sameBasis = goods.priceBasis === line.priceBasis
  const quantity = Math.min(sameBasis ? line.quantity : firstOf(goods), mostOf(goods))
  const samePrice = sameBasis && goods.priceFen === line.priceFen
  const { priceFen, priceBasis, pieceUnit, stockKind, available } = goods
  const kept = line.change === 'gone' ? { change: 'none' as const, oldPriceFen: null } : {}
  return {
    ...line,
    ...kept,
    priceFen,
    priceBasis,
    pieceUnit,
    stockKind,
    available,
    quantity,
    ...(samePrice ? {} : { change: 'price' as const, oldPriceFen: line.priceFen }),
  }
}

export const lineAmount = ({ quantity, priceFen, priceBasis }: BagLine): number =>
  lineFen(quantity, priceFen, priceBasis)
export const stallAmount = ({ lines }: BagStall): number => lines.reduce((sum, line) => sum + lineAmount(line), 0)
export const bagAmount = (bag: Bag): number => bag.reduce((sum, stall) => sum + stallAmount(stall), 0)
export const lineCount = (bag: Bag): number => bag.reduce((sum, { lines }) => sum + lines.length, 0)

/** Without what is gone: that is what can be ordered. */
export const orderable = (bag: Bag): Bag =>
  bag
    .map((stall) => ({ ...stall, lines: stall.lines.filter(({ change }) => change !== 'gone') }))
    .filter(({ lines }) => lines.length > 0)

export const toStalls = (bag: Bag): CheckoutBody['stalls'] =>
  bag.map(({ stallCode, lines }) => ({
    stallCode,
    note: null,
    lines: lines.map(({ listingId, quantity, priceFen, priceBasis }) => ({
      listingId,
      quantity,
      priceFen,
      priceBasis,
    })),
  }))

/** Empty unless the stored text has this version's shape. */
export const parseBags = (stored: string | null): Bags => {
  try {
    const value = JSON.parse(stored ?? '{}') as Bags
    const sound = Object.values(value).every((bag) =>
      bag.every(({ stallCode, lines }) => typeof stallCode === 'string' && lines.every(({ quantity }) => quantity > 0)),
    )
    return sound ? value : {}
  } catch {
    return {}
  }
}
