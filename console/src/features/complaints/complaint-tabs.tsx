import type { ReactNode } from 'react'
import { SectionTabs } from '../../ui/section-tabs.tsx'

export const ComplaintTabs = (): ReactNode => (
  <SectionTabs
    tabs={[
      { page: 'complaints', label: '投诉' },
      { page: 'reports', label: '举报' },
      { page: 'fairScale', label: '公平秤复称' },
      { page: 'ratings', label: '服务评价' },
      { page: 'terms', label: '期限和节假日' },
      { page: 'complaintCodes', label: '投诉码' },
    ]}
  />
)
