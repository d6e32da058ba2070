import { openPage } from '../../platform/navigation.ts'
import { client } from '../../platform/request.ts'
import { shopText } from '../../text-shop.ts'
import { text } from '../../text.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { useQuery } from '../reading/use-query.ts'
import { numberText } from '../reading/words.ts'
import { GoodsList } from './goods-list.tsx'

const words = shopText.goods
const shownAtFirst = 3
const readMatches = ({ marketCode, q }: { marketCode: string; q: string }) =>
  client.listPublicListings({ params: { marketCode }, query: { q, pageSize: shownAtFirst } })

/** Goods that a search for stalls also means; nothing when there are none, for the stalls are the page's own answer. */
export const GoodsMatches = ({ marketCode, q }: { marketCode: string; q: string }) => {
  const [query] = useQuery(readMatches, { marketCode, q })
  if (query.status !== 'data' || query.data.items.length === 0) return null
  const { items, total, approximate } = query.data
  return (
    <Card title={approximate ? text.approximate(q) : words.matches(q)}>
      <GoodsList marketCode={marketCode} goods={items} withStall />
      {total > items.length && (
        <Button
          id="all-goods"
          kind="plain"
          text={words.allMatches(numberText(total))}
          onTap={() => openPage('goods', { market: marketCode, q })}
        />
      )}
    </Card>
  )
}
