import type { receivingRoutes } from '@smart-market/shared/contracts/receiving.ts'
import type { Handlers } from '../../http/mount.ts'
import { getPlatform } from './platform.ts'
import { listQuarantine, settleQuarantine } from './quarantine.ts'
import { setPull } from './pulling.ts'
import * as reading from './reading.ts'
import * as registering from './registering.ts'

export const receivingHandlers: Handlers<typeof receivingRoutes> = {
  getPlatform: (ctx) => getPlatform(ctx.deps),
  registerReceivedMarket: (ctx, { body }) => registering.registerReceivedMarket(ctx, body),
  listReceivedMarkets: (ctx, { query }) => reading.listReceivedMarkets(ctx, query),
  getReceivedMarket: (ctx, { params }) => reading.getReceivedMarket(ctx, params.marketId),
  removeReceivedMarket: async (ctx, { params }) => {
    await registering.removeReceivedMarket(ctx, params.marketId)
    return { ok: true as const }
  },
  rotateInboxSecret: (ctx, { params, body }) => registering.rotateInboxSecret(ctx, params.marketId, body),
  setPull: (ctx, { params, body }) => setPull(ctx, params.marketId, body),
  addReceivedKey: (ctx, { params, body }) => registering.addReceivedKey(ctx, params.marketId, body),
  retireReceivedKey: async (ctx, { params }) => {
    await registering.retireReceivedKey(ctx, params.marketId, params.keyId)
    return { ok: true as const }
  },
  listReceivedEvents: (ctx, { params, query }) => reading.listReceivedEvents(ctx, params.marketId, query),
  listQuarantine: (ctx, { query }) => listQuarantine(ctx, query),
  settleQuarantine: (ctx, { params, body }) => settleQuarantine(ctx, params, body),
}
