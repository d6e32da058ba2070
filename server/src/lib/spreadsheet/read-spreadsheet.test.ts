import ExcelJS from 'exceljs'
import { describe, expect, it } from 'vitest'
import { readSpreadsheet } from './read-spreadsheet.ts'
import { makeWorkbook, makeZip } from './testing.ts'
import { writeXlsx } from './write-xlsx.ts'

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)
const utf16 = (text: string, littleEndian: boolean): Uint8Array => {
  const bytes = Buffer.from(`\ufeff${text}`, 'utf16le')
  return new Uint8Array(littleEndian ? bytes : bytes.swap16())
}
/** 摊位号,经营户\nA-1,张记 in GBK. */
const gbk = Uint8Array.from([
  0xcc, 0xaf, 0xce, 0xbb, 0xba, 0xc5, 0x2c, 0xbe, 0xad, 0xd3, 0xaa, 0xbb, 0xa7, 0x0a, 0x41, 0x2d, 0x31, 0x2c, 0xd5,
  0xc5, 0xbc, 0xc7,
])
const read = (bytes: Uint8Array, limits = {}) => readSpreadsheet('台账', bytes, limits)
const cells = (bytes: Uint8Array) => {
  const { headings, rows } = read(bytes)
  return [headings, ...rows.map((row) => row.cells)]
}

describe('delimited text', () => {
  const table = [
    ['摊位号', '经营户'],
    ['A-1', '张记'],
  ]
  it.each([
    ['UTF-8', utf8('摊位号,经营户\nA-1,张记'), 'utf-8'],
    ['UTF-8 with BOM', utf8('\ufeff摊位号,经营户\r\nA-1,张记\r\n'), 'utf-8'],
    ['UTF-16 little endian', utf16('摊位号\t经营户\r\nA-1\t张记', true), 'utf-16le'],
    ['UTF-16 big endian', utf16('摊位号,经营户\nA-1,张记', false), 'utf-16be'],
    ['GBK', gbk, 'gb18030'],
    ['tabs', utf8('摊位号\t经营户\nA-1\t张记'), 'utf-8'],
    ['semicolons', utf8('摊位号;经营户\nA-1;张记'), 'utf-8'],
    ['quoted cells with delimiters inside', utf8('"摊位号","经营户"\n"A-1","张记"'), 'utf-8'],
    ['empty rows at the end', utf8('摊位号,经营户\nA-1,张记\n,\n\n,,,\n'), 'utf-8'],
    ['what a chat window adds', utf8('摊位号 ,\u200b经营户\n\u3000A-1,张记\u00a0'), 'utf-8'],
  ])('reads %s', (_, bytes, encoding) => {
    expect(cells(bytes)).toEqual(table)
    expect(read(bytes).encoding).toBe(encoding)
  })

  it('keeps the row numbers that a spreadsheet shows, over line breaks in cells and empty rows', () => {
    const { rows } = read(utf8('摊位号,备注\nA-1,"两\n行"\n\nA-2,x'))
    expect(rows).toEqual([
      { row: 2, cells: ['A-1', '两 行'] },
      { row: 4, cells: ['A-2', 'x'] },
    ])
  })

  it('names the columns of a file without a header, and loses no row', () => {
    expect(cells(utf8('大白菜,0.40,0.50,2021-03-22\n菠菜,0.5,0.6,2021-03-22'))).toEqual([
      ['第1列', '第2列', '第3列', '第4列'],
      ['大白菜', '0.40', '0.50', '2021-03-22'],
      ['菠菜', '0.5', '0.6', '2021-03-22'],
    ])
  })

  it('reads one column, rows of different length, equal and empty headings', () => {
    expect(cells(utf8('摊位号\nA-1'))).toEqual([['摊位号'], ['A-1']])
    expect(cells(utf8('号,有效期,有效期,\n1,a\n2,b,c,d'))).toEqual([
      ['号', '有效期', '有效期(2)', '第4列'],
      ['1', 'a', '', ''],
      ['2', 'b', 'c', 'd'],
    ])
  })

  it('skips a title above the header and a repeated header, and says so of the latter', () => {
    const table = read(utf8('某某市场台账,,\n摊位号,经营户\nA-1,张记\n摊位号,经营户\nA-2,李记'))
    expect(table.headings).toEqual(['摊位号', '经营户', '第3列'].slice(0, 2))
    expect(table.rows.map((row) => row.row)).toEqual([3, 5])
    expect(table.skipped).toMatchObject([{ row: 4, reason: '重复的表头，已跳过' }])
  })

  it('keeps a stray quote and reports a code that was turned into an exponent', () => {
    expect(cells(utf8('品名,规格\n碗,5" 口径'))[1]).toEqual(['碗', '5" 口径'])
    expect(read(utf8('摊位号,身份证号\nA-1,4.10105E+17')).defects).toMatchObject([
      { row: 2, column: '身份证号', value: '4.10105E+17' },
    ])
  })
})

