/**
 * Shortest ways over a grid: A* with landmarks (ALT) to one set of goals, Dijkstra to all. Written here and not taken
 * from a library because the same search runs on the phone, over a hundred thousand cells, in typed arrays that are
 * made once a plan.
 */
import { distance } from './geometry.ts'
import type { ConnectorEdge, Grid } from './grid.ts'
import type { Point } from './plan.ts'

export interface Seed {
  readonly cell: number
  /** Metres already walked. */
  readonly cost: number
}
export interface Way {
  readonly cost: number
  readonly cells: readonly number[]
}
export interface SearchOptions {
  readonly stepFree: boolean
}

export interface Search {
  /** The cheapest way from any seed to any goal; undefined when there is none. */
  find(seeds: readonly Seed[], goals: readonly Seed[], options: SearchOptions): Way | undefined
  /** Cost to each set of goals, Infinity where there is no way. Stops after the first `stopAfter` sets are reached. */
  costs(
    seeds: readonly Seed[],
    goalSets: readonly (readonly Seed[])[],
    options: SearchOptions & { readonly stopAfter?: number },
  ): number[]
}

/** Costs from so many far corners are kept: as measured, more of them save nothing and take time to build. */
const mostLandmarks = 2

/** One search at a time: its arrays are used again by the next. */
export const createSearch = (grid: Grid): Search => {
  const cells = grid.links.length
  const best = new Float64Array(cells)
  const before = new Int32Array(cells)
  const closed = new Uint8Array(cells)
  /** What is left at least, once asked. */
  const left = new Float64Array(cells)
  const touched: number[] = []
  const heap = createHeap()

  const reset = (): void => {
    for (const cell of touched) closed[cell] = 0
    for (const cell of touched) best[cell] = 0
    touched.length = 0
    heap.clear()
  }
  /** `best` holds cost + 1, so that the 0 of a fresh array means "not seen". */
  const reach = (cell: number, cost: number, from: number, ahead: (cell: number) => number): void => {
    const known = best[cell] ?? 0
    if (known !== 0 && known <= cost + 1) return
    if (known === 0) {
      touched.push(cell)
      left[cell] = ahead(cell)
    }
    best[cell] = cost + 1
    before[cell] = from
    heap.push(cost + (left[cell] ?? 0), cell)
  }

  const run = (
    seeds: readonly Seed[],
    { stepFree }: SearchOptions,
    ahead: (cell: number) => number,
    settle: (cell: number, cost: number) => boolean,
  ): void => {
    reset()
    for (const { cell, cost } of seeds) reach(cell, cost, -1, ahead)
    for (let cell = heap.pop(); cell !== undefined; cell = heap.pop()) {
      if (closed[cell] === 1) continue
      closed[cell] = 1
      const cost = (best[cell] ?? 1) - 1
      if (settle(cell, cost)) return
      const offsets = grid.offsets[layerIndexOf(grid, cell)]
      const links = grid.links[cell] ?? 0
      for (let step = 0; step < 8; step++) {
        if ((links & (1 << step)) === 0) continue
        const next = cell + (offsets?.[step] ?? 0)
        if (closed[next] === 1) continue
        reach(next, cost + grid.costOf(cell, next, step), cell, ahead)
      }
      for (const edge of grid.connectors.get(cell) ?? noEdges)
        if ((!stepFree || edge.stepFree) && closed[edge.to] !== 1) reach(edge.to, cost + edge.cost, cell, ahead)
    }
  }

  /** Cost of the way from a cell to every other, Infinity where there is none; undefined when `fewer` or less are reached. */
  const costsFrom = (cell: number, fewer = 0): Float64Array | undefined => {
    run([{ cell, cost: 0 }], { stepFree: false }, nothing, never)
    if (touched.length <= fewer) return undefined
    const costs = new Float64Array(cells).fill(Infinity)
    for (const reached of touched) costs[reached] = (best[reached] ?? 1) - 1
    return costs
  }
  /** Each as far as can be from those before it: the corners of the plan's largest part. */
  const chooseLandmarks = (): Float64Array[] => {
    const seen = new Uint8Array(cells)
    let largest: Float64Array | undefined
    let size = 0
    for (let cell = grid.open.indexOf(1); cell >= 0; cell = grid.open.indexOf(1, cell + 1)) {
      if (seen[cell] === 1) continue
      const costs = costsFrom(cell, size)
      for (const reached of touched) seen[reached] = 1
      if (costs !== undefined) [largest, size] = [costs, touched.length]
    }
    const chosen: Float64Array[] = []
    for (let from = largest && farthest([largest]); from !== undefined && chosen.length < mostLandmarks;) {
      const costs = costsFrom(from)
      if (costs === undefined) break
      chosen.push(costs)
      from = farthest(chosen)
    }
    return chosen
  }
  const landmarks = chooseLandmarks()
  /**
   * A lower bound of what is left to the goals. Whoever comes from a landmark through a cell to a goal walks no less
   * than the shortest way from the landmark to the goal; avoiding steps only makes ways longer.
   */
  const aheadTo = (goals: readonly Seed[]): ((cell: number) => number) => {
    const points = goals.map(({ cell }) => grid.pointOf(cell))
    const aim = middle(points)
    const spread = Math.max(0, ...points.map((p) => distance(p, aim)))
    const bounds = landmarks.flatMap((costs) => {
      const least = Math.min(...goals.map(({ cell }) => costs[cell] ?? Infinity))
      return least === Infinity ? [] : [{ costs, least }]
    })
    return (cell) => {
      // Nothing costs less than its length on the plan, so the straight line never overrates what is left.
      let most = Math.hypot((grid.xs[cell] ?? 0) - aim[0], (grid.ys[cell] ?? 0) - aim[1]) - spread
      for (const { costs, least } of bounds) {
        const bound = least - (costs[cell] ?? Infinity)
        if (bound > most) most = bound
      }
      return most > 0 ? most : 0
    }
  }

  return {
    find: (seeds, goals, options) => {
      const extra = new Map(goals.map(({ cell, cost }) => [cell, cost]))
      const ahead = aheadTo(goals)
      let bestGoal: { cell: number; cost: number } | undefined
      run(seeds, options, ahead, (cell, cost) => {
        if (bestGoal !== undefined && cost + ahead(cell) >= bestGoal.cost) return true
        const last = extra.get(cell)
        if (last !== undefined && (bestGoal === undefined || cost + last < bestGoal.cost))
          bestGoal = { cell, cost: cost + last }
        return false
      })
      if (bestGoal === undefined) return undefined
      const way: number[] = []
      for (let cell = bestGoal.cell; cell !== -1; cell = before[cell] ?? -1) way.push(cell)
      return { cost: bestGoal.cost, cells: way.reverse() }
    },
    costs: (seeds, goalSets, options) => {
      const found = goalSets.map(() => Infinity)
      const sets = new Map<number, { set: number; cost: number }[]>()
      goalSets.forEach((goals, set) => {
        for (const { cell, cost } of goals) sets.set(cell, [...(sets.get(cell) ?? []), { set, cost }])
      })
      const reachable = goalSets.filter((goals) => goals.length > 0).length
      const stopAfter = Math.min(options.stopAfter ?? reachable, reachable)
      let settled = 0
      let pending: number[] = []
      run(seeds, options, nothing, (cell, cost) => {
        for (const goal of sets.get(cell) ?? []) {
          if (found[goal.set] === Infinity) pending.push(goal.set)
          found[goal.set] = Math.min(found[goal.set] ?? Infinity, cost + goal.cost)
        }
        if (pending.length === 0) return false
        // A set is settled once the front has passed its cost: no later goal cell of it can be cheaper.
        const waiting = pending.filter((set) => (found[set] ?? Infinity) > cost)
        settled += pending.length - waiting.length
        pending = waiting
        return settled >= stopAfter
      })
      return found
    },
  }
}

