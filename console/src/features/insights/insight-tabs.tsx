import type { ReactNode } from 'react'
import { useCan } from '../../lib/session.ts'
import { SectionTabs } from '../../ui/section-tabs.tsx'

export const InsightTabs = (): ReactNode => {
  const can = useCan()
  return (
    <SectionTabs
      tabs={[
        { page: 'insights', label: '经营分析' },
        { page: 'footTraffic', label: '客流' },
        ...(can.write ? ([{ page: 'footTrafficImport', label: '导入客流' }] as const) : []),
      ]}
    />
  )
}
