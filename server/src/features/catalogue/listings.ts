/** Verbs on listings and stock: what a stall sells and how much of it is left. */
import type { catalogueRoutes, Commodity, Listing } from '@smart-market/shared/contracts/catalogue.ts'
import type { HandlerInput } from '@smart-market/shared/route.ts'
import { labels } from '@smart-market/shared/text/zh.ts'
import { addDays, businessDate } from '@smart-market/shared/time.ts'
import { appendAudit, actorName } from '../../audit.ts'
import { type Ctx, marketOf, newId, type Tx, withTransaction } from '../../context.ts'
import { databaseError } from '../../db/client.ts'
import { AppError } from '../../errors.ts'
import { appendEvent } from '../../feed/outbox.ts'
import { merchantAtStallByDate, merchantSearchText } from '../markets/index.ts'
import { findListings, type ListingFilter } from './report.ts'
import * as store from './store.ts'

type Routes = typeof catalogueRoutes
type Body<K extends keyof Routes> = HandlerInput<Routes[K]>['body']
type Query<K extends keyof Routes> = HandlerInput<Routes[K]>['query']

const windowOf = ({ page, pageSize }: { page: number; pageSize: number }) => ({
  limit: pageSize,
  offset: (page - 1) * pageSize,
})

export const listCommodities = async (ctx: Ctx, query: Query<'listCommodities'>): Promise<{ items: Commodity[] }> => {
  const rows = await withTransaction(ctx, (tx) => store.listCommodityRows(tx))
  const wanted = query.q?.toLowerCase()
  const items = rows.filter(
    (row) =>
      (query.categoryCode === undefined || row.categoryCode === query.categoryCode) &&
      (wanted === undefined || merchantSearchText(row.name, row.aliases.join(' ')).includes(wanted)),
  )
  return { items }
}

export const listListings = async (ctx: Ctx, query: Query<'listListings'>) => {
  const { page, pageSize, ...filter } = query
  const found = await withTransaction(ctx, (tx) =>
    findListings(tx, marketOf(ctx), businessDate(ctx.now), filter, windowOf(query)),
  )
  return { ...found, page, pageSize }
}

/** Throws listing.not_found. */
export const getListing = async (ctx: Ctx, tx: Tx, filter: ListingFilter): Promise<Listing> => {
  const { items } = await findListings(tx, marketOf(ctx), businessDate(ctx.now), filter, { limit: 1, offset: 0 })
  const [listing] = items
  if (listing === undefined) throw new AppError('listing.not_found')
  return listing
}

const searchTextOf = (
  name: string,
  categoryCode: Listing['categoryCode'],
  commodity: store.CommodityRow | undefined,
): string =>
  merchantSearchText(
    name,
    [commodity?.name ?? '', ...(commodity?.aliases ?? []), labels.commodityCategory[categoryCode]].join(' '),
  )

/** Puts goods on sale. Throws commodity.not_found, listing.no_merchant (nobody, or not the asking merchant, holds the stall). */
export const createListing = async (ctx: Ctx, input: Body<'createListing'>): Promise<Listing> =>
  withTransaction(ctx, async (tx) => {
    const marketId = marketOf(ctx)
    const today = businessDate(ctx.now)
    const [holder] = await merchantAtStallByDate(tx, marketId, [input.stallId], today, addDays(today, 1))
    if (holder === undefined) throw new AppError('listing.no_merchant', { stallCode: input.stallId, field: 'stallId' })
    const commodity = input.commodityId ? await store.findCommodity(tx, input.commodityId) : undefined
    if (input.commodityId && commodity === undefined)
      throw new AppError('commodity.not_found', { commodityId: input.commodityId, field: 'commodityId' })
    const listingId = newId(ctx, 'listing')
    await store.insertListing(
      tx,
      {
        marketId,
        listingId,
        stallId: input.stallId,
        merchantId: holder.merchantId,
        commodityId: input.commodityId ?? null,
        categoryCode: input.categoryCode,
        name: input.name,
        specification: input.specification,
        origin: input.origin,
        priceFen: input.priceFen,
        priceBasis: input.priceBasis,
        pieceUnit: input.pieceUnit ?? null,
        priceOn: today,
        state: 'on_sale',
        searchText: searchTextOf(input.name, input.categoryCode, commodity),
        createdAt: ctx.now,
        updatedAt: ctx.now,
      },
      { kind: input.stockKind, available: input.stockKind === 'untracked' ? 0 : (input.available ?? 0) },
    )
    await store.writePrices(tx, [
      {
        marketId,
        priceChangeId: newId(ctx, 'priceChange'),
        listingId,
        merchantId: holder.merchantId,
        commodityId: input.commodityId ?? null,
        kind: 'listed',
        priceFen: input.priceFen,
        priceBasis: input.priceBasis,
        at: ctx.now,
        by: actorName(ctx),
      },
    ])
    await appendAudit(ctx, tx, {
      action: 'listing.create',
      subjectKind: 'listing',
      subjectId: listingId,
      summary: `上架「${input.name}」`,
      details: { stallId: input.stallId, priceFen: input.priceFen, priceBasis: input.priceBasis },
    })
    await appendEvent(ctx, tx, 'listing.changed', {
      listingId,
      stallId: input.stallId,
      state: 'on_sale',
      changed: ['created'],
    })
    return getListing(ctx, tx, { listingId })
  })

