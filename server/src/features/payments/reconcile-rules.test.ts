import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { StatementLine } from './channels/answers.ts'
import { matchDay, matchFunds, type OurPayment, type OurRefund } from './reconcile-rules.ts'

const amount = fc.integer({ min: 1, max: 10_000_000 })
/** A day on which everything agrees: payments, of which some gave a part back. */
const agreeingDay = fc
  .array(fc.record({ amountFen: amount, refunded: fc.boolean() }), { minLength: 1, maxLength: 30 })
  .map((items) => {
    const payments = items.map(({ amountFen }, i): OurPayment => ({
      chargeNumber: `c${i}`,
      transactionNumber: `t${i}`,
      amountFen,
      merchantNumber: `m${i % 3}`,
      unapplied: false,
    }))
    const refunds = items.flatMap(({ refunded, amountFen }, i): OurRefund[] =>
      refunded
        ? [
            {
              refundNumber: `r${i}`,
              chargeNumber: `c${i}`,
              amountFen: Math.ceil(amountFen / 2),
              state: 'succeeded',
              ofDay: true,
            },
          ]
        : [],
    )
    const line = { feeFen: null, happenedAt: '2026-03-02T02:00:00.000Z' }
    const trades: StatementLine[] = [
      ...payments.map((p) => ({ kind: 'payment' as const, refundNumber: null, refundState: null, ...line, ...p })),
      ...refunds.map((r) => ({
        kind: 'refund' as const,
        refundState: 'SUCCESS',
        transactionNumber: r.chargeNumber.replace('c', 't'),
        merchantNumber: '',
        ...line,
        ...r,
      })),
    ]
    const funds = trades.map((t) => (t.kind === 'refund' ? { ...t, amountFen: -t.amountFen } : t))
    return { payments, refunds, trades, funds }
  })
const shuffled = <T>(items: readonly T[], seed: number): T[] =>
  items
    .map((item, i) => ({ item, at: Math.sin(seed + i * 7.3) }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item)

describe('matchDay', () => {
  it('finds nothing on a day that agrees, in whatever order the lines come', () => {
    fc.assert(
      fc.property(agreeingDay, fc.integer(), ({ payments, refunds, trades, funds }, seed) => {
        const found = matchDay(shuffled(trades, seed), payments, refunds)
        expect(found).toEqual({ matched: payments.length + refunds.length, differences: [] })
        expect(matchFunds(trades, shuffled(funds, seed))).toEqual([])
      }),
    )
  })

  it('names exactly the line that was left out, added or changed', () => {
    fc.assert(
      fc.property(agreeingDay, fc.nat(), fc.integer({ min: 1, max: 500 }), (all, pick, by) => {
        const { payments, refunds, trades } = all
        const at = pick % trades.length
        const victim = trades[at]
        if (victim === undefined) return
        const reference = victim.refundNumber ?? victim.chargeNumber
        const kinds = (lines: readonly StatementLine[]) =>
          matchDay(lines, payments, refunds).differences.map((d) => [d.kind, d.reference])
        expect(kinds(trades.filter((_, i) => i !== at))).toEqual([['missing_in_statement', reference]])
        expect(kinds(trades.map((t, i) => (i === at ? { ...t, amountFen: t.amountFen + by } : t)))).toEqual([
          ['amount_differs', reference],
        ])
        const stranger = { ...victim, kind: 'payment' as const, chargeNumber: 'x', refundNumber: null }
        expect(kinds([...trades, stranger])).toEqual([['missing_here', 'x']])
      }),
    )
  })

  it('never counts a refund that failed here and arrived there as agreed', () => {
    fc.assert(
      fc.property(agreeingDay, ({ payments, refunds, trades }) => {
        const failed = refunds.map((refund) => ({ ...refund, state: 'failed' }))
        expect(matchDay(trades, payments, failed).differences.map((d) => d.kind)).toEqual(
          refunds.map(() => 'state_differs'),
        )
      }),
    )
  })
})

describe('matchFunds', () => {
  it('names the payment whose money is missing or another, and is silent about another account’s flow', () => {
    fc.assert(
      fc.property(agreeingDay, fc.nat(), ({ payments, trades, funds }, pick) => {
        const victim = payments[pick % payments.length]
        if (victim === undefined) return
        const isVictim = (line: StatementLine) =>
          line.kind === 'payment' && line.transactionNumber === victim.transactionNumber
        const kinds = (flow: readonly StatementLine[]) => matchFunds(trades, flow).map((d) => [d.kind, d.reference])
        expect(kinds(funds.map((f) => (isVictim(f) ? { ...f, amountFen: f.amountFen + 1 } : f)))).toEqual([
          ['fund_differs', victim.chargeNumber],
        ])
        if (payments.length > 1)
          expect(kinds(funds.filter((f) => !isVictim(f)))).toEqual([['fund_missing', victim.chargeNumber]])
        expect(kinds(funds.map((f) => ({ ...f, transactionNumber: `other-${f.transactionNumber}` })))).toEqual([])
      }),
    )
  })
})
