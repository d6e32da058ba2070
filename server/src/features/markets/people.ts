/** Verbs on merchants and their papers. ID numbers go in whole, are kept encrypted, and come out masked. */
import type { Merchant, marketRoutes } from '@smart-market/shared/contracts/markets.ts'
import { maskResidentId } from '@smart-market/shared/resident-id.ts'
import type { HandlerInput } from '@smart-market/shared/route.ts'
import { businessDate } from '@smart-market/shared/time.ts'
import { appendAudit } from '../../audit.ts'
import { type Ctx, type Deps, marketOf, newId, type Tx, withTransaction } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { appendEvent } from '../../feed/outbox.ts'
import { changedFields, isExpired, isPaperPeriod, maskNumber } from './domain.ts'
import * as store from './people-store.ts'
import { merchantSearchText } from './search-text.ts'
import { refusing } from './refusing.ts'

type Routes = typeof marketRoutes
type Body<K extends keyof Routes> = HandlerInput<Routes[K]>['body']

export const getMerchantRow = async (tx: Tx, marketId: string, merchantId: string): Promise<store.MerchantRow> => {
  const row = await store.findMerchant(tx, marketId, merchantId)
  if (row === undefined) throw new AppError('merchant.not_found')
  return row
}

export const getMerchant = async (ctx: Ctx, merchantId: string): Promise<Merchant> =>
  withTransaction(ctx, (tx) => merchantView(ctx, tx, merchantId))

const merchantView = async (ctx: Ctx, tx: Tx, merchantId: string): Promise<Merchant> => {
  const marketId = marketOf(ctx)
  const today = businessDate(ctx.now)
  const row = await getMerchantRow(tx, marketId, merchantId)
  const certificates = await store.listHealthCertificates(tx, marketId, merchantId)
  const staff = await store.listStaff(tx, marketId, merchantId, today)
  return {
    merchantId,
    name: row.name,
    kind: row.kind,
    creditCode: row.creditCode,
    principalName: row.principalName,
    principalResidentIdMasked: row.principalResidentIdMasked,
    phone: row.phone,
    goodsScope: row.goodsScope,
    sellsReadyToEat: row.sellsReadyToEat,
    creditGrade: row.creditGrade,
    tenancies: await store.listTenanciesOfMerchant(tx, marketId, merchantId),
    licences: (await store.listLicences(tx, marketId, merchantId)).map((licence) => licenceView(licence, today)),
    staffMembers: staff.map((person) =>
      staffView(
        person,
        certificates.filter((c) => c.staffMemberId === person.staffMemberId),
        today,
      ),
    ),
  }
}

const licenceView = (row: store.LicenceRow, today: string) => ({
  licenceId: row.licenceId,
  kind: row.kind,
  number: row.number,
  scope: row.scope,
  validFrom: row.validFrom,
  validTo: row.validTo,
  expired: isExpired(row.validTo, today),
})
const certificateView = (row: store.HealthCertificateRow, today: string) => ({
  healthCertificateId: row.healthCertificateId,
  numberMasked: row.numberMasked,
  validFrom: row.validFrom,
  validTo: row.validTo,
  expired: isExpired(row.validTo, today),
})
const staffView = (row: store.StaffRow, certificates: readonly store.HealthCertificateRow[], today: string) => ({
  staffMemberId: row.staffMemberId,
  name: row.name,
  residentIdMasked: row.residentIdMasked,
  duty: row.duty,
  requiresHealthCertificate: row.requiresHealthCertificate,
  healthCertificates: certificates.map((c) => certificateView(c, today)),
})

/** Encrypted and masked form of an ID number for the columns that hold it. */
export const sealResidentId = (deps: Pick<Deps, 'cipher'>, residentId: string | null, column: ResidentIdColumn) =>
  residentId === null
    ? { encrypted: null, masked: null }
    : { encrypted: deps.cipher.encrypt(residentId, column), masked: maskResidentId(residentId) }
