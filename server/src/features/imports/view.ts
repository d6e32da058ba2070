import type { ImportView } from '@smart-market/shared/contracts/imports.ts'
import type { Importer } from '../../importing/importer.ts'
import type { StoredRows } from './domain.ts'
import type { ImportResult } from './stored-rows.ts'
import type { ImportRecord } from './store.ts'

const sampleRows = 8

/** `stored` is given while the file still waits for its mapping; later the sample is of no use. */
export const toView = (
  record: ImportRecord,
  importer: Importer<unknown>,
  extra: { readonly stored?: StoredRows; readonly done?: number } = {},
): ImportView => ({
  importId: record.importId,
  kind: record.kind,
  fileName: record.fileName,
  encoding: record.encoding,
  state: record.state,
  headings: record.headings,
  sample: extra.stored?.rows.slice(0, sampleRows).map((row) => [...row.cells]) ?? [],
  rowCount: record.rowCount,
  fields: importer.fields.map(({ field, label, required, hint }) => ({ field, label, required, hint })),
  mapping: record.mapping,
  mappingRemembered: record.mappingRemembered,
  progress: { done: extra.done ?? record.progressDone, total: record.rowCount },
  result: record.result as ImportResult | null,
  failure: record.failure,
})
