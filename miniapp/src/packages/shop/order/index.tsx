import { View } from '@tarojs/components'
import { useCallback, useState } from 'react'
import type { OrderGroupView, StallOrderView } from '@smart-market/shared/contracts/orders.ts'
import { useBag } from '../../../features/bag/bag-context.tsx'
import { slotText } from '../../../features/checkout/checkout-view.ts'
import { useChosenMarket } from '../../../features/markets/chosen-market.tsx'
import { RatePurchase } from '../../../features/rating/rate-purchase.tsx'
import { OrderCard } from '../../../features/orders/order-card.tsx'
import { PayChoice, TogetherNote } from '../../../features/orders/pay-choice.tsx'
import {
  aloneText,
  isMoving,
  isStillDue,
  paymentsOf,
  paymentText,
  stallOrderView,
} from '../../../features/orders/order-view.ts'
import { reorder } from '../../../features/orders/reorder.ts'
import { usePay } from '../../../features/orders/use-pay.ts'
import { KeptNotice } from '../../../features/reading/kept-notice.tsx'
import { useEvery } from '../../../features/reading/use-every.ts'
import { useKept } from '../../../features/reading/use-kept.ts'
import { whenText } from '../../../features/reading/words.ts'
import { asShopper } from '../../../features/session/shopper.ts'
import { kindsForOrder } from '../../../features/telling/prompts.ts'
import { ShopperTelling, useShopperOffer } from '../../../features/telling/shopper-telling.tsx'
import { useWrite } from '../../../features/writing/use-write.ts'
import { WriteNotice } from '../../../features/writing/write-state.tsx'
import { openPage, openTab, usePageParams } from '../../../platform/navigation.ts'
import { caseText } from '../../../text-cases.ts'
import { canSubscribe } from '../../../platform/subscribe.ts'
import { shopText } from '../../../text-shop.ts'
import { tellingText } from '../../../text-telling.ts'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { guarded } from '../../../ui/guarded.tsx'
import { NoticeBar } from '../../../ui/notice-bar.tsx'
import { Page } from '../../../ui/page.tsx'
import { QueryView } from '../../../ui/states.tsx'

const words = shopText.order
const lookAgainMs = 10_000
/** While money is on its way: a shopper who has just paid must not be asked to pay again for long. */
const lookSoonMs = 2_000

const Parcel = ({ parcel, now }: { parcel: NonNullable<OrderGroupView['parcel']>; now: Date }) => (
  <Card title={shopText.checkout.delivery}>
    <View className="card__note">{parcel.address}</View>
    <View>{words.slot(slotText(parcel.slot, now))}</View>
    {parcel.riderName !== null && <View>{words.rider(parcel.riderName)}</View>}
    {parcel.failure !== null && <NoticeBar tone="bad" text={words.failed(parcel.failure)} />}
    {parcel.state === 'on_the_way' && (
      <View className="code">
        <View>{words.handOverCode}</View>
        <View className="code__digits">{parcel.handOverCode}</View>
        <View className="card__note">{words.handOverNote}</View>
      </View>
    )}
  </Card>
)

const Reorder = ({ marketCode, group }: { marketCode: string; group: OrderGroupView }) => {
  const [, change] = useBag(marketCode)
  const { state, run } = useWrite()
  const [none, setNone] = useState(false)
  const again = () =>
    void run(async () => {
      const turn = await reorder(marketCode, group)
      setNone(turn === null)
      if (turn === null) return
      change(turn)
      openTab('bag')
    })
  return (
    <View className="block">
      <Button id="reorder" kind="plain" busy={state.status === 'sending'} text={words.reorder} onTap={again} />
      {none && <NoticeBar tone="warn" text={words.reorderNone} />}
      {state.status !== 'sending' && <WriteNotice state={state} />}
    </View>
  )
}

