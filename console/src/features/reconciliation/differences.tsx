/** What does not add up between the channels, our records and the orders, as a list to work off. */
import { Button, Empty, Flex } from 'antd'
import { type ReactNode, useState } from 'react'
import { shownOf, useListSearch } from '../../lib/search-params.ts'
import { useCan, useMarketId } from '../../lib/session.ts'
import { AsOf } from '../../ui/as-of.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { DateRange } from '../../ui/date-field.tsx'
import { ListToolbar, SearchBox, ShowSwitch } from '../../ui/list-toolbar.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { type Difference, useDifferences, useSettleDifference, useTakeDifference } from './api.ts'
import { channelLabels, differenceTexts } from './model.ts'
import { Counted } from './counted.tsx'
import { SettleButton, SettleDrawer } from './settle.tsx'
import { Side } from './side.tsx'

const choices = { open: '待处理', working: '处理中', settled: '已结案', all: '全部' } as const
const queryOf = {
  open: { open: 'true' },
  working: { state: 'working' },
  settled: { state: 'settled' },
  all: {},
} as const
const emptyTexts = {
  open: '没有待处理的差异',
  working: '没有正在处理的差异',
  settled: '还没有结案的差异',
  all: '没有对账差异',
} as const

export const Differences = (): ReactNode => {
  const can = useCan()
  const list = useListSearch()
  const { from, to } = list.values
  const show = shownOf(list, choices)
  const differences = useDifferences(useMarketId(), { from, to, q: list.q || undefined, ...queryOf[show] })
  const [settling, setSettling] = useState<Difference>()
  const settle = useSettleDifference()
  const take = useTakeDifference()
  return (
    <section aria-label="对账差异">
      <ListToolbar>
        <ShowSwitch list={list} choices={choices} />
        <SearchBox list={list} hint="搜索收款单号、退款单号、渠道单号" />
        <DateRange from={from} to={to} onChange={(start, end) => list.set({ from: start, to: end })} />
      </ListToolbar>
      <QueryView
        query={differences}
        rows={3}
        isEmpty={(d) => d.items.length === 0}
        empty={<Empty description={list.q === '' ? emptyTexts[show] : '没有这个单号的差异'} />}
      >
        {({ items, asOf }) => (
          <>
            <DataTable
              label="对账差异"
              rows={items}
              rowKey={(d) => d.differenceId}
              columns={[
                {
                  key: 'what',
                  title: '差在哪里，怎么办',
                  card: 'heading',
                  render: (d) => (
                    <div className="side">
                      <div>{differenceTexts[d.kind].what}</div>
                      <div className="quiet">{differenceTexts[d.kind].next}</div>
                    </div>
                  ),
                },
                {
                  key: 'which',
                  title: '哪一笔',
                  card: 'wide',
                  render: (d) => (
                    <div className="side">
                      {d.businessDate} {channelLabels[d.channel]} {d.reference}
                    </div>
                  ),
                },
                {
                  key: 'ours',
                  title: '我们记的',
                  card: 'wide',
                  render: (d) => <Side of={d.ours} known={d.reference} />,
                },
                {
                  key: 'theirs',
                  title: '对方记的',
                  card: 'wide',
                  render: (d) => <Side of={d.theirs} known={d.reference} />,
                },
                {
                  key: 'state',
                  title: '处理',
                  card: 'wide',
                  render: (d) => (
                    <div className="side">
                      <Progress of={d} />
                    </div>
                  ),
                },
                {
                  key: 'actions',
                  title: '操作',
                  card: 'actions',
                  render: (d) =>
                    can.operate && d.state !== 'settled' ? (
                      <Flex wrap gap="small" className="side">
                        {d.state === 'open' && (
                          <Button
                            size="small"
                            loading={take.isPending && take.variables === d.differenceId}
                            onClick={() => take.mutate(d.differenceId)}
                          >
                            我来处理
                          </Button>
                        )}
                        <SettleButton onClick={() => setSettling(d)} />
                      </Flex>
                    ) : null,
                },
              ]}
            />
            <Counted count={items.length} asOf={asOf} />
          </>
        )}
      </QueryView>
      <SettleDrawer
        of={settling}
        onClose={() => setSettling(undefined)}
        settle={({ differenceId }, note) => settle.mutateAsync({ differenceId, note })}
        hint={({ kind }) => differenceTexts[kind].next}
      />
    </section>
  )
}

const Progress = ({ of: d }: { of: Difference }): ReactNode => {
  switch (d.state) {
    case 'open':
      return <StatusTag tone="warn">待认领</StatusTag>
    case 'working':
      return (
        <>
          <StatusTag tone="unknown">处理中</StatusTag> {d.takenBy} {d.takenAt !== null && <AsOf at={d.takenAt} bare />}
        </>
      )
    case 'settled':
      return (
        <>
          <StatusTag tone="good">已结案</StatusTag> {d.settledBy}{' '}
          {d.settledAt !== null && <AsOf at={d.settledAt} bare />} {d.note}
        </>
      )
  }
}
