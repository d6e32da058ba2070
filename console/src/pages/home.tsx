import { useNavigate } from '@tanstack/react-router'
import { Button, Card, Empty, Spin } from 'antd'
import { type ReactNode, useEffect } from 'react'
import { addressOf } from '../lib/paths.ts'
import { usePreference } from '../lib/preferences.ts'
import { useMarkets } from '../lib/session.ts'
import { QueryView } from '../ui/query-view.tsx'

/** Opens the last market, or the only one, or asks. */
export const HomePage = (): ReactNode => {
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
