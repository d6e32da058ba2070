import { Empty } from 'antd'
import type { ReactNode } from 'react'
import { useListSearch } from '../../lib/search-params.ts'
import { useMarketId } from '../../lib/session.ts'
import { AsOf } from '../../ui/as-of.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { DateRange } from '../../ui/date-field.tsx'
import { ListToolbar, SearchBox } from '../../ui/list-toolbar.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { useAuditLog } from './api.ts'
import { roleText } from './model.ts'
import { SettingsTabs } from './settings-tabs.tsx'

export const AuditLog = (): ReactNode => {
  const list = useListSearch()
  const { from, to } = list.values
  const log = useAuditLog(useMarketId(), { q: list.q, from, to, page: list.page, pageSize: list.pageSize })
  return (
    <>
      <PageHeader title="操作日志" note="谁在什么时候做了什么；只能查看，不能修改或删除。" />
      <SettingsTabs />
      <ListToolbar>
        <SearchBox list={list} hint="搜索操作人、内容" />
        <DateRange from={from} to={to} onChange={(start, end) => list.set({ from: start, to: end })} />
      </ListToolbar>
      <QueryView
        dated
        query={log}
        isEmpty={(d) => d.total === 0 && list.q === '' && !from && !to}
        empty={<Empty description="还没有操作记录" />}
      >
        {(data) => (
          <DataTable
            label="操作日志"
            rows={data.items}
            rowKey={(e) => e.auditId}
            list={list}
            total={data.total}
            loading={log.isPlaceholderData}
            columns={[
              {
                key: 'summary',
                title: '做了什么',
                card: 'heading',
                render: (e) => <span className="says">{e.summary}</span>,
              },
              { key: 'actor', title: '谁', render: (e) => e.actor },
              { key: 'role', title: '角色', render: (e) => roleText(e.actorRole) || '—' },
              { key: 'at', title: '时间', render: (e) => <AsOf at={e.at} bare /> },
              { key: 'request', title: '编号', render: (e) => <code>{e.requestId.slice(0, 12)}</code> },
            ]}
          />
        )}
      </QueryView>
    </>
  )
}
