/** What shoppers paid by the stall's printed code, and how that is said aloud. */
import type { StallPaymentView } from '@smart-market/shared/contracts/stall-payments.ts'
import { payText } from '../../text-pay.ts'
import type { Seller, SellerUse } from '../session/seller.tsx'
import { allowed } from './allowed.ts'
import { spokenYuan } from './new-orders.ts'

const newest = 50

/** Paid ones, newest first; null for a helper who may not see money. */
export const readIncome = async (call: SellerUse['call'], { marketId }: Seller): Promise<StallPaymentView[] | null> => {
  const found = await allowed(
    call((api) => api.listStallPayments({ params: { marketId }, query: { state: 'paid', pageSize: newest } })),
  )
  return found?.items ?? null
}

/** Those whose ids are not known yet. */
export const newIncome = <P extends Pick<StallPaymentView, 'stallPaymentId'>>(
  income: readonly P[],
  known: readonly string[],
): P[] => income.filter(({ stallPaymentId }) => !known.includes(stallPaymentId))

export const incomeWords = (arrived: readonly Pick<StallPaymentView, 'amountFen'>[]): string => {
  const yuan = spokenYuan(arrived.reduce((sum, { amountFen }) => sum + amountFen, 0))
  return arrived.length === 1 ? payText.arrived(yuan) : payText.several(String(arrived.length), yuan)
}
