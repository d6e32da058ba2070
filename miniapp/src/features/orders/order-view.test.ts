import { describe, expect, it } from 'vitest'
import type { OrderGroupView, StallOrderView } from '@smart-market/shared/contracts/orders.ts'
import {
  aloneText,
  dueFen,
  isMoving,
  isStillDue,
  paymentsOf,
  paymentText,
  shopperStateText,
  stallOrderView,
  stateText,
} from './order-view.ts'

const now = new Date('2026-11-22T02:00:00Z')
const line: StallOrderView['lines'][number] = {
  lineNo: 1,
  listingId: 'lst_1',
  name: '西红柿',
  priceFen: 350,
  priceBasis: 'per_500g',
  pieceUnit: null,
  orderedQuantity: 500,
  orderedFen: 350,
  pickedQuantity: null,
  askedAt: null,
  finalFen: null,
  consent: 'none',
  scaleWeighedAt: null,
}
const order: StallOrderView = {
  traces: [],
  latePayments: [],
  stallOrderId: 'sto_1',
  orderGroupId: 'grp_1',
  number: '1122000001',
  stallId: 'stl_1',
  stallCode: 'A-01',
  merchantName: '王记',
  state: 'placed',
  payment: 'online',
  fulfilment: 'pickup',
  declaredMeans: null,
  goodsFen: 350,
  deliveryFeeFen: 50,
  amountFen: 400,
  finalFen: null,
  paidFen: 0,
  extraDueFen: 0,
  refundWantedFen: 0,
  refundedFen: 0,
  placedAt: '2026-11-22T01:50:00.000Z',
  payBy: '2026-11-22T02:05:00.000Z',
  paidAt: null,
  acceptedAt: null,
  readyAt: null,
  completedAt: null,
  remindedAt: null,
  escalatedAt: null,
  endReason: null,
  note: null,
  pickupCode: '246810',
  lines: [line],
}
const weighed = (quantity: number, finalFen: number, consent: typeof line.consent = 'none') => ({
  ...line,
  pickedQuantity: quantity,
  finalFen,
  consent,
})
const groupOf = (...stallOrders: StallOrderView[]): OrderGroupView => ({
  orderGroupId: 'grp_1',
  placedAt: order.placedAt,
  payment: 'online',
  fulfilment: 'pickup',
  payTogether: [],
  amountFen: 400,
  parcel: null,
  stallOrders,
})

const second = { ...order, stallOrderId: 'sto_2', stallCode: 'B-01' }
const mainText = (group: OrderGroupView, way: 'wechat' | 'alipay' = 'wechat'): string | null => {
  const { main } = paymentsOf(group, way)
  return main && paymentText(main)
}
const fail = (): never => {
  throw new Error('not there')
}

describe('what is to be paid now', () => {
  it('is everything while the order is placed, and nothing at the stall', () => {
    expect(dueFen(order)).toBe(400)
    expect(dueFen({ ...order, payment: 'at_stall' })).toBe(0)
    expect(dueFen({ ...order, state: 'paid', paidFen: 400 })).toBe(0)
  })

  it('is the agreed extra while the stall waits for it', () => {
    const picking = { ...order, state: 'picking' as const, paidFen: 400 }
    expect(dueFen(picking)).toBe(0)
    expect(dueFen({ ...picking, extraDueFen: 70 })).toBe(70)
  })

  it('is asked for stall by stall', () => {
    expect(mainText(groupOf(order, second))).toBe('付给 A-01  4.00 元')
    expect(mainText(groupOf({ ...order, state: 'paid' }, second))).toBe('付给 B-01  4.00 元')
    expect(mainText(groupOf({ ...order, state: 'paid' }))).toBeNull()
    expect(paymentsOf(groupOf(order, second), 'wechat').alone.size).toBe(0)
  })
})

