/** How full the market is, from counts of visits alone. Pure. */

/** Below this many days the middle of an hour is chance. */
const fewestDays = 5
/** This product's own words: a third more than usual is busy, a third less is quiet. */
const third = 1 / 3

interface Hour {
  /** Start of the hour, UTC. */
  readonly hourAt: string
  readonly entryCount: number
  /** Entries in the same hour of other days, ascending. */
  readonly before: readonly number[]
}

export const crowdingOf = ({ hourAt, entryCount, before }: Hour) => {
  const known = before.length >= fewestDays
  const usual = known ? (before[Math.floor(before.length / 2)] ?? 0) : null
  return {
    level: usual === null ? null : levelOf(entryCount, usual),
    entryCount,
    usualEntryCount: usual,
    hourAt,
    asOf: new Date(Date.parse(hourAt) + 3_600_000).toISOString(),
  }
}

const levelOf = (now: number, usual: number): 'quiet' | 'usual' | 'busy' => {
  if (now > usual * (1 + third)) return 'busy'
  return now < usual * (1 - third) ? 'quiet' : 'usual'
}
