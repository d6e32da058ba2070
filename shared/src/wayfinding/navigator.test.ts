import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { distance, edgesOf, inRings, meetsAt, pointToRings } from './geometry.ts'
import { createFloor } from './floor.ts'
import { createNavigator, type PlanRoute } from './navigator.ts'
import type { MarketPlan, PlanConnector, PlanPlace, PlanWall, Point, Ring } from './plan.ts'
import { routeSteps } from './words.ts'

const box = (x: number, y: number, width: number, depth: number): Ring => [
  [x, y],
  [x + width, y],
  [x + width, y + depth],
  [x, y + depth],
]
const place = (placeId: string, levelId: string, ring: Ring, anchor?: Point): PlanPlace => ({
  placeId,
  levelId,
  name: null,
  ref: placeId,
  rings: [ring],
  anchor: anchor ?? [((ring[0]?.[0] ?? 0) + (ring[2]?.[0] ?? 0)) / 2, ((ring[0]?.[1] ?? 0) + (ring[2]?.[1] ?? 0)) / 2],
})
const hall = { areaId: 'hall', levelId: '1', kind: 'walkway' as const, name: null, rings: [box(0, 0, 30, 20)] }
const plan = (parts: Partial<MarketPlan>): MarketPlan => ({
  source: 'imdf',
  schematic: false,
  attribution: null,
  levels: [{ levelId: '1', ordinal: 0, name: '1 楼' }],
  areas: [hall],
  walls: [],
  doors: [],
  paths: [],
  connectors: [],
  places: [],
  amenities: [],
  ...parts,
})

/** Halls with stalls anywhere (they may overlap), walls at any angle, and two floors joined by stairs and a lift. */
const randomPlan = fc
  .record({
    stalls: fc.array(
      fc.record({
        x: fc.double({ min: 0, max: 27, noNaN: true }),
        y: fc.double({ min: 0, max: 17, noNaN: true }),
        width: fc.double({ min: 0.6, max: 5, noNaN: true }),
        depth: fc.double({ min: 0.6, max: 5, noNaN: true }),
        upstairs: fc.boolean(),
      }),
      { minLength: 2, maxLength: 14 },
    ),
    walls: fc.array(
      fc.record({
        x1: fc.double({ min: 0, max: 30, noNaN: true }),
        y1: fc.double({ min: 0, max: 20, noNaN: true }),
        x2: fc.double({ min: 0, max: 30, noNaN: true }),
        y2: fc.double({ min: 0, max: 20, noNaN: true }),
      }),
      { maxLength: 5 },
    ),
  })
  .map(({ stalls, walls }) =>
    plan({
      levels: [
        { levelId: '1', ordinal: 0, name: '1 楼' },
        { levelId: '2', ordinal: 1, name: '2 楼' },
      ],
      areas: ['1', '2'].map((levelId) => ({
        areaId: levelId,
        levelId,
        kind: 'walkway' as const,
        name: null,
        rings: [box(0, 0, 30, 20)],
      })),
      places: stalls.map(({ x, y, width, depth, upstairs }, i) =>
        place(`S-${i}`, upstairs ? '2' : '1', box(x, y, width, depth)),
      ),
      walls: walls.map(({ x1, y1, x2, y2 }): PlanWall => ({
        levelId: '1',
        line: [
          [x1, y1],
          [x2, y2],
        ],
      })),
      connectors: (['stairs', 'elevator'] as const).map((kind, i): PlanConnector => ({
        connectorId: kind,
        kind,
        name: null,
        stops: ['1', '2'].map((levelId) => ({ levelId, at: [1 + i * 27, 1 + i * 17] as const })),
        oneWay: false,
      })),
    }),
  )

/** What stands in the way of a route, checked by walking it in steps of two centimetres, without the engine's code. */
const trespasses = (on: MarketPlan, route: PlanRoute): string[] =>
  route.stretches.flatMap(({ levelId, line }) =>
    edgesOf(line, false).flatMap(([a, b]) => {
      const found: string[] = []
      for (const wall of on.walls.filter((one) => one.levelId === levelId))
        for (const [c, d] of edgesOf(wall.line, false)) if (meetsAt(a, b, c, d) !== undefined) found.push('wall')
      const hall = on.areas.filter((area) => area.levelId === levelId)
      const solids = on.places.filter((one) => one.levelId === levelId)
      const steps = Math.ceil(distance(a, b) / 0.02)
      for (let i = 0; i <= steps; i++) {
        const p: Point = [a[0] + ((b[0] - a[0]) * i) / steps, a[1] + ((b[1] - a[1]) * i) / steps]
        if (!hall.some((area) => pointToRings(p, area.rings) < 1e-6)) found.push('outside')
        // A millimetre of grace on the very edge.
        if (
          solids.some(
            (one) =>
              inRings(p, one.rings) && edgesOf(one.rings[0] ?? [], true).every(([c, d]) => distanceTo(p, c, d) > 1e-3),
          )
        )
          found.push('stall')
      }
      return found
    }),
  )
