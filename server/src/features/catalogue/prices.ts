/** Verbs on prices: every price a listing had stays on record, also when it only stayed the same. */
import type { catalogueRoutes } from '@smart-market/shared/contracts/catalogue.ts'
import type { HandlerInput } from '@smart-market/shared/route.ts'
import { businessDate, isDate } from '@smart-market/shared/time.ts'
import { actorName, appendAudit } from '../../audit.ts'
import { type Ctx, marketOf, newId, type Tx, withTransaction } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { appendEvent } from '../../feed/outbox.ts'
import { priceEffect } from './domain.ts'
import * as store from './store.ts'

type Routes = typeof catalogueRoutes
type Body<K extends keyof Routes> = HandlerInput<Routes[K]>['body']
type Query<K extends keyof Routes> = HandlerInput<Routes[K]>['query']

interface Wish {
  readonly listing: store.ListingRow
  readonly priceFen: number
}

const writeWishes = async (ctx: Ctx, tx: Tx, wishes: readonly Wish[], what: string) => {
  const marketId = marketOf(ctx)
  const today = businessDate(ctx.now)
  const rows = wishes.flatMap(({ listing, priceFen }): store.PriceChangeRow[] => {
    const kind = priceEffect(listing, priceFen, today)
    if (kind === 'known') return []
    const { listingId, merchantId, commodityId, priceBasis } = listing
    return [
      {
        marketId,
        priceChangeId: newId(ctx, 'priceChange'),
        listingId,
        merchantId,
        commodityId,
        kind,
        priceFen,
        priceBasis,
        at: ctx.now,
        by: actorName(ctx),
      },
    ]
  })
  const changed = rows.filter((row) => row.kind === 'changed').length
  const confirmed = rows.length - changed
  if (rows.length === 0) return { changed, confirmed }
  await store.writePrices(tx, rows)
  const stallIds = [...new Set(wishes.map(({ listing }) => listing.stallId))]
  await appendAudit(ctx, tx, {
    action: 'price.set',
    subjectKind: 'stall',
    subjectId: stallIds[0] ?? '',
    summary: `${what}：改价 ${changed} 种，同昨日 ${confirmed} 种`,
    details: { prices: rows.map(({ listingId, priceFen }) => ({ listingId, priceFen })) },
  })
  await appendEvent(ctx, tx, 'prices.changed', { stallIds, changed, confirmed })
  return { changed, confirmed }
}

/** Sets prices, fen in each listing's own basis; the last wish for a listing counts. Throws listing.not_found. */
export const setPrices = async (ctx: Ctx, { changes }: Body<'setPrices'>) =>
  withTransaction(ctx, async (tx) => {
    const wished = new Map(changes.map(({ listingId, priceFen }) => [listingId, priceFen]))
    const listings = await store.lockListings(tx, marketOf(ctx), [...wished.keys()])
    if (listings.length < wished.size) throw new AppError('listing.not_found')
    const wishes = listings.map((listing) => ({ listing, priceFen: wished.get(listing.listingId) ?? listing.priceFen }))
    return writeWishes(ctx, tx, wishes, '修改价格')
  })

/** 同昨日: confirms every price of a stall that nobody has set or confirmed today. */
export const confirmPrices = async (ctx: Ctx, stallId: string): Promise<{ confirmed: number }> =>
  withTransaction(ctx, async (tx) => {
    const listings = await store.lockUnconfirmed(tx, marketOf(ctx), stallId, businessDate(ctx.now))
    const wishes = listings.map((listing) => ({ listing, priceFen: listing.priceFen }))
    const { confirmed } = await writeWishes(ctx, tx, wishes, '价格同昨日')
    return { confirmed }
  })

export const listPriceHistory = async (ctx: Ctx, listingId: string, query: Query<'listPriceHistory'>) => {
  const { page, pageSize } = query
  const { items, total } = await withTransaction(ctx, (tx) =>
    store.listPriceChanges(tx, marketOf(ctx), listingId, pageSize, (page - 1) * pageSize),
  )
  return { items: items.map((row) => ({ ...row, at: row.at.toISOString() })), total, page, pageSize }
}

/** Publishes guide prices of a business date; what is not named keeps what it had. Throws commodity.not_found, request.invalid. */
export const setGuidePrices = async (ctx: Ctx, businessDateOf: string, { source, items }: Body<'setGuidePrices'>) =>
  withTransaction(ctx, async (tx) => {
    const marketId = marketOf(ctx)
    if (!isDate(businessDateOf))
      throw new AppError('request.invalid', { count: 1, first: '日期应写成 2026-01-31 的样子' })
    const known = new Set((await store.listCommodityRows(tx)).map((row) => row.commodityId))
    const unknown = items.find((item) => !known.has(item.commodityId))
    if (unknown !== undefined) throw new AppError('commodity.not_found', { commodityId: unknown.commodityId })
    await store.upsertGuidePrices(
      tx,
      items.map((item) => ({ ...item, marketId, businessDate: businessDateOf, source, setAt: ctx.now })),
    )
    await appendAudit(ctx, tx, {
      action: 'guide_price.set',
      subjectKind: 'guide_price',
      subjectId: businessDateOf,
      summary: `发布 ${businessDateOf} 参考价 ${items.length} 种（来源：${source}）`,
      details: { items },
    })
    await appendEvent(ctx, tx, 'guide_prices.set', { businessDate: businessDateOf, source, count: items.length })
    return { set: items.length }
  })

export const listGuidePrices = async (ctx: Ctx, query: Query<'listGuidePrices'>) => ({
  items: await withTransaction(ctx, (tx) => store.listGuidePriceRows(tx, marketOf(ctx), query.businessDate)),
})
