/** What must change in the ledger so that it says what the file says. Pure; ids come from the caller. */
import type { RowError } from '@smart-market/shared/contracts/imports.ts'
import type { IdKind } from '@smart-market/shared/ids.ts'
import { changedFields } from './domain.ts'
import { groupBy, isOccupied, type MerchantMatch, nameKey, type OccupiedEntry } from './ledger-match.ts'
import { decideTenancy } from './ledger-tenancy.ts'
import type { LedgerEntry, LicenceEntry, StaffEntry } from './ledger-row.ts'
import type {
  LedgerHealthCertificate,
  LedgerLicence,
  LedgerMerchant,
  LedgerStaffMember,
  LedgerStall,
  LedgerState,
  LedgerTenancy,
  LedgerZone,
} from './ledger-state.ts'

export type NewId = (kind: IdKind) => string
export type Effect = 'create' | 'update' | 'unchanged'

const changeLists = () => ({
  zonesToCreate: [] as LedgerZone[],
  stallsToCreate: [] as LedgerStall[],
  stallsToUpdate: [] as LedgerStall[],
  merchantsToCreate: [] as LedgerMerchant[],
  merchantsToUpdate: [] as LedgerMerchant[],
  tenanciesToUpdate: [] as LedgerTenancy[],
  tenanciesToStart: [] as LedgerTenancy[],
  licencesToAdd: [] as LedgerLicence[],
  licencesToUpdate: [] as LedgerLicence[],
  staffMembersToAdd: [] as LedgerStaffMember[],
  staffMembersToUpdate: [] as LedgerStaffMember[],
  healthCertificatesToAdd: [] as LedgerHealthCertificate[],
})
type Lists = ReturnType<typeof changeLists>

/** A sound row with the merchant it means; null for a vacant stall. */
export interface PlacedEntry {
  readonly entry: LedgerEntry
  readonly match: MerchantMatch | null
}

export interface LedgerPlan {
  readonly changes: Lists
  /** By row of the file. A change of a merchant counts for the merchant's first row. */
  readonly effects: ReadonlyMap<number, Effect>
  readonly warnings: readonly RowError[]
}

interface Planning {
  readonly state: LedgerState
  readonly today: string
  readonly newId: NewId
  readonly changes: Lists
  readonly effects: Map<number, Effect>
  readonly warnings: RowError[]
}

/** All tenancies of the placed rows are known not to clash. */
export const planLedger = (
  placed: readonly PlacedEntry[],
  state: LedgerState,
  today: string,
  newId: NewId,
): LedgerPlan => {
  const changes = changeLists()
  const entries = placed.map(({ entry }) => entry)
  const effects = new Map<number, Effect>(entries.map((entry) => [entry.row, 'unchanged']))
  const planning: Planning = { state, today, newId, changes, effects, warnings: [] }
  const stallIds = planStalls(planning, entries)
  const merchantIds = new Map<number, string>()
  const papers = indexPapers(state)
  for (const group of groupRows(placed, state)) {
    const merchantId = planMerchant(planning, group, papers)
    for (const { row } of group.entries) merchantIds.set(row, merchantId)
  }
  const tenancies = groupBy(state.tenancies, (tenancy) => tenancy.stallId)
  for (const entry of entries.filter(isOccupied)) {
    const stallId = stallIds.get(entry.stallCode) ?? ''
    const merchantId = merchantIds.get(entry.row) ?? ''
    planTenancy(planning, entry, stallId, merchantId, tenancies.get(stallId) ?? [])
  }
  return { changes, effects, warnings: planning.warnings }
}

/** All rows of one merchant. */
interface MerchantRows {
  readonly entries: readonly OccupiedEntry[]
  readonly creditCode: string | null
  readonly stored: LedgerMerchant | null
}
const groupRows = (placed: readonly PlacedEntry[], state: LedgerState): MerchantRows[] => {
  const onRecord = new Map(state.merchants.map((merchant) => [merchant.merchantId, merchant]))
  const occupied = placed.flatMap(({ entry, match }) => (isOccupied(entry) && match !== null ? [{ entry, match }] : []))
  return [...groupBy(occupied, ({ match }) => match.key).values()].map((rows) => ({
    entries: rows.map(({ entry }) => entry),
    creditCode: rows[0]?.match.creditCode ?? null,
    stored: onRecord.get(rows[0]?.match.merchantId ?? '') ?? null,
  }))
}

const touch = ({ effects }: Planning, row: number | undefined): void => {
  if (row !== undefined && effects.get(row) === 'unchanged') effects.set(row, 'update')
}

