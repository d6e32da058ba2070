import { eq } from 'drizzle-orm'
import type { Tx } from '../../context.ts'
import { salesRules } from '../../db/schema/sales.ts'

export const listOwnRules = async (tx: Tx, marketId: string) =>
  tx.select().from(salesRules).where(eq(salesRules.marketId, marketId))

export const putRule = async (tx: Tx, row: typeof salesRules.$inferInsert): Promise<void> => {
  await tx
    .insert(salesRules)
    .values(row)
    .onConflictDoUpdate({ target: [salesRules.marketId, salesRules.ruleId, salesRules.effectiveFrom], set: row })
}
