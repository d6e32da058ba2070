import type { supervisionRoutes } from '@smart-market/shared/contracts/supervision.ts'
import { AppError } from '../../errors.ts'
import type { Handlers } from '../../http/mount.ts'
import { getBoard, getClaim, getSupervisedMarket } from './board.ts'
import { getStatistics } from './statistics.ts'

export const supervisionHandlers: Handlers<typeof supervisionRoutes> = {
  getSupervisionBoard: (ctx, { query }) => getBoard(ctx, query),
  getSupervisedMarket: (ctx, { params, query }) => getSupervisedMarket(ctx, params.marketId, query.rubricId),
  getSupervisionStatistics: (ctx, { query }) => getStatistics(ctx, query),
  getClaim: (ctx, { params }) => {
    if (!/^\d{1,15}$/.test(params.sequence)) throw new AppError('claim.not_found')
    return getClaim(ctx, params.marketId, Number(params.sequence))
  },
}
