/**
 * The whole ledger in and out at once, for files: read it all, compare, write the differences with one statement a
 * table. ID numbers are plain here and only here; they never leave the process and are sealed on the way in.
 */
import { sql } from 'drizzle-orm'
import type { creditGrades, merchantKinds, zoneKinds } from '@smart-market/shared/contracts/markets.ts'
import { and, eq, isNull } from 'drizzle-orm'
import { type Ctx, marketOf, type Tx } from '../../context.ts'
import {
  healthCertificates,
  licences,
  merchants,
  staffMembers,
  stalls,
  tenancies,
  zones,
} from '../../db/schema/markets.ts'
import type { LicenceKind } from './domain.ts'
import { sealCertificateNumber, sealResidentId } from './people.ts'
import { merchantSearchText } from './search-text.ts'

export interface LedgerZone {
  readonly zoneId: string
  readonly code: string
  readonly name: string
  readonly kind: (typeof zoneKinds)[number]
  readonly floor: number
  readonly requiresCamera: boolean
  readonly requiresSmoke: boolean
  readonly requiresThermal: boolean
}
export interface LedgerStall {
  readonly stallId: string
  readonly code: string
  readonly zoneId: string | null
  readonly x: number | null
  readonly y: number | null
  readonly areaSquareMetres: number | null
}
export interface LedgerMerchant {
  readonly merchantId: string
  readonly name: string
  readonly kind: (typeof merchantKinds)[number]
  readonly creditCode: string | null
  readonly principalName: string | null
  readonly principalResidentId: string | null
  readonly phone: string | null
  readonly goodsScope: string | null
  readonly sellsReadyToEat: boolean
  readonly creditGrade: (typeof creditGrades)[number] | null
}
export interface LedgerTenancy {
  readonly tenancyId: string
  readonly stallId: string
  readonly merchantId: string
  readonly from: string
  /** First day on which the stall is free; null when open-ended. */
  readonly to: string | null
}
export interface LedgerLicence {
  readonly licenceId: string
  readonly merchantId: string
  readonly kind: LicenceKind
  readonly number: string
  readonly scope: string | null
  readonly validFrom: string | null
  readonly validTo: string | null
}
export interface LedgerStaffMember {
  readonly staffMemberId: string
  readonly merchantId: string
  readonly name: string
  readonly residentId: string | null
  readonly duty: string | null
  readonly requiresHealthCertificate: boolean
}
export interface LedgerHealthCertificate {
  readonly healthCertificateId: string
  readonly merchantId: string
  readonly staffMemberId: string
  readonly number: string
  readonly validFrom: string | null
  readonly validTo: string
}

/** All that is not removed; tenancies of the past too, because new ones must not overlap them. */
export interface LedgerState {
  readonly zones: readonly LedgerZone[]
  readonly stalls: readonly LedgerStall[]
  readonly merchants: readonly LedgerMerchant[]
  readonly tenancies: readonly LedgerTenancy[]
  readonly licences: readonly LedgerLicence[]
  readonly staffMembers: readonly LedgerStaffMember[]
  readonly healthCertificates: readonly LedgerHealthCertificate[]
}

export const readLedgerState = async (ctx: Ctx, tx: Tx): Promise<LedgerState> => {
  const marketId = marketOf(ctx)
  const open = (stored: string | null, column: string): string | null =>
    stored === null ? null : ctx.deps.cipher.decrypt(stored, column)
  const merchantRows = await tx.select().from(merchants).where(eq(merchants.marketId, marketId))
  const staffRows = await tx
    .select()
    .from(staffMembers)
    .where(and(eq(staffMembers.marketId, marketId), isNull(staffMembers.leftOn)))
  const certificateRows = await tx.select().from(healthCertificates).where(eq(healthCertificates.marketId, marketId))
  return {
    zones: await tx
      .select()
      .from(zones)
      .where(and(eq(zones.marketId, marketId), isNull(zones.removedAt))),
    stalls: await tx.select().from(stalls).where(eq(stalls.marketId, marketId)),
    merchants: merchantRows.map((row) => ({
      ...row,
      principalResidentId: open(row.principalResidentIdEncrypted, 'merchants.principal_resident_id'),
    })),
    tenancies: (await tx.select().from(tenancies).where(eq(tenancies.marketId, marketId))).map(
      ({ fromOn: from, toOn: to, ...row }) => ({ ...row, from, to }),
    ),
    licences: await tx
      .select()
      .from(licences)
      .where(and(eq(licences.marketId, marketId), isNull(licences.removedAt))),
    staffMembers: staffRows.map((row) => ({
      ...row,
      residentId: open(row.residentIdEncrypted, 'staff_members.resident_id'),
    })),
    healthCertificates: certificateRows.map((row) => ({
      ...row,
      number: ctx.deps.cipher.decrypt(row.numberEncrypted, 'health_certificates.number'),
    })),
  }
}

