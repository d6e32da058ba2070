/**
 * Any spreadsheet that a person brings, as one table of text. Hides file formats, encodings, delimiters, header
 * layouts and hostile files. Dates come out as `2026-01-31`, numbers without exponent or grouping.
 */
import { AppError } from '../../errors.ts'
import { readCsv } from './csv.ts'
import { gridToTable, type Table } from './table.ts'
import { UnreadableError } from './unreadable.ts'
import { readXls } from './xls.ts'
import { type GridLimits, readXlsx } from './xlsx.ts'

export type { CellNote, Table, TableRow } from './table.ts'

export const defaultLimits: GridLimits = { maxRows: 200_000, maxColumns: 256, maxBytes: 160 * 1024 * 1024 }

/** Throws file.unreadable with the reason, file.empty, file.too_many_rows. */
export const readSpreadsheet = (fileName: string, bytes: Uint8Array, limits: Partial<GridLimits> = {}): Table => {
  const all = { ...defaultLimits, ...limits }
  if (bytes.length === 0) throw new AppError('file.empty', { fileName })
  try {
    const table = gridToTable(readGrid(bytes, all))
    if (table.rows.length > all.maxRows)
      throw new AppError('file.too_many_rows', { rows: table.rows.length, limit: all.maxRows })
    if (table.rows.length === 0) throw new AppError('file.empty', { fileName })
    return table
  } catch (error) {
    if (error instanceof UnreadableError) throw new AppError('file.unreadable', { fileName, reason: error.reason })
    throw error
  }
}

const isZip = (bytes: Uint8Array): boolean => bytes[0] === 0x50 && bytes[1] === 0x4b

const readGrid = (bytes: Uint8Array, limits: GridLimits) => {
  if (isZip(bytes)) return readXlsx(bytes, limits)
  return isOldExcel(bytes) ? readXls(bytes, limits) : readText(bytes, limits)
}

const head = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 8))

/** An old .xls in its OLE container, or a BIFF2–BIFF4 worksheet, which has none. Throws UnreadableError for a password. */
const isOldExcel = (bytes: Uint8Array): boolean => {
  const start = head(bytes).toString('hex')
  if (/^0900|^0902|^0904/.test(start)) return true
  if (!start.startsWith('d0cf11e0a1b11ae1')) return false
  // An .xlsx with a password is an OLE container too.
  if (
    Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(Buffer.from('EncryptedPackage', 'utf16le'))
  )
    throw new UnreadableError('文件加了密码，请先去掉密码')
  return true
}

const readText = (bytes: Uint8Array, limits: GridLimits) => {
  if (head(bytes).toString('latin1').startsWith('%PDF')) throw new UnreadableError('这是 PDF，不是表格')
  return readCsv(bytes, limits)
}
