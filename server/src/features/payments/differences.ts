/** The work list: what a day's comparison found, and refunds that were given up. */
import { and, asc, eq, gte, ilike, inArray, isNotNull, isNull, lte, or, sql } from 'drizzle-orm'
import type { differenceStates } from '@smart-market/shared/contracts/payments.ts'
import { actorName, appendAudit } from '../../audit.ts'
import { type Ctx, marketOf, newId, type Tx, withTransaction } from '../../context.ts'
import { reconciliationDifferences } from '../../db/schema/reconciliation.ts'
import { AppError } from '../../errors.ts'
import { appendEvent } from '../../feed/outbox.ts'
import type { Difference } from './reconcile-rules.ts'
import type { Day } from './statements.ts'
import { patternOf } from '../../lib/like-pattern.ts'

type Row = typeof reconciliationDifferences.$inferSelect
type State = (typeof differenceStates)[number]

/** No outcome of a day's comparison: they stay until a person, or what they are about, has dealt with them. */
const lasting: readonly string[] = ['refund_failed', 'shipping_failed']

/**
 * New differences are added, those that no longer hold are settled by themselves, settled ones stay settled.
 */
export const storeDifferences = async (
  ctx: Ctx,
  tx: Tx,
  day: { businessDate: string; channel: Day['channel'] | 'declared' },
  found: readonly Difference[],
): Promise<void> => {
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
    .filter((row) => row.settledAt === null && !lasting.includes(row.kind) && !now.has(key(row)))
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

/**
 * Puts on the list what a person must see to: a refund that failed for good (`reference`: its number), a hand-over that
 * WeChat was not told of (the charge's number). Once, whatever the number of calls.
 */
export const listLasting = async (
  ctx: Ctx,
  tx: Tx,
  day: Day,
  found: { kind: 'refund_failed' | 'shipping_failed'; reference: string; ours: Record<string, unknown> },
): Promise<boolean> => {
  const rows = await tx
    .insert(reconciliationDifferences)
    .values({
      marketId: marketOf(ctx),
      differenceId: newId(ctx, 'difference'),
      ...day,
      ...found,
      theirs: null,
      foundAt: ctx.now,
    })
    .onConflictDoNothing()
    .returning({ differenceId: reconciliationDifferences.differenceId })
  return rows.length === 1
}

/** Takes it off the list, when it has come right by itself. */
export const unlistLasting = async (
  ctx: Ctx,
  tx: Tx,
  found: { kind: 'shipping_failed'; reference: string; note: string },
): Promise<void> => {
  await tx
    .update(reconciliationDifferences)
    .set({ settledAt: ctx.now, settledBy: '系统', note: found.note })
    .where(
      and(
        eq(reconciliationDifferences.marketId, marketOf(ctx)),
        eq(reconciliationDifferences.kind, found.kind),
        eq(reconciliationDifferences.reference, found.reference),
        isNull(reconciliationDifferences.settledAt),
      ),
    )
}

const stateOf = (row: Row): State => (row.settledAt !== null ? 'settled' : row.takenAt !== null ? 'working' : 'open')

interface DifferenceQuery {
  readonly q?: string | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
  /** `true`: not settled, whether somebody works on it or not. */
  readonly open?: 'true' | 'false' | undefined
  readonly state?: State | undefined
}

export const listDifferences = async (ctx: Ctx, query: DifferenceQuery) =>
  withTransaction(ctx, async (tx) => {
    const table = reconciliationDifferences
    const like = patternOf(query.q)
    const settled = query.open === undefined ? undefined : query.open === 'true' ? isNull : isNotNull
    const rows = await tx
      .select()
      .from(table)
      .where(
        and(
          eq(table.marketId, marketOf(ctx)),
          like === undefined
            ? undefined
            : or(
                ilike(table.reference, like),
                sql`${table.ours}->>'transactionNumber' ilike ${like}`,
                sql`${table.theirs}->>'transactionNumber' ilike ${like}`,
              ),
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
      asOf: ctx.now.toISOString(),
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
