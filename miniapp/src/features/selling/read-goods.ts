import type { Listing } from '@smart-market/shared/contracts/catalogue.ts'
import type { Stall } from '@smart-market/shared/contracts/markets.ts'
import type { Seller, SellerUse } from '../session/seller.tsx'

const pageSize = 200

export interface OwnGoods {
  readonly stalls: readonly Stall[]
  readonly listings: readonly Listing[]
}

/** The merchant's own stalls and all that is listed there, page after page. */
export const readOwnGoods = async (call: SellerUse['call'], { marketId }: Seller): Promise<OwnGoods> => {
  const listings: Listing[] = []
  for (let page = 1; ; page++) {
    const { items, total } = await call((api) => api.listListings({ params: { marketId }, query: { page, pageSize } }))
    listings.push(...items.filter(({ state }) => state !== 'removed'))
    if (page * pageSize >= total || items.length === 0) break
  }
  const { items } = await call((api) =>
    api.listStalls({ params: { marketId }, query: { occupancy: 'occupied', pageSize } }),
  )
  const own = new Set(listings.map(({ merchantId }) => merchantId))
  // Where the server shows all stalls, the own ones are those whose merchant has a name for this account or goods here.
  const named = items.filter(({ merchantId, merchantName }) => merchantName !== null && merchantId !== null)
  const mine = own.size === 0 ? named : named.filter(({ merchantId }) => own.has(merchantId ?? ''))
  return { stalls: mine, listings }
}
