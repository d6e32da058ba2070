/** 市场台账: market, zones, stalls, merchants, tenancies, licences, staff, and what expires. */
import { z } from 'zod'
import { page, pageQuery, route, sortQuery } from '../route.ts'
import * as f from './fields.ts'
import { marketTeam, marketViewers } from './access.ts'

const readersAndMerchants = { scope: 'market', roles: [...marketViewers.roles, 'merchant'] } as const
const operator = { scope: 'market', roles: ['market_operator'] } as const

export const marketTypes = ['food_retail', 'food_wholesale', 'consumer_goods', 'production_materials'] as const
export const zoneKinds = ['entrance', 'aisle', 'trading', 'other'] as const
export const merchantKinds = ['person', 'firm'] as const
export const creditGrades = ['A', 'B', 'C', 'D'] as const
export const licenceKinds = ['business', 'food', 'food_small', 'meat', 'aquatic', 'other'] as const

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

const honour = z.object({ title: z.string().max(80), issuer: z.string().max(80), awardedOn: f.date.nullable() })

export const marketFields = z.object({
  name: f.text(80, '市场名称'),
  marketTypes: z.array(z.enum(marketTypes)).min(1, '请至少选一种市场类型'),
  districtCode: z.string().trim().max(12).default(''),
  districtName: z.string().trim().max(40).default(''),
  address: z.string().trim().max(120).default(''),
  operatorName: z.string().trim().max(80).default(''),
  operatorCreditCode: f.creditCode.nullish(),
  phone: z.string().trim().max(20).default(''),
  introduction: z.string().trim().max(2000).default(''),
  openingHours: z.string().trim().max(40).default(''),
  honours: z.array(honour).max(50).default([]),
})
export const market = marketFields.extend({
  marketId: z.string(),
  code: z.string(),
  demo: z.boolean(),
  operatorCreditCode: z.string().nullable(),
  createdAt: f.instant,
})
export type Market = z.output<typeof market>

export const marketOverview = z.object({
  market,
  asOf: f.instant,
  counts: z.object({
    zones: z.number().int(),
    stalls: z.number().int(),
    occupiedStalls: z.number().int(),
    merchants: z.number().int(),
    staffMembers: z.number().int(),
    devices: z.number().int(),
    devicesAlive: z.number().int(),
  }),
  work: z.array(
    z.object({
      kind: z.enum([
        'expired_documents',
        'expiring_documents',
        'silent_screens',
        'silent_devices',
        'stale_notices',
        'unlinked_stalls',
        'missing_documents',
        'unanswered_orders',
        'failed_parcels',
        'quarantined_payments',
        'open_differences',
        'wrong_codes',
      ]),
      count: z.number().int(),
    }),
  ),
})

const zoneFields = z.object({
  code: f.code('分区代码'),
  name: f.text(40, '分区名称'),
  kind: z.enum(zoneKinds),
  floor: z.number().int().min(-9).max(99).default(1),
  requiresCamera: z.boolean().default(true),
  requiresSmoke: z.boolean().default(true),
  requiresThermal: z.boolean().default(false),
})
export const zone = zoneFields.extend({
  zoneId: z.string(),
  stallCount: z.number().int(),
  camerasAlive: z.number().int(),
  smokeHeadsAlive: z.number().int(),
  thermalsAlive: z.number().int(),
})

const stallFields = z.object({
  code: f.code('摊位号'),
  zoneId: f.id.nullish(),
  /** Position on the floor in metres from its south-west corner; null until the plan is drawn. */
  x: z.number().min(-10_000).max(10_000).nullish(),
  y: z.number().min(-10_000).max(10_000).nullish(),
  areaSquareMetres: z.number().positive().max(100_000).nullish(),
})
export const stall = z.object({
  stallId: z.string(),
  code: z.string(),
  zoneId: z.string().nullable(),
  zoneName: z.string().nullable(),
  x: z.number().nullable(),
  y: z.number().nullable(),
  areaSquareMetres: z.number().nullable(),
  merchantId: z.string().nullable(),
  merchantName: z.string().nullable(),
  screenState: z.enum(['alive', 'silent', 'none']),
  screenSeenAt: f.instant.nullable(),
  paymentCodeVersion: z.number().int().nullable(),
})
export type Stall = z.output<typeof stall>

