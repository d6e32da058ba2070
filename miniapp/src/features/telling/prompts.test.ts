import { expect, it } from 'vitest'
import type { OrderGroupView, StallOrderView } from '@smart-market/shared/contracts/orders.ts'
import { kindsForOrder, type Offered, toAskOf } from './prompts.ts'

const group = (
  fulfilment: OrderGroupView['fulfilment'],
  ...orders: readonly Partial<StallOrderView>[]
): Pick<OrderGroupView, 'fulfilment' | 'stallOrders'> => ({
  fulfilment,
  stallOrders: orders.map((order) => ({ refundWantedFen: 0, refundedFen: 0, lines: [], ...order }) as StallOrderView),
})

it.each([
  ['a new pickup', group('pickup', { state: 'paid' }), ['order_ready', 'order_accepted', 'goods_recalled']],
  ['a new delivery', group('delivery', { state: 'placed' }), ['order_on_the_way', 'order_accepted', 'goods_recalled']],
  [
    'one stall ahead of the other',
    group('pickup', { state: 'completed' }, { state: 'picking' }),
    ['order_ready', 'goods_recalled'],
  ],
  [
    'goods to be weighed',
    group('pickup', { state: 'paid', lines: [{ priceBasis: 'per_500g' }] as StallOrderView['lines'] }),
    ['order_ready', 'order_overweight', 'order_accepted', 'goods_recalled'],
  ],
  [
    'goods that were weighed',
    group('delivery', { state: 'ready', lines: [{ priceBasis: 'per_500g' }] as StallOrderView['lines'] }),
    ['order_on_the_way', 'goods_recalled'],
  ],
  ['goods that wait', group('pickup', { state: 'waiting_for_pickup' }), ['goods_recalled']],
  ['money on its way back', group('pickup', { state: 'refunding', refundWantedFen: 5 }), ['refund_arrived']],
  [
    'everything at once',
    group('pickup', { state: 'paid' }, { state: 'refunding', refundWantedFen: 5 }),
    ['refund_arrived', 'order_ready', 'order_accepted', 'goods_recalled'],
  ],
  ['an ended order', group('pickup', { state: 'completed', refundWantedFen: 5, refundedFen: 5 }), []],
] as const)('asks about what may still happen to %s', (_, order, kinds) => {
  expect(kindsForOrder(order)).toEqual(kinds)
})

it('asks at most three at once, then the rest, and nothing in the visit after a no', () => {
  const item = (kind: Offered['kind'], more: Partial<Offered> = {}): Offered => ({
    kind,
    templateId: kind,
    ready: 0,
    mayAsk: true,
    ...more,
  })
  const four = [item('order_ready'), item('order_overweight'), item('order_accepted'), item('goods_recalled')]
  expect(toAskOf(four, false).map(({ kind }) => kind)).toEqual(['order_ready', 'order_overweight', 'order_accepted'])
  const agreed = four.map((one, i) => (i < 3 ? { ...one, ready: 1 } : one))
  expect(toAskOf(agreed, false).map(({ kind }) => kind)).toEqual(['goods_recalled'])
  expect(toAskOf([item('order_ready', { mayAsk: false }), item('goods_recalled')], false)).toEqual([])
  expect(toAskOf([item('new_order', { ready: 2 })], true)).toHaveLength(1)
})
