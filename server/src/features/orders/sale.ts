/** Every order that is done becomes one sale, and every refund after that a negative one: each fen once. */
import { deliveryFeeName, type SaleInput } from '@smart-market/shared/contracts/sales.ts'
import { labels } from '@smart-market/shared/text/zh.ts'
import type { Ctx, Tx } from '../../context.ts'
import { orderSource, tellSales, writeSales } from '../sales/index.ts'
import { listTracedSales } from '../sourcing/index.ts'
import { findSeller } from './report.ts'
import * as store from './store.ts'

const write = async (
  ctx: Ctx,
  tx: Tx,
  order: store.OrderRow,
  sale: SaleInput,
  isTraced?: (sale: SaleInput, lineNo: number) => boolean,
): Promise<store.OrderRow> => {
  const { recorded } = await writeSales(ctx, tx, orderSource, [sale], tellSales, isTraced)
  return recorded === 0 ? order : store.updateOrder(tx, order, { soldFen: order.soldFen + sale.amountFen })
}

const saleOf = async (
  ctx: Ctx,
  tx: Tx,
  order: store.OrderRow,
  part: Pick<SaleInput, 'key' | 'amountFen' | 'lines'>,
): Promise<SaleInput> => {
  const seller = await findSeller(tx, order.marketId, order.stallId, order.merchantId)
  if (seller === undefined) throw new Error(`no stall ${order.stallId}`)
  const declared = order.payment === 'at_stall'
  const { paidBy } = order
  return {
    ...part,
    stallCode: seller.stallCode,
    soldAt: ctx.now.toISOString(),
    // What only the merchant says is kept apart in every figure.
    channel: declared ? 'declared' : 'online',
    paymentMeans: declared
      ? (order.declaredMeans ?? 'unknown')
      : paidBy === 'wechat' || paidBy === 'alipay'
        ? paidBy
        : 'unknown',
  }
}

/** Writes the sale of a completed order by its final weights, once; an order that came to nothing is no sale. */
export const sellOrder = async (ctx: Ctx, tx: Tx, order: store.OrderRow): Promise<store.OrderRow> => {
  const amountFen = order.finalFen ?? 0
  if (amountFen === 0) return order
  const lines = await store.listLines(tx, order.marketId, [order.stallOrderId])
  const sold = lines.filter((line) => (line.finalFen ?? 0) > 0)
  const weighings = sold.flatMap(({ weighingSaleId }) => weighingSaleId ?? [])
  const traced = await listTracedSales(tx, order.marketId, weighings)
  const goods = sold.map((line) => ({
    commodityName: line.name,
    categoryName: labels.commodityCategory[line.categoryCode as keyof typeof labels.commodityCategory] ?? null,
    weightGrams: line.priceBasis === 'per_piece' ? null : line.pickedQuantity,
    pieces: line.priceBasis === 'per_piece' ? line.pickedQuantity : null,
    amountFen: line.finalFen ?? 0,
    listingId: line.listingId,
  }))
  const fee = order.deliveryFeeFen === 0 ? [] : [{ commodityName: deliveryFeeName, amountFen: order.deliveryFeeFen }]
  const sale = await saleOf(ctx, tx, order, { key: order.stallOrderId, amountFen, lines: [...goods, ...fee] })
  // What the scale weighed for the order has left its batch already.
  return write(ctx, tx, order, sale, (_, lineNo) => traced.has(sold[lineNo - 1]?.weighingSaleId ?? ''))
}

/** Writes a refund after completion as a negative sale, once for each refund. */
export const unsellRefund = async (
  ctx: Ctx,
  tx: Tx,
  order: store.OrderRow,
  refund: store.RefundRow,
): Promise<store.OrderRow> => {
  const key = `${refund.purpose}:${refund.chargeId}:${order.stallOrderId}`.slice(0, 80)
  const lines = [{ commodityName: `退款：${refund.reason}`.slice(0, 80), amountFen: -refund.amountFen }]
  return write(ctx, tx, order, await saleOf(ctx, tx, order, { key, amountFen: -refund.amountFen, lines }))
}
