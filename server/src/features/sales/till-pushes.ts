import type { WeighSaleInput } from '@smart-market/shared/contracts/sales.ts'
import { type Ctx, marketOf, withTransaction } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { getSellingDevice } from '../devices/index.ts'
import { listStallRows } from '../markets/index.ts'
import { deviceSource } from './domain.ts'
import { announceSales, type Recorded, writeSales } from './recording.ts'

/**
 * Records what a scale or till pushed, whole or not at all; unique by device and sequence. A sale without a stall is
 * of the stall where the device stands. Throws device.stall_missing, device.cannot_sell, and what recordSales throws.
 */
export const pushWeighSales = async (
  ctx: Ctx,
  sales: readonly WeighSaleInput[],
): Promise<Pick<Recorded, 'recorded' | 'alreadyKnown'>> =>
  withTransaction(ctx, async (tx) => {
    const device = await getSellingDevice(ctx, tx)
    const placeless = sales.findIndex((sale) => (sale.stallCode ?? null) === null)
    const place =
      placeless < 0 || device.stallId === null
        ? undefined
        : (await listStallRows(tx, marketOf(ctx))).find((stall) => stall.stallId === device.stallId)?.code
    if (placeless >= 0 && place === undefined)
      throw new AppError('device.stall_missing', { code: device.code, row: placeless + 1 })
    const { recorded, alreadyKnown } = await writeSales(
      ctx,
      tx,
      deviceSource(device.deviceId),
      sales.map((sale) => ({
        key: String(sale.sequence),
        stallCode: sale.stallCode ?? place ?? '',
        soldAt: sale.soldAt,
        channel: device.kind,
        paymentMeans: sale.paymentMeans,
        amountFen: sale.amountFen,
        lines: sale.lines,
      })),
      announceSales,
    )
    return { recorded, alreadyKnown }
  })
