/**
 * Sales from the export of a till or scale. A row is a sale, or a line of the sale that its receipt number names. The
 * sale's key is made from its content and from how often the same content came before in the file, so that a file
 * imported twice, or two files that overlap, record nothing twice.
 */
import { setImmediate as yieldToOthers } from 'node:timers/promises'
import type { RowError } from '@smart-market/shared/contracts/imports.ts'
import type { SaleInput } from '@smart-market/shared/contracts/sales.ts'
import { appendAudit } from '../../audit.ts'
import { type Ctx, marketOf, type Tx } from '../../context.ts'
import type { Checked, CheckedRow, Importer, ImportRow } from '../../importing/importer.ts'
import { listStallsByCode } from '../markets/index.ts'
import { fileSource as source, saleBody, saleRefusal } from './domain.ts'
import { countText, hashBody, tellSales, writeSales } from './recording.ts'
import { parseSaleRow, type SaleEntry, saleFields } from './sale-row.ts'
import { findBodyHashes } from './store.ts'

interface PreparedSale {
  readonly sale: SaleInput
}
interface Group {
  readonly entries: SaleEntry[]
  readonly stallId: string
  /** Empty for a row without receipt number, which is a sale of its own. */
  readonly receipt: string
}

const checkChunk = 2000
const keyChunk = 20_000
const writeChunk = 1000

const check = async (ctx: Ctx, tx: Tx, rows: readonly ImportRow[]): Promise<Checked<PreparedSale>> => {
  const stalls = await listStallsByCode(tx, marketOf(ctx))
  const errors: RowError[] = []
  const groups = new Map<string, Group>()
  const spoilt = new Map<string, number>()
  for (const [i, row] of rows.entries()) {
    // A long file must not hold up everybody else's requests.
    if (i % checkChunk === checkChunk - 1) await yieldToOthers()
    const parsed = parseSaleRow(row)
    const receipt = receiptKey(row.cells)
    const problems = 'errors' in parsed ? parsed.errors : placeAndTime(ctx, parsed.entry, stalls)
    if (problems.length > 0 || 'errors' in parsed) {
      errors.push(...problems)
      if (receipt !== '') spoilt.set(receipt, spoilt.get(receipt) ?? row.row)
      continue
    }
    const { entry } = parsed
    const groupKey = receipt === '' ? `row ${row.row}` : receipt
    const group = groups.get(groupKey)
    if (group !== undefined) group.entries.push(entry)
    else groups.set(groupKey, { entries: [entry], stallId: stalls.get(entry.stallCode)?.stallId ?? '', receipt })
  }
  const whole = [...groups.values()].filter((group) => {
    const badRow = spoilt.get(group.receipt)
    if (group.receipt === '' || badRow === undefined) return true
    for (const { row, receiptNumber } of group.entries)
      errors.push({ row, column: 'receiptNumber', value: receiptNumber, reason: `同一张小票的第 ${badRow} 行有问题` })
    return false
  })
  const sales = toSales(whole)
  const known = new Map<string, string>()
  for (let i = 0; i < sales.length; i += keyChunk) {
    const keys = sales.slice(i, i + keyChunk).map(({ sale }) => sale.key)
    for (const [key, hash] of await findBodyHashes(tx, marketOf(ctx), source, keys)) known.set(key, hash)
  }
  const good: CheckedRow<PreparedSale>[] = []
  for (const { sale, bodyHash, entries } of sales) {
    const hash = known.get(sale.key)
    if (hash !== undefined && hash !== bodyHash) {
      const reason = '这张小票已经导入过，但内容不同'
      for (const { row, receiptNumber } of entries)
        errors.push({ row, column: 'receiptNumber', value: receiptNumber, reason })
      continue
    }
    const effect = hash === undefined ? 'create' : 'unchanged'
    for (const { row } of entries) good.push({ row, prepared: { sale }, effect })
  }
  return { good, errors, warnings: warningsOf(whole) }
}

/** One receipt of one stall on one day, by what the cells say; '' for a row without receipt number. */
const receiptKey = (cells: ImportRow['cells']): string =>
  cells.receiptNumber
    ? JSON.stringify([cells.stallCode, cells.businessDate?.split(/[\sT]/)[0], cells.receiptNumber])
    : ''

const placeAndTime = (ctx: Ctx, entry: SaleEntry, stalls: ReadonlyMap<string, unknown>): RowError[] => {
  const { row, stallCode, soldAt } = entry
  const errors: RowError[] = []
  if (!stalls.has(stallCode)) errors.push({ row, column: 'stallCode', value: stallCode, reason: '没有这个摊位' })
  const refusal = saleRefusal({ ...toSale('-', [entry]), lines: [] }, ctx.now)
  if (refusal !== undefined)
    errors.push({ row, column: 'businessDate', value: soldAt, reason: '早于 2000 年，或者还没有到' })
  return errors
}

