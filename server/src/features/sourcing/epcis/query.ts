/** SimpleEventQuery's common parameters over the market's events, with paging by a token that says where to go on. */
import { type SQL, sql } from 'drizzle-orm'
import { epcisEvents } from '../../../db/schema/epcis.ts'
import { type Ctx, marketOf, withTransaction } from '../../../context.ts'
import { eventTypes } from './document-schema.ts'
import { standardContext } from './event-row.ts'
import * as store from './event-store.ts'

export class QueryProblem extends Error {}

const listOf = (text: string): string[] =>
  text
    .split(',')
    .map((part) => decodeURIComponent(part.trim()))
    .filter((part) => part !== '')

const instantOf = (name: string, text: string): string => {
  const at = new Date(text)
  if (Number.isNaN(at.getTime())) throw new QueryProblem(`${name} is not an ISO 8601 time: ${text}`)
  return at.toISOString()
}
const oneOf = (column: SQL | { getSQL(): SQL }, values: readonly string[]): SQL =>
  sql`${column} in (select jsonb_array_elements_text(${JSON.stringify(values)}::text::jsonb))`

/** Events whose identifiers of these groups contain one of the values; a pattern ends in `*`. */
const matches = (groups: readonly string[], values: readonly string[]): SQL => {
  const alternatives = groups.flatMap((group) =>
    values.map((value) =>
      value.endsWith('*')
        ? sql`exists (select from jsonb_array_elements_text(coalesce(${epcisEvents.epcs}->${group}, '[]'::jsonb)) as e(v)
            where starts_with(e.v, ${value.slice(0, -1)}))`
        : sql`${epcisEvents.epcs} @> ${JSON.stringify({ [group]: [value] })}::text::jsonb`,
    ),
  )
  return sql`(${sql.join(alternatives, sql` or `)})`
}

type Condition = (value: string, name: string) => SQL
const conditions: Readonly<Record<string, Condition>> = {
  eventType: (value) => {
    const types = listOf(value)
    const unknown = types.find((type) => !(eventTypes as readonly string[]).includes(type))
    if (unknown !== undefined) throw new QueryProblem(`eventType ${unknown} is none of ${eventTypes.join(', ')}`)
    return oneOf(epcisEvents.eventType, types)
  },
  GE_eventTime: (value, name) => sql`${epcisEvents.eventTime} >= ${instantOf(name, value)}::timestamptz`,
  LT_eventTime: (value, name) => sql`${epcisEvents.eventTime} < ${instantOf(name, value)}::timestamptz`,
  GE_recordTime: (value, name) => sql`${epcisEvents.recordTime} >= ${instantOf(name, value)}::timestamptz`,
  LT_recordTime: (value, name) => sql`${epcisEvents.recordTime} < ${instantOf(name, value)}::timestamptz`,
  EQ_action: (value) => oneOf(epcisEvents.action, listOf(value)),
  EQ_bizStep: (value) => oneOf(epcisEvents.bizStep, listOf(value).flatMap(bare('BizStep'))),
  EQ_disposition: (value) => oneOf(epcisEvents.disposition, listOf(value).flatMap(bare('Disp'))),
  EQ_readPoint: (value) => oneOf(epcisEvents.readPoint, listOf(value)),
  EQ_bizLocation: (value) => oneOf(epcisEvents.bizLocation, listOf(value)),
  EQ_eventID: (value) => oneOf(epcisEvents.eventId, listOf(value)),
  EQ_bizTransaction: (value) =>
    sql`exists (select from jsonb_array_elements_text(${epcisEvents.transactions}) as b(v) where ${oneOf(sql`b.v`, listOf(value))})`,
  MATCH_epc: (value) => matches(['epc'], listOf(value)),
  MATCH_parentID: (value) => matches(['parent'], listOf(value)),
  MATCH_inputEPC: (value) => matches(['input'], listOf(value)),
  MATCH_outputEPC: (value) => matches(['output'], listOf(value)),
  MATCH_anyEPC: (value) => matches(['parent', 'epc', 'input', 'output'], listOf(value)),
  MATCH_epcClass: (value) => matches(['class'], listOf(value)),
  MATCH_inputEPCClass: (value) => matches(['inputClass'], listOf(value)),
  MATCH_outputEPCClass: (value) => matches(['outputClass'], listOf(value)),
  MATCH_anyEPCClass: (value) => matches(['class', 'inputClass', 'outputClass'], listOf(value)),
  EXISTS_errorDeclaration: () => sql`${epcisEvents.eventKey} like '%#error'`,
}
/** Events say `shipping`, its web URI or its URN; a question in any of the three finds all. */
const bare =
  (kind: 'BizStep' | 'Disp') =>
  (value: string): string[] => {
    const word = value.replace(
      /^(https:\/\/(ref|ns)\.gs1\.org\/(cbv|voc)\/\w+-|cbv:\w+-|urn:epcglobal:cbv:(bizstep|disp):)/,
      '',
    )
    const urn = kind === 'BizStep' ? 'urn:epcglobal:cbv:bizstep:' : 'urn:epcglobal:cbv:disp:'
    return [...new Set([value, word, `https://ref.gs1.org/cbv/${kind}-${word}`, `cbv:${kind}-${word}`, urn + word])]
  }

