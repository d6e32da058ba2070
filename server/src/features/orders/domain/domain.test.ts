import { businessDate } from '@smart-market/shared/time.ts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { extraDueFen, lineAmountFen, splitFen, takeBack, weighLine } from './amounts.ts'
import { deliveryFeeFen, distanceMetres, isInside, missingSlots, zoneFor } from './delivery.ts'

const pork = { orderedQuantity: 500, orderedFen: 1600, priceFen: 1600, priceBasis: 'per_500g' } as const

describe('weighLine', () => {
  it.each([
    ['less costs less', 450, true, false, 1440, false],
    ['exactly as ordered', 500, true, false, 1600, false],
    ['ten percent more is free when paid already', 550, true, false, 1600, false],
    ['ten percent more is paid at the stall', 550, false, false, 1760, false],
    ['more than ten percent asks', 551, true, false, 1600, true],
    ['more than ten percent asks at the stall too', 551, false, false, 1600, true],
    ['agreed costs what it weighs', 600, true, true, 1920, false],
    ['nothing there costs nothing', 0, true, false, 0, false],
  ])('%s', (_, picked, prepaid, agreed, finalFen, asks) => {
    expect(weighLine(pork, picked, { overweightPercent: 10, prepaid, agreed })).toEqual({ finalFen, asks })
  })

  it('never costs more than ordered without the shopper’s word when paid already', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50_000 }),
        fc.integer({ min: 0, max: 80_000 }),
        fc.integer({ min: 1, max: 20_000 }),
        (ordered, picked, price) => {
          const line = {
            orderedQuantity: ordered,
            orderedFen: lineAmountFen(ordered, price, 'per_kg'),
            priceFen: price,
            priceBasis: 'per_kg' as const,
          }
          const { finalFen } = weighLine(line, picked, { overweightPercent: 10, prepaid: true, agreed: false })
          expect(finalFen).toBeLessThanOrEqual(line.orderedFen)
        },
      ),
    )
  })
})

describe('extraDueFen', () => {
  const order = { state: 'picking', payment: 'online', deliveryFeeFen: 50, paidFen: 1650 } as const
  const heavy = { orderedFen: 1600, finalFen: 1920, consent: 'given' } as const
  it.each([
    ['the agreed extra is owed', order, [heavy], 320],
    ['nothing before the shopper has answered', order, [{ ...heavy, consent: 'asked' }], 0],
    ['nothing before all is weighed', order, [heavy, { ...heavy, finalFen: null }], 0],
    [
      'another line that came out lighter is set against it',
      { ...order, paidFen: 1950 },
      [heavy, { orderedFen: 300, finalFen: 250, consent: 'none' }],
      270,
    ],
    ['nothing when it was paid', { ...order, paidFen: 1970 }, [heavy], 0],
    ['nothing when less was weighed', order, [{ ...heavy, finalFen: 1500 }], 0],
    ['nothing online when it is paid at the stall', { ...order, payment: 'at_stall', paidFen: 0 }, [heavy], 0],
    ['nothing once it has ended', { ...order, state: 'refunding' }, [heavy], 0],
  ] as const)('%s', (_, of, lines, fen) => {
    expect(extraDueFen(of, lines)).toBe(fen)
  })
})

describe('splitFen', () => {
  it('gives whole fen that sum exactly, near to each share', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 10_000 }),
        fc.array(fc.integer({ min: 1, max: 1_000_000 }), { minLength: 1, maxLength: 30 }),
        (amount, weights) => {
          const parts = splitFen(amount, weights)
          const total = weights.reduce((a, b) => a + b, 0)
          expect(parts.reduce((a, b) => a + b, 0)).toBe(amount)
          for (const [i, part] of parts.entries())
            expect(Math.abs(part - (amount * (weights[i] ?? 0)) / total)).toBeLessThan(1)
        },
      ),
    )
  })
})

