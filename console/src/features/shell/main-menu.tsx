import {
  AuditOutlined,
  BarChartOutlined,
  CheckCircleOutlined,
  CloudUploadOutlined,
  HomeOutlined,
  MessageOutlined,
  NotificationOutlined,
  SafetyCertificateOutlined,
  SettingOutlined,
  ShopOutlined,
  TransactionOutlined,
  TrophyOutlined,
  VideoCameraOutlined,
} from '@ant-design/icons'
import { Link, useLocation } from '@tanstack/react-router'
import { Menu } from 'antd'
import type { ReactNode } from 'react'
import { addressOf, type PageName } from '../../lib/paths.ts'
import { useMarketId } from '../../lib/session.ts'
import { menu } from '../../text.ts'

const icons: Partial<Record<PageName, ReactNode>> = {
  today: <HomeOutlined />,
  readiness: <CheckCircleOutlined />,
  evaluations: <TrophyOutlined />,
  ledger: <ShopOutlined />,
  notices: <NotificationOutlined />,
  intakes: <SafetyCertificateOutlined />,
  complaints: <MessageOutlined />,
  inspections: <AuditOutlined />,
  trade: <TransactionOutlined />,
  devices: <VideoCameraOutlined />,
  insights: <BarChartOutlined />,
  platforms: <CloudUploadOutlined />,
  settings: <SettingOutlined />,
}

export const MainMenu = ({ onGo }: { onGo?: () => void }): ReactNode => {
  const marketId = useMarketId()
  const { pathname } = useLocation()
  const current = menu.find(({ page }) => pathname.startsWith(addressOf(marketId, { page }).to))
  return (
    <nav aria-label="主菜单">
      <Menu
        mode="inline"
        selectedKeys={current ? [current.page] : []}
        style={{ border: 'none' }}
        items={menu.map(({ page, label }) => ({
          key: page,
          icon: icons[page],
          label: (
            <Link to={addressOf(marketId, { page }).to} search={{}} onClick={onGo}>
              {label}
            </Link>
          ),
        }))}
      />
    </nav>
  )
}
