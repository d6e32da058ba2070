import { UserOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { App, Button, Dropdown, Grid, Tooltip } from 'antd'
import type { ReactNode } from 'react'
import { client } from '../../lib/client.ts'
import { errorText } from '../../lib/errors.ts'
import { addressOf } from '../../lib/paths.ts'
import { useLargeType } from '../../lib/preferences.ts'
import { useMarketId, useMe } from '../../lib/session.ts'

export const AccountMenu = ({ isLive }: { isLive: boolean }): ReactNode => {
  const marketId = useMarketId()
  const me = useMe()
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const { message } = App.useApp()
  const [large, setLarge] = useLargeType()
  const isNarrow = Grid.useBreakpoint().md === false
  const logout = async (): Promise<void> => {
    try {
      await client.logout()
      await navigate({ to: '/login', search: {} })
      queryClient.clear()
    } catch (error) {
      void message.error(errorText(error))
    }
  }
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
