/** Finds the header and the body in a grid of cells. */
import type { Grid, Merge } from './xlsx.ts'

export interface TableRow {
  /** As the spreadsheet shows it, from 1. */
  readonly row: number
  /** Trimmed text, one for each heading. */
  readonly cells: readonly string[]
}
export interface CellNote {
  readonly row: number
  /** Heading. */
  readonly column: string
  readonly value: string
  readonly reason: string
}
export interface Table {
  readonly encoding: string
  /** Unique. `第1列` … where the file names none. */
  readonly headings: readonly string[]
  readonly rows: readonly TableRow[]
  /** Rows with content that are no data: a repeated header. */
  readonly skipped: readonly CellNote[]
  /** Cells whose value cannot be trusted. */
  readonly defects: readonly CellNote[]
}

/** Headers are looked for this far down: above them stand titles such as 「某某市场台账」. */
const headerSearchRows = 10

/** An empty grid gives no headings and no rows. */
export const gridToTable = (grid: Grid): Table => {
  const rows = fillDown(grid.rows, grid.merges).map((row) => row.map(cleanCell))
  const header = findHeader(rows, grid.merges)
  const columns = Math.max(0, ...rows.map((row) => row.findLastIndex((cell) => cell !== '') + 1))
  const headings = uniqueHeadings(header.headings, columns)
  const body: TableRow[] = []
  const skipped: CellNote[] = []
  for (const [index, cells] of rows.entries()) {
    if (index < header.bodyStart || cells.every((cell) => cell === '')) continue
    if (header.headings.length > 0 && isSame(cells, rows[header.bodyStart - 1] ?? [])) {
      skipped.push({ row: index + 1, column: headings[0] ?? '', value: cells[0] ?? '', reason: '重复的表头，已跳过' })
      continue
    }
    body.push({ row: index + 1, cells: headings.map((_, column) => cells[column] ?? '') })
  }
  const defects = grid.defects
    .filter((defect) => defect.row >= header.bodyStart)
    .map(({ row, column, reason }) => ({
      row: row + 1,
      column: headings[column] ?? '',
      value: rows[row]?.[column] ?? '',
      reason,
    }))
  return { encoding: grid.encoding, headings, rows: body, skipped, defects }
}

/** Zero-width and control characters come along when people paste from chat windows; line breaks become spaces. */
const cleanCell = (cell: string): string =>
  cell
    // eslint-disable-next-line no-control-regex
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u200b-\u200f\u2060\ufeff]/g, '')
    .replace(/[\t\r\n]+/g, ' ')
    .trim()

const isSame = (a: readonly string[], b: readonly string[]): boolean => {
  const last = Math.max(a.length, b.length)
  for (let i = 0; i < last; i++) if ((a[i] ?? '') !== (b[i] ?? '')) return false
  return true
}

/** A cell merged over several rows means its value for each of them (one merchant, three stalls). */
const fillDown = (rows: readonly string[][], merges: readonly Merge[]): string[][] => {
  const filled = rows.map((row) => [...row])
  for (const { top, left, bottom } of merges) {
    const value = filled[top]?.[left] ?? ''
    if (value === '') continue
    for (let row = top + 1; row <= Math.min(bottom, filled.length - 1); row++) {
      const cells = filled[row] ?? []
      while (cells.length <= left) cells.push('')
      cells[left] = value
    }
  }
  return filled
}

interface Header {
  /** Empty when the file has none. */
  readonly headings: readonly string[]
  readonly bodyStart: number
}

const findHeader = (rows: readonly string[][], merges: readonly Merge[]): Header => {
  const filledCount = (row: readonly string[]): number => row.filter((cell) => cell !== '').length
  const first = rows.findIndex((row) => filledCount(row) > 0)
  if (first < 0) return { headings: [], bodyStart: rows.length }
  const widest = Math.max(...rows.slice(first, first + headerSearchRows).map(filledCount))
  // A row with one cell above wider rows is a title.
  const at = rows.findIndex((row, i) => i >= first && (widest === 1 || filledCount(row) > 1))
  const top = rows[at] ?? []
  if (looksLikeBody(top)) return { headings: [], bodyStart: at }
  const spans = merges.filter((merge) => merge.top === at)
  const grouped = spans.filter((merge) => merge.right > merge.left && merge.right < 256)
  const below = rows[at + 1] ?? []
  if (grouped.length === 0) {
    const bottom = Math.max(at, ...spans.map((merge) => merge.bottom))
    return { headings: top, bodyStart: Math.min(bottom, rows.length) + 1 }
  }
  // Two levels: 「食品经营许可证」 over 「编号」 and 「有效期至」.
  const headings = Array.from({ length: Math.max(top.length, below.length) }, (_, column) => {
    const group = grouped.find((merge) => column >= merge.left && column <= merge.right)
    const upper = group === undefined ? (top[column] ?? '') : (top[group.left] ?? '')
    const lower = below[column] ?? ''
    return upper === lower ? upper : upper + lower
  })
  return { headings, bodyStart: at + 2 }
}

/** Numbers and dates where headings should stand: the file has no header. */
const looksLikeBody = (row: readonly string[]): boolean => {
  const filled = row.filter((cell) => cell !== '')
  const values = filled.filter((cell) => /^[-+]?[\d,]*\.?\d+%?$|^\d{4}[-/.年]\d{1,2}([-/.月]\d{1,2}日?)?/.test(cell))
  return values.length * 3 >= filled.length
}

const uniqueHeadings = (given: readonly string[], columns: number): string[] => {
  const seen = new Map<string, number>()
  return Array.from({ length: Math.max(columns, given.length) }, (_, column) => {
    const name = (given[column] ?? '') || `第${column + 1}列`
    const count = (seen.get(name) ?? 0) + 1
    seen.set(name, count)
    return count === 1 ? name : `${name}(${count})`
  })
}
