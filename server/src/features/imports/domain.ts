/** Rules of mapping columns to fields and of turning a table into rows that an importer can check. Pure. */
import type { RowError } from '@smart-market/shared/contracts/imports.ts'
import type { ImportFieldRule, ImportRow } from '../../importing/importer.ts'

export type Mapping = Readonly<Record<string, string>>

/** Rows of a file between upload and commit. */
export interface StoredRows {
  readonly rows: readonly { readonly row: number; readonly cells: readonly string[] }[]
  /** Lines that are no data, such as a repeated header. */
  readonly skipped: readonly RowError[]
  /** Cells whose value cannot be trusted; they spoil their row when their column is mapped. */
  readonly defects: readonly RowError[]
}

/** A heading without what people add to it: spaces, stars, colons, underscores, letter case, full-width forms. */
export const normaliseHeading = (heading: string): string =>
  heading
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s*＊:：_\-/\\.、()[\]{}【】「」]/g, '')

const withoutRemark = (heading: string): string =>
  normaliseHeading(heading.normalize('NFKC').replace(/[([{【].*?[)\]}】]/g, ''))

/** Field → heading for every field whose label or synonym is a heading of the file; a heading feeds one field, save those that share. */
export const suggestMapping = (fields: readonly ImportFieldRule[], headings: readonly string[]): Mapping => {
  const mapping: Record<string, string> = {}
  const taken = new Set<string>()
  for (const form of [normaliseHeading, withoutRemark]) {
    const byForm = new Map(headings.map((heading) => [form(heading), heading]))
    for (const { field, label, synonyms, sharesColumn } of fields) {
      if (mapping[field] !== undefined) continue
      const heading = [label, field, ...synonyms]
        .map((name) => byForm.get(normaliseHeading(name)))
        .find((found) => found !== undefined && (sharesColumn === true || !taken.has(found)))
      if (heading === undefined) continue
      mapping[field] = heading
      if (sharesColumn !== true) taken.add(heading)
    }
  }
  for (const { field, impliedBy } of fields) {
    if (mapping[field] !== undefined || impliedBy === undefined) continue
    const implied = headings.map(impliedBy).find((value) => value !== undefined)
    if (implied !== undefined) mapping[field] = `=${implied}`
  }
  return mapping
}

/** A remembered mapping, with the constants that this file's own headings imply. */
export const rememberedOver = (suggested: Mapping, remembered: Mapping): Mapping => ({
  ...Object.fromEntries(Object.entries(suggested).filter(([, heading]) => constantOf(heading) !== undefined)),
  ...remembered,
})

/** Suggestions with a person's choices over them: a column chosen for one field is no longer suggested for another. */
export const chosenOver = (fields: readonly ImportFieldRule[], suggested: Mapping, chosen: Mapping): Mapping => {
  const taken = new Set(Object.values(chosen))
  const sharing = new Set(fields.filter((rule) => rule.sharesColumn === true).map((rule) => rule.field))
  const kept = Object.entries(suggested).filter(([field, heading]) => sharing.has(field) || !taken.has(heading))
  return { ...Object.fromEntries(kept), ...chosen }
}

/** `=A-012` in place of a heading gives every row the same value. */
const constantOf = (heading: string): string | undefined =>
  heading.startsWith('=') && heading.length > 1 ? heading.slice(1) : undefined

/** What is worth remembering for the next file of the shape: a constant belongs to one file. */
export const withoutConstants = (mapping: Mapping): Record<string, string> =>
  Object.fromEntries(Object.entries(mapping).filter(([, heading]) => constantOf(heading) === undefined))

/** A mapping without unknown fields and empty choices. */
export const tidyMapping = (fields: readonly ImportFieldRule[], mapping: Mapping): Mapping =>
  Object.fromEntries(
    fields.flatMap(({ field }) => {
      const heading = mapping[field]
      return heading === undefined || heading === '' ? [] : [[field, heading]]
    }),
  )

/** Labels of fields that the mapping leaves open though they are required, or points at a column that is not there. */
export const mappingGaps = (
  fields: readonly ImportFieldRule[],
  headings: readonly string[],
  mapping: Mapping,
): string[] =>
  fields
    .filter(({ field, required }) => {
      const heading = mapping[field]
      if (heading === undefined) return required
      return constantOf(heading) === undefined && !headings.includes(heading)
    })
    .map((rule) => rule.label)

export const toImportRows = (stored: StoredRows, headings: readonly string[], mapping: Mapping): ImportRow[] => {
  const columns = Object.entries(mapping).map(
    ([field, heading]) => [field, headings.indexOf(heading), constantOf(heading) ?? ''] as const,
  )
  return stored.rows.map(({ row, cells }) => ({
    row,
    cells: Object.fromEntries(columns.map(([field, column, constant]) => [field, cells[column] ?? constant])),
  }))
}

/** The file's own heading in place of the importer's field; the label where no column feeds the field. */
export const nameColumns = (
  errors: readonly RowError[],
  fields: readonly ImportFieldRule[],
  mapping: Mapping,
): RowError[] => {
  const byName = new Map(
    fields.flatMap(({ field, label }) => {
      const heading = mapping[field]
      const shown = heading === undefined || constantOf(heading) !== undefined ? label : heading
      return [[label, shown] as const, [field, shown] as const]
    }),
  )
  return errors.map((error) => ({ ...error, column: byName.get(error.column) ?? error.column }))
}

/** Reasons by row, in the order of the errors. */
export const reasonsByRow = (errors: readonly RowError[]): Map<number, string[]> => {
  const reasons = new Map<number, string[]>()
  for (const { row, column, reason } of errors) {
    const list = reasons.get(row) ?? []
    list.push(column === '' ? reason : `${column}：${reason}`)
    reasons.set(row, list)
  }
  return reasons
}
