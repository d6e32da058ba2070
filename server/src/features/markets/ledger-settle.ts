/** Which rows of a file can stand: beside each other and beside the ledger. Pure. */
import type { RowError } from '@smart-market/shared/contracts/imports.ts'
import { groupBy, isOccupied, matchMerchants } from './ledger-match.ts'
import type { PlacedEntry } from './ledger-plan.ts'
import { decideTenancy } from './ledger-tenancy.ts'
import type { LedgerEntry } from './ledger-row.ts'
import type { LedgerState } from './ledger-state.ts'

/** Entries of rows that no error names. */
export const withoutBad = (entries: readonly LedgerEntry[], errors: readonly RowError[]): LedgerEntry[] => {
  const bad = new Set(errors.map((error) => error.row))
  return entries.filter((entry) => !bad.has(entry.row))
}

/** An error for every row whose stall another row names too. */
export const repeatedStalls = (entries: readonly LedgerEntry[]): RowError[] =>
  [...groupBy(entries, (entry) => entry.stallCode.toUpperCase()).values()].flatMap((same) =>
    same.length === 1
      ? []
      : same.map(({ row, stallCode }) => {
          const others = same.filter((other) => other.row !== row).map((other) => other.row)
          const reason = `摊位号与第 ${others.join('、')} 行重复，请改成不同的摊位号或只留一行`
          return { row, column: 'stallCode', value: stallCode, reason }
        }),
  )

/**
 * Finds each row's merchant and refuses the rows whose merchant or tenancy contradicts what is on record. A row keeps
 * the merchant that the whole file gave it, also when the row that told so is refused.
 */
export const settle = (
  entries: readonly LedgerEntry[],
  state: LedgerState,
  today: string,
): { readonly placed: readonly PlacedEntry[]; readonly refused: readonly RowError[] } => {
  const { matches, errors } = matchMerchants(entries, state)
  const placed = withoutBad(entries, errors).map((entry) => ({ entry, match: matches.get(entry.row) ?? null }))
  const refused = clashes(placed, state, today)
  const bad = new Set(refused.map((error) => error.row))
  return { placed: placed.filter(({ entry }) => !bad.has(entry.row)), refused: [...errors, ...refused] }
}

const clashes = (placed: readonly PlacedEntry[], state: LedgerState, today: string): RowError[] => {
  const stalls = new Map(state.stalls.map((stall) => [stall.code, stall.stallId]))
  const tenancies = groupBy(state.tenancies, (tenancy) => tenancy.stallId)
  const names = new Map(state.merchants.map((merchant) => [merchant.merchantId, merchant.name]))
  return placed.flatMap(({ entry, match }) => {
    if (!isOccupied(entry)) return []
    const onRecord = tenancies.get(stalls.get(entry.stallCode) ?? '') ?? []
    const decision = decideTenancy(entry, match?.merchantId ?? null, onRecord, today)
    if (decision.kind !== 'clash') return []
    const { from, to, merchantId } = decision.with
    const holder = `「${names.get(merchantId) ?? ''}」`
    const reason = `摊位在 ${from} 至 ${to ?? '今后'} 已由${holder}入驻，日期不能重叠；如果已换人，请先办理退出`
    return [{ row: entry.row, column: 'tenancyFrom', value: entry.merchant.tenancyFrom ?? '', reason }]
  })
}

/** Stalls that the file calls vacant and the ledger does not. */
export const heldThoughVacant = (placed: readonly PlacedEntry[], state: LedgerState, today: string): RowError[] => {
  const stalls = new Map(state.stalls.map((stall) => [stall.code, stall.stallId]))
  const names = new Map(state.merchants.map((merchant) => [merchant.merchantId, merchant.name]))
  const held = new Map(
    state.tenancies.flatMap((t) =>
      t.from <= today && (t.to === null || t.to > today) ? [[t.stallId, t] as const] : [],
    ),
  )
  return placed.flatMap(({ entry: { row, stallCode, merchant } }) => {
    const tenancy = held.get(stalls.get(stallCode) ?? '')
    if (merchant !== null || tenancy === undefined) return []
    const reason = `台账里「${names.get(tenancy.merchantId) ?? ''}」还在这个摊位，入驻记录没有改动；如果已离场，请办理退出`
    return [{ row, column: 'merchantName', value: '', reason }]
  })
}
