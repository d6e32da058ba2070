import { type ReactNode, useEffect } from 'react'
import { MarketShell } from '../features/shell/market-shell.tsx'
import { usePreference } from '../lib/preferences.ts'
import { useMarketId } from '../lib/session.ts'

const MarketPage = (): ReactNode => {
  const marketId = useMarketId()
  const [last, remember] = usePreference('market')
  useEffect(() => {
    if (last !== marketId) remember(marketId)
  })
  return <MarketShell />
}
export default MarketPage
