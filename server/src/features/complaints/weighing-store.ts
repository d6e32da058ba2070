import { and, desc, eq, sql } from 'drizzle-orm'
import type { Tx } from '../../context.ts'
import { reweighs } from '../../db/schema/complaints.ts'

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
export const listReweighPage = async (
  tx: Tx,
  marketId: string,
  query: { readonly page: number; readonly pageSize: number },
) => {
  const where = eq(reweighs.marketId, marketId)
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
