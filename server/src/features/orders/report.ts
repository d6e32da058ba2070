/** Read-only report: joins orders with stalls, merchants, slots and parcels for lists and pages. */
import { type SQL, sql } from 'drizzle-orm'
import type { OrderGroupView, StallOrderState, StallOrderView } from '@smart-market/shared/contracts/orders.ts'
import type { Tx } from '../../context.ts'
import { rowsOf } from '../../db/client.ts'
import { patternOf } from '../../lib/like-pattern.ts'
import { listLatePayments } from '../payments/index.ts'
import { orderSource } from '../sales/index.ts'
import { extraDueFen } from './domain/amounts.ts'
import { listLines } from './store.ts'

export interface OrderFilter {
  readonly q?: string | undefined
  readonly stallOrderIds?: readonly string[] | undefined
  readonly orderGroupIds?: readonly string[] | undefined
  readonly stallId?: string | undefined
  readonly state?: StallOrderState | undefined
  /** `unanswered`: nobody has taken the order in time, or the shopper owes a word on its weight or the extra agreed to. */
  readonly queue?: 'unanswered' | 'open' | undefined
  /** With `unanswered`: since when a shopper must have been asked. */
  readonly askedBefore?: Date | undefined
  readonly pickupCode?: string | undefined
}
interface Window {
  readonly limit: number
  readonly offset: number
}
const iso = (column: string): string => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
const columns = sql.raw(`o.stall_order_id as "stallOrderId", o.order_group_id as "orderGroupId", o.number,
  o.stall_id as "stallId", s.code as "stallCode", m.name as "merchantName", o.state, o.payment, o.fulfilment,
  o.declared_means as "declaredMeans", o.goods_fen::float8 as "goodsFen", o.delivery_fee_fen::float8 as "deliveryFeeFen",
  (o.goods_fen + o.delivery_fee_fen)::float8 as "amountFen", o.final_fen::float8 as "finalFen",
  o.paid_fen::float8 as "paidFen", o.refund_wanted_fen::float8 as "refundWantedFen",
  o.refunded_fen::float8 as "refundedFen", ${iso('o.placed_at')} as "placedAt", ${iso('o.pay_by')} as "payBy",
  ${iso('o.paid_at')} as "paidAt", ${iso('o.accepted_at')} as "acceptedAt", ${iso('o.ready_at')} as "readyAt",
  ${iso('o.completed_at')} as "completedAt", ${iso('o.reminded_at')} as "remindedAt",
  ${iso('o.escalated_at')} as "escalatedAt", o.end_reason as "endReason", o.note, o.pickup_code as "pickupCode"`)

/** By number, stall and merchant. */
const orderLike = (pattern: string): SQL =>
  sql`(o.number like ${pattern} or lower(s.code) like ${pattern} or m.search_text like ${pattern})`

/** Checkouts with an order whose number, stall, merchant or goods are meant. */
const groupLike = (pattern: string): SQL =>
  sql`exists (select 1 from stall_orders o
      join stalls s on s.market_id = o.market_id and s.stall_id = o.stall_id
      join merchants m on m.market_id = o.market_id and m.merchant_id = o.merchant_id
      where o.market_id = g.market_id and o.order_group_id = g.order_group_id
        and (${orderLike(pattern)} or exists (select 1 from order_lines l where l.market_id = o.market_id
          and l.stall_order_id = o.stall_order_id and l.name ilike ${pattern})))`

/** Orders that lie with the market, because the stall or the shopper has not acted in time; `o` is the order. */
const isUnanswered = (askedBefore: Date): SQL =>
  sql`(o.escalated_at is not null and o.state in ('placed', 'paid')
    or o.state = 'picking' and exists (select 1 from order_lines l where l.market_id = o.market_id
      and l.stall_order_id = o.stall_order_id and l.asked_at <= ${askedBefore.toISOString()}::timestamptz))`

/** How many orders the queue `unanswered` holds. */
export const countUnanswered = async (tx: Tx, marketId: string, askedBefore: Date): Promise<number> => {
  const [row] = await rowsOf<{ count: number }>(
    tx,
    sql`select count(*)::int as count from stall_orders o
      where o.market_id = ${marketId} and ${isUnanswered(askedBefore)}`,
  )
  return row?.count ?? 0
}

