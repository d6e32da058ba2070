/** SQL of commodities, listings, stocks, price changes and guide prices. */
import { and, asc, desc, eq, gt, inArray, lt, lte, ne, sql } from 'drizzle-orm'
import { businessDate } from '@smart-market/shared/time.ts'
import type { Tx } from '../../context.ts'
import { rowsOf } from '../../db/client.ts'
import { commodities, guidePrices, listings, listingStocks, priceChanges } from '../../db/schema/catalogue.ts'

export type ListingRow = typeof listings.$inferSelect
export type CommodityRow = typeof commodities.$inferSelect
export type PriceChangeRow = typeof priceChanges.$inferInsert
export type GuidePriceRow = typeof guidePrices.$inferInsert

export const listCommodityRows = async (tx: Tx): Promise<CommodityRow[]> =>
  tx.select().from(commodities).orderBy(asc(commodities.sort))

export const findCommodity = async (tx: Tx, commodityId: string): Promise<CommodityRow | undefined> => {
  const [row] = await tx.select().from(commodities).where(eq(commodities.commodityId, commodityId))
  return row
}

export const insertListing = async (
  tx: Tx,
  row: ListingRow,
  stock: Pick<typeof listingStocks.$inferInsert, 'kind' | 'available'>,
): Promise<void> => {
  await tx.insert(listings).values(row)
  await tx
    .insert(listingStocks)
    .values({ marketId: row.marketId, listingId: row.listingId, merchantId: row.merchantId, ...stock })
}

/** Listings not removed, locked in the order of their ids. */
export const lockListings = async (tx: Tx, marketId: string, listingIds: readonly string[]): Promise<ListingRow[]> =>
  tx
    .select()
    .from(listings)
    .where(
      and(eq(listings.marketId, marketId), inArray(listings.listingId, [...listingIds]), ne(listings.state, 'removed')),
    )
    .orderBy(asc(listings.listingId))
    .for('update')

/** Listings of a stall whose price has not been set or confirmed on the date, locked in the order of their ids. */
export const lockUnconfirmed = async (
  tx: Tx,
  marketId: string,
  stallId: string,
  today: string,
): Promise<ListingRow[]> =>
  tx
    .select()
    .from(listings)
    .where(
      and(
        eq(listings.marketId, marketId),
        eq(listings.stallId, stallId),
        ne(listings.state, 'removed'),
        lt(listings.priceOn, today),
      ),
    )
    .orderBy(asc(listings.listingId))
    .for('update')

export const updateListing = async (
  tx: Tx,
  marketId: string,
  listingId: string,
  set: Partial<ListingRow>,
): Promise<void> => {
  await tx
    .update(listings)
    .set(set)
    .where(and(eq(listings.marketId, marketId), eq(listings.listingId, listingId)))
}

/** Sets prices of locked listings as of a moment, and appends their history. */
export const writePrices = async (tx: Tx, changes: readonly PriceChangeRow[]): Promise<void> => {
  const [first] = changes
  if (first === undefined) return
  const json = JSON.stringify(
    changes.map(({ listingId, priceFen }) => ({ listing_id: listingId, price_fen: priceFen })),
  )
  await tx.execute(sql`
    update listings l set price_fen = c.price_fen, price_on = ${businessDate(first.at)}::date,
      updated_at = ${first.at.toISOString()}::timestamptz
    from jsonb_to_recordset(${json}::text::jsonb) as c(listing_id text, price_fen bigint)
    where l.market_id = ${first.marketId} and l.listing_id = c.listing_id`)
  await tx.insert(priceChanges).values([...changes])
}

export const listPriceChanges = async (tx: Tx, marketId: string, listingId: string, limit: number, offset: number) => {
  const where = and(eq(priceChanges.marketId, marketId), eq(priceChanges.listingId, listingId))
  const items = await tx
    .select()
    .from(priceChanges)
    .where(where)
    .orderBy(desc(priceChanges.at), desc(priceChanges.priceChangeId))
    .limit(limit)
    .offset(offset)
  const [count] = await tx
    .select({ total: sql<number>`count(*)::int` })
    .from(priceChanges)
    .where(where)
  return { items, total: count?.total ?? 0 }
}

