/** Reconciliation of a business day; running it again changes nothing that has not changed outside. */
import { and, asc, eq, gte, inArray, isNull, lt, lte, notInArray, sql } from 'drizzle-orm'
import { addDays, businessDate, businessDateStart } from '@smart-market/shared/time.ts'
import { actorName, appendAudit } from '../../audit.ts'
import { type Ctx, marketOf, newId, type Tx, withTransaction } from '../../context.ts'
import {
  charges,
  paymentAccounts,
  paymentFacts,
  payments,
  reconciliationDifferences,
  refunds,
  statementLines,
  statements,
} from '../../db/schema/payments.ts'
import { AppError } from '../../errors.ts'
import { appendEvent } from '../../feed/outbox.ts'
import { askCharge } from './asking.ts'
import type { StatementLine } from './channels/answers.ts'
import { channelOf } from './desk.ts'
import { channelLabels } from './domain.ts'
import { type Difference, matchDay, type OurPayment, type OurRefund } from './reconcile-rules.ts'

interface Day {
  readonly businessDate: string
  readonly channel: 'wechat' | 'alipay'
}

/** A fact this old that nobody applied is a difference; a younger one is on its way. */
const applyWithinMs = 3_600_000

/**
 * Fetches the channel's statement, asks again about what it names and we have not seen paid, then compares.
 * Throws statement.not_ready, statement.unreadable, payment_channel.unavailable, server.busy.
 */
export const reconcileDay = async (ctx: Ctx, day: Day) => {
  const fetched = await fetchLines(ctx, day)
  const own = await withTransaction(ctx, (tx) => ownLines(tx, marketOf(ctx), day.channel, fetched.lines))
  const unpaid = await withTransaction(ctx, (tx) => unpaidOf(tx, marketOf(ctx), own))
  // A callback that never came: the channel's own list is reason enough to ask.
  for (const chargeId of unpaid) await askCharge(ctx.deps, marketOf(ctx), chargeId)
  return withTransaction(ctx, async (tx) => {
    await storeStatement(ctx, tx, day, fetched.fileHash, own)
    const { matched, differences } = matchDay(own, await ourPayments(ctx, tx, day), await ourRefunds(tx, ctx, day, own))
    await storeDifferences(ctx, tx, day, differences)
    await appendAudit(ctx, tx, {
      action: 'reconciliation.run',
      subjectKind: 'business_date',
      subjectId: day.businessDate,
      summary: `核对 ${day.businessDate} 的${channelLabels[day.channel]}账：${matched} 笔一致，${differences.length} 处差异`,
    })
    await appendEvent(ctx, tx, 'reconciliation.completed', {
      ...day,
      lines: own.length,
      differences: differences.length,
    })
    return { ...day, lines: own.length, matched, differences: differences.length }
  })
}

const fetchLines = async (ctx: Ctx, day: Day): Promise<{ fileHash: string; lines: readonly StatementLine[] }> => {
  if (day.businessDate >= businessDate(ctx.now))
    throw new AppError('statement.not_ready', { businessDate: day.businessDate })
  const answer = await channelOf(ctx.deps, day.channel).fetchStatement({
    businessDate: day.businessDate,
    kind: 'trade',
  })
  switch (answer.state) {
    case 'ready':
      return answer
    case 'empty':
      return { fileHash: '', lines: [] }
    case 'not_ready':
      throw new AppError('statement.not_ready', { businessDate: day.businessDate })
    case 'unreadable':
      throw new AppError('statement.unreadable', { reason: answer.reason })
    case 'unsupported':
      throw new AppError('payment_channel.unavailable', {
        channel: channelLabels[day.channel],
        reason: '暂不支持自动取对账单',
      })
    case 'unknown':
      throw new AppError('server.busy', { reason: answer.reason })
  }
}

/** A service provider's statement covers every market it serves: only lines of this market's merchants stay. */
const ownLines = async (
  tx: Tx,
  marketId: string,
  channel: Day['channel'],
  lines: readonly StatementLine[],
): Promise<StatementLine[]> => {
  const rows = await tx
    .select({ merchantNumber: paymentAccounts.merchantNumber })
    .from(paymentAccounts)
    .where(and(eq(paymentAccounts.marketId, marketId), eq(paymentAccounts.channel, channel)))
  const own = new Set(rows.map((row) => row.merchantNumber))
  return lines.filter((line) => own.has(line.merchantNumber))
}

const unpaidOf = async (tx: Tx, marketId: string, lines: readonly StatementLine[]): Promise<string[]> => {
  const found: string[] = []
  const numbers = lines.filter((line) => line.kind === 'payment').map((line) => line.chargeNumber)
  for (let i = 0; i < numbers.length; i += 1000) {
    const rows = await tx
      .select({ chargeId: charges.chargeId })
      .from(charges)
      .where(
        and(
          eq(charges.marketId, marketId),
          inArray(charges.chargeNumber, numbers.slice(i, i + 1000)),
          notInArray(charges.state, ['paid', 'closed']),
        ),
      )
    found.push(...rows.map((row) => row.chargeId))
  }
  return found
}

const ourPayments = async (ctx: Ctx, tx: Tx, day: Day): Promise<OurPayment[]> => {
  const rows = await tx
    .select({
      chargeNumber: charges.chargeNumber,
      transactionNumber: payments.transactionNumber,
      amountFen: payments.amountFen,
      merchantNumber: charges.merchantNumber,
      recordedAt: paymentFacts.recordedAt,
      appliedAt: paymentFacts.appliedAt,
    })
    .from(payments)
    .innerJoin(charges, and(eq(charges.marketId, payments.marketId), eq(charges.chargeId, payments.chargeId)))
    .leftJoin(
      paymentFacts,
      and(
        eq(paymentFacts.marketId, payments.marketId),
        eq(paymentFacts.subjectId, payments.chargeId),
        eq(paymentFacts.kind, 'charge_paid'),
      ),
    )
    .where(
      and(
        eq(payments.marketId, marketOf(ctx)),
        eq(payments.channel, day.channel),
        eq(payments.businessDate, day.businessDate),
      ),
    )
  return rows.map(({ recordedAt, appliedAt, ...row }) => ({
    ...row,
    unapplied: recordedAt !== null && appliedAt === null && ctx.now.getTime() - recordedAt.getTime() > applyWithinMs,
  }))
}

