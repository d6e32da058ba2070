import { View } from '@tarojs/components'
import { useState } from 'react'
import { bagAmount, stallAmount } from '../../../features/bag/bag.ts'
import { feeOf, obstacle } from '../../../features/checkout/checkout-view.ts'
import { DeliveryForm } from '../../../features/checkout/delivery-form.tsx'
import { useCheckout } from '../../../features/checkout/use-checkout.ts'
import { quantityText } from '../../../features/goods/goods-view.ts'
import { useChosenMarket } from '../../../features/markets/chosen-market.tsx'
import { lineFen, yuanText } from '../../../features/money/amounts.ts'
import { useQuery } from '../../../features/reading/use-query.ts'
import { WriteNotice } from '../../../features/writing/write-state.tsx'
import { openTab, usePageParams } from '../../../platform/navigation.ts'
import { client } from '../../../platform/request.ts'
import { shopText } from '../../../text-shop.ts'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { Choice } from '../../../ui/choice.tsx'
import { guarded } from '../../../ui/guarded.tsx'
import { NoticeBar } from '../../../ui/notice-bar.tsx'
import { Page } from '../../../ui/page.tsx'
import { Empty } from '../../../ui/states.tsx'

const words = shopText.checkout
type Checkout = ReturnType<typeof useCheckout>

const readDelivery = ({
  marketCode,
  latitude,
  longitude,
}: {
  marketCode: string
  latitude: number
  longitude: number
}) => client.getDeliveryOptions({ params: { marketCode }, query: { latitude, longitude } })

const Sums = ({ bag, feeFen, withFee }: { bag: Checkout['bag']; feeFen: number; withFee: boolean }) => (
  <Card title={words.goods}>
    {bag.map((stall) => (
      <View key={stall.stallCode} className="bill">
        <View className="bill__stall">{`${stall.stallCode} · ${stall.merchantName}`}</View>
        {stall.lines.map((line) => (
          <View key={line.listingId} className="sum">
            <View>{`${line.name} ${quantityText(line.quantity, line)}`}</View>
            <View>{`${yuanText(lineFen(line.quantity, line.priceFen, line.priceBasis))} 元`}</View>
          </View>
        ))}
        {bag.length > 1 && (
          <View className="sum sum--soft">
            <View>{shopText.bag.stallTotal}</View>
            <View>{`${yuanText(stallAmount(stall))} 元`}</View>
          </View>
        )}
      </View>
    ))}
    {withFee && (
      <View className="sum">
        <View>{words.deliveryFee}</View>
        <View>{`${yuanText(feeFen)} 元`}</View>
      </View>
    )}
    <View className="sum sum--total">
      <View>{words.total}</View>
      <View>{`${yuanText(bagAmount(bag) + feeFen)} 元`}</View>
    </View>
    <View className="card__foot">{shopText.bag.note}</View>
  </Card>
)

const Ways = ({ form, update }: Pick<Checkout, 'form' | 'update'>) => (
  <>
    <Card title={words.how}>
      <Choice
        name="how"
        chosen={form.fulfilment}
        options={[
          { value: 'pickup', title: words.pickup, note: words.pickupNote },
          { value: 'delivery', title: words.delivery, note: words.deliveryNote },
        ]}
        onChoose={(fulfilment) => update({ fulfilment })}
      />
    </Card>
    <Card title={words.pay}>
      <Choice
        name="pay"
        chosen={form.payment}
        options={[
          { value: 'online', title: words.online, note: words.onlineNote },
          { value: 'at_stall', title: words.atStall, note: words.atStallNote },
        ]}
        onChoose={(payment) => update({ payment })}
      />
    </Card>
  </>
)

/** `?market=CODE` */
function CheckoutPage() {
  const { market: chosen } = useChosenMarket()
  const marketCode = usePageParams().market ?? chosen?.code ?? ''
  const { bag, form, pending, state, update, submit, again } = useCheckout(marketCode)
  const [told, setTold] = useState<string | null>(null)
  const { place } = form
  const asks = form.fulfilment === 'delivery' && place !== null
  const [options, retry] = useQuery(
    readDelivery,
    asks ? { marketCode, latitude: place.latitude, longitude: place.longitude } : null,
  )
  const delivery = asks && options.status === 'data' ? options.data : null
  const feeFen = feeOf(form, delivery?.zone ?? null, bagAmount(bag))
  const problem = obstacle(form, bag, delivery)
  const sending = state.status === 'sending'
  const demo = chosen?.code === marketCode && (chosen?.demo ?? false)

  if (pending !== null && !sending) {
    return (
      <Page title={words.title} demo={demo} action={{ text: words.again, onTap: again }}>
        <Card title={words.unsureTitle}>
          <View className="prose">{words.unsure}</View>
        </Card>
        <WriteNotice state={state} />
      </Page>
    )
  }
  if (bag.length === 0) {
    return (
      <Page title={words.title} demo={demo}>
        <Empty title={shopText.bag.empty} action={<Button text={words.toBag} onTap={() => openTab('bag')} />} />
      </Page>
    )
  }
  const onSubmit = () => {
    setTold(problem)
    if (problem === null) submit()
  }
  return (
    <Page
      title={words.title}
      demo={demo}
      action={{ text: words.submit(yuanText(bagAmount(bag) + feeFen)), onTap: onSubmit, busy: sending }}
    >
      <Ways form={form} update={update} />
      {form.fulfilment === 'delivery' && (
        <DeliveryForm form={form} options={options} onChange={update} onRetry={retry} />
      )}
      <Sums bag={bag} feeFen={feeFen} withFee={delivery?.zone != null} />
      {told !== null && problem !== null && <NoticeBar tone="bad" text={problem} />}
      <WriteNotice state={state} />
      {state.status === 'refused' && (
        <NoticeBar
          tone="warn"
          text={words.refusedTitle}
          action={{ text: words.toBag, onTap: () => openTab('bag'), id: 'to-bag' }}
        />
      )}
    </Page>
  )
}

export default guarded(CheckoutPage)
