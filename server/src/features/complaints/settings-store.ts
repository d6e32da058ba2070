/** SQL of a market's own rules and holidays. */
import { asc, eq } from 'drizzle-orm'
import type { Tx } from '../../context.ts'
import { calendarYears, serviceRules } from '../../db/schema/complaints.ts'

export const listOwnRules = async (tx: Tx, marketId: string) =>
  tx.select().from(serviceRules).where(eq(serviceRules.marketId, marketId))

export const putRule = async (tx: Tx, row: typeof serviceRules.$inferInsert): Promise<void> => {
  await tx
    .insert(serviceRules)
    .values(row)
    .onConflictDoUpdate({ target: [serviceRules.marketId, serviceRules.ruleId, serviceRules.effectiveFrom], set: row })
}

export const listOwnYears = async (tx: Tx, marketId: string) =>
  tx.select().from(calendarYears).where(eq(calendarYears.marketId, marketId)).orderBy(asc(calendarYears.year))

export const putYear = async (tx: Tx, row: typeof calendarYears.$inferInsert): Promise<void> => {
  await tx
    .insert(calendarYears)
    .values(row)
    .onConflictDoUpdate({ target: [calendarYears.marketId, calendarYears.year], set: row })
}