const ourRefunds = async (tx: Tx, ctx: Ctx, day: Day, lines: readonly StatementLine[]): Promise<OurRefund[]> => {
  const marketId = marketOf(ctx)
  const from = businessDateStart(day.businessDate)
  const to = businessDateStart(addDays(day.businessDate, 1))
  const columns = {
    refundNumber: refunds.refundNumber,
    chargeNumber: charges.chargeNumber,
    amountFen: refunds.amountFen,
    state: refunds.state,
    createdAt: refunds.createdAt,
  }
  const joined = and(eq(charges.marketId, refunds.marketId), eq(charges.chargeId, refunds.chargeId))
  const ofDay = await tx
    .select(columns)
    .from(refunds)
    .innerJoin(charges, joined)
    .where(
      and(
        eq(refunds.marketId, marketId),
        eq(charges.channel, day.channel),
        gte(refunds.createdAt, from),
        lt(refunds.createdAt, to),
      ),
    )
  const known = new Set(ofDay.map((row) => row.refundNumber))
  const named = lines.flatMap((line) =>
    line.refundNumber === null || known.has(line.refundNumber) ? [] : [line.refundNumber],
  )
  const others: typeof ofDay = []
  for (let i = 0; i < named.length; i += 1000)
    others.push(
      ...(await tx
        .select(columns)
        .from(refunds)
        .innerJoin(charges, joined)
        .where(and(eq(refunds.marketId, marketId), inArray(refunds.refundNumber, named.slice(i, i + 1000))))),
    )
  return [
    ...ofDay.map(({ createdAt: _, ...row }) => ({ ...row, ofDay: true })),
    ...others.map(({ createdAt: _, ...row }) => ({ ...row, ofDay: false })),
  ]
}

const storeStatement = async (
  ctx: Ctx,
  tx: Tx,
  day: Day,
  fileHash: string,
  lines: readonly StatementLine[],
): Promise<void> => {
  const marketId = marketOf(ctx)
  await tx
    .delete(statements)
    .where(
      and(
        eq(statements.marketId, marketId),
        eq(statements.channel, day.channel),
        eq(statements.businessDate, day.businessDate),
        eq(statements.kind, 'trade'),
      ),
    )
  const statementId = newId(ctx, 'statement')
  await tx.insert(statements).values({
    marketId,
    statementId,
    ...day,
    kind: 'trade',
    fileHash,
    lineCount: lines.length,
    fetchedAt: ctx.now,
  })
  for (let i = 0; i < lines.length; i += 500)
    await tx.insert(statementLines).values(
      lines.slice(i, i + 500).map((line, index) => ({
        marketId,
        statementId,
        lineNo: i + index + 1,
        ...line,
        happenedAt: new Date(line.happenedAt),
      })),
    )
}

/** New differences are added, those that no longer hold are settled by themselves, settled ones stay settled. */
const storeDifferences = async (ctx: Ctx, tx: Tx, day: Day, found: readonly Difference[]): Promise<void> => {
  const marketId = marketOf(ctx)
  const key = (row: { kind: string; reference: string }): string => `${row.kind} ${row.reference}`
  const now = new Set(found.map(key))
  const ofDay = and(
    eq(reconciliationDifferences.marketId, marketId),
    eq(reconciliationDifferences.channel, day.channel),
    eq(reconciliationDifferences.businessDate, day.businessDate),
  )
  const stored = await tx.select().from(reconciliationDifferences).where(ofDay)
  const gone = stored.filter((row) => row.settledAt === null && !now.has(key(row))).map((row) => row.differenceId)
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

export const listDifferences = async (
  ctx: Ctx,
  query: { from?: string | undefined; to?: string | undefined; open?: 'true' | 'false' | undefined },
) =>
  withTransaction(ctx, async (tx) => {
    const table = reconciliationDifferences
    const rows = await tx
      .select()
      .from(table)
      .where(
        and(
          eq(table.marketId, marketOf(ctx)),
          query.from === undefined ? undefined : gte(table.businessDate, query.from),
          query.to === undefined ? undefined : lte(table.businessDate, query.to),
          query.open === undefined
            ? undefined
            : query.open === 'true'
              ? isNull(table.settledAt)
              : sql`${table.settledAt} is not null`,
        ),
      )
      .orderBy(asc(table.businessDate), asc(table.reference), asc(table.kind))
      .limit(1000)
    return { items: rows.map((row) => ({ ...row, settledAt: row.settledAt?.toISOString() ?? null })) }
  })

/** Throws difference.not_found. */
export const settleDifference = async (ctx: Ctx, input: { differenceId: string; note: string }): Promise<void> => {
  await withTransaction(ctx, async (tx) => {
    const rows = await tx
      .update(reconciliationDifferences)
      .set({ settledAt: ctx.now, settledBy: actorName(ctx), note: input.note })
      .where(
        and(
          eq(reconciliationDifferences.marketId, marketOf(ctx)),
          eq(reconciliationDifferences.differenceId, input.differenceId),
          isNull(reconciliationDifferences.settledAt),
        ),
      )
      .returning()
    const [row] = rows
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
