import type { Merchant } from '@smart-market/shared/contracts/markets.ts'
import { businessDate } from '@smart-market/shared/time.ts'
import type { Seller, SellerUse } from '../session/seller.tsx'

export interface OwnStall {
  readonly stallId: string
  readonly code: string
}

/** The merchant's own record in the ledger. */
export const readOwn = (call: SellerUse['call'], { marketId, merchantId }: Seller): Promise<Merchant> =>
  call((api) => api.getMerchant({ params: { marketId, merchantId } }))

/** The stalls held today, by code. */
export const stallsOf = ({ tenancies }: Pick<Merchant, 'tenancies'>, now: Date): OwnStall[] => {
  const today = businessDate(now)
  return tenancies
    .filter(({ from, to }) => from <= today && (to === null || to > today))
    .map(({ stallId, stallCode }) => ({ stallId, code: stallCode }))
    .sort((a, b) => (a.code < b.code ? -1 : 1))
}