type ResidentIdColumn = 'merchants.principal_resident_id' | 'staff_members.resident_id'

/** Encrypted and masked form of a health certificate's number. */
export const sealCertificateNumber = (deps: Pick<Deps, 'cipher'>, number: string) => ({
  numberEncrypted: deps.cipher.encrypt(number, 'health_certificates.number'),
  numberMasked: maskNumber(number),
})

const creditCodeTaken = (ctx: Ctx, creditCode: string | null | undefined) => ({
  merchants__credit_code: async () => {
    const other = await withTransaction(ctx, (tx) =>
      store.findMerchantByCreditCode(tx, marketOf(ctx), creditCode ?? ''),
    )
    return new AppError('merchant.credit_code_taken', { creditCode, name: other?.name ?? '', field: 'creditCode' })
  },
})

/** Throws merchant.credit_code_taken with the name of who holds it. */
export const createMerchant = async (ctx: Ctx, input: Body<'createMerchant'>): Promise<Merchant> =>
  refusing(
    creditCodeTaken(ctx, input.creditCode),
    withTransaction(ctx, async (tx) => {
      const merchantId = newId(ctx, 'merchant')
      const { principalResidentId = null, ...fields } = input
      const sealed = sealResidentId(ctx.deps, principalResidentId, 'merchants.principal_resident_id')
      await store.insertMerchant(tx, {
        marketId: marketOf(ctx),
        merchantId,
        name: fields.name,
        kind: fields.kind,
        creditCode: fields.creditCode ?? null,
        principalName: fields.principalName,
        principalResidentIdEncrypted: sealed.encrypted,
        principalResidentIdMasked: sealed.masked,
        phone: fields.phone ?? null,
        goodsScope: fields.goodsScope,
        sellsReadyToEat: fields.sellsReadyToEat,
        creditGrade: fields.creditGrade ?? null,
        searchText: merchantSearchText(fields.name, fields.goodsScope),
        createdAt: ctx.now,
        updatedAt: ctx.now,
      })
      await appendAudit(ctx, tx, {
        action: 'merchant.register',
        subjectKind: 'merchant',
        subjectId: merchantId,
        summary: `登记经营户「${fields.name}」`,
        details: { creditCode: fields.creditCode ?? null },
      })
      const { name, creditCode = null } = fields
      await appendEvent(ctx, tx, 'merchant.registered', { merchantId, name, creditCode })
      return merchantView(ctx, tx, merchantId)
    }),
  )

/** Absent fields stay, null clears. Throws merchant.not_found, merchant.credit_code_taken. */
export const updateMerchant = async (ctx: Ctx, merchantId: string, patch: Body<'updateMerchant'>): Promise<Merchant> =>
  refusing(
    creditCodeTaken(ctx, patch.creditCode),
    withTransaction(ctx, async (tx) => {
      const before = await getMerchantRow(tx, marketOf(ctx), merchantId)
      const { principalResidentId, ...fields } = patch
      const idNumberChanged = principalResidentId !== undefined && !isSameResidentId(ctx, before, principalResidentId)
      const changed = [...changedFields(before, fields), ...(idNumberChanged ? ['principalResidentId'] : [])]
      if (changed.length === 0) return merchantView(ctx, tx, merchantId)
      const { name = before.name, goodsScope = before.goodsScope } = fields
      const sealed = idNumberChanged
        ? sealResidentId(ctx.deps, principalResidentId, 'merchants.principal_resident_id')
        : { encrypted: before.principalResidentIdEncrypted, masked: before.principalResidentIdMasked }
      await store.updateMerchant(tx, marketOf(ctx), merchantId, {
        ...fields,
        principalResidentIdEncrypted: sealed.encrypted,
        principalResidentIdMasked: sealed.masked,
        searchText: merchantSearchText(name, goodsScope),
        updatedAt: ctx.now,
      })
      await appendAudit(ctx, tx, {
        action: 'merchant.update',
        subjectKind: 'merchant',
        subjectId: merchantId,
        summary: `修改经营户「${name}」`,
        details: { changed },
      })
      await appendEvent(ctx, tx, 'merchant.updated', { merchantId, changed })
      return merchantView(ctx, tx, merchantId)
    }),
  )

