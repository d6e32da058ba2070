import type { Deps } from '../../context.ts'
import { followChanges } from '../../feed/follow.ts'
import { deliverDue } from './delivering.ts'

/** Keeps pushing while the server runs. The returned function stops it and waits for the push under way. */
export const startFeedSender = async (deps: Deps): Promise<() => Promise<void>> =>
  deps.feed === undefined
    ? () => Promise.resolve()
    : followChanges(deps, 'feed push', (marketId) => deliverDue(deps, marketId))
