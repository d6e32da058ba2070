/**
 * Alipay's day bills: a zip of GBK tables, detail and summary, with remarks led by `#` before and after. The detail is
 * told by its columns, not by its name. Amounts are yuan; fields end in tabs, so that Excel leaves long numbers alone.
 *
 * Headings of both kinds, GBK, `#` remarks, tabs and the zip agree with samples in public programs that read real bills.
 * From recall alone: that a refund's 订单金额 is the refunded amount, written negative.
 */
import { createHash } from 'node:crypto'
import { parseYuan } from '@smart-market/shared/money.ts'
import { UnreadableError } from '../../../../lib/spreadsheet/unreadable.ts'
import { openZip } from '../../../../lib/spreadsheet/zip.ts'
import type { StatementAnswer, StatementLine, StatementRequest } from '../answers.ts'

/** At most 100 MB unpacked: one stall's day is far below. */
const maxBytes = 100 * 1024 * 1024
const headings = {
  trade: ['支付宝交易号', '商户订单号', '业务类型', '订单金额（元）'],
  fund_flow: ['业务流水号', '商户订单号', '发生时间', '收入金额（+元）', '支出金额（-元）'],
} as const

type Row = (column: string) => string

/** `merchantNumber`: whose bill was asked for; Alipay does not repeat it in the lines. */
export const readAlipayBill = (
  file: Uint8Array,
  kind: StatementRequest['kind'],
  merchantNumber: string,
): StatementAnswer => {
  let rows: Row[] | undefined
  try {
    rows = detailOf(file, headings[kind])
  } catch (error) {
    if (!(error instanceof UnreadableError)) throw error
    return { state: 'unreadable', reason: error.message }
  }
  if (rows === undefined) return { state: 'unreadable', reason: '压缩包里没有明细表' }
  const lines: StatementLine[] = []
  for (const row of rows) {
    const line = kind === 'trade' ? tradeLine(row, merchantNumber) : fundLine(row, merchantNumber)
    if (line === undefined) return { state: 'unreadable', reason: `第 ${lines.length + 1} 行的金额或时间读不出` }
    lines.push(line)
  }
  return { state: 'ready', fileHash: createHash('sha256').update(file).digest('hex'), lines }
}

const tradeLine = (row: Row, merchantNumber: string): StatementLine | undefined => {
  const isRefund = row('业务类型') === '退款'
  const amountFen = yuanOf(row('订单金额（元）'))
  const happenedAt = instantOf(row('完成时间')) ?? instantOf(row('创建时间'))
  if (amountFen === undefined || happenedAt === undefined) return undefined
  return {
    kind: isRefund ? 'refund' : row('业务类型') === '交易' ? 'payment' : 'other',
    chargeNumber: row('商户订单号'),
    transactionNumber: row('支付宝交易号'),
    refundNumber: isRefund ? row('退款批次号/请求号') || row('退款批次号') : null,
    refundState: isRefund ? 'SUCCESS' : null,
    merchantNumber,
    // Refunds are written as negative orders.
    amountFen: Math.abs(amountFen),
    feeFen: yuanOf(row('服务费（元）')) ?? null,
    happenedAt,
  }
}

const fundLine = (row: Row, merchantNumber: string): StatementLine | undefined => {
  const income = yuanOf(row('收入金额（+元）') || '0')
  const outgo = yuanOf(row('支出金额（-元）') || '0')
  const happenedAt = instantOf(row('发生时间'))
  if (income === undefined || outgo === undefined || happenedAt === undefined) return undefined
  const kind = row('业务类型')
  return {
    kind: kind.includes('退款') ? 'refund' : /在线支付|交易付款/.test(kind) ? 'payment' : 'other',
    chargeNumber: row('商户订单号'),
    transactionNumber: row('业务流水号'),
    refundNumber: null,
    refundState: null,
    merchantNumber,
    amountFen: income - Math.abs(outgo),
    feeFen: null,
    happenedAt,
  }
}

/** Rows of the first part that has the columns. Throws UnreadableError. */
const detailOf = (file: Uint8Array, wanted: readonly string[]): Row[] | undefined => {
  const zip = openZip(file, maxBytes)
  for (const name of zip.names()) {
    const bytes = zip.read(name)
    if (bytes === undefined) continue
    const lines = new TextDecoder('gb18030').decode(bytes).split(/\r?\n/)
    const at = lines.findIndex((line) => wanted.every((column) => fieldsOf(line).includes(column)))
    if (at < 0) continue
    const columns = new Map(fieldsOf(lines[at] ?? '').map((column, index) => [column, index]))
    const details = lines.slice(at + 1).filter((line) => line.trim() !== '' && !line.startsWith('#'))
    return details.map((line, index) => {
      const fields = fieldsOf(line)
      if (fields.length !== columns.size)
        throw new UnreadableError(`第 ${index + 1} 行有 ${fields.length} 列，应为 ${columns.size} 列`)
      return (column) => fields[columns.get(column) ?? -1] ?? ''
    })
  }
  return undefined
}

const fieldsOf = (line: string): string[] => line.split(',').map((field) => field.trim())

const yuanOf = (text: string): number | undefined => {
  const amount = parseYuan(text.replace(/^[+-]/, ''))
  return amount !== undefined && text.startsWith('-') ? -amount : amount
}

/** `2026-03-02 10:00:00`, Beijing time. */
const instantOf = (text: string): string | undefined => {
  if (!/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/.test(text)) return undefined
  const at = new Date(`${text.replace(' ', 'T')}+08:00`)
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString()
}
