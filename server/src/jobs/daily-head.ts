import { systemCtx } from '../context.ts'
import { signFeedHeadOnce } from '../features/feeds/index.ts'
import type { Job } from './scheduler.ts'

/** Signs the head of every feed late in the evening, when the market has closed. */
export const dailyHead: Job = {
  name: 'daily head',
  afterMinutes: 22 * 60,
  run: (deps, marketId) => signFeedHeadOnce(systemCtx(deps, 'daily head', marketId)),
}
