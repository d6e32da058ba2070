import type { ReactNode } from 'react'
import { useCan } from '../../lib/session.ts'
import { SectionTabs } from '../../ui/section-tabs.tsx'

export const LedgerTabs = (): ReactNode => {
  const can = useCan()
  return (
    <SectionTabs
      tabs={[
        { page: 'ledger', label: '台账' },
        { page: 'merchants', label: '经营户' },
        { page: 'zones', label: '分区' },
        { page: 'floorPlan', label: '平面图' },
        { page: 'expiring', label: '到期证件' },
        ...(can.write ? ([{ page: 'ledgerImport', label: '导入' }] as const) : []),
      ]}
    />
  )
}
