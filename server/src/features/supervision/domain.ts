/** What one received event means for supervision. Pure: payloads come from outside and are read with care. */
import type { openItemKinds, priceUnits } from '@smart-market/shared/contracts/supervision.ts'
import { addDays, businessDate, businessDateStart, isDate } from '@smart-market/shared/time.ts'

export type OpenItemKind = (typeof openItemKinds)[number]
export interface DayCounts {
  readonly salesFen: number
  readonly saleCount: number
  readonly tests: number
  readonly testsPositive: number
  readonly complaints: number
}
export const noCounts: DayCounts = { salesFen: 0, saleCount: 0, tests: 0, testsPositive: 0, complaints: 0 }

export interface ReceivedEvent {
  readonly sequence: number
  readonly type: string
  readonly occurredAt: Date
  readonly payload: unknown
}
/** What the market says of a whole day: the last word on a day stands. */
export interface DaySummary {
  readonly businessDate: string
  readonly turnoverFen: number | null
  readonly entryCount: number | null
}
export interface ReceivedPrice {
  readonly businessDate: string
  readonly commodityId: string
  readonly unit: (typeof priceUnits)[number]
  readonly name: string
  readonly listings: number
  readonly lowFen: number
  readonly medianFen: number
  readonly highFen: number
}
export type Effect =
  | { readonly kind: 'summary'; readonly summary: DaySummary }
  | { readonly kind: 'prices'; readonly businessDate: string; readonly prices: readonly ReceivedPrice[] }
  | { readonly kind: 'count'; readonly businessDate: string; readonly add: Partial<DayCounts> }
  | { readonly kind: 'open'; readonly item: OpenItemKind; readonly itemId: string; readonly since: Date }
  | { readonly kind: 'close'; readonly item: OpenItemKind; readonly itemId: string }

const textOf = (payload: unknown, name: string): string => {
  const value = (payload as Record<string, unknown> | null)?.[name]
  return typeof value === 'string' ? value : ''
}
const numberOf = (payload: unknown, name: string): number => {
  const value = (payload as Record<string, unknown> | null)?.[name]
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : 0
}
const countOrNull = (payload: unknown, name: string): number | null => {
  const value = (payload as Record<string, unknown> | null)?.[name]
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : null
}
const listOf = (payload: unknown, name: string): string[] => {
  const value = (payload as Record<string, unknown> | null)?.[name]
  return Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : []
}
const mostPrices = 2000
const readPrice = (businessDateOf: string, value: unknown): ReceivedPrice[] => {
  const [commodityId, name, unit] = [textOf(value, 'commodityId'), textOf(value, 'name'), textOf(value, 'unit')]
  const [lowFen, medianFen, highFen] = [
    numberOf(value, 'lowFen'),
    numberOf(value, 'medianFen'),
    numberOf(value, 'highFen'),
  ]
  const isSound = commodityId !== '' && name !== '' && 0 < lowFen && lowFen <= medianFen && medianFen <= highFen
  return isSound && (unit === 'kg' || unit === 'piece')
    ? [
        {
          businessDate: businessDateOf,
          commodityId: commodityId.slice(0, 60),
          unit,
          name: name.slice(0, 60),
          listings: numberOf(value, 'listings'),
          lowFen,
          medianFen,
          highFen,
        },
      ]
    : []
}

/** Turnover counts once the day is over: a summary made at noon would stand for the day until the next one came. */
const analysed = (payload: unknown, occurredAt: Date): Effect[] => {
  const date = textOf(payload, 'businessDate')
  if (!isDate(date)) return []
  const given = (payload as { prices?: unknown } | null)?.prices
  const prices = (Array.isArray(given) ? given.slice(0, mostPrices) : []).flatMap((price) => readPrice(date, price))
  const isOver = occurredAt >= businessDateStart(addDays(date, 1))
  const summary = {
    businessDate: date,
    turnoverFen: countOrNull(payload, 'turnoverFen'),
    entryCount: countOrNull(payload, 'entryCount'),
  }
  return [
    ...(prices.length > 0 ? [{ kind: 'prices' as const, businessDate: date, prices }] : []),
    ...(isOver ? [{ kind: 'summary' as const, summary }] : []),
  ]
}

const ended: ReadonlySet<string> = new Set(['settled', 'closed', 'withdrawn', 'declined'])

/**
 * Sales of several days in one event (an import) count on the last of them: the event does not say how they divide. A
 * positive test stays open until its batch is disposed of or released.
 */
