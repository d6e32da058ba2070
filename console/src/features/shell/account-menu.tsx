import { UserOutlined } from '@ant-design/icons'
import { useNavigate } from '@tanstack/react-router'
import { Button, Dropdown, Grid, Tooltip } from 'antd'
import type { ReactNode } from 'react'
import { useLogout } from '../../lib/logout.ts'
import { addressOf } from '../../lib/paths.ts'
import { useLargeType } from '../../lib/preferences.ts'
import { useMarketId, useMe } from '../../lib/session.ts'

export const AccountMenu = ({ isLive }: { isLive: boolean }): ReactNode => {
  const marketId = useMarketId()
  const me = useMe()
  const navigate = useNavigate()
  const [large, setLarge] = useLargeType()
  const isNarrow = Grid.useBreakpoint().md === false
  const logout = useLogout()
  const largeLabel = large ? '标准字号' : '大字号'
  return (
    <>
      {!isNarrow && (
        <>
          <Tooltip title={isLive ? '有变化时页面自动更新' : '连接断开，每分钟自动刷新一次'}>
            <span className="quiet nowrap">{isLive ? '● 实时' : '○ 每分钟刷新'}</span>
          </Tooltip>
          <Button aria-pressed={large} onClick={() => setLarge(!large)}>
            {largeLabel}
          </Button>
        </>
      )}
      <Dropdown
        trigger={['click']}
        menu={{
          items: [
            ...(isNarrow ? [{ key: 'large', label: largeLabel }] : []),
            { key: 'me', label: '我的账号' },
            { key: 'logout', label: '退出登录' },
          ],
          onClick: ({ key }) => {
            if (key === 'large') setLarge(!large)
            if (key === 'me') void navigate({ to: addressOf(marketId, { page: 'myAccount' }).to, search: {} })
            if (key === 'logout') void logout()
          },
        }}
      >
        <Button icon={<UserOutlined />} aria-label={`账号：${me.data?.displayName ?? ''}`}>
          {isNarrow ? null : me.data?.displayName}
        </Button>
      </Dropdown>
    </>
  )
}
