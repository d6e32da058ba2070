import { MenuOutlined } from '@ant-design/icons'
import { Outlet } from '@tanstack/react-router'
import { Button, Drawer, Grid, Layout } from 'antd'
import { type ReactNode, useState } from 'react'
import { useLiveUpdates } from '../../lib/live.ts'
import { useMarketId } from '../../lib/session.ts'
import { productName } from '../../text.ts'
import { useOverview } from '../today/api.ts'
import { AccountMenu } from './account-menu.tsx'
import { MainMenu } from './main-menu.tsx'
import { MarketHeading } from './market-heading.tsx'

/** Frame of every page inside a market: menu, market with its points, account. */
export const MarketShell = (): ReactNode => {
  const marketId = useMarketId()
  const isLive = useLiveUpdates(marketId)
  const overview = useOverview(marketId)
  const [menuOpen, setMenuOpen] = useState(false)
  const isWide = Grid.useBreakpoint().lg === true
  return (
    <Layout style={{ minHeight: '100vh' }}>
      <a className="skip-link" href="#content">
        跳到正文
      </a>
      {isWide ? (
        <Layout.Sider width={148} theme="light" className="shell-sider no-print">
          <div className="shell-brand">{productName}</div>
          <MainMenu />
        </Layout.Sider>
      ) : (
        <Drawer
          open={menuOpen}
          placement="left"
          size={240}
          title={productName}
          onClose={() => setMenuOpen(false)}
          styles={{ body: { padding: 0 } }}
        >
          <MainMenu onGo={() => setMenuOpen(false)} />
        </Drawer>
      )}
      <Layout>
        <Layout.Header className="shell-header no-print">
          {!isWide && <Button icon={<MenuOutlined />} aria-label="打开菜单" onClick={() => setMenuOpen(true)} />}
          <MarketHeading market={overview.data?.market} />
          <AccountMenu isLive={isLive} />
        </Layout.Header>
        <Layout.Content id="content" className="shell-content" tabIndex={-1}>
          <Outlet />
        </Layout.Content>
      </Layout>
    </Layout>
  )
}
