/** SQL of merchants, their licences, staff and health certificates. */
import { and, asc, desc, eq, isNull, or, sql } from 'drizzle-orm'
import type { Tx } from '../../context.ts'
import { healthCertificates, licences, merchants, staffMembers, stalls, tenancies } from '../../db/schema/markets.ts'

export type MerchantRow = typeof merchants.$inferSelect
export type LicenceRow = typeof licences.$inferSelect
export type StaffRow = typeof staffMembers.$inferSelect
export type HealthCertificateRow = typeof healthCertificates.$inferSelect

export const findMerchant = async (tx: Tx, marketId: string, merchantId: string): Promise<MerchantRow | undefined> => {
  const [row] = await tx
    .select()
    .from(merchants)
    .where(and(eq(merchants.marketId, marketId), eq(merchants.merchantId, merchantId)))
  return row
}

export const findMerchantByCreditCode = async (
  tx: Tx,
  marketId: string,
  creditCode: string,
): Promise<MerchantRow | undefined> => {
  const [row] = await tx
    .select()
    .from(merchants)
    .where(and(eq(merchants.marketId, marketId), eq(merchants.creditCode, creditCode)))
  return row
}

export const insertMerchant = async (tx: Tx, row: MerchantRow): Promise<void> => {
  await tx.insert(merchants).values(row)
}

export const updateMerchant = async (
  tx: Tx,
  marketId: string,
  merchantId: string,
  set: Partial<MerchantRow>,
): Promise<void> => {
  await tx
    .update(merchants)
    .set(set)
    .where(and(eq(merchants.marketId, marketId), eq(merchants.merchantId, merchantId)))
}

/** Newest first. */
export const listTenanciesOfMerchant = async (tx: Tx, marketId: string, merchantId: string) =>
  tx
    .select({
      tenancyId: tenancies.tenancyId,
      stallId: tenancies.stallId,
      stallCode: stalls.code,
      from: tenancies.fromOn,
      to: tenancies.toOn,
    })
    .from(tenancies)
    .innerJoin(stalls, and(eq(stalls.marketId, tenancies.marketId), eq(stalls.stallId, tenancies.stallId)))
    .where(and(eq(tenancies.marketId, marketId), eq(tenancies.merchantId, merchantId)))
    .orderBy(desc(tenancies.fromOn), asc(stalls.code))

export const listLicences = async (tx: Tx, marketId: string, merchantId: string): Promise<LicenceRow[]> =>
  tx
    .select()
    .from(licences)
    .where(and(eq(licences.marketId, marketId), eq(licences.merchantId, merchantId), isNull(licences.removedAt)))
    .orderBy(asc(licences.kind), asc(licences.number))

export const findLicence = async (
  tx: Tx,
  marketId: string,
  merchantId: string,
  licenceId: string,
): Promise<LicenceRow | undefined> => {
  const [row] = await tx
    .select()
    .from(licences)
    .where(
      and(
        eq(licences.marketId, marketId),
        eq(licences.merchantId, merchantId),
        eq(licences.licenceId, licenceId),
        isNull(licences.removedAt),
      ),
    )
  return row
}

export const insertLicence = async (tx: Tx, row: LicenceRow): Promise<void> => {
  await tx.insert(licences).values(row)
}

export const updateLicence = async (
  tx: Tx,
  marketId: string,
  licenceId: string,
  set: Partial<LicenceRow>,
): Promise<void> => {
  await tx
    .update(licences)
    .set(set)
    .where(and(eq(licences.marketId, marketId), eq(licences.licenceId, licenceId)))
}

/** Staff who have not left by the date. */
export const listStaff = async (tx: Tx, marketId: string, merchantId: string, onDate: string): Promise<StaffRow[]> =>
  tx
    .select()
    .from(staffMembers)
    .where(
      and(
        eq(staffMembers.marketId, marketId),
        eq(staffMembers.merchantId, merchantId),
        or(isNull(staffMembers.leftOn), sql`${staffMembers.leftOn} > ${onDate}::date`),
      ),
    )
    .orderBy(asc(staffMembers.name), asc(staffMembers.staffMemberId))

export const findStaffMember = async (
  tx: Tx,
  marketId: string,
  merchantId: string,
  staffMemberId: string,
): Promise<StaffRow | undefined> => {
  const [row] = await tx
    .select()
    .from(staffMembers)
    .where(
      and(
        eq(staffMembers.marketId, marketId),
        eq(staffMembers.merchantId, merchantId),
        eq(staffMembers.staffMemberId, staffMemberId),
        isNull(staffMembers.leftOn),
      ),
    )
  return row
}

export const insertStaffMember = async (tx: Tx, row: StaffRow): Promise<void> => {
  await tx.insert(staffMembers).values(row)
}

export const setStaffMemberLeft = async (
  tx: Tx,
  marketId: string,
  staffMemberId: string,
  leftOn: string,
): Promise<void> => {
  await tx
    .update(staffMembers)
    .set({ leftOn })
    .where(and(eq(staffMembers.marketId, marketId), eq(staffMembers.staffMemberId, staffMemberId)))
}

/** Newest end first. */
export const listHealthCertificates = async (
  tx: Tx,
  marketId: string,
  merchantId: string,
): Promise<HealthCertificateRow[]> =>
  tx
    .select()
    .from(healthCertificates)
    .where(and(eq(healthCertificates.marketId, marketId), eq(healthCertificates.merchantId, merchantId)))
    .orderBy(desc(healthCertificates.validTo), asc(healthCertificates.healthCertificateId))

export const insertHealthCertificate = async (tx: Tx, row: HealthCertificateRow): Promise<void> => {
  await tx.insert(healthCertificates).values(row)
}
