/** What the complaints of all markets hold about one shopper: to be told, and to be taken out. */
import { sql } from 'drizzle-orm'
import type { Tx } from '../../context.ts'
import { rowsOf } from '../../db/client.ts'

export interface ShopperComplaint {
  readonly marketId: string
  readonly category: string
  readonly state: string
  readonly description: string
  readonly phoneMasked: string | null
  readonly receivedAt: string
}

/** Newest first; reports (举报) are stored without an account and so belong to nobody's list. `tx` is a system transaction. */
export const listShopperComplaints = async (tx: Tx, shopperId: string): Promise<ShopperComplaint[]> =>
  rowsOf<ShopperComplaint & Record<string, unknown>>(
    tx,
    sql`select market_id as "marketId", category, state, description, phone_masked as "phoneMasked",
        to_char(received_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "receivedAt"
      from complaints where shopper_id = ${shopperId} order by received_at desc, complaint_id limit 1000`,
  )

/** Takes name, phone and account out of ended complaints; what was complained about stays with the case. Answers how many. */
export const eraseShopperFromComplaints = async (tx: Tx, shopperId: string): Promise<number> =>
  (
    await rowsOf(
      tx,
      sql`update complaints set shopper_id = null, contact_name_encrypted = null, phone_encrypted = null,
          phone_masked = null, phone_hash = null, address_hash = null
        where shopper_id = ${shopperId} returning complaint_id`,
    )
  ).length

/** Who complained, and of which stall; null where the complaint came without an account, or names no stall. */
export const aboutComplaint = async (
  tx: Tx,
  marketId: string,
  complaintId: string,
): Promise<{ shopperId: string | null; stallCode: string | null } | undefined> => {
  const [row] = await rowsOf<{ shopperId: string | null; stallCode: string | null }>(
    tx,
    sql`select c.shopper_id as "shopperId", s.code as "stallCode" from complaints c
      left join stalls s on s.market_id = c.market_id and s.stall_id = c.stall_id
      where c.market_id = ${marketId} and c.complaint_id = ${complaintId}`,
  )
  return row
}
