/** Since when an order waits for money that its shopper agreed to pay for more weight. */
import type { Ctx, Tx } from '../../context.ts'
import { extraDueFen } from './domain/amounts.ts'
import * as store from './store.ts'

/**
 * To be called after anything that changes what a locked order owes: its agreed lines carry since when the extra can be
 * paid, and nothing while there is none. Weighed once more, it has waited as long as before.
 */
export const askForExtra = async (ctx: Ctx, tx: Tx, order: store.OrderRow): Promise<void> => {
  const lines = await store.listLines(tx, order.marketId, [order.stallOrderId])
  const due = extraDueFen(order, lines) > 0
  for (const line of lines.filter(({ consent }) => consent === 'given')) {
    const askedAt = due ? (line.askedAt ?? ctx.now) : null
    if (askedAt !== line.askedAt) await store.updateLine(tx, line, { askedAt })
  }
}
