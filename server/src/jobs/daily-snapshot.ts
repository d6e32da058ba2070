import { systemCtx } from '../context.ts'
import { takeDailySnapshots } from '../features/assessments/index.ts'
import type { Job } from './scheduler.ts'

/** Keeps the points of every business day for the trend, at ten in the morning when stalls and screens are on. */
export const dailySnapshot: Job = {
  name: 'daily snapshot',
  afterMinutes: 10 * 60,
  run: (deps, marketId) => takeDailySnapshots(systemCtx(deps, 'daily snapshot', marketId)),
}
