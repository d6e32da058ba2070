/** Starts what payments does while the server runs: sweeps, and the local gateway's side of a demonstration. */
import type { Deps } from '../../context.ts'
import { repeatEvery } from '../../lib/repeat.ts'
import type { OpenedPayments } from './settings.ts'
import { type AfterFacts, startPaymentWork } from './work.ts'

type AppRequest = (path: string, init: RequestInit) => Response | Promise<Response>

/** Callbacks of the local gateway go to `request`, the product's own app. The returned function stops and waits. */
export const startPayments = (
  deps: Deps,
  opened: OpenedPayments,
  request: AppRequest,
  afterFacts: AfterFacts,
): (() => Promise<void>) => {
  const stopWork = startPaymentWork(deps, afterFacts)
  const { local } = opened
  if (local === null) return stopWork
  local.connect(async (url, { headers, body }) => request(new URL(url).pathname, { method: 'POST', headers, body }))
  const stopDelivering = repeatEvery(deps.logger, 'delivery of the local gateway', 1000, () => {
    // A refund takes the gateway a second; real channels take minutes to days.
    local.gateway.finishRefunds()
    return local.gateway.deliverDue()
  })
  return async () => {
    await stopDelivering()
    await stopWork()
    await local.close()
  }
}
