/** SQL of what the limits against floods count. */
import { and, eq, gte, lt, sql } from 'drizzle-orm'
import type { Tx } from '../../context.ts'
import { complaints, violationReports } from '../../db/schema/complaints.ts'

const tallied = sql<number>`count(*)::int`
export const countByPhone = async (tx: Tx, marketId: string, phoneHash: string, since: Date): Promise<number> => {
  const [a] = await tx
    .select({ n: tallied })
    .from(complaints)
    .where(
      and(eq(complaints.marketId, marketId), eq(complaints.phoneHash, phoneHash), gte(complaints.receivedAt, since)),
    )
  const [b] = await tx
    .select({ n: tallied })
    .from(violationReports)
    .where(
      and(
        eq(violationReports.marketId, marketId),
        eq(violationReports.phoneHash, phoneHash),
        gte(violationReports.receivedAt, since),
      ),
    )
  return (a?.n ?? 0) + (b?.n ?? 0)
}
export const countByPurchase = async (
  tx: Tx,
  marketId: string,
  purchase: { readonly saleId: string | null; readonly stallOrderId: string | null },
  since: Date,
): Promise<number> => {
  const [row] = await tx
    .select({ n: tallied })
    .from(complaints)
    .where(
      and(
        eq(complaints.marketId, marketId),
        purchase.saleId === null
          ? eq(complaints.stallOrderId, purchase.stallOrderId ?? '')
          : eq(complaints.saleId, purchase.saleId),
        gte(complaints.receivedAt, since),
      ),
    )
  return row?.n ?? 0
}
export const countByAddress = async (tx: Tx, marketId: string, addressHash: string, since: Date): Promise<number> => {
  const [a] = await tx
    .select({ n: tallied })
    .from(complaints)
    .where(
      and(
        eq(complaints.marketId, marketId),
        eq(complaints.addressHash, addressHash),
        gte(complaints.receivedAt, since),
      ),
    )
  const [b] = await tx
    .select({ n: tallied })
    .from(violationReports)
    .where(
      and(
        eq(violationReports.marketId, marketId),
        eq(violationReports.addressHash, addressHash),
        gte(violationReports.receivedAt, since),
      ),
    )
  return (a?.n ?? 0) + (b?.n ?? 0)
}
export const forgetAddresses = async (tx: Tx, marketId: string, before: Date): Promise<void> => {
  await tx
    .update(complaints)
    .set({ addressHash: null })
    .where(
      and(
        eq(complaints.marketId, marketId),
        lt(complaints.receivedAt, before),
        sql`${complaints.addressHash} is not null`,
      ),
    )
  await tx
    .update(violationReports)
    .set({ addressHash: null })
    .where(
      and(
        eq(violationReports.marketId, marketId),
        lt(violationReports.receivedAt, before),
        sql`${violationReports.addressHash} is not null`,
      ),
    )
}
