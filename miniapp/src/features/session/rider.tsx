/** The rider's session: one of the market's own people, who carries parcels on this phone. */
import type { ReactNode } from 'react'
import type { Account } from '@smart-market/shared/contracts/identity.ts'
import { riderText } from '../../text-rider.ts'
import { createDesk, type DeskUse, type SignedIn } from './account-gate.tsx'

interface Own {
  readonly marketId: string
  readonly role: 'market_staff' | 'market_operator'
}
export type Rider = SignedIn & Own

const own = ({ memberships }: Account): Own | null => {
  for (const { role, marketId } of memberships) {
    if ((role === 'market_staff' || role === 'market_operator') && marketId !== null) return { marketId, role }
  }
  return null
}

const { Gate } = createDesk<Own>({
  storageKey: 'rider',
  keptUnder: 'kept-rider-',
  words: riderText.login,
  own,
  isOwn: ({ marketId, role }) => typeof marketId === 'string' && typeof role === 'string',
})

export interface RiderUse extends Omit<DeskUse<Rider>, 'held'> {
  readonly rider: Rider
}

/** Shows the page to a rider who is signed in, and the login to everybody else. */
export const RiderGate = ({ children }: { children: (use: RiderUse) => ReactNode }) => (
  <Gate>{({ held, ...use }) => children({ rider: held, ...use })}</Gate>
)
