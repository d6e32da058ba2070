/** What a scale weighed for an order and nobody bought is in its batch again: found from the feed, after each change. */
import { sql } from 'drizzle-orm'
import { formatGrams } from '@smart-market/shared/quantity.ts'
import { appendAudit } from '../../audit.ts'
import { type Ctx, marketOf, type Tx } from '../../context.ts'
import { rowsOf } from '../../db/client.ts'
import type { Follower } from '../../feed/followers.ts'
import { returnToBatches } from '../sourcing/index.ts'

interface LeftOver extends Record<string, unknown> {
  readonly saleId: string
  readonly stallOrderId: string
  readonly number: string
  readonly online: boolean
}

/** Weighings of these orders that no line is picked by any more, or whose order was called off before it was sold. */
const listLeftOver = (tx: Tx, marketId: string, stallOrderIds: readonly string[]): Promise<LeftOver[]> =>
  rowsOf<LeftOver>(
    tx,
    sql`select w.weighing_sale_id as "saleId", w.stall_order_id as "stallOrderId", o.number,
        o.payment = 'online' as online
      from picked_weighings w
      join stall_orders o on o.market_id = w.market_id and o.stall_order_id = w.stall_order_id
      join order_lines i on i.market_id = w.market_id and i.stall_order_id = w.stall_order_id and i.line_no = w.line_no
      where w.market_id = ${marketId}
        and w.stall_order_id in (select jsonb_array_elements_text(${JSON.stringify(stallOrderIds)}::text::jsonb))
        and (i.weighing_sale_id is distinct from w.weighing_sale_id
          or (o.state in ('cancelled', 'refunding', 'refunded') and o.completed_at is null))
      order by w.weighing_sale_id`,
  )

/**
 * A weighing that an order has used stays no sale (docs/adr/0014), but the goods go back: when the line is weighed again,
 * and when the order ends before it is sold. Reads how things stand, so that to repeat it changes nothing.
 */
export const returnLeftOver = async (ctx: Ctx, tx: Tx, stallOrderIds: readonly string[]): Promise<void> => {
  const leftOver = await listLeftOver(tx, marketOf(ctx), stallOrderIds)
  const returned = await returnToBatches(tx, marketOf(ctx), leftOver, ctx.now)
  for (const { saleId, traceCode, unit, quantity } of returned) {
    // All of it was sold beyond what the batch had.
    if (quantity === 0) continue
    const of = leftOver.find((one) => one.saleId === saleId)
    await appendAudit(ctx, tx, {
      action: 'batch.return',
      subjectKind: 'stall_order',
      subjectId: of?.stallOrderId ?? '',
      summary: `订单 ${of?.number} 没有用到的 ${unit === 'gram' ? formatGrams(quantity) : `${quantity} 件`}，回到批次 ${traceCode}`,
      details: { saleId, quantity },
    })
  }
}

export const goodsReturner: Follower = {
  name: 'goods returner',
  types: ['stall_order.weighed', 'stall_order.moved'],
  handle: async (ctx, tx, events) => {
    const ids = events.flatMap((event) => {
      if (event.type === 'stall_order.weighed') return [event.payload.stallOrderId]
      if (event.type !== 'stall_order.moved') return []
      return ['cancelled', 'refunding'].includes(event.payload.to) ? [event.payload.stallOrderId] : []
    })
    if (ids.length > 0) await returnLeftOver(ctx, tx, [...new Set(ids)])
  },
}