/** Orders with their lines, newest first, those of one checkout by stall. `forShopper` alone learns the pickup codes. */
export const findStallOrders = async (
  tx: Tx,
  marketId: string,
  filter: OrderFilter,
  window: Window,
  forShopper = false,
): Promise<{ items: StallOrderView[]; total: number }> => {
  const conditions: SQL[] = [sql`o.market_id = ${marketId}`]
  if (filter.stallOrderIds !== undefined)
    conditions.push(
      sql`o.stall_order_id in (select jsonb_array_elements_text(${JSON.stringify(filter.stallOrderIds)}::text::jsonb))`,
    )
  if (filter.orderGroupIds !== undefined)
    conditions.push(
      sql`o.order_group_id in (select jsonb_array_elements_text(${JSON.stringify(filter.orderGroupIds)}::text::jsonb))`,
    )
  if (filter.stallId !== undefined) conditions.push(sql`o.stall_id = ${filter.stallId}`)
  const pattern = patternOf(filter.q)
  if (pattern !== undefined) conditions.push(orderLike(pattern))
  if (filter.state !== undefined) conditions.push(sql`o.state = ${filter.state}`)
  if (filter.queue === 'unanswered') conditions.push(isUnanswered(filter.askedBefore ?? new Date(0)))
  // An online order that is not paid yet is no work for the stall.
  if (filter.queue === 'open')
    conditions.push(
      sql`(o.state in ('paid', 'accepted', 'picking', 'ready', 'waiting_for_pickup', 'out_for_delivery')
        or (o.state = 'placed' and o.payment = 'at_stall'))`,
    )
  if (filter.pickupCode !== undefined)
    conditions.push(sql`o.pickup_code = ${filter.pickupCode} and o.state = 'waiting_for_pickup'`)
  const rows = await rowsOf<
    Omit<StallOrderView, 'lines' | 'traces' | 'latePayments' | 'extraDueFen'> & { total: number } & Record<
        string,
        unknown
      >
  >(
    tx,
    sql`select ${columns}, (count(*) over ())::int as total
      from stall_orders o
      join stalls s on s.market_id = o.market_id and s.stall_id = o.stall_id
      join merchants m on m.market_id = o.market_id and m.merchant_id = o.merchant_id
      where ${sql.join(conditions, sql` and `)}
      order by o.placed_at desc, o.order_group_id desc, s.code limit ${window.limit}::int offset ${window.offset}::int`,
  )
  const ids = rows.map((row) => row.stallOrderId)
  const lines = await listLines(tx, marketId, ids)
  const traces = await listTraces(tx, marketId, ids)
  const late = await listLatePayments(tx, marketId, 'stall_order', ids)
  return {
    items: rows.map(({ total: _total, ...row }) => {
      const own = lines.filter((line) => line.stallOrderId === row.stallOrderId)
      return {
        ...row,
        pickupCode: forShopper ? row.pickupCode : null,
        extraDueFen: extraDueFen(row, own),
        latePayments: late.get(row.stallOrderId) ?? [],
        lines: own.map((line) => ({
          ...line,
          askedAt: line.askedAt?.toISOString() ?? null,
          scaleWeighedAt: line.scaleWeighedAt?.toISOString() ?? null,
        })),
        traces: traces
          .filter((trace) => trace.stallOrderId === row.stallOrderId)
          .map(({ name, traceCode }) => ({ name, traceCode })),
      }
    }),
    total: rows[0]?.total ?? 0,
  }
}

/** The batches of what orders sold, by the links of their sales, and of the weighings that they were picked by. */
const listTraces = (tx: Tx, marketId: string, stallOrderIds: readonly string[]) => {
  const wanted = sql`(select jsonb_array_elements_text(${JSON.stringify(stallOrderIds)}::text::jsonb))`
  return rowsOf<{ stallOrderId: string; name: string; traceCode: string }>(
    tx,
    sql`select distinct sold.id as "stallOrderId", sold.line_no, sold.name, b.trace_code as "traceCode"
      from (
        select s.source_key as id, l.line_no, l.commodity_name as name, l.sale_id, l.line_no as sale_line_no
        from sales s join sale_lines l on l.market_id = s.market_id and l.sale_id = s.sale_id
        where s.market_id = ${marketId} and s.source = ${orderSource} and s.source_key in ${wanted}
        union all
        select i.stall_order_id, i.line_no, i.name, i.weighing_sale_id, 1
        from order_lines i
        join stall_orders o on o.market_id = i.market_id and o.stall_order_id = i.stall_order_id
        where i.market_id = ${marketId} and i.stall_order_id in ${wanted} and i.weighing_sale_id is not null
          and o.completed_at is not null) sold
      join sale_batches x on x.market_id = ${marketId} and x.sale_id = sold.sale_id and x.line_no = sold.sale_line_no
      join batches b on b.market_id = x.market_id and b.batch_id = x.batch_id
      order by 1, 2, 4`,
  )
}

