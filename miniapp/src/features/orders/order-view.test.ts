import { describe, expect, it } from 'vitest'
import type { OrderGroupView, StallOrderView } from '@smart-market/shared/contracts/orders.ts'
import { dueFen, isMoving, nextToPay, stallOrderView, stateText } from './order-view.ts'

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
  finalFen: null,
  consent: 'none',
}
const order: StallOrderView = {
  traces: [],
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
  payTogether: false,
  amountFen: 400,
  parcel: null,
  stallOrders,
})

describe('what is to be paid now', () => {
  it('is everything while the order is placed, and nothing at the stall', () => {
    expect(dueFen(order)).toBe(400)
    expect(dueFen({ ...order, payment: 'at_stall' })).toBe(0)
    expect(dueFen({ ...order, state: 'paid', paidFen: 400 })).toBe(0)
  })

  it('is the agreed extra once all is weighed, and not before the shopper has answered', () => {
    const picking = { ...order, state: 'picking' as const, paidFen: 400 }
    expect(dueFen({ ...picking, lines: [weighed(600, 420, 'given')] })).toBe(70)
    expect(dueFen({ ...picking, lines: [weighed(600, 420, 'asked')] })).toBe(0)
    expect(dueFen({ ...picking, lines: [weighed(600, 420, 'given'), line] })).toBe(0)
    expect(dueFen({ ...picking, lines: [weighed(450, 315)] })).toBe(0)
  })

  it('is asked for stall by stall', () => {
    const second = { ...order, stallOrderId: 'sto_2', stallCode: 'B-01' }
    expect(nextToPay(groupOf(order, second))?.order.stallCode).toBe('A-01')
    expect(nextToPay(groupOf({ ...order, state: 'paid' }, second))?.order.stallCode).toBe('B-01')
    expect(nextToPay(groupOf({ ...order, state: 'paid' }))).toBeNull()
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
