/** What a stall sells now and where it came from, for shoppers: no person's name, nothing without a batch. */
import type { sourcingRoutes } from '@smart-market/shared/contracts/sourcing.ts'
import type { CallOutput } from '@smart-market/shared/route.ts'
import { businessDate } from '@smart-market/shared/time.ts'
import { sql } from 'drizzle-orm'
import { type Ctx, withTransaction } from '../../context.ts'
import { rowsOf } from '../../db/client.ts'
import { insideMarket } from '../markets/index.ts'
import { listTestsOfBatches } from './batch-store.ts'
import { listHolds } from './hold-store.ts'

type Answer = CallOutput<(typeof sourcingRoutes)['listPublicBatches']>

interface Row {
  readonly listingId: string
  readonly batchId: string
  readonly commodityName: string
  readonly traceCode: string
  readonly originPlace: string
  readonly enteredAt: string
  readonly admitted: boolean
}

/** Throws market.not_found; a stall without linked batches gives an empty list. */
export const listPublicBatches = async (ctx: Ctx, marketCode: string, stallCode: string): Promise<Answer> => {
  const { ctx: inside, market } = await insideMarket(ctx, marketCode)
  const { marketId } = market
  return withTransaction(inside, async (tx) => {
    const rows = await rowsOf<Row & Record<string, unknown>>(
      tx,
      sql`select lb.listing_id as "listingId", b.batch_id as "batchId", b.commodity_name as "commodityName",
          b.trace_code as "traceCode", b.origin_place as "originPlace", b.entered_at::text as "enteredAt",
          b.admitted_at is not null as admitted
        from stalls s
        join batches b on b.market_id = s.market_id and b.stall_id = s.stall_id
        join listing_batches lb on lb.market_id = b.market_id and lb.batch_id = b.batch_id and lb.to_at is null
        where s.market_id = ${marketId} and s.code = ${stallCode}
        order by b.entered_at desc, lb.listing_id limit 200`,
    )
    const batchIds = [...new Set(rows.map(({ batchId }) => batchId))]
    const tests = await listTestsOfBatches(tx, marketId, batchIds)
    const open = new Set(
      (await listHolds(tx, marketId, batchIds))
        .filter(({ releasedAt }) => releasedAt === null)
        .map(({ batchId }) => batchId),
    )
    return {
      items: rows.map(({ batchId, enteredAt, admitted, ...row }) => ({
        ...row,
        enteredOn: businessDate(new Date(enteredAt)),
        onHold: !admitted || open.has(batchId),
        tests: tests
          .filter((test) => test.batchId === batchId)
          .map(({ businessDate: testedOn, item, method, result }) => ({ testedOn, item, method, result })),
      })),
      asOf: ctx.now.toISOString(),
    }
  })
}
