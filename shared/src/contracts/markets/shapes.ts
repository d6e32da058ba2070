/** What stands in the ledger of a market: market, zones, stalls, merchants and their papers. */
import { z } from 'zod'
import * as f from '../fields.ts'

export const marketTypes = ['food_retail', 'food_wholesale', 'consumer_goods', 'production_materials'] as const
export const zoneKinds = ['entrance', 'aisle', 'trading', 'other'] as const
export const merchantKinds = ['person', 'firm'] as const
export const creditGrades = ['A', 'B', 'C', 'D'] as const
export const licenceKinds = ['business', 'food', 'food_small', 'meat', 'aquatic', 'other'] as const

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

export const zoneFields = z.object({
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

export const stallFields = z.object({
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

export const licenceFields = z.object({
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
