import { createContext, useCallback, useContext, useMemo, useState, type PropsWithChildren } from 'react'
import { readStored, writeStored } from '../../platform/storage.ts'

/** The market the shopper walks in; remembered on the phone. */
export interface ChosenMarket {
  readonly code: string
  readonly name: string
  readonly demo: boolean
}
interface Choice {
  readonly market: ChosenMarket | null
  readonly choose: (market: ChosenMarket) => void
}

const storageKey = 'chosen-market'
const ChoiceContext = createContext<Choice>({ market: null, choose: () => undefined })

/** Null unless the stored text has this version's shape. */
export const parseChosenMarket = (stored: string | null): ChosenMarket | null => {
  try {
    const value = JSON.parse(stored ?? 'null') as Partial<ChosenMarket> | null
    const complete =
      typeof value?.code === 'string' && typeof value.name === 'string' && typeof value.demo === 'boolean'
    return complete ? { code: value.code ?? '', name: value.name ?? '', demo: value.demo ?? false } : null
  } catch {
    return null
  }
}

export const ChosenMarketProvider = ({ children }: PropsWithChildren) => {
  const [market, setMarket] = useState(() => parseChosenMarket(readStored(storageKey)))
  // The same function for good: pages choose from effects, which must not run again because a market was chosen.
  const choose = useCallback(({ code, name, demo }: ChosenMarket) => {
    writeStored(storageKey, JSON.stringify({ code, name, demo }))
    setMarket({ code, name, demo })
  }, [])
  const value = useMemo<Choice>(() => ({ market, choose }), [market, choose])
  return <ChoiceContext.Provider value={value}>{children}</ChoiceContext.Provider>
}

export const useChosenMarket = (): Choice => useContext(ChoiceContext)
