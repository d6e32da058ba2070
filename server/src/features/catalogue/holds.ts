/**
 * What food safety asks of the catalogue: which listings a batch may stand behind, and taking them off sale or back.
 * While a hold is open a trigger on `listings` keeps every other way of putting them on sale shut.
 */
import { and, eq, inArray, ne } from 'drizzle-orm'
import type { Tx } from '../../context.ts'
import { listings } from '../../db/schema/catalogue.ts'
import { lockListings, type ListingRow } from './store.ts'

export type StallListing = Pick<
  ListingRow,
  'listingId' | 'stallId' | 'merchantId' | 'name' | 'state' | 'priceFen' | 'priceBasis'
>

const shape = {
  listingId: listings.listingId,
  stallId: listings.stallId,
  merchantId: listings.merchantId,
  name: listings.name,
  state: listings.state,
  priceFen: listings.priceFen,
  priceBasis: listings.priceBasis,
}

/** Listings of the stalls that have not been removed. */
export const listStallListings = async (
  tx: Tx,
  marketId: string,
  stallIds: readonly string[],
): Promise<StallListing[]> =>
  stallIds.length === 0
    ? []
    : tx
        .select(shape)
        .from(listings)
        .where(
          and(eq(listings.marketId, marketId), inArray(listings.stallId, [...stallIds]), ne(listings.state, 'removed')),
        )
        .orderBy(listings.listingId)

/** One listing, removed or not. */
export const findListing = async (tx: Tx, marketId: string, listingId: string): Promise<StallListing | undefined> => {
  const [row] = await tx
    .select(shape)
    .from(listings)
    .where(and(eq(listings.marketId, marketId), eq(listings.listingId, listingId)))
  return row
}

/** Pauses listings; answers each with the state it had. Locks them in the order of their ids. */
export const pauseListings = async (
  tx: Tx,
  marketId: string,
  listingIds: readonly string[],
  now: Date,
): Promise<{ listingId: string; merchantId: string; stateBefore: ListingRow['state'] }[]> => {
  const rows = listingIds.length === 0 ? [] : await lockListings(tx, marketId, listingIds)
  await setState(
    tx,
    marketId,
    rows.filter((row) => row.state === 'on_sale').map((row) => row.listingId),
    'paused',
    now,
  )
  return rows.map(({ listingId, merchantId, state }) => ({ listingId, merchantId, stateBefore: state }))
}

/** Puts paused listings on sale again; those removed meanwhile stay removed. */
export const resumeListings = async (
  tx: Tx,
  marketId: string,
  listingIds: readonly string[],
  now: Date,
): Promise<void> => {
  const rows = listingIds.length === 0 ? [] : await lockListings(tx, marketId, listingIds)
  await setState(
    tx,
    marketId,
    rows.filter((row) => row.state === 'paused').map((row) => row.listingId),
    'on_sale',
    now,
  )
}

const setState = async (
  tx: Tx,
  marketId: string,
  listingIds: readonly string[],
  state: ListingRow['state'],
  now: Date,
): Promise<void> => {
  if (listingIds.length === 0) return
  await tx
    .update(listings)
    .set({ state, updatedAt: now })
    .where(and(eq(listings.marketId, marketId), inArray(listings.listingId, [...listingIds])))
}
