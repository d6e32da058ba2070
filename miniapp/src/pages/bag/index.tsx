import { View } from '@tarojs/components'
import { BagList } from '../../features/bag/bag-list.tsx'
import { bagAmount, orderable } from '../../features/bag/bag.ts'
import { useFreshBag } from '../../features/bag/use-fresh-bag.ts'
import { useChosenMarket } from '../../features/markets/chosen-market.tsx'
import { yuanText } from '../../features/money/amounts.ts'
import { numberText } from '../../features/reading/words.ts'
import { openPage, openTab } from '../../platform/navigation.ts'
import { guideText } from '../../text-guide.ts'
import { shopText } from '../../text-shop.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Cell } from '../../ui/cell.tsx'
import { guarded } from '../../ui/guarded.tsx'
import { NoticeBar } from '../../ui/notice-bar.tsx'
import { Page } from '../../ui/page.tsx'
import { Empty } from '../../ui/states.tsx'

const words = shopText.bag

function BagPage() {
  const { market } = useChosenMarket()
  const marketCode = market?.code ?? ''
  const { bag, change, check } = useFreshBag(marketCode)
  const wanted = orderable(bag)
  const action =
    wanted.length === 0
      ? undefined
      : { text: words.checkOut(yuanText(bagAmount(wanted))), onTap: () => openPage('checkout', { market: marketCode }) }
  return (
    <Page title={words.title} tab="bag" demo={market?.demo ?? false} action={action}>
      {bag.length === 0 ? (
        <Empty
          title={words.empty}
          hint={words.emptyHint}
          action={
            <>
              <Button text={words.goShopping} onTap={() => openTab('home')} />
              <Button
                kind="plain"
                id="my-orders"
                text={shopText.orders.title}
                onTap={() => openPage('orders', { market: marketCode })}
              />
            </>
          }
        />
      ) : (
        <>
          {check === 'failed' && <NoticeBar tone="warn" text={words.uncheckable} />}
          {wanted.length === 0 && <NoticeBar tone="bad" text={words.nothingLeft} />}
          <Card>
            <Cell
              id="bag-tour"
              title={guideText.bagTour(numberText(bag.length))}
              note={guideText.bagTourNote}
              onTap={() => openPage('map', { market: marketCode, to: bag.map(({ stallCode }) => stallCode).join(',') })}
            />
          </Card>
          <BagList marketCode={marketCode} bag={bag} onChange={change} />
          <View className="foot-note">{check === 'checking' ? words.checking : words.note}</View>
        </>
      )}
    </Page>
  )
}

export default guarded(BagPage)
