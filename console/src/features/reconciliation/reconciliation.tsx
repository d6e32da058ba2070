import { Alert } from 'antd'
import type { ReactNode } from 'react'
import { useListSearch } from '../../lib/search-params.ts'
import { useMarketId } from '../../lib/session.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import { ViewTabs } from '../../ui/view-tabs.tsx'
import { SalesTabs } from '../sales/sales-tabs.tsx'
import { useChannels } from './api.ts'
import { DayCard } from './day-card.tsx'
import { Differences } from './differences.tsx'
import { QuarantineCard } from './quarantine-card.tsx'
import { Terminals } from './terminals.tsx'

export const Reconciliation = (): ReactNode => {
  const list = useListSearch()
  const channels = useChannels(useMarketId())
  const demo = channels.data?.items.some((one) => one.demo) === true
  return (
    <>
      <PageHeader title="对账" note="渠道账单、收款记录和订单三方核对。钱直接进各摊位自己的账户，市场不经手。" />
      <SalesTabs />
      {demo && (
        <Alert
          type="warning"
          showIcon
          title="现在用的是本地演示收银台，账单也由它给出，不是真实付款。"
          style={{ marginBottom: 16 }}
        />
      )}
      <ViewTabs
        label="对账的内容"
        active={list.values['view'] ?? 'days'}
        // Filters of one view mean nothing in another.
        onChange={(view) =>
          list.set({
            view: view === 'days' ? undefined : view,
            q: undefined,
            show: undefined,
            channel: undefined,
            state: undefined,
          })
        }
        tabs={[
          { key: 'days', label: '每日', children: <DayCard /> },
          { key: 'differences', label: '差异', children: <Differences /> },
          { key: 'terminals', label: '终端流水', children: <Terminals /> },
          { key: 'quarantine', label: '没有入账', children: <QuarantineCard /> },
        ]}
      />
    </>
  )
}
