/**
 * WeChat Pay's day bills: CSV with a BOM, a heading row, fields led by a backtick, then a summary heading and row.
 * Amounts are yuan with two decimals. Columns are found by name, because the bill of a service provider has more.
 */
import { createHash } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { parseYuan } from '@smart-market/shared/money.ts'
import type { StatementAnswer, StatementLine } from '../answers.ts'

/** At most 200 MB unpacked: a day of the largest service provider is far below. */
const maxBytes = 200 * 1024 * 1024

/** `sha1`: of the unpacked file, as the bill's address was announced with. */
export const readTradeBill = (file: Uint8Array, sha1: string): StatementAnswer => {
  const unpacked = unpack(file)
  if (unpacked === undefined) return { state: 'unreadable', reason: '压缩文件损坏' }
  if (createHash('sha1').update(unpacked).digest('hex') !== sha1.toLowerCase())
    return { state: 'unreadable', reason: '文件校验值与微信支付公布的不一致' }
  const table = readTable(unpacked.toString('utf8'))
  if ('reason' in table) return { state: 'unreadable', reason: table.reason }
  const lines: StatementLine[] = []
  for (const row of table.rows) {
    const state = row('交易状态')
    const isRefund = state === 'REFUND' || state === 'REVOKED'
    const amountFen = parseYuan(isRefund ? row('退款金额') : row('订单金额') || row('应结订单金额'))
    const feeFen = parseYuan(row('手续费').replace(/^(-?\d+\.\d{2})\d*$/, '$1'))
    const happenedAt = instantOf(row('交易时间'))
    if (amountFen === undefined || happenedAt === undefined)
      return { state: 'unreadable', reason: `第 ${lines.length + 1} 行的金额或时间读不出` }
    lines.push({
      kind: isRefund ? 'refund' : state === 'SUCCESS' ? 'payment' : 'other',
      chargeNumber: row('商户订单号'),
      transactionNumber: row('微信订单号'),
      refundNumber: isRefund ? row('商户退款单号') : null,
      refundState: isRefund ? row('退款状态') : null,
      merchantNumber: row('特约商户号') || row('子商户号') || row('商户号'),
      amountFen,
      feeFen: feeFen ?? null,
      happenedAt,
    })
  }
  if (table.count !== undefined && table.count !== lines.length)
    return { state: 'unreadable', reason: `汇总写明 ${table.count} 笔，文件里有 ${lines.length} 笔` }
  return { state: 'ready', fileHash: sha1.toLowerCase(), lines }
}

/** The fund-flow bill in the same shape: one line a movement; income positive, outgo negative. */
export const readFundFlowBill = (file: Uint8Array, sha1: string): StatementAnswer => {
  const unpacked = unpack(file)
  if (unpacked === undefined) return { state: 'unreadable', reason: '压缩文件损坏' }
  if (createHash('sha1').update(unpacked).digest('hex') !== sha1.toLowerCase())
    return { state: 'unreadable', reason: '文件校验值与微信支付公布的不一致' }
  const table = readTable(unpacked.toString('utf8'))
  if ('reason' in table) return { state: 'unreadable', reason: table.reason }
  const lines: StatementLine[] = []
  for (const row of table.rows) {
    const amountFen = parseYuan(row('收支金额(元)') || row('收支金额（元）'))
    const happenedAt = instantOf(row('记账时间'))
    if (amountFen === undefined || happenedAt === undefined)
      return { state: 'unreadable', reason: `第 ${lines.length + 1} 行的金额或时间读不出` }
    lines.push({
      kind: row('业务类型') === '退款' ? 'refund' : row('业务类型') === '交易' ? 'payment' : 'other',
      chargeNumber: row('业务凭证号'),
      transactionNumber: row('微信支付业务单号'),
      refundNumber: row('业务类型') === '退款' ? row('业务凭证号') : null,
      refundState: null,
      merchantNumber: '',
      amountFen: row('收支类型') === '支出' ? -amountFen : amountFen,
      feeFen: null,
      happenedAt,
    })
  }
  return { state: 'ready', fileHash: sha1.toLowerCase(), lines }
}

const unpack = (file: Uint8Array): Buffer | undefined => {
  if (file[0] !== 0x1f || file[1] !== 0x8b) return Buffer.from(file)
  try {
    return gunzipSync(file, { maxOutputLength: maxBytes })
  } catch {
    return undefined
  }
}

interface Table {
  readonly rows: ((column: string) => string)[]
  /** Rows by the summary's own count. */
  readonly count: number | undefined
}

const readTable = (text: string): Table | { reason: string } => {
  const records = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .filter((line) => line !== '')
  const [heading, ...rest] = records
  if (heading === undefined) return { reason: '文件是空的' }
  const columns = new Map(heading.split(',').map((name, index) => [name.trim(), index]))
  const isDetail = (line: string): boolean => line.startsWith('`')
  const end = rest.findIndex((line) => !isDetail(line))
  const details = end === -1 ? rest : rest.slice(0, end)
  const summary = end === -1 ? undefined : rest[end + 1]
  if (summary === undefined) return { reason: '没有汇总行，文件可能不完整' }
  // A field may hold a comma (goods name), never the pair comma-backtick.
  const fields = (line: string): string[] => line.slice(1).split(',`')
  const width = columns.size
  for (const [index, line] of details.entries())
    if (fields(line).length !== width)
      return { reason: `第 ${index + 1} 行有 ${fields(line).length} 列，应为 ${width} 列` }
  const count = Number(fields(summary)[0])
  return {
    rows: details.map((line) => {
      const values = fields(line)
      return (column) => (values[columns.get(column) ?? -1] ?? '').trim()
    }),
    count: Number.isInteger(count) ? count : undefined,
  }
}

/** `2026-03-02 10:00:00`, Beijing time. */
const instantOf = (text: string): string | undefined => {
  if (!/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/.test(text)) return undefined
  const at = new Date(`${text.replace(' ', 'T')}+08:00`)
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString()
}
