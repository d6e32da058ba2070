import { Button, Card, Form, Input, InputNumber } from 'antd'
import { type ReactNode, useState } from 'react'
import { useToday } from '../../lib/clock.ts'
import { useCan, useMarketId } from '../../lib/session.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { DateField } from '../../ui/date-field.tsx'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { type Slot, useChangeSlot, useOpenSlots, useSlots } from './api.ts'
import { planSlots, slotText } from './model.ts'

export const SlotCard = (): ReactNode => {
  const slots = useSlots(useMarketId())
  const can = useCan()
  const [open, setOpen] = useState(false)
  const [slot, setSlot] = useState<Slot>()
  const change = useChangeSlot()
  return (
    <Card size="small" title="配送时段" extra={can.operate && <Button onClick={() => setOpen(true)}>开放时段</Button>}>
      <QueryView query={slots} rows={3}>
        {({ items }) => (
          <DataTable
            label="配送时段"
            rows={items}
            rowKey={(s) => s.deliverySlotId}
            emptyText="没有开放的时段，消费者只能自提"
            columns={[
              { key: 'time', title: '时段', card: 'heading', render: slotText },
              { key: 'capacity', title: '名额', numeric: true, render: (s) => `${s.capacity} 单` },
              { key: 'taken', title: '已约', numeric: true, render: (s) => `${s.taken} 单` },
              {
                key: 'left',
                title: '还可约',
                numeric: true,
                render: (s) => (s.capacity === s.taken ? '约满' : `${s.capacity - s.taken} 单`),
              },
              {
                key: 'actions',
                title: '操作',
                card: 'actions',
                render: (s) =>
                  can.operate ? (
                    <Button size="small" onClick={() => setSlot(s)}>
                      改名额
                    </Button>
                  ) : null,
              },
            ]}
          />
        )}
      </QueryView>
      <OpenSlots open={open} onClose={() => setOpen(false)} />
      <FormDrawer<{ capacity: number }>
        title={slot === undefined ? '' : `${slotText(slot)} 的名额`}
        open={slot !== undefined}
        onClose={() => setSlot(undefined)}
        initialValues={{ capacity: slot?.capacity ?? 0 }}
        onSubmit={({ capacity }) => change.mutateAsync({ deliverySlotId: slot?.deliverySlotId ?? '', capacity })}
      >
        <Form.Item
          name="capacity"
          label="名额"
          extra={`已约 ${slot?.taken ?? 0} 单，不能比这更少。改成 ${slot?.taken ?? 0} 就是停止预约。`}
          rules={[{ required: true, message: '请填写名额' }]}
        >
          <InputNumber min={slot?.taken ?? 0} precision={0} suffix="单" style={{ width: '100%' }} />
        </Form.Item>
      </FormDrawer>
    </Card>
  )
}

interface PlanValues {
  from: string
  days: number
  first: string
  last: string
  minutes: number
  capacity: number
}
const clock = [{ required: true, pattern: /^([01]\d|2[0-3]):[0-5]\d$/, message: '写成 09:00 的样子' }]
const required = [{ required: true, message: '请填写' }]

const OpenSlots = ({ open, onClose }: { open: boolean; onClose: () => void }): ReactNode => {
  const today = useToday()
  const write = useOpenSlots()
  const [none, setNone] = useState(false)
  const submit = async (values: PlanValues): Promise<void> => {
    const slots = planSlots(values, new Date())
    setNone(slots.length === 0)
    if (slots.length === 0) throw new Error('no slot')
    await write.mutateAsync({ slots })
  }
  return (
    <FormDrawer<PlanValues>
      title="开放配送时段"
      open={open}
      onClose={onClose}
      submitLabel="开放"
      initialValues={{ from: today, days: 7, first: '08:00', last: '18:00', minutes: 60, capacity: 10 }}
      onSubmit={submit}
    >
      <Form.Item name="from" label="从哪天起" rules={required}>
        <DateField />
      </Form.Item>
      <Form.Item name="days" label="连续几天" rules={required}>
        <InputNumber min={1} max={14} precision={0} suffix="天" style={{ width: '100%' }} />
      </Form.Item>
      <Form.Item name="first" label="每天最早" rules={clock}>
        <Input maxLength={5} />
      </Form.Item>
      <Form.Item
        name="last"
        label="每天最晚"
        rules={clock}
        {...(none ? { validateStatus: 'error', help: '这样排不出时段：已经过去，或一段比营业时间还长。' } : {})}
      >
        <Input maxLength={5} />
      </Form.Item>
      <Form.Item name="minutes" label="一段多长" rules={required}>
        <InputNumber min={15} max={720} precision={0} suffix="分钟" style={{ width: '100%' }} />
      </Form.Item>
      <Form.Item name="capacity" label="一段接多少单" rules={required}>
        <InputNumber min={1} max={10_000} precision={0} suffix="单" style={{ width: '100%' }} />
      </Form.Item>
    </FormDrawer>
  )
}
