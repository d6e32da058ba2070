/** 平面图: which plan to show, which places need someone, and what stands in the way of publishing. */
import { labels } from '@smart-market/shared/text/zh.ts'
import { countText } from '../../lib/format.ts'
import type { Tone } from '../../ui/status-tag.tsx'
import type { Place, PlanSummary } from './api.ts'

export const planViews = ['map', 'places', 'beacons', 'problems'] as const
export type PlanView = (typeof planViews)[number]
export const placeFilters = { unmatched: '还没对应摊位', unreachable: '走不到', matched: '已对应摊位' } as const
export type PlaceFilter = keyof typeof placeFilters

export const planTone: Record<PlanSummary['state'], Tone> = { draft: 'person', published: 'good', withdrawn: 'off' }

/** The asked-for plan, else the published one, else the newest. */
export const chosenPlan = (plans: readonly PlanSummary[], planId: string | undefined): PlanSummary | undefined =>
  plans.find((p) => p.planId === planId) ??
  plans.find((p) => p.state === 'published') ??
  [...plans].sort((a, b) => b.createdAt.localeCompare(a.createdAt))[0]

/** What stands in the choice of plans: `示意图 · 草稿`. */
export const planName = (plan: PlanSummary): string =>
  `${plan.schematic ? '示意图' : plan.fileName} · ${labels.floorPlanState[plan.state]}`

export const placeName = (place: Place): string => place.name ?? place.ref ?? '没有名称'

export interface PlaceQuery {
  readonly q: string
  readonly show: PlaceFilter | undefined
}

/** Places that need someone first: not matched, then not reachable. */
export const placesShown = (places: readonly Place[], { q, show }: PlaceQuery): Place[] => {
  const fits: Record<PlaceFilter, (p: Place) => boolean> = {
    unmatched: (p) => p.stallId === null,
    unreachable: (p) => !p.reachable,
    matched: (p) => p.stallId !== null,
  }
  const wanted = q.trim().toLowerCase()
  const has = (text: string | null): boolean => (text ?? '').toLowerCase().includes(wanted)
  const rank = (p: Place): number => (p.stallId === null ? 0 : p.reachable ? 2 : 1)
  return places
    .filter((p) => show === undefined || fits[show](p))
    .filter((p) => wanted === '' || has(p.name) || has(p.ref) || has(p.stallCode))
    .sort((a, b) => rank(a) - rank(b))
}

/** One sentence on what shoppers could not find if the plan were published now; null when nothing is missing. */
export const gapText = (plan: PlanSummary, unreachable: number): string | null => {
  const gaps = [
    plan.stallsWithoutPlace > 0 ? `${countText(plan.stallsWithoutPlace)} 个摊位在图上没有位置` : null,
    plan.placeCount > plan.matchedCount ? `${countText(plan.placeCount - plan.matchedCount)} 个位置还没对应摊位` : null,
    unreachable > 0 ? `${countText(unreachable)} 个位置没有路能走到` : null,
  ].filter((text) => text !== null)
  return gaps.length === 0 ? null : `${gaps.join('，')}。消费者在线上导航里找不到它们。`
}

export const pageOf = <T>(rows: readonly T[], page: number, pageSize: number): T[] =>
  rows.slice((page - 1) * pageSize, page * pageSize)
