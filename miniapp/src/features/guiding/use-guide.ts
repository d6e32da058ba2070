import { useCallback, useMemo } from 'react'
import type { PublicPlan, RouteAnswer } from '@smart-market/shared/contracts/wayfinding.ts'
import {
  answerRoute,
  startOf,
  type Guide,
  type GuideQuestion,
  type GuideRefusal,
} from '@smart-market/shared/wayfinding/guide.ts'
import { createNavigator } from '@smart-market/shared/wayfinding/navigator.ts'
import type { BeaconPlace } from '@smart-market/shared/wayfinding/position.ts'
import { client } from '../../platform/request.ts'
import type { QueryState } from '../../ui/states.tsx'
import { useKept, type Kept } from '../reading/use-kept.ts'
import { chooseStops, type Candidates } from './list-stops.ts'

type Geometry = Awaited<ReturnType<typeof client.getPublicPlanGeometry>>

/** Only what the answers need; the plan that is drawn says where the main entrance is. */
const guideOf = (plan: PublicPlan, { planId, stallCodes, plan: geometry }: Geometry): Guide => {
  const codeOf = new Map(Object.entries(stallCodes))
  const { start } = plan
  return {
    planId,
    navigator: createNavigator(geometry),
    codeOf,
    placeOf: new Map([...codeOf].map(([placeId, code]) => [code, placeId])),
    start: start === null ? undefined : { spot: { levelId: start.levelId, at: [start.x, start.y] }, name: start.name },
  }
}

export type From = GuideQuestion['from']
export interface PhoneGuide {
  readonly beacons: readonly BeaconPlace[]
  answer(question: GuideQuestion): RouteAnswer | GuideRefusal
  /** A stall for each thing of a list, by position in `stallCodes`; null where nothing can be reached. */
  choose(from: From, stallCodes: readonly string[], candidates: Candidates, stepFree: boolean): (number | null)[]
}

const phoneGuide = (guide: Guide, beacons: Geometry['beacons']): PhoneGuide => ({
  beacons: beacons.map(({ uuid, major, minor, levelId, x, y }) => ({
    uuid,
    major,
    minor,
    levelId,
    at: [x, y] as const,
  })),
  answer: (question) => answerRoute(guide, question),
  choose: (from, stallCodes, candidates, stepFree) => {
    const start = startOf(guide, from)
    const placeIds = stallCodes.map((code) => guide.placeOf.get(code) ?? '')
    if (start === undefined) return candidates.map(() => null)
    const options = { stepFree }
    return chooseStops(candidates, {
      fromStart: guide.navigator.costs(start.from, placeIds, options),
      between: placeIds.map((placeId) => guide.navigator.costs({ placeId }, placeIds, options)),
    })
  },
})

/**
 * The market's plan, and the guide that answers on this phone: where somebody stands is never sent. Both stay on the
 * phone, so that the way is found without a network too. `guide` is null until the geometry is there.
 */
export const usePlan = (
  marketCode: string | null,
): { query: QueryState<Kept<PublicPlan>>; guide: PhoneGuide | null; reload: () => void } => {
  const code = marketCode ?? ''
  const readPlan = useCallback(() => client.getPublicPlan({ params: { marketCode: code } }), [code])
  const readGeometry = useCallback(() => client.getPublicPlanGeometry({ params: { marketCode: code } }), [code])
  const plan = useKept(marketCode === null ? null : `plan-${code}`, readPlan)
  const drawn = plan.query.status === 'data' ? plan.query.data.data : null
  const geometry = useKept(drawn === null ? null : `geometry-${code}`, readGeometry)
  const shape = geometry.query.status === 'data' ? geometry.query.data.data : null
  // The plan and its geometry are read one after the other; a plan published between them fits neither.
  const fits = drawn !== null && shape !== null && drawn.planId === shape.planId
  const guide = useMemo(() => (fits ? phoneGuide(guideOf(drawn, shape), shape.beacons) : null), [fits, drawn, shape])
  const reload = () => {
    plan.reload()
    geometry.reload()
  }
  return { query: plan.query, guide, reload }
}
