import { View } from '@tarojs/components'
import { useEffect, useState } from 'react'
import { client } from '../../platform/request.ts'
import { useReachEnd } from '../../platform/navigation.ts'
import { text } from '../../text.ts'
import { Cell } from '../../ui/cell.tsx'
import { SearchBar } from '../../ui/search-bar.tsx'
import { Empty, QueryView } from '../../ui/states.tsx'
import { Tag } from '../../ui/tag.tsx'
import { ListEnd } from '../reading/list-end.tsx'
import { usePaged } from '../reading/use-paged.ts'
import { useSettled } from '../reading/use-settled.ts'
import { numberText } from '../reading/words.ts'
import { useChosenMarket, type ChosenMarket } from './chosen-market.tsx'

const readMarkets = (q: string, page: number) => client.listPublicMarkets({ query: { q, page } })
type Market = Awaited<ReturnType<typeof readMarkets>>['items'][number]

const noteOf = ({ demo, address, districtName, stallCount }: Market) =>
  [
    ...(demo ? [text.markets.demo] : []),
    address === '' ? districtName : address,
    text.markets.stalls(numberText(stallCount)),
  ].join(' · ')

/**
 * All markets with search. When the system has only one, it is chosen without asking.
 * `onChosen` hears of each choice.
 */
export const MarketChooser = ({ onChosen }: { onChosen: (market: ChosenMarket) => void }) => {
  const { market: current } = useChosenMarket()
  const [typed, setTyped] = useState('')
  const q = useSettled(typed.trim())
  const { query, loadMore } = usePaged(readMarkets, q)
  useReachEnd(loadMore)

  const only = current === null && q === '' && query.status === 'data' && query.data.last.total === 1
  const onlyMarket = only ? query.data.items[0] : undefined
  useEffect(() => {
    if (onlyMarket) onChosen(onlyMarket)
  }, [onlyMarket, onChosen])

  return (
    <View className="list">
      <View className="list__prompt">{text.markets.prompt}</View>
      <SearchBar value={typed} placeholder={text.markets.search} label={text.markets.search} onInput={setTyped} />
      <QueryView
        query={query}
        onRetry={loadMore}
        isEmpty={({ items }) => items.length === 0}
        empty={
          q === '' ? (
            <Empty title={text.markets.none} />
          ) : (
            <Empty title={text.markets.noMatch(q)} hint={text.markets.noMatchHint} />
          )
        }
      >
        {({ items, last, more }) => (
          <>
            <View className="card card--list">
              {items.map((market) => (
                <Cell
                  key={market.code}
                  id={`market-${market.code}`}
                  title={market.name}
                  note={noteOf(market)}
                  value={market.code === current?.code ? <Tag tone="good" text={text.markets.current} /> : undefined}
                  onTap={() => onChosen(market)}
                />
              ))}
            </View>
            <ListEnd more={more} count={text.markets.unit(numberText(last.total))} onMore={loadMore} />
          </>
        )}
      </QueryView>
    </View>
  )
}
