import { and, desc, eq, inArray, not, type SQL, sql } from 'drizzle-orm'
import type { NoticeKind, NoticePlace } from '@smart-market/shared/contracts/notices.ts'
import type { Tx } from '../../context.ts'
import { noticeReminders, notices, noticeTopics } from '../../db/schema/notices.ts'
import type { NoticeState } from './domain.ts'
import { isSuperseded } from './superseded.ts'
import { patternOf } from '../../lib/like-pattern.ts'

export type NoticeRow = typeof notices.$inferSelect

export interface NoticeQuery {
  readonly q?: string | undefined
  readonly kind?: NoticeKind | undefined
  readonly states: readonly NoticeState[]
  readonly superseded?: 'true' | 'false' | undefined
  readonly page: number
  readonly pageSize: number
}

/** Newest first: by publication, and drafts before all by the time they were written. */
export const listNoticePage = async (tx: Tx, marketId: string, query: NoticeQuery) => {
  const like = patternOf(query.q)
  const where = and(
    eq(notices.marketId, marketId),
    inArray(notices.state, [...query.states]),
    query.kind === undefined ? undefined : eq(notices.kind, query.kind),
    query.superseded === undefined ? undefined : query.superseded === 'true' ? isSuperseded : not(isSuperseded),
    like === undefined ? undefined : sql`(${notices.title} ilike ${like} or ${notices.body} ilike ${like})`,
  )
  const items = await tx
    .select()
    .from(notices)
    .where(where)
    .orderBy(sql`${notices.publishedAt} desc nulls first`, desc(notices.noticeId))
    .limit(query.pageSize)
    .offset((query.page - 1) * query.pageSize)
  const [count] = await tx
    .select({ total: sql<number>`count(*)::int` })
    .from(notices)
    .where(where)
  return { items, total: count?.total ?? 0 }
}

export const insertNotice = async (tx: Tx, row: typeof notices.$inferInsert): Promise<NoticeRow | undefined> => {
  const [inserted] = await tx.insert(notices).values(row).returning()
  return inserted
}

export const lockNotice = async (tx: Tx, marketId: string, noticeId: string): Promise<NoticeRow | undefined> => {
  const [row] = await tx.select().from(notices).where(one(marketId, noticeId)).for('update')
  return row
}

export const updateNotice = async (
  tx: Tx,
  marketId: string,
  noticeId: string,
  set: Partial<typeof notices.$inferInsert>,
): Promise<NoticeRow | undefined> => {
  const [row] = await tx.update(notices).set(set).where(one(marketId, noticeId)).returning()
  return row
}

const one = (marketId: string, noticeId: string): SQL | undefined =>
  and(eq(notices.marketId, marketId), eq(notices.noticeId, noticeId))

const stands = (marketId: string, asOf: Date): SQL | undefined => {
  const at = sql`${asOf.toISOString()}::timestamptz`
  return and(
    eq(notices.marketId, marketId),
    sql`${notices.publishedAt} <= ${at}`,
    sql`(${notices.withdrawnAt} is null or ${notices.withdrawnAt} > ${at})`,
  )
}

/** How many notices of each kind stand at `asOf`, and when the newest of them was published. */
export const countStanding = async (tx: Tx, marketId: string, asOf: Date) => {
  const rows = await tx
    .select({
      kind: notices.kind,
      count: sql<number>`count(*)::int`,
      lastMs: sql<number>`(extract(epoch from max(${notices.publishedAt})) * 1000)::float8`,
    })
    .from(notices)
    .where(stands(marketId, asOf))
    .groupBy(notices.kind)
  return rows.map(({ kind, count, lastMs }) => ({ kind, count, lastPublishedAt: new Date(lastMs) }))
}

/** Of one place, or of all. */
export const listStanding = async (
  tx: Tx,
  marketId: string,
  limit: number,
  place?: NoticePlace,
): Promise<NoticeRow[]> =>
  tx
    .select()
    .from(notices)
    .where(
      and(
        eq(notices.marketId, marketId),
        eq(notices.state, 'published'),
        place === undefined ? undefined : sql`${notices.places} @> ${JSON.stringify([place])}::text::jsonb`,
      ),
    )
    .orderBy(desc(notices.publishedAt), desc(notices.noticeId))
    .limit(limit)

export const findStanding = async (tx: Tx, marketId: string, noticeId: string): Promise<NoticeRow | undefined> => {
  const [row] = await tx
    .select()
    .from(notices)
    .where(and(one(marketId, noticeId), eq(notices.state, 'published')))
  return row
}

export const listTopicRows = async (tx: Tx, marketId: string) =>
  tx.select().from(noticeTopics).where(eq(noticeTopics.marketId, marketId))

export const upsertTopic = async (tx: Tx, row: typeof noticeTopics.$inferInsert): Promise<void> => {
  await tx
    .insert(noticeTopics)
    .values(row)
    .onConflictDoUpdate({
      target: [noticeTopics.marketId, noticeTopics.kind],
      set: { required: row.required, cadenceDays: row.cadenceDays },
    })
}

/** Published notices of a title; locked in a fixed order. */
export const lockStandingByTitle = async (tx: Tx, marketId: string, title: string): Promise<NoticeRow[]> =>
  tx
    .select()
    .from(notices)
    .where(and(eq(notices.marketId, marketId), eq(notices.state, 'published'), eq(notices.title, title)))
    .orderBy(notices.noticeId)
    .for('update')

/** Whether one was ever published under the title, withdrawn ones included. */
export const hasNoticeOfTitle = async (tx: Tx, marketId: string, title: string): Promise<boolean> =>
  (
    await tx
      .select({ noticeId: notices.noticeId })
      .from(notices)
      .where(
        and(
          eq(notices.marketId, marketId),
          eq(notices.title, title),
          inArray(notices.state, ['published', 'withdrawn']),
        ),
      )
      .limit(1)
  ).length > 0

/** Drafts whose day has come; locked in a fixed order. */
export const lockDueDrafts = async (tx: Tx, marketId: string, today: string): Promise<NoticeRow[]> =>
  tx
    .select()
    .from(notices)
    .where(
      and(
        eq(notices.marketId, marketId),
        inArray(notices.state, ['draft', 'submitted']),
        sql`${notices.publishOn} <= ${today}`,
      ),
    )
    .orderBy(notices.noticeId)
    .for('update')

/** False when the topic was mentioned for that day already. */
export const insertReminder = async (tx: Tx, row: typeof noticeReminders.$inferInsert): Promise<boolean> =>
  (await tx.insert(noticeReminders).values(row).onConflictDoNothing().returning({ kind: noticeReminders.kind }))
    .length > 0

export const listReminders = async (tx: Tx, marketId: string) =>
  tx
    .select()
    .from(noticeReminders)
    .where(eq(noticeReminders.marketId, marketId))
    .orderBy(desc(noticeReminders.remindedAt), noticeReminders.kind)
    .limit(100)
