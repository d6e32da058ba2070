/** The merchant's day in figures. Pure. */
import type { Listing } from '@smart-market/shared/contracts/catalogue.ts'
import type { StallOrderView } from '@smart-market/shared/contracts/orders.ts'
import type { saleChannels } from '@smart-market/shared/contracts/sales.ts'
import { labels } from '@smart-market/shared/text/zh.ts'
import { stallText } from '../../text-stall.ts'
import type { Tone } from '../../ui/tag.tsx'
import { yuanText } from '../money/amounts.ts'
import { numberText } from '../reading/words.ts'

const words = stallText.today
type Channel = (typeof saleChannels)[number]
interface ChannelSales {
  readonly channel: Channel
  readonly saleCount: number
  /** Net of refunds. */
  readonly amountFen: number
  readonly refundCount: number
  readonly refundFen: number
}
const channels = Object.keys(labels.saleChannel) as Channel[]

/** One row a channel that sold, then all together, then the refunds in it if there are any. What merchants declared themselves stays apart in its own row. */
export const salesRows = (sales: readonly ChannelSales[]) => {
  const rowOf = (name: string, of: Pick<ChannelSales, 'saleCount' | 'amountFen'>) => ({
    name,
    count: words.count(numberText(of.saleCount)),
    amount: `${yuanText(of.amountFen)} 元`,
  })
  const rows = channels.flatMap((channel) => {
    const own = sales.find((one) => one.channel === channel)
    return own === undefined ? [] : [rowOf(labels.saleChannel[channel], own)]
  })
  const sumOf = (key: Exclude<keyof ChannelSales, 'channel'>) => sales.reduce((sum, one) => sum + one[key], 0)
  const refundCount = sumOf('refundCount')
  return {
    rows,
    total: rowOf(words.total, { saleCount: sumOf('saleCount'), amountFen: sumOf('amountFen') }),
    refunds:
      refundCount === 0 ? null : rowOf(words.refunded, { saleCount: refundCount, amountFen: sumOf('refundFen') }),
  }
}

/** This product's own limits of "nearly sold out": pieces, grams. */
const fewPieces = 3
const fewGrams = 2000

/** Goods on sale of which little or nothing is left, the emptiest first. Goods without counted stock never run low. */
export const lowStock = <L extends Pick<Listing, 'state' | 'stockKind' | 'available'>>(listings: readonly L[]): L[] =>
  listings
    .filter(
      ({ state, stockKind, available }) =>
        state === 'on_sale' &&
        stockKind !== 'untracked' &&
        available !== null &&
        available <= (stockKind === 'counted' ? fewPieces : fewGrams),
    )
    .sort((a, b) => (a.available ?? 0) - (b.available ?? 0))

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

/** Since when the shopper is asked, for a word on the weight or for the extra money; null when nothing is asked. */
export const askedSince = ({ state, lines }: Pick<StallOrderView, 'state' | 'lines'>): string | null =>
  state === 'picking' ? (lines.flatMap(({ askedAt }) => askedAt ?? []).sort()[0] ?? null) : null
