import type { feedRoutes } from '@smart-market/shared/contracts/feeds.ts'
import type { Handlers } from '../../http/mount.ts'
import * as heads from './heads.ts'
import * as service from './service.ts'

export const feedHandlers: Handlers<typeof feedRoutes> = {
  listFeedEvents: (ctx, { query }) => service.listFeedEvents(ctx, query),
  listSignedHeads: (ctx) => heads.listSignedHeads(ctx),
  signFeedHead: (ctx) => heads.signFeedHead(ctx),
  listFeedKeys: (ctx, { params }) => heads.listFeedKeys(ctx, params.marketCode),
  acknowledgeFeed: (ctx, { body }) => service.acknowledgeFeed(ctx, body),
  listPlatformLinks: (ctx) => service.listPlatformLinks(ctx),
  createPlatformLink: (ctx, { body }) => service.createPlatformLink(ctx, body),
  removePlatformLink: async (ctx, { params }) => {
    await service.removePlatformLink(ctx, params.platformLinkId)
    return { ok: true as const }
  },
}
