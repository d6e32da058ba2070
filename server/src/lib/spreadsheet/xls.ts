/** Reads the cells of an old binary .xls (Excel 97–2003, BIFF) as people see them, through SheetJS's kept fork. */
import { read, utils } from '@e965/xlsx'
import { UnreadableError } from './unreadable.ts'
import type { Grid, GridLimits } from './xlsx.ts'

/** The first sheet that holds anything; no formula, link or macro is looked at. Throws UnreadableError. */
export const readXls = (bytes: Uint8Array, limits: GridLimits): Grid => {
  if (bytes.byteLength > limits.maxBytes) throw new UnreadableError('文件太大')
  const book = openBook(bytes, limits.maxRows + 1)
  for (const name of book.SheetNames) {
    const sheet = book.Sheets[name]
    const range = sheet?.['!ref']
    if (sheet === undefined || range === undefined) continue
    const { e } = utils.decode_range(range)
    if (e.c >= limits.maxColumns) throw new UnreadableError(`超过 ${limits.maxColumns} 列`)
    // Empty rows stay, so that row numbers are those of the sheet.
    const rows = utils
      .sheet_to_json<unknown[]>(sheet, { header: 1, raw: false, defval: '', blankrows: true, dateNF: 'yyyy-mm-dd' })
      .map((cells) => cells.map((cell) => (typeof cell === 'string' ? cell : String(cell ?? ''))))
    if (!rows.some((cells) => cells.some((cell) => cell.trim() !== ''))) continue
    const top = utils.decode_range(range).s
    const merges = (sheet['!merges'] ?? []).map(({ s, e: end }) => ({
      top: s.r,
      left: s.c,
      bottom: end.r,
      right: end.c,
    }))
    const shifted = [...Array.from({ length: top.r }, (): string[] => []), ...rows].map((cells) => [
      ...Array.from({ length: cells.length === 0 ? 0 : top.c }, () => ''),
      ...cells,
    ])
    return { encoding: 'xls', rows: shifted, merges, defects: [] }
  }
  return { encoding: 'xls', rows: [], merges: [], defects: [] }
}

const openBook = (bytes: Uint8Array, sheetRows: number) => {
  try {
    return read(bytes, {
      type: 'array',
      sheetRows,
      cellFormula: false,
      cellHTML: false,
      bookVBA: false,
      cellDates: false,
    })
  } catch (error) {
    // The library tells a password by its words alone.
    const locked = error instanceof Error && /password|encrypt/i.test(error.message)
    throw new UnreadableError(locked ? '文件加了密码，请先去掉密码' : '旧版 Excel（.xls）文件已损坏')
  }
}
