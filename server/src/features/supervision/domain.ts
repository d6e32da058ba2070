/** What one received event means for supervision. Pure: payloads come from outside and are read with care. */
import type { openItemKinds } from '@smart-market/shared/contracts/supervision.ts'
import { businessDate } from '@smart-market/shared/time.ts'

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
export type Effect =
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
const listOf = (payload: unknown, name: string): string[] => {
  const value = (payload as Record<string, unknown> | null)?.[name]
  return Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : []
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
    default:
      return []
  }
}

export interface Gathered {
  readonly days: ReadonlyMap<string, DayCounts>
  /** Last word on each item, by `kind itemId`. */
  readonly items: ReadonlyMap<string, Exclude<Effect, { kind: 'count' }>>
}

/** Effects of a stretch of events, added up in their order. */
export const gather = (events: readonly ReceivedEvent[]): Gathered => {
  const days = new Map<string, DayCounts>()
  const items = new Map<string, Exclude<Effect, { kind: 'count' }>>()
  for (const effect of events.flatMap(effectsOf)) {
    if (effect.kind !== 'count') {
      items.set(`${effect.item} ${effect.itemId}`, effect)
      continue
    }
    const so = days.get(effect.businessDate) ?? noCounts
    const add = { ...noCounts, ...effect.add }
    days.set(effect.businessDate, {
      salesFen: so.salesFen + add.salesFen,
      saleCount: so.saleCount + add.saleCount,
      tests: so.tests + add.tests,
      testsPositive: so.testsPositive + add.testsPositive,
      complaints: so.complaints + add.complaints,
    })
  }
  return { days, items }
}
