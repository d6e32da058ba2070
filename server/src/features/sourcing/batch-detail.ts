/** One batch on one page: what it is, where from, what was tested, stopped and destroyed. */
import { type Ctx, marketOf, withTransaction } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { findDisposals, findQuickTests } from './check-lists.ts'
import { listHolds } from './hold-store.ts'
import { toView } from './holds.ts'
import { viewBatches } from './report.ts'
import { sourceBatches } from './trace.ts'

const most = { limit: 100, offset: 0 }

/** Throws batch.not_found. */
export const getBatch = async (ctx: Ctx, batchId: string) =>
  withTransaction(ctx, async (tx) => {
    const marketId = marketOf(ctx)
    const [batch] = await viewBatches(tx, marketId, [batchId])
    if (batch === undefined) throw new AppError('batch.not_found')
    const sources = await sourceBatches(tx, marketId, batchId)
    const batchIds = sources.map((one) => one.batchId)
    return {
      batch,
      sources,
      tests: (await findQuickTests(tx, marketId, { batchIds }, most)).items,
      holds: (await listHolds(tx, marketId, [batchId])).map(toView),
      disposals: (await findDisposals(tx, marketId, { batchId }, most)).items,
    }
  })

export const listDisposals = async (
  ctx: Ctx,
  query: { q?: string | undefined; merchantId?: string | undefined; page: number; pageSize: number },
) => {
  const { page, pageSize } = query
  const found = await withTransaction(ctx, (tx) =>
    findDisposals(tx, marketOf(ctx), query, { limit: pageSize, offset: (page - 1) * pageSize }),
  )
  return { ...found, page, pageSize }
}
