/** 隔离: batches under a genuine signature that do not hold together; an officer looks and writes down the outcome. */
import { Button, Empty, Form, Input } from 'antd'
import { type ReactNode, useState } from 'react'
import { countText } from '../../lib/format.ts'
import { oneOf, useListSearch } from '../../lib/search-params.ts'
import { AsOf } from '../../ui/as-of.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { FilterSelect, ListToolbar, SearchBox } from '../../ui/list-toolbar.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { PlatformLink } from '../../ui/platform-link.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { type QuarantineEntry, useQuarantine, useSettle } from './api.ts'

export const Quarantine = (): ReactNode => {
  const list = useListSearch()
  const open = oneOf(list.values['open'], ['true', 'false'])
  const marketId = list.values['market']
  const entries = useQuarantine({
    ...(open === undefined ? {} : { open }),
    ...(marketId === undefined ? {} : { marketId }),
    q: list.q,
    page: list.page,
    pageSize: list.pageSize,
  })
  const settle = useSettle()
  const [entry, setEntry] = useState<QuarantineEntry>()
  return (
    <>
      <PageHeader
        title="隔离"
        note={
          <>
            签名是真的，但和以前送来的对不上的数据。
            {entries.dataUpdatedAt > 0 && (
              <>
                {' '}
                <AsOf at={new Date(entries.dataUpdatedAt).toISOString()} />
              </>
            )}
          </>
        }
      />
      <ListToolbar>
        <SearchBox list={list} hint="搜索市场、第几条、事件编号" />
        <FilterSelect
          list={list}
          name="open"
          label="处理情况"
          options={[
            { value: 'true', label: '待处理' },
            { value: 'false', label: '已处理' },
          ]}
        />
        {marketId !== undefined && <Button onClick={() => list.set({ market: undefined })}>看所有市场</Button>}
      </ListToolbar>
      <QueryView
        query={entries}
        isEmpty={(data) => data.total === 0}
        empty={<Empty description={list.q === '' ? '没有隔离的数据：收到的都核对得上。' : '没有这样的隔离数据'} />}
      >
        {(data) => (
          <DataTable
            label="隔离的数据"
            rows={data.items}
            rowKey={(each) => each.quarantineId}
            list={list}
            total={data.total}
            columns={[
              {
                key: 'market',
                title: '市场',
                card: 'heading',
                render: (each) => <PlatformLink target={{ marketId: each.marketId }}>{each.marketName}</PlatformLink>,
              },
              { key: 'message', title: '怎么不对', card: 'wide', render: (each) => each.message },
              {
                key: 'sequence',
                title: '位置',
                numeric: true,
                render: (each) => `第 ${countText(each.sequence)} 条`,
              },
              { key: 'times', title: '送来', numeric: true, render: (each) => `${countText(each.times)} 次` },
              { key: 'at', title: '收到', render: (each) => <AsOf at={each.receivedAt} bare /> },
              {
                key: 'state',
                title: '处理',
                card: 'wide',
                render: (each) =>
                  each.settledAt === null ? (
                    <StatusTag tone="warn">待处理</StatusTag>
                  ) : (
                    <>
                      {each.note} <span className="quiet">（{each.settledBy}）</span> <AsOf at={each.settledAt} bare />
                    </>
                  ),
              },
              {
                key: 'do',
                title: '操作',
                card: 'actions',
                render: (each) =>
                  each.settledAt === null && (
                    <Button size="small" onClick={() => setEntry(each)}>
                      写明结论
                    </Button>
                  ),
              },
            ]}
          />
        )}
      </QueryView>
      <FormDrawer<{ note: string }>
        title={`处理「${entry?.marketName ?? ''}」的隔离`}
        open={entry !== undefined}
        onClose={() => setEntry(undefined)}
        submitLabel="处理完毕"
        onSubmit={async ({ note }) =>
          entry && settle.mutateAsync({ marketId: entry.marketId, quarantineId: entry.quarantineId, note })
        }
      >
        <p>{entry?.message}</p>
        <Form.Item
          name="note"
          label="处理结论"
          rules={[{ required: true, whitespace: true, message: '请写明结论' }]}
          extra="最后一件处理完，这个市场恢复接收，从原来的地方接着核对。"
        >
          <Input.TextArea rows={4} maxLength={500} showCount />
        </Form.Item>
      </FormDrawer>
    </>
  )
}
