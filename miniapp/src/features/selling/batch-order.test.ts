import { describe, expect, it } from 'vitest'
import { adviceOn } from './batch-order.ts'

const batch = (
  batchId: string,
  commodityName: string,
  state: 'on_sale' | 'on_hold' = 'on_sale',
  stallCode = 'A-01',
) => ({
  batchId,
  traceCode: `T-${batchId}`,
  stallCode,
  commodityName,
  state,
})
const goods = (name: string, traceCode: string | null, stallCode = 'A-01') => ({
  listingId: `lst_${name}`,
  name,
  stallCode,
  traceCode,
})

describe('which batch to sell first', () => {
  it('is the first of its name at the stall, as the server lists them, and is said only where there are several', () => {
    const advice = adviceOn([batch('old', '菠菜'), batch('new', '菠菜'), batch('one', '土豆')], [])
    expect([...advice]).toEqual([['old', { first: true, listing: null }]])
  })

  it('passes over what may not be sold', () => {
    const advice = adviceOn([batch('held', '菠菜', 'on_hold'), batch('old', '菠菜'), batch('new', '菠菜')], [])
    expect([...advice.keys()]).toEqual(['old'])
  })

  it('is told of goods that sell another batch or none, and of no others', () => {
    const batches = [batch('old', '菠菜'), batch('new', '菠菜'), batch('one', '土豆'), batch('two', '黄瓜')]
    const advice = adviceOn(batches, [goods('菠菜', 'T-new'), goods('土豆', null), goods('黄瓜', 'T-two')])
    expect(advice.get('old')).toMatchObject({ first: true, listing: { name: '菠菜' } })
    expect(advice.get('one')).toMatchObject({ first: false, listing: { name: '土豆' } })
    expect(advice.has('two')).toBe(false)
  })

  it('keeps stalls of one merchant apart', () => {
    const advice = adviceOn([batch('a', '菠菜'), batch('b', '菠菜', 'on_sale', 'A-02')], [goods('菠菜', 'T-a')])
    expect([...advice]).toEqual([])
  })
})
