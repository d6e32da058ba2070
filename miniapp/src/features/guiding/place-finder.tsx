import { Input, View } from '@tarojs/components'
import { useState } from 'react'
import { client } from '../../platform/request.ts'
import { guideText } from '../../text-guide.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Cell } from '../../ui/cell.tsx'
import { NoticeBar } from '../../ui/notice-bar.tsx'
import { spokenName } from '../../ui/spoken-name.ts'
import { Empty, QueryView } from '../../ui/states.tsx'
import { useQuery } from '../reading/use-query.ts'
import { numberText } from '../reading/words.ts'
import { text } from '../../text.ts'
import { listedGoods } from './list-stops.ts'
import { readOffer } from './read-offers.ts'
import type { Wish } from './find-way.ts'

const shownStalls = 8

const readPlaces = async ({ marketCode, q }: { marketCode: string; q: string }) => {
  const [stalls, offers] = await Promise.all([
    client.listPublicStalls({ params: { marketCode }, query: { q, pageSize: shownStalls } }),
    readOffer(marketCode, q),
  ])
  return { stalls: stalls.items, offers }
}

/** What was typed may be a stall, a merchant or goods: goods lead to the nearest stall that has them now. */
export const PlaceFinder = ({
  marketCode,
  q,
  onWish,
}: {
  marketCode: string
  q: string
  onWish: (wish: Wish) => void
}) => {
  const [query, retry] = useQuery(readPlaces, { marketCode, q })
  return (
    <QueryView
      query={query}
      onRetry={retry}
      isEmpty={({ stalls, offers }) => stalls.length + offers.length === 0}
      empty={<Empty title={guideText.noResult(q)} hint={guideText.noResultHint} />}
    >
      {({ stalls, offers }) => (
        <Card>
          {offers.length > 0 && (
            <Cell
              id="go-nearest"
              title={guideText.nearestOf(q)}
              note={guideText.onSaleAt(numberText(new Set(offers.map(({ stallCode }) => stallCode)).size))}
              value={guideText.goThere}
              onTap={() => onWish({ kind: 'goods', name: q })}
            />
          )}
          {stalls.map(({ stallCode, merchantName, goodsScope }) => (
            <Cell
              key={stallCode}
              id={`go-${stallCode}`}
              title={`${stallCode} ${merchantName ?? text.stalls.vacant}`}
              note={goodsScope ?? undefined}
              value={guideText.goThere}
              onTap={() => onWish({ kind: 'stalls', stallCodes: [stallCode] })}
            />
          ))}
        </Card>
      )}
    </QueryView>
  )
}

/** A shopping list becomes one short tour past stalls that have the things now. */
export const ListForm = ({ onWish }: { onWish: (wish: Wish) => void }) => {
  const [typed, setTyped] = useState('')
  const [blank, setBlank] = useState(false)
  const go = () => {
    const names = listedGoods(typed)
    setBlank(names.length === 0)
    if (names.length > 0) onWish({ kind: 'list', names })
  }
  return (
    <Card title={guideText.list} note={guideText.listNote}>
      <View className="field">
        <View className="field__name">{guideText.listLabel}</View>
        <Input
          id="shopping-list"
          className="field__input"
          value={typed}
          placeholder={guideText.listPlaceholder}
          placeholderClass="search__placeholder"
          {...spokenName(guideText.listLabel)}
          maxlength={120}
          confirmType="done"
          onInput={(event) => setTyped(event.detail.value)}
          onConfirm={go}
        />
      </View>
      {blank && <NoticeBar tone="bad" text={guideText.listBlank} />}
      <View className="way__keys">
        <Button id="go-list" text={guideText.listGo} onTap={go} />
      </View>
    </Card>
  )
}
