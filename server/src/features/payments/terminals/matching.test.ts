import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Declared, matchTerminals, type ReceiptLine } from './matching.ts'

const at = (minutes: number): Date => new Date(Date.UTC(2026, 2, 2, 1, minutes))
const line = (id: string, more: Partial<ReceiptLine> = {}): ReceiptLine => ({
  terminalReceiptId: id,
  stallId: 's1',
  terminalNumber: 't1',
  kind: 'payment',
  amountFen: 1000,
  happenedAt: at(0),
  ...more,
})
const said = (id: string, more: Partial<Declared> = {}): Declared => ({
  chargeId: id,
  chargeNumber: `n-${id}`,
  stallId: 's1',
  amountFen: 1000,
  paidAt: at(5),
  ...more,
})

describe('matchTerminals', () => {
  it('pairs by stall, amount and the nearest moment', () => {
    const found = matchTerminals(
      [line('r1', { happenedAt: at(0) }), line('r2', { happenedAt: at(30) })],
      [said('c1', { paidAt: at(31) }), said('c2', { paidAt: at(2) })],
    )
    expect([...found.pairs]).toEqual([
      ['r2', 'c1'],
      ['r1', 'c2'],
    ])
    expect(found).toMatchObject({ unbacked: [], unknown: 0, ownBusiness: 0 })
  })

  it('calls a declaration unbacked only where the stall’s terminals were heard', () => {
    const found = matchTerminals([line('r1', { amountFen: 5 })], [said('c1'), said('c2', { stallId: 's2' })])
    expect(found.unbacked.map((one) => one.chargeId)).toEqual(['c1'])
    expect(found).toMatchObject({ unknown: 1, ownBusiness: 1 })
  })

  it('takes neither what was voided, nor what is hours away, for a payment', () => {
    const voided = [line('r1'), line('r2', { kind: 'void', happenedAt: at(1) })]
    expect(matchTerminals(voided, [said('c1')])).toMatchObject({ pairs: new Map(), ownBusiness: 0 })
    expect(matchTerminals([line('r1')], [said('c1', { paidAt: at(121) })]).pairs.size).toBe(0)
  })

  it('never uses a line or a declaration twice, and pairs only equal amounts of one stall', () => {
    const moment = fc.integer({ min: 0, max: 600 }).map(at)
    const stall = fc.constantFrom('s1', 's2')
    const amountFen = fc.integer({ min: 1, max: 3 })
    const lines = fc.array(fc.record({ stallId: stall, amountFen, happenedAt: moment }), { maxLength: 20 })
    const declared = fc.array(fc.record({ stallId: stall, amountFen, paidAt: moment }), { maxLength: 20 })
    fc.assert(
      fc.property(lines, declared, (rawLines, rawDeclared) => {
        const ours = rawLines.map((raw, i) => line(`r${i}`, raw))
        const theirs = rawDeclared.map((raw, i) => said(`c${i}`, raw))
        const found = matchTerminals(ours, theirs)
        expect(new Set(found.pairs.values()).size).toBe(found.pairs.size)
        for (const [id, chargeId] of found.pairs) {
          const receipt = ours.find((one) => one.terminalReceiptId === id)
          const charge = theirs.find((one) => one.chargeId === chargeId)
          expect([receipt?.stallId, receipt?.amountFen]).toEqual([charge?.stallId, charge?.amountFen])
        }
        expect(found.pairs.size + found.unbacked.length + found.unknown).toBe(theirs.length)
        expect(found.pairs.size + found.ownBusiness).toBe(ours.length)
      }),
    )
  })
})
