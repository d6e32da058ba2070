/**
 * The ledger as a file: one row a stall. An empty cell never erases what is on record, a merchant without a credit code
 * is known by name, a vacant stall ends no tenancy. All rows that name one stall twice are refused, because nobody can
 * tell which is meant.
 */
import type { RowError } from '@smart-market/shared/contracts/imports.ts'
import { businessDate } from '@smart-market/shared/time.ts'
import { appendAudit } from '../../audit.ts'
import { type Ctx, marketOf, newId, type Tx } from '../../context.ts'
import { appendEvent } from '../../feed/outbox.ts'
import type { CheckedRow, Importer, ImportRow } from '../../importing/importer.ts'
import { ledgerFields } from './ledger-fields.ts'
import { groupBy, matchMerchants, type MerchantRows, nameKey } from './ledger-match.ts'
import { decideTenancy, planLedger } from './ledger-plan.ts'
import { type LedgerEntry, parseLedgerRow } from './ledger-row.ts'
import { type LedgerState, readLedgerState, writeLedgerChanges } from './ledger-state.ts'
import { findMarket } from './store.ts'

export const ledgerImporter: Importer<LedgerEntry> = {
  kind: 'ledger',
  fields: ledgerFields,
  maxRows: 20_000,
  check: async (ctx, tx, rows) => {
    const today = businessDate(ctx.now)
    const market = await findMarket(tx, marketOf(ctx))
    const parsed = rows.map((row) => parseLedgerRow(row, today))
    const errors: RowError[] = [
      ...parsed.flatMap((row) => row.errors),
      ...(market === undefined ? [] : rowsOfOtherMarkets(rows, market.name)),
    ]
    const warnings = parsed.flatMap((row) => row.warnings)
    const sound = withoutBad(
      parsed.flatMap((row) => row.entry ?? []),
      errors,
    )
    errors.push(...repeatedStalls(sound))
    const state = await readLedgerState(ctx, tx)
    const { entries, groups, refused } = settle(withoutBad(sound, errors), state, today)
    errors.push(...refused)
    const plan = planLedger(entries, groups, state, today, (kind) => newId(ctx, kind))
    const good = entries.map((entry) => ({
      row: entry.row,
      prepared: entry,
      effect: plan.effects.get(entry.row) ?? 'unchanged',
    }))
    const bad = new Set(errors.map((error) => error.row))
    return {
      good,
      errors,
      warnings: [...warnings, ...plan.warnings, ...heldThoughVacant(entries, state, today)]
        .filter((warning) => !bad.has(warning.row))
        .sort((a, b) => a.row - b.row),
    }
  },
  write: async (ctx, tx, good, importId, onProgress, rejected) => {
    const state = await readLedgerState(ctx, tx)
    const today = businessDate(ctx.now)
    const { entries, groups } = settle(
      good.map((row) => row.prepared),
      state,
      today,
    )
    const plan = planLedger(entries, groups, state, today, (kind) => newId(ctx, kind))
    await writeLedgerChanges(ctx, tx, plan.changes)
    onProgress(good.length)
    await record(ctx, tx, good, importId, rejected)
  },
}

const withoutBad = (entries: readonly LedgerEntry[], errors: readonly RowError[]): LedgerEntry[] => {
  const bad = new Set(errors.map((error) => error.row))
  return entries.filter((entry) => !bad.has(entry.row))
}

const rowsOfOtherMarkets = (rows: readonly ImportRow[], name: string): RowError[] =>
  rows.flatMap(({ row, cells }) => {
    const value = cells.market ?? ''
    if (value === '' || nameKey(value) === nameKey(name)) return []
    return [{ row, column: 'market', value, reason: `这一行属于别的市场，本市场是「${name}」` }]
  })

