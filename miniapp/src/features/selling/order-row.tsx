import { View } from '@tarojs/components'
import type { StallOrderView } from '@smart-market/shared/contracts/orders.ts'
import { openPage } from '../../platform/navigation.ts'
import { stallText } from '../../text-stall.ts'
import { Button } from '../../ui/button.tsx'
import { NoticeBar } from '../../ui/notice-bar.tsx'
import { Tag } from '../../ui/tag.tsx'
import { quantityText } from '../goods/goods-view.ts'
import { yuanText } from '../money/amounts.ts'
import { stateText } from '../orders/order-view.ts'
import { ageText, askedSince, queueOf, waitingSince } from './today-view.ts'

const words = stallText.orders

/** One order in a list, with its one next step as a large button. */
export const OrderRow = ({ order, now }: { order: StallOrderView; now: Date }) => {
  const queue = queueOf(order)
  const step = { accept: words.acceptAction, pick: words.goOn, handOver: words.open, done: words.open }[queue ?? 'done']
  const chased = order.remindedAt !== null || order.escalatedAt !== null
  const asked = askedSince(order)
  const open = () =>
    openPage('sellerOrder', { order: order.stallOrderId, do: queue === 'accept' ? 'accept' : undefined })
  return (
    <View id={`order-${order.stallOrderId}`} className="card">
      <View className="card__head">
        <View className="card__title">{order.number.slice(-4)}</View>
        <Tag tone={queue === 'accept' ? (chased ? 'bad' : 'warn') : 'plain'} text={stateText(order)} />
      </View>
      <View>
        {order.lines.map((line) => words.line(line.name, quantityText(line.orderedQuantity, line))).join('，')}
      </View>
      <View className="sum sum--soft">
        <View>{queue === 'accept' ? ageText(waitingSince(order), now) : order.stallCode}</View>
        <View className="strong">{`${yuanText(order.finalFen ?? order.amountFen)} 元`}</View>
      </View>
      {queue === 'accept' && chased && (
        <NoticeBar tone="bad" text={order.escalatedAt === null ? words.reminded : words.escalated} />
      )}
      {asked !== null && (
        <NoticeBar
          tone="warn"
          text={
            order.extraDueFen > 0
              ? words.extraDue(yuanText(order.extraDueFen), ageText(asked, now))
              : words.asked(ageText(asked, now))
          }
        />
      )}
      {order.note !== null && <View className="card__note">{words.note(order.note)}</View>}
      <Button
        id={`open-${order.stallOrderId}`}
        kind={queue === 'done' || asked !== null ? 'plain' : 'primary'}
        text={asked === null ? step : words.open}
        onTap={open}
      />
    </View>
  )
}
