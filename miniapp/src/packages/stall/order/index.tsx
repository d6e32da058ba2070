import { View } from '@tarojs/components'
import { useEffect, useState } from 'react'
import type { StallOrderView } from '@smart-market/shared/contracts/orders.ts'
import { quantityText } from '../../../features/goods/goods-view.ts'
import { yuanText } from '../../../features/money/amounts.ts'
import { stateText } from '../../../features/orders/order-view.ts'
import { KeptNotice } from '../../../features/reading/kept-notice.tsx'
import { useEvery } from '../../../features/reading/use-every.ts'
import { EndOrder } from '../../../features/selling/end-order.tsx'
import { ageText, askedSince, queueOf } from '../../../features/selling/today-view.ts'
import { useScale } from '../../../features/selling/use-scale.ts'
import { type Picked, useSellerOrder, type SellerOrder } from '../../../features/selling/use-seller-order.ts'
import { WeighCard } from '../../../features/selling/weigh-card.tsx'
import { canFinish, isLast, lineAtHand, pickedText } from '../../../features/selling/weigh-view.ts'
import { may, SellerGate, type SellerUse } from '../../../features/session/seller.tsx'
import { WriteNotice } from '../../../features/writing/write-state.tsx'
import { usePageParams } from '../../../platform/navigation.ts'
import { stallText } from '../../../text-stall.ts'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { guarded } from '../../../ui/guarded.tsx'
import { NoticeBar } from '../../../ui/notice-bar.tsx'
import { NumberPad } from '../../../ui/number-pad.tsx'
import { Page } from '../../../ui/page.tsx'
import { QueryView } from '../../../ui/states.tsx'
import { Tag } from '../../../ui/tag.tsx'
import { Tap } from '../../../ui/tap.tsx'

const words = stallText.order
const codeLength = 6
const lookAgainMs = 10_000
const endable: readonly StallOrderView['state'][] = ['accepted', 'picking', 'ready', 'waiting_for_pickup']
const means = ['cash', 'pos_card', 'other'] as const

interface LinesProps {
  readonly order: StallOrderView
  readonly now: Date
  readonly onAgain: (lineNo: number) => void
}

const paymentNote = ({ payment, paidFen, extraDueFen }: StallOrderView): string => {
  if (payment === 'at_stall') return words.payAtStall
  return extraDueFen > 0 ? words.paidSome(yuanText(paidFen)) : words.paid
}

const Lines = ({ order, now, onAgain }: LinesProps) => (
  <Card
    title={`${order.number.slice(-4)} · ${yuanText(order.finalFen ?? order.amountFen)} 元`}
    corner={<Tag text={stateText(order)} />}
    note={paymentNote(order)}
  >
    {order.note !== null && <NoticeBar tone="warn" text={stallText.orders.note(order.note)} />}
    {order.extraDueFen > 0 && (
      <NoticeBar
        tone="warn"
        text={words.extraDue(yuanText(order.extraDueFen), ageText(askedSince(order) ?? order.placedAt, now))}
      />
    )}
    {order.lines.map((line) => (
      <View key={line.lineNo} className="order__line">
        <View className="sum">
          <View className="strong">{`${line.name} ${quantityText(line.orderedQuantity, line)}`}</View>
          <View>{pickedText(line)}</View>
        </View>
        {line.consent === 'asked' && <NoticeBar tone="warn" text={words.asked(ageText(line.askedAt ?? '', now))} />}
        {order.state === 'picking' && line.pickedQuantity !== null && (
          <Tap id={`again-${line.lineNo}`} className="card__more" onTap={() => onAgain(line.lineNo)}>
            {words.again}
          </Tap>
        )}
      </View>
    ))}
  </Card>
)

const HandOver = ({ order, sale, busy }: { order: StallOrderView; sale: SellerOrder; busy: boolean }) => {
  const [code, setCode] = useState('')
  const pays = order.payment === 'at_stall' && (order.finalFen ?? 0) > 0
  const more = (order.finalFen ?? 0) - order.amountFen
  return (
    <Card title={words.code} note={words.codeHint}>
      <View className="scale" aria-label={code}>
        <View className="scale__number">{code.padEnd(codeLength, '·')}</View>
      </View>
      <NumberPad maxLength={codeLength} onTyped={setCode} />
      {pays && more > 0 && <View className="card__note">{words.moreThanOrdered(yuanText(more))}</View>}
      {pays && <View className="strong">{`${words.means}${yuanText(order.finalFen ?? 0)} 元`}</View>}
      {pays ? (
        means.map((one) => (
          <Button
            key={one}
            id={`means-${one}`}
            busy={busy}
            text={words[one]}
            onTap={() => void sale.handOver(code, one)}
          />
        ))
      ) : (
        <Button id="hand-over" busy={busy} text={words.handOver} onTap={() => void sale.handOver(code)} />
      )}
    </Card>
  )
}

