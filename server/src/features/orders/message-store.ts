/** SQL of messages to buyers, and of who bought or waits for which goods. */
import { and, asc, desc, eq, ilike, inArray, isNull, or, type SQL, sql } from 'drizzle-orm'
import type { Tx } from '../../context.ts'
import { rowsOf } from '../../db/client.ts'
import { stalls } from '../../db/schema/markets.ts'
import { buyerMessages, stallOrders } from '../../db/schema/orders.ts'
import { patternOf } from '../../lib/like-pattern.ts'
import { merchantsNamed, stallsNamed } from '../markets/index.ts'
import { orderSource } from '../sales/index.ts'

export interface Buyer {
  readonly shopperId: string
  readonly orderGroupId: string
  readonly stallOrderId: string
  readonly number: string
  readonly stallCode: string
  readonly goods: readonly string[]
  /** When it was sold, or ordered. */
  readonly at: Date
}
type Row = Omit<Buyer, 'at'> & { atMs: number } & Record<string, unknown>
const toBuyer = ({ atMs, ...row }: Row): Buyer => ({ ...row, at: new Date(atMs) })
const anyOf = (ids: readonly string[]) =>
  sql`any (array(select jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb)))`

/** Orders whose sold lines came from one of the batches, by their sales or by the weighings that they were picked by. */
export const listBuyersOfBatches = async (tx: Tx, marketId: string, batchIds: readonly string[]): Promise<Buyer[]> => {
  const rows = await rowsOf<Row>(
    tx,
    sql`select o.shopper_id as "shopperId", o.order_group_id as "orderGroupId", o.stall_order_id as "stallOrderId",
        o.number, t.code as "stallCode", jsonb_agg(distinct b.commodity_name) as goods,
        (extract(epoch from max(l.sold_at)) * 1000)::float8 as "atMs"
      from (
        select l.batch_id, s.source_key as stall_order_id, l.sold_at
        from sale_batches l
        join sales s on s.market_id = l.market_id and s.sale_id = l.sale_id and s.source = ${orderSource}
        where l.market_id = ${marketId} and l.batch_id = ${anyOf(batchIds)} and l.channel in ('online', 'declared')
        union all
        select l.batch_id, i.stall_order_id, o.completed_at
        from picked_weighings w
        join sale_batches l on l.market_id = w.market_id and l.sale_id = w.weighing_sale_id
        join order_lines i on i.market_id = w.market_id and i.stall_order_id = w.stall_order_id
          and i.line_no = w.line_no and i.weighing_sale_id = w.weighing_sale_id
        join stall_orders o on o.market_id = i.market_id and o.stall_order_id = i.stall_order_id
        where w.market_id = ${marketId} and l.batch_id = ${anyOf(batchIds)} and o.completed_at is not null) l
      join stall_orders o on o.market_id = ${marketId} and o.stall_order_id = l.stall_order_id
      join stalls t on t.market_id = o.market_id and t.stall_id = o.stall_id
      join batches b on b.market_id = o.market_id and b.batch_id = l.batch_id
      group by o.shopper_id, o.order_group_id, o.stall_order_id, o.number, t.code order by o.stall_order_id`,
  )
  return rows.map(toBuyer)
}

/** Orders placed after `since` and not yet handed over that hold one of the listings. */
export const listBuyersWaiting = async (
  tx: Tx,
  marketId: string,
  listingIds: readonly string[],
  since: Date,
): Promise<Buyer[]> => {
  const rows = await rowsOf<Row>(
    tx,
    sql`select o.shopper_id as "shopperId", o.order_group_id as "orderGroupId", o.stall_order_id as "stallOrderId",
        o.number, t.code as "stallCode", jsonb_agg(distinct i.name) as goods,
        (extract(epoch from max(o.placed_at)) * 1000)::float8 as "atMs"
      from order_lines i
      join stall_orders o on o.market_id = i.market_id and o.stall_order_id = i.stall_order_id
      join stalls t on t.market_id = o.market_id and t.stall_id = o.stall_id
      where i.market_id = ${marketId} and i.listing_id = ${anyOf(listingIds)}
        and i.picked_quantity is distinct from 0
        -- By the index of stalls: the lines of years are not read.
        and o.stall_id = any (array(select g.stall_id from listings g where g.market_id = ${marketId} and g.listing_id = ${anyOf(listingIds)}))
        and o.placed_at > ${since.toISOString()}::timestamptz
        and o.state in ('placed', 'paid', 'accepted', 'picking', 'ready', 'waiting_for_pickup', 'out_for_delivery')
      group by o.shopper_id, o.order_group_id, o.stall_order_id, o.number, t.code order by o.stall_order_id`,
  )
  return rows.map(toBuyer)
}

const chunk = 500
/** Answers how many are new: the same cause is told once an order. */
export const insertMessages = async (tx: Tx, rows: readonly (typeof buyerMessages.$inferInsert)[]): Promise<number> => {
  let written = 0
  for (let i = 0; i < rows.length; i += chunk) {
    const some = await tx
      .insert(buyerMessages)
      .values(rows.slice(i, i + chunk))
      .onConflictDoNothing()
      .returning({ id: buyerMessages.buyerMessageId })
    written += some.length
  }
  return written
}

