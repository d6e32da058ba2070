/** Pages of one menu item side by side; each tab is an address of its own. */
import { useLocation, useNavigate } from '@tanstack/react-router'
import { Tabs } from 'antd'
import type { ReactNode } from 'react'
import { addressOf, type PageName } from '../lib/paths.ts'
import { useMarketId } from '../lib/session.ts'

interface Props {
  readonly tabs: readonly { readonly page: PageName; readonly label: string }[]
}

export const SectionTabs = ({ tabs }: Props): ReactNode => {
  const marketId = useMarketId()
  const navigate = useNavigate()
  const { pathname } = useLocation()
  const addressLength = (page: PageName): number => addressOf(marketId, { page }).to.length
  // 台账 contains 台账/分区: the longest address that fits is the page.
  const current = tabs
    .filter((tab) => pathname.startsWith(addressOf(marketId, { page: tab.page }).to))
    .sort((a, b) => addressLength(b.page) - addressLength(a.page))[0]
  return (
    <Tabs
      className="section-tabs no-print"
      activeKey={current?.page ?? ''}
      items={tabs.map((tab) => ({ key: tab.page, label: tab.label }))}
      onChange={(page) => void navigate({ to: addressOf(marketId, { page: page as PageName }).to, search: {} })}
    />
  )
}
