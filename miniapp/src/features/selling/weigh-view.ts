/** Picking and weighing: which line is next, what a typed weight costs. Pure. */
import type { StallOrderView } from '@smart-market/shared/contracts/orders.ts'
import { stallText } from '../../text-stall.ts'
import { quantityText } from '../goods/goods-view.ts'
import { lineFen, yuanText } from '../money/amounts.ts'

const words = stallText.order
export type OrderLine = StallOrderView['lines'][number]

export const isOpen = (line: OrderLine): boolean => line.pickedQuantity === null

/** The line on the scale: the one asked for, else the first that is not picked. */
export const lineAtHand = (order: StallOrderView, chosen: number | null): OrderLine | null => {
  if (order.state !== 'picking') return null
  return order.lines.find(({ lineNo }) => lineNo === chosen) ?? order.lines.find(isOpen) ?? null
}

/** Whether recording this line leaves nothing else to pick or to ask. */
export const isLast = (order: StallOrderView, line: OrderLine): boolean =>
  order.lines.every((one) => one.lineNo === line.lineNo || (!isOpen(one) && one.consent !== 'asked'))

/** Nothing is left to pick, to ask, or for the shopper to pay. */
export const canFinish = (order: StallOrderView): boolean =>
  order.extraDueFen === 0 && order.lines.every((line) => !isOpen(line) && line.consent !== 'asked')

export const lineTitle = (line: OrderLine): string =>
  line.priceBasis === 'per_piece' ? words.count(line.name) : words.weigh(line.name)

/** What the amount becomes, said before it is recorded. */
export const amountHint = (order: StallOrderView, line: OrderLine, quantity: number): string => {
  const amount = lineFen(quantity, line.priceFen, line.priceBasis)
  const said = `${quantityText(quantity, line)} · ${words.amount(yuanText(amount))}`
  if (quantity > line.orderedQuantity) return `${said}。${words.more}`
  const less = line.orderedFen - amount
  return less > 0 && order.payment === 'online' ? `${said}。${words.less(yuanText(less))}` : said
}

export const pickedText = (line: OrderLine): string => {
  if (line.pickedQuantity !== null) {
    const quantity = quantityText(line.pickedQuantity, line)
    return line.scaleWeighedAt === null ? words.picked(quantity) : words.pickedByScale(quantity)
  }
  return line.priceBasis === 'per_piece' ? words.notCounted : words.notPicked
}
