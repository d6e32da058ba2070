import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { distance } from '@smart-market/shared/wayfinding/geometry.ts'
import type { Point } from '@smart-market/shared/wayfinding/plan.ts'
import { type BeaconPlace, beaconsSeen, noPosition } from '@smart-market/shared/wayfinding/position.ts'
import { expect, it } from 'vitest'

interface Walk {
  /** How the walk came to be: simulated, not recorded. */
  made: string
  uuid: string
  beacons: BeaconPlace[]
  steps: { second: number; true: Point; seen: [minor: number, rssi: number][] }[]
}
const file = fileURLToPath(new URL('../../../../tests/fixtures/maps/beacon-walk.json', import.meta.url))
const walk = JSON.parse(readFileSync(file, 'utf8')) as Walk

it('beacons follow a walk within a few metres, and the shown circle holds the walker most of the time', () => {
  let state = noPosition
  const errors: number[] = []
  let held = 0
  for (const step of walk.steps) {
    const seen = step.seen.map(([minor, rssi]) => ({ uuid: walk.uuid.toLowerCase(), major: 1, minor, rssi }))
    state = beaconsSeen(state, walk.beacons, seen, step.second * 1000)
    const { fix } = state
    if (fix === null || step.second < 3) continue
    const error = distance(fix.at, step.true)
    errors.push(error)
    if (error <= fix.radius) held++
  }
  const sorted = [...errors].sort((a, b) => a - b)
  const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? Infinity
  const share = held / errors.length
  process.stdout.write(
    `beacon walk (simulated), ${errors.length} seconds: median error ${at(0.5).toFixed(1)} m, 95 % ${at(0.95).toFixed(1)} m, worst ${at(1).toFixed(1)} m; within the shown radius ${(100 * share).toFixed(0)} %\n`,
  )
  expect(at(0.5)).toBeLessThan(3)
  expect(at(0.95)).toBeLessThan(6)
  expect(share).toBeGreaterThan(0.75)
})
