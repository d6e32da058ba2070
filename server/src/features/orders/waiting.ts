/** What time does to orders: unpaid ones end, unanswered ones are called to mind and then go to the market's staff. */
import { labels } from '@smart-market/shared/text/zh.ts'
import { appendAudit } from '../../audit.ts'
import { type Deps, systemCtx, withTransaction } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { appendEvent } from '../../feed/outbox.ts'
import { listAllMarkets } from '../markets/index.ts'
import { applyPaymentFacts } from './facts.ts'
import { move } from './moving.ts'
import { withoutOpenCharges } from './paying.ts'
import * as store from './store.ts'

const minuteMs = 60_000
const batch = 200

/**
 * Ends online orders whose time to pay is over: their charge is closed at the channel, which is asked once more, and
 * only then is the stock free. An order the channel is not certain about waits for the next turn. Returns how many ended.
 */
export const expireUnpaidOrders = async (deps: Deps, marketId: string): Promise<number> => {
  const ctx = systemCtx(deps, 'orders', marketId)
  const overdue = await withTransaction(ctx, (tx) => store.listOverdue(tx, marketId, ctx.now, batch))
  let ended = 0
  for (const stallOrderId of overdue) {
    try {
      ended += await withoutOpenCharges(ctx, stallOrderId, async (tx, order) => {
        if (order.state !== 'placed') return 0
        await move(ctx, tx, order, 'expire', 'system', { endReason: '超时未付款' })
        return 1
      })
    } catch (error) {
      // Unknown at the channel is no failure: the order keeps its stock until somebody knows.
      if (!(error instanceof AppError) || error.code !== 'stall_order.payment_unsure') throw error
    }
  }
  return ended
}

/** Reminds stalls of orders they have not answered, then puts them into the market's own queue. Returns how many of each. */
export const remindStalls = async (deps: Deps, marketId: string): Promise<{ reminded: number; escalated: number }> => {
  const ctx = systemCtx(deps, 'orders', marketId)
  return withTransaction(ctx, async (tx) => {
    const settings = await store.findSettings(tx, marketId)
    const mark = async (step: 'reminded' | 'escalated', minutes: number): Promise<number> => {
      const since = new Date(ctx.now.getTime() - minutes * minuteMs)
      const marked = await store.markUnanswered(tx, marketId, step, since, ctx.now)
      for (const { stallOrderId, stallId } of marked) {
        await appendEvent(ctx, tx, 'stall_order.unanswered', { stallOrderId, stallId, step })
        await appendAudit(ctx, tx, {
          action: `stall_order.${step}`,
          subjectKind: 'stall_order',
          subjectId: stallOrderId,
          summary: `订单${labels.stallOrderState.paid}超过 ${minutes} 分钟，${step === 'reminded' ? '提醒经营户' : '转市场处理'}`,
        })
      }
      return marked.length
    }
    return {
      reminded: await mark('reminded', settings.remindAfterMinutes),
      escalated: await mark('escalated', settings.escalateAfterMinutes),
    }
  })
}

/** One turn of all that orders wait for, in every market: payment facts, expiry, reminders. For the scheduler. */
export const sweepOrders = async (deps: Deps): Promise<void> => {
  for (const { marketId } of await listAllMarkets(deps)) {
    await applyPaymentFacts(deps, marketId)
    await expireUnpaidOrders(deps, marketId)
    await remindStalls(deps, marketId)
  }
}
