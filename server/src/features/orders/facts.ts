/** Takes what payments knows for certain and moves orders by it, each fact once, in order, under the orders' locks. */
import { appendAudit } from '../../audit.ts'
import type { Ctx, Deps, Tx } from '../../context.ts'
import { formatFen } from '@smart-market/shared/money.ts'
import { appendEvent } from '../../feed/outbox.ts'
import { applyFacts, type PaymentFact } from '../payments/index.ts'
import { wayOf } from './domain/transitions.ts'
import { askForExtra } from './extra.ts'
import { move, settleWhenRefunded, wantRefund } from './moving.ts'
import { unsellRefund } from './sale.ts'
import * as store from './store.ts'

/** See applyFacts. */
export const applyPaymentFacts = (deps: Deps, marketId: string): Promise<number> =>
  applyFacts(deps, marketId, {
    name: 'orders',
    purpose: 'stall_order',
    apply: async (ctx, tx, facts) => {
      const charges = await store.listChargesById(
        tx,
        marketId,
        facts.map((fact) => fact.chargeId),
      )
      // All orders first and in the order of their ids: two appliers, or a rider with a parcel, never cross.
      await store.lockOrders(tx, marketId, [...new Set(charges.map((charge) => charge.stallOrderId))])
      for (const fact of facts) await applyFact(ctx, tx, fact)
    },
  })

const applyFact = async (ctx: Ctx, tx: Tx, fact: PaymentFact): Promise<void> => {
  const marketId = ctx.marketId ?? ''
  // Read anew for each fact: the one before may have changed the same order.
  const [charge] = await store.listChargesById(tx, marketId, [fact.chargeId])
  const order = charge === undefined ? undefined : await store.lockOrder(tx, marketId, charge.stallOrderId)
  if (charge === undefined || order === undefined) {
    ctx.deps.logger.error({ marketId, chargeId: fact.chargeId }, 'payment fact of no order')
    return
  }
  switch (fact.kind) {
    case 'charge_paid':
      if (charge.state !== 'paid') await applyPaid(ctx, tx, order, charge, fact)
      return
    case 'charge_closed':
      if (charge.state === 'open') await store.updateCharge(tx, charge, { state: 'closed' })
      return
    case 'refund_succeeded':
    case 'refund_failed':
      await applyRefund(ctx, tx, order, charge, fact)
  }
}

const applyPaid = async (
  ctx: Ctx,
  tx: Tx,
  order: store.OrderRow,
  charge: store.ChargeRow,
  fact: PaymentFact,
): Promise<void> => {
  await store.updateCharge(tx, charge, { state: 'paid' })
  const paid = await store.updateOrder(tx, order, {
    paidFen: order.paidFen + fact.amountFen,
    paidBy: fact.channel,
    paidAt: order.paidAt ?? fact.happenedAt,
  })
  await appendEvent(ctx, tx, 'stall_order.paid', {
    stallOrderId: order.stallOrderId,
    stallId: order.stallId,
    amountFen: fact.amountFen,
    channel: fact.channel,
  })
  if (charge.kind === 'order' && wayOf(paid, 'confirm_payment', 'system') !== undefined) {
    await move(ctx, tx, paid, 'confirm_payment', 'system')
    return
  }
  // An order only ends when its charges are closed, so this is money for an order that wants none: it goes back.
  const wanted = charge.kind === 'extra' && paid.state === 'picking'
  if (wanted) await askForExtra(ctx, tx, paid)
  else await wantRefund(ctx, tx, paid, fact.amountFen, 'unwanted', '订单已结束，付款自动退回')
}

const applyRefund = async (
  ctx: Ctx,
  tx: Tx,
  order: store.OrderRow,
  charge: store.ChargeRow,
  fact: PaymentFact,
): Promise<void> => {
  const refunds = await store.listRefunds(tx, order.marketId, order.stallOrderId)
  const refund = refunds.find((one) => one.purpose === fact.refundPurposeId && one.chargeId === fact.chargeId)
  if (refund === undefined || refund.state === 'arrived') return
  const arrived = fact.kind === 'refund_succeeded'
  // Abnormal: the channel still holds it, and a later success follows. The amount stays reserved.
  const held = fact.detail === 'abnormal'
  if (arrived) {
    await store.updateRefund(tx, refund, { state: 'arrived', settledAt: fact.happenedAt })
    let now = await store.updateOrder(tx, order, { refundedFen: order.refundedFen + fact.amountFen })
    if (refund.afterSale) now = await unsellRefund(ctx, tx, now, refund)
    await settleWhenRefunded(ctx, tx, now)
  } else if (!held && refund.state !== 'failed') {
    await store.updateRefund(tx, refund, { state: 'failed', settledAt: fact.happenedAt })
    await store.updateCharge(tx, charge, { refundWantedFen: charge.refundWantedFen - refund.amountFen })
    await store.updateOrder(tx, order, { refundWantedFen: order.refundWantedFen - refund.amountFen })
  }
  await appendAudit(ctx, tx, {
    action: arrived ? 'stall_order.refund_arrive' : 'stall_order.refund_fail',
    subjectKind: 'stall_order',
    subjectId: order.stallOrderId,
    summary: `订单 ${order.number}：退款 ${formatFen(refund.amountFen)} 元${arrived ? '已到账' : '没有成功'}`,
    details: { purpose: refund.purpose, detail: fact.detail },
  })
  await appendEvent(ctx, tx, 'stall_order.refund_settled', {
    stallOrderId: order.stallOrderId,
    stallId: order.stallId,
    amountFen: refund.amountFen,
    arrived,
  })
}
