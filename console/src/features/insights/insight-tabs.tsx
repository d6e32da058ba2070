import type { ReactNode } from 'react'
import { SectionTabs } from '../../ui/section-tabs.tsx'

export const InsightTabs = (): ReactNode => (
  <SectionTabs
    tabs={[
      { page: 'insights', label: '经营分析' },
      { page: 'footTraffic', label: '客流' },
      { page: 'footTrafficImport', label: '导入客流' },
    ]}
  />
)
