/** Frame of a district or city platform: whose it is, its pages, the account. */
import { Link, Outlet, useNavigate } from '@tanstack/react-router'
import { Button, Flex, Layout, Result, Spin } from 'antd'
import type { ReactNode } from 'react'
import { useLogout } from '../../lib/logout.ts'
import { useLargeType } from '../../lib/preferences.ts'
import { platformAddress, type PlatformPage } from '../../lib/platform-paths.ts'
import { useMe } from '../../lib/session.ts'
import { productName } from '../../text.ts'
import { usePlatform } from './api.ts'

const pages: readonly { readonly page: PlatformPage; readonly label: string; readonly cityOnly?: true }[] = [
  { page: 'markets', label: '市场' },
  { page: 'districts', label: '区县', cityOnly: true },
  { page: 'compare', label: '对比' },
  { page: 'statistics', label: '价格和营业额' },
  { page: 'register', label: '登记和公钥' },
  { page: 'quarantine', label: '隔离' },
]

export const PlatformShell = (): ReactNode => {
  const platform = usePlatform()
  const me = useMe()
  const navigate = useNavigate()
  if (platform.data === undefined || me.data === undefined) return <Spin fullscreen />
  const roles = me.data.memberships.map((membership) => membership.role)
  const isOfficer = roles.includes('district_officer') || roles.includes('city_officer')
  if (platform.data.level === null || !isOfficer)
    return (
      <Result
        status="403"
        title="这里是监管平台的页面"
        subTitle={
          isOfficer ? '这台服务器没有作为区级或市级平台运行。' : '只有区级、市级监管人员可以查看，请换账号登录。'
        }
        extra={<Button onClick={() => void navigate({ to: '/' })}>回到首页</Button>}
      />
    )
  const { level, name } = platform.data
  return (
    <Layout style={{ minHeight: '100vh' }}>
      <a className="skip-link" href="#content">
        跳到正文
      </a>
      <Layout.Header className="shell-header no-print">
        <div className="grow">
          <strong>{name || (level === 'city' ? '市级监管平台' : '区级监管平台')}</strong>
          <div className="quiet">
            {productName} · {level === 'city' ? '市级监管平台' : '区级监管平台'}
          </div>
        </div>
        <Account displayName={me.data.displayName} />
      </Layout.Header>
      <Layout.Content id="content" className="shell-content" tabIndex={-1}>
        <nav className="view-tabs no-print" aria-label="主菜单">
          {pages
            .filter((each) => each.cityOnly !== true || level === 'city')
            .map(({ page, label }) => (
              <Link
                key={page}
                to={platformAddress({ page }).to}
                search={{}}
                activeOptions={{ exact: page === 'markets', includeSearch: false }}
              >
                {label}
              </Link>
            ))}
        </nav>
        <Outlet />
      </Layout.Content>
    </Layout>
  )
}

const Account = ({ displayName }: { displayName: string }): ReactNode => {
  const [large, setLarge] = useLargeType()
  const logout = useLogout()
  return (
    <Flex wrap gap="small" justify="end" align="center">
      <span className="quiet">{displayName}</span>
      <Button aria-pressed={large} onClick={() => setLarge(!large)}>
        {large ? '标准字号' : '大字号'}
      </Button>
      <Button onClick={() => void logout()}>退出登录</Button>
    </Flex>
  )
}
