import { Card, Form, Input } from 'antd'
import { type ReactNode, useState } from 'react'
import { useCan, useMarketId } from '../../lib/session.ts'
import { AsOf } from '../../ui/as-of.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { type Quarantined, useQuarantine, useSettleQuarantine } from './api.ts'
import { channelLabels, quarantineTexts, sideText } from './model.ts'
import { SettleButton } from './settle-button.tsx'

/** Notices of payments that did not agree with the charge: never taken for paid, kept for a person to look at. */
export const QuarantineCard = (): ReactNode => {
  const can = useCan()
  const cases = useQuarantine(useMarketId())
  const [settling, setSettling] = useState<Quarantined>()
  const settle = useSettleQuarantine()
  return (
    <Card size="small" title="没有入账的支付通知">
      <QueryView query={cases} rows={2}>
        {({ items }) => (
          <DataTable
            label="没有入账的支付通知"
            rows={items}
            rowKey={(c) => c.quarantineCaseId}
            emptyText="没有对不上的支付通知"
            columns={[
              { key: 'what', title: '哪里不对', card: 'heading', render: (c) => quarantineTexts[c.kind] },
              { key: 'channel', title: '渠道', render: (c) => channelLabels[c.channel] },
              { key: 'number', title: '收款单号', card: 'wide', render: (c) => c.chargeNumber },
              { key: 'expected', title: '应是', card: 'wide', render: (c) => sideText(c.expected) },
              { key: 'seen', title: '通知说', card: 'wide', render: (c) => sideText(c.seen) },
              { key: 'at', title: '时间', render: (c) => <AsOf at={c.foundAt} bare /> },
              { key: 'note', title: '处理', render: (c) => (c.settledAt === null ? '待处理' : c.note) },
              {
                key: 'actions',
                title: '操作',
                card: 'actions',
                render: (c) =>
                  can.operate && c.settledAt === null ? <SettleButton onClick={() => setSettling(c)} /> : null,
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
        onSubmit={({ note }) => settle.mutateAsync({ quarantineCaseId: settling?.quarantineCaseId ?? '', note })}
      >
        <Form.Item name="note" label="处理说明" rules={[{ required: true, message: '请写明怎么处理的' }]}>
          <Input.TextArea rows={4} maxLength={300} />
        </Form.Item>
      </FormDrawer>
    </Card>
  )
}
