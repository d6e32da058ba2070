import { Navigate, useNavigate } from '@tanstack/react-router'
import { Button, Card, Empty, Spin } from 'antd'
import { type ReactNode, useEffect } from 'react'
import { usePlatform } from '../features/supervision/api.ts'
import { addressOf } from '../lib/paths.ts'
import { platformBase } from '../lib/platform-paths.ts'
import { usePreference } from '../lib/preferences.ts'
import { useMarkets, useMe } from '../lib/session.ts'
import { QueryView } from '../ui/query-view.tsx'

/** An officer on a district's or city's server looks after the markets that report there; all others open a market. */
export const HomePage = (): ReactNode => {
  const platform = usePlatform()
  const me = useMe()
  if (platform.isPending || me.isPending) return <Spin fullscreen />
  const isOfficer = me.data?.memberships.some(({ role }) => role === 'district_officer' || role === 'city_officer')
  const isPlatform = platform.data !== undefined && platform.data.level !== null
  return isPlatform && isOfficer === true ? <Navigate to={platformBase} search={{}} replace /> : <OpenMarket />
}

/** Opens the last market, or the only one, or asks. */
const OpenMarket = (): ReactNode => {
  const markets = useMarkets()
  const [last] = usePreference('market')
  const navigate = useNavigate()
  const items = markets.data?.items ?? []
  const chosen = items.length === 1 ? items[0] : items.find((m) => m.marketId === last)
  useEffect(() => {
    if (chosen) void navigate({ to: addressOf(chosen.marketId, { page: 'today' }).to, search: {}, replace: true })
  }, [chosen, navigate])
  if (chosen) return <Spin fullscreen />
  return (
    <main className="login">
      <Card title="选择市场" className="login-card">
        <QueryView
          query={markets}
          isEmpty={(d) => d.items.length === 0}
          empty={<Empty description="您的账号还没有分配到任何市场，请联系市场管理员。" />}
        >
          {() => (
            <div className="stack">
              {items.map((m) => (
                <Button
                  key={m.marketId}
                  size="large"
                  onClick={() => void navigate({ to: addressOf(m.marketId, { page: 'today' }).to, search: {} })}
                >
                  {m.name}
                </Button>
              ))}
            </div>
          )}
        </QueryView>
      </Card>
    </main>
  )
}
