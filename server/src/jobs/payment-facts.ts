/** Hands what payments knows for certain to those the money was for. */
import type { Deps } from '../context.ts'
import { applyPaymentFacts } from '../features/orders/index.ts'
import { applyStallPaymentFacts } from '../features/stall-payments/index.ts'

export const applyAllPaymentFacts = async (deps: Deps, marketId: string): Promise<void> => {
  await applyPaymentFacts(deps, marketId)
  await applyStallPaymentFacts(deps, marketId)
}
