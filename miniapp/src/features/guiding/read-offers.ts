import { client } from '../../platform/request.ts'
import { priceText, stockOf } from '../goods/goods-view.ts'
import type { Offer, Offers, Wish } from './find-way.ts'

const mostListings = 200

/** Who sells it now: on sale and not sold out, cheapest first. */
export const readOffer = async (marketCode: string, q: string): Promise<readonly Offer[]> => {
  const { items } = await client.listPublicListings({ params: { marketCode }, query: { q, pageSize: mostListings } })
  return items
    .filter((goods) => !stockOf(goods).soldOut)
    .sort((a, b) => a.priceFen - b.priceFen)
    .map((goods) => ({
      stallCode: goods.stallCode,
      merchantName: goods.merchantName,
      name: goods.name,
      price: priceText(goods),
    }))
}

/** What is on sale now of all that is wished for; asks nothing for a wish of stalls. */
export const readOffers = async ({ marketCode, wish }: { marketCode: string; wish: Wish }): Promise<Offers> => {
  switch (wish.kind) {
    case 'stalls':
      return []
    case 'goods':
      return [await readOffer(marketCode, wish.name)]
    case 'list':
      return Promise.all(wish.names.map((name) => readOffer(marketCode, name)))
  }
}
