import { ScrollView, View } from '@tarojs/components'
import { useState } from 'react'
import type { CategoryCode } from '@smart-market/shared/contracts/catalogue.ts'
import { labels } from '@smart-market/shared/text/zh.ts'
import { useBag } from '../../../features/bag/bag-context.tsx'
import { lineCount } from '../../../features/bag/bag.ts'
import { GoodsList } from '../../../features/goods/goods-list.tsx'
import { useChosenMarket } from '../../../features/markets/chosen-market.tsx'
import { NoMarket } from '../../../features/markets/no-market.tsx'
import { useVisitedMarket } from '../../../features/markets/use-visited-market.ts'
import { ListEnd } from '../../../features/reading/list-end.tsx'
import { usePaged } from '../../../features/reading/use-paged.ts'
import { useSettled } from '../../../features/reading/use-settled.ts'
import { numberText, whenText } from '../../../features/reading/words.ts'
import { openTab, usePageParams, useReachEnd } from '../../../platform/navigation.ts'
import { client } from '../../../platform/request.ts'
import { shopText } from '../../../text-shop.ts'
import { text } from '../../../text.ts'
import { guarded } from '../../../ui/guarded.tsx'
import { NoticeBar } from '../../../ui/notice-bar.tsx'
import { Page } from '../../../ui/page.tsx'
import { SearchBar } from '../../../ui/search-bar.tsx'
import { Empty, QueryView } from '../../../ui/states.tsx'
import { Tap } from '../../../ui/tap.tsx'

const words = shopText.goods
const categories = Object.entries(labels.commodityCategory) as [CategoryCode, string][]

const readGoods = (
  input: { marketCode: string; q: string; categoryCode: CategoryCode | ''; listingId: string },
  page: number,
) =>
  client.listPublicListings({
    params: { marketCode: input.marketCode },
    query: {
      q: input.q,
      categoryCode: input.categoryCode === '' ? undefined : input.categoryCode,
      listingId: input.listingId === '' ? undefined : input.listingId,
      page,
    },
  })

const CategoryChips = ({ chosen, onChoose }: { chosen: string; onChoose: (code: CategoryCode | '') => void }) => (
  <ScrollView className="chips" scrollX enableFlex showScrollbar={false} aria-label={words.categories}>
    <View className="chips__row">
      {([['', words.all], ...categories] as const).map(([code, name]) => (
        <Tap
          key={code}
          id={`category-${code === '' ? 'all' : code}`}
          className={`chip ${code === chosen ? 'chip--chosen' : ''}`}
          chosen={code === chosen}
          label={name}
          onTap={() => onChoose(code)}
        >
          {name}
        </Tap>
      ))}
    </View>
  </ScrollView>
)

/** `?market=CODE&q=words`, or `listing=ID` as a printed price tag says, until something is searched for. */
function GoodsPage() {
  const params = usePageParams()
  const { market: chosen } = useChosenMarket()
  const marketCode = params.market ?? chosen?.code ?? ''
  const [typed, setTyped] = useState(params.q ?? '')
  const [categoryCode, setCategoryCode] = useState<CategoryCode | ''>('')
  const q = useSettled(typed.trim())
  const tagged = q === '' && categoryCode === '' ? (params.listing ?? '') : ''
  const wanted = { marketCode, q, categoryCode, listingId: tagged }
  const { query, loadMore } = usePaged(readGoods, marketCode === '' ? null : wanted)
  useReachEnd(loadMore)
  const [bag] = useBag(marketCode)
  const kinds = lineCount(bag)
  const demo = useVisitedMarket(marketCode)
  if (marketCode === '') return <NoMarket title={words.title} />
  return (
    <Page
      title={words.title}
      demo={demo}
      action={kinds > 0 ? { text: words.openBag(numberText(kinds)), onTap: () => openTab('bag') } : undefined}
      pinned={
        <View className="finder">
          <SearchBar value={typed} placeholder={words.search} label={words.searchLabel} onInput={setTyped} />
          <CategoryChips chosen={categoryCode} onChoose={setCategoryCode} />
        </View>
      }
    >
      <QueryView
        query={query}
        onRetry={loadMore}
        isEmpty={({ items }) => items.length === 0}
        empty={
          <Empty
            title={tagged !== '' ? words.tagGone : q === '' ? words.noneHere : words.noMatch(q)}
            {...(q === '' ? {} : { hint: words.noMatchHint })}
          />
        }
      >
        {({ items, last, more }) => (
          <>
            {last.approximate && <NoticeBar tone="warn" text={text.approximate(q)} />}
            <View className="count">
              {`${words.total(numberText(last.total))}，${text.asOf(whenText(last.asOf, new Date()))}`}
            </View>
            <View className="card card--list">
              <GoodsList marketCode={marketCode} goods={items} withStall />
            </View>
            <ListEnd more={more} count={words.unit(numberText(last.total))} onMore={loadMore} />
          </>
        )}
      </QueryView>
    </Page>
  )
}

export default guarded(GoodsPage)
