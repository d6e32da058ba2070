/**
 * Result sheets of laboratories and test devices: one row a sample and item. What a cell does not say is not guessed:
 * a row without verdict and without limit is rejected, and so is a verdict that its own numbers contradict.
 */
import type { quickTestResults } from '@smart-market/shared/contracts/sourcing.ts'
import { isDate } from '@smart-market/shared/time.ts'

export interface SheetRow {
  readonly row: number
  readonly sampleNumber: string
  readonly testedOn: string
  readonly commodityName: string
  readonly originPlace: string | null
  readonly item: string
  readonly measured: string | null
  readonly limitText: string | null
  readonly result: (typeof quickTestResults)[number]
  readonly stallCode: string | null
  readonly traceCode: string | null
}
export interface SheetError {
  readonly row: number
  readonly column: string
  readonly value: string
  readonly reason: string
}

const columns = {
  sampleNumber: ['sample_id', 'sample id', '样品编号', '样品号', '抽样编号'],
  testedOn: ['date', '检测日期', '日期', '抽样日期'],
  commodityName: ['commodity', '品名', '样品名称', '产品名称'],
  originPlace: ['origin', '产地', '来源地'],
  item: ['pesticide', '检测项目', '项目'],
  measured: ['mg_per_kg', '检测值', '抑制率', '实测值'],
  limitText: ['mrl', '限量', '限量值', '标准值'],
  verdict: ['verdict', '结果', '检测结果', '判定'],
  stallCode: ['摊位号', '摊位', 'stall'],
  traceCode: ['追溯码', '批次', 'trace_code'],
} as const
type Field = keyof typeof columns

const verdicts: readonly (readonly [RegExp, (typeof quickTestResults)[number]])[] = [
  [/^(ok|none|negative|阴性|合格|未检出|-)$/i, 'negative'],
  [/^(exceed|exceeds|positive|阳性|不合格|超标|\+)$/i, 'positive'],
  [/^(invalid|无效|失效)$/i, 'invalid'],
]
/** What a row without item says when nothing was found at all. */
export const screening = '多残留筛查'

export const readSheet = (
  headings: readonly string[],
  rows: readonly { readonly row: number; readonly cells: readonly string[] }[],
): { good: SheetRow[]; errors: SheetError[] } => {
  const indexOf = Object.fromEntries(
    Object.entries(columns).map(([field, names]) => [
      field,
      headings.findIndex((heading) => (names as readonly string[]).includes(heading.trim().toLowerCase())),
    ]),
  ) as Record<Field, number>
  const cell = (cells: readonly string[], field: Field): string => (cells[indexOf[field]] ?? '').trim()
  const dayFirst = isDayFirst(rows.map(({ cells }) => cell(cells, 'testedOn')))
  const good: SheetRow[] = []
  const errors: SheetError[] = []
  for (const { row, cells } of rows) {
    const at = (field: Field): string => cell(cells, field)
    const fail = (field: Field, reason: string): void =>
      void errors.push({
        row,
        column: headings[indexOf[field]] ?? columns[field][1] ?? field,
        value: at(field),
        reason,
      })
    const testedOn = parseDate(at('testedOn'), dayFirst)
    const found = verdictOf(at('verdict'), at('measured'), at('limitText'))
    if (at('sampleNumber') === '') fail('sampleNumber', '没有样品编号')
    else if (at('commodityName') === '') fail('commodityName', '没有品名')
    else if (testedOn === undefined)
      fail('testedOn', '日期应写成 2026-01-31 的样子；只写日/月/年时，整个文件要能看出哪个是日')
    else if ('reason' in found) fail('verdict', found.reason)
    else {
      good.push({
        row,
        sampleNumber: at('sampleNumber'),
        testedOn,
        commodityName: at('commodityName').slice(0, 40),
        originPlace: at('originPlace') || null,
        item: (at('item') || screening).slice(0, 60),
        measured: at('measured') || null,
        limitText: at('limitText') || null,
        result: found.result,
        stallCode: at('stallCode') || null,
        traceCode: at('traceCode').toUpperCase() || null,
      })
    }
  }
  return { good, errors }
}

const verdictOf = (
  verdict: string,
  measured: string,
  limit: string,
): { result: (typeof quickTestResults)[number] } | { reason: string } => {
  const value = numberOf(measured)
  const most = numberOf(limit)
  if (verdict === '') {
    if (value === undefined || most === undefined) return { reason: '没有结果，也没有可比的检测值和限量' }
    return { result: value > most ? 'positive' : 'negative' }
  }
  const result = verdicts.find(([pattern]) => pattern.test(verdict))?.[1]
  if (result === undefined) return { reason: '看不懂这个结果，应为阴性、阳性或无效' }
  if (result === 'negative' && value !== undefined && most !== undefined && value > most)
    return { reason: `结果说合格，但检测值 ${measured} 大于限量 ${limit}` }
  return { result }
}
const numberOf = (text: string): number | undefined => (/^\d+(\.\d+)?$/.test(text) ? Number(text) : undefined)

/** Whether 05/07/2021 is the fifth of July: told by the file's other dates; undefined when none tells. */
const isDayFirst = (dates: readonly string[]): boolean | undefined => {
  const parts = dates.flatMap((text) => {
    const match = /^(\d{1,2})\/(\d{1,2})\/\d{4}$/.exec(text)
    return match ? [[Number(match[1]), Number(match[2])] as const] : []
  })
  const firstOver = parts.some(([first]) => first > 12)
  const secondOver = parts.some(([, second]) => second > 12)
  return firstOver === secondOver ? undefined : firstOver
}
const parseDate = (text: string, dayFirst: boolean | undefined): string | undefined => {
  const iso = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?/.exec(text)
  const slashed = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text)
  const [year, month, day] = iso
    ? [iso[1], iso[2], iso[3]]
    : slashed && dayFirst !== undefined
      ? [slashed[3], slashed[dayFirst ? 2 : 1], slashed[dayFirst ? 1 : 2]]
      : []
  if (year === undefined || month === undefined || day === undefined) return undefined
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  return isDate(date) ? date : undefined
}
