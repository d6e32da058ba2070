/**
 * Taking back what this market has told: an event is never changed. The same event goes out again with an
 * errorDeclaration, and what is right goes out as an event of its own, named in it.
 */
import { and, desc, eq, like, or } from 'drizzle-orm'
import { appendAudit } from '../../../audit.ts'
import { type Ctx, marketOf, type Tx, withTransaction } from '../../../context.ts'
import { epcisEvents } from '../../../db/schema/epcis.ts'
import { AppError } from '../../../errors.ts'
import { appendEvent } from '../../../feed/outbox.ts'
import { literally } from '../../../lib/like-pattern.ts'
import { type EpcisEvent, standardContext, toEventRow } from './event-row.ts'
import { insertEvents } from './event-store.ts'

export type ErrorReason = 'did_not_occur' | 'incorrect_data'

/** Throws epcis_event.not_found for an event that is not this market's own, epcis_event.declared. */
export const declareError = async (
  ctx: Ctx,
  tx: Tx,
  eventId: string,
  reason: ErrorReason,
  correctiveEventIDs: readonly string[],
): Promise<void> => {
  const marketId = marketOf(ctx)
  const rows = await tx
    .select()
    .from(epcisEvents)
    .where(and(eq(epcisEvents.marketId, marketId), eq(epcisEvents.eventId, eventId)))
  const own = rows.find((row) => row.deed !== null)
  if (own === undefined) throw new AppError('epcis_event.not_found', { eventId })
  if (rows.some((row) => row.eventKey.endsWith('#error'))) throw new AppError('epcis_event.declared', { eventId })
  const event: EpcisEvent = {
    ...(JSON.parse(own.body) as EpcisEvent),
    errorDeclaration: {
      declarationTime: ctx.now.toISOString(),
      reason,
      ...(correctiveEventIDs.length === 0 ? {} : { correctiveEventIDs }),
    },
  }
  await insertEvents(tx, [
    toEventRow(event, { marketId, captureId: null, recordTime: ctx.now, context: standardContext, deed: null }),
  ])
  await appendEvent(ctx, tx, 'epcis.declared_wrong', { eventIds: [eventId], reason })
}

/** Newest event of a deed or of its corrections that has not been taken back. */
export const standingEventOf = async (tx: Tx, marketId: string, deed: string): Promise<string | undefined> => {
  const rows = await tx
    .select({ eventId: epcisEvents.eventId })
    .from(epcisEvents)
    .where(
      and(
        eq(epcisEvents.marketId, marketId),
        or(eq(epcisEvents.deed, deed), like(epcisEvents.deed, `${literally(deed)}:corrected:%`)),
      ),
    )
    .orderBy(desc(epcisEvents.recordTime))
    .limit(1)
  return rows[0]?.eventId
}

/** Throws epcis_event.not_found, epcis_event.declared. */
export const declareEventWrong = async (
  ctx: Ctx,
  input: { eventId: string; reason: ErrorReason; correctiveEventIds: string[] },
): Promise<void> =>
  withTransaction(ctx, async (tx) => {
    await declareError(ctx, tx, input.eventId, input.reason, input.correctiveEventIds)
    await appendAudit(ctx, tx, {
      action: 'epcis.declare_wrong',
      subjectKind: 'epcis_event',
      subjectId: input.eventId,
      summary: `声明追溯事件${input.reason === 'did_not_occur' ? '没有发生' : '内容有误'}`,
      details: input,
    })
  })
