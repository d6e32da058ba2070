/** Money that came after its charge was closed: it goes back by itself, and whoever paid must be able to read that. */
import { sql } from 'drizzle-orm'
import type { LatePayment } from '@smart-market/shared/contracts/payments.ts'
import type { Tx } from '../../context.ts'
import { rowsOf } from '../../db/client.ts'
import type { PaymentPurpose } from './types.ts'

interface LateRow extends Record<string, unknown> {
  readonly purposeId: string
  readonly amountFen: number
  readonly paidAt: string
  readonly refundState: string
  readonly settledAt: string | null
}

/**
 * Late payments of the named purposes, oldest first. A purpose may carry a suffix after `:` (an order's extra charge);
 * it counts for what stands before it.
 */
export const listLatePayments = async (
  tx: Tx,
  marketId: string,
  kind: PaymentPurpose['kind'],
  ids: readonly string[],
): Promise<ReadonlyMap<string, LatePayment[]>> => {
  const found = new Map<string, LatePayment[]>()
  if (ids.length === 0) return found
  const rows = await rowsOf<LateRow>(
    tx,
    sql`select split_part(c.purpose_id, ':', 1) as "purposeId", p.amount_fen::float8 as "amountFen",
        p.paid_at::text as "paidAt", r.state as "refundState", r.finished_at::text as "settledAt"
      from payments p
      join charges c on c.market_id = p.market_id and c.charge_id = p.charge_id
      join refunds r on r.market_id = p.market_id and r.payment_id = p.payment_id
      where p.market_id = ${marketId} and p.late and c.purpose_kind = ${kind}
        and split_part(c.purpose_id, ':', 1) in (select jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb))
      order by p.paid_at, p.payment_id`,
  )
  for (const { purposeId, amountFen, paidAt, refundState, settledAt } of rows) {
    const late: LatePayment = {
      amountFen,
      paidAt: new Date(paidAt).toISOString(),
      refund: refundState === 'succeeded' ? 'arrived' : refundState === 'failed' ? 'failed' : 'wanted',
      settledAt: settledAt === null ? null : new Date(settledAt).toISOString(),
    }
    found.set(purposeId, [...(found.get(purposeId) ?? []), late])
  }
  return found
}
