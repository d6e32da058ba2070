/** The stall that a caller names by the code that people use. */
import { addDays, businessDate } from '@smart-market/shared/time.ts'
import type { Tx } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { listStallsByCode, merchantAtStallByDate } from '../markets/index.ts'

/** Throws stall.not_found. */
export const requireStall = async (
  tx: Tx,
  marketId: string,
  code: string,
): Promise<{ stallId: string; code: string }> => {
  const stall = (await listStallsByCode(tx, marketId, [code])).get(code)
  if (stall === undefined) throw new AppError('stall.not_found', { code })
  return stall
}

/** Who sold at the stall on the day of `at`. */
export const merchantAt = async (tx: Tx, marketId: string, stallId: string, at: Date): Promise<string | null> => {
  const day = businessDate(at)
  const [period] = await merchantAtStallByDate(tx, marketId, [stallId], day, addDays(day, 1))
  return period?.merchantId ?? null
}
