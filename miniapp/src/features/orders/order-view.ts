/** What a stall order says to its shopper: where it stands, what is next, and where the money is. Pure. */
import type { OrderGroupView, StallOrderView } from '@smart-market/shared/contracts/orders.ts'
import { labels } from '@smart-market/shared/text/zh.ts'
import type { PayWay } from '../../platform/pay.ts'
import { shopText } from '../../text-shop.ts'
import type { Tone } from '../../ui/tag.tsx'
import { quantityText } from '../goods/goods-view.ts'
import { lineFen, yuanText } from '../money/amounts.ts'
import { whenText } from '../reading/words.ts'

const words = shopText.order
type Line = StallOrderView['lines'][number]

const tones: Readonly<Record<StallOrderView['state'], Tone>> = {
  placed: 'warn',
  paid: 'plain',
  accepted: 'plain',
  picking: 'plain',
  ready: 'plain',
  waiting_for_pickup: 'good',
  out_for_delivery: 'good',
  completed: 'good',
  cancelled: 'plain',
  refunding: 'warn',
  refunded: 'plain',
}

/** Payable now, fen: all of it while placed; what agreed extra weight costs once all is weighed; else 0. */
export const dueFen = (order: StallOrderView): number => {
  if (order.payment !== 'online') return 0
  return order.state === 'placed' ? order.amountFen : order.extraDueFen
}

/** The word of the trade, but an order that is paid at the stall does not wait for money. */
export const stateText = ({ state, payment }: StallOrderView): string =>
  state === 'placed' && payment === 'at_stall' ? labels.stallOrderState.paid : labels.stallOrderState[state]

const isAsked = ({ state, lines }: StallOrderView): boolean =>
  state === 'picking' && lines.some(({ consent }) => consent === 'asked')

/** Where it stands for its shopper, who first of all reads what is wanted of them. */
export const shopperStateText = (order: StallOrderView): string => {
  if (isAsked(order)) return words.toAnswer
  return order.extraDueFen > 0 ? words.extraDue(yuanText(order.extraDueFen)) : stateText(order)
}

const nextText = (order: StallOrderView, now: Date): string => {
  if (isAsked(order)) return words.next.asked
  if (order.extraDueFen > 0) return words.next.extraDue(yuanText(order.extraDueFen))
  if (order.state !== 'placed') return words.next[order.state]
  if (order.payment === 'at_stall') return words.next.placedAtStall
  return order.payBy === null ? words.next.paid : words.next.payBy(whenText(order.payBy, now))
}

const pickedText = (line: Line): string | null => {
  if (line.pickedQuantity === null) return null
  if (line.pickedQuantity === 0) return words.missing
  const quantity = quantityText(line.pickedQuantity, line)
  if (line.priceBasis === 'per_piece') return words.counted(quantity)
  return line.scaleWeighedAt === null ? words.picked(quantity) : words.pickedByScale(quantity)
}

const moneyRows = (order: StallOrderView): { name: string; value: string; strong?: boolean }[] => {
  const yuan = (fen: number) => `${yuanText(fen)} 元`
  const rows: { name: string; value: string; strong?: boolean }[] = [{ name: words.goods, value: yuan(order.goodsFen) }]
  if (order.deliveryFeeFen > 0) rows.push({ name: words.fee, value: yuan(order.deliveryFeeFen) })
  rows.push({ name: words.amount, value: yuan(order.amountFen), strong: true })
  if (order.finalFen !== null && order.finalFen !== order.amountFen)
    rows.push({ name: words.final, value: yuan(order.finalFen), strong: true })
  if (order.payment === 'at_stall' && order.paidFen === 0 && order.state !== 'cancelled')
    rows.push({ name: words.toPayAtStall, value: yuan(order.finalFen ?? order.amountFen) })
  if (order.paidFen > 0) rows.push({ name: words.paid, value: yuan(order.paidFen) })
  if (order.extraDueFen > 0) rows.push({ name: words.extra, value: yuan(order.extraDueFen), strong: true })
  return rows
}

/** Asked back and arrived are two things: only what the channel has confirmed is said to be back. */
const refundLines = (order: StallOrderView): string[] => {
  const pending = order.refundWantedFen - order.refundedFen
  const lighter = order.finalFen !== null && order.finalFen < order.paidFen && order.refundWantedFen > 0
  return [
    ...(lighter ? [words.lighter] : []),
    ...(order.refundedFen > 0 ? [words.refunded(yuanText(order.refundedFen))] : []),
    ...(pending > 0 ? [words.refundPending(yuanText(pending))] : []),
    ...order.latePayments.map(({ refund, amountFen }) => words.late[refund](yuanText(amountFen))),
  ]
}

