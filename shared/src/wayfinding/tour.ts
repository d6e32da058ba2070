/**
 * In which order to visit stops. `costs[i][j]` is the way from i to j, in any unit; 0 is the start. A tour begins at
 * the start, visits every other once, and ends at the last one, or at `end` when it is given.
 */
export type Costs = readonly (readonly number[])[]

/** Up to this many stops the order is exact; 2^8 × 8 states are nothing even for an old phone. */
export const exactStops = 8

const cost = (costs: Costs, i: number, j: number): number => costs[i]?.[j] ?? Infinity

/** Cost of an order that begins at 0. */
export const tourCost = (costs: Costs, order: readonly number[]): number => {
  let sum = 0
  let at = 0
  for (const stop of order) {
    sum += cost(costs, at, stop)
    at = stop
  }
  return sum
}

/** Order of the stops 1…n (without the start). With `end`, that stop stays last. */
export const orderStops = (costs: Costs, end?: number): number[] => {
  const stops = costs.map((_, i) => i).filter((i) => i !== 0 && i !== end)
  if (stops.length <= exactStops) return exactOrder(costs, stops, end)
  return goodOrder(costs, stops, end)
}

/** Held–Karp: for each set of visited stops and each last one, the cheapest way to have come there. */
const exactOrder = (costs: Costs, stops: readonly number[], end: number | undefined): number[] => {
  const count = stops.length
  if (count === 0) return end === undefined ? [] : [end]
  const stopAt = (i: number): number => stops[i] ?? 0
  const best = new Float64Array((1 << count) * count).fill(Infinity)
  const from = new Int8Array((1 << count) * count).fill(-1)
  for (let i = 0; i < count; i++) best[(1 << i) * count + i] = cost(costs, 0, stopAt(i))
  for (let visited = 1; visited < 1 << count; visited++)
    for (let last = 0; last < count; last++) {
      const here = best[visited * count + last] ?? Infinity
      if ((visited & (1 << last)) === 0 || here === Infinity) continue
      for (let next = 0; next < count; next++) {
        if ((visited & (1 << next)) !== 0) continue
        const there = (visited | (1 << next)) * count + next
        const sum = here + cost(costs, stopAt(last), stopAt(next))
        if (sum < (best[there] ?? Infinity)) {
          best[there] = sum
          from[there] = last
        }
      }
    }
  const all = (1 << count) - 1
  const finish = (last: number): number =>
    (best[all * count + last] ?? Infinity) + (end === undefined ? 0 : cost(costs, stopAt(last), end))
  let last = 0
  for (let i = 1; i < count; i++) if (finish(i) < finish(last)) last = i
  // Nothing connects them all: the caller's own order is as good as any.
  if (finish(last) === Infinity) return [...stops, ...(end === undefined ? [] : [end])]
  const order: number[] = []
  for (let visited = all; last >= 0;) {
    order.unshift(stopAt(last))
    const earlier = from[visited * count + last] ?? -1
    visited &= ~(1 << last)
    last = earlier
  }
  return end === undefined ? order : [...order, end]
}

/** Nearest neighbour and cheapest insertion, each improved by 2-opt and by moving short runs; the better of both. */
const goodOrder = (costs: Costs, stops: readonly number[], end: number | undefined): number[] => {
  const tail = end === undefined ? [] : [end]
  const improved = [nearestOrder(costs, stops), insertedOrder(costs, stops, tail)].map((order) =>
    improve(costs, [...order, ...tail], tail.length),
  )
  return improved.reduce((best, order) => (tourCost(costs, order) < tourCost(costs, best) ? order : best))
}

/** Always to the nearest stop not yet visited. */
export const nearestOrder = (costs: Costs, stops: readonly number[]): number[] => {
  const left = new Set(stops)
  const order: number[] = []
  for (let at = 0; left.size > 0;) {
    let next: number | undefined
    for (const stop of left) if (next === undefined || cost(costs, at, stop) < cost(costs, at, next)) next = stop
    if (next === undefined) break
    left.delete(next)
    order.push(next)
    at = next
  }
  return order
}

const insertedOrder = (costs: Costs, stops: readonly number[], tail: readonly number[]): number[] => {
  const order: number[] = []
  for (const stop of stops) {
    let [place, least] = [0, Infinity]
    for (let i = 0; i <= order.length; i++) {
      const sum = tourCost(costs, [...order.slice(0, i), stop, ...order.slice(i), ...tail])
      if (sum < least) [place, least] = [i, sum]
    }
    order.splice(place, 0, stop)
  }
  return order
}

const improve = (costs: Costs, start: readonly number[], fixed: number): number[] => {
  let order = [...start]
  let best = tourCost(costs, order)
  const movable = order.length - fixed
  const attempt = (candidate: number[]): boolean => {
    const sum = tourCost(costs, candidate)
    if (sum >= best - 1e-9) return false
    order = candidate
    best = sum
    return true
  }
  for (let better = true; better;) {
    better = false
    for (let i = 0; i < movable; i++)
      for (let j = i + 1; j < movable; j++) {
        const reversed = [...order.slice(0, i), ...order.slice(i, j + 1).reverse(), ...order.slice(j + 1)]
        if (attempt(reversed)) better = true
      }
    for (let length = 1; length <= 3; length++)
      for (let i = 0; i + length <= movable; i++)
        for (let to = 0; to <= movable - length; to++) {
          const run = order.slice(i, i + length)
          const rest = [...order.slice(0, i), ...order.slice(i + length)]
          if (attempt([...rest.slice(0, to), ...run, ...rest.slice(to)])) better = true
        }
  }
  return order
}
