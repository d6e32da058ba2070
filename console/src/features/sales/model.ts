import { labels } from '@smart-market/shared/text/zh.ts'
import type { Item } from '../../lib/client.ts'
import { formatFen } from '@smart-market/shared/money.ts'
import { addDays } from '@smart-market/shared/time.ts'
import { countText, shareText } from '../../lib/format.ts'
import type { DayValue } from '../../ui/day-chart.tsx'
import type { SalesDay } from './api.ts'

export interface Span {
  readonly from: string
  readonly to: string
}

const defaultDays = 30

/** The dates of the address, or the last 30 days. */
export const spanOf = (from: string | undefined, to: string | undefined, today: string): Span => {
  const end = to ?? today
  return { from: from ?? addDays(end, -(defaultDays - 1)), to: end }
}

export interface SalesTotals {
  readonly saleCount: number
  readonly amountFen: number
  readonly refundCount: number
  readonly refundFen: number
  readonly declaredAmountFen: number
  readonly days: number
}

export const totalsOf = (days: readonly SalesDay[]): SalesTotals => ({
  days: days.length,
  saleCount: days.reduce((n, d) => n + d.saleCount, 0),
  amountFen: days.reduce((n, d) => n + d.amountFen, 0),
  refundCount: days.reduce((n, d) => n + d.refundCount, 0),
  refundFen: days.reduce((n, d) => n + d.refundFen, 0),
  declaredAmountFen: days.reduce((n, d) => n + d.declaredAmountFen, 0),
})

const longestChart = 120

/** One value a calendar day, oldest first; a day that nobody reported stays a gap. */
export const fillDays = <T extends { readonly businessDate: string }>(
  items: readonly T[],
  span: Span,
  value: (item: T) => number | null,
): DayValue[] => {
  const byDay = new Map(items.map((item) => [item.businessDate, item]))
  const days: DayValue[] = []
  for (let day = span.to; day >= span.from && days.length < longestChart; day = addDays(day, -1)) {
    const item = byDay.get(day)
    days.push({ day, value: item === undefined ? null : value(item) })
  }
  return days.reverse()
}

/** `3 笔，共 12.50 元`; refunds are no sales and stand apart. Null: not known. */
export const refundText = (count: number | null, fen: number | null): string => {
  if (count === null || fen === null) return '—'
  return count === 0 ? '0 笔' : `${countText(count)} 笔，共 ${formatFen(fen)} 元`
}

export const coverageText = (coverage: { readonly stallsReporting: number; readonly stalls: number }): string =>
  coverage.stalls === 0
    ? '还没有摊位'
    : `${coverage.stallsReporting} / ${coverage.stalls} 个摊位有交易数据（${shareText(coverage.stallsReporting, coverage.stalls)}）`

/** The rule in force in one sentence; 0 minutes is none. */
export const pairRuleText = (minutes: unknown): string =>
  minutes === 0
    ? '称重和扫码付款不合并：同一次买菜可能算成两笔。'
    : `同一摊位、同一金额，称重和扫码付款相差 ${String(minutes)} 分钟以内的，算同一笔：钱按付款算，商品按称重算。`

type SaleSource = Pick<Item<'listSales'>, 'channel' | 'weighing'>
/** Where a sale was seen, both places where it was seen twice. */
export const sourceText = ({ channel, weighing }: SaleSource): string =>
  weighing === null
    ? labels.saleChannel[channel]
    : `${labels.saleChannel[channel]}，${labels.saleChannel[weighing.channel]}称重`
