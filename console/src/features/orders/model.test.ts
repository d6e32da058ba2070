import { expect, it } from 'vitest'
import { actsOf, chaseText, leftToRefund, quantityText, refundText } from './model.ts'

it('says how far an order that nobody took has been chased', () => {
  const at = '2026-11-22T01:00:00.000Z'
  const extraDueFen = 0
  const lines: [] = []
  expect(chaseText({ remindedAt: null, escalatedAt: null, lines, extraDueFen })).toBe('—')
  expect(chaseText({ remindedAt: at, escalatedAt: null, lines, extraDueFen })).toBe('已提醒经营户')
  expect(chaseText({ remindedAt: at, escalatedAt: at, lines, extraDueFen })).toBe('已转市场处理')
  const asked = [{ consent: 'asked', askedAt: at }] as never
  expect(chaseText({ remindedAt: at, escalatedAt: at, lines: asked, extraDueFen })).toBe(
    '09:00 起等消费者答复超重，可打电话，或改称少些',
  )
  const given = [{ consent: 'given', askedAt: at }] as never
  expect(chaseText({ remindedAt: at, escalatedAt: null, lines: given, extraDueFen: 140 })).toBe(
    '09:00 起等消费者补付超重的 1.40 元，可打电话，或改称少些',
  )
})

const order = { payment: 'online' as const, paidFen: 700, refundWantedFen: 0, extraDueFen: 0 }

it('offers the market only what the stall itself could do from where the order stands', () => {
  expect(actsOf({ ...order, state: 'placed' })).toEqual([])
  expect(actsOf({ ...order, state: 'placed', payment: 'at_stall' })).toEqual(['accept', 'decline'])
  expect(actsOf({ ...order, state: 'paid' })).toEqual(['accept', 'decline'])
  expect(actsOf({ ...order, state: 'picking' })).toEqual(['ready', 'abandon'])
  expect(actsOf({ ...order, state: 'picking', extraDueFen: 140 })).toEqual(['abandon'])
  expect(actsOf({ ...order, state: 'waiting_for_pickup' })).toEqual(['handOver', 'abandon'])
  expect(actsOf({ ...order, state: 'out_for_delivery' })).toEqual([])
  expect(actsOf({ ...order, state: 'completed' })).toEqual(['refund'])
  expect(actsOf({ ...order, state: 'completed', refundWantedFen: 700 })).toEqual([])
  expect(leftToRefund({ paidFen: 700, refundWantedFen: 200 })).toBe(500)
})

it('never says that money is back before it has arrived', () => {
  expect(refundText({ refundWantedFen: 0, refundedFen: 0 } as never)).toBe('没有退款')
  expect(refundText({ refundWantedFen: 35, refundedFen: 0 } as never)).toBe('已退回 0.00 元，还有 0.35 元在路上')
  expect(refundText({ refundWantedFen: 35, refundedFen: 35 } as never)).toBe('已退回 0.35 元')
})

it('says a quantity with its unit, and a dash before it was weighed', () => {
  expect(quantityText(500, { priceBasis: 'per_500g', pieceUnit: null })).toBe('500 克')
  expect(quantityText(2, { priceBasis: 'per_piece', pieceUnit: 'bunch' })).toMatch(/^2 /)
  expect(quantityText(null, { priceBasis: 'per_500g', pieceUnit: null })).toBe('—')
})
