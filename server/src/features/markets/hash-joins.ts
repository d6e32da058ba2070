import { sql } from 'drizzle-orm'
import { type Ctx, type Tx, withTransaction } from '../../context.ts'

/**
 * Runs a report with hash joins. PGlite gathers no statistics, so for lack of better knowledge the planner expects one
 * row a table and would compare 800 merchants with 800 others one by one.
 */
export const withHashJoins = async <T>(tx: Tx, work: () => Promise<T>): Promise<T> => {
  await tx.execute(sql`select set_config('enable_nestloop', 'off', true)`)
  const result = await work()
  // After an error the transaction ends, and the setting with it.
  await tx.execute(sql`select set_config('enable_nestloop', 'on', true)`)
  return result
}

/** A transaction of one report. */
export const readReport = async <T>(ctx: Ctx, work: (tx: Tx) => Promise<T>): Promise<T> =>
  withTransaction(ctx, (tx) => withHashJoins(tx, () => work(tx)))