describe('takeBack', () => {
  const charges = [
    { chargeId: 'first', leftFen: 1000 },
    { chargeId: 'extra', leftFen: 200 },
  ]
  it('takes from the newest charge first', () => {
    expect(takeBack(300, charges)).toEqual([
      { chargeId: 'extra', amountFen: 200 },
      { chargeId: 'first', amountFen: 100 },
    ])
  })
  it('refuses more than there is', () => {
    expect(takeBack(1201, charges)).toBeUndefined()
  })
})

describe('delivery', () => {
  const square = [
    { latitude: 34.7, longitude: 113.6 },
    { latitude: 34.7, longitude: 113.7 },
    { latitude: 34.8, longitude: 113.7 },
    { latitude: 34.8, longitude: 113.6 },
  ]
  const notched = [...square.slice(0, 3), { latitude: 34.75, longitude: 113.65 }, ...square.slice(3)]
  it.each([
    ['the middle of a square', square, 34.75, 113.65, true],
    ['north of it', square, 34.85, 113.65, false],
    ['west of it', square, 34.75, 113.5, false],
    ['inside a notch', notched, 34.79, 113.65, false],
    ['beside a notch', notched, 34.71, 113.65, true],
  ])('%s', (_, corners, latitude, longitude, inside) => {
    expect(isInside({ latitude, longitude }, corners)).toBe(inside)
  })

  it('measures a degree of latitude as 111.2 km', () => {
    expect(distanceMetres({ latitude: 34, longitude: 113 }, { latitude: 35, longitude: 113 })).toBeCloseTo(111_195, -1)
  })

  const near = {
    shape: 'radius',
    centre: { latitude: 34.75, longitude: 113.65 },
    radiusMetres: 1000,
    corners: null,
    feeFen: 300,
    freeFromFen: 5000,
    minimumFen: 0,
  } as const
  const wide = { ...near, shape: 'polygon', centre: null, radiusMetres: null, corners: square, feeFen: 800 } as const
  it('takes the cheapest zone that reaches, and none beyond all', () => {
    expect(zoneFor([wide, near], { latitude: 34.751, longitude: 113.651 })).toBe(near)
    expect(zoneFor([wide, near], { latitude: 34.79, longitude: 113.69 })).toBe(wide)
    expect(zoneFor([wide, near], { latitude: 35, longitude: 114 })).toBeUndefined()
  })
  it('is free from the threshold on', () => {
    expect([4999, 5000].map((goods) => deliveryFeeFen(near, goods))).toEqual([300, 0])
  })
})

describe('slots that open by themselves', () => {
  const instant = fc.integer({ min: Date.parse('2026-03-01T00:00:00Z'), max: Date.parse('2026-03-06T00:00:00Z') })
  const slot = fc.record({ at: instant, minutes: fc.integer({ min: 15, max: 300 }) }).map(({ at, minutes }) => ({
    startsAt: new Date(at),
    endsAt: new Date(at + minutes * 60_000),
  }))
  const plan = fc.record({
    first: fc.constantFrom('00:00', '06:30', '09:00'),
    last: fc.constantFrom('08:59', '12:00', '23:59'),
    minutes: fc.integer({ min: 15, max: 240 }),
    capacity: fc.integer({ min: 1, max: 50 }),
    daysAhead: fc.integer({ min: 1, max: 5 }),
  })
  const meet = (a: { startsAt: Date; endsAt: Date }, b: { startsAt: Date; endsAt: Date }): boolean =>
    a.startsAt < b.endsAt && b.startsAt < a.endsAt

  it('stand over no other, begin after now, and are complete at the first turn', () => {
    fc.assert(
      fc.property(plan, fc.array(slot, { maxLength: 8 }), instant, (wanted, standing, at) => {
        const now = new Date(at)
        const from = businessDate(now)
        const opened = missingSlots(wanted, standing, from, now).map(({ startsAt, endsAt }) => ({
          startsAt: new Date(startsAt),
          endsAt: new Date(endsAt),
        }))
        for (const [i, one] of opened.entries()) {
          expect(one.startsAt > now).toBe(true)
          expect([...standing, ...opened.slice(i + 1)].some((other) => meet(one, other))).toBe(false)
        }
        expect(missingSlots(wanted, [...standing, ...opened], from, now)).toEqual([])
      }),
    )
  })
})
