/** How a spreadsheet's number becomes the text that people see in the cell. */

/** `padded`: that many digits with leading zeros. */
export type NumberLook = 'general' | 'date' | 'percent' | { readonly padded: number }

/** Date and time formats that a file may use without spelling them out: ECMA-376 part 1 §18.8.30, with its Chinese ones. */
const builtInDate = (id: number): boolean =>
  (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58)

export const numberLooks = (styles: readonly number[], codes: ReadonlyMap<number, string>): NumberLook[] =>
  styles.map((id) => {
    const code = codes.get(id)
    if (code !== undefined) return lookOf(code)
    if (id === 9 || id === 10) return 'percent'
    return builtInDate(id) ? 'date' : 'general'
  })

const lookOf = (code: string): NumberLook => {
  const bare = (code.split(';')[0] ?? '')
    .replace(/"[^"]*"|\\.|_.|\*./g, '')
    .replace(/\[(?![hms]+\])[^\]]*\]/gi, '')
    .trim()
  if (/^0{2,}$/.test(bare)) return { padded: bare.length }
  if (/general|通用格式/i.test(bare)) return 'general'
  if (/[ymdhs]/i.test(bare)) return 'date'
  return bare.includes('%') ? 'percent' : 'general'
}

interface RawCell {
  readonly type: string
  readonly value: string
  readonly formula: boolean
  readonly look: NumberLook
}

/** Text of a cell, and what is wrong with it when its value cannot be trusted. */
export const cellText = (
  cell: RawCell,
  context: { readonly strings: readonly string[]; readonly date1904: boolean },
): { text: string; defect?: string } => {
  const { type, value } = cell
  if (type === 's') return { text: context.strings[Number(value)] ?? '' }
  if (type === 'inlineStr' || type === 'str') return { text: value }
  if (type === 'b') return { text: value === '1' ? 'TRUE' : 'FALSE' }
  if (type === 'e') return { text: value, defect: '这一格的公式出错，请改成结果' }
  if (type === 'd') return { text: value.replace('T', ' ').replace(/ 00:00:00(\.0+)?Z?$/, '') }
  if (value === '')
    return cell.formula ? { text: '', defect: '这一格是没有算过的公式，请在表格软件里打开并保存一次' } : { text: '' }
  const number = Number(value)
  if (!Number.isFinite(number)) return { text: value }
  if (cell.look === 'date') return { text: dateText(number, context.date1904) ?? plain(number) }
  if (cell.look === 'percent') return { text: `${plain(Number((number * 100).toPrecision(15)))}%` }
  const text = typeof cell.look === 'object' ? padded(number, cell.look.padded) : plain(number)
  return Math.abs(number) < 1e15 ? { text } : { text, defect: lostDigits }
}

export const lostDigits = '这一格是数字格式，第 15 位以后的数字已经丢失，请把这一列改成文本格式后重新填写'

/** Fifteen significant digits, as spreadsheets show them, and never an exponent. */
export const plain = (number: number): string => {
  const rounded = Number(number.toPrecision(15))
  const text = String(rounded)
  if (!text.includes('e')) return text
  if (Math.abs(rounded) >= 1) return BigInt(rounded).toString()
  return rounded.toFixed(20).replace(/0+$/, '')
}

const padded = (number: number, digits: number): string =>
  number < 0 ? plain(number) : plain(Math.round(number)).padStart(digits, '0')

const dayMs = 86_400_000

/** Serial days to `2026-01-31`, `2026-01-31 08:00:00` or, below one day, `08:00:00`; undefined outside the calendar. */
const dateText = (serial: number, date1904: boolean): string | undefined => {
  if (serial < 0 || serial >= 2_958_466) return undefined
  // The 1900 system counts a 29 February 1900 that never was.
  const epoch = date1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, serial >= 1 && serial < 60 ? 31 : 30)
  const iso = new Date(epoch + Math.round(serial * dayMs)).toISOString()
  const time = iso.slice(11, 23).replace(/\.000$/, '')
  if (serial < 1 && !date1904) return time
  return time === '00:00:00' ? iso.slice(0, 10) : `${iso.slice(0, 10)} ${time}`
}
