import { labels } from '@smart-market/shared/text/zh.ts'
import { Empty } from 'antd'
import type { ReactNode } from 'react'
import { useListSearch } from '../../lib/search-params.ts'
import { useMarketId } from '../../lib/session.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { ListToolbar, SearchBox } from '../../ui/list-toolbar.tsx'
import { MarketLink } from '../../ui/market-link.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { InspectionTabs } from '../inspections/inspection-tabs.tsx'
import { useMerchants } from '../merchants/api.ts'
import { gradeTone } from './model.ts'

/** Every merchant with the grade that stands on its screen and page; the worst first. */
export const CreditList = (): ReactNode => {
  const list = useListSearch()
  const merchants = useMerchants(useMarketId(), {
    q: list.q,
    sort: 'creditGrade',
    order: list.order === 'asc' ? 'asc' : 'desc',
    page: list.page,
    pageSize: list.pageSize,
  })
  return (
    <>
      <PageHeader title="信用" note="等级由公开的公式算出，显示在摊位屏和摊位页；点开看每一分从哪里来。" />
      <InspectionTabs />
      <ListToolbar>
        <SearchBox list={list} hint="搜索经营户、摊位号" />
      </ListToolbar>
      <QueryView
        dated
        query={merchants}
        isEmpty={(d) => d.total === 0 && list.q === ''}
        empty={<Empty description="还没有经营户，请先导入台账" />}
      >
        {(data) => (
          <DataTable
            label="信用"
            rows={data.items}
            rowKey={(m) => m.merchantId}
            list={list}
            total={data.total}
            loading={merchants.isPlaceholderData}
            columns={[
              {
                key: 'name',
                title: '经营户',
                card: 'heading',
                render: (m) => <MarketLink target={{ creditOf: m.merchantId }}>{m.name}</MarketLink>,
              },
              { key: 'stalls', title: '摊位', render: (m) => m.stallCodes.join('、') || '已离场' },
              {
                key: 'grade',
                title: '信用等级',
                render: (m) =>
                  m.creditGrade === null ? (
                    <StatusTag tone="unknown">没有等级</StatusTag>
                  ) : (
                    <StatusTag tone={gradeTone[m.creditGrade]}>{labels.creditGrade[m.creditGrade]}</StatusTag>
                  ),
              },
            ]}
          />
        )}
      </QueryView>
    </>
  )
}