export const effectsOf = ({ type, occurredAt, payload }: ReceivedEvent): Effect[] => {
  const today = businessDate(occurredAt)
  const open = (item: OpenItemKind, itemId: string): Effect[] =>
    itemId === '' ? [] : [{ kind: 'open', item, itemId, since: occurredAt }]
  const close = (item: OpenItemKind, itemId: string): Effect => ({ kind: 'close', item, itemId })
  switch (type) {
    case 'sales.recorded': {
      const date = listOf(payload, 'businessDates').sort().at(-1) ?? today
      const add = { salesFen: numberOf(payload, 'amountFen'), saleCount: numberOf(payload, 'saleCount') }
      return [{ kind: 'count', businessDate: date, add }]
    }
    case 'quick_test.recorded': {
      const positive = textOf(payload, 'result') === 'positive'
      const add = { tests: 1, testsPositive: positive ? 1 : 0 }
      const itemId = textOf(payload, 'batchId') || textOf(payload, 'quickTestId')
      return [{ kind: 'count', businessDate: today, add }, ...(positive ? open('test_positive', itemId) : [])]
    }
    case 'quick_tests.imported': {
      const add = { tests: numberOf(payload, 'count'), testsPositive: numberOf(payload, 'positive') }
      return [{ kind: 'count', businessDate: today, add }]
    }
    case 'batch.disposed':
    case 'sales_hold.released': {
      const batchId = textOf(payload, 'batchId')
      return [close('test_positive', batchId), close('hold_breached', batchId)]
    }
    case 'sales_hold.breached':
      return listOf(payload, 'batchIds').flatMap((batchId) => open('hold_breached', batchId))
    case 'complaint.received':
      return [{ kind: 'count', businessDate: today, add: { complaints: 1 } }]
    case 'case_clock.escalated':
      return open('complaint_overdue', textOf(payload, 'caseId'))
    case 'complaint.moved':
    case 'violation_report.moved': {
      const caseId = textOf(payload, type === 'complaint.moved' ? 'complaintId' : 'reportId')
      return ended.has(textOf(payload, 'to')) ? [close('complaint_overdue', caseId)] : []
    }
    case 'inspection_finding.overdue':
      return open('finding_overdue', textOf(payload, 'findingId'))
    case 'inspection_finding.moved':
      return [close('finding_overdue', textOf(payload, 'findingId'))]
    case 'devices.went_silent':
      return listOf(payload, 'deviceIds').flatMap((deviceId) => open('device_silent', deviceId))
    case 'devices.came_back':
      return listOf(payload, 'deviceIds').map((deviceId) => close('device_silent', deviceId))
    case 'device.retired':
      return [close('device_silent', textOf(payload, 'deviceId'))]
    case 'analysis.completed':
      return analysed(payload, occurredAt)
    default:
      return []
  }
}

type ItemEffect = Extract<Effect, { kind: 'open' | 'close' }>
export interface Gathered {
  readonly days: ReadonlyMap<string, DayCounts>
  /** Last word on each item, by `kind itemId`, on each day, and on each day's prices. */
  readonly items: ReadonlyMap<string, ItemEffect>
  readonly summaries: ReadonlyMap<string, DaySummary>
  readonly prices: ReadonlyMap<string, readonly ReceivedPrice[]>
}

/** Effects of a stretch of events, added up in their order. */
export const gather = (events: readonly ReceivedEvent[]): Gathered => {
  const days = new Map<string, DayCounts>()
  const items = new Map<string, ItemEffect>()
  const summaries = new Map<string, DaySummary>()
  const prices = new Map<string, readonly ReceivedPrice[]>()
  for (const effect of events.flatMap(effectsOf)) {
    switch (effect.kind) {
      case 'count':
        days.set(effect.businessDate, plus(days.get(effect.businessDate) ?? noCounts, effect.add))
        break
      case 'summary':
        summaries.set(effect.summary.businessDate, effect.summary)
        break
      case 'prices':
        prices.set(effect.businessDate, effect.prices)
        break
      case 'open':
      case 'close':
        items.set(`${effect.item} ${effect.itemId}`, effect)
    }
  }
  return { days, items, summaries, prices }
}

const plus = (so: DayCounts, more: Partial<DayCounts>): DayCounts => {
  const add = { ...noCounts, ...more }
  return {
    salesFen: so.salesFen + add.salesFen,
    saleCount: so.saleCount + add.saleCount,
    tests: so.tests + add.tests,
    testsPositive: so.testsPositive + add.testsPositive,
    complaints: so.complaints + add.complaints,
  }
}

interface DayRow {
  readonly salesFen: number
  readonly saleCount: number
  readonly turnoverFen: number | null
}
/** The market's own sum of the day; until it is there, what has been reported sale by sale. Null: nothing was. */
export const dayTurnover = (day: DayRow): number | null =>
  // A day may have refunds alone, which are no sales.
  day.turnoverFen ?? (day.saleCount > 0 || day.salesFen !== 0 ? day.salesFen : null)

/** Over several days; null when none of them reported anything. */
export const turnoverOf = (days: readonly DayRow[]): number | null => {
  const known = days.flatMap((day) => dayTurnover(day) ?? [])
  return known.length === 0 ? null : known.reduce((sum, fen) => sum + fen, 0)
}

interface Standing {
  readonly lag: number
  readonly lastEventAt: string | null
  readonly lastHeardAt: string | null
}
/**
 * Whole minutes by which a platform is behind a market: since the newest stored event while some are missing, else since
 * the market last said that there is nothing more. Null when it has never been heard.
 */
export const minutesBehind = ({ lag, lastEventAt, lastHeardAt }: Standing, now: Date): number | null => {
  const since = lag > 0 ? (lastEventAt ?? lastHeardAt) : lastHeardAt
  return since === null ? null : Math.max(0, Math.floor((now.getTime() - new Date(since).getTime()) / 60_000))
}