type GroupRow = Omit<OrderGroupView, 'stallOrders' | 'parcel'> & {
  parcelId: string | null
  parcelState: string
  startsAt: string
  endsAt: string
  riderName: string | null
  failure: string | null
  deliveredAt: string | null
  proof: NonNullable<OrderGroupView['parcel']>['proof']
  handOverCode: string
  contactEncrypted: string
  total: number
}

/** A shopper's checkouts, newest first; the parcel's contact still encrypted. */
export const findGroups = async (
  tx: Tx,
  marketId: string,
  filter: { shopperId: string; orderGroupId?: string; q?: string | undefined },
  window: Window,
) => {
  const pattern = patternOf(filter.q)
  const one = filter.orderGroupId === undefined ? sql`true` : sql`g.order_group_id = ${filter.orderGroupId}`
  const rows = await rowsOf<GroupRow & Record<string, unknown>>(
    tx,
    sql`select g.order_group_id as "orderGroupId", ${sql.raw(iso('g.placed_at'))} as "placedAt", g.payment, g.fulfilment,
        g.amount_fen::float8 as "amountFen", p.parcel_id as "parcelId", p.state as "parcelState",
        ${sql.raw(iso('d.starts_at'))} as "startsAt", ${sql.raw(iso('d.ends_at'))} as "endsAt",
        p.rider_name as "riderName", p.failure, p.proof, ${sql.raw(iso('p.delivered_at'))} as "deliveredAt",
        p.hand_over_code as "handOverCode", p.contact_encrypted as "contactEncrypted", (count(*) over ())::int as total
      from order_groups g
      left join parcels p on p.market_id = g.market_id and p.order_group_id = g.order_group_id
      left join delivery_slots d on d.market_id = p.market_id and d.delivery_slot_id = p.delivery_slot_id
      where g.market_id = ${marketId} and g.shopper_id = ${filter.shopperId} and ${one}
        and ${pattern === undefined ? sql`true` : groupLike(pattern)}
      order by g.placed_at desc, g.order_group_id desc limit ${window.limit}::int offset ${window.offset}::int`,
  )
  return { rows, total: rows[0]?.total ?? 0 }
}

/** Code of a stall and name of its merchant, for sales and charges. */
export const findSeller = async (
  tx: Tx,
  marketId: string,
  stallId: string,
  merchantId: string,
): Promise<{ stallCode: string; merchantName: string } | undefined> => {
  const [row] = await rowsOf<{ stallCode: string; merchantName: string }>(
    tx,
    sql`select s.code as "stallCode", m.name as "merchantName" from stalls s
      join merchants m on m.market_id = s.market_id and m.merchant_id = ${merchantId}
      where s.market_id = ${marketId} and s.stall_id = ${stallId}`,
  )
  return row
}

export interface FulfilledOrders {
  readonly count: number
  /** As sold and paid through a channel, less what went back afterwards; fen. Declared payments are in no amount. */
  readonly amountFen: number
  readonly lastAt: Date
}

/**
 * Orders handed over by pickup or delivery in the days before the moment, as they stood then: one that was refunded
 * whole by then is none. Undefined when there has never been an online order.
 */
export const fulfilledOrders = async (
  tx: Tx,
  marketId: string,
  asOf: Date,
  days: number,
): Promise<FulfilledOrders | undefined> => {
  const until = asOf.toISOString()
  const since = new Date(asOf.getTime() - days * 86_400_000).toISOString()
  const [row] = await rowsOf<{ count: number; amount: number; last: string | null; first: string | null }>(
    tx,
    sql`with done as (
        select stall_order_id, payment, final_fen, completed_at from stall_orders
        where market_id = ${marketId} and completed_at > ${since}::timestamptz and completed_at <= ${until}::timestamptz
          and (ended_at is null or ended_at > ${until}::timestamptz)),
      back as (
        select coalesce(sum(r.amount_fen), 0) as fen from order_refunds r join done d using (stall_order_id)
        where r.market_id = ${marketId} and r.after_sale and r.state = 'arrived' and d.payment = 'online'
          and r.settled_at <= ${until}::timestamptz)
      select count(*)::int as count,
        (coalesce(sum(final_fen) filter (where payment = 'online'), 0) - (select fen from back))::float8 as amount,
        max(completed_at)::text as last,
        (select placed_at::text from order_groups where market_id = ${marketId}
          and placed_at <= ${until}::timestamptz limit 1) as first
      from done`,
  )
  if (row?.first == null) return undefined
  return { count: row.count, amountFen: row.amount, lastAt: new Date(row.last ?? row.first) }
}
