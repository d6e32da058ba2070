/** All jobs of the server. One file a job, which calls a verb of a feature as the system. */
import type { Deps } from '../context.ts'
import { databaseUpkeep } from './database-upkeep.ts'
import { dailyAnalysis } from './daily-analysis.ts'
import { foodSafety } from './food-safety.ts'
import { dailyHead } from './daily-head.ts'
import { dailySnapshot } from './daily-snapshot.ts'
import { deliverySlots } from './delivery-slots.ts'
import { overdueCases } from './overdue-cases.ts'
import { scheduledNotices } from './scheduled-notices.ts'
import { type Job, type ServerJob, startScheduler } from './scheduler.ts'

export const jobs: readonly (Job | ServerJob)[] = [
  deliverySlots,
  databaseUpkeep,
  dailyAnalysis,
  dailySnapshot,
  dailyHead,
  overdueCases,
  scheduledNotices,
  foodSafety,
]

/** Starts them; the returned function stops them and waits for the one under way. */
export const startJobs = (deps: Deps): (() => Promise<void>) => startScheduler(deps, jobs)
