/** Visits from the export of people counters: one row a counter and hour. A missing count is reported, never zero. */
import type { RowError } from '@smart-market/shared/contracts/imports.ts'
import { businessDate, isDate } from '@smart-market/shared/time.ts'
import { type Ctx, marketOf, type Tx } from '../../context.ts'
import type { Checked, CheckedRow, Importer, ImportFieldRule, ImportRow } from '../../importing/importer.ts'
import { isReportableHour, maxEntryCount } from './domain.ts'
import { announceHours, type Changed, writeHours } from './foot-traffic.ts'
import { listHours } from './store.ts'

const fields: readonly ImportFieldRule[] = [
  {
    field: 'date',
    label: '日期',
    required: true,
    hint: '2026-01-31 的样子',
    synonyms: ['date', '统计日期', '营业日', '时间', '日期时间'],
    sharesColumn: true,
  },
  {
    field: 'hour',
    label: '小时',
    required: false,
    hint: '0 到 23，或 8:00、08:00-09:00；日期里已有时间时可以不选',
    synonyms: ['hour', '时段', '时间', '整点', '小时段', '日期时间'],
    sharesColumn: true,
  },
  {
    field: 'counterCode',
    label: '计数器编号',
    required: true,
    hint: '文件只有一个计数器时，给所有行填同一个编号',
    synonyms: ['counter', 'sensor', '计数器', '设备编号', '通道', '出入口'],
  },
  {
    field: 'entryCount',
    label: '进场人次',
    required: true,
    hint: '整数；没有计到数的小时不要填 0',
    synonyms: ['count', '人次', '客流', '客流量', '进入人数', '进客流', '进场人数'],
  },
]

interface Hour {
  readonly counterCode: string
  readonly hourAt: string
  readonly entryCount: number
}

const datePattern = /^(\d{4})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{2})(\d{2}))(?:[\sT]+(.+))?$/
/** `8`, `08:00`, `8点`, `08:00-09:00`: the hour that begins then. */
const hourPattern =
  /^(\d{1,2})(?:[:点时](?:00)?(?::00)?(?:\.0+)?)?(?:\s*[-~–至]\s*\d{1,2}(?:[:点时](?:00)?(?::00)?)?)?$/

const parseRow = ({ row, cells }: ImportRow, now: Date): Hour | RowError[] => {
  const errors: RowError[] = []
  const fail = (column: string, reason: string): undefined => {
    errors.push({ row, column, value: (cells[column] ?? '').slice(0, 80), reason })
    return undefined
  }
  const hourAt = parseHour(cells.date ?? '', cells.hour ?? '', fail)
  if (hourAt !== undefined && !isReportableHour(hourAt, now)) fail('date', '早于 2000 年，或者还没有到')
  const counterCode = cells.counterCode ?? ''
  if (counterCode === '') fail('counterCode', '没有计数器编号')
  if (counterCode.length > 40) fail('counterCode', '最多 40 个字')
  const text = (cells.entryCount ?? '').replaceAll(',', '')
  const entryCount = /^\d{1,7}(\.0+)?$/.test(text) ? Number(text) : undefined
  if (text === '') fail('entryCount', '没有人次：没有计到数的小时不算 0')
  else if (entryCount === undefined || entryCount > maxEntryCount) fail('entryCount', '应为 0 到 1,000,000 的整数')
  if (errors.length > 0 || hourAt === undefined || entryCount === undefined) return errors
  return { counterCode, hourAt: hourAt.toISOString(), entryCount }
}