const isSameResidentId = (ctx: Ctx, before: store.MerchantRow, residentId: string | null): boolean => {
  const stored = before.principalResidentIdEncrypted
  if (stored === null) return residentId === null
  return ctx.deps.cipher.decrypt(stored, 'merchants.principal_resident_id') === residentId
}

const requirePaperPeriod = (
  code: 'licence.dates' | 'health_certificate.dates',
  from: string | null | undefined,
  to: string | null | undefined,
): void => {
  if (!isPaperPeriod(from ?? null, to ?? null)) throw new AppError(code, { field: 'validTo' })
}

/** Throws merchant.not_found, licence.dates. */
export const addLicence = async (ctx: Ctx, merchantId: string, input: Body<'addLicence'>) =>
  withTransaction(ctx, async (tx) => {
    requirePaperPeriod('licence.dates', input.validFrom, input.validTo)
    const merchant = await getMerchantRow(tx, marketOf(ctx), merchantId)
    const row: store.LicenceRow = {
      marketId: marketOf(ctx),
      licenceId: newId(ctx, 'licence'),
      merchantId,
      kind: input.kind,
      number: input.number,
      scope: input.scope,
      validFrom: input.validFrom ?? null,
      validTo: input.validTo ?? null,
      removedAt: null,
    }
    await store.insertLicence(tx, row)
    await recordLicence(ctx, tx, row, 'licence.add', `登记「${merchant.name}」的证照 ${row.number}`)
    return licenceView(row, businessDate(ctx.now))
  })

const recordLicence = async (
  ctx: Ctx,
  tx: Tx,
  row: store.LicenceRow,
  action: string,
  summary: string,
): Promise<void> => {
  const { licenceId, merchantId, kind, validTo } = row
  const details = { merchantId, kind, number: row.number, validTo }
  await appendAudit(ctx, tx, { action, subjectKind: 'licence', subjectId: licenceId, summary, details })
  await appendEvent(ctx, tx, 'licence.recorded', { licenceId, merchantId, kind, validTo })
}

const getLicence = async (ctx: Ctx, tx: Tx, merchantId: string, licenceId: string): Promise<store.LicenceRow> => {
  const row = await store.findLicence(tx, marketOf(ctx), merchantId, licenceId)
  if (row === undefined) throw new AppError('licence.not_found')
  return row
}

/** Throws licence.not_found, licence.dates. */
export const updateLicence = async (ctx: Ctx, merchantId: string, licenceId: string, patch: Body<'updateLicence'>) =>
  withTransaction(ctx, async (tx) => {
    const before = await getLicence(ctx, tx, merchantId, licenceId)
    if (changedFields(before, patch).length > 0) {
      const { validFrom = before.validFrom, validTo = before.validTo } = patch
      requirePaperPeriod('licence.dates', validFrom, validTo)
      await store.updateLicence(tx, marketOf(ctx), licenceId, patch)
      const row = await getLicence(ctx, tx, merchantId, licenceId)
      await recordLicence(ctx, tx, row, 'licence.update', `修改证照 ${row.number}`)
    }
    return licenceView(await getLicence(ctx, tx, merchantId, licenceId), businessDate(ctx.now))
  })

export const removeLicence = async (ctx: Ctx, merchantId: string, licenceId: string): Promise<void> =>
  withTransaction(ctx, async (tx) => {
    const row = await getLicence(ctx, tx, merchantId, licenceId)
    await store.updateLicence(tx, marketOf(ctx), licenceId, { removedAt: ctx.now })
    await appendAudit(ctx, tx, {
      action: 'licence.remove',
      subjectKind: 'licence',
      subjectId: licenceId,
      summary: `撤下证照 ${row.number}`,
      details: { merchantId, kind: row.kind },
    })
    await appendEvent(ctx, tx, 'licence.removed', { licenceId, merchantId })
  })

