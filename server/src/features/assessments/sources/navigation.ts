import { marketOf } from '../../../context.ts'
import { navigationState } from '../../wayfinding/index.ts'
import type { EvidenceSource } from './evidence-source.ts'

/** A published floor plan, and whether people ask it for their way. */
export const navigationSource: EvidenceSource = {
  id: 'navigation',
  provides: { populations: [], metrics: ['navigation.planPublished', 'navigation.routesAnswered30d'] },
  collect: async (ctx, tx, asOf) => {
    const state = await navigationState(tx, marketOf(ctx), asOf)
    if (state.firstPlanAt === null) return {}
    return {
      metrics: {
        'navigation.planPublished': {
          value: state.publishedAt !== null,
          unit: '',
          observedAt: (state.publishedAt ?? state.firstPlanAt).toISOString(),
          origin: '平面图发布记录',
          basis: 'measured',
        },
        ...(state.routesAnswered30d === null
          ? {}
          : {
              'navigation.routesAnswered30d': {
                value: state.routesAnswered30d,
                unit: '次',
                observedAt: (state.lastRouteAt ?? asOf).toISOString(),
                origin: '导航请求计数',
                basis: 'measured',
              },
            }),
      },
    }
  },
}
