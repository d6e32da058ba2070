/** What was paid at stalls by one shopper, in all markets: to be told. Amounts stay after a deletion, as with orders. */
import type { StallPaymentView } from '@smart-market/shared/contracts/stall-payments.ts'
import { sql } from 'drizzle-orm'
import type { Tx } from '../../context.ts'
import { rowsOf } from '../../db/client.ts'

export interface ShopperStallPayment {
  readonly marketId: string
  readonly number: string
  readonly stallCode: string
  readonly state: StallPaymentView['state']
  readonly openedAt: string
  readonly amountFen: number
}

const most = 5_000

/** Newest first. `tx` is a system transaction: a shopper exists across markets. */
export const listShopperStallPayments = async (tx: Tx, shopperId: string): Promise<ShopperStallPayment[]> =>
  rowsOf<ShopperStallPayment & Record<string, unknown>>(
    tx,
    sql`select p.market_id as "marketId", p.number, s.code as "stallCode", p.state,
        to_char(p.opened_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "openedAt",
        p.amount_fen::float8 as "amountFen"
      from stall_payments p join stalls s on s.market_id = p.market_id and s.stall_id = p.stall_id
      where p.shopper_id = ${shopperId} order by p.opened_at desc, p.stall_payment_id limit ${most}::int`,
  )
