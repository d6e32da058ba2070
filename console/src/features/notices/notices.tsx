import { labels } from '@smart-market/shared/text/zh.ts'
import { noticeKindList, noticeStateList } from './kinds.ts'
import { Button, Empty } from 'antd'
import { type ReactNode, useState } from 'react'
import { countText } from '../../lib/format.ts'
import { oneOf, useListSearch } from '../../lib/search-params.ts'
import { useCan, useMarketId } from '../../lib/session.ts'
import { AsOf } from '../../ui/as-of.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { FilterSelect, ListToolbar, optionsOf, SearchBox } from '../../ui/list-toolbar.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { type Notice, useNotices } from './api.ts'
import { noticeTone, placesText } from './model.ts'
import { NoticeActions } from './notice-actions.tsx'
import { NoticeDrawer } from './notice-drawer.tsx'
import { NoticeForm } from './notice-form.tsx'
import { NoticeTabs } from './notice-tabs.tsx'

export const Notices = (): ReactNode => {
  const list = useListSearch()
  const can = useCan()
  const [writing, setWriting] = useState<{ notice?: Notice }>()
  // The id alone: what is read changes when somebody withdraws it.
  const [readingId, setReadingId] = useState<string>()
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
        dated
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
                  <Button type="link" className="inline-button" onClick={() => setReadingId(n.noticeId)}>
                    {n.title}
                  </Button>
                ),
              },
              { key: 'kind', title: '类别', render: (n) => labels.noticeKind[n.kind] },
              {
                key: 'state',
                title: '状态',
                render: (n) =>
                  n.superseded ? (
                    <StatusTag tone="off">已有更新</StatusTag>
                  ) : (
                    <StatusTag tone={noticeTone[n.state]}>{labels.noticeState[n.state]}</StatusTag>
                  ),
              },
              {
                key: 'at',
                title: '发布于',
                render: (n) =>
                  n.publishedAt === null && n.publishOn !== null ? (
                    `定于 ${n.publishOn}`
                  ) : (
                    <AsOf at={n.publishedAt} bare />
                  ),
              },
              { key: 'places', title: '展示', render: (n) => placesText(n.places) },
              { key: 'reads', title: '阅读', numeric: true, render: (n) => `${countText(n.readCount)} 次` },
              { key: 'by', title: '谁写的', render: (n) => n.createdBy },
              {
                key: 'actions',
                title: '操作',
                card: 'actions',
                render: (n) => <NoticeActions notice={n} onEdit={() => setWriting({ notice: n })} />,
              },
            ]}
          />
        )}
      </QueryView>
      <NoticeForm {...writing} open={writing !== undefined} onClose={() => setWriting(undefined)} />
      <NoticeDrawer
        notice={notices.data?.items.find(({ noticeId }) => noticeId === readingId)}
        onClose={() => setReadingId(undefined)}
      />
    </>
  )
}
