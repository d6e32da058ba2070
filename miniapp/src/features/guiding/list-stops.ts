/** Which stalls to visit for a shopping list: few and near each other, each thing where it is on sale now. Pure. */

/** What one thing of the list can be bought at, as positions in the list of stalls. */
export type Candidates = readonly (readonly number[])[]
/** `between[i][j]`: the way from stall i to stall j; `fromStart[i]`: from where the shopper stands. Infinity: none. */
export interface Ways {
  readonly fromStart: readonly number[]
  readonly between: readonly (readonly number[])[]
}

/** Stalls tried for each thing, the nearest first: more makes no shorter tour in a market of zones. */
export const triedForEach = 6

const wayTo = ({ fromStart, between }: Ways, from: number | null, to: number): number =>
  (from === null ? fromStart[to] : between[from]?.[to]) ?? Infinity

/** Length of the shortest chain that grows by the nearest stall; an honest comparison, not the final order. */
const chainLength = (ways: Ways, stalls: readonly number[]): number => {
  const left = new Set(stalls)
  let at: number | null = null
  let sum = 0
  while (left.size > 0) {
    let next: number | undefined
    for (const stall of left) {
      if (next === undefined || wayTo(ways, at, stall) < wayTo(ways, at, next)) next = stall
    }
    if (next === undefined) break
    sum += wayTo(ways, at, next)
    at = next
    left.delete(next)
  }
  return sum
}

/** A stall chosen for each thing; things without any candidate get null. Metres saved below this do not buy a stop. */
const stopCost = 8

export const chooseStops = (candidates: Candidates, ways: Ways): (number | null)[] => {
  const near = candidates.map((stalls) =>
    [...stalls]
      .filter((stall) => wayTo(ways, null, stall) < Infinity)
      .sort((a, b) => wayTo(ways, null, a) - wayTo(ways, null, b)),
  )
  const shared = new Map<number, number>()
  for (const stalls of near) for (const stall of stalls) shared.set(stall, (shared.get(stall) ?? 0) + 1)
  // Stalls that have several of the things are tried even where they are not among the nearest.
  const tried = near.map((stalls) => {
    const several = stalls.filter((stall) => (shared.get(stall) ?? 0) > 1).slice(0, triedForEach)
    return [...new Set([...stalls.slice(0, triedForEach), ...several])]
  })
  const costOf = (choice: readonly (number | null)[]): number => {
    const stalls = [...new Set(choice.filter((one): one is number => one !== null))]
    return chainLength(ways, stalls) + stopCost * stalls.length
  }
  let best: (number | null)[] = tried.map((stalls) => stalls[0] ?? null)
  let least = costOf(best)
  const improve = (choice: (number | null)[]): boolean => {
    const cost = costOf(choice)
    if (cost >= least - 1e-9) return false
    best = choice
    least = cost
    return true
  }
  const stalls = [...new Set(tried.flat())]
  for (let changed = true; changed;) {
    changed = false
    // One thing elsewhere, or all that a stall has bought there at once: neither finds what the other does.
    tried.forEach((own, i) => {
      for (const stall of own) changed = improve(best.map((one, j) => (j === i ? stall : one))) || changed
    })
    for (const stall of stalls)
      changed = improve(best.map((one, j) => (tried[j]?.includes(stall) ? stall : one))) || changed
  }
  return best
}

/** 「西红柿、鸡蛋 豆腐」 → three things; the same thing twice is one. At most twelve. */
export const listedGoods = (typed: string): string[] =>
  [...new Set(typed.split(/[\s,，、;；。]+/).filter((word) => word !== ''))].slice(0, 12)