describe('workbooks', () => {
  it('reads what another library wrote: dates as dates, codes with every digit, formulas by their result', async () => {
    const workbook = new ExcelJS.Workbook()
    const sheet = workbook.addWorksheet('台账')
    sheet.addRow(['摊位号', '到期', '时间', '金额', '公式', '富文本', '是否'])
    sheet.addRow([
      102900005115168,
      new Date('2026-01-31T00:00:00Z'),
      new Date('2026-01-31T20:42:23.075Z'),
      0.1 + 0.2,
      { formula: 'A1', result: 7.5 },
      { richText: [{ text: '张' }, { text: '记', font: { bold: true } }] },
      true,
    ])
    expect(cells(new Uint8Array(await workbook.xlsx.writeBuffer()))[1]).toEqual([
      '102900005115168',
      '2026-01-31',
      '2026-01-31 20:42:23.075',
      '0.3',
      '7.5',
      '张记',
      'TRUE',
    ])
  })

  it('shows numbers as their formats do, also formats that only Chinese programs use', () => {
    const sheet = `<sheetData><row r="1"><c t="inlineStr"><is><t>号</t></is></c><c t="inlineStr"><is><t>日</t></is></c><c t="inlineStr"><is><t>月</t></is></c><c t="inlineStr"><is><t>元</t></is></c><c t="inlineStr"><is><t>率</t></is></c></row>
      <row r="2"><c r="A2" s="1"><v>7</v></c><c r="B2" s="2"><v>46053</v></c><c r="C2" s="3"><v>46053</v></c><c r="D2" s="4"><v>12.5</v></c><c r="E2" s="5"><v>0.125</v></c></row></sheetData>`
    expect(cells(makeWorkbook(sheet, { styles: [0, 170, 31, 171, 172, 10] }))[1]).toEqual([
      '00007',
      '2026-01-31',
      '2026-01-31',
      '12.5',
      '12.5%',
    ])
  })

  it('reports cells whose value is gone: long numbers, formulas never computed, errors', () => {
    const sheet = `<sheetData><row r="1"><c t="str"><v>甲</v></c><c t="str"><v>乙</v></c><c t="str"><v>丙</v></c></row>
      <row r="2"><c><v>4.1010519900101E+17</v></c><c><f>A1</f></c><c t="e"><v>#N/A</v></c></row></sheetData>`
    const table = read(makeWorkbook(sheet))
    expect(table.rows).toEqual([{ row: 2, cells: ['410105199001010000', '', '#N/A'] }])
    expect(table.defects.map(({ column, reason }) => [column, reason.slice(0, 9)])).toEqual([
      ['甲', '这一格是数字格式，'],
      ['乙', '这一格是没有算过的'],
      ['丙', '这一格的公式出错，'],
    ])
  })

  it('joins a two-level header and fills merged cells of the body downwards', () => {
    const text = (r: string, value: string) => `<c r="${r}" t="inlineStr"><is><t>${value}</t></is></c>`
    const sheet = `<sheetData><row r="1">${text('A1', '某某市场台账')}</row>
      <row r="2">${text('A2', '摊位号')}${text('B2', '经营户')}${text('C2', '食品经营许可证')}</row>
      <row r="3">${text('C3', '编号')}${text('D3', '有效期至')}</row>
      <row r="4">${text('A4', 'A-1')}${text('B4', '张记')}${text('C4', 'JY1')}</row>
      <row r="5">${text('A5', 'A-2')}</row></sheetData>
      <mergeCells><mergeCell ref="A1:D1"/><mergeCell ref="A2:A3"/><mergeCell ref="B2:B3"/><mergeCell ref="C2:D2"/><mergeCell ref="B4:B5"/></mergeCells>`
    expect(cells(makeWorkbook(sheet))).toEqual([
      ['摊位号', '经营户', '食品经营许可证编号', '食品经营许可证有效期至'],
      ['A-1', '张记', 'JY1', ''],
      ['A-2', '张记', '', ''],
    ])
  })

  it('reads prefixed elements, shared strings without their readings, and escaped characters', () => {
    const strings =
      '<si><t>摊位号</t></si><si><r><t>东</t></r><r><t xml:space="preserve"> 区</t></r><rPh><t>とう</t></rPh></si>'
    const sheet =
      '<x:sheetData><x:row><x:c t="s"><x:v>0</x:v></x:c></x:row><x:row><x:c t="s"><x:v>1</x:v></x:c></x:row><x:row><x:c t="inlineStr"><x:is><x:t>a&amp;b&#x4E2D;_x000D_</x:t></x:is></x:c></x:row></x:sheetData>'
    expect(cells(makeWorkbook(sheet, { strings, prefix: 'x:' }))).toEqual([['摊位号'], ['东 区'], ['a&b中']])
  })
})

