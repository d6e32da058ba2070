import type { marketRoutes } from '@smart-market/shared/contracts/markets.ts'
import type { Handlers } from '../../http/mount.ts'
import * as lists from './lists.ts'
import * as people from './people.ts'
import * as service from './service.ts'
import * as tenancies from './tenancies.ts'

const ok = { ok: true as const }

export const createMarketHandlers = (elsewhere: service.WorkElsewhere): Handlers<typeof marketRoutes> => ({
  listMarkets: (ctx, { query }) => service.listMarkets(ctx, query),
  createMarket: (ctx, { body }) => service.createMarket(ctx, body),
  getMarketOverview: (ctx) => service.getOverview(ctx, elsewhere),
  updateMarket: (ctx, { body }) => service.updateMarket(ctx, body),
  listZones: (ctx) => service.listZones(ctx),
  createZone: (ctx, { body }) => service.createZone(ctx, body),
  updateZone: (ctx, { params, body }) => service.updateZone(ctx, params.zoneId, body),
  removeZone: async (ctx, { params }) => {
    await service.removeZone(ctx, params.zoneId)
    return ok
  },
  listStalls: (ctx, { query }) => service.listStalls(ctx, query),
  getStall: (ctx, { params }) => service.getStall(ctx, params.stallId),
  createStall: (ctx, { body }) => service.createStall(ctx, body),
  updateStall: (ctx, { params, body }) => service.updateStall(ctx, params.stallId, body),
  listMerchants: (ctx, { query }) => lists.listMerchants(ctx, query),
  getMerchant: (ctx, { params }) => people.getMerchant(ctx, params.merchantId),
  createMerchant: (ctx, { body }) => people.createMerchant(ctx, body),
  updateMerchant: (ctx, { params, body }) => people.updateMerchant(ctx, params.merchantId, body),
  startTenancy: (ctx, { body }) => tenancies.startTenancy(ctx, body),
  endTenancy: async (ctx, { params, body }) => {
    await tenancies.endTenancy(ctx, params.tenancyId, body.to)
    return ok
  },
  addLicence: (ctx, { params, body }) => people.addLicence(ctx, params.merchantId, body),
  updateLicence: (ctx, { params, body }) => people.updateLicence(ctx, params.merchantId, params.licenceId, body),
  removeLicence: async (ctx, { params }) => {
    await people.removeLicence(ctx, params.merchantId, params.licenceId)
    return ok
  },
  addStaffMember: (ctx, { params, body }) => people.addStaffMember(ctx, params.merchantId, body),
  removeStaffMember: async (ctx, { params }) => {
    await people.removeStaffMember(ctx, params.merchantId, params.staffMemberId)
    return ok
  },
  addHealthCertificate: (ctx, { params, body }) =>
    people.addHealthCertificate(ctx, params.merchantId, params.staffMemberId, body),
  listExpiringDocuments: (ctx, { query }) => lists.listExpiringDocuments(ctx, query),
  listLedger: (ctx, { query }) => lists.listLedger(ctx, query),
  exportLedger: (ctx, { query }) => lists.exportLedger(ctx, query),
})
