/** How each day's reconciliation stands, and which days are due: what the daily job goes by. */
import { and, desc, eq, gte, isNull, lte, sql } from 'drizzle-orm'
import type { fundFlowStates } from '@smart-market/shared/contracts/payments.ts'
import { addDays, businessDate, businessDateStart } from '@smart-market/shared/time.ts'
import { appendAudit } from '../../audit.ts'
import { type Ctx, marketOf, type Tx, withTransaction } from '../../context.ts'
import { paymentAccounts } from '../../db/schema/payments.ts'
import { reconciliationDays, reconciliationDifferences } from '../../db/schema/reconciliation.ts'
import { appendEvent } from '../../feed/outbox.ts'
import { channelLabels } from './domain.ts'
import { sumDays } from './reconcile-sums.ts'
import type { Day } from './statements.ts'

/** Of a channel, or of what merchants declared, which acquirers' files are compared with. */
interface AnyDay {
  readonly businessDate: string
  readonly channel: Day['channel'] | 'declared'
}

/** Bills are ready by ten in the morning after (WeChat Pay; Alipay by nine). */
const billsReadyMs = (24 + 10.5) * 3_600_000
/** Days that are made up for after an outage. */
const daysBack = 7
const waitsMinutes = [10, 30, 60, 180]

const keyOf = (ctx: Ctx, day: AnyDay) =>
  and(
    eq(reconciliationDays.marketId, marketOf(ctx)),
    eq(reconciliationDays.channel, day.channel),
    eq(reconciliationDays.businessDate, day.businessDate),
  )

/** Two runs of the same day go one after the other. */
export const lockDay = async (ctx: Ctx, tx: Tx, day: AnyDay): Promise<void> => {
  await tx
    .insert(reconciliationDays)
    .values({ marketId: marketOf(ctx), ...day, state: 'waiting', checkedAt: ctx.now })
    .onConflictDoNothing()
  await tx.select({ state: reconciliationDays.state }).from(reconciliationDays).where(keyOf(ctx, day)).for('update')
}

export const recordDone = async (
  ctx: Ctx,
  tx: Tx,
  day: AnyDay,
  found: {
    lines: number
    matched: number
    differences: number
    fundFlow: (typeof fundFlowStates)[number] | null
    detail?: string
  },
): Promise<void> => {
  await tx
    .update(reconciliationDays)
    .set({ detail: null, ...found, state: 'done', checkedAt: ctx.now, nextTryAt: null })
    .where(keyOf(ctx, day))
}

/** Writes down that a day could not be compared, and when it is tried again. */
export const recordPostponed = async (
  ctx: Ctx,
  day: Day,
  state: 'waiting' | 'failed',
  detail: string,
): Promise<void> => {
  await withTransaction(ctx, async (tx) => {
    await lockDay(ctx, tx, day)
    const [row] = await tx.select().from(reconciliationDays).where(keyOf(ctx, day))
    const tries = row?.tries ?? 0
    const minutes = waitsMinutes[Math.min(tries, waitsMinutes.length - 1)] ?? 180
    await tx
      .update(reconciliationDays)
      .set({
        state,
        detail,
        tries: tries + 1,
        checkedAt: ctx.now,
        nextTryAt: new Date(ctx.now.getTime() + minutes * 60_000),
      })
      .where(keyOf(ctx, day))
    await appendAudit(ctx, tx, {
      action: 'reconciliation.postpone',
      subjectKind: 'business_date',
      subjectId: day.businessDate,
      summary: `${day.businessDate} 的${channelLabels[day.channel]}账还没有核对：${detail}`,
    })
    await appendEvent(ctx, tx, 'reconciliation.postponed', { ...day, state })
  })
}

/** Days of a market that ended, have their bills, and are not compared yet; oldest first. */
export const listDueDays = async (ctx: Ctx): Promise<Day[]> =>
  withTransaction(ctx, async (tx) => {
    const marketId = marketOf(ctx)
    const accounts = await tx
      .select({
        channel: paymentAccounts.channel,
        since: sql<string>`min(${paymentAccounts.openedAt})::text`,
      })
      .from(paymentAccounts)
      .where(eq(paymentAccounts.marketId, marketId))
      .groupBy(paymentAccounts.channel)
    const today = businessDate(ctx.now)
    const known = await tx
      .select()
      .from(reconciliationDays)
      .where(
        and(eq(reconciliationDays.marketId, marketId), gte(reconciliationDays.businessDate, addDays(today, -daysBack))),
      )
    const due: Day[] = []
    for (const { channel, since } of accounts) {
      if (channel === 'declared') continue
      const first = businessDate(new Date(since))
      for (let back = daysBack; back > 0; back--) {
        const date = addDays(today, -back)
        const ready = businessDateStart(date).getTime() + billsReadyMs
        if (date < first || ready > ctx.now.getTime()) continue
        const row = known.find((one) => one.channel === channel && one.businessDate === date)
        if (row?.state === 'done' || (row?.nextTryAt ?? ctx.now) > ctx.now) continue
        due.push({ businessDate: date, channel })
      }
    }
    return due
  })

/** Newest first, at most a year of both channels. */
export const listReconciliations = async (ctx: Ctx, query: { from?: string | undefined; to?: string | undefined }) =>
  withTransaction(ctx, async (tx) => {
    const marketId = marketOf(ctx)
    const table = reconciliationDays
    const rows = await tx
      .select()
      .from(table)
      .where(
        and(
          eq(table.marketId, marketId),
          query.from === undefined ? undefined : gte(table.businessDate, query.from),
          query.to === undefined ? undefined : lte(table.businessDate, query.to),
        ),
      )
      .orderBy(desc(table.businessDate), desc(table.channel))
      .limit(732)
    const open = await tx
      .select({
        channel: reconciliationDifferences.channel,
        businessDate: reconciliationDifferences.businessDate,
        count: sql<number>`count(*)::int`,
      })
      .from(reconciliationDifferences)
      .where(and(eq(reconciliationDifferences.marketId, marketId), isNull(reconciliationDifferences.settledAt)))
      .groupBy(reconciliationDifferences.channel, reconciliationDifferences.businessDate)
    const sumOf = await sumDays(
      tx,
      marketId,
      rows.at(-1)?.businessDate ?? '2000-01-01',
      rows[0]?.businessDate ?? '2000-01-01',
    )
    const openOf = new Map(open.map((row) => [`${row.channel} ${row.businessDate}`, row.count]))
    return {
      items: rows.map((row) => ({
        ...row,
        ...sumOf(row.channel, row.businessDate),
        open: openOf.get(`${row.channel} ${row.businessDate}`) ?? 0,
        checkedAt: row.checkedAt.toISOString(),
        nextTryAt: row.nextTryAt?.toISOString() ?? null,
      })),
      asOf: ctx.now.toISOString(),
    }
  })
