/**
 * What payments does on its own: inbox, questions that are due, closing of expired charges, refunds on their way,
 * hand-overs that WeChat is told of. Every
 * step claims its row by moving `next_check_at` before it asks, so several processes may run this at the same time.
 */
import { sql } from 'drizzle-orm'
import { type Deps, systemCtx, withSystemTransaction, withTransaction } from '../../context.ts'
import { rowsOf } from '../../db/client.ts'
import { repeatEvery } from '../../lib/repeat.ts'
import { askCharge, closeCharge } from './asking.ts'
import { forgetNonces, processInbox } from './callbacks.ts'
import { executeRefund } from './refunds.ts'
import { sendShippingReports } from './shipping.ts'
import * as store from './store.ts'

/** Called when a market has facts that nobody applied; the composition root hands them to orders. */
export type AfterFacts = (marketId: string) => Promise<unknown>

/** One round over every market that has something due. Returns how many rows were worked on. */
export const sweepPayments = async (deps: Deps, afterFacts: AfterFacts): Promise<number> => {
  const now = deps.clock().toISOString()
  const due = await withSystemTransaction(deps, (tx) =>
    rowsOf<{ market_id: string }>(
      tx,
      sql`select market_id from charges where next_check_at <= ${now}::timestamptz
        union select market_id from refunds where next_check_at <= ${now}::timestamptz
        union select market_id from shipping_reports where next_try_at <= ${now}::timestamptz
        union select market_id from callback_inbox where state = 'received'
        union select market_id from payment_facts where applied_at is null`,
    ),
  )
  let worked = 0
  for (const { market_id: marketId } of due) {
    worked += await sweepMarket(deps, marketId)
    await afterFacts(marketId)
  }
  return worked
}

/** One market's round: inbox first, because a callback often answers what would be asked. */
export const sweepMarket = async (deps: Deps, marketId: string): Promise<number> => {
  let worked = await processInbox(deps, marketId)
  const ctx = systemCtx(deps, 'payments', marketId)
  const charges = await withTransaction(ctx, (tx) => store.listDueCharges(tx, marketId, ctx.now, 50))
  const combinedDone = new Set<string>()
  for (const charge of charges) {
    // One question answers for all parts of a combined payment.
    if (charge.combinedNumber !== null && combinedDone.has(charge.combinedNumber)) continue
    if (charge.combinedNumber !== null) combinedDone.add(charge.combinedNumber)
    worked += 1
    await guarded(deps, { marketId, chargeId: charge.chargeId }, async () => {
      const over = charge.closeWantedAt !== null || charge.expiresAt <= deps.clock() || charge.state === 'created'
      if (over) await closeCharge(deps, marketId, charge.chargeId)
      else await askCharge(deps, marketId, charge.chargeId)
    })
  }
  const refunds = await withTransaction(ctx, (tx) => store.listDueRefunds(tx, marketId, ctx.now, 50))
  for (const refund of refunds) {
    worked += 1
    await guarded(deps, { marketId, refundId: refund.refundId }, () => executeRefund(deps, marketId, refund.refundId))
  }
  worked += await sendShippingReports(deps, marketId)
  if (charges.length > 0) await forgetNonces(deps, marketId)
  return worked
}

/** One row that cannot be worked on must not keep the others waiting; its own next_check_at has moved on. */
const guarded = async (deps: Deps, row: object, work: () => Promise<unknown>): Promise<void> => {
  try {
    await work()
  } catch (error) {
    deps.logger.error({ ...row, err: error }, 'payment work failed')
  }
}

/** Sweeps every second, one sweep at a time. The returned function stops it and waits. */
export const startPaymentWork = (deps: Deps, afterFacts: AfterFacts, intervalMs = 1000): (() => Promise<void>) =>
  repeatEvery(deps.logger, 'payment sweep', intervalMs, () => sweepPayments(deps, afterFacts))