describe('files that cannot be read', () => {
  const ole = (marker: string): Uint8Array =>
    new Uint8Array(
      Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600), Buffer.from(marker, 'utf16le')]),
    )
  const bomb = `<sheetData><row><c><v>1</v></c></row></sheetData>${' '.repeat(3_000_000)}`
  it.each([
    ['an old .xls', ole('Workbook'), '.xls'],
    ['a workbook with a password', ole('EncryptedPackage'), '密码'],
    ['a zip with a password', makeZip([{ name: 'xl/workbook.xml', text: 'x' }], { encrypted: true }), '密码'],
    ['a text document', makeZip([{ name: 'word/document.xml', text: '<w/>' }]), '文字文档'],
    ['an .ods', makeZip([{ name: 'content.xml', text: '<o/>' }]), 'OpenDocument'],
    ['an archive', makeZip([{ name: 'readme.txt', text: 'x' }]), '压缩包'],
    ['a PDF', utf8('%PDF-1.7\n…'), 'PDF'],
    ['a web page named .xls', utf8('<html><table><tr><td>摊位号</td></tr></table></html>'), '网页'],
    ['a binary file', Uint8Array.from([0x41, 0x00, 0x42, 0x2c, 0x00]), '非文字'],
    ['bytes of no encoding', Uint8Array.from([0x41, 0x2c, 0xff, 0xff, 0x80, 0xff]), '编码'],
    ['an unclosed quote', utf8('摊位号,经营户\nA-1,"张记\nA-2,李记'), '引号'],
    ['an entity declaration', makeWorkbook('<!DOCTYPE x [<!ENTITY a "b">]><sheetData/>'), '不允许'],
    ['a cut-off element', makeWorkbook('<sheetData><row r="1"'), '损坏'],
    ['too many columns', utf8(`${'a,'.repeat(300)}b\n1`), '256 列'],
  ])('refuses %s with the reason', (_, bytes, reason) => {
    expect(() => read(bytes)).toThrow(expect.objectContaining({ code: 'file.unreadable' }))
    expect(() => read(bytes)).toThrow(reason)
  })

  it('refuses a workbook that unpacks beyond the allowance, whether its directory says so or not', () => {
    const honest = makeWorkbook(bomb)
    expect(() => read(honest, { maxBytes: 1_000_000 })).toThrow('解压后超过 0 MB')
    const parts = ['_rels/.rels', 'xl/workbook.xml'].map((name) => ({
      name,
      text: `<x>${' '.repeat(3_000_000)}</x>`,
      claims: 10,
    }))
    expect(() => read(makeZip(parts), { maxBytes: 1_000_000 })).toThrow('解压后超过')
  })

  it('refuses a workbook that was cut off or altered, at whatever place', async () => {
    const bytes = await writeXlsx([{ name: '台账', headings: ['摊位号'], rows: [['A-1']] }])
    for (let length = 4; length < bytes.length; length += 97)
      expect(() => read(bytes.slice(0, length))).toThrow(expect.objectContaining({ code: 'file.unreadable' }))
    for (let at = 0; at < bytes.length; at += 53) {
      const altered = bytes.slice()
      altered[at] = (altered[at] ?? 0) ^ 0x55
      try {
        read(altered)
      } catch (error) {
        expect(error).toMatchObject({ code: expect.stringMatching(/^file\./) })
      }
    }
  })

  it.each([
    ['nothing', new Uint8Array()],
    ['only a header', utf8('摊位号,经营户\n')],
    ['only spaces', utf8(' \n , \n')],
    ['an empty sheet', makeWorkbook('<sheetData/>')],
  ])('calls a file with %s empty', (_, bytes) => {
    expect(() => read(bytes)).toThrow(expect.objectContaining({ code: 'file.empty' }))
  })

  it('counts rows before it refuses too many', () => {
    expect(() => read(utf8('摊位号\nA\nB\nC'), { maxRows: 2 })).toThrow(
      expect.objectContaining({ code: 'file.too_many_rows', details: { rows: 3, limit: 2 } }),
    )
  })
})