/** `?order=ID`, with `do=accept` when "接单" was tapped in a list. */
const OrderPage = (use: SellerUse) => {
  const params = usePageParams()
  const sale = useSellerOrder(use, params.order ?? '')
  const [typed, setTyped] = useState('')
  const [chosen, setChosen] = useState<number | null>(null)
  const { query, state } = sale
  const order = query.status === 'data' && query.data.problem === null ? query.data.data : null
  const busy = state.status === 'sending'
  const line = order && lineAtHand(order, chosen)
  // Nobody taps a page that waits for somebody else.
  useEvery(lookAgainMs, order !== null && askedSince(order) !== null && typed === '', sale.reload)

  // Once: afterwards the order is no longer to be accepted, or the refusal stands there to be read.
  const toAccept = params.do === 'accept' && order !== null && queueOf(order) === 'accept' && state.status === 'idle'
  const { accept } = sale
  useEffect(() => {
    if (toAccept) void accept()
  }, [toAccept, accept])

  const scale = useScale(use, params.order ?? '', line !== null && line.priceBasis !== 'per_piece')
  const weigh = async (picked: Picked) => {
    if (!order || !line || !(await sale.weigh(line.lineNo, picked, isLast(order, line)))) return
    setTyped('')
    setChosen(null)
  }
  const weighAction = () => {
    if (!order || !line) return undefined
    const quantity = typed === '' ? line.orderedQuantity : Number(typed)
    const save = isLast(order, line) ? words.saveLast : words.save
    const text = `${typed === '' ? words.asOrdered(quantityText(quantity, line)) : quantityText(quantity, line)}，${save}`
    return { text, onTap: () => void weigh({ quantity }), busy }
  }
  const action = () => {
    if (order === null) return undefined
    if (queueOf(order) === 'accept') return { text: words.accept, onTap: () => void sale.accept(), busy }
    if (order.state === 'accepted') return { text: words.start, onTap: () => void sale.start(), busy }
    if (line) return weighAction()
    if (order.state === 'picking' && canFinish(order))
      return { text: words.finish, onTap: () => void sale.finish(), busy }
    return undefined
  }
  return (
    <Page
      title={words.title(query.status === 'data' ? query.data.data.stallCode : '')}
      demo={use.seller.demo}
      action={action()}
    >
      <QueryView query={query} onRetry={sale.reload}>
        {(kept) => (
          <>
            <KeptNotice kept={kept} onRetry={sale.reload} />
            <WriteNotice state={state} onRefresh={sale.reload} />
            {order && line && (
              <WeighCard
                order={order}
                line={line}
                typed={typed}
                busy={busy}
                onTyped={setTyped}
                onMissing={() => void weigh({ quantity: 0 })}
                scale={scale}
                onUse={(weighingSaleId) => void weigh({ weighingSaleId })}
              />
            )}
            {order?.state === 'waiting_for_pickup' && <HandOver order={order} sale={sale} busy={busy} />}
            {kept.data.state === 'ready' && <NoticeBar tone="good" text={words.rider} />}
            <Lines order={kept.data} now={new Date()} onAgain={setChosen} />
            {order && queueOf(order) === 'accept' && (
              <EndOrder text={words.decline} busy={busy} onEnd={(reason) => void sale.decline(reason)} />
            )}
            {order && may(use.seller, 'refunds') && endable.includes(order.state) && (
              <EndOrder text={words.abandon} busy={busy} onEnd={(reason) => void sale.abandon(reason)} />
            )}
            <View className="block">
              <Button id="refresh" kind="plain" text={words.refresh} onTap={sale.reload} />
            </View>
          </>
        )}
      </QueryView>
    </Page>
  )
}

function SellerOrderPage() {
  return <SellerGate>{(use) => <OrderPage {...use} />}</SellerGate>
}

export default guarded(SellerOrderPage)
