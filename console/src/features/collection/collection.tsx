/** 摊位收款: where each stall's money goes, the codes that hang there, and what patrols found. */
import type { ReactNode } from 'react'
import { useListSearch } from '../../lib/search-params.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import { ViewTabs } from '../../ui/view-tabs.tsx'
import { SalesTabs } from '../sales/sales-tabs.tsx'
import { Accounts } from './accounts.tsx'
import { Codes } from './codes.tsx'
import { PatrolView } from './patrol.tsx'

export const Collection = (): ReactNode => {
  const list = useListSearch()
  return (
    <>
      <PageHeader
        title="摊位收款"
        note="每个摊位用自己的商户号收款，钱不经过市场。摊位上贴的码由市场发放，并按时巡查。"
      />
      <SalesTabs />
      <ViewTabs
        label="摊位收款的内容"
        active={list.values['view'] ?? 'codes'}
        onChange={(view) => list.set({ view: view === 'codes' ? undefined : view, q: undefined })}
        tabs={[
          { key: 'codes', label: '收款码', children: <Codes /> },
          { key: 'patrol', label: '巡查', children: <PatrolView /> },
          { key: 'accounts', label: '收款账户', children: <Accounts /> },
        ]}
      />
    </>
  )
}
