import { View } from '@tarojs/components'
import { client } from '../../platform/request.ts'
import { shopText } from '../../text-shop.ts'
import { Card } from '../../ui/card.tsx'
import { QueryView } from '../../ui/states.tsx'
import { ListEnd } from '../reading/list-end.tsx'
import { usePaged } from '../reading/use-paged.ts'
import { numberText } from '../reading/words.ts'
import { GoodsList } from './goods-list.tsx'

const words = shopText.goods
const readGoods = ({ marketCode, stallCode }: { marketCode: string; stallCode: string }, page: number) =>
  client.listPublicListings({ params: { marketCode }, query: { stallCode, page } })

/** What a stall sells now, ready to be put into the bag. */
export const StallGoods = ({ marketCode, stallCode }: { marketCode: string; stallCode: string }) => {
  const { query, loadMore } = usePaged(readGoods, { marketCode, stallCode })
  return (
    <QueryView
      query={query}
      onRetry={loadMore}
      isEmpty={({ items }) => items.length === 0}
      empty={
        <Card title={words.onSale}>
          <View className="card__empty">{words.none}</View>
        </Card>
      }
    >
      {({ items, more, last }) => (
        <Card title={words.onSale}>
          <GoodsList marketCode={marketCode} goods={items} withStall={false} />
          {more !== 'none' && <ListEnd more={more} count={words.unit(numberText(last.total))} onMore={loadMore} />}
        </Card>
      )}
    </QueryView>
  )
}
