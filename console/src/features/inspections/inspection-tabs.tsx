import type { ReactNode } from 'react'
import { SectionTabs } from '../../ui/section-tabs.tsx'

export const InspectionTabs = (): ReactNode => (
  <SectionTabs
    tabs={[
      { page: 'inspections', label: '检查' },
      { page: 'findings', label: '发现和整改' },
      { page: 'metrology', label: '秤的检定' },
      { page: 'credit', label: '信用' },
      { page: 'appeals', label: '信用申诉' },
    ]}
  />
)
