import { labels } from '@smart-market/shared/text/zh.ts'
import { Button, Checkbox, Empty } from 'antd'
import { type ReactNode, useState } from 'react'
import { useToday } from '../../lib/clock.ts'
import { oneOf, useListSearch } from '../../lib/search-params.ts'
import { useCan, useMarketId } from '../../lib/session.ts'
import { AsOf } from '../../ui/as-of.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { FilterSelect, ListToolbar, optionsOf, SearchBox } from '../../ui/list-toolbar.tsx'
import { MarketLink } from '../../ui/market-link.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { type ComplaintRow, useComplaints } from './api.ts'
import { ComplaintForm } from './complaint-form.tsx'
import { ComplaintTabs } from './complaint-tabs.tsx'
import { complaintStateList, complaintStepList, complaintTone, dueTold } from './model.ts'

export const Complaints = (): ReactNode => {
  const list = useListSearch()
  const can = useCan()
  const [registering, setRegistering] = useState(false)
  const { state, step, overdue } = list.values
  const complaints = useComplaints(useMarketId(), {
    q: list.q || undefined,
    state: oneOf(state, complaintStateList),
    step: oneOf(step, complaintStepList),
    overdue: overdue === 'true' ? 'true' : undefined,
    page: list.page,
    pageSize: list.pageSize,
  })
  return (
    <>
      <PageHeader
        title="投诉"
        note="逾期的排在最前；经营户没有按期答复的，自动转到市场处理。"
        actions={
          can.write && (
            <Button type="primary" onClick={() => setRegistering(true)}>
              登记投诉
            </Button>
          )
        }
      />
      <ComplaintTabs />
      <ListToolbar>
        <SearchBox list={list} hint="搜索摊位号、经营户、经过、查询码" />
        <FilterSelect list={list} name="step" label="轮到谁" options={optionsOf(labels.complaintStep)} />
        <FilterSelect list={list} name="state" label="全部状态" options={optionsOf(labels.complaintState)} />
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
        query={complaints}
        isEmpty={(d) => d.total === 0 && (list.q !== '' || (!state && !step && !overdue))}
        empty={
          <Empty
            description={
              list.q === ''
                ? '还没有投诉。消费者可以扫摊位码、用小程序提交，也可以在服务台登记。'
                : `没有和「${list.q}」有关的投诉。查询码要输入完整的。`
            }
          />
        }
      >
        {(data) => (
          <DataTable
            label="投诉"
            rows={data.items}
            rowKey={(c) => c.complaintId}
            list={list}
            total={data.total}
            loading={complaints.isPlaceholderData}
            columns={[
              {
                key: 'category',
                title: '投诉',
                card: 'heading',
                render: (c) => (
                  <MarketLink target={{ complaintId: c.complaintId }}>
                    {labels.complaintCategory[c.category]}
                    {c.stallCode !== null && `（摊位 ${c.stallCode}）`}
                  </MarketLink>
                ),
              },
              { key: 'due', title: '期限', render: (c) => <Due row={c} /> },
              { key: 'step', title: '轮到谁', render: (c) => labels.complaintStep[c.step] },
              {
                key: 'state',
                title: '状态',
                render: (c) => <StatusTag tone={complaintTone[c.state]}>{labels.complaintState[c.state]}</StatusTag>,
              },
              {
                key: 'flags',
                title: '提醒',
                render: (c) =>
                  c.limitFlags.length > 0 ? (
                    <StatusTag tone="warn">多次投诉</StatusTag>
                  ) : c.escalation > 0 ? (
                    '已催办'
                  ) : (
                    '—'
                  ),
              },
              { key: 'channel', title: '来源', render: (c) => labels.complaintChannel[c.channel] },
              { key: 'at', title: '收到', render: (c) => <AsOf at={c.receivedAt} bare /> },
            ]}
          />
        )}
      </QueryView>
      <ComplaintForm open={registering} onClose={() => setRegistering(false)} />
    </>
  )
}

const Due = ({ row }: { row: ComplaintRow }): ReactNode => {
  const told = dueTold(row.nextDueOn, useToday())
  if (told === null) return <span className="quiet">没有在计算的期限</span>
  return (
    <>
      <StatusTag tone={told.tone}>{told.text}</StatusTag> <span className="quiet nowrap">{row.nextDueOn}</span>
    </>
  )
}
