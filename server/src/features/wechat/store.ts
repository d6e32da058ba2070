/** SQL of consents and messages. */
import { and, asc, eq, lte, sql } from 'drizzle-orm'
import type { WechatMessageKind } from '@smart-market/shared/contracts/wechat.ts'
import type { Tx } from '../../context.ts'
import { rowsOf } from '../../db/client.ts'
import { messageGrants, wechatMessages } from '../../db/schema/wechat.ts'
import type { Answered } from './kinds.ts'

export type MessageRow = typeof wechatMessages.$inferSelect
export type GrantRow = typeof messageGrants.$inferSelect

/** Whose consents: a shopper's own, or those an account gave for its stall. */
export interface Person {
  readonly marketId: string
  readonly userId: string
  readonly merchantId: string | null
}
const of = ({ marketId, userId, merchantId }: Person) =>
  and(
    eq(messageGrants.marketId, marketId),
    eq(messageGrants.userId, userId),
    sql`${messageGrants.merchantId} is not distinct from ${merchantId}::text`,
  )

export const findAnswered = async (tx: Tx, person: Person, appId: string): Promise<Answered[]> => {
  const rows = await tx
    .select({
      kind: messageGrants.kind,
      ready: sql<number>`(count(*) filter (where ${messageGrants.state} = 'granted'))::int`,
      refusedMs: sql<
        number | null
      >`(extract(epoch from max(${messageGrants.answeredAt}) filter (where ${messageGrants.state} = 'refused')) * 1000)::float8`,
    })
    .from(messageGrants)
    .where(and(of(person), eq(messageGrants.appId, appId)))
    .groupBy(messageGrants.kind)
  return rows.map(({ kind, ready, refusedMs }) => ({
    kind,
    ready,
    refusedAt: refusedMs === null ? null : new Date(refusedMs),
  }))
}

/** Answers those that are new: the same prompt counts once. */
export const insertGrants = async (
  tx: Tx,
  rows: readonly (typeof messageGrants.$inferInsert)[],
): Promise<{ kind: WechatMessageKind; state: GrantRow['state'] }[]> =>
  rows.length === 0
    ? []
    : tx
        .insert(messageGrants)
        .values([...rows])
        .onConflictDoNothing()
        .returning({ kind: messageGrants.kind, state: messageGrants.state })

/** Accounts of a stall with a consent left, each once. */
export const listConsenting = async (
  tx: Tx,
  marketId: string,
  merchantId: string,
  kind: WechatMessageKind,
): Promise<string[]> => {
  const rows = await tx
    .selectDistinct({ userId: messageGrants.userId })
    .from(messageGrants)
    .where(
      and(
        eq(messageGrants.marketId, marketId),
        eq(messageGrants.merchantId, merchantId),
        eq(messageGrants.kind, kind),
        eq(messageGrants.state, 'granted'),
      ),
    )
    .orderBy(asc(messageGrants.userId))
  return rows.map(({ userId }) => userId)
}

export const isTold = async (
  tx: Tx,
  { marketId, userId }: Person,
  kind: WechatMessageKind,
  causeId: string,
): Promise<boolean> => {
  const [row] = await tx
    .select({ id: wechatMessages.wechatMessageId })
    .from(wechatMessages)
    .where(
      and(
        eq(wechatMessages.marketId, marketId),
        eq(wechatMessages.userId, userId),
        eq(wechatMessages.kind, kind),
        eq(wechatMessages.causeId, causeId),
      ),
    )
  return row !== undefined
}

/** Uses up the oldest consent; undefined when there is none left. */
export const useGrant = async (
  tx: Tx,
  person: Person,
  kind: WechatMessageKind,
  template: { readonly appId: string; readonly templateId: string },
  now: Date,
): Promise<string | undefined> => {
  const [oldest] = await tx
    .select({ id: messageGrants.messageGrantId })
    .from(messageGrants)
    .where(
      and(
        of(person),
        eq(messageGrants.kind, kind),
        eq(messageGrants.state, 'granted'),
        eq(messageGrants.appId, template.appId),
        eq(messageGrants.templateId, template.templateId),
      ),
    )
    .orderBy(asc(messageGrants.answeredAt), asc(messageGrants.messageGrantId))
    .limit(1)
    .for('update', { skipLocked: true })
  if (oldest === undefined) return undefined
  await tx
    .update(messageGrants)
    .set({ state: 'used', endedAt: now })
    .where(and(eq(messageGrants.marketId, person.marketId), eq(messageGrants.messageGrantId, oldest.id)))
  return oldest.id
}

/** Consents that hold no longer; `kind` undefined: of every kind. Answers their kinds. */
export const voidGrants = async (
  tx: Tx,
  person: Person,
  kind: WechatMessageKind | undefined,
  now: Date,
): Promise<WechatMessageKind[]> => {
  const rows = await tx
    .update(messageGrants)
    .set({ state: 'void', endedAt: now })
    .where(
      and(
        of(person),
        eq(messageGrants.state, 'granted'),
        kind === undefined ? undefined : eq(messageGrants.kind, kind),
      ),
    )
    .returning({ kind: messageGrants.kind })
  return rows.map((row) => row.kind)
}

export const insertMessage = async (tx: Tx, row: typeof wechatMessages.$inferInsert): Promise<void> => {
  await tx.insert(wechatMessages).values(row)
}

/** Markets with something due. `tx` is a system transaction. */
export const marketsDue = async (tx: Tx, now: Date): Promise<string[]> => {
  const rows = await rowsOf<{ marketId: string }>(
    tx,
    sql`select distinct market_id as "marketId" from wechat_messages
      where next_try_at <= ${now.toISOString()}::timestamptz order by 1`,
  )
  return rows.map(({ marketId }) => marketId)
}

export const listDue = async (tx: Tx, marketId: string, now: Date, limit: number): Promise<string[]> => {
  const rows = await tx
    .select({ id: wechatMessages.wechatMessageId })
    .from(wechatMessages)
    .where(and(eq(wechatMessages.marketId, marketId), lte(wechatMessages.nextTryAt, now)))
    .orderBy(asc(wechatMessages.nextTryAt), asc(wechatMessages.wechatMessageId))
    .limit(limit)
  return rows.map(({ id }) => id)
}

export const lockMessage = async (tx: Tx, marketId: string, id: string): Promise<MessageRow | undefined> => {
  const [row] = await tx
    .select()
    .from(wechatMessages)
    .where(and(eq(wechatMessages.marketId, marketId), eq(wechatMessages.wechatMessageId, id)))
    .for('update')
  return row
}

export const updateMessage = async (tx: Tx, row: MessageRow, set: Partial<MessageRow>): Promise<MessageRow> => {
  await tx
    .update(wechatMessages)
    .set(set)
    .where(and(eq(wechatMessages.marketId, row.marketId), eq(wechatMessages.wechatMessageId, row.wechatMessageId)))
  return { ...row, ...set }
}

/** Messages about orders carry goods and numbers: gone with the person. `tx` is a system transaction. */
export const deleteOfUser = async (tx: Tx, userId: string): Promise<number> => {
  await tx.delete(wechatMessages).where(eq(wechatMessages.userId, userId))
  const gone = await tx
    .delete(messageGrants)
    .where(eq(messageGrants.userId, userId))
    .returning({ id: messageGrants.messageGrantId })
  return gone.length
}