export const merchantFields = z.object({
  name: f.text(80, '经营户名称'),
  kind: z.enum(merchantKinds).default('person'),
  creditCode: f.creditCode.nullish(),
  principalName: f.optionalText(40),
  /** 18 digits in; stored encrypted; never comes out whole. */
  principalResidentId: f.residentId.nullish(),
  phone: f.phone.nullish(),
  goodsScope: f.optionalText(200),
  sellsReadyToEat: z.boolean().default(false),
  creditGrade: z.enum(creditGrades).nullish(),
})
export const licence = z.object({
  licenceId: z.string(),
  kind: z.enum(licenceKinds),
  number: z.string(),
  scope: z.string().nullable(),
  validFrom: f.date.nullable(),
  /** Null: valid without end (长期). */
  validTo: f.date.nullable(),
  expired: z.boolean(),
})
export const healthCertificate = z.object({
  healthCertificateId: z.string(),
  numberMasked: z.string(),
  validFrom: f.date.nullable(),
  validTo: f.date,
  expired: z.boolean(),
})
export const staffMember = z.object({
  staffMemberId: z.string(),
  name: z.string(),
  residentIdMasked: z.string().nullable(),
  duty: z.string().nullable(),
  /** Handlers of ready-to-eat food need a health certificate: 食品安全法 §45. */
  requiresHealthCertificate: z.boolean(),
  healthCertificates: z.array(healthCertificate),
})
export const merchantSummary = z.object({
  merchantId: z.string(),
  name: z.string(),
  kind: z.enum(merchantKinds),
  creditCode: z.string().nullable(),
  phoneMasked: z.string().nullable(),
  goodsScope: z.string().nullable(),
  creditGrade: z.enum(creditGrades).nullable(),
  stallCodes: z.array(z.string()),
  licencesExpired: z.number().int(),
  licenceCount: z.number().int(),
  staffDocumentsMissing: z.number().int(),
})
export const merchant = z.object({
  merchantId: z.string(),
  name: z.string(),
  kind: z.enum(merchantKinds),
  creditCode: z.string().nullable(),
  principalName: z.string().nullable(),
  principalResidentIdMasked: z.string().nullable(),
  phone: z.string().nullable(),
  goodsScope: z.string().nullable(),
  sellsReadyToEat: z.boolean(),
  creditGrade: z.enum(creditGrades).nullable(),
  tenancies: z.array(
    z.object({
      tenancyId: z.string(),
      stallId: z.string(),
      stallCode: z.string(),
      from: f.date,
      to: f.date.nullable(),
    }),
  ),
  licences: z.array(licence),
  staffMembers: z.array(staffMember),
})
export type Merchant = z.output<typeof merchant>

const licenceFields = z.object({
  kind: z.enum(licenceKinds),
  number: f.text(60, '证照编号'),
  scope: f.optionalText(500),
  validFrom: f.date.nullish(),
  validTo: f.date.nullish(),
})

export const ledgerRow = z.object({
  stallId: z.string(),
  stallCode: z.string(),
  zoneName: z.string().nullable(),
  merchantId: z.string().nullable(),
  merchantName: z.string().nullable(),
  creditCode: z.string().nullable(),
  phoneMasked: z.string().nullable(),
  goodsScope: z.string().nullable(),
  creditGrade: z.enum(creditGrades).nullable(),
  tenancyFrom: f.date.nullable(),
  licenceCount: z.number().int(),
  licencesExpired: z.number().int(),
  /** Earliest end among licences and health certificates; null when none ends. */
  nextExpiryOn: f.date.nullable(),
  screenState: z.enum(['alive', 'silent', 'none']),
})
export type LedgerRow = z.output<typeof ledgerRow>

export const expiringDocument = z.object({
  kind: z.enum(['licence', 'health_certificate']),
  documentId: z.string(),
  merchantId: z.string(),
  merchantName: z.string(),
  stallCodes: z.array(z.string()),
  holder: z.string(),
  documentName: z.string(),
  validTo: f.date,
  daysLeft: z.number().int(),
})

export const ledgerFilters = {
  ...f.search,
  zoneId: f.id.optional(),
  occupancy: z.enum(['occupied', 'vacant']).optional(),
  documents: z.enum(['expired', 'missing', 'complete']).optional(),
  screen: z.enum(['alive', 'silent', 'none']).optional(),
}

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
