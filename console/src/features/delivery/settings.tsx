import { Button, Card, Form, InputNumber } from 'antd'
import { type ReactNode, useState } from 'react'
import { useCan, useMarketId } from '../../lib/session.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { LinkButton } from '../../ui/market-link.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { SalesTabs } from '../sales/sales-tabs.tsx'
import { type OrderSettings, useOrderSettings, useRiders, useSetOrderSettings } from './api.ts'
import { SlotCard } from './slot-card.tsx'
import { ZoneCard } from './zone-card.tsx'

export const DeliverySettings = (): ReactNode => (
  <>
    <PageHeader
      title="配送设置"
      note="送到哪里、多少钱、什么时候送，以及订单的时限。"
      actions={<LinkButton goTo={{ page: 'parcels' }}>返回配送</LinkButton>}
    />
    <SalesTabs />
    <div className="stack">
      <ZoneCard />
      <SlotCard />
      <RiderCard />
      <TermsCard />
    </div>
  </>
)

const RiderCard = (): ReactNode => {
  const riders = useRiders(useMarketId())
  const can = useCan()
  return (
    <Card size="small" title="配送员" extra={can.operate && <LinkButton goTo={{ page: 'users' }}>开通账号</LinkButton>}>
      <QueryView query={riders} rows={2}>
        {({ items }) => (
          <DataTable
            label="配送员"
            rows={items}
            rowKey={(r) => r.riderId}
            short
            emptyText="还没有市场工作人员账号"
            columns={[
              { key: 'name', title: '姓名', card: 'heading', render: (r) => r.name },
              { key: 'open', title: '手上的包裹', numeric: true, render: (r) => `${r.openParcels} 个` },
            ]}
          />
        )}
      </QueryView>
    </Card>
  )
}

const terms: readonly {
  readonly name: keyof OrderSettings
  readonly label: string
  readonly unit: string
  readonly min: number
  readonly max: number
}[] = [
  { name: 'payWithinMinutes', label: '下单后多久不付款就取消', unit: '分钟', min: 3, max: 120 },
  { name: 'remindAfterMinutes', label: '多久没接单就提醒经营户', unit: '分钟', min: 1, max: 240 },
  { name: 'escalateAfterMinutes', label: '多久没接单、没答复或没补付就转市场处理', unit: '分钟', min: 1, max: 720 },
  { name: 'overweightPercent', label: '称重超出多少要先问消费者', unit: '%', min: 0, max: 50 },
]

const TermsCard = (): ReactNode => {
  const settings = useOrderSettings(useMarketId())
  const can = useCan()
  const [open, setOpen] = useState(false)
  const write = useSetOrderSettings()
  return (
    <Card size="small" title="订单时限" extra={can.operate && <Button onClick={() => setOpen(true)}>修改</Button>}>
      <QueryView query={settings} rows={2}>
        {(data) => (
          <>
            <DataTable
              label="订单时限"
              rows={terms}
              rowKey={(t) => t.name}
              short
              columns={[
                { key: 'label', title: '时限', card: 'heading', render: (t) => t.label },
                { key: 'value', title: '现在', numeric: true, render: (t) => `${data[t.name]} ${t.unit}` },
              ]}
            />
            <FormDrawer<OrderSettings>
              title="修改订单时限"
              open={open}
              onClose={() => setOpen(false)}
              initialValues={data}
              onSubmit={(body) => write.mutateAsync(body)}
            >
              {terms.map((t) => (
                <Form.Item key={t.name} name={t.name} label={t.label} rules={[{ required: true, message: '请填写' }]}>
                  <InputNumber min={t.min} max={t.max} precision={0} suffix={t.unit} style={{ width: '100%' }} />
                </Form.Item>
              ))}
            </FormDrawer>
          </>
        )}
      </QueryView>
    </Card>
  )
}
