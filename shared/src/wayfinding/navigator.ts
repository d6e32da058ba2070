/**
 * Answers "how do I get there" on one plan: a route, the nearest of several places, and a short tour over many. The
 * same code runs on the server and on the phone, so both give the same way. Building takes the time; asking is quick.
 */
import { distance, edgesOf, lengthOf, pointToRings, pointToSegment } from './geometry.ts'
import { createGrid, type Grid } from './grid.ts'
import type { ConnectorKind, MarketPlan, PlanPlace, Point, Spot } from './plan.ts'
import { createSearch, type Search, type SearchOptions, type Seed, type Way } from './search.ts'
import { orderStops } from './tour.ts'

/** A start is a point that somebody stands at, or a place they stand in front of. */
export type Start = Spot | { readonly placeId: string }

/** A stretch on one level; the stretch after it begins where `via` ends. */
export interface Stretch {
  readonly levelId: string
  readonly line: readonly Point[]
  /** What leads on to the next stretch; null for the last. */
  readonly via: { readonly kind: ConnectorKind; readonly name: string | null; readonly toLevelId: string } | null
}
export interface PlanRoute {
  readonly toPlaceId: string | null
  readonly stretches: readonly Stretch[]
  /** Metres walked on the levels, without stairs and lifts. */
  readonly metres: number
  /** Metres with what stairs, lifts and tight passages add; what routes are compared by. */
  readonly cost: number
}
export interface PlanTour {
  /** In the order of the visit; places that cannot be reached are in `unreachable` instead. */
  readonly legs: readonly PlanRoute[]
  readonly metres: number
  readonly unreachable: readonly string[]
}

export interface Navigator {
  readonly plan: MarketPlan
  readonly grid: Grid
  /** Undefined when there is no way, or when the start is too far from any place where one can walk. */
  route(from: Start, to: Start, options?: Partial<SearchOptions>): PlanRoute | undefined
  /** The one of the places that is nearest on foot. */
  nearest(from: Start, placeIds: readonly string[], options?: Partial<SearchOptions>): PlanRoute | undefined
  /** A short way past all places; exact order up to eight, good beyond. `end` is visited last. */
  tour(from: Start, placeIds: readonly string[], options?: Partial<SearchOptions> & { end?: Start }): PlanTour
  /** Cost of the way to each place, Infinity where there is none. */
  costs(from: Start, placeIds: readonly string[], options?: Partial<SearchOptions>): number[]
}

/** A start snaps to a cell within this many metres. */
const startReach = 15
/** In front of a place: within this of its outline, and no further than this beyond the nearest such cell. */
const frontReach = 3
const frontDepth = 0.75
/** A door belongs to a place when it lies on its outline. */
const doorOnOutline = 0.5

export const createNavigator = (plan: MarketPlan): Navigator => {
  const grid = createGrid(plan)
  const search = createSearch(grid)
  const places = new Map(plan.places.map((place) => [place.placeId, place]))
  const fronts = new Map<string, Seed[]>()
  const frontOf = (placeId: string): Seed[] => {
    const known = fronts.get(placeId)
    if (known !== undefined) return known
    const place = places.get(placeId)
    const found = place === undefined ? [] : frontCells(grid, plan, place)
    fronts.set(placeId, found)
    return found
  }
  const seedsOf = (start: Start): Seed[] => {
    if ('placeId' in start) return frontOf(start.placeId)
    const near = grid.cellsNear(start.levelId, start.at, startReach)
    // All cells about as near as the nearest, so that the way out of a corner is not decided by rounding.
    const reach = (near[0]?.metres ?? 0) + grid.cell
    return near.filter(({ metres }) => metres <= reach).map(({ cell, metres }) => ({ cell, cost: metres }))
  }
  const routeOf = (way: Way, toPlaceId: string | null): PlanRoute => {
    const stretches = toStretches(grid, way)
    return { toPlaceId, stretches, metres: stretches.reduce((sum, s) => sum + lengthOf(s.line), 0), cost: way.cost }
  }
  const placeOf = (start: Start): string | null => ('placeId' in start ? start.placeId : null)
  const find = (seeds: readonly Seed[], to: Start, stepFree: boolean): PlanRoute | undefined => {
    const goals = seedsOf(to)
    if (seeds.length === 0 || goals.length === 0) return undefined
    const way = search.find(seeds, goals, { stepFree })
    return way === undefined ? undefined : routeOf(way, placeOf(to))
  }

  return {
    plan,
    grid,
    costs: (from, placeIds, { stepFree = false } = {}) =>
      search.costs(seedsOf(from), placeIds.map(frontOf), { stepFree }),
    route: (from, to, { stepFree = false } = {}) => find(seedsOf(from), to, stepFree),
    nearest: (from, placeIds, { stepFree = false } = {}) => {
      const seeds = seedsOf(from)
      if (seeds.length === 0) return undefined
      const costs = search.costs(seeds, placeIds.map(frontOf), { stepFree, stopAfter: 1 })
      const least = indexOfLeast(costs)
      const placeId = least === undefined ? undefined : placeIds[least]
      return placeId === undefined ? undefined : find(seeds, { placeId }, stepFree)
    },
    tour: (from, placeIds, { stepFree = false, end } = {}) =>
      walkTour({ search, seedsOf, find, placeOf }, from, [...new Set(placeIds)], stepFree, end),
  }
}

