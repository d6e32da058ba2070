import { View } from '@tarojs/components'
import { useState } from 'react'
import { GoodsMatches } from '../../../features/goods/goods-matches.tsx'
import { useChosenMarket } from '../../../features/markets/chosen-market.tsx'
import { NoMarket } from '../../../features/markets/no-market.tsx'
import { ListEnd } from '../../../features/reading/list-end.tsx'
import { usePaged } from '../../../features/reading/use-paged.ts'
import { useQuery } from '../../../features/reading/use-query.ts'
import { useSettled } from '../../../features/reading/use-settled.ts'
import { numberText, whenText } from '../../../features/reading/words.ts'
import { StallRows } from '../../../features/stalls/stall-list.tsx'
import { ZoneChips } from '../../../features/stalls/zone-chips.tsx'
import { usePageParams, useReachEnd } from '../../../platform/navigation.ts'
import { client } from '../../../platform/request.ts'
import { text } from '../../../text.ts'
import { Button } from '../../../ui/button.tsx'
import { guarded } from '../../../ui/guarded.tsx'
import { NoticeBar } from '../../../ui/notice-bar.tsx'
import { Page } from '../../../ui/page.tsx'
import { SearchBar } from '../../../ui/search-bar.tsx'
import { Empty, QueryView } from '../../../ui/states.tsx'

const words = text.stalls

const readHome = (marketCode: string) => client.getPublicMarketHome({ params: { marketCode } })
const readStalls = ({ marketCode, zoneId, q }: { marketCode: string; zoneId: string; q: string }, page: number) =>
  client.listPublicStalls({
    params: { marketCode },
    query: { q, zoneId: zoneId === '' ? undefined : zoneId, page },
  })

/** `?market=CODE`, with `zone` to begin in one zone and `focus=search` to begin typing. */
function StallsPage() {
  const params = usePageParams()
  const { market: chosen } = useChosenMarket()
  const code = params.market ?? chosen?.code ?? null
  const [typed, setTyped] = useState(params.q ?? '')
  const [zoneId, setZoneId] = useState(params.zone ?? '')
  const q = useSettled(typed.trim())

  const [home] = useQuery(readHome, code)
  const { query, loadMore } = usePaged(readStalls, code === null ? null : { marketCode: code, zoneId, q })
  useReachEnd(loadMore)

  const zones = home.status === 'data' ? home.data.zones.filter((zone) => zone.stallCount > 0) : []
  const showAll = () => {
    setTyped('')
    setZoneId('')
  }
  const demo = home.status === 'data' ? home.data.demo : chosen?.code === code && (chosen?.demo ?? false)
  if (code === null) return <NoMarket title={words.title} />
  return (
    <Page
      title={words.title}
      demo={demo}
      pinned={
        <View className="finder">
          <SearchBar
            value={typed}
            placeholder={words.search}
            label={words.searchLabel}
            focus={params.focus === 'search'}
            onInput={setTyped}
          />
          {zones.length > 0 && <ZoneChips zones={zones} chosen={zoneId} onChoose={setZoneId} />}
        </View>
      }
    >
      {q !== '' && <GoodsMatches marketCode={code} q={q} />}
      <QueryView
        query={query}
        onRetry={loadMore}
        isEmpty={({ items }) => items.length === 0}
        empty={
          <Empty
            title={q === '' ? words.none : words.noMatch(q)}
            hint={q === '' ? words.noneHint : words.noMatchHint}
            action={q === '' && zoneId === '' ? undefined : <Button text={words.showAll} onTap={showAll} />}
          />
        }
      >
        {({ items, last, more }) => (
          <>
            {last.approximate && <NoticeBar tone="warn" text={text.approximate(q)} />}
            <View className="count">
              {`${words.total(numberText(last.total))}，${text.asOf(whenText(last.asOf, new Date()))}`}
            </View>
            <StallRows marketCode={code} stalls={items} />
            <ListEnd more={more} count={words.unit(numberText(last.total))} onMore={loadMore} />
          </>
        )}
      </QueryView>
    </Page>
  )
}

export default guarded(StallsPage)
