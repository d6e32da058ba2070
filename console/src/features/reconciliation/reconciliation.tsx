import { Alert, Empty, Form, Input, Segmented } from 'antd'
import { type ReactNode, useState } from 'react'
import { useListSearch } from '../../lib/search-params.ts'
import { useCan, useMarketId } from '../../lib/session.ts'
import { AsOf } from '../../ui/as-of.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { DateRange } from '../../ui/date-field.tsx'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { ListToolbar } from '../../ui/list-toolbar.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { SalesTabs } from '../sales/sales-tabs.tsx'
import { type Difference, useChannels, useDifferences, useSettleDifference } from './api.ts'
import { DayCard } from './day-card.tsx'
import { channelLabels, differenceTexts, sideText } from './model.ts'
import { QuarantineCard } from './quarantine-card.tsx'
import { SettleButton } from './settle-button.tsx'

/** What does not add up between the channels, our records and the orders, as a list to work off. */
export const Reconciliation = (): ReactNode => {
  const channels = useChannels(useMarketId())
  const demo = channels.data?.items.some((one) => one.demo) === true
  return (
    <>
      <PageHeader title="对账" note="渠道账单、收款记录和订单三方核对。钱直接进各摊位自己的账户，市场不经手。" />
      <SalesTabs />
      {demo && (
        <Alert
          type="warning"
          showIcon
          title="现在用的是本地演示收银台，账单也由它给出，不是真实付款。"
          style={{ marginBottom: 16 }}
        />
      )}
      <div className="stack">
        <DayCard />
        <Differences />
        <QuarantineCard />
      </div>
    </>
  )
}

const Differences = (): ReactNode => {
  const can = useCan()
  const list = useListSearch()
  const { from, to, show } = list.values
  const differences = useDifferences(useMarketId(), { from, to, open: show === 'all' ? undefined : 'true' })
  const [settling, setSettling] = useState<Difference>()
  const settle = useSettleDifference()
  return (
    <section aria-label="对账差异">
      <h2 className="section-title">对账差异</h2>
      <ListToolbar>
        <Segmented
          aria-label="看哪些"
          value={show === 'all' ? 'all' : 'open'}
          options={[
            { value: 'open', label: '待处理' },
            { value: 'all', label: '全部' },
          ]}
          onChange={(next) => list.set({ show: next === 'all' ? 'all' : undefined })}
        />
        <DateRange from={from} to={to} onChange={(start, end) => list.set({ from: start, to: end })} />
      </ListToolbar>
      <QueryView
        query={differences}
        rows={3}
        isEmpty={(d) => d.items.length === 0}
        empty={<Empty description={show === 'all' ? '没有对账差异' : '没有待处理的差异'} />}
      >
        {({ items }) => (
          <DataTable
            label="对账差异"
            rows={items}
            rowKey={(d) => d.differenceId}
            columns={[
              { key: 'what', title: '差在哪里', card: 'heading', render: (d) => differenceTexts[d.kind].what },
              { key: 'day', title: '营业日', render: (d) => d.businessDate },
              { key: 'channel', title: '渠道', render: (d) => channelLabels[d.channel] },
              { key: 'number', title: '单号', card: 'wide', render: (d) => d.reference },
              { key: 'ours', title: '我们记的', card: 'wide', render: (d) => sideText(d.ours) },
              { key: 'theirs', title: '渠道记的', card: 'wide', render: (d) => sideText(d.theirs) },
              { key: 'next', title: '怎么办', card: 'wide', render: (d) => differenceTexts[d.kind].next },
              {
                key: 'settled',
                title: '处理',
                card: 'wide',
                render: (d) =>
                  d.settledAt === null ? (
                    '待处理'
                  ) : (
                    <>
                      <AsOf at={d.settledAt} bare /> {d.note}
                    </>
                  ),
              },
              {
                key: 'actions',
                title: '操作',
                card: 'actions',
                render: (d) =>
                  can.operate && d.settledAt === null ? <SettleButton onClick={() => setSettling(d)} /> : null,
              },
            ]}
          />
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
