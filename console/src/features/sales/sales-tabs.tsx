import type { ReactNode } from 'react'
import { SectionTabs } from '../../ui/section-tabs.tsx'

export const SalesTabs = (): ReactNode => (
  <SectionTabs
    tabs={[
      { page: 'trade', label: '每日合计' },
      { page: 'sales', label: '交易明细' },
      { page: 'salesImport', label: '导入' },
    ]}
  />
)
