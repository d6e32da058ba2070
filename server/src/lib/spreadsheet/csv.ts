/** Reads delimited text in the encodings and with the delimiters that people's programs write. */
import { CsvError, parse } from 'csv-parse/sync'
import { UnreadableError } from './unreadable.ts'
import type { Defect, Grid, GridLimits } from './xlsx.ts'

/** Throws UnreadableError. */
export const readCsv = (bytes: Uint8Array, limits: Pick<GridLimits, 'maxColumns'>): Grid => {
  const { text, encoding } = decodeText(bytes)
  if (text.includes('\0')) throw new UnreadableError('里面有非文字内容，不是文本表格')
  if (/^\s*<(!doctype|html|table|meta|\?xml)/i.test(text)) throw new UnreadableError('这是网页或 XML，不是表格')
  const rows = parseRows(text, detectDelimiter(text))
  const tooWide = rows.findIndex((row) => row.length > limits.maxColumns)
  if (tooWide >= 0) throw new UnreadableError(`第 ${tooWide + 1} 行超过 ${limits.maxColumns} 列`)
  return { encoding, rows, merges: [], defects: exponents(rows) }
}

const decodeText = (bytes: Uint8Array): { text: string; encoding: string } => {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return decodeAs('utf-16le', bytes)
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return decodeAs('utf-16be', bytes)
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), encoding: 'utf-8' }
  } catch {
    // Not UTF-8: on a Chinese computer that means GBK, of which GB 18030 is the superset.
  }
  try {
    return { text: new TextDecoder('gb18030', { fatal: true }).decode(bytes), encoding: 'gb18030' }
  } catch {
    throw new UnreadableError('文字编码认不出来（既不是 UTF-8 也不是 GBK）')
  }
}

const decodeAs = (encoding: string, bytes: Uint8Array) => ({ text: new TextDecoder(encoding).decode(bytes), encoding })

/** The delimiter that splits the first lines most evenly; a comma when none splits at all. */
const detectDelimiter = (text: string): string => {
  const lines = text
    .slice(0, 65_536)
    .replace(/"[^"]*"/g, '""')
    .split(/\r\n|\n|\r/)
    .filter((line) => line.trim() !== '')
    .slice(0, 20)
  let best = { delimiter: ',', score: 0 }
  for (const delimiter of [',', '\t', ';']) {
    const counts = lines.map((line) => line.split(delimiter).length - 1)
    const first = counts[0] ?? 0
    const score = first > 0 ? counts.filter((count) => count === first).length * 1000 + first : Math.max(0, ...counts)
    if (score > best.score) best = { delimiter, score }
  }
  return best.delimiter
}

const parseRows = (text: string, delimiter: string): string[][] => {
  const options = { delimiter, relax_column_count: true, max_record_size: 1_000_000 }
  try {
    return parse(text, options)
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
  }
  try {
    // A stray quote inside a cell, as in 5" bowls: keep it as a character.
    return parse(text, { ...options, relax_quotes: true })
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    const line = 'lines' in error ? `第 ${String(error.lines)} 行附近` : ''
    throw new UnreadableError(`${line}引号没有成对，分不清单元格`)
  }
}

/** A long code that a spreadsheet program had turned into 4.1E+17 before the file was saved as text. */
const exponents = (rows: readonly string[][]): Defect[] =>
  rows.flatMap((cells, row) =>
    cells.flatMap((cell, column) =>
      /^\s*\d(\.\d+)?E\+\d{2}\s*$/i.test(cell)
        ? [{ row, column, reason: '编号已被表格软件改成科学计数法，后几位丢失，请把这一列改成文本格式后重新填写' }]
        : [],
    ),
  )
