import type { ReactNode } from 'react'
import { useCan } from '../../lib/session.ts'
import { SectionTabs } from '../../ui/section-tabs.tsx'

export const FoodSafetyTabs = (): ReactNode => {
  const can = useCan()
  return (
    <SectionTabs
      tabs={[
        { page: 'intakes', label: '进货' },
        ...(can.write ? ([{ page: 'gate', label: '入场登记台' }] as const) : []),
        { page: 'batches', label: '批次' },
        { page: 'quickTests', label: '快检' },
        { page: 'holds', label: '停止销售' },
        { page: 'recalls', label: '召回' },
        { page: 'suppliers', label: '供货者' },
        { page: 'foodRules', label: '规则和保存期' },
      ]}
    />
  )
}
