/** The sale or order that a complaint, rating or re-weighing speaks of, and whether the caller may speak of it. */
import type { Ctx, Tx } from '../../context.ts'
import { marketOf } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { findOrder, findSale, type PurchaseFacts } from './report.ts'

/**
 * A slip is whose it is who holds it; an order is its shopper's and the desk's. Throws sale.not_found,
 * stall_order.not_found.
 */
export const requirePurchase = async (
  ctx: Ctx,
  tx: Tx,
  named: { readonly saleId?: string | null | undefined; readonly stallOrderId?: string | null | undefined },
): Promise<PurchaseFacts | null> => {
  if (named.saleId != null) {
    const sale = await findSale(tx, marketOf(ctx), named.saleId)
    if (sale === undefined) throw new AppError('sale.not_found')
    return sale
  }
  if (named.stallOrderId == null) return null
  const order = await findOrder(tx, marketOf(ctx), named.stallOrderId)
  const isOwn = ctx.actor.kind === 'user' && ctx.actor.userId === order?.shopperId
  if (order === undefined || (ctx.role === null && !isOwn)) throw new AppError('stall_order.not_found')
  return order
}
