/** A paid purchase is one sale, a refund that has arrived a negative one: each fen once. */
import type { SaleInput } from '@smart-market/shared/contracts/sales.ts'
import type { Ctx, Tx } from '../../context.ts'
import { stallCodeSource, tellSales, writeSales } from '../sales/index.ts'
import type { PaymentRow, RefundRow } from './store.ts'
import { findStallCode } from './stall-code.ts'

/** The key is the purchase's id, or with it the refund's purpose. */
const write = async (
  ctx: Ctx,
  tx: Tx,
  row: PaymentRow,
  part: Pick<SaleInput, 'key' | 'soldAt' | 'amountFen' | 'lines'>,
) => {
  const sale: SaleInput = {
    ...part,
    stallCode: await findStallCode(tx, row.marketId, row.stallId),
    channel: 'stall_code',
    paymentMeans: row.channel ?? 'unknown',
  }
  await writeSales(ctx, tx, stallCodeSource, [sale], tellSales)
}

export const sellPayment = async (ctx: Ctx, tx: Tx, row: PaymentRow): Promise<void> => {
  // A channel's clock may run ahead of ours; nothing is sold in the future.
  const soldAt = new Date(Math.min((row.paidAt ?? ctx.now).getTime(), ctx.now.getTime())).toISOString()
  // The shopper says an amount, nobody says which goods.
  await write(ctx, tx, row, { key: row.stallPaymentId, soldAt, amountFen: row.amountFen, lines: [] })
}

export const unsellRefund = async (ctx: Ctx, tx: Tx, row: PaymentRow, refund: RefundRow): Promise<void> => {
  const key = `${refund.purpose}:${row.stallPaymentId}`.slice(0, 80)
  await write(ctx, tx, row, { key, soldAt: ctx.now.toISOString(), amountFen: -refund.amountFen, lines: [] })
}
