/** Buys again what an order had, at today's prices, as far as it is on sale. */
import type { OrderGroupView } from '@smart-market/shared/contracts/orders.ts'
import { client } from '../../platform/request.ts'
import { withQuantity, type Bag } from '../bag/bag.ts'
import { stockOf } from '../goods/goods-view.ts'

const mostListings = 200

/** The change to the bag; null when nothing of it is on sale now. Throws when a stall gave no answer. */
export const reorder = async (marketCode: string, group: OrderGroupView): Promise<((bag: Bag) => Bag) | null> => {
  const found = await Promise.all(
    group.stallOrders.map(async ({ stallCode, lines }) => {
      const { items } = await client.listPublicListings({
        params: { marketCode },
        query: { stallCode, pageSize: mostListings },
      })
      return lines.flatMap((line) => {
        const goods = items.find(({ listingId }) => listingId === line.listingId)
        if (!goods || stockOf(goods).soldOut || goods.priceBasis !== line.priceBasis) return []
        return [{ goods, quantity: Math.min(line.orderedQuantity, goods.available ?? line.orderedQuantity) }]
      })
    }),
  )
  const lines = found.flat()
  if (lines.length === 0) return null
  return (bag) => lines.reduce((now, { goods, quantity }) => withQuantity(now, goods, goods, quantity), bag)
}
