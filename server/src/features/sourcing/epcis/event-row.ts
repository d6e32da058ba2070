/** What is indexed of an event, and back again. */
import type { EventRow } from './event-store.ts'
import { eventIdOf } from './event-hash.ts'

export type EpcisEvent = Readonly<Record<string, unknown>>
export type LdContext = unknown

export const standardContext = 'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld'

/** Prefixes that a JSON-LD context declares inline. */
export const namespacesOf = (context: LdContext): Record<string, string> => {
  const parts: unknown[] = Array.isArray(context) ? context : [context]
  return Object.fromEntries(
    parts.flatMap((part) =>
      typeof part === 'object' && part !== null
        ? Object.entries(part).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
        : [],
    ),
  )
}

const epcLists = {
  epcList: 'epc',
  childEPCs: 'epc',
  inputEPCList: 'input',
  outputEPCList: 'output',
  quantityList: 'class',
  childQuantityList: 'class',
  inputQuantityList: 'inputClass',
  outputQuantityList: 'outputClass',
} as const

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null)
const idOf = (value: unknown): string | null =>
  typeof value === 'object' && value !== null && 'id' in value ? text(value.id) : null

const epcsOf = (event: EpcisEvent): Record<string, string[]> => {
  const found: Record<string, string[]> = {}
  const add = (group: string, epc: string | null): void => {
    if (epc !== null) found[group] = [...(found[group] ?? []), epc]
  }
  add('parent', text(event.parentID))
  for (const [list, group] of Object.entries(epcLists)) {
    const items: unknown = event[list]
    if (!Array.isArray(items)) continue
    for (const item of items as unknown[])
      add(group, text(item) ?? text((item as { epcClass?: unknown } | null)?.epcClass))
  }
  return found
}

/** A row of an event. Without an id of its own an event gets the hash, so that the same event sent twice is one. */
export const toEventRow = (
  event: EpcisEvent,
  made: { marketId: string; captureId: string | null; recordTime: Date; context: LdContext; deed: string | null },
): EventRow => {
  const hash = eventIdOf(event, namespacesOf(made.context))
  const eventId = text(event.eventID) ?? hash
  // A declared error repeats the event under its own id: both stand side by side.
  const eventKey = event.errorDeclaration === undefined ? eventId : `${eventId}#error`
  return {
    marketId: made.marketId,
    eventKey,
    eventId,
    captureId: made.captureId,
    eventType: String(event.type),
    action: text(event.action),
    eventTime: new Date(String(event.eventTime)),
    recordTime: made.recordTime,
    bizStep: text(event.bizStep),
    disposition: text(event.disposition),
    readPoint: idOf(event.readPoint),
    bizLocation: idOf(event.bizLocation),
    epcs: epcsOf(event),
    transactions: Array.isArray(event.bizTransactionList)
      ? (event.bizTransactionList as { bizTransaction?: unknown }[]).flatMap((one) => text(one.bizTransaction) ?? [])
      : [],
    deed: made.deed,
    context: JSON.stringify(made.context),
    body: JSON.stringify(event),
  }
}
