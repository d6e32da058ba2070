/** Reconciliation of a business day; running it again changes nothing that has not changed outside. */
import { and, eq, gte, inArray, lt, notInArray, sql } from 'drizzle-orm'
import { addDays, businessDateStart } from '@smart-market/shared/time.ts'
import { appendAudit } from '../../audit.ts'
import { type Ctx, marketOf, type Tx, withTransaction } from '../../context.ts'
import { charges, paymentFacts, payments, refunds } from '../../db/schema/payments.ts'
import { appendEvent } from '../../feed/outbox.ts'
import { askCharge } from './asking.ts'
import type { StatementLine } from './channels/answers.ts'
import { storeDifferences } from './differences.ts'
import { channelLabels } from './domain.ts'
import { lockDay, recordDone } from './reconcile-days.ts'
import { matchDay, matchFunds, type OurPayment, type OurRefund } from './reconcile-rules.ts'
import { type Day, fetchFunds, fetchTrades, storeStatements } from './statements.ts'

/** A fact this old that nobody applied is a difference; a younger one is on its way. */
const applyWithinMs = 3_600_000

/**
 * Fetches the channel's statements, asks again about what they name and we have not seen paid, then compares trades,
 * fund flow, payments and orders. Throws statement.not_ready, statement.unreadable, payment_channel.unavailable,
 * server.busy.
 */
export const reconcileDay = async (ctx: Ctx, { businessDate, channel }: Day) => {
  const day: Day = { businessDate, channel }
  const trades = await fetchTrades(ctx, day)
  const lines = trades.flatMap((one) => one.lines)
  const funds = await fetchFunds(ctx, day, lines)
  const unpaid = await withTransaction(ctx, (tx) => unpaidOf(tx, marketOf(ctx), lines))
  // A callback that never came: the channel's own list is reason enough to ask, by the channel's own number.
  for (const { chargeId, transactionNumber } of unpaid)
    await askCharge(ctx.deps, marketOf(ctx), chargeId, transactionNumber)
  return withTransaction(ctx, async (tx) => {
    await lockDay(ctx, tx, day)
    await storeStatements(ctx, tx, day, [...trades, ...funds.statements])
    const paid = await ourPayments(ctx, tx, day)
    const back = await ourRefunds(tx, ctx, day, lines)
    const { matched, differences } = matchDay(lines, paid, back)
    differences.push(
      ...matchFunds(
        lines,
        funds.statements.flatMap((one) => one.lines),
      ),
    )
    await storeDifferences(ctx, tx, day, differences)
    await recordDone(ctx, tx, day, {
      lines: lines.length,
      matched,
      differences: differences.length,
      fundFlow: funds.state,
    })
    await appendAudit(ctx, tx, {
      action: 'reconciliation.run',
      subjectKind: 'business_date',
      subjectId: day.businessDate,
      summary: `核对 ${day.businessDate} 的${channelLabels[day.channel]}账：${matched} 笔一致，${differences.length} 处差异`,
      details: { fundFlow: funds.state },
    })
    await appendEvent(ctx, tx, 'reconciliation.completed', {
      ...day,
      lines: lines.length,
      differences: differences.length,
    })
    return { ...day, lines: lines.length, matched, differences: differences.length }
  })
}

const unpaidOf = async (
  tx: Tx,
  marketId: string,
  lines: readonly StatementLine[],
): Promise<{ chargeId: string; transactionNumber: string | undefined }[]> => {
  const found: { chargeId: string; transactionNumber: string | undefined }[] = []
  const named = new Map(
    lines.flatMap((line) => (line.kind === 'payment' ? [[line.chargeNumber, line.transactionNumber]] : [])),
  )
  const numbers = [...named.keys()]
  for (let i = 0; i < numbers.length; i += 1000) {
    const rows = await tx
      .select({ chargeId: charges.chargeId, chargeNumber: charges.chargeNumber })
      .from(charges)
      .where(
        and(
          eq(charges.marketId, marketId),
          inArray(charges.chargeNumber, numbers.slice(i, i + 1000)),
          notInArray(charges.state, ['paid', 'closed']),
        ),
      )
    for (const { chargeId, chargeNumber } of rows)
      found.push({ chargeId, transactionNumber: named.get(chargeNumber) || undefined })
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
  // A number the channel closed stands in its bill for ever, while we have sent the refund again under another.
  const givenUp = await tx
    .select({ ...columns, earlierNumbers: refunds.earlierNumbers })
    .from(refunds)
    .innerJoin(charges, joined)
    .where(
      and(
        eq(refunds.marketId, marketId),
        sql`${refunds.earlierNumbers} ?| array(select jsonb_array_elements_text(${JSON.stringify(named)}::jsonb))`,
      ),
    )
  return [
    ...givenUp.flatMap(({ earlierNumbers, chargeNumber, amountFen }) =>
      earlierNumbers.map((refundNumber) => ({ refundNumber, chargeNumber, amountFen, state: 'failed', ofDay: false })),
    ),
    ...ofDay.map(({ createdAt: _, ...row }) => ({ ...row, ofDay: true })),
    ...others.map(({ createdAt: _, ...row }) => ({ ...row, ofDay: false })),
  ]
}
