import { sql } from 'drizzle-orm'
import {
  boolean,
  check,
  doublePrecision,
  foreignKey,
  index,
  integer,
  jsonb,
  pgPolicy,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
} from 'drizzle-orm/pg-core'
import { appRole, at, bytes, marketIdColumn, merchantPolicies, on, systemRole, tenantPolicies } from './columns.ts'

export interface Honour {
  title: string
  issuer: string
  awardedOn: string | null
}

export const markets = pgTable(
  'markets',
  {
    marketId: text('market_id').primaryKey(),
    code: text('code').notNull().unique('markets__code'),
    name: text('name').notNull(),
    demo: boolean('demo').notNull().default(false),
    marketTypes: jsonb('market_types').$type<string[]>().notNull(),
    districtCode: text('district_code').notNull(),
    districtName: text('district_name').notNull(),
    address: text('address').notNull(),
    operatorName: text('operator_name').notNull(),
    operatorCreditCode: text('operator_credit_code'),
    phone: text('phone').notNull(),
    introduction: text('introduction').notNull(),
    openingHours: text('opening_hours').notNull(),
    honours: jsonb('honours').$type<Honour[]>().notNull(),
    createdAt: at('created_at').notNull(),
  },
  () => [
    // A market's profile is public; changing it is not.
    pgPolicy('markets__read', { for: 'select', to: appRole, using: sql`true` }),
    pgPolicy('markets__own', {
      for: 'update',
      to: appRole,
      using: sql`market_id = current_setting('app.market_id', true)`,
    }),
    pgPolicy('markets__system', { for: 'all', to: systemRole, using: sql`true`, withCheck: sql`true` }),
  ],
)

export const zones = pgTable(
  'zones',
  {
    marketId: marketIdColumn(),
    zoneId: text('zone_id').notNull(),
    code: text('code').notNull(),
    name: text('name').notNull(),
    kind: text('kind', { enum: ['entrance', 'aisle', 'trading', 'other'] }).notNull(),
    floor: integer('floor').notNull(),
    requiresCamera: boolean('requires_camera').notNull(),
    requiresSmoke: boolean('requires_smoke').notNull(),
    requiresThermal: boolean('requires_thermal').notNull(),
    removedAt: at('removed_at'),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.zoneId] }),
    uniqueIndex('zones__code')
      .on(t.marketId, t.code)
      .where(sql`removed_at is null`),
    ...tenantPolicies('zones'),
  ],
)

export const stalls = pgTable(
  'stalls',
  {
    marketId: marketIdColumn(),
    stallId: text('stall_id').notNull(),
    code: text('code').notNull(),
    zoneId: text('zone_id'),
    x: doublePrecision('x'),
    y: doublePrecision('y'),
    areaSquareMetres: doublePrecision('area_square_metres'),
    createdAt: at('created_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.stallId] }),
    unique('stalls__code').on(t.marketId, t.code),
    foreignKey({
      name: 'stalls__zone',
      columns: [t.marketId, t.zoneId],
      foreignColumns: [zones.marketId, zones.zoneId],
    }),
    ...tenantPolicies('stalls'),
  ],
)

export const merchants = pgTable(
  'merchants',
  {
    marketId: marketIdColumn(),
    merchantId: text('merchant_id').notNull(),
    name: text('name').notNull(),
    kind: text('kind', { enum: ['person', 'firm'] }).notNull(),
    creditCode: text('credit_code'),
    principalName: text('principal_name'),
    principalResidentIdEncrypted: text('principal_resident_id_encrypted'),
    principalResidentIdMasked: text('principal_resident_id_masked'),
    phone: text('phone'),
    goodsScope: text('goods_scope'),
    sellsReadyToEat: boolean('sells_ready_to_eat').notNull(),
    creditGrade: text('credit_grade', { enum: ['A', 'B', 'C', 'D'] }),
    /** Name, goods scope and their pinyin, for the search box. */
    searchText: text('search_text').notNull(),
    createdAt: at('created_at').notNull(),
    updatedAt: at('updated_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.merchantId] }),
    unique('merchants__credit_code').on(t.marketId, t.creditCode),
    index('merchants__search').using('gin', sql`${t.searchText} gin_trgm_ops`),
    ...merchantPolicies('merchants', t.merchantId),
  ],
)

/** Who sells at a stall, from–to (half-open). Overlaps at one stall are excluded by `tenancies__no_overlap` (0002). */
export const tenancies = pgTable(
  'tenancies',
  {
    marketId: marketIdColumn(),
    tenancyId: text('tenancy_id').notNull(),
    stallId: text('stall_id').notNull(),
    merchantId: text('merchant_id').notNull(),
    fromOn: on('from_on').notNull(),
    toOn: on('to_on'),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.tenancyId] }),
    foreignKey({
      name: 'tenancies__stall',
      columns: [t.marketId, t.stallId],
      foreignColumns: [stalls.marketId, stalls.stallId],
    }),
    foreignKey({
      name: 'tenancies__merchant',
      columns: [t.marketId, t.merchantId],
      foreignColumns: [merchants.marketId, merchants.merchantId],
    }),
    check('tenancies__dates', sql`${t.toOn} is null or ${t.toOn} > ${t.fromOn}`),
    index('tenancies__merchant_from').on(t.marketId, t.merchantId, t.fromOn),
    ...merchantPolicies('tenancies', t.merchantId),
  ],
)

