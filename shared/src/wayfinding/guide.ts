/**
 * Answers "how do I get there" on one published plan, with stall codes in and words out. The server answers with it,
 * and so does a phone, which keeps to itself where it stands. Pure.
 */
import type { RouteAnswer } from '../contracts/wayfinding.ts'
import { toCentimetre } from './geometry.ts'
import type { Navigator, PlanRoute, Start } from './navigator.ts'
import type { Spot } from './plan.ts'
import { exactStops } from './tour.ts'
import { routeLines } from './view.ts'
import { routeSteps } from './words.ts'

/** The pace of an older shopper with bags, m/s. */
const pace = 0.8
/** A point further than this from any place where one can walk is no start, metres. */
const startReach = 15

export interface Guide {
  readonly planId: string
  readonly navigator: Navigator
  /** Stall codes by place, and places by stall code. */
  readonly codeOf: ReadonlyMap<string, string>
  readonly placeOf: ReadonlyMap<string, string>
  /** Where a route begins when nobody says: the main entrance. */
  readonly start: { readonly spot: Spot; readonly name: string } | undefined
}
export interface GuideQuestion {
  readonly from?:
    | { readonly stallCode: string }
    | { readonly levelId: string; readonly x: number; readonly y: number }
    | null
    | undefined
  /** `one` takes the first stall, `nearest` the nearest of them, `tour` all of them in a short order. */
  readonly mode: 'one' | 'nearest' | 'tour'
  readonly stallCodes: readonly string[]
  readonly stepFree: boolean
}
/** `no_start`: nobody can walk from there. `no_way`: none of the stalls is on the plan, or no way leads to it. */
export type GuideRefusal = 'no_start' | 'no_way'

export const answerRoute = (guide: Guide, question: GuideQuestion): RouteAnswer | GuideRefusal => {
  const { navigator, placeOf, planId } = guide
  const start = startOf(guide, question.from)
  if (start === undefined) return 'no_start'
  const wanted = [...new Set(question.stallCodes)]
  const known = wanted.flatMap((code) => placeOf.get(code) ?? [])
  const legs = legsOf(navigator, start.from, question.mode, known, { stepFree: question.stepFree })
  if (legs.length === 0) return 'no_way'
  const metres = legs.reduce((sum, leg) => sum + leg.metres, 0)
  const visited = new Set(legs.map((leg) => leg.toPlaceId))
  return {
    planId,
    schematic: navigator.plan.schematic,
    legs: legs.map((leg, i) => legView(guide, leg, i === 0 ? start.name : undefined)),
    metres: toCentimetre(metres),
    minutes: Math.ceil(metres / pace / 60),
    unreachable: question.mode === 'tour' ? wanted.filter((code) => !visited.has(placeOf.get(code) ?? '')) : [],
    exact: question.mode !== 'tour' || known.length <= exactStops,
  }
}

/** Where a question begins, and what people call it; undefined when nobody can walk from there. */
export const startOf = (
  { navigator, start, placeOf }: Guide,
  from: GuideQuestion['from'],
): { readonly from: Start; readonly name: string } | undefined => {
  if (!from) return start === undefined ? undefined : { from: start.spot, name: start.name }
  if ('stallCode' in from) {
    const placeId = placeOf.get(from.stallCode)
    return placeId === undefined ? undefined : { from: { placeId }, name: from.stallCode }
  }
  const spot: Spot = { levelId: from.levelId, at: [from.x, from.y] }
  const near = navigator.grid.cellsNear(spot.levelId, spot.at, startReach)
  return near.length === 0 ? undefined : { from: spot, name: '您现在的位置' }
}

const legsOf = (
  navigator: Navigator,
  from: Start,
  mode: GuideQuestion['mode'],
  placeIds: readonly string[],
  options: { stepFree: boolean },
): readonly PlanRoute[] => {
  if (mode === 'tour') return navigator.tour(from, placeIds, options).legs
  const [first] = placeIds
  if (first === undefined) return []
  const route =
    mode === 'one' ? navigator.route(from, { placeId: first }, options) : navigator.nearest(from, placeIds, options)
  return route === undefined ? [] : [route]
}

const legView = (
  { navigator, codeOf }: Guide,
  leg: PlanRoute,
  start: string | undefined,
): RouteAnswer['legs'][number] => {
  const { plan } = navigator
  const labelOf = (placeId: string): string | undefined => {
    const place = plan.places.find((one) => one.placeId === placeId)
    return codeOf.get(placeId) ?? place?.ref ?? place?.name ?? undefined
  }
  return {
    stallCode: codeOf.get(leg.toPlaceId ?? '') ?? '',
    metres: toCentimetre(leg.metres),
    lines: routeLines(leg).map((line) => ({ ...line, points: [...line.points] })),
    steps: routeSteps(plan, leg, labelOf, { start }).map(({ text, levelId, at: [x, y], metres }) => ({
      text,
      levelId,
      x: toCentimetre(x),
      y: toCentimetre(y),
      metres: toCentimetre(metres),
    })),
  }
}
