import { createContext, useCallback, useContext, useMemo, useState, type PropsWithChildren } from 'react'
import { readStored, writeStored } from '../../platform/storage.ts'
import { TabBadges } from '../../ui/tab-bar.tsx'
import { useChosenMarket } from '../markets/chosen-market.tsx'
import { lineCount, parseBags, type Bag, type Bags } from './bag.ts'

interface Held {
  readonly bags: Bags
  readonly change: (marketCode: string, change: (bag: Bag) => Bag) => void
  readonly empty: () => void
}

const storageKey = 'bags'
const emptyBag: Bag = []
const BagContext = createContext<Held>({ bags: {}, change: () => undefined, empty: () => undefined })

export const BagProvider = ({ children }: PropsWithChildren) => {
  const { market } = useChosenMarket()
  const [bags, setBags] = useState(() => parseBags(readStored(storageKey)))
  const change = useCallback((marketCode: string, turn: (bag: Bag) => Bag) => {
    setBags((before) => {
      const next = { ...before, [marketCode]: turn(before[marketCode] ?? emptyBag) }
      writeStored(storageKey, JSON.stringify(next))
      return next
    })
  }, [])
  const empty = useCallback(() => setBags({}), [])
  const held = useMemo<Held>(() => ({ bags, change, empty }), [bags, change, empty])
  const badges = useMemo(() => ({ bag: market ? lineCount(bags[market.code] ?? emptyBag) : 0 }), [bags, market])
  return (
    <BagContext.Provider value={held}>
      <TabBadges.Provider value={badges}>{children}</TabBadges.Provider>
    </BagContext.Provider>
  )
}

/** The bag of one market, and how to change it. */
export const useBag = (marketCode: string): [Bag, change: (turn: (bag: Bag) => Bag) => void] => {
  const { bags, change } = useContext(BagContext)
  const turn = useCallback((next: (bag: Bag) => Bag) => change(marketCode, next), [change, marketCode])
  return [bags[marketCode] ?? emptyBag, turn]
}

/** Empties the bags of all markets, for who takes their data off this phone; the stored ones go with the rest. */
export const useEmptyBags = (): (() => void) => useContext(BagContext).empty
