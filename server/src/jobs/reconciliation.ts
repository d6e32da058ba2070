import type { Deps } from '../context.ts'
import { reconcileDue } from '../features/payments/index.ts'

/**
 * Compares yesterday's payments with the channels' bills from half past ten, and makes up for days that could not be
 * compared: looks every five minutes what is due.
 */
export const startReconciliation = (deps: Deps, everyMs = 5 * 60_000): (() => Promise<void>) => {
  let running: Promise<unknown> | undefined
  const timer = setInterval(() => {
    running ??= reconcileDue(deps)
      .catch((error: unknown) => deps.logger.error({ err: error }, 'reconciliation failed'))
      .finally(() => {
        running = undefined
      })
  }, everyMs)
  return async () => {
    clearInterval(timer)
    await running
  }
}
