/** Recursive SQL over transformations: everything made of a batch, everything a batch was made of, and what was sold. */
import { and, eq, type SQL, sql } from 'drizzle-orm'
import type { Tx } from '../../context.ts'
import { rowsOf } from '../../db/client.ts'
import { transformationParts } from '../../db/schema/tracing.ts'

export type Direction = 'forward' | 'backward'

/** `= any (…)` of ids: an index is used however few or many they are, which `in (select …)` does not give. */
const anyOf = (ids: readonly string[]): SQL =>
  sql`any (array(select jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb)))`

/** The batches themselves and all that follow from them (forward), or all that they follow from (backward); by id. */
export const closure = async (
  tx: Tx,
  marketId: string,
  batchIds: readonly string[],
  direction: Direction,
): Promise<string[]> => {
  const [near, far] = direction === 'forward' ? ['in', 'out'] : ['out', 'in']
  const rows = await rowsOf<{ id: string }>(
    tx,
    sql`with recursive reached(id) as (
        select jsonb_array_elements_text(${JSON.stringify(batchIds)}::text::jsonb)
        union
        select o.batch_id from reached r
        join transformation_parts i on i.market_id = ${marketId} and i.batch_id = r.id and i.direction = ${near}
        join transformation_parts o on o.market_id = ${marketId} and o.transformation_id = i.transformation_id
          and o.direction = ${far}
      )
      select id from reached order by id`,
  )
  return rows.map((row) => row.id)
}

/** Steps from the start to each batch of its closure, the shortest way. */
export const depths = async (
  tx: Tx,
  marketId: string,
  start: readonly string[],
  reached: readonly string[],
  direction: Direction,
): Promise<Map<string, number>> => {
  const parts = await tx
    .select()
    .from(transformationParts)
    .where(and(eq(transformationParts.marketId, marketId), sql`${transformationParts.batchId} = ${anyOf(reached)}`))
  const near = direction === 'forward' ? 'in' : 'out'
  const next = new Map<string, string[]>()
  const entered = new Map<string, string[]>()
  for (const part of parts) {
    const map = part.direction === near ? entered : next
    const key = part.direction === near ? part.batchId : part.transformationId
    const value = part.direction === near ? part.transformationId : part.batchId
    const known = map.get(key)
    if (known === undefined) map.set(key, [value])
    else known.push(value)
  }
  const found = new Map(start.map((id) => [id, 0]))
  for (let layer = [...start], depth = 1; layer.length > 0; depth++) {
    const steps = new Set(layer.flatMap((id) => entered.get(id) ?? []))
    const following = new Set([...steps].flatMap((step) => next.get(step) ?? []))
    layer = [...following].filter((id) => !found.has(id))
    for (const id of layer) found.set(id, depth)
  }
  return found
}

export interface SoldAtStall extends Record<string, unknown> {
  readonly stallId: string
  readonly lineCount: number
  readonly onlineLineCount: number
  readonly quantity: number
}
export const soldByStall = async (tx: Tx, marketId: string, batchIds: readonly string[]): Promise<SoldAtStall[]> =>
  rowsOf<SoldAtStall>(
    tx,
    sql`select stall_id as "stallId", sum(line_count)::int as "lineCount",
        sum(online_line_count)::int as "onlineLineCount", sum(quantity)::float8 as quantity
      from batch_sales where market_id = ${marketId} and batch_id = ${anyOf(batchIds)}
      group by stall_id order by stall_id`,
  )

export interface SoldLineRow extends Record<string, unknown> {
  readonly saleId: string
  readonly lineNo: number
  readonly batchId: string
  readonly stallId: string
  readonly soldAtMs: number
  readonly channel: string
  readonly basis: 'scale_code' | 'listing' | 'time_rule'
  readonly quantity: number
  readonly excess: number
  readonly amountFen: number
}
/** Sold lines in the order of their batch and sale; `after` pages on. */
export const soldLines = async (
  tx: Tx,
  marketId: string,
  batchIds: readonly string[],
  limit: number,
  channel?: 'online',
): Promise<SoldLineRow[]> =>
  rowsOf<SoldLineRow>(
    tx,
    // Batch by batch, so that a short list of a long history stops early.
    sql`select l.* from (select jsonb_array_elements_text(${JSON.stringify([...batchIds].sort())}::text::jsonb) as id order by 1) x
      cross join lateral (
        select sale_id as "saleId", line_no as "lineNo", batch_id as "batchId", stall_id as "stallId",
          (extract(epoch from sold_at) * 1000)::float8 as "soldAtMs", channel, basis, quantity::float8 as quantity,
          excess::float8 as excess, amount_fen::float8 as "amountFen"
        from sale_batches s where market_id = ${marketId} and batch_id = x.id
          and not exists (select 1 from batch_returns r where r.market_id = s.market_id and r.batch_id = s.batch_id
            and r.sale_id = s.sale_id and r.line_no = s.line_no)
          ${channel === undefined ? sql`` : sql`and channel = ${channel}`}
        order by sale_id, line_no limit ${limit}) l
      order by x.id, l."saleId", l."lineNo" limit ${limit}`,
  )
