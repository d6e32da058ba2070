import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dataOf, offerOf, visitMs } from './kinds.ts'

describe('the words of a message', () => {
  it('are cut to what each kind of key takes, whatever goods are called', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (goods) => {
        const data = dataOf(
          { thing1: 'goods', character_string2: 'goods', phrase3: 'goods', number4: 'goods' },
          { goods },
        )
        expect([...(data.thing1 ?? '')].length).toBeLessThanOrEqual(20)
        expect(data.character_string2).toMatch(/^[\x21-\x7e]{1,32}$/)
        expect(data.phrase3).toMatch(/^([\u4e00-\u9fa5]{1,5}|-)$/)
        expect(data.number4).toMatch(/^([\d.]{1,32}|-)$/)
      }),
    )
  })

  it('say moments as the market’s clock does, and a dash for what is not known', () => {
    const fields = { at: '2026-03-02T02:05:00.000Z', goods: '大白菜、西红柿、黄瓜、土豆、青椒、菠菜、芹菜' }
    expect(dataOf({ time1: 'at', thing2: 'goods', thing3: 'tip' }, fields)).toEqual({
      time1: '2026年3月2日 10:05',
      thing2: '大白菜、西红柿、黄瓜、土豆、青椒、菠菜…',
      thing3: '-',
    })
  })
})

describe('an offer', () => {
  const templates = { order_ready: { templateId: 't1' } }
  const now = new Date('2026-03-02T02:00:00Z')
  it('leaves out kinds without a template, and rests after a no for one visit', () => {
    const at = (ago: number) =>
      offerOf(
        templates,
        ['order_ready', 'goods_recalled'],
        [{ kind: 'order_ready', ready: 2, refusedAt: new Date(now.getTime() - ago) }],
        now,
      )
    expect(at(visitMs - 1)).toEqual({
      items: [{ kind: 'order_ready', templateId: 't1', ready: 2, mayAsk: false }],
    })
    expect(at(visitMs).items[0]?.mayAsk).toBe(true)
  })
})
