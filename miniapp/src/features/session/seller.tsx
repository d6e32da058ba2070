/** The merchant's session: an account of role merchant, kept on this phone until it ends or is left. */
import type { ReactNode } from 'react'
import type { Account } from '@smart-market/shared/contracts/identity.ts'
import type { StallRight } from '@smart-market/shared/route.ts'
import { stallText } from '../../text-stall.ts'
import { createDesk, type DeskUse, type SignedIn } from './account-gate.tsx'

interface Own {
  readonly marketId: string
  readonly merchantId: string
  /** Of a helper; null for the owner of the stall. */
  readonly rights: readonly StallRight[] | null
}
export type Seller = SignedIn & Own

/** Whether to offer it. The server decides; this only spares a tap that would be refused. */
export const may = ({ rights }: Pick<Seller, 'rights'>, right: StallRight | 'owner'): boolean =>
  rights === null || (right !== 'owner' && rights.includes(right))

const own = ({ memberships }: Account): Own | null => {
  for (const { role, marketId, merchantId, stallRights } of memberships) {
    if (role === 'merchant' && marketId !== null && merchantId !== null)
      return { marketId, merchantId, rights: stallRights }
  }
  return null
}

const { Gate } = createDesk<Own>({
  storageKey: 'seller',
  keptUnder: 'kept-seller-',
  words: stallText.login,
  own,
  isOwn: ({ merchantId }) => typeof merchantId === 'string',
})

export interface SellerUse extends Omit<DeskUse<Seller>, 'held'> {
  readonly seller: Seller
}

/** Shows the page to a merchant who is signed in, and the login to everybody else. */
export const SellerGate = ({ children }: { children: (use: SellerUse) => ReactNode }) => (
  <Gate>{({ held, ...use }) => children({ seller: held, ...use })}</Gate>
)
