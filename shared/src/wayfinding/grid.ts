/**
 * The routing graph of a plan: one raster of cells a level, an edge between neighbouring cells where one can go
 * straight from centre to centre, and edges between levels where stairs, escalators, lifts and ramps are.
 */
import { distance, edgesOf } from './geometry.ts'
import { createFloor, type Floor } from './floor.ts'
import type { ConnectorKind, MarketPlan, PlanConnector, Point, Ring } from './plan.ts'

/** Half of the narrowest aisle that the fire code leaves between stalls. */
const finestCell = 0.5
/** Above this many cells a level, cells grow: a whole shopping centre still fits a phone's memory. */
const mostCells = 250_000
/** Walking along a wall counts as this much longer, so that a route keeps to the middle of an aisle. */
const wallCost = 0.15
/** A connector's end snaps to a cell within this many metres. */
const connectorReach = 12

/** East, south, south-east, south-west, and back: bit i of a cell's links is the way to neighbour i. */
const steps: readonly (readonly [dx: number, dy: number])[] = [
  [1, 0],
  [0, 1],
  [1, 1],
  [-1, 1],
  [-1, 0],
  [0, -1],
  [-1, -1],
  [1, -1],
]

export interface Layer {
  readonly levelId: string
  readonly ordinal: number
  readonly floor: Floor
  readonly columns: number
  readonly rows: number
  readonly originX: number
  readonly originY: number
  /** Number of its first cell among those of all levels. */
  readonly offset: number
}

export interface ConnectorEdge {
  readonly to: number
  readonly cost: number
  readonly stepFree: boolean
  readonly connector: PlanConnector
}

export interface Grid {
  readonly cell: number
  readonly layers: readonly Layer[]
  readonly links: Uint8Array
  readonly open: Uint8Array
  readonly connectors: ReadonlyMap<number, readonly ConnectorEdge[]>
  readonly offsets: readonly Int32Array[]
  /** Middles of cells, rounded, for estimates. */
  readonly xs: Float32Array
  readonly ys: Float32Array
  layerOf(cell: number): Layer
  pointOf(cell: number): Point
  /** Cost of each of the eight steps out of a cell, in metres. */
  costOf(cell: number, next: number, step: number): number
  /** Walkable cells within `radius` metres of a point, nearest first. */
  cellsNear(levelId: string, at: Point, radius: number): { cell: number; metres: number }[]
}

const connectorCost: Readonly<Record<ConnectorKind, { fixed: number; aLevel: number; stepFree: boolean }>> = {
  stairs: { fixed: 2, aLevel: 10, stepFree: false },
  escalator: { fixed: 2, aLevel: 6, stepFree: false },
  ramp: { fixed: 0, aLevel: 2, stepFree: true },
  elevator: { fixed: 20, aLevel: 5, stepFree: true },
}

export const createGrid = (plan: MarketPlan): Grid => {
  const floors = plan.levels.map((level) => createFloor(plan, level.levelId))
  // A level may have nothing to walk on: its box is empty, and it gets no cells.
  const boxes = floors.map(({ box }) => box).filter(({ minX, maxX }) => minX <= maxX)
  const size = (cell: number) =>
    Math.max(0, ...boxes.map((box) => ((box.maxX - box.minX) / cell) * ((box.maxY - box.minY) / cell)))
  const cell = size(finestCell) <= mostCells ? finestCell : Math.sqrt(size(1) / mostCells)
  let offset = 0
  const layers = plan.levels.flatMap(({ levelId, ordinal }, i): Layer[] => {
    const floor = floors[i]
    if (floor === undefined || floor.box.minX > floor.box.maxX) return []
    const { box } = floor
    const layer: Layer = {
      levelId,
      ordinal,
      floor,
      columns: Math.ceil((box.maxX - box.minX) / cell) + 2,
      rows: Math.ceil((box.maxY - box.minY) / cell) + 2,
      originX: box.minX - cell / 2,
      originY: box.minY - cell / 2,
      offset,
    }
    offset += layer.columns * layer.rows
    return [layer]
  })
  const open = new Uint8Array(offset)
  for (const layer of layers) openCells(layer, cell, open)
  const pointIn = (layer: Layer, index: number): Point => [
    layer.originX + ((index % layer.columns) + 0.5) * cell,
    layer.originY + (Math.floor(index / layer.columns) + 0.5) * cell,
  ]
  const links = linkCells(layers, open, pointIn)
  const layerOf = (at: number): Layer => {
    const found = layers.find((layer) => at < layer.offset + layer.columns * layer.rows)
    if (found === undefined) throw new RangeError(`no cell ${at}`)
    return found
  }
  const cellsNear = (levelId: string, at: Point, radius: number) => {
    const layer = layers.find((one) => one.levelId === levelId)
    if (layer === undefined) return []
    const found: { cell: number; metres: number }[] = []
    const column = (x: number) => Math.floor((x - layer.originX) / cell)
    const row = (y: number) => Math.floor((y - layer.originY) / cell)
    for (let r = Math.max(0, row(at[1] - radius)); r <= Math.min(layer.rows - 1, row(at[1] + radius)); r++)
      for (let c = Math.max(0, column(at[0] - radius)); c <= Math.min(layer.columns - 1, column(at[0] + radius)); c++) {
        const index = r * layer.columns + c
        if (open[layer.offset + index] !== 1) continue
        const metres = distance(at, pointIn(layer, index))
        if (metres <= radius) found.push({ cell: layer.offset + index, metres })
      }
    return found.sort((a, b) => a.metres - b.metres || a.cell - b.cell)
  }
  const [xs, ys] = [new Float32Array(offset), new Float32Array(offset)]
  for (const layer of layers)
    for (let index = 0; index < layer.columns * layer.rows; index++) {
      const [x, y] = pointIn(layer, index)
      xs[layer.offset + index] = x
      ys[layer.offset + index] = y
    }
  const isTight = (at: number): number => (links[at] === 255 ? 0 : wallCost)
  return {
    cell,
    layers,
    links,
    open,
    offsets: layers.map(({ columns }) => Int32Array.from(steps, ([dx, dy]) => dy * columns + dx)),
    xs,
    ys,
    connectors: connect(plan, cellsNear),
    layerOf,
    pointOf: (at) => {
      const layer = layerOf(at)
      return pointIn(layer, at - layer.offset)
    },
    costOf: (at, next, step) => cell * ((step & 3) > 1 ? Math.SQRT2 : 1) * (1 + (isTight(at) + isTight(next)) / 2),
    cellsNear,
  }
}

