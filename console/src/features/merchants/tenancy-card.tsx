import { Button, Card, Form } from 'antd'
import { type ReactNode, useState } from 'react'
import { useToday } from '../../lib/clock.ts'
import { useCan } from '../../lib/session.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { DateField } from '../../ui/date-field.tsx'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { MarketLink } from '../../ui/market-link.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { StallPicker } from '../ledger/stall-picker.tsx'
import { type Merchant, useEndTenancy, useStartTenancy } from './api.ts'
import { isLeavable, type Tenancy, tenancyState } from './model.ts'

export const TenancyCard = ({ merchant }: { merchant: Merchant }): ReactNode => {
  const can = useCan()
  const today = useToday()
  const [starting, setStarting] = useState(false)
  const [leaving, setLeaving] = useState<Tenancy>()
  const start = useStartTenancy()
  const end = useEndTenancy()
  return (
    <Card title="入驻" size="small" extra={can.write && <Button onClick={() => setStarting(true)}>登记入驻</Button>}>
      <DataTable
        label="入驻"
        rows={merchant.tenancies}
        rowKey={(t) => t.tenancyId}
        emptyText="还没有入驻摊位"
        columns={[
          {
            key: 'stall',
            title: '摊位',
            card: 'heading',
            render: (t) => <MarketLink target={{ stallId: t.stallId }}>{t.stallCode}</MarketLink>,
          },
          { key: 'from', title: '入驻', numeric: true, render: (t) => t.from },
          { key: 'to', title: '退出', numeric: true, render: (t) => t.to ?? '—' },
          {
            key: 'state',
            title: '状态',
            render: (t) => <StatusTag tone={tenancyState(t, today).tone}>{tenancyState(t, today).text}</StatusTag>,
          },
          {
            key: 'actions',
            title: '操作',
            card: 'actions',
            render: (t) =>
              can.write && isLeavable(t) ? (
                <Button size="small" onClick={() => setLeaving(t)}>
                  办理退出
                </Button>
              ) : null,
          },
        ]}
      />
      <FormDrawer<{ stallId: string; from: string }>
        title="登记入驻"
        open={starting}
        onClose={() => setStarting(false)}
        initialValues={{ from: today }}
        onSubmit={(values) => start.mutateAsync({ ...values, merchantId: merchant.merchantId })}
      >
        <Form.Item name="stallId" label="摊位" rules={[{ required: true, message: '请选择摊位' }]}>
          <StallPicker occupancy="vacant" />
        </Form.Item>
        <Form.Item name="from" label="入驻日期" rules={[{ required: true, message: '请选择日期' }]}>
          <DateField />
        </Form.Item>
      </FormDrawer>
      <FormDrawer<{ to: string }>
        title={`退出摊位 ${leaving?.stallCode ?? ''}`}
        open={leaving !== undefined}
        onClose={() => setLeaving(undefined)}
        initialValues={{ to: today }}
        submitLabel="办理退出"
        onSubmit={({ to }) => end.mutateAsync({ tenancyId: leaving?.tenancyId ?? '', to })}
      >
        <Form.Item
          name="to"
          label="退出日期"
          extra="从这一天起摊位空出"
          rules={[{ required: true, message: '请选择日期' }]}
        >
          <DateField />
        </Form.Item>
      </FormDrawer>
    </Card>
  )
}
