/** Verbs that anyone may call: the published plan, and the way to a stall. Nothing about who asks is kept. */
import type { z } from 'zod'
import type { RouteAnswer, routeRequest } from '@smart-market/shared/contracts/wayfinding.ts'
import { businessDate } from '@smart-market/shared/time.ts'
import { middleOf } from '@smart-market/shared/wayfinding/geometry.ts'
import { answerRoute, type GuideRefusal } from '@smart-market/shared/wayfinding/guide.ts'
import { createNavigator, type Navigator } from '@smart-market/shared/wayfinding/navigator.ts'
import type { MarketPlan, Spot } from '@smart-market/shared/wayfinding/plan.ts'
import { planViews } from '@smart-market/shared/wayfinding/view.ts'
import { type Ctx, type Tx, withTransaction } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { insideMarket, listStallRows, type MarketFace } from '../markets/index.ts'
import * as store from './store.ts'

/** Plans whose graphs one process keeps: a district's markets. */
const keptPlans = 40

/** Where a route begins when nobody says. */
export interface MainStart {
  readonly spot: Spot
  readonly name: string
  /** Cost from there to each place of the plan, Infinity where there is no way. */
  readonly costs: readonly number[]
}
export interface PlanGraph {
  readonly navigator: Navigator
  /** Undefined when the plan has nothing to walk on. */
  readonly start: MainStart | undefined
}

/** Graphs of plans by key. A plan never changes under its id, so neither does its graph. */
export interface GraphCache {
  of(key: string, plan: () => MarketPlan): PlanGraph
  has(key: string): boolean
}
export const createGraphCache = (): GraphCache => {
  const kept = new Map<string, PlanGraph>()
  const build = (plan: MarketPlan): PlanGraph => {
    const navigator = createNavigator(plan)
    return { navigator, start: mainStart(navigator) }
  }
  return {
    has: (key) => kept.has(key),
    of: (key, plan) => {
      const graph = kept.get(key) ?? build(plan())
      // Asked last, dropped last.
      kept.delete(key)
      kept.set(key, graph)
      const oldest = kept.size > keptPlans ? kept.keys().next().value : undefined
      if (oldest !== undefined) kept.delete(oldest)
      return graph
    },
  }
}

/** Entrances that are tried for the main one. */
const triedEntrances = 12

/** The entrance from which most places can be reached, nearest to the ground floor; else the middle of the hall. */
const mainStart = (navigator: Navigator): MainStart | undefined => {
  const { plan, grid } = navigator
  const ordinals = new Map(plan.levels.map(({ levelId, ordinal }) => [levelId, ordinal]))
  const fromGround = ({ levelId }: { readonly levelId: string }): number => Math.abs(ordinals.get(levelId) ?? 99)
  const doors = plan.doors
    .filter(({ entrance, levelId, line }) => entrance && grid.cellsNear(levelId, middleOf(line), 3).length > 0)
    .sort((a, b) => fromGround(a) - fromGround(b))
    .slice(0, triedEntrances)
    .map(({ levelId, line, name }) => ({ spot: { levelId, at: middleOf(line) }, name: name ?? '入口' }))
  const middles = grid.layers
    .map((layer) => layer)
    .sort((a, b) => fromGround(a) - fromGround(b))
    .flatMap(({ levelId, floor: { box } }) => {
      const [width, depth] = [box.maxX - box.minX, box.maxY - box.minY]
      const near = grid.cellsNear(levelId, [box.minX + width / 2, box.minY + depth / 2], Math.max(width, depth))[0]
      return near === undefined ? [] : [{ spot: { levelId, at: grid.pointOf(near.cell) }, name: '市场中央' }]
    })
  const placeIds = plan.places.map(({ placeId }) => placeId)
  let best: MainStart | undefined
  let most = -1
  for (const candidate of [...doors, ...middles]) {
    // The middle of a hall is a start only where no entrance leads to a stall.
    if (most > 0 && !doors.includes(candidate)) break
    const costs = navigator.costs(candidate.spot, placeIds)
    const reached = costs.filter((cost) => cost < Infinity).length
    if (reached <= most) continue
    best = { ...candidate, costs }
    most = reached
  }
  return best
}

interface OpenPlan {
  readonly market: MarketFace
  readonly published: store.Published
  readonly navigator: Navigator
  readonly start: MainStart | undefined
  /** Stall codes by place, and places by stall code. */
  readonly codeOf: ReadonlyMap<string, string>
  readonly placeOf: ReadonlyMap<string, string>
}

/** The graph and the stall codes of published plans, kept between requests. */
export interface Guidance {
  readonly graphs: GraphCache
  readonly codes: Map<string, { readonly matches: string; readonly codeOf: ReadonlyMap<string, string> }>
}
export const createGuidance = (): Guidance => ({ graphs: createGraphCache(), codes: new Map() })