const parseHour = (
  dateText: string,
  hourText: string,
  fail: (column: string, reason: string) => undefined,
): Date | undefined => {
  const found = datePattern.exec(dateText.normalize('NFKC').trim())
  if (found === null) return fail('date', dateText === '' ? '没有日期' : '日期应写成 2026-01-31 的样子')
  const [, year = '', month, day, packedMonth, packedDay, rest = ''] = found
  const date = `${year}-${(month ?? packedMonth ?? '').padStart(2, '0')}-${(day ?? packedDay ?? '').padStart(2, '0')}`
  if (!isDate(date)) return fail('date', '没有这一天')
  const given = hourText.normalize('NFKC').trim()
  const column = given === '' ? 'date' : 'hour'
  const ownHour = datePattern.test(given) ? rest : given
  const hour = hourPattern.exec(ownHour === '' ? rest : ownHour)
  if (hour === null) return fail(column, '应为整点：0 到 23，或 8:00、08:00-09:00')
  const value = Number(hour[1])
  if (value > 23) return fail(column, '小时应为 0 到 23')
  return new Date(`${date}T${String(value).padStart(2, '0')}:00:00+08:00`)
}

const keyOf = (counterCode: string, hourAt: string): string => `${counterCode}\n${hourAt}`

const check = async (ctx: Ctx, tx: Tx, rows: readonly ImportRow[]): Promise<Checked<Hour>> => {
  const errors: RowError[] = []
  const parsed: { row: number; hour: Hour }[] = []
  for (const row of rows) {
    const hour = parseRow(row, ctx.now)
    if (Array.isArray(hour)) errors.push(...hour)
    else parsed.push({ row: row.row, hour })
  }
  const stored = await listStored(ctx, tx, parsed)
  const inFile = new Map<string, { row: number; entryCount: number }>()
  const good: CheckedRow<Hour>[] = []
  for (const { row, hour } of parsed) {
    const key = keyOf(hour.counterCode, hour.hourAt)
    const earlier = inFile.get(key)
    if (earlier !== undefined && earlier.entryCount !== hour.entryCount) {
      const reason = `同一计数器同一小时，第 ${earlier.row} 行是 ${earlier.entryCount}`
      errors.push({ row, column: 'entryCount', value: String(hour.entryCount), reason })
      continue
    }
    if (earlier === undefined) inFile.set(key, { row, entryCount: hour.entryCount })
    const known = stored.get(key)
    const same = earlier !== undefined || known === hour.entryCount
    good.push({ row, prepared: hour, effect: same ? 'unchanged' : known === undefined ? 'create' : 'update' })
  }
  return { good, errors, warnings: [] }
}

/** What is stored on the days of the file, by counter and hour. */
const listStored = async (
  ctx: Ctx,
  tx: Tx,
  parsed: readonly { readonly hour: Hour }[],
): Promise<ReadonlyMap<string, number>> => {
  const [first] = parsed
  if (first === undefined) return new Map()
  let [from, to] = [first.hour.hourAt, first.hour.hourAt]
  for (const { hour } of parsed) {
    if (hour.hourAt < from) from = hour.hourAt
    if (hour.hourAt > to) to = hour.hourAt
  }
  const rows = await listHours(tx, marketOf(ctx), businessDate(new Date(from)), businessDate(new Date(to)))
  return new Map(rows.map((row) => [keyOf(row.counterCode, row.hourAt.toISOString()), row.entryCount]))
}

const writeChunk = 5000

const write = async (
  ctx: Ctx,
  tx: Tx,
  good: readonly CheckedRow<Hour>[],
  importId: string,
  onProgress: (done: number) => void,
): Promise<void> => {
  const total: Changed = { hours: 0, entryCount: 0, businessDates: [] }
  const dates = new Set<string>()
  for (let i = 0; i < good.length; i += writeChunk) {
    const chunk = good.slice(i, i + writeChunk).map((row) => row.prepared)
    const changed = await writeHours(ctx, tx, chunk)
    total.hours += changed.hours
    total.entryCount += changed.entryCount
    for (const date of changed.businessDates) dates.add(date)
    onProgress(Math.min(i + writeChunk, good.length))
  }
  if (total.hours > 0) await announceHours(ctx, tx, { ...total, businessDates: [...dates].sort() }, importId)
}

export const footTrafficImporter: Importer<Hour> = { kind: 'foot_traffic', fields, maxRows: 200_000, check, write }
