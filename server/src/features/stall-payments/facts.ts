/** Takes what payments knows for certain: a purchase is paid and sold once, and a refund that arrived is sold back once. */
import { formatFen } from '@smart-market/shared/money.ts'
import { appendAudit } from '../../audit.ts'
import type { Ctx, Deps, Tx } from '../../context.ts'
import { appendEvent } from '../../feed/outbox.ts'
import { applyFacts, noteHandOver, type PaymentFact } from '../payments/index.ts'
import { wantRefund } from './refunding.ts'
import { sellPayment, unsellRefund } from './sale.ts'
import * as store from './store.ts'

/** See applyFacts. */
export const applyStallPaymentFacts = (deps: Deps, marketId: string): Promise<number> =>
  applyFacts(deps, marketId, {
    name: 'stall payments',
    purpose: 'stall_payment',
    apply: async (ctx, tx, facts) => {
      const ids = [...new Set(facts.map((fact) => fact.purpose.id))].sort()
      const rows = new Map((await store.lockPayments(tx, marketId, ids)).map((row) => [row.stallPaymentId, row]))
      for (const fact of facts) {
        const row = rows.get(fact.purpose.id)
        if (row === undefined) ctx.deps.logger.error({ marketId, chargeId: fact.chargeId }, 'fact of no stall payment')
        else rows.set(row.stallPaymentId, await applyFact(ctx, tx, row, fact))
      }
    },
  })

const applyFact = async (ctx: Ctx, tx: Tx, row: store.PaymentRow, fact: PaymentFact): Promise<store.PaymentRow> => {
  switch (fact.kind) {
    case 'charge_paid':
      return applyPaid(ctx, tx, row, fact)
    case 'charge_closed':
      return applyClosed(ctx, tx, row, fact)
    case 'refund_succeeded':
    case 'refund_failed':
      await applyRefund(ctx, tx, row, fact)
      return row
  }
}

const applyPaid = async (ctx: Ctx, tx: Tx, row: store.PaymentRow, fact: PaymentFact): Promise<store.PaymentRow> => {
  if (row.state === 'paid') {
    // Only one charge of a purchase is ever alive, so this is money nobody asked for: it goes back and is no sale.
    const asked = { ...row, chargeId: fact.chargeId }
    await wantRefund(ctx, tx, asked, fact.amountFen, `unwanted:${fact.chargeId}`, '重复付款自动退回', false)
    return row
  }
  const channel = fact.channel === 'alipay' ? 'alipay' : 'wechat'
  const now = await store.updatePayment(tx, row, {
    state: 'paid',
    chargeId: fact.chargeId,
    channel,
    paidAt: fact.happenedAt,
  })
  await sellPayment(ctx, tx, now)
  // Bought over the counter: WeChat hears of the hand-over with the payment.
  await noteHandOver(ctx, tx, { chargeIds: [fact.chargeId], logistics: 'pickup', itemDescription: '摊位现场购买' })
  await appendAudit(ctx, tx, {
    action: 'stall_payment.pay',
    subjectKind: 'stall_payment',
    subjectId: row.stallPaymentId,
    summary: `摊位付款 ${row.number} 到账 ${formatFen(row.amountFen)} 元`,
  })
  await appendEvent(ctx, tx, 'stall_payment.paid', {
    stallPaymentId: row.stallPaymentId,
    stallId: row.stallId,
    amountFen: row.amountFen,
    channel,
  })
  return now
}

const applyClosed = async (ctx: Ctx, tx: Tx, row: store.PaymentRow, fact: PaymentFact): Promise<store.PaymentRow> => {
  if (row.state !== 'waiting' || row.chargeId !== fact.chargeId) return row
  const now = await store.updatePayment(tx, row, { state: 'closed', chargeId: null, channel: null })
  await appendAudit(ctx, tx, {
    action: 'stall_payment.close',
    subjectKind: 'stall_payment',
    subjectId: row.stallPaymentId,
    summary: `摊位付款 ${row.number} 没有付，已关闭`,
    details: { reason: fact.detail },
  })
  await appendEvent(ctx, tx, 'stall_payment.closed', { stallPaymentId: row.stallPaymentId, stallId: row.stallId })
  return now
}

const applyRefund = async (ctx: Ctx, tx: Tx, row: store.PaymentRow, fact: PaymentFact): Promise<void> => {
  const refund = fact.refundPurposeId === null ? undefined : await store.findRefund(tx, row, fact.refundPurposeId)
  if (refund === undefined || refund.state === 'arrived') return
  const arrived = fact.kind === 'refund_succeeded'
  // Abnormal: the channel still holds it, and a later success follows.
  if (!arrived && fact.detail === 'abnormal') return
  await store.updateRefund(tx, refund, { state: arrived ? 'arrived' : 'failed', settledAt: fact.happenedAt })
  if (arrived && refund.afterSale) await unsellRefund(ctx, tx, row, refund)
  await appendAudit(ctx, tx, {
    action: arrived ? 'stall_payment.refund_arrive' : 'stall_payment.refund_fail',
    subjectKind: 'stall_payment',
    subjectId: row.stallPaymentId,
    summary: `摊位付款 ${row.number}：退款 ${formatFen(refund.amountFen)} 元${arrived ? '已到账' : '没有成功'}`,
    details: { purpose: refund.purpose, detail: fact.detail },
  })
  await appendEvent(ctx, tx, 'stall_payment.refund_settled', {
    stallPaymentId: row.stallPaymentId,
    stallId: row.stallId,
    amountFen: refund.amountFen,
    arrived,
  })
}
