/** Compares our books of money with the gateway's, charge by charge, once nothing is under way any more. */
import { and, eq, inArray, isNotNull } from 'drizzle-orm'
import { type Ctx, marketOf, withTransaction } from '@smart-market/server/context.ts'
import { charges, paymentFacts, paymentQuarantine, payments, refunds } from '@smart-market/server/db/schema/payments.ts'
import type { LocalGateway } from '@smart-market/server/features/payments/gateway/gateway.ts'

/** No charge or refund of these waits for anything any more. */
export const arePaymentsSettled = async (ctx: Ctx, ids: readonly string[]): Promise<boolean> =>
  withTransaction(ctx, async (tx) => {
    const waiting = [
      ...(await tx
        .select({ id: charges.chargeId })
        .from(charges)
        .where(and(inArray(charges.chargeId, [...ids]), isNotNull(charges.nextCheckAt)))),
      ...(await tx
        .select({ id: refunds.refundId })
        .from(refunds)
        .where(and(inArray(refunds.chargeId, [...ids]), isNotNull(refunds.nextCheckAt)))),
    ]
    return waiting.length === 0
  })

export interface PaymentBooks {
  readonly paid: number
  readonly closed: number
  readonly late: number
  readonly refunds: number
  readonly wrong: string[]
}

/** Sentences about what does not agree; empty when all is well. `ids`: the charges to compare, none of them declared. */
export const comparePayments = async (gateway: LocalGateway, ctx: Ctx, ids: readonly string[]): Promise<PaymentBooks> =>
  withTransaction(ctx, async (tx) => {
    const marketId = marketOf(ctx)
    const ours = {
      charges: await tx
        .select()
        .from(charges)
        .where(and(eq(charges.marketId, marketId), inArray(charges.chargeId, [...ids]))),
      payments: await tx
        .select()
        .from(payments)
        .where(and(eq(payments.marketId, marketId), inArray(payments.chargeId, [...ids]))),
      refunds: await tx
        .select()
        .from(refunds)
        .where(and(eq(refunds.marketId, marketId), inArray(refunds.chargeId, [...ids]))),
      facts: await tx
        .select()
        .from(paymentFacts)
        .where(and(eq(paymentFacts.marketId, marketId), inArray(paymentFacts.chargeId, [...ids]))),
      quarantine: await tx.select().from(paymentQuarantine).where(eq(paymentQuarantine.marketId, marketId)),
    }
    const wrong: string[] = []
    const expect = (holds: boolean, sentence: string): void => {
      if (!holds) wrong.push(sentence)
    }
    const group = <T extends { chargeId: string }>(rows: readonly T[]): Map<string, T[]> => {
      const map = new Map<string, T[]>()
      for (const row of rows) map.set(row.chargeId, [...(map.get(row.chargeId) ?? []), row])
      return map
    }
    const paymentsOf = group(ours.payments)
    const refundsOf = group(ours.refunds)
    const factsOf = group(ours.facts)
    let late = 0
    for (const charge of ours.charges) {
      const { chargeId, chargeNumber: number } = charge
      const trade = gateway.ledger.findTrade(number)
      const [payment, ...more] = paymentsOf.get(chargeId) ?? []
      const facts = (factsOf.get(chargeId) ?? []).map((fact) => fact.kind)
      const final = facts.filter((kind) => kind === 'charge_paid' || kind === 'charge_closed')
      expect(charge.state === 'paid' || charge.state === 'closed', `${number} ended as ${charge.state}`)
      expect(more.length === 0, `${number} was paid twice`)
      expect(
        (trade?.state === 'paid') === (payment !== undefined),
        `${number}: gateway ${trade?.state ?? 'none'}, ours ${charge.state}`,
      )
      expect(payment === undefined || payment.transactionNumber === trade?.transactionNumber, `${number}: transaction`)
      expect(payment === undefined || payment.amountFen === trade?.amountFen, `${number}: amount`)
      expect(
        final.join() === (charge.state === 'paid' ? 'charge_paid' : 'charge_closed'),
        `${number}: facts ${facts.join()}`,
      )
      expect(charge.state !== 'paid' || payment?.late === false, `${number}: paid without a payment`)
      // The shopper cannot pay any more what we call closed. A request that timed out may reach the channel after the
      // close: nobody was given its parameters, and money would go back as late.
      const strayed =
        charge.payParameters === null &&
        charge.finishedAt !== null &&
        trade !== undefined &&
        new Date(trade.createdAt) > charge.finishedAt
      expect(
        charge.state !== 'closed' ||
          trade === undefined ||
          trade.state !== 'waiting' ||
          strayed ||
          new Date(trade.expiresAt) <= ctx.now,
        `${number} is closed here and open there`,
      )

      const theirs = gateway.ledger.refundsOf(number)
      const mine = refundsOf.get(chargeId) ?? []
      const sum = (rows: readonly { state: string; amountFen: number }[]): number =>
        rows.filter((row) => row.state !== 'failed').reduce((total, row) => total + row.amountFen, 0)
      expect(
        sum(theirs) <= (payment?.amountFen ?? 0),
        `${number}: gateway refunded ${sum(theirs)} of ${payment?.amountFen ?? 0}`,
      )
      expect(
        sum(mine) === (payment?.refundReservedFen ?? 0),
        `${number}: reserved ${payment?.refundReservedFen ?? 0}, refunds ${sum(mine)}`,
      )
      for (const row of mine) {
        const seen = theirs.find((refund) => refund.refundNumber === row.refundNumber)
        expect(
          row.state === (seen?.state ?? 'failed'),
          `refund ${row.refundNumber}: ours ${row.state}, gateway ${seen?.state ?? 'none'}`,
        )
      }
      expect(
        theirs.every((refund) =>
          mine.some((row) => [row.refundNumber, ...row.earlierNumbers].includes(refund.refundNumber)),
        ),
        `${number}: gateway has refunds we never asked for`,
      )
      if (payment?.late === true) {
        late += 1
        expect(
          mine.some((row) => row.purposeId === 'late' && row.amountFen === payment.amountFen),
          `${number}: late money stays`,
        )
      }
    }
    for (const trade of gateway.ledger.trades()) {
      if (trade.combinedNumber === undefined) continue
      const paid = gateway.ledger.partsOf(trade.combinedNumber).filter((part) => part.state === 'paid').length
      const parts = gateway.ledger.partsOf(trade.combinedNumber).length
      expect(paid === 0 || paid === parts, `${trade.combinedNumber}: ${paid} of ${parts} parts are paid`)
    }
    expect(ours.charges.length === ids.length, 'charges are missing')
    expect(ours.quarantine.length === 0, `quarantine: ${ours.quarantine.map((row) => row.kind).join()}`)
    return {
      paid: ours.charges.filter((charge) => charge.state === 'paid').length,
      closed: ours.charges.filter((charge) => charge.state === 'closed').length,
      late,
      refunds: ours.refunds.length,
      wrong,
    }
  })