const indexOfLeast = (costs: readonly number[]): number | undefined => {
  let least: number | undefined
  costs.forEach((cost, i) => {
    if (cost < Infinity && (least === undefined || cost < (costs[least] ?? Infinity))) least = i
  })
  return least
}

/** Where one stands to be served: at its door when it has one, else along its open sides, nearest cells only. */
const frontCells = (grid: Grid, plan: MarketPlan, place: PlanPlace): Seed[] => {
  const floor = grid.layers.find((layer) => layer.levelId === place.levelId)?.floor
  if (floor === undefined) return []
  const outline = place.rings.flatMap((ring) => edgesOf(ring, true))
  const doors = plan.doors.filter(
    (door) => door.levelId === place.levelId && door.line.every((p) => pointToRings(p, place.rings) < doorOnOutline),
  )
  const radius = Math.max(0, ...place.rings.flat().map((p) => distance(p, place.anchor))) + frontReach
  const near = grid.cellsNear(place.levelId, place.anchor, radius).flatMap(({ cell }) => {
    const at = grid.pointOf(cell)
    const metres =
      doors.length > 0
        ? Math.min(...doors.flatMap((door) => edgesOf(door.line, false).map(([a, b]) => pointToSegment(at, a, b))))
        : outline.length === 0
          ? distance(at, place.anchor)
          : pointToRings(at, place.rings)
    return metres > frontReach ? [] : [{ cell, at, cost: metres }]
  })
  const open =
    doors.length > 0
      ? near
      : near.filter(({ at }) => outline.length === 0 || floor.reaches(at, nearestOn(at, outline), place.placeId))
  const least = Math.min(...open.map(({ cost }) => cost))
  return open.filter(({ cost }) => cost <= least + frontDepth).map(({ cell, cost }) => ({ cell, cost }))
}

const nearestOn = (p: Point, edges: readonly (readonly [Point, Point])[]): Point => {
  let best: Point = p
  let least = Infinity
  for (const [a, b] of edges) {
    const [dx, dy] = [b[0] - a[0], b[1] - a[1]]
    const t = Math.max(0, Math.min(1, ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / (dx * dx + dy * dy)))
    const q: Point = [a[0] + t * dx, a[1] + t * dy]
    if (distance(p, q) < least) [best, least] = [q, distance(p, q)]
  }
  return best
}

