import { systemCtx } from '../context.ts'
import { publishScheduledNotices, publishTodaysPrices, remindOfTopics } from '../features/notices/index.ts'
import type { Job } from './scheduler.ts'

/** Puts up the notices and the guide prices of the day before markets open, then says which topics are about to go stale. */
export const scheduledNotices: Job = {
  name: 'scheduled notices',
  afterMinutes: 4 * 60 + 30,
  run: async (deps, marketId) => {
    const ctx = systemCtx(deps, 'scheduled notices', marketId)
    await publishScheduledNotices(ctx)
    await publishTodaysPrices(ctx)
    await remindOfTopics(ctx)
  },
}