/** Throws merchant.not_found. */
export const addStaffMember = async (ctx: Ctx, merchantId: string, input: Body<'addStaffMember'>) =>
  withTransaction(ctx, async (tx) => {
    const merchant = await getMerchantRow(tx, marketOf(ctx), merchantId)
    const sealed = sealResidentId(ctx.deps, input.residentId ?? null, 'staff_members.resident_id')
    const row: store.StaffRow = {
      marketId: marketOf(ctx),
      staffMemberId: newId(ctx, 'staffMember'),
      merchantId,
      name: input.name,
      residentIdEncrypted: sealed.encrypted,
      residentIdMasked: sealed.masked,
      duty: input.duty,
      requiresHealthCertificate: input.requiresHealthCertificate,
      leftOn: null,
    }
    await store.insertStaffMember(tx, row)
    const { staffMemberId, requiresHealthCertificate } = row
    await appendAudit(ctx, tx, {
      action: 'staff_member.register',
      subjectKind: 'staffMember',
      subjectId: staffMemberId,
      summary: `登记「${merchant.name}」的从业人员 ${row.name}`,
      details: { merchantId, requiresHealthCertificate },
    })
    await appendEvent(ctx, tx, 'staff_member.registered', { staffMemberId, merchantId, requiresHealthCertificate })
    return staffView(row, [], businessDate(ctx.now))
  })

const getStaffMember = async (ctx: Ctx, tx: Tx, merchantId: string, staffMemberId: string): Promise<store.StaffRow> => {
  const row = await store.findStaffMember(tx, marketOf(ctx), merchantId, staffMemberId)
  if (row === undefined) throw new AppError('staff_member.not_found')
  return row
}

/** The person has left as of today; the record stays. Throws staff_member.not_found. */
export const removeStaffMember = async (ctx: Ctx, merchantId: string, staffMemberId: string): Promise<void> =>
  withTransaction(ctx, async (tx) => {
    const row = await getStaffMember(ctx, tx, merchantId, staffMemberId)
    await store.setStaffMemberLeft(tx, marketOf(ctx), staffMemberId, businessDate(ctx.now))
    await appendAudit(ctx, tx, {
      action: 'staff_member.leave',
      subjectKind: 'staffMember',
      subjectId: staffMemberId,
      summary: `从业人员 ${row.name} 离岗`,
      details: { merchantId },
    })
    await appendEvent(ctx, tx, 'staff_member.left', { staffMemberId, merchantId })
  })

/** Throws staff_member.not_found, health_certificate.dates. */
export const addHealthCertificate = async (
  ctx: Ctx,
  merchantId: string,
  staffMemberId: string,
  input: Body<'addHealthCertificate'>,
) =>
  withTransaction(ctx, async (tx) => {
    requirePaperPeriod('health_certificate.dates', input.validFrom, input.validTo)
    const person = await getStaffMember(ctx, tx, merchantId, staffMemberId)
    const row: store.HealthCertificateRow = {
      marketId: marketOf(ctx),
      healthCertificateId: newId(ctx, 'healthCertificate'),
      merchantId,
      staffMemberId,
      ...sealCertificateNumber(ctx.deps, input.number),
      validFrom: input.validFrom ?? null,
      validTo: input.validTo,
    }
    await store.insertHealthCertificate(tx, row)
    const { healthCertificateId, validTo } = row
    await appendAudit(ctx, tx, {
      action: 'health_certificate.add',
      subjectKind: 'healthCertificate',
      subjectId: healthCertificateId,
      summary: `登记 ${person.name} 的健康证`,
      details: { merchantId, staffMemberId, validTo },
    })
    await appendEvent(ctx, tx, 'health_certificate.recorded', {
      healthCertificateId,
      staffMemberId,
      merchantId,
      validTo,
    })
    return certificateView(row, businessDate(ctx.now))
  })
