import type { Deps } from '../../context.ts'
import { followChanges } from '../../feed/follow.ts'
import { feedSettingsOf } from '../../feed/settings.ts'
import { forwardDue } from './forwarding.ts'

/** Keeps passing on to the platform above while the server runs; does nothing where there is none. */
export const startForwarder = async (deps: Deps): Promise<() => Promise<void>> =>
  feedSettingsOf(deps).forwardUrl === null
    ? () => Promise.resolve()
    : followChanges(deps, 'feed forwarding', (marketId) => forwardDue(deps, marketId))
