/** What a scale or till needs before a sale: the goods of its stall, their prices, and the trace codes for its slips. */
import type { salesRoutes } from '@smart-market/shared/contracts/sales.ts'
import type { CallOutput } from '@smart-market/shared/route.ts'
import { type Ctx, marketOf, withTransaction } from '../../context.ts'
import { listStallListings } from '../catalogue/index.ts'
import { getSellingDevice } from '../devices/index.ts'
import { listStallRows } from '../markets/index.ts'
import { codesToPrint, traceUrl } from '../sourcing/index.ts'

/**
 * Goods on sale at the stall where the device stands; of every stall when it stands at none. A line that is pushed with
 * the `traceCode` that was printed is linked to its batch for certain. Throws device.not_found, device.cannot_sell.
 */
export const listScaleGoods = async (ctx: Ctx): Promise<CallOutput<(typeof salesRoutes)['listScaleGoods']>> =>
  withTransaction(ctx, async (tx) => {
    const device = await getSellingDevice(ctx, tx)
    const stalls = (await listStallRows(tx, marketOf(ctx))).filter(
      ({ stallId }) => device.stallId === null || stallId === device.stallId,
    )
    const codes = new Map(stalls.map(({ stallId, code }) => [stallId, code]))
    const goods = (await listStallListings(tx, marketOf(ctx), [...codes.keys()])).filter(
      ({ state }) => state === 'on_sale',
    )
    const traceCodes = await codesToPrint(tx, marketOf(ctx), goods)
    return {
      items: goods.map(({ listingId, stallId, name, priceFen, priceBasis }) => {
        const traceCode = traceCodes.get(listingId) ?? null
        return {
          listingId,
          stallCode: codes.get(stallId) ?? '',
          name,
          priceFen,
          priceBasis,
          traceCode,
          traceUrl: traceCode === null ? null : traceUrl(ctx, traceCode),
        }
      }),
      asOf: ctx.now.toISOString(),
    }
  })
