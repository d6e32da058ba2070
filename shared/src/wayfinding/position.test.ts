import { describe, expect, it } from 'vitest'
import { distance } from './geometry.ts'
import { type BeaconPlace, beaconsSeen, noPosition, scannedAt, shownPosition } from './position.ts'

const uuid = 'FDA50693-A4E2-4FB1-AFCF-C6EB07647825'
const beacons = Array.from({ length: 6 }, (_, i): BeaconPlace => ({
  uuid,
  major: 1,
  minor: i + 1,
  levelId: '1',
  at: [4 + 8 * i, 3],
}))

describe('beacons', () => {
  it('that the market did not put up, or that the phone could not read, say nothing', () => {
    const strange = { uuid, major: 9, minor: 1, rssi: -50 }
    const unread = { uuid, major: 1, minor: 1, rssi: 0 }
    expect(beaconsSeen(noPosition, beacons, [strange, unread], 0).fix).toBeNull()
  })

  it('give the level of the loudest one', () => {
    const upstairs = { ...(beacons[0] as BeaconPlace), minor: 77, levelId: '2' }
    const seen = [
      { uuid, major: 1, minor: 1, rssi: -80 },
      { uuid, major: 1, minor: 77, rssi: -60 },
    ]
    expect(beaconsSeen(noPosition, [...beacons, upstairs], seen, 0).fix?.levelId).toBe('2')
  })
})

describe('a scanned stall code', () => {
  const scanned = scannedAt(noPosition, { levelId: '1', at: [10, 3] }, 0)

  it('is exact, and is not moved by beacons while the person can only just have left', () => {
    expect(scanned.fix).toMatchObject({ at: [10, 3], radius: 1, source: 'scan' })
    const seen = [{ uuid, major: 1, minor: 2, rssi: -65 }]
    const after = beaconsSeen(scanned, beacons, seen, 500)
    expect(distance(after.fix?.at ?? [99, 99], [10, 3])).toBeLessThanOrEqual(1.1)
  })

  it('is overtaken by newer beacons in the end', () => {
    const seen = [{ uuid, major: 1, minor: 6, rssi: -60 }]
    const { fix } = beaconsSeen(scanned, beacons, seen, 60_000)
    expect(fix?.source).toBe('beacon')
    expect(distance(fix?.at ?? [0, 0], [44, 3])).toBeLessThan(1e-6)
  })
})

describe('what the screen says', () => {
  const at = (now: number) => shownPosition(scannedAt(noPosition, { levelId: '1', at: [1, 1] }, 0), now)

  it('is the place with its age, then the last known place', () => {
    expect(at(500)).toMatchObject({ state: 'now', text: '扫码位置，刚刚' })
    expect(at(12_000)).toMatchObject({ state: 'now', text: '扫码位置，12 秒前' })
    expect(at(40_000)).toMatchObject({ state: 'last_known', text: '最后位置：扫码位置，40 秒前' })
    expect(at(600_000)?.text).toBe('最后位置：扫码位置，10 分钟前')
    expect(shownPosition(noPosition, 0)).toBeNull()
  })
})
