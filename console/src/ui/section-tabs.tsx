/** Pages of one menu item side by side; each is an address of its own, and the row wraps on a phone. */
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { addressOf, type PageName } from '../lib/paths.ts'
import { useMarketId } from '../lib/session.ts'

interface Props {
  readonly tabs: readonly { readonly page: PageName; readonly label: string }[]
}

export const SectionTabs = ({ tabs }: Props): ReactNode => {
  const marketId = useMarketId()
  return (
    <nav className="view-tabs no-print" aria-label="本栏的页面">
      {tabs.map(({ page, label }) => (
        // 台账 contains 台账/分区: only the exact address is the current page; the router sets aria-current.
        <Link
          key={page}
          to={addressOf(marketId, { page }).to}
          search={{}}
          activeOptions={{ exact: true, includeSearch: false }}
        >
          {label}
        </Link>
      ))}
    </nav>
  )
}
