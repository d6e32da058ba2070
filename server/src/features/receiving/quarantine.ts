/** What came under a genuine signature and does not hold together: kept, shown to officers, settled by them. */
import { appendAudit } from '../../audit.ts'
import { actorName } from '../../audit.ts'
import { type Ctx, withSystemTransaction } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { appendEvent } from '../../feed/outbox.ts'
import { districtsOf, marketFor } from './reading.ts'
import * as store from './store.ts'

const view = (row: store.QuarantineRow & { marketName: string }) => ({
  marketId: row.marketId,
  marketName: row.marketName,
  quarantineId: row.quarantineId,
  problem: row.problem,
  sequence: row.sequence,
  message: row.message,
  times: row.times,
  receivedAt: row.receivedAt.toISOString(),
  settledAt: row.settledAt?.toISOString() ?? null,
  settledBy: row.settledBy,
  note: row.note,
})

export const listQuarantine = async (
  ctx: Ctx,
  query: {
    q?: string | undefined
    open?: 'true' | 'false' | undefined
    marketId?: string | undefined
    page: number
    pageSize: number
  },
) =>
  withSystemTransaction(ctx.deps, async (tx) => {
    const rows = await store.listQuarantine(
      tx,
      {
        districtCodes: districtsOf(ctx),
        open: query.open === undefined ? undefined : query.open === 'true',
        marketId: query.marketId,
        q: query.q,
      },
      { limit: query.pageSize, offset: (query.page - 1) * query.pageSize },
    )
    return { items: rows.map(view), total: rows[0]?.total ?? 0, page: query.page, pageSize: query.pageSize }
  })

/**
 * The officer's word about one case; with the last open case a disputed market is taken from again, at the place in the
 * chain where it stood. Throws receiving.market_not_found, receiving.quarantine_not_found, receiving.already_settled.
 */
export const settleQuarantine = async (
  ctx: Ctx,
  { marketId, quarantineId }: { marketId: string; quarantineId: string },
  { note }: { note: string },
) =>
  withSystemTransaction(ctx.deps, async (tx) => {
    const market = await marketFor(ctx, tx, marketId)
    const entry = await store.findQuarantine(tx, marketId, quarantineId)
    if (entry === undefined) throw new AppError('receiving.quarantine_not_found')
    if (entry.settledAt !== null) throw new AppError('receiving.already_settled', { by: entry.settledBy ?? '' })
    const settled = { settledAt: ctx.now, settledBy: actorName(ctx), note }
    await store.updateQuarantine(tx, marketId, quarantineId, settled)
    if (market.state === 'disputed' && market.openQuarantine <= 1)
      await store.updateMarket(tx, marketId, { state: 'active' })
    const within = { ...ctx, marketId }
    await appendAudit(within, tx, {
      action: 'receiving.settle_quarantine',
      subjectKind: 'received_quarantine',
      subjectId: quarantineId,
      summary: `处理「${market.name}」第 ${entry.sequence} 条的隔离：${note}`,
    })
    await appendEvent(within, tx, 'receiving.quarantine_settled', { quarantineId, problem: entry.problem })
    return view({ ...entry, ...settled, marketName: market.name })
  })
