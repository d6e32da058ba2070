/** Runs work whenever a market has changed, and everywhere every five seconds for what has come due meanwhile. */
import type { Deps } from '../context.ts'
import { changeChannel } from './outbox.ts'

const sweepMs = 5000

/** `work` gets the market that has changed, or undefined for all. The returned function stops and waits. */
export const followChanges = async (
  deps: Pick<Deps, 'database' | 'logger'>,
  name: string,
  work: (marketId: string | undefined) => Promise<unknown>,
): Promise<() => Promise<void>> => {
  const announced = new Set<string>()
  let sweepDue = true
  let stopped = false
  let running: Promise<void> | undefined
  const drain = async (): Promise<void> => {
    while (!stopped && (sweepDue || announced.size > 0)) {
      const markets: (string | undefined)[] = sweepDue ? [undefined] : [...announced]
      sweepDue = false
      announced.clear()
      for (const marketId of markets) await work(marketId)
    }
  }
  const wake = (): void => {
    if (stopped || running !== undefined) return
    running = drain()
      // What was not sent is still in the database, and the next sweep tries again.
      .catch((error: unknown) => deps.logger.error({ err: error }, `${name} failed`))
      .finally(() => {
        running = undefined
        if (announced.size > 0) setImmediate(wake)
      })
  }
  const unlisten = await deps.database.listen(changeChannel, (marketId) => {
    announced.add(marketId)
    wake()
  })
  const timer = setInterval(() => {
    sweepDue = true
    wake()
  }, sweepMs)
  wake()
  return async () => {
    stopped = true
    clearInterval(timer)
    await running
    await unlisten()
  }
}