/** New rows carry ids made by the caller with `newId`; updates carry the whole record as it shall be. */
export interface LedgerChanges {
  readonly zonesToCreate?: readonly LedgerZone[]
  readonly stallsToCreate?: readonly LedgerStall[]
  readonly stallsToUpdate?: readonly LedgerStall[]
  readonly merchantsToCreate?: readonly LedgerMerchant[]
  readonly merchantsToUpdate?: readonly LedgerMerchant[]
  readonly tenanciesToEnd?: readonly Pick<LedgerTenancy, 'tenancyId' | 'to'>[]
  /** Other dates for tenancies on record. */
  readonly tenanciesToUpdate?: readonly LedgerTenancy[]
  readonly tenanciesToStart?: readonly LedgerTenancy[]
  readonly licencesToAdd?: readonly LedgerLicence[]
  readonly licencesToUpdate?: readonly LedgerLicence[]
  readonly staffMembersToAdd?: readonly LedgerStaffMember[]
  readonly staffMembersToUpdate?: readonly LedgerStaffMember[]
  readonly healthCertificatesToAdd?: readonly LedgerHealthCertificate[]
}

/**
 * Writes all changes, each kind in one statement, tenancies ended before others start. Writes no audit row and no
 * event: the caller records the file as one deed. Throws the database's error when a constraint is broken.
 */
export const writeLedgerChanges = async (ctx: Ctx, tx: Tx, changes: LedgerChanges): Promise<void> => {
  const marketId = marketOf(ctx)
  const at = ctx.now.toISOString()
  const insert = (table: Table, rows: readonly object[] = [], also: object = {}) =>
    insertAll(tx, marketId, table, rows, also)
  const update = (table: Table, rows: readonly object[] = [], also: object = {}) =>
    updateAll(tx, marketId, table, rows, also)
  await insert(zoneTable, changes.zonesToCreate)
  await insert(stallTable, changes.stallsToCreate, { createdAt: at })
  await update(stallTable, changes.stallsToUpdate)
  const merchant = (row: LedgerMerchant): object => sealedMerchant(ctx, row)
  await insert(merchantTable, changes.merchantsToCreate?.map(merchant), { createdAt: at, updatedAt: at })
  await update(merchantTable, changes.merchantsToUpdate?.map(merchant), { updatedAt: at })
  await update(tenancyEndTable, changes.tenanciesToEnd)
  await update(tenancyTable, changes.tenanciesToUpdate)
  await insert(tenancyTable, changes.tenanciesToStart)
  await insert(licenceTable, changes.licencesToAdd)
  await update(licenceTable, changes.licencesToUpdate)
  const staffMember = (row: LedgerStaffMember): object => sealedStaffMember(ctx, row)
  await insert(staffTable, changes.staffMembersToAdd?.map(staffMember))
  await update(staffTable, changes.staffMembersToUpdate?.map(staffMember))
  await insert(
    certificateTable,
    changes.healthCertificatesToAdd?.map(({ number, ...row }) => ({
      ...row,
      ...sealCertificateNumber(ctx.deps, number),
    })),
  )
}

const sealedMerchant = (ctx: Ctx, { principalResidentId, ...row }: LedgerMerchant): object => {
  const { encrypted, masked } = sealResidentId(ctx.deps, principalResidentId, 'merchants.principal_resident_id')
  return {
    ...row,
    principalResidentIdEncrypted: encrypted,
    principalResidentIdMasked: masked,
    searchText: merchantSearchText(row.name, row.goodsScope),
  }
}
const sealedStaffMember = (ctx: Ctx, { residentId, ...row }: LedgerStaffMember): object => {
  const { encrypted, masked } = sealResidentId(ctx.deps, residentId, 'staff_members.resident_id')
  return { ...row, residentIdEncrypted: encrypted, residentIdMasked: masked }
}

