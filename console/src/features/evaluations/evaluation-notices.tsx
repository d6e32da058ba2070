import { labels } from '@smart-market/shared/text/zh.ts'
import { Empty } from 'antd'
import type { ReactNode } from 'react'
import { useListSearch } from '../../lib/search-params.ts'
import { AsOf } from '../../ui/as-of.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { ListToolbar, SearchBox } from '../../ui/list-toolbar.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { useEvaluationNotices } from './api.ts'
import { stateTone } from './model.ts'

/** The list that anybody may read, without an account. */
export const EvaluationNotices = (): ReactNode => {
  const list = useListSearch()
  const notices = useEvaluationNotices({ q: list.q || undefined, page: list.page, pageSize: list.pageSize })
  return (
    <main className="public-page">
      <PageHeader
        title="智慧化商品交易市场评定公示"
        note={notices.dataUpdatedAt > 0 && <AsOf at={new Date(notices.dataUpdatedAt).toISOString()} />}
      />
      <p>公示期间对名单有异议的，请向所在区（县、市）或市级市场管理部门反映，写明事实和依据。</p>
      <ListToolbar>
        <SearchBox list={list} hint="搜索市场、区县、年度" />
      </ListToolbar>
      <QueryView
        query={notices}
        isEmpty={(d) => d.total === 0}
        empty={
          <Empty
            description={
              list.q === '' ? '现在没有正在公示或已经评定的市场。' : `公示名单里没有和「${list.q}」有关的市场`
            }
          />
        }
      >
        {(data) => (
          <DataTable
            label="评定公示名单"
            rows={data.items}
            rowKey={(e) => e.evaluationId}
            list={list}
            total={data.total}
            columns={[
              { key: 'market', title: '市场', card: 'heading', render: (e) => e.marketName },
              { key: 'district', title: '区县', render: (e) => e.districtName || '—' },
              { key: 'year', title: '年度', numeric: true, render: (e) => String(e.year) },
              { key: 'composite', title: '综合成绩', numeric: true, render: (e) => `${e.composite ?? '—'} 分` },
              {
                key: 'state',
                title: '状态',
                render: (e) => <StatusTag tone={stateTone[e.state]}>{labels.evaluationState[e.state]}</StatusTag>,
              },
              { key: 'notice', title: '公示期', render: (e) => `${e.noticeFrom ?? ''} 至 ${e.noticeTo ?? ''}` },
            ]}
          />
        )}
      </QueryView>
    </main>
  )
}
