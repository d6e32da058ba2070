import { Empty, Select } from 'antd'
import type { ReactNode } from 'react'
import { daysLeftText } from '../../lib/format.ts'
import { useListSearch } from '../../lib/search-params.ts'
import { useMarketId } from '../../lib/session.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { ListToolbar, SearchBox } from '../../ui/list-toolbar.tsx'
import { MarketLink } from '../../ui/market-link.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { useExpiring } from './api.ts'
import { LedgerTabs } from './ledger-tabs.tsx'

const spans = [
  { value: '0', label: '只看已过期' },
  { value: '30', label: '30 天内到期' },
  { value: '90', label: '90 天内到期' },
  { value: '366', label: '一年内到期' },
]

export const Expiring = (): ReactNode => {
  const list = useListSearch()
  const within = spans.find((s) => s.value === list.values['withinDays'])?.value ?? '30'
  const documents = useExpiring(useMarketId(), {
    q: list.q,
    withinDays: Number(within),
    page: list.page,
    pageSize: list.pageSize,
  })
  return (
    <>
      <PageHeader title="到期证件" note="已过期的排在前面；更新证件在经营户页面里登记新的一份。" />
      <LedgerTabs />
      <ListToolbar>
        <SearchBox list={list} hint="搜索经营户、姓名、证件" />
        <Select
          className="filter"
          aria-label="到期范围"
          value={within}
          options={spans}
          onChange={(withinDays) => list.set({ withinDays })}
        />
      </ListToolbar>
      <QueryView
        dated
        query={documents}
        isEmpty={(d) => d.total === 0 && list.q === ''}
        empty={<Empty description={within === '0' ? '没有过期的证件' : `${within} 天内没有要到期的证件`} />}
      >
        {(data) => (
          <DataTable
            label="到期证件"
            rows={data.items}
            rowKey={(d) => d.documentId}
            list={list}
            total={data.total}
            loading={documents.isPlaceholderData}
            columns={[
              {
                key: 'merchant',
                title: '经营户',
                card: 'heading',
                render: (d) => <MarketLink target={{ merchantId: d.merchantId }}>{d.merchantName}</MarketLink>,
              },
              { key: 'stalls', title: '摊位', render: (d) => d.stallCodes.join('、') || '没有摊位' },
              { key: 'document', title: '证件', render: (d) => d.documentName },
              { key: 'holder', title: '持有人', render: (d) => d.holder },
              { key: 'validTo', title: '有效期至', numeric: true, render: (d) => d.validTo },
              {
                key: 'left',
                title: '状态',
                render: (d) => <StatusTag tone={d.daysLeft < 0 ? 'bad' : 'warn'}>{daysLeftText(d.daysLeft)}</StatusTag>,
              },
            ]}
          />
        )}
      </QueryView>
    </>
  )
}
