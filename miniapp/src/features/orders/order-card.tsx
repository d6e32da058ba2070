import { View } from '@tarojs/components'
import { useState } from 'react'
import { openPage } from '../../platform/navigation.ts'
import { shopText } from '../../text-shop.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { CodeText } from '../../ui/code-text.tsx'
import { Tag } from '../../ui/tag.tsx'
import { Tap } from '../../ui/tap.tsx'
import type { StallOrderCard } from './order-view.ts'

const words = shopText.order

interface OrderCardProps {
  readonly order: StallOrderCard
  readonly busy: boolean
  /** Pays this order alone, where the page's button pays several. */
  readonly pay?: { readonly text: string; readonly busy: boolean; readonly onTap: () => void } | undefined
  readonly onCancel: () => void
  readonly onAnswer: (lineNo: number, agreed: boolean) => void
}

const Questions = ({ order, busy, onAnswer }: Omit<OrderCardProps, 'onCancel' | 'pay'>) => (
  <>
    {order.questions.map(({ lineNo, text, money }) => (
      <View key={lineNo} className="question" role="alert">
        <View className="question__text">{text}</View>
        <View>{money}</View>
        <Button id={`agree-${lineNo}`} busy={busy} text={words.agree} onTap={() => onAnswer(lineNo, true)} />
        <Button
          id={`refuse-${lineNo}`}
          busy={busy}
          kind="plain"
          text={words.refuse}
          onTap={() => onAnswer(lineNo, false)}
        />
      </View>
    ))}
  </>
)

const Cancel = ({ id, busy, onCancel }: { id: string; busy: boolean; onCancel: () => void }) => {
  const [asked, setAsked] = useState(false)
  if (!asked)
    return (
      <Tap id={`cancel-${id}`} className="card__more" onTap={() => setAsked(true)}>
        {words.cancel}
      </Tap>
    )
  return (
    <View className="question">
      <View className="question__text">{words.cancelSure}</View>
      <Button id={`cancel-yes-${id}`} busy={busy} text={words.cancelYes} onTap={onCancel} />
      <Button kind="plain" text={words.cancelNo} onTap={() => setAsked(false)} />
    </View>
  )
}

/** One stall's order: where it stands, goods as ordered and as weighed, and where the money is. */
export const OrderCard = ({ order, busy, pay, onCancel, onAnswer }: OrderCardProps) => (
  <Card title={order.stall} corner={<Tag tone={order.state.tone} text={order.state.text} />}>
    <View className="order__next">{order.next}</View>
    {order.endReason !== null && <View className="card__note">{order.endReason}</View>}
    {order.pickupCode !== null && (
      <View className="code">
        <View>{words.pickupCode}</View>
        <View className="code__digits">{order.pickupCode}</View>
        <View className="card__note">{words.pickupAt(order.stallCode)}</View>
      </View>
    )}
    <Questions order={order} busy={busy} onAnswer={onAnswer} />
    {order.lines.map((line) => (
      <View key={line.lineNo} className="order__line">
        <View className="sum">
          <View className="strong">{line.name}</View>
          <View>{line.amount}</View>
        </View>
        <View className="card__note">{[line.ordered, line.picked].filter(Boolean).join('，')}</View>
      </View>
    ))}
    {order.traces.map(({ name, traceCode }) => (
      <Tap
        key={`${name}-${traceCode}`}
        id={`trace-${traceCode}`}
        className="card__more"
        onTap={() => openPage('trace', { code: traceCode })}
      >
        {words.trace(name)}
      </Tap>
    ))}
    <View className="order__money">
      {order.money.map(({ name, value, strong }) => (
        <View key={name} className={`sum ${strong ? 'sum--strong' : ''}`}>
          <View>{name}</View>
          <View>{value}</View>
        </View>
      ))}
    </View>
    {[...order.refunds, ...(order.declared === null ? [] : [order.declared])].map((line) => (
      <View key={line} className="order__refund">
        {line}
      </View>
    ))}
    {pay && <Button id={`pay-${order.stallOrderId}`} kind="plain" text={pay.text} busy={pay.busy} onTap={pay.onTap} />}
    <View className="card__foot">
      <CodeText text={order.number} />
    </View>
    {order.canCancel && <Cancel id={order.stallOrderId} busy={busy} onCancel={onCancel} />}
  </Card>
)
