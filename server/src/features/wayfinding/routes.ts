import type { wayfindingRoutes } from '@smart-market/shared/contracts/wayfinding.ts'
import type { Handlers } from '../../http/mount.ts'
import * as guidance from './guidance.ts'
import * as plans from './plans.ts'

export const createWayfindingHandlers = (): Handlers<typeof wayfindingRoutes> => {
  const kept = guidance.createGuidance()
  return {
    listFloorPlans: (ctx) => plans.listFloorPlans(ctx),
    importFloorPlan: (ctx, { upload }) => plans.importFloorPlan(ctx, kept.graphs, upload),
    drawSchematicPlan: (ctx) => plans.drawSchematicPlan(ctx, kept.graphs),
    getFloorPlan: (ctx, { params }) => plans.getFloorPlan(ctx, kept.graphs, params.planId),
    setPlaceStall: (ctx, { params, body }) =>
      plans.setPlaceStall(ctx, { planId: params.planId, placeId: params.placeId, stallCode: body.stallCode }),
    matchFloorPlan: (ctx, { params }) => plans.matchFloorPlan(ctx, params.planId),
    publishFloorPlan: (ctx, { params }) => plans.publishFloorPlan(ctx, kept.graphs, params.planId),
    withdrawFloorPlan: (ctx, { params }) => plans.withdrawFloorPlan(ctx, params.planId),
    setBeacons: (ctx, { params, body }) => plans.setBeacons(ctx, params.planId, body.beacons),
    getPublicPlan: (ctx, { params }) => guidance.getPublicPlan(ctx, kept, params.marketCode),
    getPublicPlanGeometry: (ctx, { params }) => guidance.getPublicPlanGeometry(ctx, kept, params.marketCode),
    noteRoute: (ctx, { params, body }) => guidance.noteRoute(ctx, params.marketCode, body.found),
    findRoute: (ctx, { params, body }) => guidance.findRoute(ctx, kept, params.marketCode, body),
  }
}
