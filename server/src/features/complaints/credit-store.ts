import { and, asc, desc, eq, getTableColumns, ilike, inArray, or, type SQL, sql } from 'drizzle-orm'
import type { appealStates } from '@smart-market/shared/contracts/complaints.ts'
import type { Tx } from '../../context.ts'
import { creditAppeals, creditEvents } from '../../db/schema/complaints.ts'
import { merchants } from '../../db/schema/markets.ts'
import { patternOf } from '../../lib/like-pattern.ts'
import { merchantsNamed } from '../markets/index.ts'
import { holdsStallLike } from './search.ts'

export type CreditEventRow = typeof creditEvents.$inferSelect
export type AppealRow = typeof creditAppeals.$inferSelect

/** False when the source has had an event of the kind already. */
export const insertEvent = async (tx: Tx, row: typeof creditEvents.$inferInsert): Promise<boolean> => {
  const made = await tx
    .insert(creditEvents)
    .values(row)
    .onConflictDoNothing()
    .returning({ id: creditEvents.creditEventId })
  return made.length > 0
}
export const listEvents = async (tx: Tx, marketId: string, merchantId: string): Promise<CreditEventRow[]> =>
  tx
    .select()
    .from(creditEvents)
    .where(and(eq(creditEvents.marketId, marketId), eq(creditEvents.merchantId, merchantId)))
    .orderBy(desc(creditEvents.occurredOn), desc(creditEvents.creditEventId))
export const findEvent = async (tx: Tx, marketId: string, creditEventId: string): Promise<CreditEventRow | undefined> =>
  (
    await tx
      .select()
      .from(creditEvents)
      .where(and(eq(creditEvents.marketId, marketId), eq(creditEvents.creditEventId, creditEventId)))
  )[0]
export const listMerchantsWithEvents = async (tx: Tx, marketId: string): Promise<string[]> => {
  const rows = await tx
    .selectDistinct({ merchantId: creditEvents.merchantId })
    .from(creditEvents)
    .where(eq(creditEvents.marketId, marketId))
    .orderBy(asc(creditEvents.merchantId))
  return rows.map((row) => row.merchantId)
}

/** False when the event has been appealed before. */
export const insertAppeal = async (tx: Tx, row: typeof creditAppeals.$inferInsert): Promise<boolean> => {
  const made = await tx
    .insert(creditAppeals)
    .values(row)
    .onConflictDoNothing()
    .returning({ id: creditAppeals.appealId })
  return made.length > 0
}
export const lockAppeal = async (tx: Tx, marketId: string, appealId: string): Promise<AppealRow | undefined> =>
  (
    await tx
      .select()
      .from(creditAppeals)
      .where(and(eq(creditAppeals.marketId, marketId), eq(creditAppeals.appealId, appealId)))
      .for('update')
  )[0]
export const updateAppeal = async (
  tx: Tx,
  marketId: string,
  appealId: string,
  set: Partial<typeof creditAppeals.$inferInsert>,
): Promise<void> => {
  await tx
    .update(creditAppeals)
    .set(set)
    .where(and(eq(creditAppeals.marketId, marketId), eq(creditAppeals.appealId, appealId)))
}
export const listAppealsOf = async (tx: Tx, marketId: string, merchantId: string): Promise<AppealRow[]> =>
  tx
    .select()
    .from(creditAppeals)
    .where(and(eq(creditAppeals.marketId, marketId), eq(creditAppeals.merchantId, merchantId)))
export const listAppealPage = async (
  tx: Tx,
  marketId: string,
  query: {
    /** Merchant, stall, words of the appeal, of what it is against, or of the decision. */
    readonly q?: string | undefined
    readonly state?: (typeof appealStates)[number] | undefined
    readonly page: number
    readonly pageSize: number
  },
) => {
  const pattern = patternOf(query.q)
  const where: SQL | undefined = and(
    eq(creditAppeals.marketId, marketId),
    pattern === undefined
      ? undefined
      : or(
          ilike(creditAppeals.text, pattern),
          ilike(creditAppeals.decision, pattern),
          inArray(creditAppeals.merchantId, merchantsNamed(tx, marketId, pattern)),
          holdsStallLike(marketId, creditAppeals.merchantId, pattern),
          sql`exists (select 1 from credit_events e where e.market_id = ${marketId}
            and e.credit_event_id = ${creditAppeals.creditEventId} and e.reason ilike ${pattern})`,
        ),
    query.state === undefined ? undefined : eq(creditAppeals.state, query.state),
  )
  const items = await tx
    .select({ ...getTableColumns(creditAppeals), merchantName: merchants.name })
    .from(creditAppeals)
    .innerJoin(
      merchants,
      and(eq(merchants.marketId, creditAppeals.marketId), eq(merchants.merchantId, creditAppeals.merchantId)),
    )
    .where(where)
    .orderBy(desc(creditAppeals.openedAt), desc(creditAppeals.appealId))
    .limit(query.pageSize)
    .offset((query.page - 1) * query.pageSize)
  const [count] = await tx
    .select({ total: sql<number>`count(*)::int` })
    .from(creditAppeals)
    .where(where)
  return { items, total: count?.total ?? 0 }
}
