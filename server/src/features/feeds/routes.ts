import type { feedRoutes } from '@smart-market/shared/contracts/feeds.ts'
import type { Handlers } from '../../http/mount.ts'
import { listDeadLetters, replayDeadLetters } from './dead-letters.ts'
import * as heads from './heads.ts'
import { listFeedKeys, rotateFeedKey } from './keys.ts'
import { pullFeed } from './packing.ts'
import * as service from './service.ts'
import * as subscribers from './subscribers.ts'

export const feedHandlers: Handlers<typeof feedRoutes> = {
  listFeedEvents: (ctx, { query }) => service.listFeedEvents(ctx, query),
  pullFeed: (ctx, { query }) => pullFeed(ctx, query),
  listSignedHeads: (ctx) => heads.listSignedHeads(ctx),
  signFeedHead: (ctx) => heads.signFeedHead(ctx),
  listFeedKeys: (ctx, { params }) => listFeedKeys(ctx, params.marketCode),
  rotateFeedKey: (ctx, { body }) => rotateFeedKey(ctx, body),
  listSubscribers: (ctx) => subscribers.listSubscribers(ctx),
  createSubscriber: (ctx, { body }) => subscribers.createSubscriber(ctx, body),
  updateSubscriber: (ctx, { params, body }) => subscribers.updateSubscriber(ctx, params.subscriberId, body),
  removeSubscriber: async (ctx, { params }) => {
    await subscribers.removeSubscriber(ctx, params.subscriberId)
    return { ok: true as const }
  },
  rotateSubscriberSecret: (ctx, { params, body }) => subscribers.rotateSubscriberSecret(ctx, params.subscriberId, body),
  replayFeed: (ctx, { params, body }) => subscribers.replayFeed(ctx, params.subscriberId, body),
  listDeadLetters: (ctx, { params, query }) => listDeadLetters(ctx, params.subscriberId, query),
  replayDeadLetters: (ctx, { params, body }) => replayDeadLetters(ctx, params.subscriberId, body),
  acknowledgeFeed: (ctx, { body }) => service.acknowledgeFeed(ctx, body),
  listPlatformLinks: (ctx) => service.listPlatformLinks(ctx),
  createPlatformLink: (ctx, { body }) => service.createPlatformLink(ctx, body),
  removePlatformLink: async (ctx, { params }) => {
    await service.removePlatformLink(ctx, params.platformLinkId)
    return { ok: true as const }
  },
}
