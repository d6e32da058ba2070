import { hash } from 'node:crypto'
import type { SaleInput } from '@smart-market/shared/contracts/sales.ts'
import { addDays, businessDate } from '@smart-market/shared/time.ts'
import { appendAudit } from '../../audit.ts'
import { type Ctx, marketOf, newId, type Tx, withTransaction } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { appendEvent } from '../../feed/outbox.ts'
import { holdingsByDate, listStallsByCode } from '../markets/index.ts'
import { addTraceDays, linkSales, type SaleToLink } from '../sourcing/index.ts'
import { isOwnSource, isRefund, rollupsOf, saleBody, saleRefusal, saleSummary } from './domain.ts'
import * as store from './store.ts'

export interface Recorded {
  /** Sales and returns that were new. */
  readonly recorded: number
  /** How many of these were returns. */
  readonly refunds: number
  /** Sales that had been delivered before, or twice in this batch, with the same content. */
  readonly alreadyKnown: number
  /** Net amount of the new ones, fen. */
  readonly amountFen: number
  /** Business dates of the new ones, sorted. */
  readonly businessDates: readonly string[]
}

/**
 * Records a batch from one source, whole or not at all. Throws sale.conflict for a known key with other content,
 * stall.not_found naming every unknown stall and its rows, sale.time_invalid, sale.amount_mismatch, sale.source_reserved.
 */
export const recordSales = async (
  ctx: Ctx,
  input: { source: string; sales: readonly SaleInput[] },
): Promise<Pick<Recorded, 'recorded' | 'alreadyKnown'>> =>
  withTransaction(ctx, async (tx) => {
    if (isOwnSource(input.source)) throw new AppError('sale.source_reserved', { source: input.source, field: 'source' })
    const { recorded, alreadyKnown } = await writeSales(ctx, tx, input.source, input.sales, announceSales)
    return { recorded, alreadyKnown }
  })

type New = Omit<Recorded, 'alreadyKnown'>

/** The event of what was recorded, for features whose own act has its audit row. */
export const tellSales = async (
  ctx: Ctx,
  tx: Tx,
  source: string,
  { recorded, refunds, amountFen, businessDates }: New,
): Promise<void> =>
  appendEvent(ctx, tx, 'sales.recorded', {
    source,
    saleCount: recorded - refunds,
    refundCount: refunds,
    amountFen,
    businessDates: [...businessDates],
  })

/** Audit row and event of what was recorded. */
export const announceSales = async (ctx: Ctx, tx: Tx, source: string, result: New): Promise<void> => {
  const { recorded, refunds, amountFen, businessDates } = result
  if (recorded === 0) return
  await appendAudit(ctx, tx, {
    action: 'sales.record',
    subjectKind: 'sale_source',
    subjectId: source,
    summary: `「${source}」上传${countText(result)}`,
    details: { saleCount: recorded - refunds, refundCount: refunds, amountFen, businessDates },
  })
  await tellSales(ctx, tx, source, result)
}

/** `交易 3 笔、退款 1 笔` */
export const countText = ({ recorded, refunds }: Pick<Recorded, 'recorded' | 'refunds'>): string =>
  `交易 ${recorded - refunds} 笔${refunds === 0 ? '' : `、退款 ${refunds} 笔`}`

/**
 * The same inside a caller's transaction, for features that learn of sales by other ways. `announce` runs before the
 * rollups of the market's day, which come last because all concurrent batches share their rows; pass it unless something else tells.
 * `isTraced` names lines, from 1 on, whose goods stand in the trace ledger already: they take no batch's stock again.
 */
export const writeSales = async (
  ctx: Ctx,
  tx: Tx,
  source: string,
  sales: readonly SaleInput[],
  announce?: (ctx: Ctx, tx: Tx, source: string, recorded: Recorded) => Promise<void>,
  isTraced: (sale: SaleInput, lineNo: number) => boolean = () => false,
): Promise<Recorded> => {
  const marketId = marketOf(ctx)
  for (const sale of sales) {
    const refusal = saleRefusal(sale, ctx.now)
    if (refusal !== undefined) throw new AppError(refusal.code, refusal.details)
  }
  const stallIds = await resolveStalls(tx, marketId, sales)
  const unique = uniqueByKey(sales, stallIds)
  const rows = await prepare(ctx, tx, unique)
  const lines = unique.flatMap(({ sale }, i) => toLines(sale, rows[i]?.saleId ?? ''))
  const inserted = await store.insertNewSales(tx, marketId, source, rows, lines)
  const known = rows.filter((row) => !inserted.has(row.saleId))
  await requireSameBodies(tx, marketId, source, known)

  const fresh = unique.flatMap((entry, i) => {
    const row = rows[i]
    return row !== undefined && inserted.has(row.saleId) ? [{ ...entry, row }] : []
  })
  const traceDays = await linkSales(
    ctx,
    tx,
    fresh.map((entry) => toLink(entry, isTraced)),
  )
  const result: Recorded = {
    recorded: fresh.length,
    refunds: fresh.filter(({ row }) => isRefund(row.amountFen)).length,
    alreadyKnown: sales.length - fresh.length,
    amountFen: fresh.reduce((sum, { row }) => sum + row.amountFen, 0),
    businessDates: [...new Set(fresh.map(({ row }) => row.businessDate))].sort(),
  }
  if (fresh.length === 0) return result
  const rollups = rollupsOf(fresh)
  await store.addToStallRollups(tx, marketId, rollups)
  await announce?.(ctx, tx, source, result)
  // Sent together: a batch that waits for the market's day waits for one answer of another, and its commit.
  await Promise.all([store.addToCategories(tx, marketId, rollups.categories), addTraceDays(tx, marketId, traceDays)])
  return result
}

