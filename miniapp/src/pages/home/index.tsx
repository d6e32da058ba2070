import { useEffect, useState } from 'react'
import { MarketHome } from '../../features/home/market-home.tsx'
import { useChosenMarket } from '../../features/markets/chosen-market.tsx'
import { MarketChooser } from '../../features/markets/market-chooser.tsx'
import { takeLeft } from '../../features/orders/left-page.ts'
import { useQuery } from '../../features/reading/use-query.ts'
import { openPage, usePageParams } from '../../platform/navigation.ts'
import { client } from '../../platform/request.ts'
import { text } from '../../text.ts'
import { Button } from '../../ui/button.tsx'
import { guarded } from '../../ui/guarded.tsx'
import { Page } from '../../ui/page.tsx'
import { QueryView } from '../../ui/states.tsx'

const readHome = (marketCode: string) => client.getPublicMarketHome({ params: { marketCode } })

/** `?market=CODE`, as on the code at a gate, opens that market; else the remembered one; else the shopper chooses. */
function HomePage() {
  const { market: chosen, choose } = useChosenMarket()
  const linked = usePageParams().market
  // The link counts until a market is chosen on this page, by the link itself or by hand.
  const [chosenBefore] = useState(chosen)
  const code = (chosen === chosenBefore ? linked : undefined) ?? chosen?.code ?? null
  const [query, retry] = useQuery(readHome, code)
  const home = query.status === 'data' ? query.data : null
  useEffect(() => {
    if (home) choose(home)
  }, [home, choose])

  // A payment page leads back to the first page; the shopper wants to see the order or the receipt.
  useEffect(() => {
    const left = takeLeft(new Date())
    if (left?.group !== undefined) openPage('order', { market: left.market, group: left.group })
    if (left?.payment !== undefined) openPage('receipt', { market: left.market, payment: left.payment })
  }, [])

  if (code === null) {
    return (
      <Page title={text.home.title} tab="home">
        <MarketChooser onChosen={choose} />
      </Page>
    )
  }
  return (
    <Page
      onPull={retry}
      title={text.home.title}
      tab="home"
      ownHead={home !== null}
      action={home ? { text: text.home.allStalls, onTap: () => openPage('stalls', { market: code }) } : undefined}
    >
      <QueryView
        query={query}
        onRetry={retry}
        otherWay={<Button kind="plain" text={text.home.switchMarket} onTap={() => openPage('markets')} />}
      >
        {(market) => <MarketHome market={market} now={new Date()} />}
      </QueryView>
    </Page>
  )
}

export default guarded(HomePage)
