/** Capture as the standard has it: a job that is accepted at once and reports how it ended. */
import { appendAudit, actorName } from '../../../audit.ts'
import {
  type Ctx,
  type Deps,
  marketOf,
  newId,
  systemCtx,
  type Tx,
  withSystemTransaction,
  withTransaction,
} from '../../../context.ts'
import { appendEvent } from '../../../feed/outbox.ts'
import type { DocumentProblem } from './document-schema.ts'
import { type EpcisEvent, toEventRow } from './event-row.ts'
import * as store from './event-store.ts'

export const captureLimits = { events: 2000, bytes: 4 * 1024 * 1024 } as const

export interface Problem {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
}
/** RFC 7807 as the REST binding wants it: `type` is the exception's name. */
export const problem = (type: string, status: number, title: string, detail: string): Problem => ({
  type: `epcisException:${type}`,
  title,
  status,
  detail,
})

/** Stores the document as a job to be done; validity against the schema is the caller's. */
export const acceptCapture = async (
  ctx: Ctx,
  document: string,
  errorBehaviour: 'rollback' | 'proceed',
): Promise<string> =>
  withTransaction(ctx, async (tx) => {
    const captureId = newId(ctx, 'epcisCapture')
    await store.insertCapture(tx, {
      marketId: marketOf(ctx),
      captureId,
      createdAt: ctx.now,
      finishedAt: null,
      success: null,
      errorBehaviour,
      document,
      errors: [],
      capturedBy: actorName(ctx),
    })
    await appendAudit(ctx, tx, {
      action: 'epcis.capture',
      subjectKind: 'epcis_capture',
      subjectId: captureId,
      summary: '接收追溯事件文件',
      details: { bytes: document.length },
    })
    return captureId
  })

export const eventsOf = (document: Readonly<Record<string, unknown>>): EpcisEvent[] => {
  const body = document.epcisBody as
    | { eventList?: EpcisEvent[]; queryResults?: { resultsBody: { eventList: EpcisEvent[] } } }
    | undefined
  if (body === undefined) {
    const { '@context': _, ...event } = document
    return [event]
  }
  return body.eventList ?? body.queryResults?.resultsBody.eventList ?? []
}

/** Does an accepted job. A job that is done, or being done elsewhere, is left alone. */
export const runCapture = async (
  deps: Deps,
  marketId: string,
  captureId: string,
  check: (document: unknown) => DocumentProblem[],
): Promise<void> => {
  const ctx = systemCtx(deps, 'epcis capture', marketId)
  await withTransaction(ctx, async (tx) => {
    const capture = await store.lockRunningCapture(tx, marketId, captureId)
    if (capture === undefined) return
    const document = JSON.parse(capture.document) as Record<string, unknown>
    const events = eventsOf(document)
    const context = document['@context']
    const errors: Problem[] = []
    const good: store.EventRow[] = []
    for (const [i, event] of events.entries()) {
      const wrong = check({ '@context': context, ...event })[0]
      if (wrong === undefined) {
        good.push(toEventRow(event, { marketId, captureId, recordTime: ctx.now, context, deed: null }))
      } else
        errors.push(
          problem('ValidationException', 400, 'Event is not valid', `eventList/${i}${wrong.place}: ${wrong.message}`),
        )
    }
    errors.push(...(await conflicts(tx, marketId, good)))
    const conflicting = errors.some((error) => error.type.endsWith('EventIDAlreadyExistsException'))
    const rollBack = errors.length > 0 && (capture.errorBehaviour === 'rollback' || conflicting)
    const written = rollBack ? 0 : await store.insertEvents(tx, good)
    const success = errors.length === 0
    await store.finishCapture(tx, marketId, captureId, { finishedAt: ctx.now, success, errors: errors.slice(0, 100) })
    await appendEvent(ctx, tx, 'epcis.captured', { captureId, events: written, success })
  })
}

/** One id, two contents: the sender's mistake. The same event again is no mistake. */
const conflicts = async (tx: Tx, marketId: string, rows: readonly store.EventRow[]): Promise<Problem[]> => {
  const known = await store.findEventBodies(
    tx,
    marketId,
    rows.map((row) => row.eventKey),
  )
  return rows.flatMap((row) => {
    const body = known.get(row.eventKey)
    return body === undefined || body === row.body
      ? []
      : [problem('EventIDAlreadyExistsException', 409, 'Event exists', `${row.eventId} is known with other content`)]
  })
}

/** Jobs that a stopped server left behind. */
export const resumeCaptures = async (deps: Deps, check: (document: unknown) => DocumentProblem[]): Promise<number> => {
  const before = new Date(deps.clock().getTime() - 60_000)
  const left = await withSystemTransaction(deps, (tx) => store.listUnfinishedCaptures(tx, before))
  for (const { marketId, captureId } of left) await runCapture(deps, marketId, captureId, check)
  return left.length
}
