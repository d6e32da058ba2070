/** SQL of what the limits against floods count. */
import { and, eq, gte, lt, sql } from 'drizzle-orm'
import type { Tx } from '../../context.ts'
import { complaints, violationReports } from '../../db/schema/complaints.ts'

const tallied = sql<number>`count(*)::int`
const bothKinds = [complaints, violationReports] as const

/** Complaints and reports together, which share their limits. */
const countBoth = async (
  tx: Tx,
  marketId: string,
  column: 'phoneHash' | 'addressHash',
  hash: string,
  since: Date,
): Promise<number> => {
  let sum = 0
  for (const table of bothKinds) {
    const [row] = await tx
      .select({ n: tallied })
      .from(table)
      .where(and(eq(table.marketId, marketId), eq(table[column], hash), gte(table.receivedAt, since)))
    sum += row?.n ?? 0
  }
  return sum
}
export const countByPhone = (tx: Tx, marketId: string, phoneHash: string, since: Date): Promise<number> =>
  countBoth(tx, marketId, 'phoneHash', phoneHash, since)
export const countByAddress = (tx: Tx, marketId: string, addressHash: string, since: Date): Promise<number> =>
  countBoth(tx, marketId, 'addressHash', addressHash, since)

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

export const forgetAddresses = async (tx: Tx, marketId: string, before: Date): Promise<void> => {
  for (const table of bothKinds) {
    await tx
      .update(table)
      .set({ addressHash: null })
      .where(and(eq(table.marketId, marketId), lt(table.receivedAt, before), sql`${table.addressHash} is not null`))
  }
}
