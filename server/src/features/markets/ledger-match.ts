/**
 * Which merchant each row of a file means: rows of one merchant are found by its credit code, else by its name within
 * the market, first among themselves and then among the merchants on record. Pure.
 */
import type { RowError } from '@smart-market/shared/contracts/imports.ts'
import type { LedgerEntry, MerchantEntry } from './ledger-row.ts'
import type { LedgerMerchant, LedgerState } from './ledger-state.ts'

export type OccupiedEntry = LedgerEntry & { readonly merchant: MerchantEntry }

/** Whom a row means; the same key for all rows of one merchant. */
export interface MerchantMatch {
  readonly key: string
  readonly creditCode: string | null
  /** The merchant on record; null for a new one. */
  readonly merchantId: string | null
}

export const isOccupied = (entry: LedgerEntry): entry is OccupiedEntry => entry.merchant !== null

/** Names are the same when they differ only in spaces, brackets' width and letter case. */
export const nameKey = (name: string): string => name.normalize('NFKC').replace(/\s+/g, '').toLowerCase()

export const groupBy = <T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> => {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const key = keyOf(item)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [item])
    else group.push(item)
  }
  return groups
}

/** Matches by row of the file. Every occupied row has either a match or an error. */
export const matchMerchants = (
  entries: readonly LedgerEntry[],
  state: LedgerState,
): { readonly matches: ReadonlyMap<number, MerchantMatch>; readonly errors: readonly RowError[] } => {
  const occupied = entries.filter(isOccupied)
  const { keys, errors } = keysOfRows(occupied)
  const byKey = groupBy(
    occupied.filter((entry) => keys.has(entry.row)),
    (entry) => keys.get(entry.row) ?? '',
  )
  const onRecord = indexMerchants(state)
  const claimed = new Set<string>()
  const matches = new Map<number, MerchantMatch>()
  for (const [key, group] of byKey) {
    const creditCode = group.find((entry) => entry.merchant.creditCode !== null)?.merchant.creditCode ?? null
    const found = findOnRecord(group, creditCode, onRecord, claimed)
    if (typeof found === 'string') {
      const column = creditCode === null ? 'merchantName' : 'creditCode'
      const value = creditCode ?? group[0]?.merchant.name ?? ''
      errors.push(...group.map(({ row }) => ({ row, column, value, reason: found })))
      continue
    }
    if (found !== null) claimed.add(found.merchantId)
    const match = { key, creditCode, merchantId: found?.merchantId ?? null }
    for (const { row } of group) matches.set(row, match)
  }
  return { matches, errors }
}

/** A key for each row of the same merchant; rows that contradict each other get an error and no key. */
const keysOfRows = (entries: readonly OccupiedEntry[]): { keys: Map<number, string>; errors: RowError[] } => {
  const byCode = groupBy(
    entries.filter((entry) => entry.merchant.creditCode !== null),
    (entry) => entry.merchant.creditCode ?? '',
  )
  const codesByName = new Map<string, Set<string>>()
  const errors: RowError[] = []
  const bad = new Set<number>()
  for (const [code, rows] of byCode) {
    for (const entry of rows) {
      const name = nameKey(entry.merchant.name)
      const other = rows.find((row) => nameKey(row.merchant.name) !== name)
      if (other === undefined) {
        codesByName.set(name, (codesByName.get(name) ?? new Set()).add(code))
        continue
      }
      bad.add(entry.row)
      const reason = `与第 ${other.row} 行代码相同，但那一行的经营户是「${other.merchant.name}」`
      errors.push({ row: entry.row, column: 'creditCode', value: code, reason })
    }
  }
  const keys = new Map<number, string>()
  for (const { row, merchant } of entries) {
    if (bad.has(row)) continue
    const codes = codesByName.get(nameKey(merchant.name))
    if (merchant.creditCode !== null) keys.set(row, merchant.creditCode)
    else if (codes === undefined) keys.set(row, `name:${nameKey(merchant.name)}`)
    else if (codes.size === 1) keys.set(row, [...codes][0] ?? '')
    else {
      const reason = `文件里有 ${codes.size} 个叫这个名称的经营户，请填写统一社会信用代码`
      errors.push({ row, column: 'merchantName', value: merchant.name, reason })
    }
  }
  return { keys, errors }
}

interface OnRecord {
  readonly byCode: ReadonlyMap<string, LedgerMerchant>
  readonly byName: ReadonlyMap<string, readonly LedgerMerchant[]>
  /** Codes of the stalls that each merchant has or had. */
  readonly stallCodes: ReadonlyMap<string, ReadonlySet<string>>
}
const indexMerchants = (state: LedgerState): OnRecord => {
  const codeOfStall = new Map(state.stalls.map((stall) => [stall.stallId, stall.code]))
  return {
    byCode: new Map(state.merchants.flatMap((m) => (m.creditCode === null ? [] : [[m.creditCode, m] as const]))),
    byName: groupBy(state.merchants, (m) => nameKey(m.name)),
    stallCodes: new Map(
      [...groupBy(state.tenancies, (t) => t.merchantId)].map(([merchantId, tenancies]) => [
        merchantId,
        new Set(tenancies.map((t) => codeOfStall.get(t.stallId) ?? '')),
      ]),
    ),
  }
}

/** The merchant on record, null for a new one, or the reason why it cannot be told. */
const findOnRecord = (
  group: readonly OccupiedEntry[],
  creditCode: string | null,
  { byCode, byName, stallCodes }: OnRecord,
  claimed: ReadonlySet<string>,
): LedgerMerchant | null | string => {
  const name = group[0]?.merchant.name ?? ''
  const holder = creditCode === null ? undefined : byCode.get(creditCode)
  if (holder !== undefined) {
    if (nameKey(holder.name) === nameKey(name)) return holder
    return `这个代码已登记在经营户「${holder.name}」名下；如果是改了名，请先到台账里修改经营户名称`
  }
  const named = (byName.get(nameKey(name)) ?? []).filter(
    (m) => !claimed.has(m.merchantId) && (creditCode === null || m.creditCode === null),
  )
  if (named.length <= 1) return named[0] ?? null
  const here = named.filter((m) => group.some((entry) => stallCodes.get(m.merchantId)?.has(entry.stallCode)))
  if (here.length === 1) return here[0] ?? null
  return `台账里有 ${named.length} 个叫这个名称的经营户，请填写统一社会信用代码`
}
