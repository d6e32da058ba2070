import type { OccupiedEntry } from './ledger-match.ts'
import type { LedgerTenancy } from './ledger-state.ts'

export type TenancyDecision =
  | { readonly kind: 'keep' }
  | { readonly kind: 'start'; readonly from: string; readonly to: string | null }
  | { readonly kind: 'update'; readonly tenancy: LedgerTenancy }
  | { readonly kind: 'clash'; readonly with: LedgerTenancy }

/** How a row's tenancy meets those on record at its stall. Without a date, a merchant who is there already stays. */
export const decideTenancy = (
  { merchant }: OccupiedEntry,
  merchantId: string | null,
  onRecord: readonly LedgerTenancy[],
  today: string,
): TenancyDecision => {
  const { tenancyFrom, tenancyTo } = merchant
  const own = onRecord.filter((t) => t.merchantId === merchantId)
  const touches = (t: LedgerTenancy, from: string, to: string | null): boolean =>
    (to === null || t.from < to) && (t.to === null || t.to > from)
  const start = tenancyFrom ?? today
  const same =
    own.find((t) => t.from === tenancyFrom) ??
    own.find((t) => touches(t, start, tenancyTo)) ??
    (tenancyFrom === null ? own.find((t) => t.from > today) : undefined)
  const from = tenancyFrom ?? same?.from ?? start
  const to = tenancyTo ?? same?.to ?? null
  const clash = onRecord.find((t) => t !== same && touches(t, from, to))
  if (same?.from === from && same.to === to) return { kind: 'keep' }
  if (clash !== undefined) return { kind: 'clash', with: clash }
  return same === undefined ? { kind: 'start', from, to } : { kind: 'update', tenancy: { ...same, from, to } }
}
