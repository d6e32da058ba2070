import type { insightRoutes } from '@smart-market/shared/contracts/insights.ts'
import type { Handlers } from '../../http/mount.ts'
import * as analysis from './analysis.ts'
import * as footTraffic from './foot-traffic.ts'

export const insightHandlers: Handlers<typeof insightRoutes> = {
  recordFootTraffic: (ctx, { body }) => footTraffic.recordFootTraffic(ctx, body),
  listFootTrafficDays: (ctx, { query }) => footTraffic.listFootTrafficDays(ctx, query),
  listAnalyses: (ctx, { query }) => analysis.listAnalyses(ctx, query),
  runAnalysis: (ctx, { body }) => analysis.runAnalysis(ctx, body),
}
