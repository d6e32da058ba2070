import ExcelJS from 'exceljs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readCsv } from './csv.ts'
import { defaultLimits } from './read-spreadsheet.ts'
import { writeXlsx } from './write-xlsx.ts'
import { readXlsx } from './xlsx.ts'

/** Trailing empty cells and rows are not there for a reader. */
const trimmed = (rows: readonly (readonly string[])[]): string[][] => {
  const cut = rows.map((row) => row.slice(0, row.findLastIndex((cell) => cell !== '') + 1))
  return cut.slice(0, cut.findLastIndex((row) => row.length > 0) + 1)
}

const cell = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.string({ unit: 'binary-ascii', maxLength: 6 }),
  fc.constantFrom(
    '=1+1',
    '+86',
    '-',
    '@x',
    '\t=1',
    "'=1",
    '_x0041_',
    '_x005F_',
    '  两边  ',
    'a\r\nb',
    '"',
    '410105199001011234',
    '007',
  ),
)
const table = fc.array(fc.array(cell, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 6 })

describe('a workbook', () => {
  it('opens in another program with a frozen bold header, text as text and numbers as numbers', async () => {
    const bytes = await writeXlsx([
      {
        name: '台账/一',
        headings: ['摊位号', '金额'],
        rows: [
          ['=1+1', 12.5],
          ['007', -3],
        ],
      },
      { name: '说明', headings: ['列'], rows: [] },
    ])
    const workbook = new ExcelJS.Workbook()
    await workbook.xlsx.load(bytes.buffer as ArrayBuffer)
    expect(workbook.worksheets.map((sheet) => sheet.name)).toEqual(['台账 一', '说明'])
    const sheet = workbook.worksheets[0]
    expect(sheet?.views[0]).toMatchObject({ state: 'frozen', ySplit: 1 })
    expect(sheet?.getCell('A1').font?.bold).toBe(true)
    expect(sheet?.getCell('A2')).toMatchObject({ value: '=1+1', type: ExcelJS.ValueType.String, numFmt: '@' })
    expect(sheet?.getCell('A3').value).toBe('007')
    expect([sheet?.getCell('B2').value, sheet?.getCell('B3').value]).toEqual([12.5, -3])
  })
})

describe('a table of any text', () => {
  it('reads back from a workbook as it was written, and none of it is a formula', async () => {
    await fc.assert(
      fc.asyncProperty(table, async (rows) => {
        const [headings = [], ...body] = rows
        const bytes = await writeXlsx([{ name: '表', headings, rows: body }])
        expect(readXlsx(bytes, defaultLimits).rows).toEqual(trimmed(rows))
      }),
      { numRuns: 150 },
    )
  })

  it('reads back from delimited text, whatever the delimiter and the encoding', () => {
    fc.assert(
      fc.property(table, fc.constantFrom(',', ';', '\t'), fc.boolean(), (rows, delimiter, wide) => {
        const clean = rows.map((row) => ['头', ...row.map((value) => value.replaceAll('\0', ''))])
        const text = clean
          .map((row) => row.map((value) => `"${value.replaceAll('"', '""')}"`).join(delimiter))
          .join('\r\n')
        const bytes = wide ? Buffer.from(`\ufeff${text}`, 'utf16le') : Buffer.from(text)
        expect(trimmed(readCsv(new Uint8Array(bytes), { maxColumns: 256 }).rows)).toEqual(trimmed(clean))
      }),
    )
  })
})
