import { describe, expect, it } from 'vitest'
import { actsOf, feeText, parseCorners, slotText, toCollect } from './model.ts'

describe('slots', () => {
  it('are said in the market’s own time', () => {
    expect(slotText({ startsAt: '2026-11-22T01:00:00Z', endsAt: '2026-11-22T02:00:00Z' })).toBe('11-22 09:00–10:00')
  })
})

describe('corners', () => {
  it('are read as they are pasted', () => {
    expect(parseCorners('34.75, 113.65\n34.76，113.65\n\n34.76 113.66')).toHaveLength(3)
  })

  it.each([
    ['34.75, 113.65', '至少写三个点'],
    ['113.65, 34.75\n1,1\n2,2', '第 1 行的经纬度超出范围，纬度写在前面'],
    ['34.75\n1,1\n2,2', '第 1 行看不懂，应写成“34.75, 113.65”的样子'],
  ])('that cannot be read are named by their row: %s', (text, problem) => {
    expect(parseCorners(text)).toBe(problem)
  })
})

it('says fee, threshold and minimum in one sentence', () => {
  const zone = { feeFen: 500, freeFromFen: 10_000, minimumFen: 2000 }
  expect(feeText(zone as never)).toBe('运费 5.00 元，满 100.00 元免运费，满 20.00 元起送')
  expect(feeText({ ...zone, feeFen: 0, minimumFen: 0 } as never)).toBe('免运费，不限起送')
})

it('lets a parcel on its way be handed over or brought back, and one that is done rest', () => {
  expect(actsOf({ state: 'on_the_way' })).toEqual(['handOver', 'fail'])
  expect(actsOf({ state: 'failed' })).toEqual(['assign', 'return'])
  expect(actsOf({ state: 'delivered' })).toEqual([])
  const order = { stallOrderId: 'ord_1', number: '1', stallCode: 'A-01' }
  expect(toCollect({ state: 'waiting', stallOrders: [{ ...order, state: 'ready' }] })).toEqual([])
  expect(toCollect({ state: 'assigned', stallOrders: [{ ...order, state: 'ready' }] })).toHaveLength(1)
})
