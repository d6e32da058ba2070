/** Which messages are worth asking about, by what is going on. Pure. */
import type { OrderGroupView, StallOrderState, StallOrderView } from '@smart-market/shared/contracts/orders.ts'
import type { MessageOffer, WechatMessageKind } from '@smart-market/shared/contracts/wechat.ts'

export type Offered = MessageOffer['items'][number]

/** WeChat's limit, `mostAskedAtOnce` of the contract, which would bring zod into the phone's build. */
const mostAtOnce = 3
const beforeAccepted: readonly StallOrderState[] = ['placed', 'paid']
const beforeWeighed: readonly StallOrderState[] = [...beforeAccepted, 'accepted', 'picking']
const beforeReady: readonly StallOrderState[] = [...beforeWeighed, 'ready']

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
  // Who is not asked in time holds up the stall and the whole parcel.
  const weighs = ({ state, lines }: StallOrderView) =>
    beforeWeighed.includes(state) && lines.some(({ priceBasis }) => priceBasis !== 'per_piece')
  if (stallOrders.some(weighs)) kinds.push('order_overweight')
  if (any(beforeAccepted)) kinds.push('order_accepted')
  if (any([...beforeReady, 'waiting_for_pickup', 'out_for_delivery'])) kinds.push('goods_recalled')
  return kinds
}

/** Of these kinds, those that the server has a template for. */
export const offeredOf = (offer: MessageOffer, kinds: readonly WechatMessageKind[]): readonly Offered[] =>
  kinds.flatMap((kind) => offer.items.filter((item) => item.kind === kind))

/**
 * What the next prompt asks about: what was not agreed to yet, as many as WeChat takes. Who said no to one of them is
 * asked about none until the visit is over. `again`: agreed to before and still to be sent may be agreed to once more.
 */
export const toAskOf = (items: readonly Offered[], again: boolean): readonly Offered[] =>
  items.some(({ mayAsk }) => !mayAsk) ? [] : items.filter(({ ready }) => again || ready === 0).slice(0, mostAtOnce)
