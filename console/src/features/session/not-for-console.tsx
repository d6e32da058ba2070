import { Button, Result } from 'antd'
import type { ReactNode } from 'react'
import { useLogout } from '../../lib/logout.ts'

/** Merchants and shoppers have their own pages; an empty back office would only puzzle them. */
export const NotForConsole = (): ReactNode => {
  const logout = useLogout()
  return (
    <Result
      status="info"
      title="这里是市场管理后台"
      subTitle="经营户和消费者请使用小程序。"
      extra={[
        <Button key="open" type="primary" href="/m/">
          打开小程序
        </Button>,
        <Button key="logout" onClick={() => void logout()}>
          换一个账号登录
        </Button>,
      ]}
    />
  )
}
