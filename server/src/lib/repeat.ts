import type { Logger } from 'pino'

/**
 * Does the work every so often, one run at a time: a tick that finds the last run still going passes by. A failure is
 * logged and the next tick tries again. The returned function stops it and waits for the run under way.
 */
export const repeatEvery = (
  logger: Logger,
  name: string,
  everyMs: number,
  work: () => Promise<unknown>,
): (() => Promise<void>) => {
  let running: Promise<void> | undefined
  const timer = setInterval(() => {
    running ??= work()
      .then(() => undefined)
      .catch((error: unknown) => logger.error({ err: error }, `${name} failed`))
      .finally(() => {
        running = undefined
      })
  }, everyMs)
  return async () => {
    clearInterval(timer)
    await running
  }
}
