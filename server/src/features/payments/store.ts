/** SQL of charges, payments, refunds and accounts. Locks go charge → payment → refund. */
import { and, asc, eq, isNull, lte, ne, sql } from 'drizzle-orm'
import type { PaymentChannelName } from '@smart-market/shared/contracts/payments.ts'
import type { Tx } from '../../context.ts'
import { charges, paymentAccounts, payments, refunds } from '../../db/schema/payments.ts'

export type ChargeRow = typeof charges.$inferSelect
export type PaymentRow = typeof payments.$inferSelect
export type RefundRow = typeof refunds.$inferSelect
export type AccountRow = typeof paymentAccounts.$inferSelect

export const insertCharge = async (tx: Tx, row: typeof charges.$inferInsert): Promise<void> => {
  await tx.insert(charges).values(row)
}

export const findCharge = async (tx: Tx, marketId: string, chargeId: string): Promise<ChargeRow | undefined> => {
  const [row] = await tx
    .select()
    .from(charges)
    .where(and(eq(charges.marketId, marketId), eq(charges.chargeId, chargeId)))
  return row
}

export const lockCharge = async (tx: Tx, marketId: string, chargeId: string): Promise<ChargeRow | undefined> => {
  const [row] = await tx
    .select()
    .from(charges)
    .where(and(eq(charges.marketId, marketId), eq(charges.chargeId, chargeId)))
    .for('update')
  return row
}

/** All charges of a combined payment, in the order of their ids. */
export const lockParts = async (tx: Tx, marketId: string, combinedNumber: string): Promise<ChargeRow[]> =>
  tx
    .select()
    .from(charges)
    .where(and(eq(charges.marketId, marketId), eq(charges.combinedNumber, combinedNumber)))
    .orderBy(asc(charges.chargeId))
    .for('update')

export const lockChargeByNumber = async (
  tx: Tx,
  marketId: string,
  channel: PaymentChannelName,
  chargeNumber: string,
): Promise<ChargeRow | undefined> => {
  const [row] = await tx
    .select()
    .from(charges)
    .where(and(eq(charges.marketId, marketId), eq(charges.chargeNumber, chargeNumber), eq(charges.channel, channel)))
    .for('update')
  return row
}

/** The charge of a purpose that is not closed. */
export const findLiveCharge = async (
  tx: Tx,
  marketId: string,
  purposeKind: string,
  purposeId: string,
): Promise<ChargeRow | undefined> => {
  const [row] = await tx
    .select()
    .from(charges)
    .where(
      and(
        eq(charges.marketId, marketId),
        eq(charges.purposeKind, purposeKind),
        eq(charges.purposeId, purposeId),
        ne(charges.state, 'closed'),
      ),
    )
  return row
}

export const updateCharge = async (
  tx: Tx,
  marketId: string,
  chargeId: string,
  set: Partial<ChargeRow>,
): Promise<void> => {
  await tx
    .update(charges)
    .set(set)
    .where(and(eq(charges.marketId, marketId), eq(charges.chargeId, chargeId)))
}

export const insertPayment = async (tx: Tx, row: typeof payments.$inferInsert): Promise<void> => {
  await tx.insert(payments).values(row)
}

/** Locks the payment of a charge. */
export const lockPayment = async (tx: Tx, marketId: string, chargeId: string): Promise<PaymentRow | undefined> => {
  const [row] = await tx
    .select()
    .from(payments)
    .where(and(eq(payments.marketId, marketId), eq(payments.chargeId, chargeId)))
    .for('update')
  return row
}

export const findPaymentByTransaction = async (
  tx: Tx,
  marketId: string,
  channel: PaymentChannelName,
  transactionNumber: string,
): Promise<PaymentRow | undefined> => {
  const [row] = await tx
    .select()
    .from(payments)
    .where(
      and(
        eq(payments.marketId, marketId),
        eq(payments.channel, channel),
        eq(payments.transactionNumber, transactionNumber),
      ),
    )
  return row
}

