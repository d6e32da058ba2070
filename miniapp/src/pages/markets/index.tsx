import { useChosenMarket, type ChosenMarket } from '@/features/markets/chosen-market'
import { MarketChooser } from '@/features/markets/market-chooser'
import { openTab } from '@/platform/navigation'
import { text } from '@/text'
import { Page } from '@/ui/page'

export default function MarketsPage() {
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