interface Window {
  readonly limit: number
  readonly offset: number
}
const ofOrder = and(
  eq(stallOrders.marketId, buyerMessages.marketId),
  eq(stallOrders.stallOrderId, buyerMessages.stallOrderId),
)
const ofStall = and(eq(stalls.marketId, stallOrders.marketId), eq(stalls.stallId, stallOrders.stallId))
const joined = (tx: Tx) =>
  tx
    .select({ message: buyerMessages, number: stallOrders.number, stallCode: stalls.code })
    .from(buyerMessages)
    .innerJoin(stallOrders, ofOrder)
    .innerJoin(stalls, ofStall)

/** `total` counts what is searched for; `unread` and `read` count all of them, whatever is searched for. */
const find = async (tx: Tx, of: ReturnType<typeof and>, searched: SQL | undefined, window: Window) => {
  const rows = await joined(tx)
    .where(and(of, searched))
    .orderBy(desc(buyerMessages.createdAt), desc(buyerMessages.buyerMessageId))
    .limit(window.limit)
    .offset(window.offset)
  const [count] = await tx
    .select({
      total: sql<number>`(count(*) filter (where ${searched ?? sql`true`}))::int`,
      unread: sql<number>`(count(*) filter (where ${buyerMessages.readAt} is null))::int`,
      read: sql<number>`count(${buyerMessages.readAt})::int`,
    })
    .from(buyerMessages)
    .innerJoin(stallOrders, ofOrder)
    .innerJoin(stalls, ofStall)
    .where(of)
  return {
    rows: rows.map(({ message, number, stallCode }) => ({ ...message, number, stallCode })),
    total: count?.total ?? 0,
    unread: count?.unread ?? 0,
    read: count?.read ?? 0,
  }
}

/** Newest first; searched by the message's words, and by the number, stall and merchant of its order. */
export const listOfShopper = (tx: Tx, marketId: string, shopperId: string, q: string | undefined, window: Window) => {
  const pattern = patternOf(q)
  return find(
    tx,
    and(eq(buyerMessages.marketId, marketId), eq(buyerMessages.shopperId, shopperId)),
    pattern === undefined
      ? undefined
      : or(
          ilike(buyerMessages.title, pattern),
          ilike(buyerMessages.body, pattern),
          ilike(stallOrders.number, pattern),
          inArray(stallOrders.stallId, stallsNamed(tx, marketId, pattern)),
          inArray(stallOrders.merchantId, merchantsNamed(tx, marketId, pattern)),
        ),
    window,
  )
}
/** Ids of the market's orders whose number or stall fits the pattern of `patternOf`; a subquery. */
const ordersNamed = (tx: Tx, marketId: string, pattern: string) =>
  tx
    .select({ stallOrderId: stallOrders.stallOrderId })
    .from(stallOrders)
    .where(
      and(
        eq(stallOrders.marketId, marketId),
        or(ilike(stallOrders.number, pattern), inArray(stallOrders.stallId, stallsNamed(tx, marketId, pattern))),
      ),
    )

/** Those of one recall or hold; searched by order number or stall. */
export const listOfCause = (tx: Tx, marketId: string, causeId: string, q: string | undefined, window: Window) => {
  const pattern = patternOf(q)
  return find(
    tx,
    and(
      eq(buyerMessages.marketId, marketId),
      eq(buyerMessages.causeId, causeId),
      pattern === undefined ? undefined : inArray(buyerMessages.stallOrderId, ordersNamed(tx, marketId, pattern)),
    ),
    undefined,
    window,
  )
}

export const markRead = async (
  tx: Tx,
  marketId: string,
  shopperId: string,
  ids: readonly string[],
  at: Date,
): Promise<string[]> => {
  const rows = await tx
    .update(buyerMessages)
    .set({ readAt: at })
    .where(
      and(
        eq(buyerMessages.marketId, marketId),
        eq(buyerMessages.shopperId, shopperId),
        inArray(buyerMessages.buyerMessageId, [...ids]),
        isNull(buyerMessages.readAt),
      ),
    )
    .returning({ id: buyerMessages.buyerMessageId })
  return rows.map((row) => row.id)
}

/** Buyers who were told of a recall, each order once. */
export const listTold = async (
  tx: Tx,
  marketId: string,
  recallId: string,
): Promise<
  { shopperId: string; stallOrderId: string; orderGroupId: string; stallCode: string; number: string; title: string }[]
> => {
  const rows = await joined(tx)
    .where(
      and(eq(buyerMessages.marketId, marketId), eq(buyerMessages.causeId, recallId), eq(buyerMessages.kind, 'recall')),
    )
    .orderBy(asc(buyerMessages.stallOrderId))
  return rows.map(({ message, number, stallCode }) => ({
    shopperId: message.shopperId,
    stallOrderId: message.stallOrderId,
    orderGroupId: message.orderGroupId,
    stallCode,
    number,
    title: message.title,
  }))
}
