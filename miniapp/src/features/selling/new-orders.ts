/** Which orders have come in since the merchant last looked, and how that is said aloud. Pure. */
import type { StallOrderView } from '@smart-market/shared/contracts/orders.ts'
import { stallText } from '../../text-stall.ts'
import { queueOf } from './today-view.ts'

const words = stallText.bell
type Order = Pick<StallOrderView, 'stallOrderId' | 'state' | 'payment' | 'amountFen' | 'paidFen' | 'remindedAt'>

/** An order rings when it comes in, and once more when the market reminds of it. */
export const ringOf = ({ stallOrderId, remindedAt }: Order): string =>
  remindedAt === null ? stallOrderId : `${stallOrderId}!`

export const waitingOrders = <O extends Order>(orders: readonly O[]): O[] =>
  orders.filter((order) => queueOf(order) === 'accept')

/** Orders to accept that have not rung as they now stand. */
export const newOrders = <O extends Order>(orders: readonly O[], rung: readonly string[]): O[] =>
  waitingOrders(orders).filter((order) => !rung.includes(ringOf(order)))

/** 3250 → `32.5`: a voice reads it as people say it. */
export const spokenYuan = (fen: number): string => String(fen / 100)

/** Says that money has arrived only when it has. */
export const callOut = (orders: readonly Order[]): string => {
  const [only] = orders
  if (only === undefined) return ''
  const late = orders.filter(({ remindedAt }) => remindedAt !== null).length
  if (late === orders.length) return words.late(String(late))
  if (orders.length > 1) {
    const all = orders.reduce((sum, { amountFen }) => sum + amountFen, 0)
    return words.several(String(orders.length), spokenYuan(all))
  }
  return only.paidFen > 0 ? words.paid(spokenYuan(only.paidFen)) : words.atStall(spokenYuan(only.amountFen))
}
