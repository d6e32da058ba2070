/** A channel's own lists of a business day: fetched for each account that has one, kept once, in place of the last. */
import { and, eq, gt, inArray, isNull, lt, or } from 'drizzle-orm'
import { addDays, businessDate, businessDateStart } from '@smart-market/shared/time.ts'
import { type Ctx, marketOf, newId, type Tx, withTransaction } from '../../context.ts'
import { paymentAccounts } from '../../db/schema/payments.ts'
import { statementLines, statements } from '../../db/schema/reconciliation.ts'
import { AppError } from '../../errors.ts'
import { payeeOfAccount } from './accounts.ts'
import type { Payee, StatementAnswer, StatementLine, StatementRequest } from './channels/answers.ts'
import { channelOf } from './desk.ts'
import { channelLabels } from './domain.ts'

/** A day whose bills a channel makes. */
export interface Day {
  readonly businessDate: string
  readonly channel: 'wechat' | 'alipay'
}
export interface Statement {
  readonly kind: StatementRequest['kind']
  /** Merchant number; empty where one statement holds all accounts. */
  readonly account: string
  readonly fileHash: string
  readonly lines: readonly StatementLine[]
}

type Accounts = readonly { readonly merchantNumber: string; readonly payee: Payee }[]

/** Accounts that could take money on the day. */
const accountsOf = async (ctx: Ctx, day: Day): Promise<Accounts> => {
  const from = businessDateStart(day.businessDate)
  const to = businessDateStart(addDays(day.businessDate, 1))
  const rows = await withTransaction(ctx, (tx) =>
    tx
      .select()
      .from(paymentAccounts)
      .where(
        and(
          eq(paymentAccounts.marketId, marketOf(ctx)),
          eq(paymentAccounts.channel, day.channel),
          lt(paymentAccounts.openedAt, to),
          or(isNull(paymentAccounts.closedAt), gt(paymentAccounts.closedAt, from)),
        ),
      ),
  )
  const byNumber = new Map(rows.map((row) => [row.merchantNumber, payeeOfAccount(ctx, row)]))
  return [...byNumber].map(([merchantNumber, payee]) => ({ merchantNumber, payee }))
}

/** Throws statement.not_ready, statement.unreadable, payment_channel.unavailable, server.busy. */
export const fetchTrades = async (ctx: Ctx, day: Day): Promise<Statement[]> => {
  if (day.businessDate >= businessDate(ctx.now))
    throw new AppError('statement.not_ready', { businessDate: day.businessDate })
  const accounts = await accountsOf(ctx, day)
  const found: Statement[] = []
  for (const { account, answer } of await ask(ctx, day, 'trade', accounts)) {
    if (answer.state === 'ready') found.push({ kind: 'trade', account, ...answer })
    else if (answer.state === 'empty') found.push({ kind: 'trade', account, fileHash: '', lines: [] })
    else refuse(day, answer)
  }
  // A service provider's statement covers every market it serves: only lines of this market's merchants stay.
  const own = new Set(accounts.map((account) => account.merchantNumber))
  return found.map((one) => ({ ...one, lines: one.lines.filter((line) => own.has(line.merchantNumber)) }))
}

/**
 * The fund flow of the same accounts. It backs the trades up and stands behind a permission of its own, so that none to
 * be had is told, not thrown.
 */
export const fetchFunds = async (
  ctx: Ctx,
  day: Day,
  trades: readonly StatementLine[],
): Promise<{ state: 'compared' | 'empty' | 'unavailable'; statements: Statement[] }> => {
  const answers = await ask(ctx, day, 'fund_flow', await accountsOf(ctx, day))
  const found: Statement[] = []
  for (const { account, answer } of answers)
    if (answer.state === 'ready')
      found.push({ kind: 'fund_flow', account, fileHash: answer.fileHash, lines: ownFunds(answer.lines, trades) })
  const state = answers.some(({ answer }) => answer.state !== 'ready' && answer.state !== 'empty')
    ? 'unavailable'
    : found.length === 0
      ? 'empty'
      : 'compared'
  return { state, statements: found }
}

const ask = async (
  ctx: Ctx,
  day: Day,
  kind: StatementRequest['kind'],
  accounts: Accounts,
): Promise<{ account: string; answer: StatementAnswer }[]> => {
  const channel = channelOf(ctx.deps, day.channel)
  const whose =
    channel.statements === 'account'
      ? accounts.map(({ merchantNumber, payee }) => ({ account: merchantNumber, payee }))
      : [{ account: '', payee: null }]
  const answers: { account: string; answer: StatementAnswer }[] = []
  for (const { account, payee } of whose)
    answers.push({
      account,
      answer: await channel.fetchStatement({ businessDate: day.businessDate, kind, payee }),
    })
  return answers
}

const refuse = (day: Day, answer: Exclude<StatementAnswer, { state: 'ready' | 'empty' }>): never => {
  switch (answer.state) {
    case 'not_ready':
    // `ready` and `empty` share a type with it and were handled before.
    case 'empty':
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

/** Fund flows name no merchant: ours are the lines about what the trade bill has of our merchants. */
const ownFunds = (funds: readonly StatementLine[], trades: readonly StatementLine[]): StatementLine[] => {
  const known = new Set(trades.flatMap((line) => [line.chargeNumber, line.refundNumber ?? line.chargeNumber]))
  return funds.filter((line) => known.has(line.chargeNumber))
}

/** Keeps what was fetched in place of what was kept for the day before. */
export const storeStatements = async (ctx: Ctx, tx: Tx, day: Day, found: readonly Statement[]): Promise<void> => {
  const marketId = marketOf(ctx)
  const kinds = [...new Set(found.map((one) => one.kind))]
  if (kinds.length === 0) return
  await tx
    .delete(statements)
    .where(
      and(
        eq(statements.marketId, marketId),
        eq(statements.channel, day.channel),
        eq(statements.businessDate, day.businessDate),
        inArray(statements.kind, kinds),
      ),
    )
  for (const { kind, account, fileHash, lines } of found) {
    const statementId = newId(ctx, 'statement')
    await tx.insert(statements).values({
      marketId,
      statementId,
      ...day,
      kind,
      account,
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
}
