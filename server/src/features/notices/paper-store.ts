/** SQL of what hangs on a notice: attachments, read counts, and where it was shown. */
import { and, asc, desc, eq, ilike, inArray, or, type SQL, sql } from 'drizzle-orm'
import { type NoticePlace, noticePlaces } from '@smart-market/shared/contracts/notices.ts'
import { labels } from '@smart-market/shared/text/zh.ts'
import type { Tx } from '../../context.ts'
import { noticeAttachments, noticeReads, notices, noticeShowings } from '../../db/schema/notices.ts'
import { patternOf } from '../../lib/like-pattern.ts'

export type AttachmentRow = typeof noticeAttachments.$inferSelect

export const insertAttachment = async (tx: Tx, row: AttachmentRow): Promise<void> => {
  await tx.insert(noticeAttachments).values(row)
}
/** Without their content, in the order in which they were added. */
export const listAttachments = async (tx: Tx, marketId: string, noticeIds: readonly string[]) =>
  noticeIds.length === 0
    ? []
    : tx
        .select({
          noticeId: noticeAttachments.noticeId,
          attachmentId: noticeAttachments.attachmentId,
          fileName: noticeAttachments.fileName,
          mediaType: noticeAttachments.mediaType,
          size: noticeAttachments.size,
        })
        .from(noticeAttachments)
        .where(and(eq(noticeAttachments.marketId, marketId), inArray(noticeAttachments.noticeId, [...noticeIds])))
        .orderBy(asc(noticeAttachments.attachmentId))
export const findAttachment = async (
  tx: Tx,
  marketId: string,
  attachmentId: string,
): Promise<AttachmentRow | undefined> =>
  (await tx.select().from(noticeAttachments).where(attachmentIs(marketId, attachmentId)))[0]
export const deleteAttachment = async (tx: Tx, marketId: string, attachmentId: string): Promise<void> => {
  await tx.delete(noticeAttachments).where(attachmentIs(marketId, attachmentId))
}
const attachmentIs = (marketId: string, attachmentId: string): SQL | undefined =>
  and(eq(noticeAttachments.marketId, marketId), eq(noticeAttachments.attachmentId, attachmentId))

export const addRead = async (
  tx: Tx,
  row: { marketId: string; noticeId: string; place: NoticePlace; businessDate: string },
): Promise<void> => {
  await tx
    .insert(noticeReads)
    .values({ ...row, readCount: 1 })
    .onConflictDoUpdate({
      target: [noticeReads.marketId, noticeReads.noticeId, noticeReads.place, noticeReads.businessDate],
      set: { readCount: sql`${noticeReads.readCount} + 1` },
    })
}
export const countReads = async (
  tx: Tx,
  marketId: string,
  noticeIds: readonly string[],
): Promise<Map<string, number>> => {
  if (noticeIds.length === 0) return new Map()
  const rows = await tx
    .select({ noticeId: noticeReads.noticeId, n: sql<number>`sum(${noticeReads.readCount})::int` })
    .from(noticeReads)
    .where(and(eq(noticeReads.marketId, marketId), inArray(noticeReads.noticeId, [...noticeIds])))
    .groupBy(noticeReads.noticeId)
  return new Map(rows.map((row) => [row.noticeId, row.n]))
}

/** Lengthens the spans that a device reported less than `gapSeconds` ago, and begins the others. */
export const writeShowings = async (
  tx: Tx,
  marketId: string,
  shown: { readonly deviceCode: string; readonly place: NoticePlace; readonly noticeIds: readonly string[] },
  now: Date,
  gapSeconds: number,
): Promise<number> => {
  if (shown.noticeIds.length === 0) return 0
  const at = now.toISOString()
  const known = await tx
    .select({ noticeId: notices.noticeId })
    .from(notices)
    .where(
      and(
        eq(notices.marketId, marketId),
        inArray(notices.noticeId, [...shown.noticeIds]),
        inArray(notices.state, ['published', 'withdrawn']),
      ),
    )
  const going = await tx
    .update(noticeShowings)
    .set({ shownUntil: now })
    .where(
      and(
        eq(noticeShowings.marketId, marketId),
        eq(noticeShowings.deviceCode, shown.deviceCode),
        inArray(
          noticeShowings.noticeId,
          known.map((row) => row.noticeId),
        ),
        sql`${noticeShowings.shownUntil} >= ${at}::timestamptz - make_interval(secs => ${gapSeconds})`,
      ),
    )
    .returning({ noticeId: noticeShowings.noticeId })
  const begun = new Set(going.map((row) => row.noticeId))
  const fresh = known.filter((row) => !begun.has(row.noticeId))
  if (fresh.length > 0)
    await tx
      .insert(noticeShowings)
      .values(
        fresh.map(({ noticeId }) => ({
          marketId,
          noticeId,
          deviceCode: shown.deviceCode,
          place: shown.place,
          shownFrom: now,
          shownUntil: now,
        })),
      )
      .onConflictDoNothing()
  return known.length
}

export interface ShowingQuery {
  /** Title of the notice, place by its name, or device. */
  readonly q?: string | undefined
  readonly noticeId?: string | undefined
  /** Bounds of a business date. */
  readonly from?: Date
  readonly until?: Date
  readonly page: number
  readonly pageSize: number
}
/** Newest first. */
export const listShowingPage = async (tx: Tx, marketId: string, query: ShowingQuery) => {
  const pattern = patternOf(query.q)
  const ofNotice = and(eq(notices.marketId, noticeShowings.marketId), eq(notices.noticeId, noticeShowings.noticeId))
  const where = and(
    eq(noticeShowings.marketId, marketId),
    pattern === undefined
      ? undefined
      : or(
          ilike(notices.title, pattern),
          ilike(noticeShowings.deviceCode, pattern),
          inArray(
            noticeShowings.place,
            noticePlaces.filter((place) => labels.noticePlace[place].includes(query.q ?? '')),
          ),
        ),
    query.noticeId === undefined ? undefined : eq(noticeShowings.noticeId, query.noticeId),
    query.from === undefined
      ? undefined
      : sql`${noticeShowings.shownUntil} >= ${query.from.toISOString()}::timestamptz`,
    query.until === undefined
      ? undefined
      : sql`${noticeShowings.shownFrom} < ${query.until.toISOString()}::timestamptz`,
  )
  const items = await tx
    .select({
      noticeId: noticeShowings.noticeId,
      title: notices.title,
      kind: notices.kind,
      deviceCode: noticeShowings.deviceCode,
      place: noticeShowings.place,
      shownFrom: noticeShowings.shownFrom,
      shownUntil: noticeShowings.shownUntil,
    })
    .from(noticeShowings)
    .innerJoin(notices, ofNotice)
    .where(where)
    .orderBy(desc(noticeShowings.shownUntil), asc(noticeShowings.deviceCode), asc(noticeShowings.noticeId))
    .limit(query.pageSize)
    .offset((query.page - 1) * query.pageSize)
  const [count] = await tx
    .select({ total: sql<number>`count(*)::int` })
    .from(noticeShowings)
    .innerJoin(notices, ofNotice)
    .where(where)
  return { items, total: count?.total ?? 0 }
}
