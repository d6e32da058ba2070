/** Which batch each sold line came from; written in the sale's own transaction, by the feature that records sales. */
import { deliveryFeeName, type saleChannels } from '@smart-market/shared/contracts/sales.ts'
import { businessDate } from '@smart-market/shared/time.ts'
import { type Ctx, marketOf, type Tx } from '../../context.ts'
import { appendEvent } from '../../feed/outbox.ts'
import { takeFromBatches } from './batch-store.ts'
import { linkLines, nameKey, type SoldLine } from './domain.ts'
import * as store from './link-store.ts'

export type TraceDay = Parameters<typeof store.addTraceDays>[2][number]

export interface SaleToLink {
  readonly saleId: string
  readonly stallId: string
  readonly merchantId: string | null
  /** ISO instant. */
  readonly soldAt: string
  readonly channel: (typeof saleChannels)[number]
  readonly lines: readonly {
    readonly lineNo: number
    readonly commodityName: string
    readonly weightGrams: number | null
    readonly pieces: number | null
    readonly amountFen: number
    /** Of the scale's label. */
    readonly traceCode?: string | null | undefined
    readonly listingId?: string | null | undefined
  }[]
}

/**
 * Links new sales to batches and takes their stock. Never refuses a sale, which has happened: a line under the code of
 * a batch on hold moves nothing and becomes a breach with an event. Returns and lines without a batch stay unlinked
 * and count against the day's coverage: returns what `addTraceDays` has to add, last in the transaction, because a
 * market's day is one row that all its sales share.
 */
export const linkSales = async (ctx: Ctx, tx: Tx, sales: readonly SaleToLink[]): Promise<readonly TraceDay[]> => {
  const marketId = marketOf(ctx)
  const listingBatches = await findListingBatches(tx, marketId, sales)
  const lines = sales
    .flatMap((sale) => sale.lines.filter(isGoods).map((line) => ({ sale, line })))
    .sort((a, b) => (a.sale.soldAt < b.sale.soldAt ? -1 : a.sale.soldAt > b.sale.soldAt ? 1 : 0))
  if (lines.length === 0) return []
  const sold = lines.map(({ sale, line }): SoldLine => ({
    saleId: sale.saleId,
    lineNo: line.lineNo,
    stallId: sale.stallId,
    soldAtMs: Date.parse(sale.soldAt),
    nameKey: nameKey(line.commodityName),
    grams: line.weightGrams,
    pieces: line.pieces,
    traceCode: line.traceCode ?? null,
    listingBatchId: line.listingId == null ? null : listingBatches(line.listingId, Date.parse(sale.soldAt)),
  }))
  const batches = await store.lockStockedBatches(tx, marketId, {
    stallIds: [...new Set(sold.map((line) => line.stallId))],
    traceCodes: [...new Set(sold.flatMap((line) => line.traceCode ?? []))],
    batchIds: [...new Set(sold.flatMap((line) => line.listingBatchId ?? []))],
    until: new Date(Math.max(...sold.map((line) => line.soldAtMs))),
  })
  const { links, breaches } = linkLines(sold, batches)
  const origin = new Map(sold.map((line, i) => [line, lines[i]]))
  const rowOf = (line: SoldLine) => {
    const from = origin.get(line)
    if (from === undefined) throw new Error('a link is of one of the lines')
    return {
      saleId: line.saleId,
      lineNo: line.lineNo,
      merchantId: from.sale.merchantId,
      stallId: line.stallId,
      soldAt: from.sale.soldAt,
      channel: from.sale.channel,
      amountFen: from.line.amountFen,
    }
  }
  const taken = new Map<string, number>()
  for (const { batchId, quantity } of links) taken.set(batchId, (taken.get(batchId) ?? 0) + quantity)
  await takeFromBatches(
    tx,
    marketId,
    [...taken].filter(([, quantity]) => quantity > 0).map(([batchId, quantity]) => ({ batchId, quantity })),
  )
  await store.insertSaleLinks(
    tx,
    marketId,
    links.map(({ line, batchId, basis, quantity, excess }) => ({ ...rowOf(line), batchId, basis, quantity, excess })),
  )
  await store.insertBreaches(
    tx,
    marketId,
    breaches.map(({ line, batchId, quantity }) => ({ ...rowOf(line), batchId, quantity })),
  )
  if (breaches.length > 0)
    await appendEvent(ctx, tx, 'sales_hold.breached', {
      batchIds: [...new Set(breaches.map((breach) => breach.batchId))],
      saleIds: [...new Set(breaches.map((breach) => breach.line.saleId))],
    })
  const traced = new Set(links.map(({ line }) => line))
  return daysOf(lines.map((one, i) => ({ ...one, traced: traced.has(sold[i] as SoldLine) })))
}

const isGoods = (line: SaleToLink['lines'][number]): boolean =>
  line.amountFen > 0 && line.commodityName !== deliveryFeeName

const findListingBatches = async (
  tx: Tx,
  marketId: string,
  sales: readonly SaleToLink[],
): Promise<(listingId: string, atMs: number) => string | null> => {
  const ids = [...new Set(sales.flatMap((sale) => sale.lines.flatMap((line) => line.listingId ?? [])))]
  const spans = await store.listListingBatches(tx, marketId, ids)
  return (listingId, atMs) =>
    spans.find(
      (span) =>
        span.listingId === listingId &&
        span.fromAt.getTime() <= atMs &&
        (span.toAt === null || atMs < span.toAt.getTime()),
    )?.batchId ?? null
}

const daysOf = (lines: readonly { sale: SaleToLink; line: { amountFen: number }; traced: boolean }[]): TraceDay[] => {
  const days = new Map<
    string,
    { businessDate: string; lineCount: number; tracedCount: number; amountFen: number; tracedFen: number }
  >()
  for (const { sale, line, traced } of lines) {
    const date = businessDate(new Date(sale.soldAt))
    const day = days.get(date) ?? { businessDate: date, lineCount: 0, tracedCount: 0, amountFen: 0, tracedFen: 0 }
    day.lineCount += 1
    day.amountFen += line.amountFen
    if (traced) {
      day.tracedCount += 1
      day.tracedFen += line.amountFen
    }
    days.set(date, day)
  }
  return [...days.values()]
}
