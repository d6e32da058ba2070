/**
 * Reads the cells of an .xlsx as people see them. Written here rather than taken from a library, because the files
 * that markets bring come from many programs: only the workbook, its strings, its formats and one sheet are touched,
 * so drawings, pivots and other programs' parts cannot break it, and memory stays within an allowance.
 */
import { cellText, type NumberLook, numberLooks } from './number-format.ts'
import { UnreadableError } from './unreadable.ts'
import { attribute, walkXml } from './xml.ts'
import { openZip, type Zip } from './zip.ts'

const placeOf = attribute('r')
const typeOf = attribute('t')
const styleOf = attribute('s')
const rangeOf = attribute('ref')
const stateOf = attribute('state')
const idOf = attribute('id')
const date1904Of = attribute('date1904')
const numFmtIdOf = attribute('numFmtId')
const formatCodeOf = attribute('formatCode')
const relationIdOf = attribute('Id')
const relationTypeOf = attribute('Type')
const targetOf = attribute('Target')

/** A cell that has no trustworthy value, counted from 0. */
export interface Defect {
  readonly row: number
  readonly column: number
  readonly reason: string
}
/** Corners of merged cells, counted from 0, both inclusive. */
export interface Merge {
  readonly top: number
  readonly left: number
  readonly bottom: number
  readonly right: number
}
export interface Grid {
  readonly encoding: string
  /** By row of the sheet; an absent row is an empty array. */
  readonly rows: readonly string[][]
  readonly merges: readonly Merge[]
  readonly defects: readonly Defect[]
}

export interface GridLimits {
  readonly maxRows: number
  readonly maxColumns: number
  /** Unpacked bytes. */
  readonly maxBytes: number
}

/** The first visible sheet that holds anything. Throws UnreadableError. */
export const readXlsx = (bytes: Uint8Array, limits: GridLimits): Grid => {
  const zip = openZip(bytes, limits.maxBytes)
  const book = readWorkbook(zip)
  const looks = readLooks(zip, book.targets.get('styles'))
  const strings = readSharedStrings(zip, book.targets.get('sharedStrings'))
  let grid: Grid = { encoding: 'xlsx', rows: [], merges: [], defects: [] }
  for (const part of book.sheets) {
    grid = readSheet(textOf(zip, part), { strings, looks, date1904: book.date1904 }, limits)
    if (grid.rows.some((row) => row.some((cell) => cell !== ''))) break
  }
  return grid
}

const textOf = (zip: Zip, name: string | undefined): string => {
  const bytes = name === undefined ? undefined : zip.read(name)
  return bytes === undefined ? '' : new TextDecoder(bytes[0] === 0xff ? 'utf-16le' : 'utf-8').decode(bytes)
}

interface Workbook {
  readonly date1904: boolean
  /** Parts of the visible sheets, in their order. */
  readonly sheets: readonly string[]
  /** Part by the last word of its relationship type. */
  readonly targets: ReadonlyMap<string, string>
}

const readWorkbook = (zip: Zip): Workbook => {
  const root = readRelationships(zip, '_rels/.rels', '')
  const part = root.find((r) => r.type === 'officeDocument')?.target ?? 'xl/workbook.xml'
  if (!zip.has(part) || !part.endsWith('.xml')) throw new UnreadableError(foreign(zip))
  const folder = part.slice(0, part.lastIndexOf('/') + 1)
  const relationships = readRelationships(zip, `${folder}_rels/${part.slice(folder.length)}.rels`, folder)
  const byId = new Map(relationships.map((r) => [r.id, r.target]))
  const sheets: string[] = []
  let date1904 = false
  walkXml(textOf(zip, part), {
    open: (name, attributes) => {
      if (name === 'workbookPr') date1904 = /^(1|true|on)$/.test(date1904Of(attributes) ?? '')
      if (name !== 'sheet' || (stateOf(attributes) ?? 'visible') !== 'visible') return
      const target = byId.get(idOf(attributes) ?? '')
      if (target !== undefined && /worksheet/i.test(target)) sheets.push(target)
    },
    close: () => undefined,
    text: () => undefined,
  })
  if (sheets.length === 0) throw new UnreadableError('里面没有可见的工作表')
  return { date1904, sheets, targets: new Map(relationships.map((r) => [r.type, r.target])) }
}

const foreign = (zip: Zip): string => {
  if (zip.has('xl/workbook.bin')) return '这是二进制格式（.xlsb）'
  if (zip.has('content.xml')) return '这是 OpenDocument 格式（.ods）'
  if (zip.has('word/document.xml')) return '这是文字文档，不是表格'
  return '这是压缩包，不是表格'
}

const readRelationships = (zip: Zip, part: string, folder: string) => {
  const found: { id: string; type: string; target: string }[] = []
  walkXml(textOf(zip, part), {
    open: (name, attributes) => {
      if (name !== 'Relationship') return
      const target = targetOf(attributes) ?? ''
      found.push({
        id: relationIdOf(attributes) ?? '',
        type: (relationTypeOf(attributes) ?? '').split('/').at(-1) ?? '',
        target: target.startsWith('/') ? target.slice(1) : folder + target,
      })
    },
    close: () => undefined,
    text: () => undefined,
  })
  return found
}