/** `?market=CODE&group=ID` */
function OrderPage() {
  const { market: chosen } = useChosenMarket()
  const params = usePageParams()
  const marketCode = params.market ?? chosen?.code ?? ''
  const group = params.group ?? ''
  const read = useCallback(
    () => asShopper((api) => api.getMyOrder({ params: { marketCode, orderGroupId: group } })),
    [marketCode, group],
  )
  const { query, reload, put } = useKept(group === '' ? null : `order-${group}`, read)
  const { busy, told, way, code, choose, pay } = usePay(marketCode, reload)
  const { state, run } = useWrite()
  const data = query.status === 'data' ? query.data.data : null
  const { offer } = useShopperOffer(data !== null && isMoving(data) ? marketCode : null)
  const payments = data && paymentsOf(data, way)
  const main = payments?.main ?? null
  useEvery(main !== null ? lookSoonMs : lookAgainMs, data !== null && isMoving(data), reload)

  const withOrder = (order: StallOrderView) =>
    data &&
    put({ ...data, stallOrders: data.stallOrders.map((o) => (o.stallOrderId === order.stallOrderId ? order : o)) })
  const cancel = (stallOrderId: string) =>
    void run(async () =>
      withOrder(
        await asShopper((api) =>
          api.cancelMyStallOrder({ params: { marketCode, stallOrderId }, body: { reason: words.cancelReason } }),
        ),
      ),
    )
  const answer = (stallOrderId: string, lineNo: number, agreed: boolean) =>
    void run(async () =>
      withOrder(
        await asShopper((api) =>
          api.answerOverweight({ params: { marketCode, stallOrderId, lineNo: String(lineNo) }, body: { agreed } }),
        ),
      ),
    )
  const action = main === null ? undefined : { text: paymentText(main), onTap: () => pay(main), busy }
  const payAlone = (stallOrderId: string) => {
    const one = payments?.alone.get(stallOrderId)
    return one && { text: aloneText(one), busy, onTap: () => pay(one) }
  }
  const toOrders = (
    <Button
      id="to-orders"
      kind="plain"
      text={shopText.orders.title}
      onTap={() => openPage('orders', { market: marketCode })}
    />
  )
  return (
    <Page
      onPull={reload}
      title={words.title}
      demo={chosen?.code === marketCode && (chosen?.demo ?? false)}
      action={action}
    >
      <QueryView query={query} onRetry={reload} otherWay={toOrders} unaskedWay={toOrders}>
        {(kept) => (
          <>
            <KeptNotice kept={kept} onRetry={reload} />
            {main !== null && (
              <PayChoice
                way={way}
                code={
                  code !== null && isStillDue(code.payment, kept.data)
                    ? { image: code.image, pays: paymentText(code.payment) }
                    : null
                }
                onChoose={choose}
              />
            )}
            {main?.kind === 'together' && <TogetherNote leftOut={payments?.leftOut ?? []} />}
            {told !== null && main !== null && <NoticeBar tone="warn" text={told} />}
            <WriteNotice state={state} onRefresh={reload} />
            {kept.data.parcel && <Parcel parcel={kept.data.parcel} now={new Date()} />}
            {kept.data.stallOrders.map((order) => (
              <View key={order.stallOrderId}>
                <OrderCard
                  order={stallOrderView(order, new Date())}
                  busy={state.status === 'sending'}
                  pay={payAlone(order.stallOrderId)}
                  onCancel={() => cancel(order.stallOrderId)}
                  onAnswer={(lineNo, agreed) => answer(order.stallOrderId, lineNo, agreed)}
                />
                {order.state === 'completed' && (
                  <RatePurchase
                    marketCode={marketCode}
                    purchase={{ stallOrderId: order.stallOrderId }}
                    stall={order.stallCode}
                  />
                )}
                <View className="block">
                  <Button
                    id={`complain-${order.stallOrderId}`}
                    kind="plain"
                    text={caseText.complainAbout(order.stallCode)}
                    onTap={() =>
                      openPage('complain', {
                        market: marketCode,
                        stall: order.stallCode,
                        order: order.stallOrderId,
                        number: order.number,
                      })
                    }
                  />
                </View>
              </View>
            ))}
            <ShopperTelling
              marketCode={marketCode}
              offer={offer}
              kinds={kindsForOrder(kept.data)}
              words={tellingText.order}
            />
            {!canSubscribe && isMoving(kept.data) && <View className="foot-note">{tellingText.web}</View>}
            <View className="foot-note">
              {`${shopText.orders.placedAt(whenText(kept.data.placedAt, new Date()))}。${shopText.guest}`}
            </View>
            <Reorder marketCode={marketCode} group={kept.data} />
            <View className="block">
              <Button id="refresh" kind="plain" text={words.refresh} onTap={reload} />
            </View>
          </>
        )}
      </QueryView>
    </Page>
  )
}

export default guarded(OrderPage)
