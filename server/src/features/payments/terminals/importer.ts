/**
 * 终端流水: what an acquirer says a stall's own card terminal or aggregate code took. Importing a file twice changes
 * nothing; after it, the days it tells of are compared with what merchants declared.
 */
import { createHash } from 'node:crypto'
import type { RowError } from '@smart-market/shared/contracts/imports.ts'
import { formatFen } from '@smart-market/shared/money.ts'
import { businessDate } from '@smart-market/shared/time.ts'
import { appendAudit } from '../../../audit.ts'
import { type Ctx, marketOf, newId, type Tx } from '../../../context.ts'
import { appendEvent } from '../../../feed/outbox.ts'
import type { Checked, CheckedRow, Importer, ImportRow } from '../../../importing/importer.ts'
import { listStallsByCode } from '../../markets/index.ts'
import { compareTerminals } from './reconcile.ts'
import { readReceipt, type Receipt, receiptFields } from './receipt-row.ts'
import * as store from './store.ts'

interface Prepared extends Receipt {
  readonly stallId: string
  readonly dedupKey: string
}

const hash = (parts: readonly unknown[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('base64url')

const dedupKeyOf = (r: Receipt): string =>
  hash([r.acquirer, r.terminalNumber, r.batchNumber, r.reference, r.kind, r.amountFen, r.happenedAt])
/** What the acquirer uses only once a day: another amount under it is a contradiction. */
const numberOf = (r: Pick<Receipt, 'terminalNumber' | 'batchNumber' | 'reference' | 'kind' | 'happenedAt'>): string =>
  hash([r.terminalNumber, r.batchNumber, r.reference, r.kind, businessDate(new Date(r.happenedAt))])

const check = async (ctx: Ctx, tx: Tx, rows: readonly ImportRow[]): Promise<Checked<Prepared>> => {
  const marketId = marketOf(ctx)
  const errors: RowError[] = []
  const warnings: RowError[] = []
  const parsed: { row: number; receipt: Receipt }[] = []
  for (const row of rows) {
    const receipt = readReceipt(row, ctx.now)
    if (Array.isArray(receipt)) errors.push(...receipt)
    else parsed.push({ row: row.row, receipt })
  }
  const stalls = await listStallsByCode(tx, marketId)
  const places = new Map(await store.listTerminalStalls(tx, marketId))
  for (const { receipt } of parsed) {
    const stall = stalls.get(receipt.stallCode)
    if (stall !== undefined) places.set(receipt.terminalNumber, stall.stallId)
  }
  const dates = parsed.map(({ receipt }) => businessDate(new Date(receipt.happenedAt))).toSorted()
  const stored = await store.listBetween(tx, marketId, dates[0] ?? '', dates.at(-1) ?? '')
  const keys = new Set(stored.map((line) => line.dedupKey))
  const numbers = new Map<string, string>(
    stored.map((line) => [numberOf({ ...line, happenedAt: line.happenedAt.toISOString() }), '已导入的']),
  )
  const good: CheckedRow<Prepared>[] = []
  const inFile = new Map<string, number>()
  for (const { row, receipt } of parsed) {
    const fail = (column: string, value: string, reason: string): void => {
      errors.push({ row, column, value, reason })
    }
    const { stallCode, terminalNumber, reference } = receipt
    if (stallCode !== '' && !stalls.has(stallCode)) {
      fail('stallCode', stallCode, '没有这个摊位')
      continue
    }
    const stallId = stalls.get(stallCode)?.stallId ?? places.get(terminalNumber)
    if (stallId === undefined) {
      fail('stallCode', '', `没有摊位号，也没有导入过终端 ${terminalNumber}，不知道是哪个摊位`)
      continue
    }
    const dedupKey = dedupKeyOf(receipt)
    const earlier = inFile.get(dedupKey)
    if (earlier !== undefined)
      warnings.push({ row, column: 'reference', value: reference, reason: `和第 ${earlier} 行完全相同，只算一笔` })
    const known = keys.has(dedupKey)
    const other = numbers.get(numberOf(receipt))
    if (!known && earlier === undefined && other !== undefined) {
      fail('reference', reference, `同一终端当天同一参考号，${other}金额或时间不同`)
      continue
    }
    if (earlier === undefined) {
      inFile.set(dedupKey, row)
      numbers.set(numberOf(receipt), `第 ${row} 行`)
    }
    const effect = known || earlier !== undefined ? 'unchanged' : 'create'
    good.push({ row, prepared: { ...receipt, stallId, dedupKey }, effect })
  }
  return { good, errors: errors.toSorted((a, b) => a.row - b.row), warnings }
}

const chunk = 500

const write = async (
  ctx: Ctx,
  tx: Tx,
  good: readonly CheckedRow<Prepared>[],
  importId: string,
  onProgress: (done: number) => void,
): Promise<void> => {
  const marketId = marketOf(ctx)
  const fresh = good.filter((row) => row.effect === 'create').map((row) => row.prepared)
  for (let i = 0; i < fresh.length; i += chunk) {
    await store.insertReceipts(
      tx,
      fresh.slice(i, i + chunk).map(({ stallCode: _, happenedAt, ...receipt }) => ({
        ...receipt,
        marketId,
        terminalReceiptId: newId(ctx, 'terminalReceipt'),
        happenedAt: new Date(happenedAt),
        businessDate: businessDate(new Date(happenedAt)),
        importId,
        importedAt: ctx.now,
      })),
    )
    onProgress(Math.min(i + chunk, fresh.length))
  }
  const amountFen = fresh
    .filter((receipt) => receipt.kind === 'payment')
    .reduce((sum, receipt) => sum + receipt.amountFen, 0)
  await appendAudit(ctx, tx, {
    action: 'terminal_receipt.import',
    subjectKind: 'import',
    subjectId: importId,
    summary: `导入终端流水 ${fresh.length} 笔，收款 ${formatFen(amountFen)} 元`,
    details: { count: fresh.length, amountFen },
  })
  await appendEvent(ctx, tx, 'terminal_receipts.imported', { importId, count: fresh.length, amountFen })
  const days = new Set(fresh.map((receipt) => businessDate(new Date(receipt.happenedAt))))
  for (const day of [...days].sort()) await compareTerminals(ctx, tx, day)
}

export const terminalReceiptImporter: Importer<Prepared> = {
  kind: 'terminal_receipt',
  fields: receiptFields,
  maxRows: 100_000,
  check,
  write,
}
