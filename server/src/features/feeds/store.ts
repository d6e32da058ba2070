import { and, asc, eq, gt, inArray, isNull, lte, sql } from 'drizzle-orm'
import type { Tx } from '../../context.ts'
import { feedEvents, feedHeads, platformLinks } from '../../db/schema/feed.ts'

export type LinkRow = typeof platformLinks.$inferSelect

export const findHead = async (tx: Tx, marketId: string) => {
  const [head] = await tx.select().from(feedHeads).where(eq(feedHeads.marketId, marketId))
  return head
}

export const listEvents = async (tx: Tx, marketId: string, after: number, upTo: number, limit: number) =>
  tx
    .select()
    .from(feedEvents)
    .where(and(eq(feedEvents.marketId, marketId), gt(feedEvents.sequence, after), lte(feedEvents.sequence, upTo)))
    .orderBy(asc(feedEvents.sequence))
    .limit(limit)

/** When the events of these sequences came about; those that are not there yet are left out. */
export const occurredAt = async (
  tx: Tx,
  marketId: string,
  sequences: readonly number[],
): Promise<ReadonlyMap<number, Date>> => {
  const { sequence, occurredAt: at } = feedEvents
  const rows = await tx
    .select({ sequence, at })
    .from(feedEvents)
    .where(and(eq(feedEvents.marketId, marketId), inArray(sequence, [...sequences])))
  return new Map(rows.map((row) => [row.sequence, row.at]))
}

export const listLinks = async (tx: Tx, marketId: string): Promise<LinkRow[]> =>
  tx
    .select()
    .from(platformLinks)
    .where(and(eq(platformLinks.marketId, marketId), isNull(platformLinks.removedAt)))
    .orderBy(asc(platformLinks.createdAt), asc(platformLinks.platformLinkId))

export const listLinksAt = async (tx: Tx, marketId: string, asOf: Date): Promise<LinkRow[]> => {
  const at = sql`${asOf.toISOString()}::timestamptz`
  return tx
    .select()
    .from(platformLinks)
    .where(
      and(
        eq(platformLinks.marketId, marketId),
        sql`${platformLinks.createdAt} <= ${at}`,
        sql`(${platformLinks.removedAt} is null or ${platformLinks.removedAt} > ${at})`,
      ),
    )
    .orderBy(asc(platformLinks.createdAt), asc(platformLinks.platformLinkId))
}

export const insertLink = async (tx: Tx, row: typeof platformLinks.$inferInsert): Promise<void> => {
  await tx.insert(platformLinks).values(row)
}

export const lockLink = async (
  tx: Tx,
  marketId: string,
  which: { apiKeyId: string } | { platformLinkId: string },
): Promise<LinkRow | undefined> => {
  const [row] = await tx
    .select()
    .from(platformLinks)
    .where(
      and(
        eq(platformLinks.marketId, marketId),
        isNull(platformLinks.removedAt),
        'apiKeyId' in which
          ? eq(platformLinks.apiKeyId, which.apiKeyId)
          : eq(platformLinks.platformLinkId, which.platformLinkId),
      ),
    )
    .for('update')
  return row
}

export const updateLink = async (
  tx: Tx,
  marketId: string,
  platformLinkId: string,
  set: Partial<typeof platformLinks.$inferInsert>,
): Promise<void> => {
  await tx
    .update(platformLinks)
    .set(set)
    .where(and(eq(platformLinks.marketId, marketId), eq(platformLinks.platformLinkId, platformLinkId)))
}
