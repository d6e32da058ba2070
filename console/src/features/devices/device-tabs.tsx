import type { ReactNode } from 'react'
import { SectionTabs } from '../../ui/section-tabs.tsx'

export const DeviceTabs = (): ReactNode => (
  <SectionTabs
    tabs={[
      { page: 'devices', label: '设备' },
      { page: 'alarmTests', label: '报警测试' },
    ]}
  />
)
