import type { Deps } from '../context.ts'
import { sweepOrders } from '../features/orders/index.ts'

/** Ends orders that nobody paid, applies payments that a crash left behind, reminds stalls: every five seconds. */
export const startOrderSweep = (deps: Deps, everyMs = 5_000): (() => Promise<void>) => {
  let running: Promise<unknown> | undefined
  const timer = setInterval(() => {
    running ??= sweepOrders(deps)
      .catch((error: unknown) => deps.logger.error({ err: error }, 'order sweep failed'))
      .finally(() => {
        running = undefined
      })
  }, everyMs)
  return async () => {
    clearInterval(timer)
    await running
  }
}
