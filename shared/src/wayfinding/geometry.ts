/** Plane geometry of floor plans. Metres; x to the east, y to the south. */
import type { Point, Ring } from './plan.ts'

export interface Box {
  readonly minX: number
  readonly minY: number
  readonly maxX: number
  readonly maxY: number
}

export const distance = (a: Point, b: Point): number => Math.hypot(a[0] - b[0], a[1] - b[1])

export const boxOf = (points: Iterable<Point>): Box => {
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const [x, y] of points) {
    minX = Math.min(minX, x)
    minY = Math.min(minY, y)
    maxX = Math.max(maxX, x)
    maxY = Math.max(maxY, y)
  }
  return { minX, minY, maxX, maxY }
}

/** Even-odd over all rings, so holes need no order. A point on an edge may count either way. */
export const inRings = ([x, y]: Point, rings: readonly Ring[]): boolean => {
  let inside = false
  for (const ring of rings) {
    let before = ring.at(-1)
    for (const here of ring) {
      if (before !== undefined && here[1] > y !== before[1] > y) {
        const crossingX = ((before[0] - here[0]) * (y - here[1])) / (before[1] - here[1]) + here[0]
        if (x < crossingX) inside = !inside
      }
      before = here
    }
  }
  return inside
}

/** Edges of a line, or of a ring when `closed`. */
export const edgesOf = (points: readonly Point[], closed: boolean): [Point, Point][] => {
  const edges: [Point, Point][] = []
  let before = closed ? points.at(-1) : undefined
  for (const here of points) {
    if (before !== undefined && distance(before, here) > 1e-9) edges.push([before, here])
    before = here
  }
  return edges
}

const cross = (o: Point, a: Point, b: Point): number => (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0])

/** Whether two segments have a point in common; touching counts. */
export const segmentsMeet = (a: Point, b: Point, c: Point, d: Point): boolean => {
  if (
    Math.max(a[0], b[0]) < Math.min(c[0], d[0]) ||
    Math.max(c[0], d[0]) < Math.min(a[0], b[0]) ||
    Math.max(a[1], b[1]) < Math.min(c[1], d[1]) ||
    Math.max(c[1], d[1]) < Math.min(a[1], b[1])
  )
    return false
  return cross(c, d, a) * cross(c, d, b) <= 0 && cross(a, b, c) * cross(a, b, d) <= 0
}

/**
 * How far along a→b the segment c→d is met, in 0…1; undefined when it is not, or when they are parallel. Segments that
 * miss each other by no more than `slack` of their lengths meet: rounding decides nothing then.
 */
export const meetsAt = (a: Point, b: Point, c: Point, d: Point, slack = 0): number | undefined => {
  const [rx, ry, sx, sy] = [b[0] - a[0], b[1] - a[1], d[0] - c[0], d[1] - c[1]]
  const denominator = rx * sy - ry * sx
  if (Math.abs(denominator) < 1e-12) return undefined
  const t = ((c[0] - a[0]) * sy - (c[1] - a[1]) * sx) / denominator
  const u = ((c[0] - a[0]) * ry - (c[1] - a[1]) * rx) / denominator
  const within = t >= -slack && t <= 1 + slack && u >= -slack && u <= 1 + slack
  return within ? Math.max(0, Math.min(1, t)) : undefined
}

export const pointToSegment = (p: Point, a: Point, b: Point): number => {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]]
  const square = dx * dx + dy * dy
  const t = square === 0 ? 0 : Math.max(0, Math.min(1, ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / square))
  return Math.hypot(p[0] - a[0] - t * dx, p[1] - a[1] - t * dy)
}

/** Metres from a point to an area: 0 inside it. */
export const pointToRings = (p: Point, rings: readonly Ring[]): number => {
  if (inRings(p, rings)) return 0
  let least = Infinity
  for (const ring of rings) for (const [a, b] of edgesOf(ring, true)) least = Math.min(least, pointToSegment(p, a, b))
  return least
}

/** A rectangle around a segment: `side` to the left and right of it, `end` beyond both ends. */
export const stripAround = (a: Point, b: Point, side: number, end: number): Ring => {
  const length = distance(a, b)
  const [ux, uy] = length === 0 ? [1, 0] : [(b[0] - a[0]) / length, (b[1] - a[1]) / length]
  const corner = (p: Point, along: number, across: number): Point => [
    p[0] + ux * along - uy * across,
    p[1] + uy * along + ux * across,
  ]
  return [corner(a, -end, side), corner(b, end, side), corner(b, end, -side), corner(a, -end, -side)]
}

/** Centre of gravity of a ring; the mean of its points when it has no area. */
export const middleOf = (ring: Ring): Point => {
  const [ox, oy] = ring[0] ?? [0, 0]
  let [area, x, y] = [0, 0, 0]
  for (const [a, b] of edgesOf(ring, true)) {
    const part = (a[0] - ox) * (b[1] - oy) - (b[0] - ox) * (a[1] - oy)
    area += part
    x += (a[0] - ox + (b[0] - ox)) * part
    y += (a[1] - oy + (b[1] - oy)) * part
  }
  if (Math.abs(area) < 1e-9) {
    const count = Math.max(1, ring.length)
    return [ring.reduce((sum, p) => sum + p[0], 0) / count, ring.reduce((sum, p) => sum + p[1], 0) / count]
  }
  return [ox + x / (3 * area), oy + y / (3 * area)]
}

/** Metres along a line. */
export const lengthOf = (line: readonly Point[]): number =>
  edgesOf(line, false).reduce((sum, [a, b]) => sum + distance(a, b), 0)

export const toCentimetre = (metres: number): number => Math.round(metres * 100) / 100
