import type { Deps } from '../context.ts'
import { reconcileDue } from '../features/payments/index.ts'
import { repeatEvery } from '../lib/repeat.ts'

/**
 * Compares yesterday's payments with the channels' bills from half past ten, and makes up for days that could not be
 * compared: looks every five minutes what is due.
 */
export const startReconciliation = (deps: Deps, everyMs = 5 * 60_000): (() => Promise<void>) =>
  repeatEvery(deps.logger, 'reconciliation', everyMs, () => reconcileDue(deps))
