import type { Listing } from '@smart-market/shared/contracts/catalogue.ts'
import type { Seller, SellerUse } from '../session/seller.tsx'

const pageSize = 200

/** All that the merchant's stalls list, paused goods among it, page after page. */
export const readOwnGoods = async (call: SellerUse['call'], { marketId }: Seller): Promise<Listing[]> => {
  const listings: Listing[] = []
  for (let page = 1; ; page++) {
    const { items, total } = await call((api) => api.listListings({ params: { marketId }, query: { page, pageSize } }))
    listings.push(...items.filter(({ state }) => state !== 'removed'))
    if (page * pageSize >= total || items.length === 0) return listings
  }
}