/** Runs `work` in the market of the code with its published plan. Throws market.not_found, plan.none_published. */
const withPlan = async <T>(
  ctx: Ctx,
  guidance: Guidance,
  marketCode: string,
  work: (tx: Tx, open: OpenPlan) => Promise<T>,
): Promise<T> => {
  const { ctx: inside, market } = await insideMarket(ctx, marketCode)
  const { marketId } = market
  return withTransaction(inside, async (tx) => {
    const published = await store.findPublished(tx, marketId)
    if (published === undefined) throw new AppError('plan.none_published', { market: market.name })
    const key = `${marketId}/${published.planId}`
    const plan = guidance.graphs.has(key) ? undefined : await store.findGeometry(tx, marketId, published.planId)
    const { navigator, start } = guidance.graphs.of(key, () => {
      if (plan === undefined) throw new Error('published plan without geometry')
      return plan
    })
    const codeOf = await readCodes(tx, guidance, marketId, published)
    const placeOf = new Map([...codeOf].map(([placeId, code]) => [code, placeId]))
    return work(tx, { market, published, navigator, start, codeOf, placeOf })
  })
}

const readCodes = async (
  tx: Tx,
  { codes }: Guidance,
  marketId: string,
  { planId, matches }: store.Published,
): Promise<ReadonlyMap<string, string>> => {
  const kept = codes.get(marketId)
  if (kept !== undefined && kept.matches === `${planId}/${matches}`) return kept.codeOf
  const stalls = new Map((await listStallRows(tx, marketId)).map(({ stallId, code }) => [stallId, code]))
  const codeOf = new Map<string, string>()
  for (const { placeId, stallId } of await store.listPlanStalls(tx, marketId, planId)) {
    const code = stalls.get(stallId)
    if (code !== undefined) codeOf.set(placeId, code)
  }
  codes.set(marketId, { matches: `${planId}/${matches}`, codeOf })
  return codeOf
}

export const getPublicPlan = async (ctx: Ctx, guidance: Guidance, marketCode: string) =>
  withPlan(ctx, guidance, marketCode, async (_tx, { market, published, navigator, start, codeOf }) => {
    const { plan } = navigator
    return {
      planId: published.planId,
      marketCode: market.code,
      marketName: market.name,
      demo: market.demo,
      schematic: plan.schematic,
      attribution: plan.attribution,
      publishedAt: published.publishedAt.toISOString(),
      levels: planViews(plan, codeOf),
      start:
        start === undefined
          ? null
          : { levelId: start.spot.levelId, x: start.spot.at[0], y: start.spot.at[1], name: start.name },
    }
  })

export const getPublicPlanGeometry = async (ctx: Ctx, guidance: Guidance, marketCode: string) =>
  withPlan(ctx, guidance, marketCode, async (tx, { market, published, navigator, codeOf }) => ({
    planId: published.planId,
    stallCodes: Object.fromEntries(codeOf),
    beacons: await store.listBeacons(tx, market.marketId, published.planId),
    plan: navigator.plan,
  }))

/** A phone that found the way by itself tells only that it did; the count of a day is all that is kept. */
export const noteRoute = async (ctx: Ctx, marketCode: string, found: boolean) => {
  const { ctx: inside, market } = await insideMarket(ctx, marketCode)
  const { marketId } = market
  await withTransaction(inside, async (tx) => {
    // Without a public plan there is nothing that a phone could have answered with.
    if ((await store.findPublishedId(tx, marketId)) === undefined)
      throw new AppError('plan.none_published', { market: market.name })
    await store.countRoute(tx, marketId, businessDate(ctx.now), found, ctx.now)
  })
  return { ok: true as const }
}

type RouteRequest = z.output<typeof routeRequest>

/**
 * Throws market.not_found, plan.none_published, route.no_start, route.not_found. Answered and unanswered questions are
 * counted a day; that is all that is kept.
 */
export const findRoute = async (
  ctx: Ctx,
  guidance: Guidance,
  marketCode: string,
  request: RouteRequest,
): Promise<RouteAnswer> => {
  const found = await withPlan(ctx, guidance, marketCode, async (tx, open) => {
    const answer = refused(request, answerRoute({ ...open, planId: open.published.planId }, request))
    await store.countRoute(tx, open.market.marketId, businessDate(ctx.now), !(answer instanceof AppError), ctx.now)
    return answer
  })
  // Thrown here and not inside, so that the count of unanswered questions is kept.
  if (found instanceof AppError) throw found
  return found
}

const refused = (request: RouteRequest, answer: RouteAnswer | GuideRefusal): RouteAnswer | AppError => {
  if (answer === 'no_start') return new AppError('route.no_start')
  if (answer !== 'no_way') return answer
  const wish = request.stepFree ? '（不走楼梯、扶梯）' : ''
  return new AppError('route.not_found', { stallCode: [...new Set(request.stallCodes)].slice(0, 3).join('、'), wish })
}
