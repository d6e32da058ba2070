import { addDays, businessDate } from '@smart-market/shared/time.ts'
import type { Tx } from '../../context.ts'
import * as store from './store.ts'

export interface NavigationState {
  /** When the first plan was drawn or imported; null when there never was one. */
  readonly firstPlanAt: Date | null
  /** Since when a plan has been public; null when none is. */
  readonly publishedAt: Date | null
  /** Routes given in the last 30 business days; null when nobody ever asked. */
  readonly routesAnswered30d: number | null
  readonly lastRouteAt: Date | null
}

/** What the records say about wayfinding as of a moment; counts are by whole business days. */
export const navigationState = async (tx: Tx, marketId: string, asOf: Date): Promise<NavigationState> => {
  const { firstAt, publishedAt } = await store.planTimes(tx, marketId, asOf)
  const today = businessDate(asOf)
  const routes = await store.sumRoutes(tx, marketId, addDays(today, -29), today)
  const date = (text: string | null): Date | null => (text === null ? null : new Date(text))
  return {
    firstPlanAt: date(firstAt),
    publishedAt: date(publishedAt),
    routesAnswered30d: routes.everAsked ? routes.answered : null,
    lastRouteAt: date(routes.lastAt),
  }
}
