/** SQL of orders, lines, charges, refunds and settings. */
import { and, asc, eq, inArray, sql } from 'drizzle-orm'
import type { Tx } from '../../context.ts'
import { rowsOf } from '../../db/client.ts'
import {
  orderCharges,
  orderGroups,
  orderLines,
  orderRefunds,
  orderSettings,
  stallOrders,
} from '../../db/schema/orders.ts'
import { defaultSettings, type Settings } from './domain/waiting.ts'

export type OrderRow = typeof stallOrders.$inferSelect
export type LineRow = typeof orderLines.$inferSelect
export type ChargeRow = typeof orderCharges.$inferSelect
export type RefundRow = typeof orderRefunds.$inferSelect

/** An order, locked until the transaction ends. */
export const lockOrder = async (tx: Tx, marketId: string, stallOrderId: string): Promise<OrderRow | undefined> => {
  const [row] = await lockOrders(tx, marketId, [stallOrderId])
  return row
}

/** Orders locked in the order of their ids. */
export const lockOrders = async (tx: Tx, marketId: string, stallOrderIds: readonly string[]): Promise<OrderRow[]> =>
  tx
    .select()
    .from(stallOrders)
    .where(and(eq(stallOrders.marketId, marketId), inArray(stallOrders.stallOrderId, [...stallOrderIds])))
    .orderBy(asc(stallOrders.stallOrderId))
    .for('update')

export const updateOrder = async (tx: Tx, order: OrderRow, set: Partial<OrderRow>): Promise<OrderRow> => {
  await tx
    .update(stallOrders)
    .set(set)
    .where(and(eq(stallOrders.marketId, order.marketId), eq(stallOrders.stallOrderId, order.stallOrderId)))
  return { ...order, ...set }
}

export const listGroupOrders = async (tx: Tx, marketId: string, orderGroupId: string): Promise<OrderRow[]> =>
  tx
    .select()
    .from(stallOrders)
    .where(and(eq(stallOrders.marketId, marketId), eq(stallOrders.orderGroupId, orderGroupId)))
    .orderBy(asc(stallOrders.stallOrderId))

export const findGroupByKey = async (tx: Tx, marketId: string, shopperId: string, idempotencyKey: string) => {
  const [row] = await tx
    .select()
    .from(orderGroups)
    .where(
      and(
        eq(orderGroups.marketId, marketId),
        eq(orderGroups.shopperId, shopperId),
        eq(orderGroups.idempotencyKey, idempotencyKey),
      ),
    )
  return row
}

export const listLines = async (tx: Tx, marketId: string, stallOrderIds: readonly string[]): Promise<LineRow[]> =>
  stallOrderIds.length === 0
    ? []
    : tx
        .select()
        .from(orderLines)
        .where(and(eq(orderLines.marketId, marketId), inArray(orderLines.stallOrderId, [...stallOrderIds])))
        .orderBy(asc(orderLines.stallOrderId), asc(orderLines.lineNo))

export const updateLine = async (tx: Tx, line: LineRow, set: Partial<LineRow>): Promise<void> => {
  await tx
    .update(orderLines)
    .set(set)
    .where(
      and(
        eq(orderLines.marketId, line.marketId),
        eq(orderLines.stallOrderId, line.stallOrderId),
        eq(orderLines.lineNo, line.lineNo),
      ),
    )
}

export const insertCharge = async (tx: Tx, row: typeof orderCharges.$inferInsert): Promise<void> => {
  await tx.insert(orderCharges).values(row)
}

/** Charges of an order, oldest first. Locked by the order's own lock. */
export const listCharges = async (tx: Tx, marketId: string, stallOrderId: string): Promise<ChargeRow[]> =>
  tx
    .select()
    .from(orderCharges)
    .where(and(eq(orderCharges.marketId, marketId), eq(orderCharges.stallOrderId, stallOrderId)))
    .orderBy(asc(orderCharges.openedAt), asc(orderCharges.chargeId))

export const listChargesById = async (tx: Tx, marketId: string, chargeIds: readonly string[]): Promise<ChargeRow[]> =>
  tx
    .select()
    .from(orderCharges)
    .where(and(eq(orderCharges.marketId, marketId), inArray(orderCharges.chargeId, [...chargeIds])))

