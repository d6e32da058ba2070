import { View } from '@tarojs/components'
import { useCallback, useState } from 'react'
import { useChosenMarket } from '../../../features/markets/chosen-market.tsx'
import { KeptNotice } from '../../../features/reading/kept-notice.tsx'
import { useKept } from '../../../features/reading/use-kept.ts'
import { isBellOn, setBellOn } from '../../../features/selling/bell-setting.ts'
import { OwnCredit } from '../../../features/selling/own-credit.tsx'
import { readOwn, stallsOf } from '../../../features/selling/read-own.ts'
import { SellerPage } from '../../../features/selling/seller-page.tsx'
import { useOpenOrders } from '../../../features/selling/use-open-orders.ts'
import { may, SellerGate, type SellerUse } from '../../../features/session/seller.tsx'
import { bell } from '../../../platform/bell.ts'
import { openPage, openTab, type Route } from '../../../platform/navigation.ts'
import { stallText } from '../../../text-stall.ts'
import { text } from '../../../text.ts'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { Cell } from '../../../ui/cell.tsx'
import { guarded } from '../../../ui/guarded.tsx'
import { QueryView } from '../../../ui/states.tsx'
import { SwitchCell } from '../../../ui/switch-cell.tsx'
import { useTypeSize } from '../../../ui/type-size.tsx'

const words = stallText.stall
const work: readonly { readonly route: Route; readonly title: string; readonly note: string }[] = [
  { route: 'sellerIntake', title: words.intake, note: words.intakeNote },
  { route: 'sellerGoods', title: words.goods, note: words.goodsNote },
  { route: 'sellerFood', title: words.food, note: words.foodNote },
  { route: 'sellerComplaints', title: words.complaints, note: words.complaintsNote },
  { route: 'sellerPapers', title: words.papers, note: words.papersNote },
]

/** The bell and the size of type, for this phone alone. */
const PhoneSettings = () => {
  const [on, setOn] = useState(isBellOn)
  const { large, setLarge } = useTypeSize()
  const states = { on: text.me.on, off: text.me.off }
  return (
    <Card title={words.settings}>
      <SwitchCell
        id="bell"
        title={stallText.bell.title}
        note={bell.speaks() ? stallText.bell.speaks : stallText.bell.rings}
        on={on}
        states={states}
        onTurn={(next) => {
          setBellOn(next)
          setOn(next)
        }}
      />
      <Cell
        id="bell-trial"
        title={stallText.bell.tryOut}
        note={stallText.bell.limit}
        onTap={() => bell.ring(stallText.bell.trial)}
      />
      <SwitchCell
        id="large-type"
        title={text.me.largeType}
        note={text.me.largeTypeNote}
        on={large}
        states={states}
        onTurn={setLarge}
      />
    </Card>
  )
}

const StallPage = (use: SellerUse) => {
  const { seller, call, leave } = use
  const { choose } = useChosenMarket()
  const orders = useOpenOrders(use)
  const read = useCallback(() => readOwn(call, seller), [call, seller])
  const { query, reload } = useKept('seller-own', read)
  const shopper = () => {
    choose({ code: seller.marketCode, name: seller.marketName, demo: seller.demo })
    openTab('home')
  }
  return (
    <SellerPage tab="stall" demo={seller.demo} orders={orders} onPull={reload}>
      <QueryView query={query} onRetry={reload}>
        {(kept) => {
          const codes = stallsOf(kept.data, new Date()).map(({ code }) => code)
          return (
            <>
              <KeptNotice kept={kept} onRetry={reload} />
              <Card>
                <Cell
                  title={kept.data.name}
                  note={`${seller.marketName} · ${codes.length === 0 ? words.noStalls : codes.join('、')}`}
                />
                <Cell title={seller.displayName} value={seller.rights === null ? words.owner : words.helper} />
              </Card>
            </>
          )
        }}
      </QueryView>
      {query.status !== 'loading' && (
        <>
          <Card title={words.work}>
            {work.map(({ route, title, note }) => (
              <Cell key={route} id={`open-${route}`} title={title} note={note} onTap={() => openPage(route)} />
            ))}
            {may(seller, 'owner') && (
              <Cell
                id="open-sellerHelpers"
                title={words.helpers}
                note={words.helpersNote}
                onTap={() => openPage('sellerHelpers')}
              />
            )}
          </Card>
          <OwnCredit marketId={seller.marketId} merchantId={seller.merchantId} call={call} />
          <PhoneSettings />
          <View className="block">
            <Button kind="plain" text={words.shopper} onTap={shopper} />
          </View>
          <View className="block">
            <Button id="logout" kind="plain" text={words.logout} onTap={leave} />
          </View>
        </>
      )}
    </SellerPage>
  )
}

function SellerStallPage() {
  return <SellerGate>{(use) => <StallPage {...use} />}</SellerGate>
}

export default guarded(SellerStallPage)
