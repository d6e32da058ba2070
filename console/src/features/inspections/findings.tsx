import { labels } from '@smart-market/shared/text/zh.ts'
import { Checkbox, Empty } from 'antd'
import type { ReactNode } from 'react'
import { oneOf, useListSearch } from '../../lib/search-params.ts'
import { useMarketId } from '../../lib/session.ts'
import { AsOf } from '../../ui/as-of.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { FilterSelect, ListToolbar, optionsOf, SearchBox } from '../../ui/list-toolbar.tsx'
import { MarketLink } from '../../ui/market-link.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { useFindings } from './api.ts'
import { FindingActions, FindingPhotos } from './finding-actions.tsx'
import { InspectionTabs } from './inspection-tabs.tsx'
import { findingStateList, findingTold } from './model.ts'

export const Findings = (): ReactNode => {
  const list = useListSearch()
  const { state, overdue } = list.values
  const findings = useFindings(useMarketId(), {
    state: oneOf(state, findingStateList),
    overdue: overdue === 'true' ? 'true' : undefined,
    q: list.q || undefined,
    page: list.page,
    pageSize: list.pageSize,
  })
  return (
    <>
      <PageHeader title="发现和整改" note="先到期的在前；整改后要复查，通过才算完。" />
      <InspectionTabs />
      <ListToolbar>
        <SearchBox list={list} hint="搜索问题、摊位号、经营户" />
        <FilterSelect list={list} name="state" label="全部状态" options={optionsOf(labels.findingState)} />
        <Checkbox
          className="toolbar-check"
          checked={overdue === 'true'}
          onChange={(e) => list.set({ overdue: e.target.checked ? 'true' : undefined })}
        >
          只看逾期
        </Checkbox>
      </ListToolbar>
      <QueryView
        dated
        query={findings}
        isEmpty={(d) => d.total === 0}
        empty={
          <Empty
            description={
              list.q !== ''
                ? '没有这样的问题'
                : state || overdue
                  ? '这里没有问题'
                  : '还没有发现问题。检查中记为「有问题」的项会列在这里。'
            }
          />
        }
      >
        {(data) => (
          <DataTable
            label="发现和整改"
            rows={data.items}
            rowKey={(f) => f.findingId}
            list={list}
            total={data.total}
            loading={findings.isPlaceholderData}
            columns={[
              {
                key: 'what',
                title: '问题',
                card: 'heading',
                render: (f) => (
                  <>
                    {f.itemText}
                    <div className="quiet">{f.note}</div>
                    {f.rectification !== null && <div>整改：{f.rectification}</div>}
                    {f.recheckNote !== null && <div>复查：{f.recheckNote}</div>}
                    <FindingPhotos photoIds={f.photoIds} />
                  </>
                ),
              },
              {
                key: 'where',
                title: '哪里',
                render: (f) =>
                  f.merchantId === null ? (
                    (f.stallCode ?? '公共区域')
                  ) : (
                    <MarketLink target={{ merchantId: f.merchantId }}>{f.stallCode ?? '看经营户'}</MarketLink>
                  ),
              },
              {
                key: 'state',
                title: '状态',
                render: (f) => <StatusTag tone={findingTold(f).tone}>{findingTold(f).text}</StatusTag>,
              },
              { key: 'severity', title: '程度', render: (f) => labels.findingSeverity[f.severity] },
              { key: 'due', title: '整改期限', render: (f) => f.dueOn },
              { key: 'at', title: '发现于', render: (f) => <AsOf at={f.foundAt} bare /> },
              { key: 'actions', title: '操作', card: 'actions', render: (f) => <FindingActions finding={f} /> },
            ]}
          />
        )}
      </QueryView>
    </>
  )
}