const repeatedStalls = (entries: readonly LedgerEntry[]): RowError[] =>
  [...groupBy(entries, (entry) => entry.stallCode.toUpperCase()).values()].flatMap((same) =>
    same.length === 1
      ? []
      : same.map(({ row, stallCode }) => {
          const others = same.filter((other) => other.row !== row).map((other) => other.row)
          const reason = `摊位号与第 ${others.join('、')} 行重复，请改成不同的摊位号或只留一行`
          return { row, column: 'stallCode', value: stallCode, reason }
        }),
  )

interface Settled {
  readonly entries: readonly LedgerEntry[]
  readonly groups: readonly MerchantRows[]
  readonly refused: readonly RowError[]
}

/** Finds each row's merchant and leaves out the rows whose merchant or tenancy contradicts what is on record. */
const settle = (entries: readonly LedgerEntry[], state: LedgerState, today: string): Settled => {
  const matched = matchMerchants(entries, state)
  const refused = [...matched.errors, ...clashes(matched.groups, state, today)]
  if (refused.length === 0) return { entries, groups: matched.groups, refused }
  // Without the refused rows the rest is matched anew: a name may no longer be ambiguous, a group may be empty.
  const rest = settle(withoutBad(entries, refused), state, today)
  return { ...rest, refused: [...refused, ...rest.refused] }
}

const clashes = (groups: readonly MerchantRows[], state: LedgerState, today: string): RowError[] => {
  const stalls = new Map(state.stalls.map((stall) => [stall.code, stall.stallId]))
  const tenancies = groupBy(state.tenancies, (tenancy) => tenancy.stallId)
  const names = new Map(state.merchants.map((merchant) => [merchant.merchantId, merchant.name]))
  return groups.flatMap(({ entries, stored }) =>
    entries.flatMap((entry) => {
      const onRecord = tenancies.get(stalls.get(entry.stallCode) ?? '') ?? []
      const decision = decideTenancy(entry, stored?.merchantId ?? null, onRecord, today)
      if (decision.kind !== 'clash') return []
      const { from, to, merchantId } = decision.with
      const holder = `「${names.get(merchantId) ?? ''}」`
      const reason = `摊位在 ${from} 至 ${to ?? '今后'} 已由${holder}入驻，日期不能重叠；如果已换人，请先办理退出`
      return [{ row: entry.row, column: 'tenancyFrom', value: entry.merchant.tenancyFrom ?? '', reason }]
    }),
  )
}

const heldThoughVacant = (entries: readonly LedgerEntry[], state: LedgerState, today: string): RowError[] => {
  const stalls = new Map(state.stalls.map((stall) => [stall.code, stall.stallId]))
  const names = new Map(state.merchants.map((merchant) => [merchant.merchantId, merchant.name]))
  const held = new Map(
    state.tenancies.flatMap((t) =>
      t.from <= today && (t.to === null || t.to > today) ? [[t.stallId, t] as const] : [],
    ),
  )
  return entries.flatMap(({ row, stallCode, merchant }) => {
    const tenancy = held.get(stalls.get(stallCode) ?? '')
    if (merchant !== null || tenancy === undefined) return []
    const reason = `台账里「${names.get(tenancy.merchantId) ?? ''}」还在这个摊位，入驻记录没有改动；如果已离场，请办理退出`
    return [{ row, column: 'merchantName', value: '', reason }]
  })
}

const record = async (
  ctx: Ctx,
  tx: Tx,
  good: readonly CheckedRow<LedgerEntry>[],
  importId: string,
  rejected: number,
): Promise<void> => {
  const count = (effect: CheckedRow<LedgerEntry>['effect']): number =>
    good.filter((row) => row.effect === effect).length
  const counts = { created: count('create'), updated: count('update'), unchanged: count('unchanged'), rejected }
  await appendAudit(ctx, tx, {
    action: 'ledger.import',
    subjectKind: 'import',
    subjectId: importId,
    summary: `从文件导入台账：新增 ${counts.created} 个摊位，更新 ${counts.updated} 个`,
    details: counts,
  })
  await appendEvent(ctx, tx, 'ledger.imported', { importId, ...counts })
}
