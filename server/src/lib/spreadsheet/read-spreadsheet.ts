/**
 * Any spreadsheet that a person brings, as one table of text. Hides file formats, encodings, delimiters, header
 * layouts and hostile files. Dates come out as `2026-01-31`, numbers without exponent or grouping.
 */
import { AppError } from '../../errors.ts'
import { readCsv } from './csv.ts'
import { gridToTable, type Table } from './table.ts'
import { UnreadableError } from './unreadable.ts'
import { type GridLimits, readXlsx } from './xlsx.ts'

export type { CellNote, Table, TableRow } from './table.ts'

export const defaultLimits: GridLimits = { maxRows: 200_000, maxColumns: 256, maxBytes: 160 * 1024 * 1024 }

/** Throws file.unreadable with the reason, file.empty, file.too_many_rows. */
export const readSpreadsheet = (fileName: string, bytes: Uint8Array, limits: Partial<GridLimits> = {}): Table => {
  const all = { ...defaultLimits, ...limits }
  if (bytes.length === 0) throw new AppError('file.empty', { fileName })
  try {
    const table = gridToTable(isZip(bytes) ? readXlsx(bytes, all) : readText(bytes, all))
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

const readText = (bytes: Uint8Array, limits: GridLimits) => {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 8))
  if (start.toString('hex').startsWith('d0cf11e0a1b11ae1')) throw new UnreadableError(oldOffice(bytes))
  if (start.toString('latin1').startsWith('%PDF')) throw new UnreadableError('这是 PDF，不是表格')
  // BIFF2–BIFF4 worksheets have no container.
  if (/^0900|^0902|^0904/.test(start.toString('hex'))) throw new UnreadableError(oldExcel)
  return readCsv(bytes, limits)
}

const oldExcel = '这是旧版 Excel 97–2003 的二进制格式（.xls）'

/** Both an old .xls and an .xlsx with a password are OLE containers. */
const oldOffice = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(Buffer.from('EncryptedPackage', 'utf16le'))
    ? '文件加了密码，请先去掉密码'
    : oldExcel
