import fc from 'fast-check'
import { creditCodeCheckCharacter } from '@smart-market/shared/credit-code.ts'
import { describe, expect, it } from 'vitest'
import { planLedger } from './ledger-plan.ts'
import { parseLedgerRow, readDate } from './ledger-row.ts'
import { repeatedStalls, settle, withoutBad } from './ledger-settle.ts'
import type { LedgerState } from './ledger-state.ts'

const today = '2026-03-02'
const empty: LedgerState = {
  zones: [],
  stalls: [],
  merchants: [],
  tenancies: [],
  licences: [],
  staffMembers: [],
  healthCertificates: [],
}
const code = (n: number): string => {
  const first17 = `92410105MA000000${n}`
  return first17 + (creditCodeCheckCharacter(first17) ?? '')
}

let ids = 0
const newId = (kind: string): string => `${kind}-${++ids}`

/** The rows of one file, checked against the ledger and written to it. */
const importRows = (cells: readonly Record<string, string>[], state: LedgerState) => {
  const parsed = cells.map((row, i) => parseLedgerRow({ row: i + 2, cells: row }, today))
  const errors = parsed.flatMap((row) => row.errors)
  const sound = withoutBad(
    parsed.flatMap((row) => row.entry ?? []),
    errors,
  )
  errors.push(...repeatedStalls(sound))
  const { placed, refused } = settle(withoutBad(sound, errors), state, today)
  errors.push(...refused)
  const { changes, effects } = planLedger(placed, state, today, newId)
  return { state: apply(state, changes), changes, effects, rejected: new Set(errors.map((error) => error.row)) }
}

const apply = (state: LedgerState, changes: ReturnType<typeof planLedger>['changes']): LedgerState => {
  const merge = <T extends object>(
    id: keyof T,
    old: readonly T[],
    added: readonly T[],
    updated: readonly T[] = [],
  ): T[] => {
    for (const row of updated) expect(old.some((known) => known[id] === row[id])).toBe(true)
    return [...old.map((row) => updated.find((newer) => newer[id] === row[id]) ?? row), ...added]
  }
  return {
    zones: merge('zoneId', state.zones, changes.zonesToCreate),
    stalls: merge('stallId', state.stalls, changes.stallsToCreate, changes.stallsToUpdate),
    merchants: merge('merchantId', state.merchants, changes.merchantsToCreate, changes.merchantsToUpdate),
    tenancies: merge('tenancyId', state.tenancies, changes.tenanciesToStart, changes.tenanciesToUpdate),
    licences: merge('licenceId', state.licences, changes.licencesToAdd, changes.licencesToUpdate),
    staffMembers: merge('staffMemberId', state.staffMembers, changes.staffMembersToAdd, changes.staffMembersToUpdate),
    healthCertificates: merge('healthCertificateId', state.healthCertificates, changes.healthCertificatesToAdd),
  }
}

const pick = (...values: string[]) => fc.constantFrom('', ...values)
const row = fc
  .record({
    stallCode: fc.constantFrom('A-1', 'A-2', 'A-3', 'A-4', 'A-5', 'A-6', 'A-7', 'A-8', 'a-8', ''),
    zone: pick('蔬菜区', '水产 区', '(南)'),
    merchantName: fc.constantFrom('张记', '张 记', '李记', '王记', '张记', '李记', '无', ''),
    creditCode: pick('', '', code(1), code(2), code(3)),
    phone: pick('13800000001', '13800000002'),
    goodsScope: pick('叶菜', '鱼', '叶菜、鱼'),
    creditGrade: pick('A', 'B'),
    sellsReadyToEat: pick('是', '否'),
    tenancyFrom: pick('', '2025-01-01', '2026-02-01', '2026-05-01'),
    tenancyTo: pick('', '', '2026-06-01', '2027-01-01'),
    licence: fc.constantFrom({}, { businessLicenceNumber: '4101', businessLicenceValidTo: '长期' }),
    food: fc.constantFrom(
      {},
      { foodLicenceNumber: 'JY1', foodLicenceValidTo: '2026-01-01' },
      { foodLicenceNumber: 'JY1', foodLicenceValidTo: '2027-01-01' },
      { foodLicenceNumber: 'JY2' },
    ),
    staff: fc.constantFrom(
      {},
      { staffName: '甲' },
      { staffName: '甲', healthCertificateNumber: 'JK1', healthCertificateValidTo: '2026-12-31' },
      { staffName: '乙', healthCertificateNumber: 'JK1', healthCertificateValidTo: '2027-12-31' },
    ),
  })
  .map(({ licence, food, staff, ...cells }) => ({ ...cells, ...licence, ...food, ...staff }) as Record<string, string>)
const file = fc.array(row, { minLength: 1, maxLength: 7 })

describe('any two ledger files, one after the other', () => {
  it('account for every row, keep the ledger free of contradictions, and change nothing when they come again', () => {
    fc.assert(
      fc.property(file, file, (first, second) => {
        let state = empty
        for (const rows of [first, second]) {
          const done = importRows(rows, state)
          expect(done.effects.size + done.rejected.size).toBe(rows.length)
          for (const number of done.rejected) expect(done.effects.has(number)).toBe(false)
          state = done.state
          expectSound(state)
          const again = importRows(rows, state)
          expect([...again.effects.values()].filter((effect) => effect !== 'unchanged')).toEqual([])
          expect(Object.values(again.changes).flat()).toEqual([])
          expect(again.rejected).toEqual(done.rejected)
        }
      }),
      { numRuns: 400 },
    )
  })
})

/** What the database's constraints would refuse. */
const expectSound = (state: LedgerState): void => {
  const unique = (values: readonly (string | null)[]): void => {
    const given = values.filter((value) => value !== null)
    expect(new Set(given).size).toBe(given.length)
  }
  unique(state.stalls.map((stall) => stall.code))
  unique(state.zones.map((zone) => zone.code))
  unique(state.merchants.map((merchant) => merchant.creditCode))
  for (const tenancy of state.tenancies) {
    expect(tenancy.to === null || tenancy.to > tenancy.from).toBe(true)
    const others = state.tenancies.filter((other) => other.stallId === tenancy.stallId && other !== tenancy)
    for (const other of others)
      expect((other.to !== null && other.to <= tenancy.from) || (tenancy.to !== null && tenancy.to <= other.from)).toBe(
        true,
      )
  }
}

describe('dates', () => {
  it.each([
    ['2026-01-31', '2026-01-31'],
    ['2026/1/31', '2026-01-31'],
    ['2026.1.31', '2026-01-31'],
    ['2026年1月31日', '2026-01-31'],
    ['20260131', '2026-01-31'],
    ['2026-01-31 08:30:00', '2026-01-31'],
    ['2024-02-29', '2024-02-29'],
    ['2026-02-29', undefined],
    ['31/01/2026', undefined],
    ['26-1-31', undefined],
    ['46053', undefined],
    ['0001-01-01', undefined],
    ['长期', undefined],
  ])('read %s as %s', (text, date) => {
    expect(readDate(text)).toBe(date)
  })
})
