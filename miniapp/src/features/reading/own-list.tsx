import { View } from '@tarojs/components'
import { type ReactNode, useCallback, useState } from 'react'
import { usePageParams, useShown } from '../../platform/navigation.ts'
import { Page } from '../../ui/page.tsx'
import { isWorthSearching, SearchBar } from '../../ui/search-bar.tsx'
import { QueryView } from '../../ui/states.tsx'
import { useChosenMarket } from '../markets/chosen-market.tsx'
import { hasShopperSession } from '../session/shopper.ts'
import { KeptNotice } from './kept-notice.tsx'
import { useKept } from './use-kept.ts'
import { useSettled } from './use-settled.ts'

interface OwnListProps<T> {
  readonly title: string
  /** Begins the name under which the list stays on the phone. */
  readonly keptAs: string
  readonly search: { readonly hint: string; readonly label: string }
  /** The same function at every draw. */
  readonly read: (marketCode: string) => Promise<T>
  readonly none: ReactNode
  readonly found: (marketCode: string, q: string) => ReactNode
  readonly children: (list: T, marketCode: string) => ReactNode
}

/** `?market=CODE`: the page of what the shopper of this phone has at a market, kept for bad reception, with its search. */
export const OwnList = <T extends { readonly items: readonly unknown[]; readonly total: number }>({
  title,
  keptAs,
  search,
  read,
  none,
  found,
  children,
}: OwnListProps<T>) => {
  const { market: chosen } = useChosenMarket()
  const marketCode = usePageParams().market ?? chosen?.code ?? ''
  const known = marketCode !== '' && hasShopperSession()
  const [typed, setTyped] = useState('')
  const q = useSettled(typed.trim())
  const readHere = useCallback(() => read(marketCode), [read, marketCode])
  const { query, reload } = useKept(known ? `${keptAs}-${marketCode}` : null, readHere)
  useShown(reload)
  const total = query.status === 'data' ? query.data.data.total : 0
  const list = known ? (
    <QueryView query={query} onRetry={reload} isEmpty={({ data }) => data.items.length === 0} empty={none}>
      {(kept) => (
        <>
          <KeptNotice kept={kept} onRetry={reload} />
          {children(kept.data, marketCode)}
        </>
      )}
    </QueryView>
  ) : (
    none
  )
  return (
    <Page
      onPull={reload}
      title={title}
      demo={chosen?.code === marketCode && (chosen?.demo ?? false)}
      pinned={
        isWorthSearching(total, typed) && (
          <View className="finder">
            <SearchBar value={typed} placeholder={search.hint} label={search.label} onInput={setTyped} />
          </View>
        )
      }
    >
      {q === '' ? list : found(marketCode, q)}
    </Page>
  )
}