describe('money that came when the order had ended', () => {
  it('is told with where it is, and the page looks again until it is back', () => {
    const ended = { ...order, state: 'cancelled' as const, endReason: '超时未付款' }
    const late = (refund: 'wanted' | 'arrived') => ({
      ...ended,
      latePayments: [{ amountFen: 400, paidAt: order.placedAt, refund, settledAt: null }],
    })
    const now = new Date(order.placedAt)
    expect(stallOrderView(late('wanted'), now).refunds).toEqual([
      '您付的 4.00 元到账时订单已经结束，正在自动原路退回。',
    ])
    expect(isMoving(groupOf(late('wanted')))).toBe(true)
    expect(isMoving(groupOf(late('arrived')))).toBe(false)
  })
})

describe('one payment for several stalls', () => {
  const third = { ...order, stallOrderId: 'sto_3', stallCode: 'C-01', amountFen: 150 }
  const together = (group: OrderGroupView, ...ids: string[]): OrderGroupView => ({ ...group, payTogether: ids })

  it('is offered for the stalls that the server names, with their sum, and each may still be paid alone', () => {
    const group = together(groupOf(order, second, third), 'sto_1', 'sto_2', 'sto_3')
    expect(mainText(group)).toBe('一次付清 3 个摊位  共 9.50 元')
    const { alone, leftOut } = paymentsOf(group, 'wechat')
    expect([...alone.values()].map(aloneText)).toEqual([
      '只付 A-01  4.00 元',
      '只付 B-01  4.00 元',
      '只付 C-01  1.50 元',
    ])
    expect(leftOut).toEqual([])
  })

  it('names the stalls that it leaves out', () => {
    const group = together(groupOf(order, second, third), 'sto_1', 'sto_2')
    expect(mainText(group)).toBe('一次付清 2 个摊位  共 8.00 元')
    expect(paymentsOf(group, 'wechat').leftOut).toEqual(['C-01'])
  })

  it('loses an order that is closed or paid, and is none for the last one', () => {
    const ids = ['sto_1', 'sto_2', 'sto_3']
    const closed = together(groupOf({ ...order, state: 'cancelled' }, second, third), ...ids)
    expect(mainText(closed)).toBe('一次付清 2 个摊位  共 5.50 元')
    expect(paymentsOf(closed, 'wechat').leftOut).toEqual([])
    const last = together(groupOf({ ...order, state: 'cancelled' }, { ...second, state: 'paid' }, third), ...ids)
    expect(mainText(last)).toBe('付给 C-01  1.50 元')
  })

  it('takes no difference after weighing: that is paid at its own stall', () => {
    const weighing = { ...third, state: 'picking' as const, paidFen: 400, extraDueFen: 70 }
    const group = together(groupOf(order, second, weighing), 'sto_1', 'sto_2')
    const { main, alone, leftOut } = paymentsOf(group, 'wechat')
    expect(main && paymentText(main)).toBe('一次付清 2 个摊位  共 8.00 元')
    expect(aloneText(alone.get('sto_3') ?? fail())).toBe('补付加重的 0.70 元')
    expect(leftOut).toEqual([])
  })

  it('is WeChat’s: with Alipay each stall is paid for itself', () => {
    const group = together(groupOf(order, second), 'sto_1', 'sto_2')
    expect(mainText(group, 'alipay')).toBe('付给 A-01  4.00 元')
    expect(paymentsOf(group, 'alipay').alone.size).toBe(0)
  })

  it('shows its code only as long as every order of it waits for money', () => {
    const group = together(groupOf(order, second), 'sto_1', 'sto_2')
    const main = paymentsOf(group, 'wechat').main ?? fail()
    expect(isStillDue(main, group)).toBe(true)
    expect(isStillDue(main, groupOf({ ...order, state: 'cancelled' }, second))).toBe(false)
  })
})