const readSharedStrings = (zip: Zip, part: string | undefined): string[] => {
  const strings: string[] = []
  let text = ''
  let inText = false
  let phonetic = false
  walkXml(textOf(zip, part), {
    open: (name) => {
      if (name === 'si') text = ''
      else if (name === 'rPh') phonetic = true
      else if (name === 't') inText = !phonetic
    },
    close: (name) => {
      if (name === 'si') strings.push(unescapeCell(text))
      else if (name === 'rPh') phonetic = false
      else if (name === 't') inText = false
    },
    text: (piece) => {
      if (inText) text += piece
    },
  })
  return strings
}

const readLooks = (zip: Zip, part: string | undefined): NumberLook[] => {
  const codes = new Map<number, string>()
  const styles: number[] = []
  let inCellFormats = false
  walkXml(textOf(zip, part), {
    open: (name, attributes) => {
      if (name === 'numFmt') codes.set(Number(numFmtIdOf(attributes)), formatCodeOf(attributes) ?? '')
      else if (name === 'cellXfs') inCellFormats = true
      else if (name === 'xf' && inCellFormats) styles.push(Number(numFmtIdOf(attributes) ?? 0))
    },
    close: (name) => {
      if (name === 'cellXfs') inCellFormats = false
    },
    text: () => undefined,
  })
  return numberLooks(styles, codes)
}

/** `_x000D_` stands for a character that XML cannot carry. */
const unescapeCell = (text: string): string =>
  text.includes('_x')
    ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    : text

interface SheetContext {
  readonly strings: readonly string[]
  readonly looks: readonly NumberLook[]
  readonly date1904: boolean
}

const readSheet = (xml: string, context: SheetContext, limits: GridLimits): Grid => {
  const rows: string[][] = []
  const merges: Merge[] = []
  const defects: Defect[] = []
  let row = -1
  let column = -1
  let type = 'n'
  let style = 0
  let value = ''
  let formula = false
  let collecting = false
  let phonetic = false
  const finishCell = (): void => {
    const { text, defect } = cellText({ type, value, formula, look: context.looks[style] ?? 'general' }, context)
    if (defect !== undefined) defects.push({ row, column, reason: defect })
    if (text === '' && defect === undefined) return
    if (column >= limits.maxColumns) throw new UnreadableError(`超过 ${limits.maxColumns} 列`)
    while (rows.length <= row) rows.push([])
    const cells = rows[row] ?? []
    while (cells.length < column) cells.push('')
    cells[column] = type === 's' || type === 'inlineStr' || type === 'str' ? unescapeCellOnce(type, text) : text
  }
  walkXml(xml, {
    open: (name, attributes) => {
      if (name === 'row') {
        row = rowNumber(attributes, row)
        column = -1
        // A stray format on the last row of the sheet is not a million rows: only cells with content make rows.
        if (row > 1_048_576) throw new UnreadableError('行号超出表格范围')
      } else if (name === 'c') {
        column = columnNumber(placeOf(attributes), column)
        type = typeOf(attributes) ?? 'n'
        style = Number(styleOf(attributes) ?? 0)
        value = ''
        formula = false
      } else if (name === 'f') formula = true
      else if (name === 'rPh') phonetic = true
      else if (name === 'v' || name === 't') collecting = !phonetic
      else if (name === 'mergeCell') {
        const merge = parseMerge(rangeOf(attributes) ?? '')
        if (merge !== undefined) merges.push(merge)
      }
    },
    close: (name) => {
      if (name === 'c') finishCell()
      else if (name === 'rPh') phonetic = false
      else if (name === 'v' || name === 't') collecting = false
    },
    text: (piece) => {
      if (collecting) value += piece
    },
  })
  return { encoding: 'xlsx', rows, merges, defects }
}

/** Shared strings were unescaped when they were read. */
const unescapeCellOnce = (type: string, text: string): string => (type === 's' ? text : unescapeCell(text))

const rowNumber = (attributes: string, previous: number): number => {
  const given = Number(placeOf(attributes) ?? previous + 2)
  return Number.isInteger(given) && given > 0 ? given - 1 : previous + 1
}

const columnNumber = (reference: string | undefined, previous: number): number => {
  const letters = /^[A-Z]{1,3}/.exec(reference ?? '')?.[0]
  if (letters === undefined) return previous + 1
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1
}

const parseMerge = (reference: string): Merge | undefined => {
  const found = /^\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})$/.exec(reference)
  if (found === null) return undefined
  return {
    top: Number(found[2]) - 1,
    left: columnNumber(found[1], -1),
    bottom: Number(found[4]) - 1,
    right: columnNumber(found[3], -1),
  }
}
