import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  bagAmount,
  type Bag,
  lineCount,
  orderable,
  parseBags,
  quantityIn,
  refreshed,
  steppedQuantity,
  toStalls,
  withQuantity,
} from './bag.ts'

const stall = { stallCode: 'A-01', merchantName: '王记' }
const other = { stallCode: 'B-01', merchantName: '刘记' }
const tomato = {
  listingId: 'lst_tomato',
  name: '西红柿',
  specification: null,
  priceFen: 350,
  priceBasis: 'per_500g' as const,
  pieceUnit: null,
  stockKind: 'weighed' as const,
  available: 1200,
}
const egg = {
  ...tomato,
  listingId: 'lst_egg',
  name: '鸡蛋',
  priceFen: 150,
  priceBasis: 'per_piece' as const,
  pieceUnit: 'piece' as const,
  stockKind: 'counted' as const,
  available: 3,
}
const full = withQuantity(withQuantity([], stall, tomato, 500), other, egg, 2)

describe('what is put into the bag', () => {
  it('lies together by stall, in the order it came, and counts up to the amount of each line', () => {
    expect(full.map(({ stallCode, lines }) => [stallCode, lines.length])).toEqual([
      ['A-01', 1],
      ['B-01', 1],
    ])
    expect(lineCount(full)).toBe(2)
    expect(bagAmount(full)).toBe(350 + 300)
    expect(quantityIn(full, 'lst_egg')).toBe(2)
    expect(quantityIn(full, 'lst_none')).toBe(0)
  })

  it('changes its quantity in place, and is gone with its stall at zero', () => {
    expect(quantityIn(withQuantity(full, stall, tomato, 750), 'lst_tomato')).toBe(750)
    expect(withQuantity(full, stall, tomato, 0).map(({ stallCode }) => stallCode)).toEqual(['B-01'])
    expect(withQuantity([], stall, tomato, 0)).toEqual([])
  })

  it('comes from no more than thirty stalls', () => {
    const thirty = Array.from({ length: 30 }, (_, i) => i).reduce<Bag>(
      (bag, i) => withQuantity(bag, { ...stall, stallCode: `S-${i}` }, { ...tomato, listingId: `l${i}` }, 500),
      [],
    )
    expect(withQuantity(thirty, other, egg, 1)).toHaveLength(30)
  })
})

describe('a tap on plus or minus', () => {
  it('begins with one jin or one piece, goes by half a jin, and stops at what is left', () => {
    expect(steppedQuantity(tomato, 0, 1)).toBe(500)
    expect(steppedQuantity(tomato, 500, 1)).toBe(750)
    expect(steppedQuantity(tomato, 1000, 1)).toBe(1200)
    expect(steppedQuantity(tomato, 250, -1)).toBe(0)
    expect(steppedQuantity(egg, 3, 1)).toBe(3)
    expect(steppedQuantity({ ...tomato, available: 300 }, 0, 1)).toBe(300)
  })

  it('never leaves the range from nothing to what is left, however often', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5000 }),
        fc.array(fc.constantFrom<1 | -1>(1, -1), { maxLength: 60 }),
        fc.constantFrom(tomato, egg),
        (available, taps, goods) => {
          let quantity = 0
          for (const direction of taps) {
            quantity = steppedQuantity({ ...goods, available }, quantity, direction)
            expect(quantity).toBeGreaterThanOrEqual(0)
            expect(quantity).toBeLessThanOrEqual(available)
          }
        },
      ),
    )
  })
})

describe('a look at the stalls again', () => {
  it('shows a changed price with the old one beside it, and orders by the new one', () => {
    const [line] = refreshed(full, { 'A-01': [{ ...tomato, priceFen: 400 }] })[0]?.lines ?? []
    expect(line).toMatchObject({ change: 'price', oldPriceFen: 350, priceFen: 400, quantity: 500 })
    expect(toStalls(refreshed(full, { 'A-01': [{ ...tomato, priceFen: 400 }] }))[0]?.lines[0]?.priceFen).toBe(400)
  })

  it('keeps what is sold out in sight, but does not order it, and takes it back when there is some again', () => {
    const gone = refreshed(full, { 'A-01': [{ ...tomato, available: 0 }], 'B-01': [] })
    expect(gone.flatMap(({ lines }) => lines.map(({ change }) => change))).toEqual(['gone', 'gone'])
    expect(orderable(gone)).toEqual([])
    const back = refreshed(gone, { 'A-01': [tomato] })
    expect(orderable(back).map(({ stallCode }) => stallCode)).toEqual(['A-01'])
  })

  it('takes no more than is left, and begins anew when the unit of sale has changed', () => {
    const less = refreshed(full, { 'A-01': [{ ...tomato, available: 300 }] })
    expect(quantityIn(less, 'lst_tomato')).toBe(300)
    const pieces = { ...egg, listingId: 'lst_tomato', available: 10 }
    expect(refreshed(full, { 'A-01': [pieces] })[0]?.lines[0]).toMatchObject({ quantity: 1, change: 'price' })
  })

  it('leaves a stall that gave no answer as it was', () => {
    expect(refreshed(full, {})).toEqual(full)
  })
})

describe('bags kept on the phone', () => {
  it('come back as they were', () => {
    expect(parseBags(JSON.stringify({ TRADE: full }))).toEqual({ TRADE: full })
  })

  it.each([null, '', 'not json', '{"TRADE":[{"lines":[]}]}', '{"TRADE":[{"stallCode":"A","lines":[{"quantity":0}]}]}'])(
    'are empty when what was kept is %s',
    (stored) => {
      expect(parseBags(stored)).toEqual({})
    },
  )
})