describe('what an order says', () => {
  it('until when to pay, or that it is paid when the goods are taken', () => {
    expect(stallOrderView(order, now).next).toContain('前付款')
    const atStall = { ...order, payment: 'at_stall' as const, payBy: null }
    expect(stallOrderView(atStall, now).next).toBe('等摊主接单，拿货时付款。')
    expect(stateText(atStall)).toBe('待接单')
    expect(stallOrderView(atStall, now).money).toContainEqual({ name: '拿货时付', value: '4.00 元' })
  })

  it('its pickup code only when the goods are ready to be taken', () => {
    expect(stallOrderView(order, now).pickupCode).toBeNull()
    expect(stallOrderView({ ...order, state: 'waiting_for_pickup' }, now).pickupCode).toBe('246810')
    expect(stallOrderView({ ...order, state: 'waiting_for_pickup', fulfilment: 'delivery' }, now).pickupCode).toBeNull()
  })

  it('what was ordered and what was weighed, and that something was missing', () => {
    const view = stallOrderView({ ...order, state: 'picking', lines: [weighed(450, 315)] }, now)
    expect(view.lines[0]).toMatchObject({ ordered: '要 500 克', picked: '实称 450 克', amount: '3.15 元' })
    const none = stallOrderView({ ...order, state: 'picking', lines: [weighed(0, 0)] }, now)
    expect(none.lines[0]?.picked).toBe('缺货，没有拿到')
  })

  it('that money is on its way back until it has arrived', () => {
    const lighter = {
      ...order,
      state: 'waiting_for_pickup' as const,
      paidFen: 400,
      finalFen: 365,
      refundWantedFen: 35,
      lines: [weighed(450, 315)],
    }
    expect(stallOrderView(lighter, now).refunds).toEqual([
      '称出来比估算的轻，多付的部分退给您。',
      '有 0.35 元正在原路退回，到账后这里会写明。',
    ])
    expect(stallOrderView({ ...lighter, refundedFen: 35 }, now).refunds).toContain('已原路退回 0.35 元。')
  })

  it('the question about far too much, with both amounts', () => {
    const asked = { ...order, state: 'picking' as const, lines: [weighed(600, 420, 'asked')] }
    expect(stallOrderView(asked, now).questions).toEqual([
      {
        lineNo: 1,
        text: '西红柿：您要 500 克，称出来是 600 克。',
        money: '同意的话，这一样从 3.50 元变成 4.20 元。',
      },
    ])
    expect(stallOrderView(asked, now).state).toEqual({ tone: 'warn', text: '等您答复' })
  })

  it('how much of what was agreed to is still to be paid, here and in the list', () => {
    const lines = [weighed(600, 420, 'given')]
    const owing = { ...order, state: 'picking' as const, paidFen: 400, extraDueFen: 70, lines }
    const view = stallOrderView(owing, now)
    expect(view.state).toEqual({ tone: 'warn', text: '等您补付 0.70 元' })
    expect(shopperStateText(owing)).toBe('等您补付 0.70 元')
    expect(view.next).toContain('还差 0.70 元')
    expect(view.money).toContainEqual({ name: '还要补付', value: '0.70 元', strong: true })
    expect(shopperStateText({ ...owing, extraDueFen: 0 })).toBe(stateText(owing))
  })

  it('that only the merchant says what was received', () => {
    expect(stallOrderView({ ...order, declaredMeans: 'cash' }, now).declared).toContain('没有支付渠道的记录')
  })

  it.each([
    ['placed', 'online', true],
    ['placed', 'at_stall', true],
    ['paid', 'online', true],
    ['accepted', 'online', false],
    ['completed', 'online', false],
  ] as const)('whether it may be cancelled: %s, %s → %s', (state, payment, may) => {
    expect(stallOrderView({ ...order, state, payment }, now).canCancel).toBe(may)
  })
})

it('looks again by itself as long as an order or money is on its way', () => {
  expect(isMoving(groupOf({ ...order, state: 'completed' }))).toBe(false)
  expect(isMoving(groupOf({ ...order, state: 'completed', refundWantedFen: 35 }))).toBe(true)
  expect(isMoving(groupOf({ ...order, state: 'completed' }, order))).toBe(true)
})
