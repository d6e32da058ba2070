/** Rules of sales: what makes one acceptable, what it adds to each rollup, how it reads in one line. Pure. */
import { mobilePaymentMeans, type PaymentMeans, type SaleInput } from '@smart-market/shared/contracts/sales.ts'
import { formatFen } from '@smart-market/shared/money.ts'
import { formatGrams } from '@smart-market/shared/quantity.ts'
import { businessDateStart } from '@smart-market/shared/time.ts'

export type Channel = SaleInput['channel']

/** Source of what shoppers paid by a stall's printed code; the key is the payment's own number. */
export const stallCodeSource = '摊位码付款'

/** Source of orders; the key is the order's id. */
export const orderSource = '在线订单'
/** Source of files that people import. */
export const fileSource = '文件导入'
/** Source of what the device itself has signed. */
export const deviceSource = (deviceId: string): string => `device:${deviceId}`
/** Names under which this system writes what it has seen itself: nobody may send sales under them. */
export const isOwnSource = (source: string): boolean =>
  [stallCodeSource, orderSource, fileSource].includes(source) || source.startsWith(deviceSource(''))

/** Tills whose clocks run ahead by no more than this are believed. */
export const clockSkewMs = 10 * 60_000
const earliest = businessDateStart('2000-01-01')

export type SaleRefusal =
  | { readonly code: 'sale.time_invalid'; readonly details: { key: string; soldAt: string } }
  | { readonly code: 'sale.amount_mismatch'; readonly details: { key: string; amount: string; sum: string } }

/** Why a sale cannot be recorded; undefined when it can. */
export const saleRefusal = (sale: SaleInput, now: Date): SaleRefusal | undefined => {
  const { key, soldAt, amountFen, lines } = sale
  const at = Date.parse(soldAt)
  if (Number.isNaN(at) || at < earliest.getTime() || at > now.getTime() + clockSkewMs)
    return { code: 'sale.time_invalid', details: { key, soldAt } }
  const sum = lines.reduce((total, line) => total + line.amountFen, 0)
  if (lines.length > 0 && sum !== amountFen)
    return { code: 'sale.amount_mismatch', details: { key, amount: formatFen(amountFen), sum: formatFen(sum) } }
  return undefined
}

/** What a sale says, in one order, so that two deliveries can be compared; the stall by its id, whose code may change. */
export const saleBody = (sale: SaleInput, stallId: string): string =>
  JSON.stringify([
    stallId,
    Date.parse(sale.soldAt),
    sale.channel,
    sale.paymentMeans,
    sale.amountFen,
    sale.lines.map((line) => [
      line.commodityName,
      line.categoryName ?? null,
      line.weightGrams ?? null,
      line.pieces ?? null,
      line.amountFen,
      // Only where they are given: what was recorded before they existed keeps its content.
      ...(line.traceCode || line.listingId ? [line.traceCode ?? null, line.listingId ?? null] : []),
    ]),
  ])

/** `云南生菜 1.25 千克 等 3 项`. */
export const saleSummary = (sale: SaleInput): string => {
  const [first, ...rest] = sale.lines
  if (first === undefined) return ''
  const quantity = first.weightGrams ? ` ${formatGrams(first.weightGrams)}` : first.pieces ? ` ${first.pieces} 件` : ''
  return `${first.commodityName}${quantity}${rest.length > 0 ? ` 等 ${rest.length + 1} 项` : ''}`
}

/** Seen by a machine, not typed by the merchant. */
export const isCollected = (channel: Channel): boolean => channel !== 'declared'
/** A return is a sale with a negative amount, and counted apart. */
export const isRefund = (amountFen: number): boolean => amountFen < 0
export const isMobile = (means: PaymentMeans): boolean => mobilePaymentMeans.includes(means)

/** Category of a line that names none. */
export const uncategorised = '未分类'

export interface RollupSale {
  readonly sale: Pick<SaleInput, 'channel' | 'paymentMeans' | 'amountFen' | 'lines'>
  readonly row: {
    readonly stallId: string
    readonly businessDate: string
    /** UTC, as `toISOString` writes it. */
    readonly soldAt: string
  }
}
export interface Rollups {
  readonly days: readonly {
    businessDate: string
    stallId: string
    channel: Channel
    paymentMeans: PaymentMeans
    /** Returns not among them. */
    saleCount: number
    /** Net of returns. */
    amountFen: number
    refundCount: number
    /** What was returned, not negative. */
    refundFen: number
  }[]
  readonly categories: readonly { businessDate: string; categoryName: string; lineCount: number; amountFen: number }[]
  readonly activity: readonly {
    stallId: string
    channel: Channel
    paymentMeans: PaymentMeans
    firstSoldAt: string
    lastSoldAt: string
  }[]
}

/**
 * What new sales add to the rollups, in the order of their keys (rows are locked in that order). Returns lower the
 * amount and are counted apart, and are no sign of selling; declared lines stay out of the categories.
 */
export const rollupsOf = (sales: readonly RollupSale[]): Rollups => {
  const days = new Map<string, Rollups['days'][number]>()
  const categories = new Map<string, Rollups['categories'][number]>()
  const activity = new Map<string, Rollups['activity'][number]>()
  for (const { sale, row } of sales) {
    const { channel, paymentMeans, amountFen, lines } = sale
    const { stallId, businessDate: date, soldAt } = row
    const day = entryOf(days, `${date}|${stallId}|${channel}|${paymentMeans}`, () => ({
      businessDate: date,
      stallId,
      channel,
      paymentMeans,
      saleCount: 0,
      amountFen: 0,
      refundCount: 0,
      refundFen: 0,
    }))
    day.amountFen += amountFen
    if (isRefund(amountFen)) {
      day.refundCount += 1
      day.refundFen -= amountFen
    } else day.saleCount += 1
    if (isCollected(channel)) {
      for (const line of lines) {
        const categoryName = line.categoryName || uncategorised
        const category = entryOf(categories, `${date}|${categoryName}`, () => ({
          businessDate: date,
          categoryName,
          lineCount: 0,
          amountFen: 0,
        }))
        category.lineCount += 1
        category.amountFen += line.amountFen
      }
    }
    if (amountFen > 0) {
      const seen = entryOf(activity, `${stallId}|${channel}|${paymentMeans}`, () => ({
        stallId,
        channel,
        paymentMeans,
        firstSoldAt: soldAt,
        lastSoldAt: soldAt,
      }))
      if (soldAt < seen.firstSoldAt) seen.firstSoldAt = soldAt
      if (soldAt > seen.lastSoldAt) seen.lastSoldAt = soldAt
    }
  }
  return { days: inKeyOrder(days), categories: inKeyOrder(categories), activity: inKeyOrder(activity) }
}

const entryOf = <T>(map: Map<string, T>, key: string, make: () => T): T => {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}
const inKeyOrder = <T>(map: ReadonlyMap<string, T>): T[] =>
  [...map].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value)