export const licences = pgTable(
  'licences',
  {
    marketId: marketIdColumn(),
    licenceId: text('licence_id').notNull(),
    merchantId: text('merchant_id').notNull(),
    kind: text('kind', { enum: ['business', 'food', 'food_small', 'meat', 'aquatic', 'other'] }).notNull(),
    number: text('number').notNull(),
    scope: text('scope'),
    validFrom: on('valid_from'),
    validTo: on('valid_to'),
    removedAt: at('removed_at'),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.licenceId] }),
    foreignKey({
      name: 'licences__merchant',
      columns: [t.marketId, t.merchantId],
      foreignColumns: [merchants.marketId, merchants.merchantId],
    }),
    index('licences__by_merchant').on(t.marketId, t.merchantId),
    index('licences__valid_to').on(t.marketId, t.validTo),
    ...merchantPolicies('licences', t.merchantId),
  ],
)

export const staffMembers = pgTable(
  'staff_members',
  {
    marketId: marketIdColumn(),
    staffMemberId: text('staff_member_id').notNull(),
    merchantId: text('merchant_id').notNull(),
    name: text('name').notNull(),
    residentIdEncrypted: text('resident_id_encrypted'),
    residentIdMasked: text('resident_id_masked'),
    duty: text('duty'),
    requiresHealthCertificate: boolean('requires_health_certificate').notNull(),
    leftOn: on('left_on'),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.staffMemberId] }),
    foreignKey({
      name: 'staff_members__merchant',
      columns: [t.marketId, t.merchantId],
      foreignColumns: [merchants.marketId, merchants.merchantId],
    }),
    index('staff_members__by_merchant').on(t.marketId, t.merchantId),
    ...merchantPolicies('staff_members', t.merchantId),
  ],
)

export const healthCertificates = pgTable(
  'health_certificates',
  {
    marketId: marketIdColumn(),
    healthCertificateId: text('health_certificate_id').notNull(),
    merchantId: text('merchant_id').notNull(),
    staffMemberId: text('staff_member_id').notNull(),
    numberEncrypted: text('number_encrypted').notNull(),
    numberMasked: text('number_masked').notNull(),
    validFrom: on('valid_from'),
    validTo: on('valid_to').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.healthCertificateId] }),
    foreignKey({
      name: 'health_certificates__staff_member',
      columns: [t.marketId, t.staffMemberId],
      foreignColumns: [staffMembers.marketId, staffMembers.staffMemberId],
    }),
    index('health_certificates__by_staff').on(t.marketId, t.staffMemberId),
    ...merchantPolicies('health_certificates', t.merchantId),
  ],
)

export const imports = pgTable(
  'imports',
  {
    marketId: marketIdColumn(),
    importId: text('import_id').notNull(),
    kind: text('kind', {
      enum: ['ledger', 'sales', 'foot_traffic', 'intake', 'guide_price', 'terminal_receipt'],
    }).notNull(),
    fileName: text('file_name').notNull(),
    encoding: text('encoding').notNull(),
    headings: jsonb('headings').$type<string[]>().notNull(),
    rowCount: integer('row_count').notNull(),
    /** The rows as read, gzipped JSON; emptied when the import has finished and nothing was rejected. */
    rows: bytes('rows').notNull(),
    state: text('state', { enum: ['uploaded', 'running', 'finished', 'failed'] }).notNull(),
    mapping: jsonb('mapping').$type<Record<string, string>>().notNull(),
    mappingRemembered: boolean('mapping_remembered').notNull(),
    progressDone: integer('progress_done').notNull(),
    result: jsonb('result'),
    failure: text('failure'),
    createdBy: text('created_by').notNull(),
    createdAt: at('created_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.marketId, t.importId] }), ...tenantPolicies('imports')],
)

/** Column mapping remembered by the shape (headings) of a file. */
export const importMappings = pgTable(
  'import_mappings',
  {
    marketId: marketIdColumn(),
    kind: text('kind').notNull(),
    shape: text('shape').notNull(),
    mapping: jsonb('mapping').$type<Record<string, string>>().notNull(),
  },
  (t) => [primaryKey({ columns: [t.marketId, t.kind, t.shape] }), ...tenantPolicies('import_mappings')],
)