const distanceTo = (p: Point, a: Point, b: Point): number => {
  const t = Math.max(
    0,
    Math.min(1, ((p[0] - a[0]) * (b[0] - a[0]) + (p[1] - a[1]) * (b[1] - a[1])) / distance(a, b) ** 2),
  )
  return distance(p, [a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])])
}

describe('a route', () => {
  it('never crosses a wall or a stall, and never leaves the hall', () => {
    fc.assert(
      fc.property(randomPlan, (random) => {
        const navigator = createNavigator(random)
        const ids = random.places.map(({ placeId }) => placeId)
        for (const to of ids.slice(1)) {
          const route = navigator.route({ placeId: ids[0] ?? '' }, { placeId: to })
          if (route !== undefined) expect(trespasses(random, route)).toEqual([])
        }
      }),
      { numRuns: 40 },
    )
  }, 60_000)

  it('is stopped by a wall that it only touches, from either side, however that is rounded', () => {
    const wall = { levelId: '1', line: [[29.999999999999847, 19.999999999999943] as const, [0, 0] as const] }
    const floor = createFloor(plan({ areas: [hall], walls: [wall] }), '1')
    // (1.5, 1) lies on the wall but for rounding.
    expect([floor.free([1, 1], [1.5, 1]), floor.free([1.5, 1], [1, 1])]).toEqual([false, false])
  })

  it('costs the same there and back where nothing runs one way', () => {
    fc.assert(
      fc.property(randomPlan, fc.boolean(), (random, stepFree) => {
        const navigator = createNavigator(random)
        const [a, b] = [{ placeId: 'S-0' }, { placeId: 'S-1' }]
        const there = navigator.route(a, b, { stepFree })
        const back = navigator.route(b, a, { stepFree })
        expect(there === undefined).toBe(back === undefined)
        expect(there?.cost ?? 0).toBeCloseTo(back?.cost ?? 0, 6)
        expect(navigator.costs(a, ['S-1'], { stepFree })[0] ?? Infinity).toBeCloseTo(there?.cost ?? Infinity, 6)
      }),
      { numRuns: 40 },
    )
  }, 60_000)

  it('without steps takes the lift and never the stairs', () => {
    fc.assert(
      fc.property(randomPlan, (random) => {
        const navigator = createNavigator(random)
        for (const { placeId } of random.places.slice(1)) {
          const route = navigator.route({ placeId: 'S-0' }, { placeId }, { stepFree: true })
          expect(route?.stretches.some(({ via }) => via?.kind === 'stairs') ?? false).toBe(false)
        }
      }),
      { numRuns: 20 },
    )
  }, 60_000)

  it('goes to the stall that is nearest on foot, not through the wall', () => {
    const walled = plan({
      walls: [
        {
          levelId: '1',
          line: [
            [0, 10],
            [28, 10],
          ],
        },
      ],
      places: [place('behind', '1', box(4, 11, 2, 2)), place('along', '1', box(14, 2, 2, 2))],
    })
    const navigator = createNavigator(walled)
    const from = { levelId: '1', at: [5, 8] as const }
    expect(navigator.nearest(from, ['behind', 'along'])?.toPlaceId).toBe('along')
    const route = navigator.route(from, { placeId: 'behind' })
    expect(route?.metres).toBeGreaterThan(40)
    expect(trespasses(walled, route as PlanRoute)).toEqual([])
  })

  it('goes through a door in a wall as thin as a line', () => {
    const line: Point[] = [
      [0, 10],
      [30, 10],
    ]
    const closed = plan({ walls: [{ levelId: '1', line }], places: [place('behind', '1', box(4, 14, 2, 2))] })
    const from = { levelId: '1', at: [5, 8] as const }
    expect(createNavigator(closed).route(from, { placeId: 'behind' })).toBeUndefined()
    const door = {
      doorId: 'd',
      levelId: '1',
      name: null,
      entrance: false,
      stepFree: true,
      line: [
        [9, 10],
        [10.5, 10],
      ] as Point[],
    }
    const route = createNavigator({ ...closed, doors: [door] }).route(from, { placeId: 'behind' })
    expect(route?.metres).toBeGreaterThan(8.5)
    expect(route?.metres).toBeLessThan(16)
  })

  it('finds no way over a gap of ten centimetres between two walkways', () => {
    const areas = [box(0, 0, 10, 10), box(10.1, 0, 10, 10)].map((ring, i) => ({
      areaId: `${i}`,
      levelId: '1',
      kind: 'walkway' as const,
      name: null,
      rings: [ring],
    }))
    const places = [place('A', '1', box(2, 2, 2, 2)), place('B', '1', box(15, 2, 2, 2))]
    expect(createNavigator(plan({ areas, places })).route({ placeId: 'A' }, { placeId: 'B' })).toBeUndefined()
    const touching = areas.map((area, i) => (i === 0 ? area : { ...area, rings: [box(10, 0, 10, 10)] }))
    expect(createNavigator(plan({ areas: touching, places })).route({ placeId: 'A' }, { placeId: 'B' })).toBeDefined()
  })

  it('rides an escalator in its direction only', () => {
    const levels = [
      { levelId: '1', ordinal: 0, name: '1 楼' },
      { levelId: '2', ordinal: 1, name: '2 楼' },
    ]
    const areas = levels.map(({ levelId }) => ({
      areaId: levelId,
      levelId,
      kind: 'walkway' as const,
      name: null,
      rings: [box(0, 0, 30, 20)],
    }))
    const up: PlanConnector = {
      connectorId: 'up',
      kind: 'escalator',
      name: null,
      stops: [
        { levelId: '1', at: [10, 10] },
        { levelId: '2', at: [18, 10] },
      ],
      oneWay: true,
    }
    const places = [place('A', '1', box(2, 2, 2, 2)), place('B', '2', box(24, 2, 2, 2))]
    const navigator = createNavigator(plan({ levels, areas, connectors: [up], places }))
    expect(navigator.route({ placeId: 'A' }, { placeId: 'B' })?.stretches.map(({ levelId }) => levelId)).toEqual([
      '1',
      '2',
    ])
    expect(navigator.route({ placeId: 'B' }, { placeId: 'A' })).toBeUndefined()
    expect(navigator.route({ placeId: 'A' }, { placeId: 'B' }, { stepFree: true })).toBeUndefined()
  })

  it('ends at the door of a shop that has one', () => {
    const shop = place('shop', '1', box(10, 6, 8, 6))
    const door = {
      doorId: 'd',
      levelId: '1',
      name: null,
      entrance: false,
      stepFree: true,
      line: [
        [13, 12],
        [14.5, 12],
      ] as Point[],
    }
    const route = createNavigator(plan({ places: [shop], doors: [door] })).route(
      { levelId: '1', at: [14, 1] },
      { placeId: 'shop' },
    )
    const [, y] = route?.stretches.at(-1)?.line.at(-1) ?? [0, 0]
    expect(y).toBeGreaterThan(11.3)
  })
})

