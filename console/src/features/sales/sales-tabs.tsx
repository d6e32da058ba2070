import type { ReactNode } from 'react'
import { useCan } from '../../lib/session.ts'
import { SectionTabs } from '../../ui/section-tabs.tsx'

export const SalesTabs = (): ReactNode => {
  const can = useCan()
  return (
    <SectionTabs
      tabs={[
        { page: 'trade', label: '每日合计' },
        { page: 'sales', label: '交易明细' },
        ...(can.write
          ? ([
              { page: 'orders', label: '线上订单' },
              { page: 'parcels', label: '配送' },
              { page: 'prices', label: '价格' },
              { page: 'collection', label: '摊位收款' },
              { page: 'reconciliation', label: '对账' },
              { page: 'salesImport', label: '导入' },
            ] as const)
          : []),
      ]}
    />
  )
}
