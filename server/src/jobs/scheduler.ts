/**
 * Runs jobs once a business day, for each market or for the whole server, in this process. A job runs after the day it is about has ended, when
 * its hour has come; it says itself whether there is anything left to do, so that a restart, a second server or a
 * retry does no harm.
 */
import { addDays, businessDate, businessDateStart } from '@smart-market/shared/time.ts'
import type { Deps } from '../context.ts'
import { listAllMarkets } from '../features/markets/index.ts'

interface DailyJob {
  readonly name: string
  /** Minutes after midnight in Shanghai: late deliveries of the day should be in. */
  readonly afterMinutes: number
}

export interface Job extends DailyJob {
  /** Does the work of one market for a business date that has ended; does nothing when it is done already. */
  run(deps: Deps, marketId: string, date: string): Promise<unknown>
}

export interface ServerJob extends DailyJob {
  runOnce(deps: Deps): Promise<unknown>
}

/** Starts the jobs; the returned function stops them and waits for the one under way. */
export const startScheduler = (
  deps: Deps,
  jobs: readonly (Job | ServerJob)[],
  tickMs = 60_000,
): (() => Promise<void>) => {
  const doneFor = new Map<string, string>()
  let stopped = false
  let running: Promise<void> | undefined

  /** One market's trouble must not keep the others waiting; the next tick tries it again. */
  const attempt = async (work: Promise<unknown>, of: Readonly<Record<string, string>>): Promise<boolean> => {
    try {
      await work
      return true
    } catch (error) {
      deps.logger.error({ err: error, ...of }, 'job failed')
      return false
    }
  }
  const runJob = async (job: Job | ServerJob, date: string): Promise<void> => {
    let done = true
    if ('runOnce' in job) done = await attempt(job.runOnce(deps), { job: job.name, date })
    else {
      for (const { marketId } of await listAllMarkets(deps)) {
        if (stopped) return
        done = (await attempt(job.run(deps, marketId, date), { job: job.name, marketId, date })) && done
      }
    }
    if (done) doneFor.set(job.name, date)
  }
  const tick = async (): Promise<void> => {
    const now = deps.clock()
    const today = businessDate(now)
    const minutes = (now.getTime() - businessDateStart(today).getTime()) / 60_000
    const date = addDays(today, -1)
    for (const job of jobs) {
      if (minutes >= job.afterMinutes && doneFor.get(job.name) !== date) await runJob(job, date)
    }
  }
  const wake = (): void => {
    running ??= tick()
      .catch((error: unknown) => deps.logger.error({ err: error }, 'scheduler failed'))
      .finally(() => {
        running = undefined
      })
  }
  // Not at once: at start the pages come first, and work of a whole day would keep the database to itself.
  const timer = setInterval(wake, tickMs)
  return async () => {
    stopped = true
    clearInterval(timer)
    await running
  }
}
