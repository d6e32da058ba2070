import { and, desc, eq, ilike, inArray, or, sql } from 'drizzle-orm'
import type { Tx } from '../../context.ts'
import { reweighs } from '../../db/schema/complaints.ts'
import { patternOf } from '../../lib/like-pattern.ts'
import { merchantsNamed, stallsNamed } from '../markets/index.ts'
import { ofPurchaseLike } from './search.ts'

export type ReweighRow = typeof reweighs.$inferSelect

export const insertReweigh = async (tx: Tx, row: ReweighRow): Promise<void> => {
  await tx.insert(reweighs).values(row)
}
export const findReweigh = async (tx: Tx, marketId: string, reweighId: string): Promise<ReweighRow | undefined> =>
  (
    await tx
      .select()
      .from(reweighs)
      .where(and(eq(reweighs.marketId, marketId), eq(reweighs.reweighId, reweighId)))
  )[0]
export interface ReweighQuery {
  /** Stall, merchant, goods, or the end of the order's or slip's number. */
  readonly q?: string | undefined
  readonly page: number
  readonly pageSize: number
}
export const listReweighPage = async (tx: Tx, marketId: string, query: ReweighQuery) => {
  const pattern = patternOf(query.q)
  const where = and(
    eq(reweighs.marketId, marketId),
    pattern === undefined
      ? undefined
      : or(
          ilike(reweighs.commodityName, pattern),
          inArray(reweighs.stallId, stallsNamed(tx, marketId, pattern)),
          inArray(reweighs.merchantId, merchantsNamed(tx, marketId, pattern)),
          ofPurchaseLike(marketId, reweighs, pattern),
        ),
  )
  const items = await tx
    .select()
    .from(reweighs)
    .where(where)
    .orderBy(desc(reweighs.weighedAt), desc(reweighs.reweighId))
    .limit(query.pageSize)
    .offset((query.page - 1) * query.pageSize)
  const [count] = await tx
    .select({ total: sql<number>`count(*)::int` })
    .from(reweighs)
    .where(where)
  return { items, total: count?.total ?? 0 }
}
