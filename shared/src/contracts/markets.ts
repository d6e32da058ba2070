/** 市场台账: market, zones, stalls, merchants, tenancies, licences, staff, and what expires. */
import { z } from 'zod'
import { page, pageQuery, route, sortQuery } from '../route.ts'
import * as f from './fields.ts'
import { marketTeam, marketViewers } from './access.ts'
import {
  expiringDocument,
  healthCertificate,
  ledgerFilters,
  ledgerRow,
  licence,
  licenceFields,
  market,
  marketFields,
  marketOverview,
  merchant,
  merchantFields,
  merchantSummary,
  staffMember,
  stall,
  stallFields,
  zone,
  zoneFields,
} from './markets/shapes.ts'

export * from './markets/shapes.ts'

const readersAndMerchants = { scope: 'market', roles: [...marketViewers.roles, 'merchant'] } as const
const operator = { scope: 'market', roles: ['market_operator'] } as const

type Undefaulted<T> = T extends z.ZodDefault<infer Inner> ? Inner : T
/**
 * Fields of a change: absent means unchanged. zod's own `.partial()` still fills defaults, which would reset whatever
 * the caller did not send.
 */
const patchOf = <S extends z.core.$ZodLooseShape>(schema: z.ZodObject<S>) =>
  z.object(
    Object.fromEntries(
      Object.entries(schema.shape).map(([name, field]) => {
        const bare = field instanceof z.ZodDefault ? field.unwrap() : field
        return [name, z.optional(bare)]
      }),
    ) as { [K in keyof S]: z.ZodOptional<Undefaulted<S[K]>> },
  )

