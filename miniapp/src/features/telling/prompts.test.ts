import { expect, it } from 'vitest'
import type { OrderGroupView, StallOrderView } from '@smart-market/shared/contracts/orders.ts'
import { kindsForOrder } from './prompts.ts'

const group = (
  fulfilment: OrderGroupView['fulfilment'],
  ...orders: readonly Partial<StallOrderView>[]
): Pick<OrderGroupView, 'fulfilment' | 'stallOrders'> => ({
  fulfilment,
  stallOrders: orders.map((order) => ({ refundWantedFen: 0, refundedFen: 0, ...order }) as StallOrderView),
})

it.each([
  ['a new pickup', group('pickup', { state: 'paid' }), ['order_ready', 'order_accepted', 'goods_recalled']],
  ['a new delivery', group('delivery', { state: 'placed' }), ['order_on_the_way', 'order_accepted', 'goods_recalled']],
  [
    'one stall ahead of the other',
    group('pickup', { state: 'completed' }, { state: 'picking' }),
    ['order_ready', 'goods_recalled'],
  ],
  ['goods that wait', group('pickup', { state: 'waiting_for_pickup' }), ['goods_recalled']],
  ['money on its way back', group('pickup', { state: 'refunding', refundWantedFen: 5 }), ['refund_arrived']],
  [
    'everything at once',
    group('pickup', { state: 'paid' }, { state: 'refunding', refundWantedFen: 5 }),
    ['refund_arrived', 'order_ready', 'order_accepted'],
  ],
  ['an ended order', group('pickup', { state: 'completed', refundWantedFen: 5, refundedFen: 5 }), []],
] as const)('asks about what may still happen to %s', (_, order, kinds) => {
  expect(kindsForOrder(order)).toEqual(kinds)
})
