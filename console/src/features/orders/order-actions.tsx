/** What the market does with one order in the stall's stead. */
import { formatFen } from '@smart-market/shared/money.ts'
import { labels } from '@smart-market/shared/text/zh.ts'
import { Button, Card, Flex, Form, Input, Radio } from 'antd'
import { type ReactNode, useState } from 'react'
import { useListSearch } from '../../lib/search-params.ts'
import { useCan } from '../../lib/session.ts'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { FenField } from '../../ui/fen-field.tsx'
import { optionsOf } from '../../ui/list-toolbar.tsx'
import { type End, type StallOrder, useEndOrder, useHandOver, useRefund, useStep } from './api.ts'
import { actsOf, leftToRefund, type OrderAct } from './model.ts'

const words: Record<OrderAct, string> = {
  accept: '替摊位接单',
  decline: '不接，退款',
  pick: '开始备货',
  ready: '全部备好',
  handOver: '核对取货码并交货',
  abandon: '做不了，退款',
  refund: '退款',
}
type Drawer = 'end' | 'handOver' | 'refund'

export const OrderActions = ({ order }: { order: StallOrder }): ReactNode => {
  const can = useCan()
  const { values } = useListSearch()
  const [open, setOpen] = useState<Drawer | undefined>(
    values['code'] && order.state === 'waiting_for_pickup' ? 'handOver' : undefined,
  )
  const step = useStep(order.stallOrderId)
  const acts = can.write ? actsOf(order) : []
  if (acts.length === 0) return null
  const doAct = (act: OrderAct): void => {
    if (act === 'accept' || act === 'pick' || act === 'ready') step.mutate(act)
    else setOpen(act === 'handOver' || act === 'refund' ? act : 'end')
  }
  return (
    <Card size="small" title="处理">
      <Flex wrap gap="small">
        {acts.map((act, i) => (
          <Button key={act} type={i === 0 ? 'primary' : 'default'} loading={step.isPending} onClick={() => doAct(act)}>
            {words[act]}
          </Button>
        ))}
      </Flex>
      <EndDrawer order={order} open={open === 'end'} onClose={() => setOpen(undefined)} />
      <HandOverDrawer order={order} open={open === 'handOver'} onClose={() => setOpen(undefined)} />
      <RefundDrawer order={order} open={open === 'refund'} onClose={() => setOpen(undefined)} />
    </Card>
  )
}

interface DrawerProps {
  readonly order: StallOrder
  readonly open: boolean
  readonly onClose: () => void
}

const EndDrawer = ({ order, open, onClose }: DrawerProps): ReactNode => {
  const end: End = order.acceptedAt === null ? 'decline' : 'abandon'
  const write = useEndOrder(order.stallOrderId)
  return (
    <FormDrawer<{ reason: string }>
      title={`结束订单 ${order.number}`}
      open={open}
      onClose={onClose}
      submitLabel={order.paidFen > 0 ? `结束并退回 ${formatFen(leftToRefund(order))} 元` : '结束订单'}
      onSubmit={({ reason }) => write.mutateAsync({ end, reason })}
    >
      <Form.Item
        name="reason"
        label="原因"
        extra="消费者会看到。货回到库存，已付的钱原路退回，不能撤回。"
        rules={[{ required: true, message: '请写明原因' }]}
      >
        <Input maxLength={100} placeholder="例如：卖完了" />
      </Form.Item>
    </FormDrawer>
  )
}

const HandOverDrawer = ({ order, open, onClose }: DrawerProps): ReactNode => {
  const { values } = useListSearch()
  const write = useHandOver(order.stallOrderId)
  const pays = order.payment === 'at_stall' && (order.finalFen ?? 0) > 0
  return (
    <FormDrawer<{ pickupCode: string; declaredMeans?: 'cash' | 'pos_card' | 'other' }>
      title={`交货：${order.stallCode} ${order.merchantName}`}
      open={open}
      onClose={onClose}
      initialValues={{ pickupCode: values['code'] ?? '' }}
      submitLabel="核对并交货"
      onSubmit={(body) => write.mutateAsync(body)}
    >
      <Form.Item name="pickupCode" label="取货码" rules={[{ required: true, message: '请顾客报取货码' }]}>
        <Input inputMode="numeric" maxLength={6} autoComplete="off" />
      </Form.Item>
      {pays && (
        <Form.Item
          name="declaredMeans"
          label={`顾客拿货时付 ${formatFen(order.finalFen ?? 0)} 元，收到的是`}
          rules={[{ required: true, message: '请选择收到的是什么' }]}
        >
          <Radio.Group options={optionsOf(labels.declaredMeans)} />
        </Form.Item>
      )}
    </FormDrawer>
  )
}

const RefundDrawer = ({ order, open, onClose }: DrawerProps): ReactNode => {
  const write = useRefund(order.stallOrderId)
  // One key for one drawer: a second press is the same refund.
  const [idempotencyKey, setKey] = useState(() => crypto.randomUUID())
  const left = leftToRefund(order)
  return (
    <FormDrawer<{ amountFen: number; reason: string }>
      title={`退款：订单 ${order.number}`}
      open={open}
      onClose={() => {
        setKey(crypto.randomUUID())
        onClose()
      }}
      initialValues={{ amountFen: left }}
      submitLabel="原路退款"
      onSubmit={(values) => write.mutateAsync({ ...values, idempotencyKey })}
    >
      <Form.Item
        name="amountFen"
        label="退多少"
        extra={`最多还能退 ${formatFen(left)} 元，钱回到原来付款的账户。`}
        rules={[{ required: true, message: '请填写金额' }]}
      >
        <FenField />
      </Form.Item>
      <Form.Item name="reason" label="原因" rules={[{ required: true, message: '请写明原因' }]}>
        <Input maxLength={80} />
      </Form.Item>
    </FormDrawer>
  )
}