/** The database refuses to put a listing on sale whose batch is under a sales hold. */
const refuseHeld = (error: unknown): never => {
  if (databaseError(error)?.constraint === 'listings__held') throw new AppError('listing.held')
  throw error
}

/** Throws listing.not_found, listing.held; a removed listing stays removed. */
export const updateListing = async (ctx: Ctx, listingId: string, patch: Body<'updateListing'>): Promise<Listing> =>
  withTransaction(ctx, async (tx) => {
    const marketId = marketOf(ctx)
    const [before] = await store.lockListings(tx, marketId, [listingId])
    if (before === undefined) throw new AppError('listing.not_found')
    const set = Object.fromEntries(
      Object.entries(patch).filter(
        ([name, value]) => value !== undefined && value !== before[name as keyof typeof before],
      ),
    ) as Partial<store.ListingRow>
    const changed = Object.keys(set)
    if (changed.length > 0) {
      const after = { ...before, ...set }
      const commodity = after.commodityId === null ? undefined : await store.findCommodity(tx, after.commodityId)
      await store
        .updateListing(tx, marketId, listingId, {
          ...set,
          searchText: searchTextOf(after.name, after.categoryCode, commodity),
          updatedAt: ctx.now,
        })
        .catch(refuseHeld)
      await appendAudit(ctx, tx, {
        action: 'listing.update',
        subjectKind: 'listing',
        subjectId: listingId,
        summary: `修改商品「${after.name}」（${labels.listingState[after.state]}）`,
        details: { changed },
      })
      await appendEvent(ctx, tx, 'listing.changed', { listingId, stallId: after.stallId, state: after.state, changed })
    }
    return getListing(ctx, tx, { listingId, state: patch.state ?? before.state })
  })

/** Sets or moves stocks, all or none. Throws listing.not_found, stock.untracked, stock.short. */
export const changeStock = async (ctx: Ctx, { changes }: Body<'changeStock'>) =>
  withTransaction(ctx, async (tx) => {
    const marketId = marketOf(ctx)
    const listingIds = changes.map((change) => change.listingId)
    const stocks = new Map((await store.lockStocks(tx, marketId, listingIds)).map((row) => [row.listingId, row]))
    const moves = changes.map(({ listingId, set, change }) => {
      const stock = stocks.get(listingId)
      if (stock === undefined) throw new AppError('listing.not_found')
      if (stock.kind === 'untracked') throw new AppError('stock.untracked', { name: listingId })
      const by = set === undefined ? (change ?? 0) : set - stock.available
      if (stock.available + by < 0) throw new AppError('stock.short', { name: listingId, available: stock.available })
      return { listingId, change: by }
    })
    const items = await store.moveStocks(tx, marketId, moves)
    await appendAudit(ctx, tx, {
      action: 'stock.change',
      subjectKind: 'listing',
      subjectId: listingIds[0] ?? '',
      summary: `调整 ${moves.length} 种商品的库存`,
      details: { moves },
    })
    await appendEvent(ctx, tx, 'stock.changed', { listingIds })
    return { items }
  })

/**
 * Gives back what an order held (pieces or grams, positive), in the caller's transaction. Untracked goods and listings
 * that are gone are passed over.
 */
export const returnStock = async (
  tx: Tx,
  marketId: string,
  items: readonly { listingId: string; quantity: number }[],
): Promise<void> => {
  if (items.length === 0) return
  await store.lockStocks(
    tx,
    marketId,
    items.map((item) => item.listingId),
  )
  await store.moveStocks(
    tx,
    marketId,
    items.map(({ listingId, quantity }) => ({ listingId, change: quantity })),
  )
}
