import { labels } from '@smart-market/shared/text/zh.ts'
import { Button, Empty } from 'antd'
import type { ReactNode } from 'react'
import { useListSearch } from '../../lib/search-params.ts'
import { useMarketId } from '../../lib/session.ts'
import { AsOf } from '../../ui/as-of.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { DateField } from '../../ui/date-field.tsx'
import { ListToolbar, SearchBox } from '../../ui/list-toolbar.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { useShowings } from './api.ts'
import { NoticeTabs } from './notice-tabs.tsx'

/** What was shown when and where, by the word of the screens themselves. */
export const NoticeShowings = (): ReactNode => {
  const list = useListSearch()
  const { notice, day } = list.values
  const showings = useShowings(useMarketId(), {
    q: list.q || undefined,
    noticeId: notice,
    onDate: day,
    page: list.page,
    pageSize: list.pageSize,
  })
  const isFiltered = Boolean(notice ?? day)
  return (
    <>
      <PageHeader
        title="展示记录"
        note={showings.data ? <AsOf at={showings.data.asOf} /> : '由屏自己报告正在展示什么；没有配对的屏不计入。'}
      />
      <NoticeTabs />
      <ListToolbar>
        <SearchBox list={list} hint="搜索公示标题、在哪里、设备编号" />
        <div style={{ width: 200 }}>
          <DateField
            value={day ?? null}
            placeholder="哪一天"
            onChange={(date) => list.set({ day: date ?? undefined })}
          />
        </div>
        {notice !== undefined && <Button onClick={() => list.set({ notice: undefined })}>看全部公示</Button>}
      </ListToolbar>
      <QueryView
        query={showings}
        isEmpty={(d) => d.total === 0 && (list.q !== '' || !isFiltered)}
        empty={
          <Empty
            description={
              list.q === ''
                ? '还没有屏报告过展示内容。请在「设备」里给大屏、摊位屏和一体机配对。'
                : `没有和「${list.q}」有关的展示记录`
            }
          />
        }
      >
        {(data) => (
          <DataTable
            label="展示记录"
            rows={data.items}
            rowKey={(s) => `${s.noticeId} ${s.deviceCode} ${s.shownFrom}`}
            list={list}
            total={data.total}
            loading={showings.isPlaceholderData}
            columns={[
              { key: 'title', title: '公示', card: 'heading', render: (s) => s.title },
              { key: 'kind', title: '类别', render: (s) => labels.noticeKind[s.kind] },
              { key: 'place', title: '在哪里', render: (s) => `${labels.noticePlace[s.place]} ${s.deviceCode}` },
              { key: 'from', title: '从', render: (s) => <AsOf at={s.shownFrom} bare /> },
              { key: 'until', title: '到', render: (s) => <AsOf at={s.shownUntil} bare /> },
            ]}
          />
        )}
      </QueryView>
    </>
  )
}
