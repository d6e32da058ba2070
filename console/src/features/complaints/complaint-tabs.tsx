import type { ReactNode } from 'react'
import { SectionTabs } from '../../ui/section-tabs.tsx'

export const ComplaintTabs = (): ReactNode => (
  <SectionTabs
    tabs={[
      { page: 'complaints', label: '投诉' },
      { page: 'reports', label: '举报' },
    ]}
  />
)