export const maxPerPage = 1000
const control = new Set(['perPage', 'nextPageToken'])

export interface EventPage {
  readonly contexts: readonly unknown[]
  /** JSON text of each event. */
  readonly bodies: readonly string[]
  readonly nextPageToken: string | undefined
}

/** Throws QueryProblem for an unknown parameter or a value that is none. */
export const findEvents = async (ctx: Ctx, query: Readonly<Record<string, string>>): Promise<EventPage> => {
  const wheres = Object.entries(query)
    .filter(([name]) => !control.has(name))
    .map(([name, value]) => {
      const condition = conditions[name]
      if (condition === undefined) throw new QueryProblem(`query parameter ${name} is not supported`)
      return condition(value, name)
    })
  const perPage = Number(query.perPage ?? 30)
  if (!Number.isInteger(perPage) || perPage < 1) throw new QueryProblem('perPage is not a positive number')
  const limit = Math.min(perPage, maxPerPage)
  const after = query.nextPageToken === undefined ? undefined : parseToken(query.nextPageToken)
  const rows = await withTransaction(ctx, (tx) => store.queryEvents(tx, marketOf(ctx), wheres, after, limit + 1))
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return {
    contexts: uniteContexts(page.map((row) => row.context)),
    bodies: page.map((row) => row.body),
    nextPageToken:
      rows.length > limit && last !== undefined
        ? Buffer.from(JSON.stringify([last.eventTime.toISOString(), last.eventKey])).toString('base64url')
        : undefined,
  }
}

const parseToken = (token: string): { eventTime: string; eventKey: string } => {
  try {
    const [eventTime, eventKey] = JSON.parse(Buffer.from(token, 'base64url').toString('utf8')) as [unknown, unknown]
    if (typeof eventTime === 'string' && typeof eventKey === 'string')
      return { eventTime: instantOf('token', eventTime), eventKey }
  } catch {
    // Falls through to the one answer for every bad token.
  }
  throw new QueryProblem('nextPageToken is not one of ours')
}

/** The standard's context once, then what the events' senders declared besides. */
const uniteContexts = (texts: readonly string[]): unknown[] => {
  const parts = new Map<string, unknown>([[JSON.stringify(standardContext), standardContext]])
  for (const text of new Set(texts)) {
    const context: unknown = JSON.parse(text)
    for (const part of Array.isArray(context) ? (context as unknown[]) : [context])
      parts.set(JSON.stringify(part), part)
  }
  return [...parts.values()]
}
