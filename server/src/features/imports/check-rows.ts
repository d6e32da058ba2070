import type { RowError } from '@smart-market/shared/contracts/imports.ts'
import type { Ctx, Tx } from '../../context.ts'
import type { CheckedRow, Importer } from '../../importing/importer.ts'
import { type Mapping, nameColumns, reasonsByRow, type StoredRows, toImportRows } from './domain.ts'
import type { RejectedRow } from './stored-rows.ts'

export interface Check {
  readonly good: readonly CheckedRow<unknown>[]
  readonly rejected: readonly RejectedRow[]
  /** Every reason of every rejected row, in the order of the file. */
  readonly errors: readonly RowError[]
  readonly warnings: readonly RowError[]
  readonly created: number
  readonly updated: number
  readonly unchanged: number
}

/**
 * Checks all rows of a file under a mapping and accounts for each: good or rejected. Throws when an importer loses or
 * doubles a row, which would be a mistake of ours.
 */
export const checkRows = async (
  ctx: Ctx,
  tx: Tx,
  importer: Importer<unknown>,
  file: { readonly stored: StoredRows; readonly headings: readonly string[]; readonly mapping: Mapping },
): Promise<Check> => {
  const { stored, headings, mapping } = file
  const mapped = new Set(Object.values(mapping))
  const defects = stored.defects.filter((defect) => mapped.has(defect.column))
  const spoilt = new Set(defects.map((defect) => defect.row))
  const rows = toImportRows(stored, headings, mapping).filter(({ row }) => !spoilt.has(row))
  const checked = await importer.check(ctx, tx, rows)
  const errors = [...defects, ...nameColumns(checked.errors, importer.fields, mapping)].sort((a, b) => a.row - b.row)
  const reasons = reasonsByRow(errors)
  const good = new Set(checked.good.map(({ row }) => row))
  const rejected = stored.rows.flatMap(({ row, cells }) => {
    const why = reasons.get(row)
    if ((why === undefined) !== good.has(row)) throw new Error(`importer ${importer.kind} lost or doubled row ${row}`)
    return why === undefined ? [] : [{ row, cells, reasons: why }]
  })
  if (checked.good.length + rejected.length !== stored.rows.length)
    throw new Error(`importer ${importer.kind} gave ${checked.good.length} good rows of ${stored.rows.length}`)
  const count = (effect: CheckedRow<unknown>['effect']): number =>
    checked.good.filter((row) => row.effect === effect).length
  return {
    good: checked.good,
    rejected,
    errors,
    warnings: [...stored.skipped, ...nameColumns(checked.warnings, importer.fields, mapping)],
    created: count('create'),
    updated: count('update'),
    unchanged: count('unchanged'),
  }
}
