import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chargeStates, refundStates } from '@smart-market/shared/contracts/payments.ts'
import { chargeSteps, nextCheck, numberOf, paymentMismatch, refundMismatch, refundSteps } from './domain.ts'

const now = new Date('2026-03-02T02:00:00Z')
const seen = {
  chargeNumber: 'c',
  transactionNumber: 't',
  payerAmountFen: null,
  paidAt: now.toISOString(),
}

describe('charges and refunds', () => {
  it('never leave a final state', () => {
    for (const state of ['paid', 'closed'] as const) expect(chargeSteps[state]).toEqual([])
    for (const state of ['succeeded', 'failed'] as const) expect(refundSteps[state]).toEqual([])
    for (const state of chargeStates) expect(chargeSteps[state]).not.toContain('created')
    for (const state of refundStates) expect(refundSteps[state]).not.toContain('created')
  })

  it('are asked for again ever less often, and never stop being asked for', () => {
    fc.assert(
      fc.property(fc.nat({ max: 10_000 }), (checks) => {
        const wait = nextCheck(checks, now).getTime() - now.getTime()
        const later = nextCheck(checks + 1, now).getTime() - now.getTime()
        expect(wait).toBeGreaterThanOrEqual(5_000)
        expect(later).toBeGreaterThanOrEqual(wait)
        expect(later).toBeLessThanOrEqual(1_800_000)
      }),
    )
  })

  it('have numbers that every channel takes', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^chg_[0-9a-z]{20,21}$/), (id) => {
        expect(numberOf(id, '2026-03-02')).toMatch(/^[0-9a-z]{6,32}$/)
      }),
    )
  })
})

describe('a payment seen', () => {
  it('counts exactly when amount, currency and merchant all agree', () => {
    fc.assert(
      fc.property(
        fc.record({ amountFen: fc.integer({ min: 1, max: 9 }), merchantNumber: fc.constantFrom('m1', 'm2') }),
        fc.record({
          amountFen: fc.integer({ min: 1, max: 9 }),
          merchantNumber: fc.constantFrom('m1', 'm2'),
          currency: fc.constantFrom('CNY', 'USD'),
        }),
        (charge, said) => {
          const agrees =
            charge.amountFen === said.amountFen &&
            charge.merchantNumber === said.merchantNumber &&
            said.currency === 'CNY'
          expect(paymentMismatch(charge, { ...seen, ...said }) === undefined).toBe(agrees)
        },
      ),
    )
  })
})

describe('a refund seen', () => {
  it('never contradicts what was final', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...refundStates),
        fc.constantFrom('processing', 'succeeded', 'failed', 'abnormal'),
        (state, outcome) => {
          const said = {
            refundNumber: 'r',
            chargeNumber: 'c',
            channelRefundNumber: 'x',
            amountFen: 5,
            outcome,
            finishedAt: null,
          }
          const clash =
            (state === 'succeeded' && outcome === 'failed') || (state === 'failed' && outcome === 'succeeded')
          expect(refundMismatch({ amountFen: 5, state }, 'c', said) !== undefined).toBe(clash)
          expect(refundMismatch({ amountFen: 6, state }, 'c', said)).toBeDefined()
          expect(refundMismatch({ amountFen: 5, state }, 'd', said)).toBeDefined()
        },
      ),
    )
  })
})
