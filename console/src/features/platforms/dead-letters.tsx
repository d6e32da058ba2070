import { Button, Card } from 'antd'
import type { ReactNode } from 'react'
import { countText } from '../../lib/format.ts'
import { useListSearch } from '../../lib/search-params.ts'
import { useCan, useMarketId } from '../../lib/session.ts'
import { AsOf } from '../../ui/as-of.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { ListToolbar, SearchBox } from '../../ui/list-toolbar.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { type DeadLetter, useDeadLetters, useReplayDeadLetters } from './api.ts'
import { eventText } from './event-text.ts'
import { words } from './text.ts'

/** The server sends so many again at once. */
const mostAtOnce = 50

/** What the receiver refused for good, and sending it again. */
export const DeadLetters = ({ subscriberId }: { subscriberId: string }): ReactNode => {
  const list = useListSearch(20)
  const letters = useDeadLetters(useMarketId(), subscriberId, {
    q: list.q || undefined,
    page: list.page,
    pageSize: list.pageSize,
  })
  const replay = useReplayDeadLetters(subscriberId)
  const can = useCan()
  const open = (letters.data?.items ?? []).filter((one) => one.replayedAt === null)
  const again = (items: readonly DeadLetter[]): void =>
    replay.mutate(items.slice(0, mostAtOnce).map((one) => one.deadLetterId))
  return (
    <Card
      size="small"
      title={words.deadLetters}
      extra={
        can.operate &&
        open.length > 1 && (
          <Button loading={replay.isPending} onClick={() => again(open)}>
            本页全部重推
          </Button>
        )
      }
    >
      <ListToolbar>
        <SearchBox list={list} hint={words.deadLetterHint} />
      </ListToolbar>
      <QueryView
        query={letters}
        isEmpty={(d) => d.total === 0}
        empty={<p className="quiet">{list.q === '' ? words.noDeadLetters : words.noSuchDeadLetters}</p>}
        rows={2}
      >
        {(data) => (
          <DataTable
            label={words.deadLetters}
            rows={data.items}
            rowKey={(d) => d.deadLetterId}
            list={list}
            total={data.total}
            loading={letters.isPlaceholderData}
            columns={[
              {
                key: 'sequence',
                title: '序号',
                card: 'heading',
                render: (d) => `第 ${countText(d.sequence)} 条 ${eventText(d.type)}`,
              },
              { key: 'reason', title: '对方说的原因', card: 'wide', render: (d) => `${d.reason}（答复 ${d.status}）` },
              { key: 'at', title: '拒收于', render: (d) => <AsOf at={d.refusedAt} bare /> },
              { key: 'state', title: '状态', render: letterState },
              {
                key: 'actions',
                title: '操作',
                card: 'actions',
                render: (d) =>
                  can.operate &&
                  d.replayedAt === null && (
                    <Button size="small" loading={replay.isPending} onClick={() => again([d])}>
                      重推
                    </Button>
                  ),
              },
            ]}
          />
        )}
      </QueryView>
    </Card>
  )
}

const letterState = (letter: DeadLetter): ReactNode => {
  if (letter.replayedAt !== null) return <StatusTag tone="good">已重新送达</StatusTag>
  return letter.holdsUp ? (
    <StatusTag tone="bad">{words.holdsUp}</StatusTag>
  ) : (
    <StatusTag tone="warn">等待重推</StatusTag>
  )
}
