import { describe, expect, it } from 'vitest'
import type { Level } from './api.ts'
import { beaconRows, beaconsShown, spotsOf, withBeacon, withoutBeacon } from './beacon-model.ts'

const uuid = 'FDA50693-A4E2-4FB1-AFCF-C6EB07647825'
const place = (placeId: string, stallCode: string | null, labelX: number) => ({
  placeId,
  stallCode,
  label: placeId,
  path: '',
  labelX,
  labelY: 0,
  labelSize: 1,
})
const level: Level = {
  levelId: 'g',
  ordinal: 0,
  name: '一层',
  viewBox: '0 0 40 20',
  walkways: [],
  solids: [],
  walls: '',
  paths: [],
  doors: [{ path: '', entrance: true, name: '东门', x: 30, y: 0 }],
  sections: [{ path: '', name: '蔬菜区', x: 0, y: 0 }],
  places: [place('p1', 'A-01', 0), place('p2', null, 10)],
  connectors: [],
  amenities: [],
}
const at = (minor: number, x: number) => ({ uuid, major: 1, minor, levelId: 'g', x, y: 0 })

describe('beacons on a plan', () => {
  it('hang at stalls, other places and entrances', () => {
    expect(spotsOf([level]).map(({ label }) => label)).toEqual(['摊位 A-01', 'p2', '东门'])
  })

  it('are named by what stands beside them, in the order of their numbers', () => {
    const rows = beaconRows([at(2, 29), at(1, 1.5)], [level])
    expect(rows.map(({ minor, beside, zone }) => [minor, beside, zone])).toEqual([
      [1, '摊位 A-01旁，1.5 米', '蔬菜区'],
      [2, '东门旁，1.0 米', '蔬菜区'],
    ])
  })

  it('are found by number, place and zone', () => {
    const rows = beaconRows([at(2, 29), at(1, 1.5)], [level])
    expect(beaconsShown(rows, 'a-01').map(({ minor }) => minor)).toEqual([1])
    expect(beaconsShown(rows, '/1/2').map(({ minor }) => minor)).toEqual([2])
    expect(beaconsShown(rows, '蔬菜')).toHaveLength(2)
  })

  it('are saved as a whole list, with one changed, added or left out', () => {
    const all = [at(1, 0), at(2, 0)]
    expect(withBeacon(all, null, at(3, 5))).toEqual([at(1, 0), at(2, 0), at(3, 5)])
    expect(withBeacon(all, at(1, 0), at(1, 7))).toEqual([at(2, 0), at(1, 7)])
    expect(withoutBeacon(all, { ...at(2, 0), uuid: uuid.toLowerCase() })).toEqual([at(1, 0)])
  })
})
