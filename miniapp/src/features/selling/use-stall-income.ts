import { useCallback, useEffect, useRef } from 'react'
import { readStored } from '../../platform/storage.ts'
import { useEvery } from '../reading/use-every.ts'
import { useKept } from '../reading/use-kept.ts'
import type { SellerUse } from '../session/seller.tsx'
import { isBellOn } from './bell-setting.ts'
import { ringBell } from './ring-bell.ts'
import { incomeWords, newIncome, readIncome } from './stall-income.ts'

/** The shopper stands there and waits for the words. */
const lookAgainMs = 5_000
const knownKey = 'kept-seller-known-income'
const mostKnown = 200

/** Calls out each payment by the stall's code once, on every page of the merchant. */
export const useStallIncome = ({ seller, call, keep }: SellerUse): void => {
  const read = useCallback(() => readIncome(call, seller), [call, seller])
  const { query, reload } = useKept('seller-income', read)
  useEvery(lookAgainMs, true, reload)
  const fresh = query.status === 'data' && query.data.problem === null ? query.data.data : null
  // Besides the phone's storage, which a browser may forbid.
  const rung = useRef<readonly string[] | null>(null)
  useEffect(() => {
    if (fresh === null) return
    const stored = readStored(knownKey)
    const known =
      stored === null && rung.current === null ? null : [...(stored ?? '').split(' '), ...(rung.current ?? [])]
    // On a phone that has never looked, what came before is no news.
    const arrived = known === null ? [] : newIncome(fresh, known)
    rung.current = [...new Set([...(known ?? []), ...fresh.map(({ stallPaymentId }) => stallPaymentId)])].slice(
      -mostKnown,
    )
    keep(knownKey, rung.current.join(' '))
    if (arrived.length > 0 && isBellOn()) ringBell(incomeWords(arrived))
  }, [fresh, keep])
}
