import type { identityRoutes } from '@smart-market/shared/contracts/identity.ts'
import type { Handlers } from '../../http/mount.ts'
import * as audit from './audit-log.ts'
import * as helpers from './helpers.ts'
import * as service from './service.ts'
import { startShopperSession } from './shopper-session.ts'
import * as users from './market-users.ts'

const ok = { ok: true as const }

export const identityHandlers: Handlers<typeof identityRoutes> = {
  login: (ctx, { body }) => service.login(ctx, body),
  startShopperSession: (ctx) => startShopperSession(ctx),
  logout: async (ctx) => {
    await service.logout(ctx)
    return ok
  },
  getMe: (ctx) => service.getAccount(ctx),
  listMySessions: (ctx) => service.listSessions(ctx),
  revokeMySession: async (ctx, { params }) => {
    await service.revokeSession(ctx, params.sessionId)
    return ok
  },
  changeMyPassword: async (ctx, { body }) => {
    await service.changePassword(ctx, body)
    return ok
  },
  listMarketUsers: (ctx, { query }) => users.listMarketUsers(ctx, query),
  createMarketUser: (ctx, { body }) => users.createMarketUser(ctx, body),
  removeMarketUser: async (ctx, { params }) => {
    await users.removeMarketUser(ctx, params.userId)
    return ok
  },
  listStallHelpers: (ctx) => helpers.listStallHelpers(ctx),
  addStallHelper: (ctx, { body }) => helpers.addStallHelper(ctx, body),
  setStallHelperRights: (ctx, { params, body }) => helpers.setStallHelperRights(ctx, params.userId, body.rights),
  removeStallHelper: async (ctx, { params }) => {
    await helpers.removeStallHelper(ctx, params.userId)
    return ok
  },
  listApiKeys: (ctx) => service.listKeys(ctx),
  createApiKey: (ctx, { body }) => service.issueKey(ctx, body),
  revokeApiKey: async (ctx, { params }) => {
    await service.revokeIssuedKey(ctx, params.apiKeyId)
    return ok
  },
  listAuditLog: (ctx, { query }) => audit.listAuditLog(ctx, query),
}