/** A table for set-based writes: its id, and each column with its type and the property that feeds it. */
interface Table {
  readonly name: string
  readonly columns: Readonly<Record<string, readonly [column: string, type: string]>>
}
const text = (column: string) => [column, 'text'] as const
const zoneTable: Table = {
  name: 'zones',
  columns: {
    zoneId: text('zone_id'),
    code: text('code'),
    name: text('name'),
    kind: text('kind'),
    floor: ['floor', 'integer'],
    requiresCamera: ['requires_camera', 'boolean'],
    requiresSmoke: ['requires_smoke', 'boolean'],
    requiresThermal: ['requires_thermal', 'boolean'],
  },
}
const stallTable: Table = {
  name: 'stalls',
  columns: {
    stallId: text('stall_id'),
    code: text('code'),
    zoneId: text('zone_id'),
    x: ['x', 'double precision'],
    y: ['y', 'double precision'],
    areaSquareMetres: ['area_square_metres', 'double precision'],
    createdAt: ['created_at', 'timestamptz'],
  },
}
const merchantTable: Table = {
  name: 'merchants',
  columns: {
    merchantId: text('merchant_id'),
    name: text('name'),
    kind: text('kind'),
    creditCode: text('credit_code'),
    principalName: text('principal_name'),
    principalResidentIdEncrypted: text('principal_resident_id_encrypted'),
    principalResidentIdMasked: text('principal_resident_id_masked'),
    phone: text('phone'),
    goodsScope: text('goods_scope'),
    sellsReadyToEat: ['sells_ready_to_eat', 'boolean'],
    creditGrade: text('credit_grade'),
    searchText: text('search_text'),
    createdAt: ['created_at', 'timestamptz'],
    updatedAt: ['updated_at', 'timestamptz'],
  },
}
const tenancyTable: Table = {
  name: 'tenancies',
  columns: {
    tenancyId: text('tenancy_id'),
    stallId: text('stall_id'),
    merchantId: text('merchant_id'),
    from: ['from_on', 'date'],
    to: ['to_on', 'date'],
  },
}
const tenancyEndTable: Table = {
  name: 'tenancies',
  columns: { tenancyId: text('tenancy_id'), to: ['to_on', 'date'] },
}
const licenceTable: Table = {
  name: 'licences',
  columns: {
    licenceId: text('licence_id'),
    merchantId: text('merchant_id'),
    kind: text('kind'),
    number: text('number'),
    scope: text('scope'),
    validFrom: ['valid_from', 'date'],
    validTo: ['valid_to', 'date'],
  },
}
const staffTable: Table = {
  name: 'staff_members',
  columns: {
    staffMemberId: text('staff_member_id'),
    merchantId: text('merchant_id'),
    name: text('name'),
    residentIdEncrypted: text('resident_id_encrypted'),
    residentIdMasked: text('resident_id_masked'),
    duty: text('duty'),
    requiresHealthCertificate: ['requires_health_certificate', 'boolean'],
  },
}
const certificateTable: Table = {
  name: 'health_certificates',
  columns: {
    healthCertificateId: text('health_certificate_id'),
    merchantId: text('merchant_id'),
    staffMemberId: text('staff_member_id'),
    numberEncrypted: text('number_encrypted'),
    numberMasked: text('number_masked'),
    validFrom: ['valid_from', 'date'],
    validTo: ['valid_to', 'date'],
  },
}

/** Only columns that the rows carry: an update must not touch `created_at`. */
const columnsIn = ({ columns }: Table, row: object): { property: string; column: string; type: string }[] =>
  Object.entries(columns)
    .filter(([property]) => property in row)
    .map(([property, [column, type]]) => ({ property, column, type }))

const recordOf = (columns: ReturnType<typeof columnsIn>) =>
  sql.raw(columns.map(({ property, type }) => `"${property}" ${type}`).join(', '))

const insertAll = async (tx: Tx, marketId: string, table: Table, rows: readonly object[], also: object) => {
  const first = rows[0]
  if (first === undefined) return
  const columns = columnsIn(table, { ...first, ...also })
  await tx.execute(sql`insert into ${sql.raw(table.name)} (market_id, ${sql.raw(columns.map((c) => c.column).join(', '))})
    select ${marketId}, ${sql.raw(columns.map((c) => `r."${c.property}"`).join(', '))}
    from jsonb_to_recordset(${JSON.stringify(rows.map((row) => ({ ...row, ...also })))}::jsonb) as r(${recordOf(columns)})`)
}

const updateAll = async (tx: Tx, marketId: string, table: Table, rows: readonly object[], also: object) => {
  const first = rows[0]
  if (first === undefined) return
  const [id, ...others] = columnsIn(table, { ...first, ...also })
  if (id === undefined) throw new TypeError(`no id column for ${table.name}`)
  await tx.execute(sql`update ${sql.raw(table.name)} t
    set ${sql.raw(others.map((c) => `${c.column} = r."${c.property}"`).join(', '))}
    from jsonb_to_recordset(${JSON.stringify(rows.map((row) => ({ ...row, ...also })))}::jsonb) as r(${recordOf([id, ...others])})
    where t.market_id = ${marketId} and t.${sql.raw(id.column)} = r.${sql.raw(`"${id.property}"`)}`)
}