/** Marks the cells whose middle is walkable, row by row: even-odd along each row is what `inRings` says of each cell. */
const openCells = (layer: Layer, cell: number, open: Uint8Array): void => {
  const { floor, columns, rows, offset, originX, originY } = layer
  const paint = (rings: readonly Ring[], value: 0 | 1): void => {
    const edges = rings.flatMap((ring) => edgesOf(ring, true))
    const crossings: number[][] = Array.from({ length: rows }, () => [])
    for (const [a, b] of edges) {
      const low = Math.min(a[1], b[1])
      const high = Math.max(a[1], b[1])
      const from = Math.max(0, Math.floor((low - originY) / cell - 0.5))
      const to = Math.min(rows - 1, Math.ceil((high - originY) / cell - 0.5))
      for (let row = from; row <= to; row++) {
        const y = originY + (row + 0.5) * cell
        if (a[1] > y !== b[1] > y) crossings[row]?.push(((b[0] - a[0]) * (y - a[1])) / (b[1] - a[1]) + a[0])
      }
    }
    crossings.forEach((xs, row) => {
      xs.sort((s, t) => s - t)
      for (let i = 0; i + 1 < xs.length; i += 2) {
        const from = Math.max(0, Math.ceil(((xs[i] ?? 0) - originX) / cell - 0.5))
        const to = Math.min(columns - 1, Math.ceil(((xs[i + 1] ?? 0) - originX) / cell - 0.5) - 1)
        if (to >= from) open.fill(value, offset + row * columns + from, offset + row * columns + to + 1)
      }
    })
  }
  for (const { rings } of floor.ways) paint(rings, 1)
  for (const { rings } of floor.solids) paint(rings, 0)
  for (const { rings } of floor.passes) paint(rings, 1)
}

const linkCells = (
  layers: readonly Layer[],
  open: Uint8Array,
  pointIn: (layer: Layer, index: number) => Point,
): Uint8Array => {
  const links = new Uint8Array(open.length)
  for (const layer of layers)
    for (let index = 0; index < layer.columns * layer.rows; index++) {
      const at = layer.offset + index
      if (open[at] !== 1) continue
      for (let step = 0; step < 4; step++) {
        const [dx, dy] = steps[step] ?? [0, 0]
        const column = (index % layer.columns) + dx
        if (column < 0 || column >= layer.columns) continue
        const next = index + dy * layer.columns + dx
        if (next >= layer.columns * layer.rows || open[layer.offset + next] !== 1) continue
        if (!layer.floor.free(pointIn(layer, index), pointIn(layer, next))) continue
        links[at] = (links[at] ?? 0) | (1 << step)
        links[layer.offset + next] = (links[layer.offset + next] ?? 0) | (1 << (step + 4))
      }
    }
  return links
}

/** Edges of stairs and lifts. An end with no walkable cell near it is left out: nobody gets to it. */
const connect = (plan: MarketPlan, cellsNear: Grid['cellsNear']): Map<number, ConnectorEdge[]> => {
  const byCell = new Map<number, ConnectorEdge[]>()
  const add = (from: number, edge: ConnectorEdge) => byCell.set(from, [...(byCell.get(from) ?? []), edge])
  const ordinals = new Map(plan.levels.map((level) => [level.levelId, level.ordinal]))
  for (const connector of plan.connectors) {
    const { fixed, aLevel, stepFree } = connectorCost[connector.kind]
    const ends = connector.stops.flatMap(({ levelId, at }) => {
      const near = cellsNear(levelId, at, connectorReach)[0]
      return near === undefined ? [] : [{ ...near, levelId, at }]
    })
    for (const [i, from] of ends.entries())
      for (const [j, to] of ends.entries()) {
        if (i === j || (connector.oneWay && i > j)) continue
        const levels = Math.abs((ordinals.get(from.levelId) ?? 0) - (ordinals.get(to.levelId) ?? 0))
        const cost = fixed + levels * aLevel + distance(from.at, to.at) + from.metres + to.metres
        add(from.cell, { to: to.cell, cost, stepFree, connector })
      }
  }
  return byCell
}
