import type { publicRoutes } from '@smart-market/shared/contracts/public.ts'
import type { Handlers } from '../../http/mount.ts'
import * as service from './service.ts'

export const guideHandlers: Handlers<typeof publicRoutes> = {
  listPublicMarkets: (ctx, { query }) => service.listPublicMarkets(ctx, query),
  getPublicMarketHome: (ctx, { params }) => service.getPublicMarketHome(ctx, params.marketCode),
  listPublicStalls: (ctx, { params, query }) => service.listPublicStalls(ctx, params.marketCode, query),
  getPublicStall: (ctx, { params }) => service.getPublicStall(ctx, params.marketCode, params.stallCode),
  listPublicQuickTests: (ctx, { params, query }) => service.listPublicQuickTests(ctx, params.marketCode, query.days),
  getPublicNotice: (ctx, { params }) => service.getPublicNotice(ctx, params.marketCode, params.noticeId),
  getScreenView: (ctx, { params }) => service.getScreenView(ctx, params.screenCode),
}