export interface StockRow extends Record<string, unknown> {
  readonly listingId: string
  readonly kind: 'counted' | 'weighed' | 'untracked'
  readonly available: number
}

/** Stocks locked in the order of their ids: the order that every writer of stock keeps. */
export const lockStocks = async (tx: Tx, marketId: string, listingIds: readonly string[]): Promise<StockRow[]> =>
  tx
    .select({ listingId: listingStocks.listingId, kind: listingStocks.kind, available: listingStocks.available })
    .from(listingStocks)
    .where(and(eq(listingStocks.marketId, marketId), inArray(listingStocks.listingId, [...listingIds])))
    .orderBy(asc(listingStocks.listingId))
    .for('no key update')

/**
 * Moves locked, tracked stocks by whole amounts (pieces or grams; negative takes away). Answers what moved: a listing
 * that is missing had too little.
 */
export const moveStocks = async (
  tx: Tx,
  marketId: string,
  moves: readonly { listingId: string; change: number }[],
): Promise<{ listingId: string; available: number }[]> => {
  const json = JSON.stringify(moves.map(({ listingId, change }) => ({ listing_id: listingId, change })))
  return rowsOf<{ listingId: string; available: number }>(
    tx,
    sql`update listing_stocks k set available = k.available + m.change
      from jsonb_to_recordset(${json}::text::jsonb) as m(listing_id text, change bigint)
      where k.market_id = ${marketId} and k.listing_id = m.listing_id and k.kind <> 'untracked'
        and k.available + m.change >= 0
      returning k.listing_id as "listingId", k.available::float8 as available`,
  )
}

export const upsertGuidePrices = async (tx: Tx, rows: readonly GuidePriceRow[]): Promise<void> => {
  await tx
    .insert(guidePrices)
    .values([...rows])
    .onConflictDoUpdate({
      target: [guidePrices.marketId, guidePrices.businessDate, guidePrices.commodityId],
      set: {
        priceFen: sql`excluded.price_fen`,
        priceBasis: sql`excluded.price_basis`,
        source: sql`excluded.source`,
        setAt: sql`excluded.set_at`,
      },
    })
}

/** The newest guide price of each commodity after one business date and up to another. */
export const listLatestGuides = async (tx: Tx, marketId: string, after: string, upTo: string) =>
  tx
    .selectDistinctOn([guidePrices.commodityId], {
      commodityId: guidePrices.commodityId,
      businessDate: guidePrices.businessDate,
      priceFen: guidePrices.priceFen,
      priceBasis: guidePrices.priceBasis,
      source: guidePrices.source,
    })
    .from(guidePrices)
    .where(
      and(eq(guidePrices.marketId, marketId), gt(guidePrices.businessDate, after), lte(guidePrices.businessDate, upTo)),
    )
    .orderBy(asc(guidePrices.commodityId), desc(guidePrices.businessDate))

/** Guide prices of a date, or of the newest date that has any. */
export const listGuidePriceRows = async (tx: Tx, marketId: string, onDate: string | undefined) =>
  tx
    .select({
      commodityId: guidePrices.commodityId,
      commodityName: commodities.name,
      businessDate: guidePrices.businessDate,
      priceFen: guidePrices.priceFen,
      priceBasis: guidePrices.priceBasis,
      source: guidePrices.source,
    })
    .from(guidePrices)
    .innerJoin(commodities, eq(commodities.commodityId, guidePrices.commodityId))
    .where(
      and(
        eq(guidePrices.marketId, marketId),
        onDate === undefined
          ? sql`${guidePrices.businessDate} = (select max(business_date) from guide_prices where market_id = ${marketId})`
          : eq(guidePrices.businessDate, onDate),
      ),
    )
    .orderBy(asc(commodities.sort))
