/** Trace codes that a scale prints: of the batch that a listing sells, or of the one to be sold first under its name. */
import { sql } from 'drizzle-orm'
import type { Ctx, Tx } from '../../context.ts'
import { rowsOf } from '../../db/client.ts'
import { firstToExpire, mayBeSold } from './batch-order.ts'
import { nameKey } from './domain.ts'

/** What a printed code says: the page of a batch that anybody may read. */
export const traceUrl = (ctx: Pick<Ctx, 'deps'>, traceCode: string): string =>
  `${ctx.deps.publicUrl ?? ''}/t/${traceCode}`

export interface GoodsOnSale {
  readonly listingId: string
  readonly stallId: string
  readonly name: string
}

/** Trace code by listing; a listing is absent when nothing says where its goods came from, or when that batch is on hold. */
export const codesToPrint = async (
  tx: Tx,
  marketId: string,
  goods: readonly GoodsOnSale[],
): Promise<ReadonlyMap<string, string>> => {
  if (goods.length === 0) return new Map()
  const wanted = goods.map(({ listingId, stallId, name }) => ({ listingId, stallId, nameKey: nameKey(name) }))
  const rows = await rowsOf<{ listingId: string; traceCode: string }>(
    tx,
    sql`select w."listingId", b.trace_code as "traceCode"
      from jsonb_to_recordset(${JSON.stringify(wanted)}::text::jsonb)
        as w("listingId" text, "stallId" text, "nameKey" text)
      left join listing_batches lb on lb.market_id = ${marketId} and lb.listing_id = w."listingId" and lb.to_at is null
      cross join lateral (
        select trace_code from batches
        where market_id = ${marketId} and stall_id = w."stallId" and ${mayBeSold}
          and case when lb.batch_id is null then name_key = w."nameKey" else batches.batch_id = lb.batch_id end
        order by ${firstToExpire} limit 1
      ) b`,
  )
  return new Map(rows.map(({ listingId, traceCode }) => [listingId, traceCode]))
}
