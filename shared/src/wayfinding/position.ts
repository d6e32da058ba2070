/**
 * Where somebody stands, from what the phone has: a stall code just scanned is exact; beacons give a zone, shown with
 * its radius; else the last known. Positions stay on the phone: nothing here is sent anywhere. Pure: time comes in.
 */
import { distance } from './geometry.ts'
import type { Point, Spot } from './plan.ts'

/** A beacon that the market has put up, by its three iBeacon numbers. */
export interface BeaconPlace extends Spot {
  readonly uuid: string
  readonly major: number
  readonly minor: number
}
/** One beacon of `wx.onBeaconUpdate`: rssi in dBm, 0 or above when the phone could not tell. */
export interface BeaconSighting {
  readonly uuid: string
  readonly major: number
  readonly minor: number
  readonly rssi: number
}
export interface PositionFix extends Spot {
  readonly source: 'scan' | 'beacon'
  /** Metres around the point within which the person most likely stands. */
  readonly radius: number
  /** Milliseconds since the epoch, of the newest sighting that counts. */
  readonly seenAt: number
}
/** What is remembered between sightings; starts as `noPosition`. */
export interface PositionState {
  readonly fix: PositionFix | null
  readonly readings: Readonly<Record<string, readonly { readonly at: number; readonly rssi: number }[]>>
}
export const noPosition: PositionState = { fix: null, readings: {} }

/** Sightings of the last two seconds count, by their median: one reading jumps by ten decibels in a crowd. */
const windowMs = 2_500
const nearestCount = 3
/** Loss per tenfold distance in a hall full of people and metal lies between 2 and 4; weights need no more. */
const pathLoss = 2.5
/** Typical signal at one metre, dBm. */
const signalAtOneMetre = -59
/** Share of the newest estimate in the smoothed one. */
const smoothing = 0.35
/** Nobody walks faster in a market, m/s: a jump beyond that is smoothed, not believed. */
const fastestWalk = 2
const smallestRadius = 2.5
/** A fix older than this is shown as the last known place. */
export const freshForMs = 15_000

const keyOf = (beacon: { uuid: string; major: number; minor: number }): string =>
  `${beacon.uuid.toLowerCase()}/${beacon.major}/${beacon.minor}`

/** A scanned stall code: the person stands in front of it. */
export const scannedAt = (state: PositionState, spot: Spot, now: number): PositionState => ({
  readings: state.readings,
  fix: { levelId: spot.levelId, at: spot.at, source: 'scan', radius: 1, seenAt: now },
})

/** Takes one list of sightings. Unknown beacons and unreadable signals are ignored. */
export const beaconsSeen = (
  state: PositionState,
  beacons: readonly BeaconPlace[],
  sightings: readonly BeaconSighting[],
  now: number,
): PositionState => {
  const placeByKey = new Map(beacons.map((beacon) => [keyOf(beacon), beacon]))
  const readings: Record<string, { at: number; rssi: number }[]> = {}
  for (const [key, kept] of Object.entries(state.readings)) {
    const recent = kept.filter(({ at }) => now - at <= windowMs)
    if (recent.length > 0) readings[key] = recent
  }
  for (const sighting of sightings) {
    const key = keyOf(sighting)
    if (sighting.rssi >= 0 || !placeByKey.has(key)) continue
    readings[key] = [...(readings[key] ?? []), { at: now, rssi: sighting.rssi }]
  }
  const heard = Object.entries(readings).flatMap(([key, kept]) => {
    const place = placeByKey.get(key)
    return place === undefined ? [] : [{ place, rssi: median(kept.map(({ rssi }) => rssi)) }]
  })
  const estimate = weightedNearest(heard)
  if (estimate === undefined) return { fix: state.fix, readings }
  return { fix: smoothed(state.fix, estimate, now), readings }
}

interface Estimate extends Spot {
  readonly radius: number
}

/** Weighted mean of the loudest beacons on the loudest one's level; its spread gives the radius. */
const weightedNearest = (heard: readonly { place: BeaconPlace; rssi: number }[]): Estimate | undefined => {
  const byLoudness = [...heard].sort((a, b) => b.rssi - a.rssi || (keyOf(a.place) < keyOf(b.place) ? -1 : 1))
  const loudest = byLoudness[0]
  if (loudest === undefined) return undefined
  const { levelId } = loudest.place
  const nearest = byLoudness
    .filter(({ place }) => place.levelId === levelId)
    .slice(0, nearestCount)
    .map(({ place, rssi }) => {
      const metres = 10 ** ((signalAtOneMetre - rssi) / (10 * pathLoss))
      return { at: place.at, metres, weight: 1 / Math.max(0.5, metres) ** 2 }
    })
  const total = nearest.reduce((sum, { weight }) => sum + weight, 0)
  const mean = (axis: 0 | 1): number => nearest.reduce((sum, { at, weight }) => sum + at[axis] * weight, 0) / total
  const at: Point = [mean(0), mean(1)]
  const spread = nearest.reduce((sum, beacon) => sum + beacon.weight * distance(beacon.at, at), 0) / total
  const own = nearest.reduce((sum, { metres, weight }) => sum + metres * weight, 0) / total
  return { levelId, at, radius: Math.max(smallestRadius, Math.min(30, (spread + own) / 1.5)) }
}

const smoothed = (before: PositionFix | null, estimate: Estimate, now: number): PositionFix => {
  const fix = { ...estimate, source: 'beacon' as const, seenAt: now }
  if (before === null || before.levelId !== estimate.levelId || now - before.seenAt > freshForMs) return fix
  const seconds = Math.max(0.1, (now - before.seenAt) / 1000)
  // A scan is exact: what beacons say counts only as far as the person may have walked since.
  if (
    before.source === 'scan' &&
    distance(before.at, estimate.at) <= before.radius + fastestWalk * seconds + estimate.radius
  ) {
    const walked = before.radius + fastestWalk * seconds
    if (walked < estimate.radius) return { ...before, radius: walked }
  }
  const step: Point = [(estimate.at[0] - before.at[0]) * smoothing, (estimate.at[1] - before.at[1]) * smoothing]
  const length = Math.hypot(step[0], step[1])
  const scale = length > fastestWalk * seconds ? (fastestWalk * seconds) / length : 1
  return {
    ...fix,
    at: [before.at[0] + step[0] * scale, before.at[1] + step[1] * scale],
    radius: before.radius + (estimate.radius - before.radius) * smoothing,
  }
}

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
}

export interface ShownPosition {
  readonly fix: PositionFix
  readonly ageSeconds: number
  /** `last_known`: too old to say that the person is there now. */
  readonly state: 'now' | 'last_known'
  /** 「约 5 米内，3 秒前」 */
  readonly text: string
}

/** The fix as a screen says it; null when there never was one. */
export const shownPosition = ({ fix }: PositionState, now: number): ShownPosition | null => {
  if (fix === null) return null
  const age = Math.max(0, now - fix.seenAt)
  const state = age <= freshForMs ? 'now' : 'last_known'
  const seconds = Math.round(age / 1000)
  const ago = seconds < 2 ? '刚刚' : seconds < 90 ? `${seconds} 秒前` : `${Math.round(seconds / 60)} 分钟前`
  const place = fix.source === 'scan' ? '扫码位置' : `约 ${Math.round(fix.radius)} 米内`
  return { fix, ageSeconds: seconds, state, text: state === 'now' ? `${place}，${ago}` : `最后位置：${place}，${ago}` }
}
