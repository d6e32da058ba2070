import { useCallback, useEffect, useRef } from 'react'
import type { StallOrderView } from '@smart-market/shared/contracts/orders.ts'
import { useConnection } from '../../platform/network.ts'
import { readStored } from '../../platform/storage.ts'
import type { QueryState } from '../../ui/states.tsx'
import { useEvery } from '../reading/use-every.ts'
import { useKept, type Kept } from '../reading/use-kept.ts'
import type { SellerUse } from '../session/seller.tsx'
import { isBellOn } from './bell-setting.ts'
import { callOut, newOrders, ringOf, waitingOrders } from './new-orders.ts'
import { readOpenOrders } from './read-orders.ts'
import { ringBell } from './ring-bell.ts'
import { useStallIncome } from './use-stall-income.ts'

const lookAgainMs = 12_000
const knownKey = 'kept-seller-known-orders'
const mostKnown = 200

export interface OpenOrders {
  readonly query: QueryState<Kept<StallOrderView[]>>
  readonly reload: () => void
  /** How many wait to be accepted, as far as is known. */
  readonly waiting: number
}

/**
 * The stall's open orders, on every page of the merchant: read again and again while the page is in sight and at once
 * when the network is back; what was read last stays on the phone. A new one rings once, again when the market reminds
 * of it, and so does a payment by the stall's code.
 */
export const useOpenOrders = (use: SellerUse): OpenOrders => {
  const { seller, call, keep } = use
  useStallIncome(use)
  const read = useCallback(() => readOpenOrders(call, seller), [call, seller])
  const { query, reload } = useKept('seller-open-orders', read)
  useEvery(lookAgainMs, true, reload)
  useConnection(useCallback((connected: boolean) => connected && reload(), [reload]))
  const fresh = query.status === 'data' && query.data.problem === null ? query.data.data : null
  // Besides the phone's storage, which a browser may forbid.
  const rung = useRef<readonly string[]>([])
  useEffect(() => {
    if (fresh === null) return
    const known = [...(readStored(knownKey) ?? '').split(' '), ...rung.current]
    const arrived = newOrders(fresh, known)
    if (arrived.length === 0) return
    rung.current = [...new Set([...known, ...arrived.map(ringOf)])].slice(-mostKnown)
    keep(knownKey, rung.current.join(' '))
    if (isBellOn()) ringBell(callOut(arrived))
  }, [fresh, keep])
  return { query, reload, waiting: query.status === 'data' ? waitingOrders(query.data.data).length : 0 }
}
