import { expect, test } from 'vitest'
import { callOut, newOrders, ringOf } from './new-orders.ts'

const order = (stallOrderId: string, paidFen: number, amountFen = 3250) =>
  ({
    stallOrderId,
    state: paidFen > 0 ? 'paid' : 'placed',
    payment: paidFen > 0 ? 'online' : 'at_stall',
    amountFen,
    paidFen,
    remindedAt: null,
  }) as const

test('an order is new once, and only while it waits for the stall', () => {
  const orders = [order('a', 3250), order('b', 0), { ...order('c', 100), state: 'picking' as const }]
  expect(newOrders(orders, []).map((one) => one.stallOrderId)).toEqual(['a', 'b'])
  expect(newOrders(orders, ['a']).map((one) => one.stallOrderId)).toEqual(['b'])
})

test('an online order that nobody has paid is no order yet', () => {
  expect(newOrders([{ ...order('a', 0), payment: 'online' }], [])).toEqual([])
})

test('an order that the market reminds of rings once more, and is called out as one that has waited', () => {
  const late = { ...order('a', 3250), remindedAt: '2026-03-02T02:05:00.000Z' }
  expect(newOrders([late], ['a'])).toEqual([late])
  expect(newOrders([late], ['a', ringOf(late)])).toEqual([])
  expect(callOut([late])).toBe('有 1 张订单等了很久，请马上接单')
})

test('money is called out as arrived only when it was paid', () => {
  expect(callOut([order('a', 3250)])).toBe('收款到账 32.5 元，有新订单，请接单')
  expect(callOut([order('a', 0)])).toBe('有新订单，到摊付 32.5 元，请接单')
  expect(callOut([order('a', 3250), order('b', 0, 100)])).toBe('有 2 张新订单，一共 33.5 元，请接单')
})
