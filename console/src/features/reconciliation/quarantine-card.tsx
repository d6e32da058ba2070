/** Notices of payments that did not agree with the charge: never taken for paid, kept for a person to look at. */
import { Alert, Empty } from 'antd'
import { type ReactNode, useState } from 'react'
import { shownOf, useListSearch } from '../../lib/search-params.ts'
import { useCan, useMarketId } from '../../lib/session.ts'
import { AsOf } from '../../ui/as-of.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { ListToolbar, SearchBox, ShowSwitch } from '../../ui/list-toolbar.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { type Quarantined, useQuarantine, useSettleQuarantine } from './api.ts'
import { Counted } from './counted.tsx'
import { channelLabels, quarantineSteps, quarantineTexts } from './model.ts'
import { SettleButton, SettleDrawer } from './settle.tsx'
import { Side } from './side.tsx'

const choices = { open: '待处理', settled: '已结案', all: '全部' } as const
const queryOf = { open: { open: 'true' }, settled: { open: 'false' }, all: {} } as const
const emptyTexts = {
  open: '没有待处理的支付通知',
  settled: '还没有结案的支付通知',
  all: '没有对不上的支付通知',
} as const

export const QuarantineCard = (): ReactNode => {
  const can = useCan()
  const list = useListSearch()
  const show = shownOf(list, choices)
  const cases = useQuarantine(useMarketId(), { q: list.q || undefined, ...queryOf[show] })
  const [settling, setSettling] = useState<Quarantined>()
  const settle = useSettleQuarantine()
  return (
    <section aria-label="没有入账的支付通知">
      <Alert
        type="info"
        showIcon
        title="这些支付通知和应收的对不上，系统没有当成已付。请按每一笔的“怎么办”去核实，写明结果。"
        style={{ marginBottom: 16 }}
      />
      <ListToolbar>
        <ShowSwitch list={list} choices={choices} />
        <SearchBox list={list} hint="搜索收款单号" />
      </ListToolbar>
      <QueryView
        query={cases}
        rows={2}
        isEmpty={(d) => d.items.length === 0}
        empty={<Empty description={list.q === '' ? emptyTexts[show] : '没有这个单号的支付通知'} />}
      >
        {({ items, asOf }) => (
          <>
            <DataTable
              label="没有入账的支付通知"
              rows={items}
              rowKey={(c) => c.quarantineCaseId}
              columns={[
                { key: 'what', title: '哪里不对', card: 'heading', render: (c) => quarantineTexts[c.kind] },
                { key: 'channel', title: '渠道', render: (c) => channelLabels[c.channel] },
                { key: 'number', title: '收款单号', card: 'wide', render: (c) => c.chargeNumber },
                {
                  key: 'expected',
                  title: '应是',
                  card: 'wide',
                  render: (c) => <Side of={c.expected} known={c.chargeNumber} />,
                },
                {
                  key: 'seen',
                  title: '通知说',
                  card: 'wide',
                  render: (c) => <Side of={c.seen} known={c.chargeNumber} />,
                },
                { key: 'at', title: '时间', render: (c) => <AsOf at={c.foundAt} bare /> },
                { key: 'next', title: '怎么办', card: 'wide', render: (c) => quarantineSteps[c.kind] },
                {
                  key: 'note',
                  title: '处理',
                  card: 'wide',
                  render: (c) =>
                    c.settledAt === null ? (
                      <StatusTag tone="warn">待处理</StatusTag>
                    ) : (
                      <>
                        {c.note} <AsOf at={c.settledAt} bare />
                      </>
                    ),
                },
                {
                  key: 'actions',
                  title: '操作',
                  card: 'actions',
                  render: (c) =>
                    can.operate && c.settledAt === null ? <SettleButton onClick={() => setSettling(c)} /> : null,
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
        settle={({ quarantineCaseId }, note) => settle.mutateAsync({ quarantineCaseId, note })}
      />
    </section>
  )
}
