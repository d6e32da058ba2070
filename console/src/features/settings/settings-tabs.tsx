import type { ReactNode } from 'react'
import { useCan } from '../../lib/session.ts'
import { SectionTabs } from '../../ui/section-tabs.tsx'

export const SettingsTabs = (): ReactNode => {
  const can = useCan()
  return (
    <SectionTabs
      tabs={[
        { page: 'settings', label: '市场资料' },
        ...(can.operate
          ? ([
              { page: 'users', label: '账号' },
              { page: 'apiKeys', label: '接口密钥' },
            ] as const)
          : []),
        ...(can.readAudit ? ([{ page: 'auditLog', label: '操作日志' }] as const) : []),
        { page: 'myAccount', label: '我的账号' },
      ]}
    />
  )
}