describe('a tour', () => {
  it('visits all that can be reached, names the rest, and joins its legs', () => {
    const places = Array.from({ length: 12 }, (_, i) =>
      place(`S-${i}`, '1', box(2 + (i % 6) * 4.5, 4 + Math.floor(i / 6) * 8, 2, 2)),
    )
    const navigator = createNavigator(plan({ places }))
    const tour = navigator.tour({ levelId: '1', at: [1, 1] }, [...places.map(({ placeId }) => placeId), 'nowhere'])
    expect(new Set(tour.legs.map(({ toPlaceId }) => toPlaceId))).toEqual(new Set(places.map(({ placeId }) => placeId)))
    expect(tour.legs).toHaveLength(12)
    expect(tour.unreachable).toEqual(['nowhere'])
    tour.legs.slice(1).forEach((leg, i) => {
      const end = tour.legs[i]?.stretches.at(-1)?.line.at(-1)
      expect(distance(end ?? [0, 0], leg.stretches[0]?.line[0] ?? [99, 99])).toBeLessThan(1e-6)
    })
    expect(tour.metres).toBeLessThan(75)
  })
})

describe('a route in words', () => {
  it('says how far, where to turn, by what to change floors, and on which side the stall is', () => {
    const levels = [
      { levelId: '1', ordinal: 0, name: '1 楼' },
      { levelId: '2', ordinal: 1, name: '2 楼' },
    ]
    const ell = [box(0, 0, 3, 20), box(0, 17, 30, 3)]
    const areas = [
      ...ell.map((ring, i) => ({ areaId: `a${i}`, levelId: '1', kind: 'walkway' as const, name: null, rings: [ring] })),
      { areaId: 'b', levelId: '2', kind: 'walkway' as const, name: null, rings: [box(24, 14, 6, 6)] },
    ]
    const lift: PlanConnector = {
      connectorId: 'lift',
      kind: 'elevator',
      name: '2 号电梯',
      stops: [
        { levelId: '1', at: [28.5, 18.5] },
        { levelId: '2', at: [28.5, 18.5] },
      ],
      oneWay: false,
    }
    const places = [place('A-012', '1', box(3, 14, 3, 3)), place('B-001', '2', box(21, 15, 3, 3))]
    const two = plan({ levels, areas, connectors: [lift], places })
    const route = createNavigator(two).route({ levelId: '1', at: [1.5, 1] }, { placeId: 'B-001' })
    const steps = routeSteps(two, route as PlanRoute, (id) => id, { start: '北门' })
    expect(steps.map(({ text }) => text)).toEqual([
      '从 北门 出发，直走 16 米，在 A-012 左转',
      expect.stringMatching(/^直走 2[67] 米，乘 2 号电梯到 2 楼$/),
      expect.stringMatching(/^直走 \d 米，到达 B-001，在您右手边$/),
    ])
  })
})
