/** The merchant's day in figures. Pure. */
import type { StallOrderView } from '@smart-market/shared/contracts/orders.ts'
import { labels } from '@smart-market/shared/text/zh.ts'
import { stallText } from '../../text-stall.ts'
import type { Tone } from '../../ui/tag.tsx'
import { yuanText } from '../money/amounts.ts'
import { numberText } from '../reading/words.ts'

const words = stallText.today
type Channel = keyof typeof labels.saleChannel
const channels = Object.keys(labels.saleChannel) as Channel[]

/** One row a channel that sold, then all together. What merchants declared themselves stays apart in its own row. */
export const salesRows = (sales: readonly { readonly channel: Channel; readonly amountFen: number }[]) => {
  const rowOf = (name: string, of: typeof sales) => ({
    name,
    count: words.count(numberText(of.length)),
    amount: `${yuanText(of.reduce((sum, { amountFen }) => sum + amountFen, 0))} 元`,
  })
  const rows = channels.flatMap((channel) => {
    const own = sales.filter((sale) => sale.channel === channel)
    return own.length === 0 ? [] : [rowOf(labels.saleChannel[channel], own)]
  })
  return { rows, total: rowOf(words.total, sales) }
}

const minuteMs = 60_000

/** How long an order has waited for the stall. */
export const ageText = (since: string, now: Date): string => {
  const minutes = Math.floor((now.getTime() - new Date(since).getTime()) / minuteMs)
  if (minutes < 1) return words.justNow
  return minutes < 90 ? words.waiting(String(minutes)) : words.waitingHours(String(Math.round(minutes / 60)))
}

export const paperMark = (daysLeft: number): { tone: Tone; text: string } => {
  if (daysLeft < 0) return { tone: 'bad', text: words.overdue(String(-daysLeft)) }
  return { tone: 'warn', text: daysLeft === 0 ? words.lastDay : words.daysLeft(String(daysLeft)) }
}

export type Queue = 'accept' | 'pick' | 'handOver' | 'done'

/** Where an order stands for its stall. An online order that is not paid yet is no work for anybody. */
export const queueOf = ({ state, payment }: Pick<StallOrderView, 'state' | 'payment'>): Queue | null => {
  switch (state) {
    case 'placed':
      return payment === 'at_stall' ? 'accept' : null
    case 'paid':
      return 'accept'
    case 'accepted':
    case 'picking':
      return 'pick'
    case 'ready':
    case 'waiting_for_pickup':
    case 'out_for_delivery':
      return 'handOver'
    case 'completed':
    case 'cancelled':
    case 'refunding':
    case 'refunded':
      return 'done'
  }
}
/** Since when the stall is waited for. */
export const waitingSince = ({ paidAt, placedAt }: Pick<StallOrderView, 'paidAt' | 'placedAt'>): string =>
  paidAt ?? placedAt
