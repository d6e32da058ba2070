import { labels } from '@smart-market/shared/text/zh.ts'
import { Button, Empty } from 'antd'
import { type ReactNode, useState } from 'react'
import { absent } from '../../lib/format.ts'
import { oneOf, useListSearch } from '../../lib/search-params.ts'
import { useCan, useMarketId } from '../../lib/session.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { ListToolbar, SearchBox } from '../../ui/list-toolbar.tsx'
import { MarketLink } from '../../ui/market-link.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { LedgerTabs } from '../ledger/ledger-tabs.tsx'
import { useMerchants } from './api.ts'
import { MerchantForm } from './merchant-form.tsx'
import { paperState } from './model.ts'

export const Merchants = (): ReactNode => {
  const list = useListSearch()
  const can = useCan()
  const [adding, setAdding] = useState(false)
  const merchants = useMerchants(useMarketId(), {
    q: list.q,
    sort: oneOf(list.sort, ['name', 'creditGrade']),
    order: list.order,
    page: list.page,
    pageSize: list.pageSize,
  })
  return (
    <>
      <PageHeader
        title="经营户"
        actions={
          can.write && (
            <Button type="primary" onClick={() => setAdding(true)}>
              登记经营户
            </Button>
          )
        }
      />
      <LedgerTabs />
      <ListToolbar>
        <SearchBox list={list} hint="搜索名称、摊位号、信用代码" />
      </ListToolbar>
      <QueryView
        dated
        query={merchants}
        isEmpty={(d) => d.total === 0 && list.q === ''}
        empty={<Empty description="还没有经营户" />}
      >
        {(data) => (
          <DataTable
            label="经营户"
            rows={data.items}
            rowKey={(m) => m.merchantId}
            list={list}
            total={data.total}
            defaultSort="name"
            loading={merchants.isPlaceholderData}
            columns={[
              {
                key: 'name',
                title: '经营户',
                sort: 'name',
                card: 'heading',
                render: (m) => <MarketLink target={{ merchantId: m.merchantId }}>{m.name}</MarketLink>,
              },
              { key: 'stalls', title: '摊位', render: (m) => m.stallCodes.join('、') || '没有摊位' },
              { key: 'kind', title: '类型', render: (m) => labels.merchantKind[m.kind] },
              { key: 'credit', title: '统一社会信用代码', render: (m) => m.creditCode ?? absent },
              { key: 'phone', title: '电话', numeric: true, render: (m) => m.phoneMasked ?? absent },
              { key: 'scope', title: '经营范围', render: (m) => m.goodsScope ?? absent },
              {
                key: 'grade',
                title: '信用',
                sort: 'creditGrade',
                render: (m) => (m.creditGrade === null ? absent : labels.creditGrade[m.creditGrade]),
              },
              {
                key: 'papers',
                title: '证件',
                render: (m) => <StatusTag tone={paperState(m).tone}>{paperState(m).text}</StatusTag>,
              },
            ]}
          />
        )}
      </QueryView>
      <MerchantForm open={adding} onClose={() => setAdding(false)} />
    </>
  )
}
