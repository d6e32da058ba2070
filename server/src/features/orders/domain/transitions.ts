/** The life of a stall order as data: what moves it where, and who may. Pure. */
import type { fulfilments, orderPayments, StallOrderState } from '@smart-market/shared/contracts/orders.ts'

export type OrderParty = 'shopper' | 'seller' | 'rider' | 'system'
type Payment = (typeof orderPayments)[number]
type Fulfilment = (typeof fulfilments)[number]

export const actions = [
  'confirm_payment',
  'expire',
  'cancel',
  'accept',
  'decline',
  'start_picking',
  'finish_picking',
  'collect',
  'hand_over',
  'bring_back',
  'abandon',
  'refund_all',
  'settle_refund',
] as const
export type OrderAction = (typeof actions)[number]

export interface Transition {
  readonly action: OrderAction
  readonly from: readonly StallOrderState[]
  readonly to: StallOrderState
  readonly by: readonly OrderParty[]
  readonly payment?: Payment
  readonly fulfilment?: Fulfilment
  /** Goods go back to the stock: they have not left the stall for good. */
  readonly returnsStock?: true
  /** All that was paid goes back. */
  readonly refundsAll?: true
}

/**
 * One row a way. An online order is `placed` until the money is seen; an order paid at the stall goes from `placed`
 * straight to `accepted`. Once a sale is written (`completed`) goods do not return to the stock by themselves.
 */
export const transitions: readonly Transition[] = [
  { action: 'confirm_payment', from: ['placed'], to: 'paid', by: ['system'], payment: 'online' },
  { action: 'expire', from: ['placed'], to: 'cancelled', by: ['system'], payment: 'online', returnsStock: true },
  { action: 'cancel', from: ['placed'], to: 'cancelled', by: ['shopper'], returnsStock: true },
  {
    action: 'cancel',
    from: ['paid'],
    to: 'refunding',
    by: ['shopper'],
    payment: 'online',
    returnsStock: true,
    refundsAll: true,
  },
  { action: 'accept', from: ['paid'], to: 'accepted', by: ['seller'], payment: 'online' },
  { action: 'accept', from: ['placed'], to: 'accepted', by: ['seller'], payment: 'at_stall' },
  {
    action: 'decline',
    from: ['paid'],
    to: 'refunding',
    by: ['seller'],
    payment: 'online',
    returnsStock: true,
    refundsAll: true,
  },
  { action: 'decline', from: ['placed'], to: 'cancelled', by: ['seller'], payment: 'at_stall', returnsStock: true },
  { action: 'start_picking', from: ['accepted'], to: 'picking', by: ['seller'] },
  { action: 'finish_picking', from: ['picking'], to: 'waiting_for_pickup', by: ['seller'], fulfilment: 'pickup' },
  { action: 'finish_picking', from: ['picking'], to: 'ready', by: ['seller'], fulfilment: 'delivery' },
  { action: 'collect', from: ['ready'], to: 'out_for_delivery', by: ['rider'], fulfilment: 'delivery' },
  { action: 'bring_back', from: ['out_for_delivery'], to: 'ready', by: ['rider'], fulfilment: 'delivery' },
  { action: 'hand_over', from: ['waiting_for_pickup'], to: 'completed', by: ['seller'], fulfilment: 'pickup' },
  { action: 'hand_over', from: ['out_for_delivery'], to: 'completed', by: ['rider'], fulfilment: 'delivery' },
  {
    action: 'abandon',
    from: ['accepted', 'picking', 'ready', 'waiting_for_pickup'],
    to: 'refunding',
    by: ['seller'],
    payment: 'online',
    returnsStock: true,
    refundsAll: true,
  },
  {
    action: 'abandon',
    from: ['accepted', 'picking', 'ready', 'waiting_for_pickup'],
    to: 'cancelled',
    by: ['seller'],
    payment: 'at_stall',
    returnsStock: true,
  },
  { action: 'refund_all', from: ['completed'], to: 'refunding', by: ['seller'], refundsAll: true },
  { action: 'settle_refund', from: ['refunding'], to: 'refunded', by: ['system'] },
]

/** Words for the refusal 「不能…」. */
export const actionLabels: Readonly<Record<OrderAction, string>> = {
  confirm_payment: '确认付款',
  expire: '到期取消',
  cancel: '取消',
  accept: '接单',
  decline: '拒单',
  start_picking: '开始备货',
  finish_picking: '备好',
  collect: '取货配送',
  hand_over: '交货',
  bring_back: '带回',
  abandon: '终止',
  refund_all: '全额退款',
  settle_refund: '完成退款',
}

export interface OrderStand {
  readonly state: StallOrderState
  readonly payment: Payment
  readonly fulfilment: Fulfilment
}

/** The way an action takes from where an order stands; undefined when the table has none for this party. */
export const wayOf = (order: OrderStand, action: OrderAction, party: OrderParty): Transition | undefined =>
  transitions.find(
    (way) =>
      way.action === action &&
      way.from.includes(order.state) &&
      way.by.includes(party) &&
      (way.payment === undefined || way.payment === order.payment) &&
      (way.fulfilment === undefined || way.fulfilment === order.fulfilment),
  )