const noEdges: readonly ConnectorEdge[] = []
const nothing = (): number => 0
const never = (): boolean => false

/** The cell whose nearest landmark is farthest away; undefined when all cells are landmarks. */
const farthest = (landmarks: readonly Float64Array[]): number | undefined => {
  let best: number | undefined
  let most = 0
  const [first, ...others] = landmarks
  first?.forEach((cost, cell) => {
    let least = cost
    for (const other of others) least = Math.min(least, other[cell] ?? Infinity)
    if (least > most && least < Infinity) [best, most] = [cell, least]
  })
  return best
}

const layerIndexOf = (grid: Grid, cell: number): number => {
  let index = grid.layers.length - 1
  while (index > 0 && (grid.layers[index]?.offset ?? 0) > cell) index--
  return index
}

const middle = (points: readonly Point[]): Point => {
  const count = Math.max(1, points.length)
  return [points.reduce((sum, p) => sum + p[0], 0) / count, points.reduce((sum, p) => sum + p[1], 0) / count]
}

/** Binary heap of cells by key; equal keys come out in the order of their cells, so that a route is always the same. */
const createHeap = () => {
  let keys = new Float64Array(1024)
  let items = new Int32Array(1024)
  let size = 0
  const grow = (): void => {
    const [moreKeys, moreItems] = [new Float64Array(size * 2), new Int32Array(size * 2)]
    moreKeys.set(keys)
    moreItems.set(items)
    keys = moreKeys
    items = moreItems
  }
  const isBefore = (key: number, item: number, at: number): boolean => {
    const other = keys[at] ?? 0
    return key < other || (key === other && item < (items[at] ?? 0))
  }
  const put = (at: number, from: number): void => {
    keys[at] = keys[from] ?? 0
    items[at] = items[from] ?? 0
  }
  return {
    push: (key: number, item: number): void => {
      if (size === keys.length) grow()
      let at = size++
      while (at > 0) {
        const parent = (at - 1) >> 1
        if (!isBefore(key, item, parent)) break
        put(at, parent)
        at = parent
      }
      keys[at] = key
      items[at] = item
    },
    pop: (): number | undefined => {
      if (size === 0) return undefined
      const top = items[0]
      size--
      const [key, item] = [keys[size] ?? 0, items[size] ?? 0]
      let at = 0
      for (;;) {
        const left = 2 * at + 1
        if (left >= size) break
        const right = left + 1
        const child = right < size && isBefore(keys[right] ?? 0, items[right] ?? 0, left) ? right : left
        if (isBefore(key, item, child)) break
        put(at, child)
        at = child
      }
      keys[at] = key
      items[at] = item
      return top
    },
    clear: (): void => {
      size = 0
    },
  }
}
