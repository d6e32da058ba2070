import type { StallOrderView } from '@smart-market/shared/contracts/orders.ts'
import type { Seller, SellerUse } from '../session/seller.tsx'

const openStates = ['placed', 'paid', 'accepted', 'picking', 'ready', 'waiting_for_pickup', 'out_for_delivery'] as const
const most = 200

/** All orders that still want something, oldest first. One question a state, so that a long history hides none. */
export const readOpenOrders = async (call: SellerUse['call'], { marketId }: Seller): Promise<StallOrderView[]> => {
  const pages = await Promise.all(
    openStates.map((state) =>
      call((api) => api.listStallOrders({ params: { marketId }, query: { state, pageSize: most } })),
    ),
  )
  return pages.flatMap(({ items }) => items).sort((a, b) => (a.placedAt < b.placedAt ? -1 : 1))
}
