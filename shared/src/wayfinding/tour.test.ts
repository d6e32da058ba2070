import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nearestOrder, orderStops, tourCost } from './tour.ts'

const permutations = (items: readonly number[]): number[][] =>
  items.length <= 1
    ? [[...items]]
    : items.flatMap((item, i) =>
        permutations([...items.slice(0, i), ...items.slice(i + 1)]).map((rest) => [item, ...rest]),
      )

/** Ways between stops on a plane, or any positive numbers at all: one-way escalators make costs unequal. */
const costs = (least: number, most: number) =>
  fc.integer({ min: least, max: most }).chain((stops) =>
    fc.array(fc.array(fc.integer({ min: 1, max: 500 }), { minLength: stops + 1, maxLength: stops + 1 }), {
      minLength: stops + 1,
      maxLength: stops + 1,
    }),
  )
const stopsOf = (table: readonly unknown[]): number[] => table.map((_, i) => i).slice(1)

describe('the order of stops', () => {
  it('is the cheapest of all orders for up to six stops', () => {
    fc.assert(
      fc.property(costs(1, 6), (table) => {
        const least = Math.min(...permutations(stopsOf(table)).map((order) => tourCost(table, order)))
        expect(tourCost(table, orderStops(table))).toBe(least)
      }),
      { numRuns: 150 },
    )
  })

  it('is the cheapest of all that end at the wished stop', () => {
    fc.assert(
      fc.property(costs(2, 6), (table) => {
        const end = table.length - 1
        const others = stopsOf(table).filter((stop) => stop !== end)
        const least = Math.min(...permutations(others).map((order) => tourCost(table, [...order, end])))
        const order = orderStops(table, end)
        expect(order.at(-1)).toBe(end)
        expect(tourCost(table, order)).toBe(least)
      }),
      { numRuns: 100 },
    )
  })

  it('visits every stop once and never costs more than always going to the nearest', () => {
    fc.assert(
      fc.property(costs(1, 14), (table) => {
        const order = orderStops(table)
        expect([...order].sort((a, b) => a - b)).toEqual(stopsOf(table))
        expect(tourCost(table, order)).toBeLessThanOrEqual(tourCost(table, nearestOrder(table, stopsOf(table))) + 1e-9)
      }),
      { numRuns: 150 },
    )
  })

  it('of no stops is empty', () => {
    expect(orderStops([[0]])).toEqual([])
  })
})
