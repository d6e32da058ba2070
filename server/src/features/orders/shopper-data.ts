/** What the orders of all markets hold about one shopper: to be told, and to be taken out. */
import { sql } from 'drizzle-orm'
import type { Ctx, Tx } from '../../context.ts'
import { rowsOf } from '../../db/client.ts'
import { contactContext } from './delivery-store.ts'

export interface ShopperOrder {
  readonly marketId: string
  readonly number: string
  readonly stallCode: string
  readonly state: string
  readonly placedAt: string
  readonly amountFen: number
  readonly paidFen: number
  readonly refundedFen: number
  readonly note: string | null
  readonly goods: readonly string[]
}
interface Contact {
  readonly contactName: string
  readonly phone: string
  readonly address: string
}

const iso = (column: string) => sql.raw(`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`)
const mostOrders = 5_000

/** Newest first. `tx` is a system transaction: a shopper exists across markets. */
export const listShopperOrders = async (tx: Tx, shopperId: string): Promise<ShopperOrder[]> =>
  rowsOf<ShopperOrder & Record<string, unknown>>(
    tx,
    sql`select o.market_id as "marketId", o.number, s.code as "stallCode", o.state, ${iso('o.placed_at')} as "placedAt",
        (o.goods_fen + o.delivery_fee_fen)::float8 as "amountFen", o.paid_fen::float8 as "paidFen",
        o.refunded_fen::float8 as "refundedFen", o.note,
        coalesce((select jsonb_agg(l.name order by l.line_no) from order_lines l
          where l.market_id = o.market_id and l.stall_order_id = o.stall_order_id), '[]'::jsonb) as goods
      from stall_orders o join stalls s on s.market_id = o.market_id and s.stall_id = o.stall_id
      where o.shopper_id = ${shopperId} order by o.placed_at desc, o.stall_order_id limit ${mostOrders}::int`,
  )

/** Where parcels went: name, phone and address as the shopper gave them. */
export const listShopperContacts = async (
  ctx: Ctx,
  tx: Tx,
  shopperId: string,
): Promise<(Contact & { marketId: string; createdAt: string })[]> => {
  const rows = await rowsOf<{ marketId: string; createdAt: string; contact: string }>(
    tx,
    sql`select p.market_id as "marketId", ${iso('p.created_at')} as "createdAt", p.contact_encrypted as contact
      from parcels p join order_groups g on g.market_id = p.market_id and g.order_group_id = p.order_group_id
      where g.shopper_id = ${shopperId} order by p.created_at desc limit ${mostOrders}::int`,
  )
  return rows.map(({ marketId, createdAt, contact }) => ({
    marketId,
    createdAt,
    ...(JSON.parse(ctx.deps.cipher.decrypt(contact, contactContext)) as Contact),
  }))
}

const erased: Contact = { contactName: '已删除', phone: '', address: '已删除' }

/**
 * Takes name, phone, address, place, notes and messages out; goods and money stay, for the law wants them kept. Answers
 * how many parcels lost their address.
 */
export const eraseShopperFromOrders = async (ctx: Ctx, tx: Tx, shopperId: string): Promise<number> => {
  const contact = ctx.deps.cipher.encrypt(JSON.stringify(erased), contactContext)
  const parcels = await rowsOf(
    tx,
    sql`update parcels p set contact_encrypted = ${contact}, latitude = 0, longitude = 0 from order_groups g
      where g.market_id = p.market_id and g.order_group_id = p.order_group_id and g.shopper_id = ${shopperId}
      returning p.parcel_id`,
  )
  await tx.execute(sql`update stall_orders set note = null where shopper_id = ${shopperId} and note is not null`)
  await tx.execute(sql`delete from buyer_messages where shopper_id = ${shopperId}`)
  return parcels.length
}
