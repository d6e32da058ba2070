/**
 * What a kind of import file (ledger, sales, foot traffic) must say. The flow around it (upload, mapping, preview,
 * commit, rejected rows) is the same for all and lives in features/imports.
 *
 * A mapping value is the heading of the column that feeds a field, or `=` and a constant that fills the field of every
 * row, e.g. `{"stallCode": "=A-001"}` for the export of one stall's till, which names no stall. The flow resolves both
 * before it calls `check`; an importer sees filled cells only. A constant satisfies a required field.
 */
import type { ImportKind, RowError } from '@smart-market/shared/contracts/imports.ts'
import type { Ctx, Tx } from '../context.ts'

export interface ImportFieldRule {
  readonly field: string
  readonly label: string
  readonly required: boolean
  readonly hint: string
  /** Headings that people use for it; compared without spaces, brackets and case. */
  readonly synonyms: readonly string[]
  /** False keeps it out of the blank template: known only to files of other systems. */
  readonly inTemplate?: boolean
  /** True when its column may feed another field as well. */
  readonly sharesColumn?: boolean
  /** The value that a heading implies for every row, as 「价格(元/千克)」 implies the unit; used when no column feeds the field. */
  readonly impliedBy?: (heading: string) => string | undefined
}

export interface ImportRow {
  /** As the spreadsheet shows it: the header is row 1. */
  readonly row: number
  /** Trimmed text by field; '' where the cell is empty or the field has no column. */
  readonly cells: Readonly<Record<string, string>>
}

export interface CheckedRow<Prepared> {
  readonly row: number
  readonly prepared: Prepared
  readonly effect: 'create' | 'update' | 'unchanged'
}

export interface Checked<Prepared> {
  readonly good: readonly CheckedRow<Prepared>[]
  /**
   * Every row that is not in `good` has at least one error here: none is dropped silently. `column` is the field; the
   * flow puts the file's own heading in its place.
   */
  readonly errors: readonly RowError[]
  readonly warnings: readonly RowError[]
}

export interface Importer<Prepared> {
  readonly kind: ImportKind
  readonly fields: readonly ImportFieldRule[]
  /** Largest number of rows of one file. */
  readonly maxRows: number
  /** Checks all rows against each other and against what is stored; writes nothing. */
  check(ctx: Ctx, tx: Tx, rows: readonly ImportRow[]): Promise<Checked<Prepared>>
  /**
   * Writes the good rows that are not unchanged, in the caller's transaction, with audit and event; calls `onProgress`
   * with rows done so far. Not called at all when every good row is unchanged. `rejected` counts the rows left out.
   */
  write(
    ctx: Ctx,
    tx: Tx,
    good: readonly CheckedRow<Prepared>[],
    importId: string,
    onProgress: (done: number) => void,
    rejected: number,
  ): Promise<void>
}