const questionOf = (line: Line) => ({
  lineNo: line.lineNo,
  text: words.question(
    line.name,
    quantityText(line.orderedQuantity, line),
    quantityText(line.pickedQuantity ?? 0, line),
  ),
  money: words.questionMoney(
    yuanText(line.orderedFen),
    yuanText(lineFen(line.pickedQuantity ?? 0, line.priceFen, line.priceBasis)),
  ),
})

export const stallOrderView = (order: StallOrderView, now: Date) => ({
  stallOrderId: order.stallOrderId,
  stall: `${order.stallCode} · ${order.merchantName}`,
  stallCode: order.stallCode,
  number: words.number(order.number),
  state: {
    tone: isAsked(order) || order.extraDueFen > 0 ? ('warn' as const) : tones[order.state],
    text: shopperStateText(order),
  },
  next: nextText(order, now),
  /** Shown only where it is of use, so that it is not read out too early. */
  pickupCode: order.fulfilment === 'pickup' && order.state === 'waiting_for_pickup' ? order.pickupCode : null,
  traces: order.traces,
  lines: order.lines.map((line) => ({
    lineNo: line.lineNo,
    name: line.name,
    ordered: words.ordered(quantityText(line.orderedQuantity, line)),
    picked: pickedText(line),
    amount: `${yuanText(line.finalFen ?? line.orderedFen)} 元`,
  })),
  questions: order.lines.filter(({ consent }) => consent === 'asked').map(questionOf),
  money: moneyRows(order),
  refunds: refundLines(order),
  declared: order.declaredMeans === null ? null : words.declared,
  endReason: order.endReason === null ? null : words.endReason(order.endReason),
  dueFen: dueFen(order),
  canCancel: order.state === 'placed' || (order.state === 'paid' && order.payment === 'online'),
})
export type StallOrderCard = ReturnType<typeof stallOrderView>

/** Whether anything may still change by itself, so that the page looks again now and then. */
export const isMoving = ({ stallOrders }: OrderGroupView): boolean =>
  stallOrders.some(
    ({ state, refundWantedFen, refundedFen, latePayments }) =>
      !['completed', 'cancelled', 'refunded'].includes(state) ||
      refundWantedFen > refundedFen ||
      latePayments.some(({ refund }) => refund === 'wanted'),
  )

/** What one tap pays: the orders of several stalls by one WeChat payment, or one stall's order. */
export type Payment =
  | {
      readonly kind: 'together'
      readonly orderGroupId: string
      readonly orders: readonly StallOrderView[]
      readonly fen: number
    }
  | { readonly kind: 'alone'; readonly orderGroupId: string; readonly order: StallOrderView; readonly fen: number }
type Alone = Extract<Payment, { kind: 'alone' }>

export interface Payments {
  /** What the page's button pays; null when nothing is due. One stall after the other where they do not go together. */
  readonly main: Payment | null
  /** By stall order: what may be paid alone instead. */
  readonly alone: ReadonlyMap<string, Alone>
  /** Stalls that wait for money and are not in the common payment. */
  readonly leftOut: readonly string[]
}

/** Only WeChat takes one payment for several stalls, and only where the server says so. */
export const paymentsOf = ({ orderGroupId, payTogether, stallOrders }: OrderGroupView, way: PayWay): Payments => {
  const due = stallOrders
    .map((order): Alone => ({ kind: 'alone', orderGroupId, order, fen: dueFen(order) }))
    .filter(({ fen }) => fen > 0)
  const together = due.filter(({ order }) => order.state === 'placed' && payTogether.includes(order.stallOrderId))
  if (way !== 'wechat' || together.length < 2) return { main: due[0] ?? null, alone: new Map(), leftOut: [] }
  const main: Payment = {
    kind: 'together',
    orderGroupId,
    orders: together.map(({ order }) => order),
    fen: together.reduce((sum, { fen }) => sum + fen, 0),
  }
  return {
    main,
    alone: new Map(due.map((one) => [one.order.stallOrderId, one])),
    leftOut: due
      .filter((one) => one.order.state === 'placed' && !together.includes(one))
      .map(({ order }) => order.stallCode),
  }
}

/** What the page's button says. */
export const paymentText = (payment: Payment): string => {
  const amount = yuanText(payment.fen)
  if (payment.kind === 'together') return words.payTogether(payment.orders.length, amount)
  return payment.order.state === 'placed' ? words.payNext(payment.order.stallCode, amount) : words.payExtra(amount)
}

/** What a button on the order's own card says. */
export const aloneText = ({ order, fen }: Alone): string =>
  order.state === 'placed' ? words.payAlone(order.stallCode, yuanText(fen)) : words.payExtra(yuanText(fen))

/** A code that was asked for is shown as long as all that it pays still waits for money. */
export const isStillDue = (payment: Payment, { stallOrders }: OrderGroupView): boolean => {
  const orders = payment.kind === 'together' ? payment.orders : [payment.order]
  return orders.every(({ stallOrderId }) =>
    stallOrders.some((order) => order.stallOrderId === stallOrderId && dueFen(order) > 0),
  )
}
