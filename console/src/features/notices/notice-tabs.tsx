import type { ReactNode } from 'react'
import { SectionTabs } from '../../ui/section-tabs.tsx'

export const NoticeTabs = (): ReactNode => (
  <SectionTabs
    tabs={[
      { page: 'notices', label: '公示' },
      { page: 'noticeTopics', label: '必须公示的内容' },
      { page: 'guidePrices', label: '参考价和行情' },
      { page: 'noticeShowings', label: '展示记录' },
    ]}
  />
)
