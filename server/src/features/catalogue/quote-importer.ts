/**
 * 行情: price sheets of wholesale markets and authorities, in yuan per jin or per kg. Every defect is told by its row;
 * goods that the list of commodities knows become the 今日参考价 of their day.
 */
import type { RowError } from '@smart-market/shared/contracts/imports.ts'
import { formatFen } from '@smart-market/shared/money.ts'
import { businessDate } from '@smart-market/shared/time.ts'
import { appendAudit } from '../../audit.ts'
import { type Ctx, marketOf, type Tx } from '../../context.ts'
import { appendEvent } from '../../feed/outbox.ts'
import type { Checked, CheckedRow, Importer, ImportRow } from '../../importing/importer.ts'
import { commodityNamesOf, findSpikes, isSameQuote, type Quote, quoteFields, quoteKey, readQuote } from './quote-row.ts'
import * as store from './quote-store.ts'
import { listCommodityRows } from './store.ts'

const check = async (ctx: Ctx, tx: Tx, rows: readonly ImportRow[]): Promise<Checked<Quote>> => {
  const errors: RowError[] = []
  const warnings: RowError[] = []
  const parsed: { row: number; quote: Quote }[] = []
  const today = businessDate(ctx.now)
  for (const row of rows) {
    const quote = readQuote(row, today)
    if (Array.isArray(quote)) errors.push(...quote)
    else parsed.push({ row: row.row, quote })
  }
  const stored = await storedOf(ctx, tx, parsed)
  const inFile = new Map<string, { row: number; quote: Quote }>()
  const good: CheckedRow<Quote>[] = []
  for (const { row, quote } of parsed) {
    const key = quoteKey(quote)
    const earlier = inFile.get(key)
    const value = formatFen(quote.priceFen)
    if (earlier !== undefined && !isSameQuote(earlier.quote, quote)) {
      const reason = `同一天同一品名、规格，第 ${earlier.row} 行是 ${formatFen(earlier.quote.priceFen)} 元`
      errors.push({ row, column: 'price', value, reason })
      continue
    }
    if (earlier === undefined) inFile.set(key, { row, quote })
    else warnings.push({ row, column: 'itemName', value: quote.itemName, reason: `和第 ${earlier.row} 行完全相同` })
    const known = stored.get(key)
    const same = earlier !== undefined || (known !== undefined && isSameQuote(known, quote))
    good.push({ row, prepared: quote, effect: same ? 'unchanged' : known === undefined ? 'create' : 'update' })
  }
  warnings.push(...spikesOf([...inFile.values()]), ...(await strangersOf(tx, [...inFile.values()])))
  return { good, errors, warnings: warnings.toSorted((a, b) => a.row - b.row) }
}

const spikesOf = (rows: readonly { row: number; quote: Quote }[]): RowError[] =>
  findSpikes(rows).map(({ row, quote }) => ({
    row,
    column: 'price',
    value: formatFen(quote.priceFen),
    reason: `「${quote.itemName}」这天的价和前后两次相差 5 倍以上，请核对`,
  }))

/** One word for each name that no commodity bears, at its first row. */
const strangersOf = async (tx: Tx, rows: readonly { row: number; quote: Quote }[]): Promise<RowError[]> => {
  const idOf = await commodityFinder(tx)
  const told = new Set<string>()
  return rows.flatMap(({ row, quote: { itemName } }) => {
    if (told.has(itemName)) return []
    told.add(itemName)
    if (idOf(itemName) !== null) return []
    return [
      { row, column: 'itemName', value: itemName, reason: '品种目录里没有这个名称：行情会保存，不会成为今日参考价' },
    ]
  })
}

const commodityFinder = async (tx: Tx): Promise<(itemName: string) => string | null> => {
  const byName = new Map<string, string>()
  for (const { commodityId, name, aliases } of await listCommodityRows(tx))
    for (const each of [name, ...aliases]) if (!byName.has(each)) byName.set(each, commodityId)
  return (itemName) =>
    commodityNamesOf(itemName)
      .map((name) => byName.get(name))
      .find((id) => id !== undefined) ?? null
}

const storedOf = async (
  ctx: Ctx,
  tx: Tx,
  parsed: readonly { readonly quote: Quote }[],
): Promise<ReadonlyMap<string, Quote>> => {
  const [first] = parsed
  if (first === undefined) return new Map()
  let [from, to] = [first.quote.businessDate, first.quote.businessDate]
  for (const { quote } of parsed) {
    if (quote.businessDate < from) from = quote.businessDate
    if (quote.businessDate > to) to = quote.businessDate
  }
  const sources = [...new Set(parsed.map(({ quote }) => quote.source))]
  const rows = await store.listQuotesBetween(tx, marketOf(ctx), sources, from, to)
  return new Map(rows.map((row) => [quoteKey(row), row]))
}

const writeChunk = 5000

const write = async (
  ctx: Ctx,
  tx: Tx,
  good: readonly CheckedRow<Quote>[],
  importId: string,
  onProgress: (done: number) => void,
): Promise<void> => {
  const marketId = marketOf(ctx)
  const idOf = await commodityFinder(tx)
  const changed = good.filter((row) => row.effect !== 'unchanged').map((row) => row.prepared)
  const stamp = { marketId, importId, setAt: ctx.now }
  for (let i = 0; i < changed.length; i += writeChunk) {
    const chunk = changed.slice(i, i + writeChunk)
    await store.upsertQuotes(
      tx,
      chunk.map((quote) => ({ ...quote, commodityId: idOf(quote.itemName) })),
      stamp,
    )
    onProgress(Math.min(i + writeChunk, changed.length))
  }
  const guidePrices = await store.guideFromQuotes(tx, stamp)
  const sources = [...new Set(changed.map((quote) => quote.source))]
  const dates = changed.map((quote) => quote.businessDate).toSorted()
  await appendAudit(ctx, tx, {
    action: 'price_quote.import',
    subjectKind: 'import',
    subjectId: importId,
    summary: `导入行情 ${changed.length} 条（来源：${sources.slice(0, 3).join('、')}），更新今日参考价 ${guidePrices} 条`,
    details: { sources, from: dates[0], to: dates.at(-1), quotes: changed.length, guidePrices },
  })
  await appendEvent(ctx, tx, 'price_quotes.imported', { importId, quotes: changed.length, guidePrices })
}

export const priceQuoteImporter: Importer<Quote> = {
  kind: 'guide_price',
  fields: quoteFields,
  maxRows: 200_000,
  check,
  write,
}
