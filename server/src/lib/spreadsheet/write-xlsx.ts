import ExcelJS from 'exceljs'

export interface Sheet {
  readonly name: string
  readonly headings: readonly string[]
  readonly rows: readonly (readonly (string | number | null)[])[]
}

/**
 * Sheets as the bytes of an .xlsx: headings bold and frozen, columns as wide as their text. Text is always written as
 * text, so that a cell which begins with = + - @ is never run as a formula, and long codes keep every digit.
 */
export const writeXlsx = async (sheets: readonly Sheet[]): Promise<Uint8Array> => {
  const workbook = new ExcelJS.Workbook()
  for (const { name, headings, rows } of sheets) {
    const sheet = workbook.addWorksheet(name.replace(/[\\/?*[\]:]/g, ' ').slice(0, 31) || 'Sheet', {
      views: [{ state: 'frozen', ySplit: 1 }],
    })
    sheet.columns = headings.map((heading, i) => ({
      width: Math.min(40, Math.max(10, ...[heading, ...rows.slice(0, 50).map((row) => row[i])].map(textWidth)) + 2),
      // "@" is the text format: editing the cell later does not turn a code into a number or a formula.
      style: { numFmt: rows.some((row) => typeof row[i] === 'number') ? 'General' : '@' },
    }))
    sheet.addRow(headings.map(cellValue)).font = { bold: true }
    for (const row of rows) sheet.addRow(row.map(cellValue))
  }
  return new Uint8Array(await workbook.xlsx.writeBuffer())
}

const textWidth = (value: string | number | null | undefined): number =>
  Array.from(String(value ?? '').slice(0, 60)).reduce((sum, char) => sum + (char > '\u2e80' ? 2 : 1), 0)

/** Characters that XML cannot carry are written the way spreadsheet programs do: `_xHHHH_`. */
const cellValue = (value: string | number | null): string | number | null =>
  typeof value !== 'string'
    ? value
    : value
        .slice(0, 32_767)
        .replace(/_x(?=[0-9A-Fa-f]{4}_)/g, '_x005F_x')
        // eslint-disable-next-line no-control-regex
        .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufffe\uffff]/g, (char) => escaped(char))

const escaped = (char: string): string => `_x${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`