export const marketRoutes = {
  listMarkets: route({
    method: 'GET',
    path: '/api/v1/markets',
    summary: '我能看到的市场',
    access: {
      scope: 'platform',
      roles: [
        'merchant',
        'market_staff',
        'market_operator',
        'inspector',
        'district_officer',
        'city_officer',
        'district_assessor',
        'third_party_assessor',
        'city_assessor',
      ],
    },
    query: z.object({ ...f.search, ...pageQuery }),
    output: page(market),
  }),
  createMarket: route({
    method: 'POST',
    path: '/api/v1/markets',
    summary: '登记市场',
    access: { scope: 'platform', roles: ['city_officer', 'district_officer'] },
    body: marketFields.extend({
      code: z
        .string()
        .trim()
        .toUpperCase()
        .regex(/^[A-Z0-9]{2,16}$/, '市场代码用 2 到 16 位字母或数字'),
    }),
    output: market,
    status: 201,
  }),
  getMarketOverview: route({
    method: 'GET',
    path: '/api/v1/markets/{marketId}',
    summary: '市场概况和待办',
    access: readersAndMerchants,
    output: marketOverview,
  }),
  updateMarket: route({
    method: 'PATCH',
    path: '/api/v1/markets/{marketId}',
    summary: '修改市场资料',
    access: operator,
    body: patchOf(marketFields),
    output: market,
  }),
  listZones: route({
    method: 'GET',
    path: '/api/v1/markets/{marketId}/zones',
    summary: '分区',
    access: readersAndMerchants,
    output: z.object({ items: z.array(zone), asOf: f.instant }),
  }),
  createZone: route({
    method: 'POST',
    path: '/api/v1/markets/{marketId}/zones',
    summary: '新建分区',
    access: marketTeam,
    body: zoneFields,
    output: zone,
    status: 201,
  }),
  updateZone: route({
    method: 'PATCH',
    path: '/api/v1/markets/{marketId}/zones/{zoneId}',
    summary: '修改分区',
    access: marketTeam,
    body: patchOf(zoneFields),
    output: zone,
  }),
  removeZone: route({
    method: 'DELETE',
    path: '/api/v1/markets/{marketId}/zones/{zoneId}',
    summary: '停用空分区',
    access: marketTeam,
    output: f.ok,
  }),
  listStalls: route({
    method: 'GET',
    path: '/api/v1/markets/{marketId}/stalls',
    summary: '摊位',
    access: readersAndMerchants,
    query: z.object({
      ...f.search,
      zoneId: f.id.optional(),
      occupancy: z.enum(['occupied', 'vacant']).optional(),
      ...sortQuery(['code', 'merchantName']),
      ...pageQuery,
    }),
    output: page(stall),
  }),
  getStall: route({
    method: 'GET',
    path: '/api/v1/markets/{marketId}/stalls/{stallId}',
    summary: '一个摊位',
    access: readersAndMerchants,
    output: stall,
  }),
  createStall: route({
    method: 'POST',
    path: '/api/v1/markets/{marketId}/stalls',
    summary: '新建摊位',
    access: marketTeam,
    body: stallFields,
    output: stall,
    status: 201,
  }),
  updateStall: route({
    method: 'PATCH',
    path: '/api/v1/markets/{marketId}/stalls/{stallId}',
    summary: '修改摊位',
    access: marketTeam,
    body: patchOf(stallFields),
    output: stall,
  }),
  listMerchants: route({
    method: 'GET',
    path: '/api/v1/markets/{marketId}/merchants',
    summary: '经营户',
    access: readersAndMerchants,
    query: z.object({ ...f.search, ...sortQuery(['name', 'creditGrade']), ...pageQuery }),
    output: page(merchantSummary),
  }),
  getMerchant: route({
    method: 'GET',
    path: '/api/v1/markets/{marketId}/merchants/{merchantId}',
    summary: '一个经营户',
    access: readersAndMerchants,
    output: merchant,
  }),
  createMerchant: route({
    method: 'POST',
    path: '/api/v1/markets/{marketId}/merchants',
    summary: '登记经营户',
    access: marketTeam,
    body: merchantFields,
    output: merchant,
    status: 201,
  }),
  updateMerchant: route({
    method: 'PATCH',
    path: '/api/v1/markets/{marketId}/merchants/{merchantId}',
    summary: '修改经营户',
    access: marketTeam,
    body: patchOf(merchantFields),
    output: merchant,
  }),
  startTenancy: route({
    method: 'POST',
    path: '/api/v1/markets/{marketId}/tenancies',
    summary: '登记入驻',
    access: marketTeam,
    body: z.object({ stallId: f.id, merchantId: f.id, from: f.date, to: f.date.nullish() }),
    output: z.object({ tenancyId: z.string() }),
    status: 201,
  }),
  endTenancy: route({
    method: 'POST',
    path: '/api/v1/markets/{marketId}/tenancies/{tenancyId}/end',
    summary: '办理退出，从这一天起摊位空出',
    access: marketTeam,
    body: z.object({ to: f.date }),
    output: f.ok,
  }),
  addLicence: route({
    method: 'POST',
    path: '/api/v1/markets/{marketId}/merchants/{merchantId}/licences',
    summary: '登记证照',
    access: marketTeam,
    body: licenceFields,
    output: licence,
    status: 201,
  }),
  updateLicence: route({
    method: 'PATCH',
    path: '/api/v1/markets/{marketId}/merchants/{merchantId}/licences/{licenceId}',
    summary: '修改证照',
    access: marketTeam,
    body: patchOf(licenceFields),
    output: licence,
  }),
  removeLicence: route({
    method: 'DELETE',
    path: '/api/v1/markets/{marketId}/merchants/{merchantId}/licences/{licenceId}',
    summary: '撤下登记错的证照',
    access: marketTeam,
    output: f.ok,
  }),
  addStaffMember: route({
    method: 'POST',
    path: '/api/v1/markets/{marketId}/merchants/{merchantId}/staff',
    summary: '登记从业人员',
    access: marketTeam,
    body: z.object({
      name: f.text(40, '姓名'),
      residentId: f.residentId.nullish(),
      duty: f.optionalText(40),
      requiresHealthCertificate: z.boolean().default(false),
    }),
    output: staffMember,
    status: 201,
  }),
  removeStaffMember: route({
    method: 'DELETE',
    path: '/api/v1/markets/{marketId}/merchants/{merchantId}/staff/{staffMemberId}',
    summary: '从业人员离岗',
    access: marketTeam,
    output: f.ok,
  }),
  addHealthCertificate: route({
    method: 'POST',
    path: '/api/v1/markets/{marketId}/merchants/{merchantId}/staff/{staffMemberId}/health-certificates',
    summary: '登记健康证',
    access: marketTeam,
    body: z.object({ number: f.text(60, '健康证编号'), validFrom: f.date.nullish(), validTo: f.date }),
    output: healthCertificate,
    status: 201,
  }),
  listExpiringDocuments: route({
    method: 'GET',
    path: '/api/v1/markets/{marketId}/expiring-documents',
    summary: '已过期和快到期的证件',
    access: readersAndMerchants,
    query: z.object({ ...f.search, withinDays: z.coerce.number().int().min(0).max(366).default(30), ...pageQuery }),
    output: page(expiringDocument),
  }),
  listLedger: route({
    method: 'GET',
    path: '/api/v1/markets/{marketId}/ledger',
    summary: '台账：一行一个摊位',
    access: marketViewers,
    query: z.object({
      ...ledgerFilters,
      ...sortQuery(['stallCode', 'merchantName', 'zoneName', 'nextExpiryOn', 'creditGrade']),
      ...pageQuery,
    }),
    output: page(ledgerRow),
  }),
  exportLedger: route({
    method: 'GET',
    path: '/api/v1/markets/{marketId}/ledger.xlsx',
    summary: '导出台账',
    access: marketViewers,
    query: z.object(ledgerFilters),
    file: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  }),
}
