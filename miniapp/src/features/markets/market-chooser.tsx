import { View } from '@tarojs/components'
import { useEffect, useState } from 'react'
import { client } from '@/platform/request'
import { useReachEnd } from '@/platform/navigation'
import { text } from '@/text'
import { Cell } from '@/ui/cell'
import { SearchBar } from '@/ui/search-bar'
import { Empty, QueryView } from '@/ui/states'
import { Tag } from '@/ui/tag'
import { ListEnd } from '../reading/list-end'
import { usePaged } from '../reading/use-paged'
import { useSettled } from '../reading/use-settled'
import { numberText } from '../reading/words'
import { useChosenMarket, type ChosenMarket } from './chosen-market'

/**
 * All markets with search. When the system has only one, it is chosen without asking.
 * `onChosen` hears of each choice.
 */
export const MarketChooser = ({ onChosen }: { onChosen: (market: ChosenMarket) => void }) => {
  const { market: current } = useChosenMarket()
  const [typed, setTyped] = useState('')
  const q = useSettled(typed.trim())
  const { query, restart, loadMore } = usePaged(`markets/${q}`, (page) =>
    client.listPublicMarkets({ query: { q, page } }),
  )
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
        onRetry={restart}
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
                  note={`${market.address === '' ? market.districtName : market.address} · ${text.markets.stalls(numberText(market.stallCount))}`}
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
