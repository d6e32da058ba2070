/** Compares a day's terminal receipts with what merchants declared; doing it again changes nothing by itself. */
import { appendAudit } from '../../../audit.ts'
import { type Ctx, marketOf, type Tx, withTransaction } from '../../../context.ts'
import { appendEvent } from '../../../feed/outbox.ts'
import { storeDifferences } from '../differences.ts'
import { lockDay, recordDone } from '../reconcile-days.ts'
import { matchTerminals } from './matching.ts'
import * as store from './store.ts'

export interface Compared {
  readonly businessDate: string
  readonly channel: 'declared'
  readonly lines: number
  readonly matched: number
  readonly differences: number
}

/** In the transaction that brought the receipts, or in one of its own. */
export const compareTerminals = async (ctx: Ctx, tx: Tx, businessDate: string): Promise<Compared> => {
  const marketId = marketOf(ctx)
  const day = { businessDate, channel: 'declared' as const }
  await lockDay(ctx, tx, day)
  const lines = await store.listBetween(tx, marketId, businessDate, businessDate)
  const declared = await store.listDeclared(tx, marketId, businessDate)
  const { pairs, unbacked, unknown, ownBusiness } = matchTerminals(lines, declared)
  await store.writePairs(tx, marketId, businessDate, pairs)
  await storeDifferences(
    ctx,
    tx,
    day,
    unbacked.map((one) => ({
      kind: 'not_in_terminal' as const,
      reference: one.chargeNumber,
      ours: { amountFen: one.amountFen, paidAt: one.paidAt.toISOString() },
      theirs: null,
    })),
  )
  const found = { lines: lines.length, matched: pairs.size, differences: unbacked.length }
  await recordDone(ctx, tx, day, {
    ...found,
    fundFlow: null,
    detail: `${ownBusiness} 笔是摊位自己的生意，没有本系统的订单；${unknown} 笔自报收款的摊位没有终端流水，无法核对`,
  })
  await appendAudit(ctx, tx, {
    action: 'reconciliation.run',
    subjectKind: 'business_date',
    subjectId: businessDate,
    summary: `用终端流水核对 ${businessDate} 经营户自报的收款：${pairs.size} 笔一致，${unbacked.length} 处差异`,
    details: { ownBusiness, unknown },
  })
  await appendEvent(ctx, tx, 'reconciliation.completed', { ...day, lines: lines.length, differences: unbacked.length })
  return { ...day, ...found }
}

export const reconcileTerminals = async (ctx: Ctx, businessDate: string): Promise<Compared> =>
  withTransaction(ctx, (tx) => compareTerminals(ctx, tx, businessDate))

export const listTerminalReceipts = async (
  ctx: Ctx,
  query: { q?: string | undefined; from?: string | undefined; to?: string | undefined; page: number; pageSize: number },
) =>
  withTransaction(ctx, async (tx) => {
    const { page, pageSize, ...filter } = query
    const window = { limit: pageSize, offset: (page - 1) * pageSize }
    const { rows, total } = await store.searchReceipts(tx, marketOf(ctx), { ...filter, ...window })
    const items = rows.map(({ receipt, stallCode }) => ({
      ...receipt,
      stallCode,
      happenedAt: receipt.happenedAt.toISOString(),
      matched: receipt.chargeId !== null,
    }))
    return { items, total, page, pageSize, asOf: ctx.now.toISOString() }
  })
