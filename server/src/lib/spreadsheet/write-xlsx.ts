import { writeZip } from './zip.ts'

export interface Sheet {
  readonly name: string
  readonly headings: readonly string[]
  readonly rows: readonly (readonly (string | number | null)[])[]
}

const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
const relationships = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const packageRelationships = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
const contentType = 'application/vnd.openxmlformats-officedocument.spreadsheetml'
/** Places in `cellXfs` below. Format 49 is text: editing a cell later does not turn a code into a number or a formula. */
const style = { number: 0, text: 1, heading: 2 } as const
const styles = `${head}<styleSheet ${main}><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/></cellXfs></styleSheet>`

/**
 * Sheets as the bytes of an .xlsx: headings bold and frozen, columns as wide as their text. Text is always written as
 * text, so that a cell which begins with = + - @ is never run as a formula, and long codes keep every digit.
 */
export const writeXlsx = async (sheets: readonly Sheet[]): Promise<Uint8Array> => {
  const numbers = sheets.map((_, i) => i + 1)
  return writeZip([
    {
      name: '[Content_Types].xml',
      text: `${head}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${contentType}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${contentType}.styles+xml"/>${numbers.map((n) => `<Override PartName="/xl/worksheets/sheet${n}.xml" ContentType="${contentType}.worksheet+xml"/>`).join('')}</Types>`,
    },
    {
      name: '_rels/.rels',
      text: `${head}<Relationships ${packageRelationships}><Relationship Id="rId1" Type="${relationships}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    },
    {
      name: 'xl/workbook.xml',
      text: `${head}<workbook ${main} xmlns:r="${relationships}"><sheets>${sheets.map(({ name }, i) => `<sheet name="${escapeXml(sheetName(name))}" sheetId="${i + 1}" r:id="rId${i + 1}"/>`).join('')}</sheets></workbook>`,
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      text: `${head}<Relationships ${packageRelationships}>${numbers.map((n) => `<Relationship Id="rId${n}" Type="${relationships}/worksheet" Target="worksheets/sheet${n}.xml"/>`).join('')}<Relationship Id="rId${sheets.length + 1}" Type="${relationships}/styles" Target="styles.xml"/></Relationships>`,
    },
    { name: 'xl/styles.xml', text: styles },
    ...sheets.map((sheet, i) => ({ name: `xl/worksheets/sheet${i + 1}.xml`, text: sheetXml(sheet) })),
  ])
}

const sheetName = (name: string): string => name.replace(/[\\/?*[\]:]/g, ' ').slice(0, 31) || 'Sheet'

const sheetXml = ({ headings, rows }: Sheet): string => {
  const columns = headings.map((heading, i) => {
    const width = Math.max(10, ...[heading, ...rows.slice(0, 50).map((row) => row[i])].map(textWidth)) + 2
    const look = rows.some((row) => typeof row[i] === 'number') ? style.number : style.text
    return `<col min="${i + 1}" max="${i + 1}" width="${Math.min(42, width)}" style="${look}" customWidth="1"/>`
  })
  const body = rows.map((row, i) => rowXml(i + 2, row, style.text)).join('')
  return `${head}<worksheet ${main}><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>${columns.length === 0 ? '' : `<cols>${columns.join('')}</cols>`}<sheetData>${rowXml(1, headings, style.heading)}${body}</sheetData></worksheet>`
}

const rowXml = (number: number, cells: readonly (string | number | null)[], textStyle: number): string => {
  let xml = `<row r="${number}">`
  for (const [i, value] of cells.entries()) {
    if (value === null || value === '') continue
    const place = `${columnName(i)}${number}`
    xml +=
      typeof value === 'number' && Number.isFinite(value)
        ? `<c r="${place}"><v>${value}</v></c>`
        : `<c r="${place}" s="${textStyle}" t="inlineStr"><is><t xml:space="preserve">${cellXml(String(value))}</t></is></c>`
  }
  return `${xml}</row>`
}

const columnName = (index: number): string =>
  (index >= 26 ? columnName(Math.floor(index / 26) - 1) : '') + String.fromCharCode(65 + (index % 26))

const textWidth = (value: string | number | null | undefined): number =>
  Array.from(String(value ?? '').slice(0, 60)).reduce((sum, char) => sum + (char > '\u2e80' ? 2 : 1), 0)

/** A cell holds 32,767 characters. Those that XML cannot carry are written as spreadsheet programs do: `_xHHHH_`. */
const cellXml = (text: string): string =>
  escapeXml(
    text
      .slice(0, 32_767)
      .replace(/_x(?=[0-9A-Fa-f]{4}_)/g, '_x005F_x')
      // eslint-disable-next-line no-control-regex
      .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufffe\uffff]/g, escapeCharacter),
  )

const escapeCharacter = (char: string): string => `_x${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`

const xmlNames: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const escapeXml = (text: string): string => text.replace(/[&<>"]/g, (char) => xmlNames[char] ?? char)
