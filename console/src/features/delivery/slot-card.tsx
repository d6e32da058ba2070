import { clockPattern, planSlots, type SlotDay, slotsADay } from '@smart-market/shared/delivery-slots.ts'
import { Button, Card, Flex, Form, Input, InputNumber } from 'antd'
import { type ReactNode, useState } from 'react'
import { useToday } from '../../lib/clock.ts'
import { useCan, useMarketId } from '../../lib/session.ts'
import { ConfirmButton } from '../../ui/confirm-button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { DateField } from '../../ui/date-field.tsx'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { type Slot, useChangeSlot, useDeliveryPlan, useOpenSlots, useSetDeliveryPlan, useSlots } from './api.ts'
import { type PlanOfSlots, planText, slotText } from './model.ts'

export const SlotCard = (): ReactNode => {
  const slots = useSlots(useMarketId())
  const can = useCan()
  const [open, setOpen] = useState(false)
  const [slot, setSlot] = useState<Slot>()
  const change = useChangeSlot()
  return (
    <Card
      size="small"
      title="配送时段"
      extra={can.operate && <Button onClick={() => setOpen(true)}>临时加开时段</Button>}
    >
      <EveryDay />
      <QueryView dated query={slots} rows={3}>
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

const clock = [{ required: true, pattern: clockPattern, message: '写成 09:00 的样子' }]
const required = [{ required: true, message: '请填写' }]
const usualDay: SlotDay = { first: '08:00', last: '18:00', minutes: 60, capacity: 10 }

/** `wrong` says that these fields make no slot. */
const DayFields = ({ wrong }: { wrong: boolean }): ReactNode => (
  <>
    <Form.Item name="first" label="每天最早" rules={clock}>
      <Input maxLength={5} />
    </Form.Item>
    <Form.Item
      name="last"
      label="每天最晚"
      rules={clock}
      {...(wrong ? { validateStatus: 'error', help: '这样排不出时段：已经过去，或一段比营业时间还长。' } : {})}
    >
      <Input maxLength={5} />
    </Form.Item>
    <Form.Item name="minutes" label="一段多长" rules={required}>
      <InputNumber min={15} max={720} precision={0} suffix="分钟" style={{ width: '100%' }} />
    </Form.Item>
    <Form.Item name="capacity" label="一段接多少单" rules={required}>
      <InputNumber min={1} max={10_000} precision={0} suffix="单" style={{ width: '100%' }} />
    </Form.Item>
  </>
)

/** Slots that open by themselves: what is set, how to change it, how to stop. */
const EveryDay = (): ReactNode => {
  const plan = useDeliveryPlan(useMarketId())
  const can = useCan()
  const [open, setOpen] = useState(false)
  const write = useSetDeliveryPlan()
  const [none, setNone] = useState(false)
  const submit = async (values: PlanOfSlots): Promise<void> => {
    setNone(slotsADay(values) === 0)
    if (slotsADay(values) === 0) throw new Error('no slot')
    await write.mutateAsync(values)
  }
  return (
    <QueryView query={plan} rows={1}>
      {({ plan: set }) => (
        <Flex wrap gap="small" align="center" className="toolbar">
          <span>
            {set === null ? '没有设置自动开放：时段用完以后，消费者只能自提。' : `自动开放：${planText(set)}`}
          </span>
          {can.operate && (
            <Button onClick={() => setOpen(true)}>{set === null ? '设置每天自动开放' : '修改自动开放'}</Button>
          )}
          {can.operate && set !== null && (
            <ConfirmButton
              title="停止自动开放？"
              description="已经开放的时段还在，用完以后消费者只能自提。"
              okText="停止"
              onConfirm={() => write.mutateAsync(null)}
              button={{ children: '停止自动开放' }}
            />
          )}
          <FormDrawer<PlanOfSlots>
            title="每天自动开放配送时段"
            open={open}
            onClose={() => setOpen(false)}
            initialValues={set ?? { ...usualDay, daysAhead: 7 }}
            onSubmit={submit}
          >
            <DayFields wrong={none} />
            <Form.Item
              name="daysAhead"
              label="提前几天开放"
              extra="已经开放的时段不变；和它们重叠的不再开放。"
              rules={required}
            >
              <InputNumber min={1} max={14} precision={0} suffix="天" style={{ width: '100%' }} />
            </Form.Item>
          </FormDrawer>
        </Flex>
      )}
    </QueryView>
  )
}

interface SomeDays extends SlotDay {
  readonly from: string
  readonly days: number
}

const OpenSlots = ({ open, onClose }: { open: boolean; onClose: () => void }): ReactNode => {
  const today = useToday()
  const write = useOpenSlots()
  const [none, setNone] = useState(false)
  const submit = async ({ from, days, ...day }: SomeDays): Promise<void> => {
    const slots = planSlots(day, { from, days }, new Date())
    setNone(slots.length === 0)
    if (slots.length === 0) throw new Error('no slot')
    await write.mutateAsync({ slots })
  }
  return (
    <FormDrawer<SomeDays>
      title="开放配送时段"
      open={open}
      onClose={onClose}
      submitLabel="开放"
      initialValues={{ ...usualDay, from: today, days: 7 }}
      onSubmit={submit}
    >
      <Form.Item name="from" label="从哪天起" rules={required}>
        <DateField />
      </Form.Item>
      <Form.Item name="days" label="连续几天" rules={required}>
        <InputNumber min={1} max={14} precision={0} suffix="天" style={{ width: '100%' }} />
      </Form.Item>
      <DayFields wrong={none} />
    </FormDrawer>
  )
}
