import { labels } from '@smart-market/shared/text/zh.ts'
import { noticeKindList, noticeStateList } from './kinds.ts'
import { Button, Drawer, Empty, Flex, Form, Input } from 'antd'
import { type ReactNode, useState } from 'react'
import { oneOf, useListSearch } from '../../lib/search-params.ts'
import { useCan, useMarketId } from '../../lib/session.ts'
import { AsOf } from '../../ui/as-of.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { FilterSelect, ListToolbar, optionsOf, SearchBox } from '../../ui/list-toolbar.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { type Notice, useNotices, usePublishNotice, useWithdrawNotice } from './api.ts'
import { noticeTone } from './model.ts'
import { NoticeForm } from './notice-form.tsx'
import { NoticeTabs } from './notice-tabs.tsx'

export const Notices = (): ReactNode => {
  const list = useListSearch()
  const can = useCan()
  const [writing, setWriting] = useState<{ notice?: Notice }>()
  const [reading, setReading] = useState<Notice>()
  const [withdrawing, setWithdrawing] = useState<Notice>()
  const withdraw = useWithdrawNotice()
  const notices = useNotices(useMarketId(), {
    q: list.q,
    kind: oneOf(list.values['kind'], noticeKindList),
    state: oneOf(list.values['state'], noticeStateList),
    page: list.page,
    pageSize: list.pageSize,
  })
  const isFiltered = list.q !== '' || Boolean(list.values['kind'] ?? list.values['state'])
  return (
    <>
      <PageHeader
        title="公示"
        actions={
          can.write && (
            <Button type="primary" onClick={() => setWriting({})}>
              写一条公示
            </Button>
          )
        }
      />
      <NoticeTabs />
      <ListToolbar>
        <SearchBox list={list} hint="搜索标题和正文" />
        <FilterSelect list={list} name="kind" label="全部类别" options={optionsOf(labels.noticeKind)} />
        <FilterSelect list={list} name="state" label="全部状态" options={optionsOf(labels.noticeState)} />
      </ListToolbar>
      <QueryView
        query={notices}
        isEmpty={(d) => d.total === 0 && !isFiltered}
        empty={<Empty description="还没有公示" />}
      >
        {(data) => (
          <DataTable
            label="公示"
            rows={data.items}
            rowKey={(n) => n.noticeId}
            list={list}
            total={data.total}
            loading={notices.isPlaceholderData}
            columns={[
              {
                key: 'title',
                title: '标题',
                card: 'heading',
                render: (n) => (
                  <Button type="link" className="inline-button" onClick={() => setReading(n)}>
                    {n.title}
                  </Button>
                ),
              },
              { key: 'kind', title: '类别', render: (n) => labels.noticeKind[n.kind] },
              {
                key: 'state',
                title: '状态',
                render: (n) => <StatusTag tone={noticeTone[n.state]}>{labels.noticeState[n.state]}</StatusTag>,
              },
              { key: 'at', title: '发布于', render: (n) => <AsOf at={n.publishedAt} bare /> },
              { key: 'by', title: '谁写的', render: (n) => n.createdBy },
              {
                key: 'actions',
                title: '操作',
                card: 'actions',
                render: (n) =>
                  can.write && (
                    <NoticeActions
                      notice={n}
                      onEdit={() => setWriting({ notice: n })}
                      onWithdraw={() => setWithdrawing(n)}
                    />
                  ),
              },
            ]}
          />
        )}
      </QueryView>
      <NoticeForm {...writing} open={writing !== undefined} onClose={() => setWriting(undefined)} />
      <Drawer title={reading?.title} open={reading !== undefined} onClose={() => setReading(undefined)} size={560}>
        {reading?.withdrawnReason && <p className="quiet">撤回原因：{reading.withdrawnReason}</p>}
        <div className="notice-body">{reading?.body}</div>
      </Drawer>
      <FormDrawer<{ reason: string }>
        title={`撤回「${withdrawing?.title ?? ''}」`}
        open={withdrawing !== undefined}
        onClose={() => setWithdrawing(undefined)}
        submitLabel="撤回"
        onSubmit={({ reason }) => withdraw.mutateAsync({ noticeId: withdrawing?.noticeId ?? '', reason })}
      >
        <Form.Item
          name="reason"
          label="撤回原因"
          extra="原因会记入操作日志"
          rules={[{ required: true, message: '请写明撤回原因' }]}
        >
          <Input.TextArea rows={3} maxLength={200} showCount />
        </Form.Item>
      </FormDrawer>
    </>
  )
}

interface ActionProps {
  readonly notice: Notice
  readonly onEdit: () => void
  readonly onWithdraw: () => void
}

const NoticeActions = ({ notice, onEdit, onWithdraw }: ActionProps): ReactNode => {
  const publish = usePublishNotice()
  if (notice.state === 'published')
    return (
      <Button size="small" onClick={onWithdraw}>
        撤回
      </Button>
    )
  if (notice.state === 'withdrawn') return null
  return (
    <Flex gap="small">
      <Button size="small" onClick={onEdit}>
        修改
      </Button>
      <Button size="small" type="primary" loading={publish.isPending} onClick={() => publish.mutate(notice.noticeId)}>
        发布
      </Button>
    </Flex>
  )
}
