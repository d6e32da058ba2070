import { type ReactNode, useEffect } from 'react'
import { NotForConsole } from '../features/session/not-for-console.tsx'
import { MarketShell } from '../features/shell/market-shell.tsx'
import { usePreference } from '../lib/preferences.ts'
import { useCan, useMarketId, useMe } from '../lib/session.ts'

const MarketPage = (): ReactNode => {
  const marketId = useMarketId()
  const [last, remember] = usePreference('market')
  useEffect(() => {
    if (last !== marketId) remember(marketId)
  })
  const me = useMe()
  const can = useCan()
  return me.data && !can.enter ? <NotForConsole /> : <MarketShell />
}
export default MarketPage