const toSale = (key: string, entries: readonly SaleEntry[]): SaleInput => {
  const [first] = entries
  if (first === undefined) throw new Error('a sale has at least one line')
  return {
    key,
    stallCode: first.stallCode,
    soldAt: entries.reduce((earliest, { soldAt }) => (soldAt < earliest ? soldAt : earliest), first.soldAt),
    channel: first.channel,
    paymentMeans: first.paymentMeans,
    amountFen: entries.reduce((sum, { line }) => sum + line.amountFen, 0),
    lines: entries.map(({ line }) => ({ ...line })),
  }
}

const toSales = (groups: readonly Group[]): { sale: SaleInput; bodyHash: string; entries: SaleEntry[] }[] => {
  const seen = new Map<string, number>()
  return groups.map(({ entries, stallId, receipt }) => {
    const draft = toSale('', entries)
    const bodyHash = hashBody(saleBody(draft, stallId))
    if (receipt !== '') {
      const { businessDate, receiptNumber } = entries[0] ?? { businessDate: '', receiptNumber: '' }
      return {
        sale: { ...draft, key: `receipt:${hashBody(JSON.stringify([stallId, businessDate, receiptNumber]))}` },
        bodyHash,
        entries,
      }
    }
    const occurrence = (seen.get(bodyHash) ?? 0) + 1
    seen.set(bodyHash, occurrence)
    return { sale: { ...draft, key: `row:${bodyHash}:${occurrence}` }, bodyHash, entries }
  })
}

/** One line a kind of oddity, at its first row: a file of packs would otherwise warn thousands of times. */
const warningsOf = (groups: readonly Group[]): RowError[] => {
  const entries = groups.flatMap((group) => group.entries)
  const summarise = (column: string, odd: readonly SaleEntry[], reason: (count: number) => string): RowError[] => {
    const [first] = odd
    return first === undefined
      ? []
      : [{ row: first.row, column, value: first.line.commodityName, reason: reason(odd.length) }]
  }
  return [
    ...summarise(
      'weightKilograms',
      entries.filter((entry) => entry.packed),
      (count) => `共 ${count} 行是按份、盒、袋卖的整数“千克”，按件数记，不计重量`,
    ),
    ...summarise(
      'amountYuan',
      entries.filter((entry) => entry.expectedFen !== null),
      (count) => `共 ${count} 行的金额不等于重量乘单价，以文件里的金额为准`,
    ),
  ]
}

const write = async (
  ctx: Ctx,
  tx: Tx,
  good: readonly CheckedRow<PreparedSale>[],
  importId: string,
  onProgress: (done: number) => void,
): Promise<void> => {
  const rowsByKey = new Map<string, number>()
  const fresh = new Map<string, SaleInput>()
  for (const { prepared, effect } of good) {
    const { key } = prepared.sale
    rowsByKey.set(key, (rowsByKey.get(key) ?? 0) + 1)
    if (effect === 'create') fresh.set(key, prepared.sale)
  }
  const sales = [...fresh.values()]
  let done = good.length - sales.reduce((rows, { key }) => rows + (rowsByKey.get(key) ?? 0), 0)
  const total = { recorded: 0, refunds: 0, amountFen: 0, dates: new Set<string>() }
  for (let i = 0; i < sales.length; i += writeChunk) {
    const chunk = sales.slice(i, i + writeChunk)
    const recorded = await writeSales(ctx, tx, source, chunk)
    total.recorded += recorded.recorded
    total.refunds += recorded.refunds
    total.amountFen += recorded.amountFen
    for (const date of recorded.businessDates) total.dates.add(date)
    done += chunk.reduce((rows, { key }) => rows + (rowsByKey.get(key) ?? 0), 0)
    onProgress(done)
  }
  if (total.recorded === 0) return
  const businessDates = [...total.dates].sort()
  const { recorded, refunds, amountFen } = total
  await appendAudit(ctx, tx, {
    action: 'sales.import',
    subjectKind: 'import',
    subjectId: importId,
    summary: `从文件导入${countText(total)}`,
    details: { saleCount: recorded - refunds, refundCount: refunds, amountFen, businessDates },
  })
  await tellSales(ctx, tx, source, { ...total, businessDates })
}

export const salesImporter: Importer<PreparedSale> = {
  kind: 'sales',
  fields: saleFields,
  maxRows: 200_000,
  check,
  write,
}
