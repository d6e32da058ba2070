/**
 * Time of one route in a market of 800 stalls on two floors, against the same question answered by a plain Dijkstra over
 * the same graph; then the nearest of 400 stalls, tours of 8 and 20 stops, and building the graph; and the
 * same routes in a browser as slow as a phone. Budgets, both for 95 routes of 100: 20 ms on the server, 100 ms on the phone.
 */
import { schematicPlan } from '@smart-market/server/features/wayfinding/index.ts'
import { createNavigator, type Navigator } from '@smart-market/shared/wayfinding/navigator.ts'
import { routeSteps } from '@smart-market/shared/wayfinding/words.ts'
import type { Bench } from './bench.ts'
import { phoneRoutes } from './phone-routes.ts'

const stallCount = 800
const budgetMs = 20
const phoneBudgetMs = 100
/** A phone of some years ago against a desk, as Lighthouse slows a page down, and a slower one. */
const slowdowns = [4, 6]
const warmUps = 40

/** The same stalls are asked for in every run. */
const sequence = (seed: number) => {
  let state = seed
  return (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state % below
  }
}
const cpuMsOf = (usage: NodeJS.CpuUsage): number => (usage.user + usage.system) / 1000

const times = (count: number, work: (i: number) => void): number[] =>
  Array.from({ length: count }, (_, i) => {
    const startedAt = performance.now()
    work(i)
    return performance.now() - startedAt
  }).sort((a, b) => a - b)
const at = (sorted: readonly number[], share: number): number =>
  Math.round((sorted[Math.floor(share * (sorted.length - 1))] ?? 0) * 100) / 100

export const runRoutesBench: Bench = async ({ quick, say }) => {
  const zones = ['蔬菜', '水产', '肉类', '熟食'].map((name, i) => ({
    zoneId: `zone-${i}`,
    code: `Z${i}`,
    name: `${name}区`,
    kind: 'trading',
    floor: i < 3 ? 1 : 2,
  }))
  const stalls = Array.from({ length: stallCount }, (_, i) => ({
    stallId: `stall-${i}`,
    code: `A-${String(i + 1).padStart(3, '0')}`,
    zoneId: `zone-${i % zones.length}`,
    x: null,
    y: null,
    areaSquareMetres: null,
  }))
  const plan = schematicPlan(zones, stalls)
  const built = times(3, () => void createNavigator(plan))
  const navigator = createNavigator(plan)
  say(
    `${stallCount} 个摊位，2 层，${navigator.grid.open.reduce((sum, cell) => sum + cell, 0)} 个可走的格子；建图 ${at(built, 0.5)} ms`,
  )

  const rounds = quick ? 200 : 2_000
  const labels = new Map(plan.places.map(({ placeId, ref }) => [placeId, ref ?? undefined]))
  const cpuTimes: number[] = []
  const ours = measure(rounds, (from, to) => {
    const before = process.cpuUsage()
    const route = navigator.route({ placeId: from }, { placeId: to })
    if (route === undefined) throw new Error(`no route from ${from} to ${to}`)
    routeSteps(plan, route, (id) => labels.get(id))
    cpuTimes.push(cpuMsOf(process.cpuUsage(before)))
  })
  // On a busy machine the clock also counts the work of others; processor time does not.
  const cpu = cpuTimes.slice(warmUps).sort((a, b) => a - b)
  const plain = measure(rounds, (from, to) => void navigator.costs({ placeId: from }, [to]))
  say(
    `一条路线（含文字）：中位 ${at(ours, 0.5)} ms，95 % ${at(ours, 0.95)} ms，最慢 ${at(ours, 1)} ms；目标 ${budgetMs} ms`,
  )
  say(`其中处理器时间：中位 ${at(cpu, 0.5)} ms，95 % ${at(cpu, 0.95)} ms，最慢 ${at(cpu, 1)} ms`)
  say(`只算距离的 Dijkstra：中位 ${at(plain, 0.5)} ms，95 % ${at(plain, 0.95)} ms`)
  const nearest = times(
    quick ? 20 : 100,
    (i) =>
      void navigator.nearest(
        { placeId: `stall-${i}` },
        stalls.slice(400).map(({ stallId }) => stallId),
      ),
  )
  const tours = [8, 20].map((stops) => times(quick ? 10 : 50, (i) => walk(navigator, i, stops)))
  say(
    `最近的一个（400 个里）：中位 ${at(nearest, 0.5)} ms；8 站 ${at(tours[0] ?? [], 0.5)} ms，20 站 ${at(tours[1] ?? [], 0.5)} ms`,
  )
  const phones = await phoneRoutes(plan, slowdowns, quick ? 100 : 500)
  if (phones === null) say('没有找到 Chromium，手机上的没有量。')
  for (const { slowdown, buildMs, routeMs } of phones ?? [])
    say(
      `手机（处理器慢 ${slowdown} 倍的 Chromium）：中位 ${at(routeMs, 0.5)} ms，95 % ${at(routeMs, 0.95)} ms，最慢 ${at(routeMs, 1)} ms；建图 ${Math.round(buildMs)} ms；目标 ${phoneBudgetMs} ms`,
    )
  const phoneP95Ms = phones?.map(({ routeMs }) => at(routeMs, 0.95)) ?? []
  return {
    bench: 'routes',
    ratio: Math.round((at(ours, 0.5) / at(plain, 0.5)) * 100) / 100,
    medianMs: at(ours, 0.5),
    p95Ms: at(ours, 0.95),
    budgetMs,
    cpuMs: at(cpu, 0.5),
    cpuP95Ms: at(cpu, 0.95),
    withinBudget: at(cpu, 0.95) <= budgetMs,
    phoneP95Ms,
    phoneBudgetMs,
    phoneWithinBudget: phones === null ? null : phoneP95Ms.every((ms) => ms <= phoneBudgetMs),
    buildMs: at(built, 0.5),
    nearestMs: at(nearest, 0.5),
    tour8Ms: at(tours[0] ?? [], 0.5),
    tour20Ms: at(tours[1] ?? [], 0.5),
  }
}

const measure = (rounds: number, ask: (from: string, to: string) => void): number[] => {
  const next = sequence(7)
  const pair = (): [string, string] => [`stall-${next(stallCount)}`, `stall-${next(stallCount)}`]
  for (let i = 0; i < warmUps; i++) ask(...pair())
  return times(rounds, () => ask(...pair()))
}

const walk = (navigator: Navigator, seed: number, stops: number): void => {
  const next = sequence(seed)
  navigator.tour(
    { placeId: 'stall-0' },
    Array.from({ length: stops }, () => `stall-${next(stallCount)}`),
  )
}
