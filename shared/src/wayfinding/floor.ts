/**
 * One level of a plan as a walker meets it: where one can stand, and whether one can go straight from here to there.
 * Exact on the plan's own lines, not on the raster: a wall as thin as a line stops, a gap of ten centimetres between
 * two walkways stops, a door or a drawn path opens both.
 */
import { boxOf, type Box, distance, edgesOf, inRings, meetsAt, stripAround } from './geometry.ts'
import type { MarketPlan, Point, Ring } from './plan.ts'

/** A door opens the wall as deep as this on either side of its line. */
const doorDepth = 0.6
const bucketSize = 2
/** A wall that a step touches with its very end stops it, from whichever side it is asked. */
const touching = 1e-9

interface Shape {
  readonly rings: readonly Ring[]
  readonly box: Box
  /** Place whose outline it is. */
  readonly placeId?: string
}
interface Edge {
  readonly a: Point
  readonly b: Point
  /** `wall`: not crossed outside a door or path. `outline`: what is walkable may change here. */
  readonly kind: 'wall' | 'outline'
  readonly placeId: string | undefined
  /** The outline of something solid. */
  readonly solid: boolean
}
interface Bucket {
  readonly edges: Edge[]
  readonly ways: Shape[]
  readonly solids: Shape[]
  readonly passes: Shape[]
}

export interface Floor {
  readonly levelId: string
  readonly box: Box
  readonly ways: readonly Shape[]
  readonly solids: readonly Shape[]
  readonly passes: readonly Shape[]
  walkable(p: Point): boolean
  /** Whether the straight line between two points stays where one can walk. */
  free(a: Point, b: Point): boolean
  /** Whether something solid other than the place, or a wall, stands between a point and a point of its outline. */
  reaches(p: Point, outline: Point, placeId: string): boolean
}

const shape = (rings: readonly Ring[], placeId?: string): Shape => ({
  rings,
  box: boxOf(rings[0] ?? []),
  ...(placeId === undefined ? {} : { placeId }),
})

const passesOf = (plan: MarketPlan, levelId: string): Ring[] => [
  ...plan.paths
    .filter((path) => path.levelId === levelId)
    .flatMap(({ line, halfWidth }) => edgesOf(line, false).map(([a, b]) => stripAround(a, b, halfWidth, halfWidth))),
  ...plan.doors
    .filter((door) => door.levelId === levelId)
    .flatMap(({ line }) => edgesOf(line, false).map(([a, b]) => stripAround(a, b, doorDepth, 0))),
]

const outlineEdges = (shapes: readonly Shape[], solid: boolean): Edge[] =>
  shapes.flatMap(({ rings, placeId }) =>
    rings.flatMap((ring) => edgesOf(ring, true).map(([a, b]): Edge => ({ a, b, kind: 'outline', placeId, solid }))),
  )

