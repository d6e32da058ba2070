import { labels } from '@smart-market/shared/text/zh.ts'
import { Empty } from 'antd'
import type { ReactNode } from 'react'
import { useToday } from '../../lib/clock.ts'
import { oneOf, useListSearch } from '../../lib/search-params.ts'
import { useMarketId } from '../../lib/session.ts'
import { AsOf } from '../../ui/as-of.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { FilterSelect, ListToolbar, optionsOf, SearchBox } from '../../ui/list-toolbar.tsx'
import { MarketLink } from '../../ui/market-link.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { useReports } from './api.ts'
import { ComplaintTabs } from './complaint-tabs.tsx'
import { clockTold, reportStateList, reportTone } from './model.ts'

export const Reports = (): ReactNode => {
  const list = useListSearch()
  const today = useToday()
  const state = oneOf(list.values['state'], reportStateList)
  const reports = useReports(useMarketId(), {
    q: list.q || undefined,
    state,
    page: list.page,
    pageSize: list.pageSize,
  })
  return (
    <>
      <PageHeader title="举报" note="举报是向市场反映违法线索，和投诉分开办理；经营户看不到举报。" />
      <ComplaintTabs />
      <ListToolbar>
        <SearchBox list={list} hint="搜索摊位、经营户、线索、查询码" />
        <FilterSelect list={list} name="state" label="全部状态" options={optionsOf(labels.reportState)} />
      </ListToolbar>
      <QueryView
        dated
        query={reports}
        isEmpty={(d) => d.total === 0 && (list.q !== '' || state === undefined)}
        empty={
          <Empty description={list.q === '' ? '还没有举报' : `没有和「${list.q}」有关的举报。查询码要输入完整的。`} />
        }
      >
        {(data) => (
          <DataTable
            label="举报"
            rows={data.items}
            rowKey={(r) => r.reportId}
            list={list}
            total={data.total}
            loading={reports.isPlaceholderData}
            columns={[
              {
                key: 'category',
                title: '举报',
                card: 'heading',
                render: (r) => (
                  <MarketLink target={{ reportId: r.reportId }}>
                    {labels.complaintCategory[r.category]}
                    {r.stallCode !== null && `（摊位 ${r.stallCode}）`}
                  </MarketLink>
                ),
              },
              {
                key: 'due',
                title: '期限',
                render: (r) => {
                  const next = r.clocks.find((c) => c.doneAt === null) ?? r.clocks.at(-1)
                  const told = next && clockTold(next, today)
                  return told && <StatusTag tone={told.tone}>{`${labels.clock[next.clockId]}：${told.text}`}</StatusTag>
                },
              },
              {
                key: 'state',
                title: '状态',
                render: (r) => <StatusTag tone={reportTone[r.state]}>{labels.reportState[r.state]}</StatusTag>,
              },
              {
                key: 'finding',
                title: '核查结果',
                render: (r) => (r.finding === null ? '—' : labels.reportFinding[r.finding]),
              },
              { key: 'text', title: '线索', card: 'wide', render: (r) => r.description.slice(0, 60) },
              { key: 'channel', title: '来源', render: (r) => labels.complaintChannel[r.channel] },
              { key: 'at', title: '收到', render: (r) => <AsOf at={r.receivedAt} bare /> },
            ]}
          />
        )}
      </QueryView>
    </>
  )
}