/** Returns stall ids by code. */
const planStalls = (planning: Planning, entries: readonly LedgerEntry[]): Map<string, string> => {
  const { state, changes, effects, newId } = planning
  const byCode = new Map(state.stalls.map((stall) => [stall.code, stall]))
  const zones = new Map(
    state.zones.flatMap(
      (zone) =>
        [
          [zone.code, zone.zoneId],
          [zone.name, zone.zoneId],
        ] as const,
    ),
  )
  const ids = new Map<string, string>()
  for (const entry of entries) {
    const { stallCode: code, areaSquareMetres, zoneName, row } = entry
    const zoneId = zoneName === null ? null : (zones.get(zoneName) ?? planZone(planning, zones, zoneName))
    const stall = byCode.get(code)
    if (stall === undefined) {
      const stallId = newId('stall')
      changes.stallsToCreate.push({ stallId, code, zoneId, x: null, y: null, areaSquareMetres })
      effects.set(row, 'create')
      ids.set(code, stallId)
      continue
    }
    ids.set(code, stall.stallId)
    const patch = given({ zoneId, areaSquareMetres })
    if (changedFields(stall, patch).length === 0) continue
    changes.stallsToUpdate.push({ ...stall, ...patch })
    touch(planning, row)
  }
  return ids
}

const planZone = ({ changes, newId }: Planning, zones: Map<string, string>, name: string): string => {
  const zoneId = newId('zone')
  const fits = /^[\p{L}\p{N}][\p{L}\p{N}#/.-]{0,31}$/u.test(name) && !zones.has(name)
  let number = changes.zonesToCreate.length + 1
  while (zones.has(`Z${number}`)) number++
  const code = fits ? name : `Z${number}`
  const needs = { requiresCamera: true, requiresSmoke: true, requiresThermal: false }
  changes.zonesToCreate.push({ zoneId, code, name, kind: 'trading', floor: 1, ...needs })
  zones.set(name, zoneId).set(code, zoneId)
  return zoneId
}

/** Only what the file says: an empty cell changes nothing. */
const given = <T extends object>(patch: T): { [K in keyof T]?: NonNullable<T[K]> } =>
  Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== null && value !== undefined)) as {
    [K in keyof T]?: NonNullable<T[K]>
  }

interface StoredPapers {
  readonly licences: ReadonlyMap<string, LedgerLicence>
  readonly staff: ReadonlyMap<string, LedgerStaffMember>
  readonly certificates: ReadonlySet<string>
}
const indexPapers = (state: LedgerState): StoredPapers => ({
  licences: new Map(state.licences.map((l) => [`${l.merchantId}|${l.kind}|${l.number}`, l])),
  staff: new Map(state.staffMembers.map((s) => [`${s.merchantId}|${nameKey(s.name)}`, s])),
  certificates: new Set(state.healthCertificates.map((c) => `${c.staffMemberId}|${c.number}|${c.validTo}`)),
})

const planMerchant = (planning: Planning, group: MerchantRows, stored: StoredPapers): string => {
  const { changes, newId } = planning
  const first = group.entries[0]
  const facts = mergeFacts(planning, group)
  const merchantId = group.stored?.merchantId ?? newId('merchant')
  const name = first?.merchant.name ?? ''
  if (group.stored === null) {
    const { kind = 'person', sellsReadyToEat = false, ...rest } = facts
    changes.merchantsToCreate.push({ ...noFacts, ...rest, merchantId, name, kind, sellsReadyToEat })
    touch(planning, first?.row)
  } else if (changedFields(group.stored, facts).length > 0) {
    changes.merchantsToUpdate.push({ ...group.stored, ...facts })
    touch(planning, first?.row)
  }
  const licences = new Map(
    group.entries.flatMap((entry) =>
      entry.merchant.licences.map((l) => [`${merchantId}|${l.kind}|${l.number}`, { l, entry }]),
    ),
  )
  for (const [key, { l, entry }] of licences)
    if (planLicence(planning, merchantId, l, stored.licences.get(key))) touch(planning, entry.row)
  const readyToEat = facts.sellsReadyToEat ?? group.stored?.sellsReadyToEat ?? false
  const added = new Map<string, string>()
  for (const entry of group.entries) {
    const { staff } = entry.merchant
    if (staff !== null && planStaff(planning, merchantId, staff, readyToEat, stored, added)) touch(planning, entry.row)
  }
  return merchantId
}