interface Entry {
  readonly sale: SaleInput
  readonly stallId: string
  readonly bodyHash: string
}

const resolveStalls = async (
  tx: Tx,
  marketId: string,
  sales: readonly SaleInput[],
): Promise<ReadonlyMap<string, string>> => {
  const codes = [...new Set(sales.map((sale) => sale.stallCode))]
  const found = await listStallsByCode(tx, marketId, codes)
  const unknown = codes.filter((code) => !found.has(code))
  if (unknown.length > 0) {
    throw new AppError('stall.not_found', {
      code: unknown.slice(0, 20).join('、'),
      unknown: unknown.slice(0, 200).map((code) => ({
        stallCode: code,
        rows: sales.flatMap((sale, i) => (sale.stallCode === code ? [i] : [])),
      })),
    })
  }
  return new Map([...found].map(([code, stall]) => [code, stall.stallId]))
}

export const hashBody = (body: string): string => hash('sha256', body, 'base64url')

/** Each key once, in key order (rows are locked in that order). Throws sale.conflict for one key with two contents. */
const uniqueByKey = (sales: readonly SaleInput[], stallIds: ReadonlyMap<string, string>): Entry[] => {
  const byKey = new Map<string, Entry>()
  for (const sale of sales) {
    const stallId = stallIds.get(sale.stallCode) ?? ''
    const bodyHash = hashBody(saleBody(sale, stallId))
    const same = byKey.get(sale.key)
    if (same === undefined) byKey.set(sale.key, { sale, stallId, bodyHash })
    else if (same.bodyHash !== bodyHash) throw new AppError('sale.conflict', { key: sale.key })
  }
  return [...byKey.values()].sort((a, b) => (a.sale.key < b.sale.key ? -1 : 1))
}

const prepare = async (ctx: Ctx, tx: Tx, entries: readonly Entry[]): Promise<store.SaleRow[]> => {
  const rows = entries.map(({ sale, stallId, bodyHash }) => {
    const soldAt = new Date(sale.soldAt)
    return {
      saleId: newId(ctx, 'sale'),
      businessDate: businessDate(soldAt),
      soldAt: soldAt.toISOString(),
      stallId,
      merchantId: null as string | null,
      sourceKey: sale.key,
      bodyHash,
      channel: sale.channel,
      paymentMeans: sale.paymentMeans,
      amountFen: sale.amountFen,
      lineCount: sale.lines.length,
      summary: saleSummary(sale),
    }
  })
  const merchantAt = await merchantFinder(ctx, tx, rows)
  for (const row of rows) row.merchantId = merchantAt(row.stallId, row.businessDate)
  return rows
}

/** Who held a stall on a business date; null when nobody was registered. */
const merchantFinder = async (
  ctx: Ctx,
  tx: Tx,
  dated: readonly { readonly stallId: string; readonly businessDate: string }[],
): Promise<(stallId: string, date: string) => string | null> => {
  const stallIds = [...new Set(dated.map((entry) => entry.stallId))]
  const dates = dated.map((entry) => entry.businessDate).sort()
  const first = dates[0] ?? businessDate(ctx.now)
  const afterLast = addDays(dates.at(-1) ?? first, 1)
  const periods = await holdingsByDate(tx, marketOf(ctx), stallIds, first, afterLast)
  const byStall = new Map<string, typeof periods>()
  for (const period of periods) byStall.set(period.stallId, [...(byStall.get(period.stallId) ?? []), period])
  return (stallId, date) =>
    byStall.get(stallId)?.find(({ from, to }) => from <= date && (to === null || date < to))?.merchantId ?? null
}

const requireSameBodies = async (
  tx: Tx,
  marketId: string,
  source: string,
  known: readonly store.SaleRow[],
): Promise<void> => {
  if (known.length === 0) return
  const keys = known.map((row) => row.sourceKey)
  const hashes = await store.findBodyHashes(tx, marketId, source, keys)
  for (const row of known) {
    if (hashes.get(row.sourceKey) !== row.bodyHash) throw new AppError('sale.conflict', { key: row.sourceKey })
  }
}

const toLines = (sale: SaleInput, saleId: string): store.SaleLineRow[] =>
  sale.lines.map((line, i) => ({
    saleId,
    lineNo: i + 1,
    commodityName: line.commodityName,
    categoryName: line.categoryName || null,
    weightGrams: line.weightGrams ?? null,
    pieces: line.pieces ?? null,
    amountFen: line.amountFen,
  }))

const toLink = (
  { sale, row }: Entry & { row: store.SaleRow },
  isTraced: (sale: SaleInput, lineNo: number) => boolean,
): SaleToLink => ({
  saleId: row.saleId,
  stallId: row.stallId,
  merchantId: row.merchantId,
  soldAt: row.soldAt,
  channel: row.channel,
  lines: sale.lines
    .map((line, i) => ({
      lineNo: i + 1,
      commodityName: line.commodityName,
      weightGrams: line.weightGrams ?? null,
      pieces: line.pieces ?? null,
      amountFen: line.amountFen,
      traceCode: line.traceCode,
      listingId: line.listingId,
    }))
    .filter(({ lineNo }) => !isTraced(sale, lineNo)),
})
