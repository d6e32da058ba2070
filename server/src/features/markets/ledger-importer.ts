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
import { nameKey } from './ledger-match.ts'
import { type PlacedEntry, planLedger } from './ledger-plan.ts'
import { parseLedgerRow } from './ledger-row.ts'
import { heldThoughVacant, repeatedStalls, settle, withoutBad } from './ledger-settle.ts'
import { readLedgerState, writeLedgerChanges } from './ledger-state.ts'
import { findMarket } from './store.ts'

export const ledgerImporter: Importer<PlacedEntry> = {
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
    const { placed, refused } = settle(withoutBad(sound, errors), state, today)
    errors.push(...refused)
    const plan = planLedger(placed, state, today, (kind) => newId(ctx, kind))
    const good = placed.map((prepared) => {
      const { row } = prepared.entry
      return { row, prepared, effect: plan.effects.get(row) ?? 'unchanged' }
    })
    const bad = new Set(errors.map((error) => error.row))
    return {
      good,
      errors,
      warnings: [...warnings, ...plan.warnings, ...heldThoughVacant(placed, state, today)]
        .filter((warning) => !bad.has(warning.row))
        .sort((a, b) => a.row - b.row),
    }
  },
  write: async (ctx, tx, good, importId, onProgress, rejected) => {
    const placed = good.map((row) => row.prepared)
    const plan = planLedger(placed, await readLedgerState(ctx, tx), businessDate(ctx.now), (kind) => newId(ctx, kind))
    await writeLedgerChanges(ctx, tx, plan.changes)
    onProgress(good.length)
    await record(ctx, tx, good, importId, rejected)
  },
}

const rowsOfOtherMarkets = (rows: readonly ImportRow[], name: string): RowError[] =>
  rows.flatMap(({ row, cells }) => {
    const value = cells.market ?? ''
    if (value === '' || nameKey(value) === nameKey(name)) return []
    return [{ row, column: 'market', value, reason: `这一行属于别的市场，本市场是「${name}」` }]
  })

const record = async (
  ctx: Ctx,
  tx: Tx,
  good: readonly CheckedRow<PlacedEntry>[],
  importId: string,
  rejected: number,
): Promise<void> => {
  const count = (effect: CheckedRow<PlacedEntry>['effect']): number =>
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
