import type { Deps } from '../context.ts'
import { watchDevices } from '../features/devices/index.ts'
import { repeatEvery } from '../lib/repeat.ts'

/** Looks once a minute which devices fell silent or came back. */
export const startDeviceWatch = (deps: Deps, everyMs = 60_000): (() => Promise<void>) =>
  repeatEvery(deps.logger, 'device watch', everyMs, () => watchDevices(deps))
