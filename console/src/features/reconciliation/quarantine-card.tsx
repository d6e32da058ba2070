/** Notices of payments that did not agree with the charge: never taken for paid, kept for a person to look at. */
import { Alert, Empty, Form, Input, Segmented } from 'antd'
import { type ReactNode, useState } from 'react'
import { oneOf, useListSearch } from '../../lib/search-params.ts'
import { useCan, useMarketId } from '../../lib/session.ts'
import { AsOf } from '../../ui/as-of.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { ListToolbar, SearchBox } from '../../ui/list-toolbar.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { type Quarantined, useQuarantine, useSettleQuarantine } from './api.ts'
import { Counted } from './counted.tsx'
import { channelLabels, quarantineTexts } from './model.ts'
import { SettleButton } from './settle-button.tsx'
import { Side } from './side.tsx'

const shows = ['open', 'settled', 'all'] as const
const queryOf = { open: { open: 'true' }, settled: { open: 'false' }, all: {} } as const
const emptyTexts = {
  open: '没有待处理的支付通知',
  settled: '还没有结案的支付通知',
  all: '没有对不上的支付通知',
} as const

export const QuarantineCard = (): ReactNode => {
  const can = useCan()
  const list = useListSearch()
  const show = oneOf(list.values['show'], shows) ?? 'open'
  const cases = useQuarantine(useMarketId(), { q: list.q || undefined, ...queryOf[show] })
  const [settling, setSettling] = useState<Quarantined>()
  const settle = useSettleQuarantine()
  return (
    <section aria-label="没有入账的支付通知">
      <Alert
        type="info"
        showIcon
        title="这些支付通知和应收的对不上，系统没有当成已付。请向渠道核实，写明怎么处理。"
        style={{ marginBottom: 16 }}
      />
      <ListToolbar>
        <Segmented
          aria-label="看哪些"
          value={show}
          options={[
            { value: 'open', label: '待处理' },
            { value: 'settled', label: '已结案' },
            { value: 'all', label: '全部' },
          ]}
          onChange={(next) => list.set({ show: next === 'open' ? undefined : next })}
        />
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
      <FormDrawer<{ note: string }>
        title="写明怎么处理"
        open={settling !== undefined}
        onClose={() => setSettling(undefined)}
        submitLabel="结案"
        onSubmit={({ note }) => settle.mutateAsync({ quarantineCaseId: settling?.quarantineCaseId ?? '', note })}
      >
        <Form.Item name="note" label="处理说明" rules={[{ required: true, message: '请写明怎么处理的' }]}>
          <Input.TextArea rows={4} maxLength={300} />
        </Form.Item>
      </FormDrawer>
    </section>
  )
}
