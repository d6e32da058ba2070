import { View } from '@tarojs/components'
import { useEffect } from 'react'
import { MarketHome } from '@/features/home/market-home'
import { useChosenMarket } from '@/features/markets/chosen-market'
import { MarketChooser } from '@/features/markets/market-chooser'
import { useQuery } from '@/features/reading/use-query'
import { openPage, usePageParams } from '@/platform/navigation'
import { client } from '@/platform/request'
import { text } from '@/text'
import { Button } from '@/ui/button'
import { Page } from '@/ui/page'
import { QueryView } from '@/ui/states'

/** `?market=CODE` opens that market, for codes at the gate; else the remembered one; else the shopper chooses. */
export default function HomePage() {
  const { market: chosen, choose } = useChosenMarket()
  const linked = usePageParams().market
  const code = chosen?.code ?? linked ?? null
  const [query, retry] = useQuery(code, () =>
    client.getPublicMarketHome({ params: { marketCode: code ?? '' } }),
  )
  const home = query.status === 'data' ? query.data : null
  useEffect(() => {
    if (home) choose(home)
  }, [home, choose])

  if (code === null) {
    return (
      <Page title={text.home.title} tab="home">
        <MarketChooser onChosen={choose} />
      </Page>
    )
  }
  return (
    <Page
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
        {(market) => (
          <View>
            <MarketHome market={market} now={new Date()} />
          </View>
        )}
      </QueryView>
    </Page>
  )
}
