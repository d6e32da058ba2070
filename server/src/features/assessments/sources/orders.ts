import { marketOf } from '../../../context.ts'
import { fulfilledOrders } from '../../orders/index.ts'
import type { Metric } from '../domain/facts.ts'
import type { EvidenceSource } from './evidence-source.ts'

const windowDays = 30

/** Online orders that reached their shopper; nothing is said of a market that never had one. */
export const orderSource: EvidenceSource = {
  id: 'orders',
  provides: { populations: [], metrics: ['orders.fulfilled30d', 'orders.amountFen30d'] },
  collect: async (ctx, tx, asOf) => {
    const done = await fulfilledOrders(tx, marketOf(ctx), asOf, windowDays)
    if (done === undefined) return {}
    const measured = (value: number, unit: string): Metric => ({
      value,
      unit,
      observedAt: done.lastAt.toISOString(),
      origin: '线上订单',
      basis: 'measured',
    })
    return {
      metrics: {
        'orders.fulfilled30d': measured(done.count, '单'),
        'orders.amountFen30d': measured(done.amountFen, '分'),
      },
    }
  },
}
