/** 线上订单: what an order asks of whom, and what the market may do in a stall's stead. Pure. */
import { formatFen } from '@smart-market/shared/money.ts'
import { formatInstant } from '@smart-market/shared/time.ts'
import { formatGrams } from '@smart-market/shared/quantity.ts'
import { labels } from '@smart-market/shared/text/zh.ts'
import type { Tone } from '../../ui/status-tag.tsx'
import type { StallOrder } from './api.ts'

export const orderStateList = Object.keys(labels.stallOrderState) as StallOrder['state'][]
export type OrderLine = StallOrder['lines'][number]

export const orderTone: Record<StallOrder['state'], Tone> = {
  placed: 'unknown',
  paid: 'warn',
  accepted: 'person',
  picking: 'person',
  ready: 'person',
  waiting_for_pickup: 'person',
  out_for_delivery: 'person',
  completed: 'good',
  cancelled: 'off',
  refunding: 'warn',
  refunded: 'off',
}

/** Whom an order waits for: the shopper's word or money for more weight, or how far the reminders of the stall have gone. */
export const chaseText = (order: Pick<StallOrder, 'remindedAt' | 'escalatedAt' | 'lines' | 'extraDueFen'>): string => {
  const since = (consent: OrderLine['consent']): string | undefined => {
    const [first] = order.lines
      .flatMap((line) => (line.consent === consent && line.askedAt !== null ? [line.askedAt] : []))
      .sort()
    return first && formatInstant(new Date(first)).slice(11)
  }
  const asked = since('asked')
  if (asked !== undefined) return `${asked} 起等消费者答复超重，可打电话，或改称少些`
  if (order.extraDueFen > 0)
    return `${since('given') ?? ''} 起等消费者补付超重的 ${formatFen(order.extraDueFen)} 元，可打电话，或改称少些`.trim()
  return stallChaseText(order)
}

const stallChaseText = (order: Pick<StallOrder, 'remindedAt' | 'escalatedAt'>): string =>
  order.escalatedAt !== null ? '已转市场处理' : order.remindedAt !== null ? '已提醒经营户' : '—'

export type OrderAct = 'accept' | 'decline' | 'pick' | 'ready' | 'handOver' | 'abandon' | 'refund'

/** What market staff may do in the stall's stead; the server decides again on every call. */
export const actsOf = (
  order: Pick<StallOrder, 'state' | 'payment' | 'paidFen' | 'refundWantedFen' | 'extraDueFen'>,
): OrderAct[] => {
  const atStall = order.payment === 'at_stall'
  switch (order.state) {
    case 'placed':
      return atStall ? ['accept', 'decline'] : []
    case 'paid':
      return ['accept', 'decline']
    case 'accepted':
      return ['pick', 'abandon']
    case 'picking':
      // Trying to make it ready would close the payment that the shopper may be making.
      return order.extraDueFen > 0 ? ['abandon'] : ['ready', 'abandon']
    case 'ready':
      return ['abandon']
    case 'waiting_for_pickup':
      return ['handOver', 'abandon']
    case 'completed':
    case 'refunding':
      return leftToRefund(order) > 0 ? ['refund'] : []
    case 'out_for_delivery':
    case 'cancelled':
    case 'refunded':
      return []
  }
}

/** Fen that may still go back. */
export const leftToRefund = ({ paidFen, refundWantedFen }: Pick<StallOrder, 'paidFen' | 'refundWantedFen'>): number =>
  paidFen - refundWantedFen

const isPieces = ({ priceBasis }: Pick<OrderLine, 'priceBasis'>): boolean => priceBasis === 'per_piece'

export const quantityText = (quantity: number | null, line: Pick<OrderLine, 'priceBasis' | 'pieceUnit'>): string => {
  if (quantity === null) return '—'
  return isPieces(line) ? `${quantity} ${labels.pieceUnit[line.pieceUnit ?? 'piece']}` : formatGrams(quantity)
}

export const unitOfLine = (line: Pick<OrderLine, 'priceBasis' | 'pieceUnit'>): string =>
  isPieces(line) ? labels.pieceUnit[line.pieceUnit ?? 'piece'] : '克'

const consentTexts: Record<OrderLine['consent'], string | null> = {
  none: null,
  asked: '超重，正等消费者答复',
  given: '消费者同意了超重',
  refused: '消费者不要这么多，请重新称',
}
export const consentText = ({ consent }: Pick<OrderLine, 'consent'>): string | null => consentTexts[consent]

const lateTexts = {
  wanted: '正在自动退回',
  arrived: '已自动退回',
  failed: '没有退成，见对账的差异清单',
} as const
/** Money that came when the order had ended; in none of its amounts. Null: none. */
export const lateText = ({ latePayments }: Pick<StallOrder, 'latePayments'>): string | null =>
  latePayments.length === 0
    ? null
    : latePayments.map((late) => `${formatFen(late.amountFen)} 元，${lateTexts[late.refund]}`).join('；')

/** Money asked back and money that has arrived are two things. */
export const refundText = ({ refundWantedFen, refundedFen }: StallOrder): string => {
  if (refundWantedFen === 0) return '没有退款'
  const pending = refundWantedFen - refundedFen
  return pending === 0
    ? `已退回 ${formatFen(refundedFen)} 元`
    : `已退回 ${formatFen(refundedFen)} 元，还有 ${formatFen(pending)} 元在路上`
}

/** What the declared money is worth as evidence, wherever it is shown. */
export const paymentText = (order: Pick<StallOrder, 'payment' | 'declaredMeans'>): string =>
  order.declaredMeans === null
    ? labels.orderPayment[order.payment]
    : `${labels.declaredMeans[order.declaredMeans]}（经营户自报，没有渠道记录）`
