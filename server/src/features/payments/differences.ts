/** The work list: what a day's comparison found, and refunds that were given up. */
import { and, asc, eq, gte, inArray, isNotNull, isNull, lte } from 'drizzle-orm'
import type { differenceStates } from '@smart-market/shared/contracts/payments.ts'
import { actorName, appendAudit } from '../../audit.ts'
import { type Ctx, marketOf, newId, type Tx, withTransaction } from '../../context.ts'
import { reconciliationDifferences } from '../../db/schema/payments.ts'
import { AppError } from '../../errors.ts'
import { appendEvent } from '../../feed/outbox.ts'
import type { Difference } from './reconcile-rules.ts'
import type { Day } from './statements.ts'

type Row = typeof reconciliationDifferences.$inferSelect
type State = (typeof differenceStates)[number]

/**
 * New differences are added, those that no longer hold are settled by themselves, settled ones stay settled. Refunds
 * given up are no outcome of a comparison and stay until a person has dealt with them.
 */
export const storeDifferences = async (ctx: Ctx, tx: Tx, day: Day, found: readonly Difference[]): Promise<void> => {
  const marketId = marketOf(ctx)
  const key = (row: { kind: string; reference: string }): string => `${row.kind} ${row.reference}`
  const now = new Set(found.map(key))
  const ofDay = and(
    eq(reconciliationDifferences.marketId, marketId),
    eq(reconciliationDifferences.channel, day.channel),
    eq(reconciliationDifferences.businessDate, day.businessDate),
  )
  const stored = await tx.select().from(reconciliationDifferences).where(ofDay)
  const gone = stored
    .filter((row) => row.settledAt === null && row.kind !== 'refund_failed' && !now.has(key(row)))
    .map((row) => row.differenceId)
  if (gone.length > 0)
    await tx
      .update(reconciliationDifferences)
      .set({ settledAt: ctx.now, settledBy: '系统', note: '再次对账时已一致' })
      .where(and(ofDay, inArray(reconciliationDifferences.differenceId, gone)))
  const known = new Set(stored.map(key))
  const fresh = found.filter((row) => !known.has(key(row)))
  for (let i = 0; i < fresh.length; i += 500)
    await tx.insert(reconciliationDifferences).values(
      fresh.slice(i, i + 500).map((row) => ({
        marketId,
        differenceId: newId(ctx, 'difference'),
        ...day,
        ...row,
        foundAt: ctx.now,
      })),
    )
}

/** Puts a refund that failed for good on the list; once, whatever the number of calls. */
export const listFailedRefund = async (
  ctx: Ctx,
  tx: Tx,
  day: Day,
  refund: { refundNumber: string; amountFen: number; failures: number; failure: string },
): Promise<void> => {
  await tx
    .insert(reconciliationDifferences)
    .values({
      marketId: marketOf(ctx),
      differenceId: newId(ctx, 'difference'),
      ...day,
      kind: 'refund_failed',
      reference: refund.refundNumber,
      ours: refund,
      theirs: null,
      foundAt: ctx.now,
    })
    .onConflictDoNothing()
}

const stateOf = (row: Row): State => (row.settledAt !== null ? 'settled' : row.takenAt !== null ? 'working' : 'open')

interface DifferenceQuery {
  readonly from?: string | undefined
  readonly to?: string | undefined
  /** `true`: not settled, whether somebody works on it or not. */
  readonly open?: 'true' | 'false' | undefined
  readonly state?: State | undefined
}

export const listDifferences = async (ctx: Ctx, query: DifferenceQuery) =>
  withTransaction(ctx, async (tx) => {
    const table = reconciliationDifferences
    const settled = query.open === undefined ? undefined : query.open === 'true' ? isNull : isNotNull
    const rows = await tx
      .select()
      .from(table)
      .where(
        and(
          eq(table.marketId, marketOf(ctx)),
          query.from === undefined ? undefined : gte(table.businessDate, query.from),
          query.to === undefined ? undefined : lte(table.businessDate, query.to),
          settled?.(table.settledAt),
          query.state === 'settled' ? isNotNull(table.settledAt) : undefined,
          query.state === 'working' ? and(isNull(table.settledAt), isNotNull(table.takenAt)) : undefined,
          query.state === 'open' ? and(isNull(table.settledAt), isNull(table.takenAt)) : undefined,
        ),
      )
      .orderBy(asc(table.businessDate), asc(table.reference), asc(table.kind))
      .limit(1000)
    return {
      items: rows.map((row) => ({
        ...row,
        state: stateOf(row),
        foundAt: row.foundAt.toISOString(),
        takenAt: row.takenAt?.toISOString() ?? null,
        settledAt: row.settledAt?.toISOString() ?? null,
      })),
    }
  })

const unsettled = (ctx: Ctx, differenceId: string) =>
  and(
    eq(reconciliationDifferences.marketId, marketOf(ctx)),
    eq(reconciliationDifferences.differenceId, differenceId),
    isNull(reconciliationDifferences.settledAt),
  )

/** Says who works on it; a colleague may take it over. Throws difference.not_found. */
export const takeDifference = async (ctx: Ctx, differenceId: string): Promise<void> => {
  await withTransaction(ctx, async (tx) => {
    const [row] = await tx
      .update(reconciliationDifferences)
      .set({ takenAt: ctx.now, takenBy: actorName(ctx) })
      .where(unsettled(ctx, differenceId))
      .returning()
    if (row === undefined) throw new AppError('difference.not_found')
    await appendAudit(ctx, tx, {
      action: 'reconciliation.take',
      subjectKind: 'difference',
      subjectId: differenceId,
      summary: `认领 ${row.businessDate} 的对账差异（${row.reference}）`,
    })
    await appendEvent(ctx, tx, 'reconciliation.difference_taken', { differenceId })
  })
}

/** Throws difference.not_found. */
export const settleDifference = async (ctx: Ctx, input: { differenceId: string; note: string }): Promise<void> => {
  await withTransaction(ctx, async (tx) => {
    const [row] = await tx
      .update(reconciliationDifferences)
      .set({ settledAt: ctx.now, settledBy: actorName(ctx), note: input.note })
      .where(unsettled(ctx, input.differenceId))
      .returning()
    if (row === undefined) throw new AppError('difference.not_found')
    await appendAudit(ctx, tx, {
      action: 'reconciliation.settle',
      subjectKind: 'difference',
      subjectId: input.differenceId,
      summary: `处理 ${row.businessDate} 的对账差异（${row.reference}）`,
      details: { note: input.note },
    })
    await appendEvent(ctx, tx, 'reconciliation.difference_settled', { differenceId: input.differenceId })
  })
}
