import { useChosenMarket, type ChosenMarket } from '../../features/markets/chosen-market.tsx'
import { MarketChooser } from '../../features/markets/market-chooser.tsx'
import { openTab } from '../../platform/navigation.ts'
import { text } from '../../text.ts'
import { guarded } from '../../ui/guarded.tsx'
import { Page } from '../../ui/page.tsx'

function MarketsPage() {
  const { choose } = useChosenMarket()
  const take = (market: ChosenMarket) => {
    choose(market)
    openTab('home')
  }
  return (
    <Page title={text.markets.title}>
      <MarketChooser onChosen={take} />
    </Page>
  )
}

export default guarded(MarketsPage)
