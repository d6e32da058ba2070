/** What does not add up between the channels, our records and the orders, as a list to work off. */
import { Button, Empty, Flex, Form, Input, Segmented } from 'antd'
import { type ReactNode, useState } from 'react'
import { oneOf, useListSearch } from '../../lib/search-params.ts'
import { useCan, useMarketId } from '../../lib/session.ts'
import { AsOf } from '../../ui/as-of.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { DateRange } from '../../ui/date-field.tsx'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { ListToolbar, SearchBox } from '../../ui/list-toolbar.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { type Difference, useDifferences, useSettleDifference, useTakeDifference } from './api.ts'
import { channelLabels, differenceTexts } from './model.ts'
import { Counted } from './counted.tsx'
import { SettleButton } from './settle-button.tsx'
import { Side } from './side.tsx'

const shows = ['open', 'working', 'settled', 'all'] as const
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
  const show = oneOf(list.values['show'], shows) ?? 'open'
  const differences = useDifferences(useMarketId(), { from, to, q: list.q || undefined, ...queryOf[show] })
  const [settling, setSettling] = useState<Difference>()
  const settle = useSettleDifference()
  const take = useTakeDifference()
  return (
    <section aria-label="对账差异">
      <ListToolbar>
        <Segmented
          aria-label="看哪些"
          value={show}
          options={[
            { value: 'open', label: '待处理' },
            { value: 'working', label: '处理中' },
            { value: 'settled', label: '已结案' },
            { value: 'all', label: '全部' },
          ]}
          onChange={(next) => list.set({ show: next === 'open' ? undefined : next })}
        />
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
      <FormDrawer<{ note: string }>
        title="写明怎么处理"
        open={settling !== undefined}
        onClose={() => setSettling(undefined)}
        submitLabel="结案"
        onSubmit={({ note }) => settle.mutateAsync({ differenceId: settling?.differenceId ?? '', note })}
      >
        <p>{settling && differenceTexts[settling.kind].next}</p>
        <Form.Item name="note" label="处理说明" rules={[{ required: true, message: '请写明怎么处理的' }]}>
          <Input.TextArea rows={4} maxLength={300} />
        </Form.Item>
      </FormDrawer>
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
