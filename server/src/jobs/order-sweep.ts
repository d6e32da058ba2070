import type { Deps } from '../context.ts'
import { sweepOrders } from '../features/orders/index.ts'
import { repeatEvery } from '../lib/repeat.ts'

/** Ends orders that nobody paid, applies payments that a crash left behind, reminds stalls: every five seconds. */
export const startOrderSweep = (deps: Deps, everyMs = 5_000): (() => Promise<void>) =>
  repeatEvery(deps.logger, 'order sweep', everyMs, () => sweepOrders(deps))