export const updateCharge = async (tx: Tx, charge: ChargeRow, set: Partial<ChargeRow>): Promise<void> => {
  await tx
    .update(orderCharges)
    .set(set)
    .where(and(eq(orderCharges.marketId, charge.marketId), eq(orderCharges.chargeId, charge.chargeId)))
}

export const insertRefund = async (tx: Tx, row: typeof orderRefunds.$inferInsert): Promise<void> => {
  await tx.insert(orderRefunds).values(row)
}

export const listRefunds = async (tx: Tx, marketId: string, stallOrderId: string): Promise<RefundRow[]> =>
  tx
    .select()
    .from(orderRefunds)
    .where(and(eq(orderRefunds.marketId, marketId), eq(orderRefunds.stallOrderId, stallOrderId)))
    .orderBy(asc(orderRefunds.wantedAt), asc(orderRefunds.purpose))

export const updateRefund = async (tx: Tx, refund: RefundRow, set: Partial<RefundRow>): Promise<void> => {
  await tx
    .update(orderRefunds)
    .set(set)
    .where(
      and(
        eq(orderRefunds.marketId, refund.marketId),
        eq(orderRefunds.stallOrderId, refund.stallOrderId),
        eq(orderRefunds.purpose, refund.purpose),
        eq(orderRefunds.chargeId, refund.chargeId),
      ),
    )
}

export const findSettings = async (tx: Tx, marketId: string): Promise<Settings> => {
  const [row] = await tx.select().from(orderSettings).where(eq(orderSettings.marketId, marketId))
  if (row === undefined) return defaultSettings
  const { marketId: _marketId, ...settings } = row
  return settings
}

export const writeSettings = async (tx: Tx, marketId: string, settings: Settings): Promise<void> => {
  await tx
    .insert(orderSettings)
    .values({ marketId, ...settings })
    .onConflictDoUpdate({ target: orderSettings.marketId, set: { ...settings } })
}

/** Ids of online orders whose time to pay is over, oldest first. */
export const listOverdue = async (tx: Tx, marketId: string, now: Date, limit: number): Promise<string[]> =>
  (
    await rowsOf<{ id: string }>(
      tx,
      sql`select stall_order_id as id from stall_orders
        where market_id = ${marketId} and state = 'placed' and pay_by is not null
          and pay_by <= ${now.toISOString()}::timestamptz
        order by pay_by limit ${limit}::int`,
    )
  ).map((row) => row.id)

/**
 * Marks orders that nobody has answered since the moment, once; answers which. Online orders wait from their payment,
 * orders paid at the stall from their placing. Locks in the order of ids.
 */
export const markUnanswered = async (
  tx: Tx,
  marketId: string,
  step: 'reminded' | 'escalated',
  since: Date,
  now: Date,
): Promise<{ stallOrderId: string; stallId: string }[]> => {
  const column = sql.raw(step === 'reminded' ? 'reminded_at' : 'escalated_at')
  return rowsOf<{ stallOrderId: string; stallId: string }>(
    tx,
    sql`with due as (
        select stall_order_id from stall_orders
        where market_id = ${marketId} and ${column} is null
          and (state = 'paid' and paid_at <= ${since.toISOString()}::timestamptz
            or state = 'placed' and payment = 'at_stall' and placed_at <= ${since.toISOString()}::timestamptz)
        order by stall_order_id limit 500 for update)
      update stall_orders o set ${column} = ${now.toISOString()}::timestamptz
      from due where o.market_id = ${marketId} and o.stall_order_id = due.stall_order_id
      returning o.stall_order_id as "stallOrderId", o.stall_id as "stallId"`,
  )
}

/**
 * How many orders of a checkout still go somewhere. A SQL function counts them, because a merchant who acts sees only
 * the own one.
 */
export const countLive = async (tx: Tx, marketId: string, orderGroupId: string): Promise<number> => {
  const [row] = await rowsOf<{ live: number }>(
    tx,
    sql`select count_live_orders(${marketId}, ${orderGroupId})::int as live`,
  )
  return row?.live ?? 0
}