/** Takes `amountFen` out of what may still be refunded; false when not enough is left. */
export const reserveRefund = async (
  tx: Tx,
  marketId: string,
  paymentId: string,
  amountFen: number,
): Promise<boolean> => {
  const rows = await tx
    .update(payments)
    .set({
      refundReservedFen: sql`${payments.refundReservedFen} + ${amountFen}`,
      refundCount: sql`${payments.refundCount} + 1`,
    })
    .where(
      and(
        eq(payments.marketId, marketId),
        eq(payments.paymentId, paymentId),
        sql`${payments.refundReservedFen} + ${amountFen} <= ${payments.amountFen}`,
      ),
    )
    .returning({ paymentId: payments.paymentId })
  return rows.length === 1
}

export const releaseRefund = async (tx: Tx, marketId: string, paymentId: string, amountFen: number): Promise<void> => {
  await tx
    .update(payments)
    .set({ refundReservedFen: sql`${payments.refundReservedFen} - ${amountFen}` })
    .where(and(eq(payments.marketId, marketId), eq(payments.paymentId, paymentId)))
}

export const insertRefund = async (tx: Tx, row: typeof refunds.$inferInsert): Promise<void> => {
  await tx.insert(refunds).values(row)
}

export const listRefunds = async (tx: Tx, marketId: string, chargeId: string): Promise<RefundRow[]> =>
  tx
    .select()
    .from(refunds)
    .where(and(eq(refunds.marketId, marketId), eq(refunds.chargeId, chargeId)))
    .orderBy(asc(refunds.createdAt), asc(refunds.refundId))

export const findRefund = async (tx: Tx, marketId: string, refundId: string): Promise<RefundRow | undefined> => {
  const [row] = await tx
    .select()
    .from(refunds)
    .where(and(eq(refunds.marketId, marketId), eq(refunds.refundId, refundId)))
  return row
}

export const findRefundByNumber = async (
  tx: Tx,
  marketId: string,
  refundNumber: string,
): Promise<RefundRow | undefined> => {
  const [row] = await tx
    .select()
    .from(refunds)
    .where(and(eq(refunds.marketId, marketId), eq(refunds.refundNumber, refundNumber)))
  return row
}

export const updateRefund = async (
  tx: Tx,
  marketId: string,
  refundId: string,
  set: Partial<RefundRow>,
): Promise<void> => {
  await tx
    .update(refunds)
    .set(set)
    .where(and(eq(refunds.marketId, marketId), eq(refunds.refundId, refundId)))
}

export const findLiveAccount = async (
  tx: Tx,
  marketId: string,
  stallId: string,
  channel: PaymentChannelName,
): Promise<AccountRow | undefined> => {
  const [row] = await tx
    .select()
    .from(paymentAccounts)
    .where(
      and(
        eq(paymentAccounts.marketId, marketId),
        eq(paymentAccounts.stallId, stallId),
        eq(paymentAccounts.channel, channel),
        isNull(paymentAccounts.closedAt),
      ),
    )
  return row
}

export const findAccount = async (
  tx: Tx,
  marketId: string,
  paymentAccountId: string,
): Promise<AccountRow | undefined> => {
  const [row] = await tx
    .select()
    .from(paymentAccounts)
    .where(and(eq(paymentAccounts.marketId, marketId), eq(paymentAccounts.paymentAccountId, paymentAccountId)))
  return row
}

/** Leaves a live account of the stall and channel as it is: two shoppers may need the first one at the same moment. */
export const insertAccountIfNone = async (tx: Tx, row: typeof paymentAccounts.$inferInsert): Promise<void> => {
  await tx.insert(paymentAccounts).values(row).onConflictDoNothing()
}

export const insertAccount = async (tx: Tx, row: typeof paymentAccounts.$inferInsert): Promise<void> => {
  await tx.insert(paymentAccounts).values(row)
}

/** Oldest first. */
export const listDueCharges = async (tx: Tx, marketId: string, now: Date, limit: number): Promise<ChargeRow[]> =>
  tx
    .select()
    .from(charges)
    .where(and(eq(charges.marketId, marketId), lte(charges.nextCheckAt, now)))
    .orderBy(asc(charges.nextCheckAt))
    .limit(limit)

export const listDueRefunds = async (tx: Tx, marketId: string, now: Date, limit: number): Promise<RefundRow[]> =>
  tx
    .select()
    .from(refunds)
    .where(and(eq(refunds.marketId, marketId), lte(refunds.nextCheckAt, now)))
    .orderBy(asc(refunds.nextCheckAt))
    .limit(limit)
