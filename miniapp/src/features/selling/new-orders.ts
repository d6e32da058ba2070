/** Which orders have come in since the merchant last looked, and how that is said aloud. Pure. */
import type { StallOrderView } from '@smart-market/shared/contracts/orders.ts'
import { stallText } from '../../text-stall.ts'
import { queueOf } from './today-view.ts'

const words = stallText.bell
type Order = Pick<StallOrderView, 'stallOrderId' | 'state' | 'payment' | 'amountFen' | 'paidFen'>

export const waitingOrders = <O extends Order>(orders: readonly O[]): O[] =>
  orders.filter((order) => queueOf(order) === 'accept')

/** Orders to accept whose ids are not among the known ones. */
export const newOrders = <O extends Order>(orders: readonly O[], known: readonly string[]): O[] =>
  waitingOrders(orders).filter(({ stallOrderId }) => !known.includes(stallOrderId))

/** 3250 → `32.5`: a voice reads it as people say it. */
export const spokenYuan = (fen: number): string => String(fen / 100)

/** Says that money has arrived only when it has. */
export const callOut = (orders: readonly Order[]): string => {
  const [only] = orders
  if (only === undefined) return ''
  if (orders.length > 1) {
    const all = orders.reduce((sum, { amountFen }) => sum + amountFen, 0)
    return words.several(String(orders.length), spokenYuan(all))
  }
  return only.paidFen > 0 ? words.paid(spokenYuan(only.paidFen)) : words.atStall(spokenYuan(only.amountFen))
}
