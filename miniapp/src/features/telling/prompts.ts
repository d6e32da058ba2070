/** Which messages are worth asking about, by what is going on. Pure; WeChat takes three at once. */
import type { OrderGroupView, StallOrderState } from '@smart-market/shared/contracts/orders.ts'
import type { MessageOffer, WechatMessageKind } from '@smart-market/shared/contracts/wechat.ts'

export type Offered = MessageOffer['items'][number]

const mostAtOnce = 3
const beforeAccepted: readonly StallOrderState[] = ['placed', 'paid']
const beforeReady: readonly StallOrderState[] = [...beforeAccepted, 'accepted', 'picking', 'ready']

/** What may still happen to an order, the most useful first. */
export const kindsForOrder = ({
  fulfilment,
  stallOrders,
}: Pick<OrderGroupView, 'fulfilment' | 'stallOrders'>): readonly WechatMessageKind[] => {
  const any = (states: readonly StallOrderState[]) => stallOrders.some(({ state }) => states.includes(state))
  const kinds: WechatMessageKind[] = []
  if (stallOrders.some(({ refundWantedFen, refundedFen }) => refundWantedFen > refundedFen))
    kinds.push('refund_arrived')
  if (any(beforeReady)) kinds.push(fulfilment === 'delivery' ? 'order_on_the_way' : 'order_ready')
  if (any(beforeAccepted)) kinds.push('order_accepted')
  if (any([...beforeReady, 'waiting_for_pickup', 'out_for_delivery'])) kinds.push('goods_recalled')
  return kinds.slice(0, mostAtOnce)
}

/** Of these kinds, those that the server has a template for. */
export const offeredOf = (offer: MessageOffer, kinds: readonly WechatMessageKind[]): readonly Offered[] =>
  kinds.flatMap((kind) => offer.items.filter((item) => item.kind === kind))
