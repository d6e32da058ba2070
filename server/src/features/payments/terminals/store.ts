/** SQL of terminal receipts. */
import { and, asc, desc, eq, gte, ilike, lte, or, sql } from 'drizzle-orm'
import type { Tx } from '../../../context.ts'
import { stalls } from '../../../db/schema/markets.ts'
import { charges, payments } from '../../../db/schema/payments.ts'
import { terminalReceipts } from '../../../db/schema/reconciliation.ts'
import type { Declared } from './matching.ts'
import { patternOf } from '../../../lib/like-pattern.ts'

export type ReceiptRow = typeof terminalReceipts.$inferSelect

/** The same line may come from two imports at once: the first one stays. */
export const insertReceipts = async (tx: Tx, rows: (typeof terminalReceipts.$inferInsert)[]): Promise<void> => {
  if (rows.length > 0) await tx.insert(terminalReceipts).values(rows).onConflictDoNothing()
}

/** Terminal → the stall that it was last told of. */
export const listTerminalStalls = async (tx: Tx, marketId: string): Promise<(readonly [string, string])[]> => {
  const rows = await tx
    .selectDistinctOn([terminalReceipts.terminalNumber], {
      terminalNumber: terminalReceipts.terminalNumber,
      stallId: terminalReceipts.stallId,
    })
    .from(terminalReceipts)
    .where(eq(terminalReceipts.marketId, marketId))
    .orderBy(asc(terminalReceipts.terminalNumber), desc(terminalReceipts.happenedAt))
  return rows.map((row) => [row.terminalNumber, row.stallId] as const)
}

/** Both business dates included. */
export const listBetween = async (tx: Tx, marketId: string, from: string, to: string): Promise<ReceiptRow[]> =>
  from === ''
    ? []
    : tx
        .select()
        .from(terminalReceipts)
        .where(
          and(
            eq(terminalReceipts.marketId, marketId),
            gte(terminalReceipts.businessDate, from),
            lte(terminalReceipts.businessDate, to),
          ),
        )
        .orderBy(asc(terminalReceipts.terminalReceiptId))

/** What merchants say was paid by card or code at the stall on a day; cash leaves no trace at an acquirer. */
export const listDeclared = async (tx: Tx, marketId: string, businessDate: string): Promise<Declared[]> =>
  tx
    .select({
      chargeId: charges.chargeId,
      chargeNumber: charges.chargeNumber,
      stallId: charges.stallId,
      amountFen: payments.amountFen,
      paidAt: payments.paidAt,
    })
    .from(payments)
    .innerJoin(charges, and(eq(charges.marketId, payments.marketId), eq(charges.chargeId, payments.chargeId)))
    .where(
      and(
        eq(payments.marketId, marketId),
        eq(payments.channel, 'declared'),
        eq(payments.declaredMeans, 'pos_card'),
        eq(payments.businessDate, businessDate),
      ),
    )
    .orderBy(asc(charges.chargeId))

/** Writes which declared payment each receipt of a day backs; the others back none. */
export const writePairs = async (
  tx: Tx,
  marketId: string,
  businessDate: string,
  pairs: ReadonlyMap<string, string>,
): Promise<void> => {
  const json = JSON.stringify([...pairs].map(([id, charge]) => ({ id, charge })))
  await tx.execute(sql`update terminal_receipts r set charge_id = p.charge
    from (select t.terminal_receipt_id as id, x.charge from terminal_receipts t
        left join jsonb_to_recordset(${json}::jsonb) as x(id text, charge text) on x.id = t.terminal_receipt_id
        where t.market_id = ${marketId} and t.business_date = ${businessDate}::date) p
    where r.market_id = ${marketId} and r.terminal_receipt_id = p.id and r.charge_id is distinct from p.charge`)
}

/** Newest first; `q` is part of a stall code, terminal or reference. */
export const searchReceipts = async (
  tx: Tx,
  marketId: string,
  query: { q?: string | undefined; from?: string | undefined; to?: string | undefined; limit: number; offset: number },
) => {
  const like = patternOf(query.q)
  const where = and(
    eq(terminalReceipts.marketId, marketId),
    query.from === undefined ? undefined : gte(terminalReceipts.businessDate, query.from),
    query.to === undefined ? undefined : lte(terminalReceipts.businessDate, query.to),
    like === undefined
      ? undefined
      : or(
          ilike(stalls.code, like),
          ilike(terminalReceipts.terminalNumber, like),
          ilike(terminalReceipts.reference, like),
        ),
  )
  const joined = and(eq(stalls.marketId, terminalReceipts.marketId), eq(stalls.stallId, terminalReceipts.stallId))
  const rows = await tx
    .select({ receipt: terminalReceipts, stallCode: stalls.code })
    .from(terminalReceipts)
    .innerJoin(stalls, joined)
    .where(where)
    .orderBy(desc(terminalReceipts.happenedAt), desc(terminalReceipts.terminalReceiptId))
    .limit(query.limit)
    .offset(query.offset)
  const [count] = await tx
    .select({ total: sql<number>`count(*)::int` })
    .from(terminalReceipts)
    .innerJoin(stalls, joined)
    .where(where)
  return { rows, total: count?.total ?? 0 }
}
