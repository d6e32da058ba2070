import { systemCtx } from '../context.ts'
import { runDailyAnalysis } from '../features/insights/index.ts'
import type { Job } from './scheduler.ts'

/** Analyses yesterday at one in the morning. */
export const dailyAnalysis: Job = {
  name: 'daily analysis',
  afterMinutes: 60,
  run: (deps, marketId, date) => runDailyAnalysis(systemCtx(deps, 'daily analysis', marketId), date),
}
