import { AppError } from '../../errors.ts'
import type { Tx } from '../../context.ts'
import { listHeldListings } from '../sourcing/index.ts'
import * as store from './store.ts'

/** Goods of a held batch leave the stall with nobody, also when they were ordered before. Throws stall_order.goods_held. */
export const requireSellable = async (tx: Tx, order: store.OrderRow): Promise<void> => {
  const lines = (await store.listLines(tx, order.marketId, [order.stallOrderId])).filter(
    (line) => line.pickedQuantity !== 0,
  )
  const held = await listHeldListings(
    tx,
    order.marketId,
    lines.map((line) => line.listingId),
  )
  const names = lines.filter((line) => held.has(line.listingId)).map((line) => line.name)
  if (names.length > 0) throw new AppError('stall_order.goods_held', { goods: names.join('、') })
}
