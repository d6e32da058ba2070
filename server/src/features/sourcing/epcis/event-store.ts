/** SQL of EPCIS captures and events. A body is kept as text: what came in goes out as it was. */
import { and, asc, eq, inArray, type SQL, sql } from 'drizzle-orm'
import type { Tx } from '../../../context.ts'
import { epcisCaptures, epcisEvents } from '../../../db/schema/epcis.ts'

export type EventRow = typeof epcisEvents.$inferSelect
export type CaptureRow = typeof epcisCaptures.$inferSelect

const chunk = 300
/** Events already known by their key or deed are left alone; answers how many were new. */
export const insertEvents = async (tx: Tx, rows: readonly EventRow[]): Promise<number> => {
  let written = 0
  for (let i = 0; i < rows.length; i += chunk) {
    const some = await tx
      .insert(epcisEvents)
      .values(rows.slice(i, i + chunk))
      .onConflictDoNothing()
      .returning({ key: epcisEvents.eventKey })
    written += some.length
  }
  return written
}
export const findEventBodies = async (
  tx: Tx,
  marketId: string,
  keys: readonly string[],
): Promise<Map<string, string>> => {
  if (keys.length === 0) return new Map()
  const rows = await tx
    .select({ key: epcisEvents.eventKey, body: epcisEvents.body })
    .from(epcisEvents)
    .where(and(eq(epcisEvents.marketId, marketId), inArray(epcisEvents.eventKey, [...keys])))
  return new Map(rows.map((row) => [row.key, row.body]))
}

export const insertCapture = async (tx: Tx, row: CaptureRow): Promise<void> => {
  await tx.insert(epcisCaptures).values(row)
}
export const findCapture = async (tx: Tx, marketId: string, captureId: string): Promise<CaptureRow | undefined> => {
  const [row] = await tx
    .select()
    .from(epcisCaptures)
    .where(and(eq(epcisCaptures.marketId, marketId), eq(epcisCaptures.captureId, captureId)))
  return row
}
export const lockRunningCapture = async (
  tx: Tx,
  marketId: string,
  captureId: string,
): Promise<CaptureRow | undefined> => {
  const [row] = await tx
    .select()
    .from(epcisCaptures)
    .where(
      and(
        eq(epcisCaptures.marketId, marketId),
        eq(epcisCaptures.captureId, captureId),
        sql`${epcisCaptures.finishedAt} is null`,
      ),
    )
    .for('update')
  return row
}
export const finishCapture = async (
  tx: Tx,
  marketId: string,
  captureId: string,
  set: Pick<CaptureRow, 'finishedAt' | 'success' | 'errors'>,
): Promise<void> => {
  await tx
    .update(epcisCaptures)
    .set({ ...set, document: '' })
    .where(and(eq(epcisCaptures.marketId, marketId), eq(epcisCaptures.captureId, captureId)))
}
export const listUnfinishedCaptures = async (
  tx: Tx,
  before: Date,
): Promise<{ marketId: string; captureId: string }[]> =>
  tx
    .select({ marketId: epcisCaptures.marketId, captureId: epcisCaptures.captureId })
    .from(epcisCaptures)
    .where(
      sql`${epcisCaptures.finishedAt} is null and ${epcisCaptures.createdAt} < ${before.toISOString()}::timestamptz`,
    )

/** In the order of event time; `after` is the last row of the page before. */
export const queryEvents = async (
  tx: Tx,
  marketId: string,
  conditions: readonly SQL[],
  after: { eventTime: string; eventKey: string } | undefined,
  limit: number,
): Promise<EventRow[]> =>
  tx
    .select()
    .from(epcisEvents)
    .where(
      and(
        eq(epcisEvents.marketId, marketId),
        ...conditions,
        after === undefined
          ? undefined
          : sql`(${epcisEvents.eventTime}, ${epcisEvents.eventKey}) > (${after.eventTime}::timestamptz, ${after.eventKey})`,
      ),
    )
    .orderBy(asc(epcisEvents.eventTime), asc(epcisEvents.eventKey))
    .limit(limit)
