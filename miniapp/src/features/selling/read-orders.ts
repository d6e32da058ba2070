import type { StallOrderView } from '@smart-market/shared/contracts/orders.ts'
import type { Seller, SellerUse } from '../session/seller.tsx'

const pageSize = 200

/** All orders that still want something from the stall, oldest first. */
export const readOpenOrders = async (call: SellerUse['call'], { marketId }: Seller): Promise<StallOrderView[]> => {
  const orders: StallOrderView[] = []
  for (let page = 1; ; page++) {
    const { items, total } = await call((api) =>
      api.listStallOrders({ params: { marketId }, query: { queue: 'open', page, pageSize } }),
    )
    orders.push(...items)
    if (page * pageSize >= total || items.length === 0) break
  }
  return orders.sort((a, b) => (a.placedAt < b.placedAt ? -1 : 1))
}