export const createFloor = (plan: MarketPlan, levelId: string): Floor => {
  const here = <T extends { readonly levelId: string }>(items: readonly T[]) =>
    items.filter((i) => i.levelId === levelId)
  const areas = here(plan.areas)
  const ways = areas.filter((area) => area.kind === 'walkway').map((area) => shape(area.rings))
  const solids = [
    ...areas.filter((area) => area.kind === 'solid').map((area) => shape(area.rings)),
    ...here(plan.places).map((place) => shape(place.rings, place.placeId)),
  ]
  const passes = passesOf(plan, levelId).map((ring) => shape([ring]))
  const walls = here(plan.walls).flatMap(({ line }) =>
    edgesOf(line, false).map(([a, b]): Edge => ({ a, b, kind: 'wall', placeId: undefined, solid: true })),
  )
  const edges = [...walls, ...outlineEdges(ways, false), ...outlineEdges(passes, false), ...outlineEdges(solids, true)]
  const box = boxOf([...ways, ...passes].flatMap(({ rings }) => rings.flat()))
  const buckets = fillBuckets({ edges, ways, solids, passes })

  const bucketAt = ([x, y]: Point): Bucket | undefined => buckets.get(keyOf(bucketOf(x), bucketOf(y)))
  const within = (p: Point, shapes: readonly Shape[]): boolean =>
    shapes.some(
      ({ box: b, rings }) => p[0] >= b.minX && p[0] <= b.maxX && p[1] >= b.minY && p[1] <= b.maxY && inRings(p, rings),
    )
  const passable = (p: Point): boolean => within(p, bucketAt(p)?.passes ?? [])
  const walkable = (p: Point): boolean => {
    const bucket = bucketAt(p)
    if (bucket === undefined) return false
    return within(p, bucket.passes) || (within(p, bucket.ways) && !within(p, bucket.solids))
  }
  const pointAt = (a: Point, b: Point, t: number): Point => [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t]

  const free = (a: Point, b: Point): boolean => {
    const turns = [0, 1]
    for (const edge of edgesNear(buckets, a, b)) {
      const t = meetsAt(a, b, edge.a, edge.b, touching)
      if (t === undefined) continue
      if (edge.kind === 'wall' && !passable(pointAt(a, b, t))) return false
      turns.push(t)
    }
    if (turns.length === 2) return walkable(pointAt(a, b, 0.5))
    turns.sort((s, t) => s - t)
    const length = distance(a, b)
    return turns.every((t, i) => {
      const before = turns[i - 1]
      // Slivers below a millimetre are rounding where two outlines share an edge.
      return before === undefined || (t - before) * length < 1e-3 || walkable(pointAt(a, b, (t + before) / 2))
    })
  }
  const reaches = (p: Point, outline: Point, placeId: string): boolean => {
    for (const edge of edgesNear(buckets, p, outline)) {
      if (!edge.solid || edge.placeId === placeId) continue
      const t = meetsAt(p, outline, edge.a, edge.b)
      // Neighbours share outlines: what touches at the very end is not in between.
      if (t !== undefined && (1 - t) * distance(p, outline) > 0.05 && !passable(pointAt(p, outline, t))) return false
    }
    return true
  }
  return { levelId, box, ways, solids, passes, walkable, free, reaches }
}

const bucketOf = (metres: number): number => Math.floor(metres / bucketSize)
/** Levels are smaller than 60 km either way. */
const keyOf = (column: number, row: number): number => (column + 30_000) * 65_536 + (row + 30_000)

const fillBuckets = (items: {
  edges: readonly Edge[]
  ways: readonly Shape[]
  solids: readonly Shape[]
  passes: readonly Shape[]
}): Map<number, Bucket> => {
  const buckets = new Map<number, Bucket>()
  const at = (column: number, row: number): Bucket => {
    const key = keyOf(column, row)
    const found = buckets.get(key)
    if (found !== undefined) return found
    const made: Bucket = { edges: [], ways: [], solids: [], passes: [] }
    buckets.set(key, made)
    return made
  }
  for (const kind of ['ways', 'solids', 'passes'] as const)
    for (const item of items[kind]) eachBucket(item.box, (column, row) => at(column, row)[kind].push(item))
  for (const edge of items.edges)
    bucketsAlong(edge.a, edge.b, (column, row) => {
      const { edges } = at(column, row)
      if (edges.at(-1) !== edge) edges.push(edge)
    })
  return buckets
}

const eachBucket = ({ minX, minY, maxX, maxY }: Box, visit: (column: number, row: number) => void): void => {
  for (let column = bucketOf(minX); column <= bucketOf(maxX); column++)
    for (let row = bucketOf(minY); row <= bucketOf(maxY); row++) visit(column, row)
}

/** Every bucket that a segment touches, some of them twice. */
const bucketsAlong = (a: Point, b: Point, visit: (column: number, row: number) => void): void => {
  const pieces = Math.max(1, Math.ceil(distance(a, b) / bucketSize))
  let from = a
  for (let i = 1; i <= pieces; i++) {
    const to: Point = [a[0] + ((b[0] - a[0]) * i) / pieces, a[1] + ((b[1] - a[1]) * i) / pieces]
    eachBucket(boxOf([from, to]), visit)
    from = to
  }
}

const edgesNear = (buckets: ReadonlyMap<number, Bucket>, a: Point, b: Point): Iterable<Edge> => {
  const first = keyOf(bucketOf(a[0]), bucketOf(a[1]))
  // Most questions are about neighbouring cells of one bucket.
  if (first === keyOf(bucketOf(b[0]), bucketOf(b[1]))) return buckets.get(first)?.edges ?? []
  const found = new Set<Edge>()
  bucketsAlong(a, b, (column, row) => {
    for (const edge of buckets.get(keyOf(column, row))?.edges ?? []) found.add(edge)
  })
  return found
}
