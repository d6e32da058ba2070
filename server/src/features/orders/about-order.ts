/** What others who write to people may say of an order. */
import { sql } from 'drizzle-orm'
import type { Tx } from '../../context.ts'
import { rowsOf } from '../../db/client.ts'

export interface AboutOrder {
  readonly stallOrderId: string
  readonly orderGroupId: string
  readonly shopperId: string
  readonly merchantId: string
  readonly number: string
  readonly stallCode: string
  readonly payment: 'online' | 'at_stall'
  readonly goods: readonly string[]
  /** Those of which so much more was weighed that the shopper is asked now. */
  readonly askedGoods: readonly string[]
  /** Goods as weighed, or as ordered, plus delivery. */
  readonly amountFen: number
  /** All that has gone back so far. */
  readonly refundedFen: number
}

/** Orders by their ids or of one checkout, by stall. */
export const aboutOrders = async (
  tx: Tx,
  marketId: string,
  which: { readonly stallOrderIds: readonly string[] } | { readonly orderGroupId: string },
): Promise<AboutOrder[]> => {
  const those =
    'orderGroupId' in which
      ? sql`o.order_group_id = ${which.orderGroupId}`
      : sql`o.stall_order_id = any (array(select jsonb_array_elements_text(${JSON.stringify(which.stallOrderIds)}::text::jsonb)))`
  return rowsOf<AboutOrder & Record<string, unknown>>(
    tx,
    sql`select o.stall_order_id as "stallOrderId", o.order_group_id as "orderGroupId", o.shopper_id as "shopperId",
        o.merchant_id as "merchantId", o.number, t.code as "stallCode", o.payment,
        coalesce(o.final_fen, o.goods_fen + o.delivery_fee_fen)::float8 as "amountFen",
        o.refunded_fen::float8 as "refundedFen",
        coalesce((select jsonb_agg(l.name order by l.line_no) from order_lines l
          where l.market_id = o.market_id and l.stall_order_id = o.stall_order_id), '[]'::jsonb) as goods,
        coalesce((select jsonb_agg(l.name order by l.line_no) from order_lines l
          where l.market_id = o.market_id and l.stall_order_id = o.stall_order_id
            and o.state = 'picking' and l.consent = 'asked'), '[]'::jsonb) as "askedGoods"
      from stall_orders o join stalls t on t.market_id = o.market_id and t.stall_id = o.stall_id
      where o.market_id = ${marketId} and ${those} order by t.code, o.stall_order_id`,
  )
}
