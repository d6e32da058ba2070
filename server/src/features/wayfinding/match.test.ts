import type { PlanPlace } from '@smart-market/shared/wayfinding/plan.ts'
import { createNavigator } from '@smart-market/shared/wayfinding/navigator.ts'
import { describe, expect, it } from 'vitest'
import { codeKey, matchPlaces } from './match.ts'
import { schematicPlan } from './schematic.ts'

const place = (placeId: string, ref: string | null, name: string | null = null): PlanPlace => ({
  placeId,
  levelId: '1',
  name,
  ref,
  rings: [],
  anchor: [0, 0],
})
const stall = (code: string, merchantName: string | null = null) => ({ stallId: `stall ${code}`, code, merchantName })
const nothing = { placeIds: new Set<string>(), stallIds: new Set<string>() }

describe('codes', () => {
  it.each([
    ['A-012', 'a12'],
    ['Ａ－０１２', 'A012'],
    ['1-2-03', '01-02-3'],
    ['水产 7', '水产007'],
  ])('%s and %s are one', (a, b) => {
    expect(codeKey(a)).toBe(codeKey(b))
  })
  it.each([
    ['A-1-2', 'A-12'],
    ['A-100', 'A-10'],
    ['A-12', 'B-12'],
  ])('%s and %s are two', (a, b) => {
    expect(codeKey(a)).not.toBe(codeKey(b))
  })
})

describe('places', () => {
  it('are matched by code, then by the name of who sells there', () => {
    const places = [place('p1', 'A12'), place('p2', null, '李记水产'), place('p3', null, 'C-3')]
    const stalls = [stall('A-012'), stall('B-001', '李记 水产'), stall('C-003')]
    expect(matchPlaces(places, stalls, nothing)).toEqual([
      { placeId: 'p1', stallId: 'stall A-012', matchedBy: 'code' },
      { placeId: 'p3', stallId: 'stall C-003', matchedBy: 'code' },
      { placeId: 'p2', stallId: 'stall B-001', matchedBy: 'name' },
    ])
  })

  it('are left alone where two could be meant, and where somebody has chosen', () => {
    const places = [place('p1', 'A-1'), place('p2', 'A-01'), place('p3', 'B-1'), place('p4', 'C-1')]
    const stalls = [stall('A-1'), stall('B-1'), stall('B-01'), stall('C-1')]
    const taken = { placeIds: new Set(['p4']), stallIds: new Set<string>() }
    expect(matchPlaces(places, stalls, taken)).toEqual([])
  })
})

describe('a schematic plan', () => {
  const zone = (zoneId: string, floor: number, kind = 'trading') => ({
    zoneId,
    code: zoneId,
    name: `${zoneId}区`,
    kind,
    floor,
  })
  const ledgerStall = (i: number, zoneId: string | null, x: number | null = null, y: number | null = null) => ({
    stallId: `s${i}`,
    code: `A-${i}`,
    zoneId,
    x,
    y,
    areaSquareMetres: null,
  })

  it('stands every stall in its zone, apart from every other, with a way to each', () => {
    const zones = [zone('蔬菜', 1), zone('水产', 1), zone('熟食', 2), zone('南门', 1, 'entrance')]
    const stalls = Array.from({ length: 120 }, (_, i) => ledgerStall(i, ['蔬菜', '水产', '熟食', null][i % 4] ?? null))
    const plan = schematicPlan(zones, stalls)
    expect(plan.schematic).toBe(true)
    expect(plan.places).toHaveLength(120)
    const corners = new Set(plan.places.map(({ levelId, rings }) => `${levelId} ${JSON.stringify(rings[0]?.[0])}`))
    expect(corners.size).toBe(120)
    expect(plan.doors.map(({ name }) => name)).toEqual(['南门区'])
    const navigator = createNavigator(plan)
    const costs = navigator.costs(
      { placeId: 's0' },
      plan.places.map(({ placeId }) => placeId),
    )
    expect(costs.every((cost) => cost < Infinity)).toBe(true)
    // Whether there is a lift is not in the ledger: without steps, upstairs cannot be promised.
    expect(navigator.route({ placeId: 's0' }, { placeId: 's2' }, { stepFree: true })).toBeUndefined()
  })

  it('follows the positions of the ledger where it has them, north up', () => {
    const plan = schematicPlan(
      [],
      [ledgerStall(1, null, 0, 0), ledgerStall(2, null, 10, 0), ledgerStall(3, null, 0, 8)],
    )
    const [a, b, c] = plan.places.map(({ anchor }) => anchor)
    expect([(b?.[0] ?? 0) - (a?.[0] ?? 0), (c?.[1] ?? 0) - (a?.[1] ?? 0)]).toEqual([10, -8])
  })

  it('closes its rows: the way to the stall behind goes around the row, not through it', () => {
    const stalls = Array.from({ length: 24 }, (_, i) => ledgerStall(i, null, (i % 8) * 4, Math.floor(i / 8) * 4))
    const plan = schematicPlan([], stalls)
    const route = createNavigator(plan).route({ levelId: 'level-1', at: [18, 15] }, { placeId: 's20' })
    expect(route?.metres).toBeGreaterThan(20)
  })

  it('of a market without stalls is an empty hall', () => {
    expect(schematicPlan([], [])).toMatchObject({ places: [], levels: [{ ordinal: 0 }], doors: [{ name: '入口' }] })
  })
})
