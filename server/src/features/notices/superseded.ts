/**
 * Which notice a newer one has made an old sheet: of a daily kind, with the same title but for the day in it. Decided here
 * alone; who is asked to read and what is counted as unread follow it.
 */
import { and, eq, inArray, type SQL, sql } from 'drizzle-orm'
import type { Tx } from '../../context.ts'
import { notices } from '../../db/schema/notices.ts'
import { dailyKinds } from './domain.ts'

const kinds = sql.join(
  dailyKinds.map((kind) => sql`${kind}`),
  sql`, `,
)
/** What all sheets of a series are called: the title without its day. */
const series = (of: SQL): SQL => sql`trim(regexp_replace(${of}.title, '（?[0-9]{4}-[0-9]{2}-[0-9]{2}）?', ''))`
/** The day a sheet is about: the one in its title, or else that of its publication. */
const age = (of: SQL): SQL => sql`(
  coalesce(
    substring(${of}.title from '[0-9]{4}-[0-9]{2}-[0-9]{2}'),
    to_char(${of}.published_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD')
  ) collate "C",
  ${of}.published_at,
  ${of}.notice_id collate "C"
)`
const older = sql.raw('notices')
const newer = sql.raw('newer')

/** Holds for a row of `notices` that stands in the shadow of a newer one. */
export const isSuperseded: SQL<boolean> = sql<boolean>`(
  notices.state = 'published' and notices.kind in (${kinds}) and exists (
    select 1 from notices newer
    where newer.market_id = notices.market_id and newer.kind = notices.kind and newer.state = 'published'
      and ${series(newer)} = ${series(older)} and ${age(newer)} > ${age(older)}
  )
)`

export const supersededOf = async (
  tx: Tx,
  marketId: string,
  noticeIds: readonly string[],
): Promise<ReadonlySet<string>> => {
  if (noticeIds.length === 0) return new Set()
  const rows = await tx
    .select({ noticeId: notices.noticeId })
    .from(notices)
    .where(and(eq(notices.marketId, marketId), inArray(notices.noticeId, [...noticeIds]), isSuperseded))
  return new Set(rows.map(({ noticeId }) => noticeId))
}