const noFacts = {
  creditCode: null,
  principalName: null,
  principalResidentId: null,
  phone: null,
  goodsScope: null,
  creditGrade: null,
}
const factLabels = {
  kind: '类型',
  principalName: '负责人',
  principalResidentId: '身份证号',
  phone: '电话',
  sellsReadyToEat: '直接入口食品',
  creditGrade: '信用等级',
} as const

/** One merchant from all its rows: the first row that says something wins; goods of several stalls are joined. */
const mergeFacts = ({ warnings }: Planning, { entries, creditCode }: MerchantRows) => {
  const winners: Record<string, unknown> = {}
  for (const field of Object.keys(factLabels) as (keyof typeof factLabels)[]) {
    const winner = entries.find((entry) => entry.merchant[field] !== null)
    if (winner === undefined) continue
    winners[field] = winner.merchant[field]
    for (const { row, merchant } of entries) {
      if (merchant[field] === null || merchant[field] === winner.merchant[field]) continue
      const reason = `与第 ${winner.row} 行同一经营户的${factLabels[field]}不同，按第 ${winner.row} 行登记`
      const value = field === 'principalResidentId' ? '****' : String(merchant[field])
      warnings.push({ row, column: field, value, reason })
    }
  }
  const goods = [...new Set(entries.flatMap((entry) => entry.merchant.goodsScope ?? []))]
  const joined = goods.join('、')
  const goodsScope = joined.length > 200 ? (goods[0] ?? null) : joined || null
  return given({ ...winners, creditCode, goodsScope } as Partial<Omit<LedgerMerchant, 'merchantId' | 'name'>>)
}

/** True when something changes. */
const planLicence = (
  { changes, newId }: Planning,
  merchantId: string,
  { endless, ...licence }: LicenceEntry,
  stored: LedgerLicence | undefined,
): boolean => {
  if (stored === undefined) {
    changes.licencesToAdd.push({ licenceId: newId('licence'), merchantId, ...licence })
    return true
  }
  const { scope, validFrom, validTo } = licence
  const patch = { ...given({ scope, validFrom, validTo }), ...(endless ? { validTo: null } : {}) }
  if (changedFields(stored, patch).length === 0) return false
  changes.licencesToUpdate.push({ ...stored, ...patch })
  return true
}

/** True when something changes. `added`: ids by name of people whom earlier rows of the file brought. */
const planStaff = (
  { changes, newId }: Planning,
  merchantId: string,
  staff: StaffEntry,
  readyToEat: boolean,
  stored: StoredPapers,
  added: Map<string, string>,
): boolean => {
  const key = nameKey(staff.name)
  const known = stored.staff.get(`${merchantId}|${key}`)
  let staffMemberId = known?.staffMemberId ?? added.get(key)
  let changed = false
  if (staffMemberId === undefined) {
    staffMemberId = newId('staffMember')
    added.set(key, staffMemberId)
    const requiresHealthCertificate = readyToEat || staff.certificate !== null
    const { name, duty } = staff
    changes.staffMembersToAdd.push({
      staffMemberId,
      merchantId,
      name,
      residentId: null,
      duty,
      requiresHealthCertificate,
    })
    changed = true
  } else if (known !== undefined && staff.duty !== null && staff.duty !== known.duty) {
    changes.staffMembersToUpdate.push({ ...known, duty: staff.duty })
    changed = true
  }
  const { certificate } = staff
  const mark = `${staffMemberId}|${certificate?.number}|${certificate?.validTo}`
  if (certificate === null || stored.certificates.has(mark) || added.has(mark)) return changed
  added.set(mark, '')
  const healthCertificateId = newId('healthCertificate')
  changes.healthCertificatesToAdd.push({ healthCertificateId, merchantId, staffMemberId, ...certificate })
  return true
}

const planTenancy = (
  planning: Planning,
  entry: OccupiedEntry,
  stallId: string,
  merchantId: string,
  onRecord: readonly LedgerTenancy[],
): void => {
  const decision = decideTenancy(entry, merchantId, onRecord, planning.today)
  if (decision.kind === 'update') planning.changes.tenanciesToUpdate.push(decision.tenancy)
  if (decision.kind === 'start') {
    const { from, to } = decision
    planning.changes.tenanciesToStart.push({ tenancyId: planning.newId('tenancy'), stallId, merchantId, from, to })
    if (entry.merchant.tenancyFrom === null) {
      const reason = `没有入驻日期，按导入当天 ${planning.today} 登记`
      planning.warnings.push({ row: entry.row, column: 'tenancyFrom', value: '', reason })
    }
  }
  if (decision.kind !== 'keep') touch(planning, entry.row)
}