interface TourParts {
  readonly search: Search
  readonly seedsOf: (start: Start) => Seed[]
  readonly find: (seeds: readonly Seed[], to: Start, stepFree: boolean) => PlanRoute | undefined
  readonly placeOf: (start: Start) => string | null
}
const walkTour = (
  { search, seedsOf, find, placeOf }: TourParts,
  from: Start,
  placeIds: readonly string[],
  stepFree: boolean,
  end: Start | undefined,
): PlanTour => {
  const wanted: Start[] = [...placeIds.map((placeId) => ({ placeId })), ...(end === undefined ? [] : [end])]
  const seeds = seedsOf(from)
  const fromStart = search.costs(seeds, wanted.map(seedsOf), { stepFree })
  const reached = wanted.filter((_, i) => (fromStart[i] ?? Infinity) < Infinity)
  const goals = reached.map(seedsOf)
  const costs = [seeds, ...goals].map((starts) => [Infinity, ...search.costs(starts, goals, { stepFree })])
  const endAt = end !== undefined && reached.at(-1) === end ? reached.length : undefined
  const legs: PlanRoute[] = []
  let at = seeds
  for (const stop of orderStops(costs, endAt)) {
    const to = reached[stop - 1]
    const leg = to === undefined ? undefined : find(at, to, stepFree)
    if (leg === undefined || to === undefined) continue
    legs.push(leg)
    // The next leg starts where this one ended: nobody walks through the stall to its other side.
    const last = leg.stretches.at(-1)
    const point = last?.line.at(-1)
    if (last !== undefined && point !== undefined)
      at = seedsOf({ levelId: last.levelId, at: point })
        .filter(({ cost }) => cost < 1e-6)
        .slice(0, 1)
    if (at.length === 0) at = seedsOf(to)
  }
  return {
    legs,
    metres: legs.reduce((sum, leg) => sum + leg.metres, 0),
    unreachable: wanted.flatMap((to) => (reached.includes(to) ? [] : (placeOf(to) ?? []))),
  }
}

const toStretches = (grid: Grid, way: Way): Stretch[] => {
  const stretches: Stretch[] = []
  let run: number[] = []
  const close = (via: Stretch['via']): void => {
    const [first] = run
    if (first === undefined) return
    stretches.push({ levelId: grid.layerOf(first).levelId, line: straighten(grid, run), via })
    run = []
  }
  way.cells.forEach((cell, i) => {
    run.push(cell)
    const next = way.cells[i + 1]
    if (next === undefined) return close(null)
    const edges = grid.connectors.get(cell)?.filter(({ to }) => to === next) ?? []
    const [first, ...rest] = edges
    if (first === undefined || isStep(grid, cell, next)) return undefined
    const { connector } = rest.reduce((best, edge) => (edge.cost < best.cost ? edge : best), first)
    return close({ kind: connector.kind, name: connector.name, toLevelId: grid.layerOf(next).levelId })
  })
  return stretches
}

const isStep = (grid: Grid, cell: number, next: number): boolean => {
  const layer = grid.layers.indexOf(grid.layerOf(cell))
  const step = grid.offsets[layer]?.indexOf(next - cell) ?? -1
  return step >= 0 && ((grid.links[cell] ?? 0) & (1 << step)) !== 0
}

/** Metres that a straightened line keeps from walls on either side, where the cells themselves do. */
const clearance = 0.25

/** Pulls the chain of cells straight: each point is followed by the farthest one that can be seen from it. */
const straighten = (grid: Grid, cells: readonly number[]): Point[] => {
  const points = cells.map(grid.pointOf)
  const first = cells[0]
  if (first === undefined || points.length <= 2) return points
  const { floor } = grid.layerOf(first)
  const clear = (a: Point, b: Point): boolean => {
    const length = distance(a, b)
    const [nx, ny] = [(-(b[1] - a[1]) / length) * clearance, ((b[0] - a[0]) / length) * clearance]
    return (
      floor.free(a, b) &&
      floor.free([a[0] + nx, a[1] + ny], [b[0] + nx, b[1] + ny]) &&
      floor.free([a[0] - nx, a[1] - ny], [b[0] - nx, b[1] - ny])
    )
  }
  const line: Point[] = []
  for (let i = 0; i < points.length;) {
    const from = points[i]
    if (from === undefined) break
    line.push(from)
    if (i === points.length - 1) break
    let next = i + 1
    // Doubling, then single steps: a long straight aisle takes a handful of looks.
    for (let stride = 1; stride >= 1;) {
      const to = points[next + stride]
      if (to !== undefined && clear(from, to)) {
        next += stride
        stride *= 2
      } else stride = Math.floor(stride / 2)
    }
    i = next
  }
  return withoutStraightPoints(line)
}

const withoutStraightPoints = (line: readonly Point[]): Point[] =>
  line.filter((p, i) => {
    const [before, after] = [line[i - 1], line[i + 1]]
    return before === undefined || after === undefined || pointToSegment(p, before, after) > 1e-6
  })
