interface Clock {
  now(): number
  after(ms: number, run: () => void): unknown
}
const wallClock: Clock = { now: () => Date.now(), after: (ms, run) => setTimeout(run, ms) }

/** At most one run in `ms`: the first call runs at once, later ones are gathered into one at the end of the span. */
export const throttled = (run: () => void, ms: number, clock: Clock = wallClock): (() => void) => {
  let lastRun = Number.NEGATIVE_INFINITY
  let waiting = false
  const fire = (): void => {
    waiting = false
    lastRun = clock.now()
    run()
  }
  return () => {
    if (waiting) return
    const rest = lastRun + ms - clock.now()
    if (rest <= 0) return fire()
    waiting = true
    clock.after(rest, fire)
  }
}
