import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chooseStops, listedGoods, type Ways } from './list-stops.ts'

const onLine = (places: readonly number[]): Ways => ({
  fromStart: places.map((x) => Math.abs(x)),
  between: places.map((a) => places.map((b) => Math.abs(a - b))),
})

describe('a shopping list', () => {
  it('is read with any separator, each thing once', () => {
    expect(listedGoods('西红柿、鸡蛋 豆腐，鸡蛋')).toEqual(['西红柿', '鸡蛋', '豆腐'])
    expect(listedGoods(' 、，')).toEqual([])
  })

  it('takes one stall that has all of it before two that are a little nearer', () => {
    // Stall 0 at 10 m has the first, 1 at 12 m the second, 2 at 14 m both.
    expect(
      chooseStops(
        [
          [0, 2],
          [1, 2],
        ],
        onLine([10, 12, 14]),
      ),
    ).toEqual([2, 2])
  })

  it('does not cross the market to save a stop', () => {
    expect(
      chooseStops(
        [
          [0, 2],
          [1, 2],
        ],
        onLine([10, 12, 400]),
      ),
    ).toEqual([0, 1])
  })

  it('says where nothing can be had or reached', () => {
    const ways = {
      fromStart: [5, Infinity],
      between: [
        [0, Infinity],
        [Infinity, 0],
      ],
    }
    expect(chooseStops([[], [1], [0]], ways)).toEqual([null, null, 0])
  })

  it('always chooses a stall that has the thing', () =>
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.nat(9), { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 8 }),
        fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 10, maxLength: 10 }),
        (candidates, places) => {
          const choice = chooseStops(candidates, onLine(places))
          return choice.every((stall, i) => stall !== null && (candidates[i] ?? []).includes(stall))
        },
      ),
    ))
})
