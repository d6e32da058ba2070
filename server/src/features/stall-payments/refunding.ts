/** The stall's side: what came in by its code, and sending money back. Market staff may do it in its stead. */
import { createHash } from 'node:crypto'
import type { stallPaymentRoutes, StallPaymentView } from '@smart-market/shared/contracts/stall-payments.ts'
import { formatFen } from '@smart-market/shared/money.ts'
import type { HandlerInput } from '@smart-market/shared/route.ts'
import { appendAudit } from '../../audit.ts'
import { type Ctx, marketOf, type Tx, withTransaction } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { appendEvent } from '../../feed/outbox.ts'
import { requestRefund } from '../payments/index.ts'
import * as store from './store.ts'

type Routes = typeof stallPaymentRoutes
type Query = HandlerInput<Routes['listStallPayments']>['query']
type Body = HandlerInput<Routes['refundStallPayment']>['body']

export const listStallPayments = async (ctx: Ctx, { page, pageSize, ...filter }: Query) => {
  const window = { limit: pageSize, offset: (page - 1) * pageSize }
  const found = await withTransaction(ctx, (tx) => store.findViews(tx, marketOf(ctx), filter, window))
  return { ...found, page, pageSize }
}

/**
 * Sends money of a paid purchase back; the same key again changes nothing. Throws stall_payment.not_found,
 * stall_payment.not_paid, refund.conflict, refund.exceeds_payment, refund.too_late, refund.too_many.
 */
export const refundStallPayment = async (ctx: Ctx, stallPaymentId: string, body: Body): Promise<StallPaymentView> =>
  withTransaction(ctx, async (tx) => {
    const [row] = await store.lockPayments(tx, marketOf(ctx), [stallPaymentId])
    if (row === undefined) throw new AppError('stall_payment.not_found')
    if (row.state !== 'paid') throw new AppError('stall_payment.not_paid')
    const purpose = `back:${createHash('sha256').update(body.idempotencyKey).digest('hex').slice(0, 16)}`
    await wantRefund(ctx, tx, row, body.amountFen, purpose, body.reason, true)
    const { items } = await store.findViews(tx, marketOf(ctx), { stallPaymentId }, { limit: 1, offset: 0 })
    const [view] = items
    if (view === undefined) throw new AppError('stall_payment.not_found')
    return view
  })

/** Writes a refund of a locked purchase; payments sends it after commit. The same purpose twice is the same refund. */
export const wantRefund = async (
  ctx: Ctx,
  tx: Tx,
  row: store.PaymentRow,
  amountFen: number,
  purpose: string,
  reason: string,
  afterSale: boolean,
): Promise<void> => {
  if (row.chargeId === null) throw new AppError('stall_payment.not_paid')
  // Refuses another amount under the same purpose, and more than is left.
  await requestRefund(ctx, tx, { chargeId: row.chargeId, amountFen, reason, purposeId: purpose })
  if ((await store.findRefund(tx, row, purpose)) !== undefined) return
  await store.insertRefund(tx, {
    marketId: row.marketId,
    stallPaymentId: row.stallPaymentId,
    purpose,
    merchantId: row.merchantId,
    amountFen,
    reason,
    afterSale,
    state: 'wanted',
    wantedAt: ctx.now,
  })
  await appendAudit(ctx, tx, {
    action: 'stall_payment.refund',
    subjectKind: 'stall_payment',
    subjectId: row.stallPaymentId,
    summary: `摊位付款 ${row.number}：退款 ${formatFen(amountFen)} 元（${reason}）`,
  })
  await appendEvent(ctx, tx, 'stall_payment.refund_wanted', {
    stallPaymentId: row.stallPaymentId,
    stallId: row.stallId,
    amountFen,
  })
}
