import { labels } from '@smart-market/shared/text/zh.ts'
import { useParams } from '@tanstack/react-router'
import { Alert, Button, Card, Descriptions, Form, InputNumber } from 'antd'
import { type ReactNode, useState } from 'react'
import { useCan, useMarketId } from '../../lib/session.ts'
import { AsOf } from '../../ui/as-of.tsx'
import { CodeText } from '../../ui/code-text.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { LinkButton, MarketLink } from '../../ui/market-link.tsx'
import { Money } from '../../ui/money.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { type StallOrder, useStallOrder, useWeigh } from './api.ts'
import {
  chaseText,
  consentText,
  orderTone,
  type OrderLine,
  paymentText,
  quantityText,
  lateText,
  refundText,
  unitOfLine,
} from './model.ts'
import { OrderActions } from './order-actions.tsx'

export const OrderPage = (): ReactNode => {
  const marketId = useMarketId()
  const { stallOrderId = '' } = useParams({ strict: false }) as { stallOrderId?: string }
  const order = useStallOrder(marketId, stallOrderId)
  return (
    <>
      <PageHeader
        title={order.data ? <CodeText text={`订单 ${order.data.number}`} /> : '订单'}
        note="替摊位操作会记入操作日志，写明是谁做的。"
        actions={<LinkButton goTo={{ page: 'orders', search: { show: 'all' } }}>返回线上订单</LinkButton>}
      />
      <QueryView dated query={order}>
        {(data) => (
          <div className="stack">
            <OrderActions order={data} />
            <Facts order={data} />
            <Lines order={data} />
            <Course order={data} />
          </div>
        )}
      </QueryView>
    </>
  )
}

const Facts = ({ order: o }: { order: StallOrder }): ReactNode => (
  <Card size="small" title="订单">
    {o.endReason !== null && (
      <Alert type="warning" showIcon title={`结束原因：${o.endReason}`} style={{ marginBottom: 12 }} />
    )}
    <Descriptions
      column={{ xs: 1, md: 2 }}
      items={[
        {
          key: 'state',
          label: '状态',
          children: <StatusTag tone={orderTone[o.state]}>{labels.stallOrderState[o.state]}</StatusTag>,
        },
        {
          key: 'stall',
          label: '摊位',
          children: (
            <MarketLink target={{ stallId: o.stallId }}>
              {o.stallCode} {o.merchantName}
            </MarketLink>
          ),
        },
        { key: 'way', label: '取货', children: labels.fulfilment[o.fulfilment] },
        { key: 'pay', label: '付款', children: paymentText(o) },
        { key: 'amount', label: '下单金额', children: <Money fen={o.amountFen} /> },
        { key: 'fee', label: '其中运费', children: <Money fen={o.deliveryFeeFen} /> },
        { key: 'final', label: '称重后金额', children: <Money fen={o.finalFen} /> },
        { key: 'paid', label: '已付', children: <Money fen={o.paidFen} /> },
        ...(o.extraDueFen > 0
          ? [{ key: 'extra', label: '超重还要补付', children: <Money fen={o.extraDueFen} /> }]
          : []),
        { key: 'back', label: '退款', children: refundText(o) },
        ...(o.latePayments.length > 0 ? [{ key: 'late', label: '订单结束后才到的钱', children: lateText(o) }] : []),
        { key: 'chase', label: '催办', children: chaseText(o) },
        ...(o.note === null ? [] : [{ key: 'note', label: '消费者留言', children: o.note }]),
      ]}
    />
  </Card>
)

const Lines = ({ order }: { order: StallOrder }): ReactNode => {
  const can = useCan()
  const [line, setLine] = useState<OrderLine>()
  const weigh = useWeigh(order.stallOrderId)
  const mayWeigh = can.write && order.state === 'picking'
  return (
    <Card size="small" title="商品">
      <DataTable
        label="商品"
        rows={order.lines}
        rowKey={(l) => String(l.lineNo)}
        columns={[
          { key: 'name', title: '商品', card: 'heading', render: (l) => l.name },
          { key: 'ordered', title: '要', numeric: true, render: (l) => quantityText(l.orderedQuantity, l) },
          { key: 'picked', title: '实际', numeric: true, render: (l) => quantityText(l.pickedQuantity, l) },
          { key: 'before', title: '下单金额', numeric: true, render: (l) => <Money fen={l.orderedFen} /> },
          { key: 'after', title: '实际金额', numeric: true, render: (l) => <Money fen={l.finalFen} /> },
          { key: 'consent', title: '说明', render: (l) => consentText(l) ?? '—' },
          {
            key: 'actions',
            title: '操作',
            card: 'actions',
            render: (l) =>
              mayWeigh ? (
                <Button size="small" onClick={() => setLine(l)}>
                  {l.pickedQuantity === null ? '记重量' : '重新记'}
                </Button>
              ) : null,
          },
        ]}
      />
      <FormDrawer<{ quantity: number }>
        title={line === undefined ? '' : `「${line.name}」实际多少`}
        open={line !== undefined}
        onClose={() => setLine(undefined)}
        initialValues={{ quantity: line?.pickedQuantity ?? line?.orderedQuantity ?? 0 }}
        onSubmit={({ quantity }) => weigh.mutateAsync({ lineNo: line?.lineNo ?? 0, quantity })}
      >
        <Form.Item
          name="quantity"
          label={line === undefined ? '数量' : `实际数量（${unitOfLine(line)}）`}
          extra="缺货填 0。少了系统自动退差额；多出约定会先问消费者。"
          rules={[{ required: true, message: '请填写实际数量' }]}
        >
          <InputNumber min={0} precision={0} style={{ width: '100%' }} />
        </Form.Item>
      </FormDrawer>
    </Card>
  )
}

const Course = ({ order: o }: { order: StallOrder }): ReactNode => (
  <Card size="small" title="时间">
    <Descriptions
      column={{ xs: 1, md: 2 }}
      items={(
        [
          ['下单', o.placedAt],
          ['付款截止', o.payBy],
          ['付款', o.paidAt],
          ['提醒经营户', o.remindedAt],
          ['转市场处理', o.escalatedAt],
          ['接单', o.acceptedAt],
          ['备好', o.readyAt],
          ['完成', o.completedAt],
        ] as const
      ).map(([label, at]) => ({ key: label, label, children: <AsOf at={at} bare /> }))}
    />
  </Card>
)
