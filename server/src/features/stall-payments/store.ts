/** SQL of purchases paid at a stall. */
import { and, asc, desc, eq, ilike, inArray, or, sql } from 'drizzle-orm'
import type { StallPaymentView } from '@smart-market/shared/contracts/stall-payments.ts'
import type { Tx } from '../../context.ts'
import { merchants, stalls } from '../../db/schema/markets.ts'
import { stallPaymentRefunds, stallPayments } from '../../db/schema/stall-payments.ts'
import { patternOf } from '../../lib/like-pattern.ts'
import { listLatePayments } from '../payments/index.ts'
import { listWeighings } from '../sales/index.ts'

export type PaymentRow = typeof stallPayments.$inferSelect
export type RefundRow = typeof stallPaymentRefunds.$inferSelect

export const insertPayment = async (tx: Tx, row: typeof stallPayments.$inferInsert): Promise<void> => {
  await tx.insert(stallPayments).values(row)
}

/** One key of one shopper is one purchase: a second request with it waits until the first has ended. */
export const lockKey = async (tx: Tx, marketId: string, shopperId: string, key: string): Promise<void> => {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${`stall_payment ${marketId} ${shopperId} ${key}`}))`)
}

export const findByKey = async (
  tx: Tx,
  marketId: string,
  shopperId: string,
  idempotencyKey: string,
): Promise<PaymentRow | undefined> => {
  const [row] = await tx
    .select()
    .from(stallPayments)
    .where(
      and(
        eq(stallPayments.marketId, marketId),
        eq(stallPayments.shopperId, shopperId),
        eq(stallPayments.idempotencyKey, idempotencyKey),
      ),
    )
    .for('update')
  return row
}

/** Locked in the order of their ids. */
export const lockPayments = async (tx: Tx, marketId: string, ids: readonly string[]): Promise<PaymentRow[]> => {
  if (ids.length === 0) return []
  return tx
    .select()
    .from(stallPayments)
    .where(and(eq(stallPayments.marketId, marketId), inArray(stallPayments.stallPaymentId, [...ids])))
    .orderBy(asc(stallPayments.stallPaymentId))
    .for('update')
}

export const updatePayment = async (tx: Tx, row: PaymentRow, set: Partial<PaymentRow>): Promise<PaymentRow> => {
  await tx
    .update(stallPayments)
    .set(set)
    .where(and(eq(stallPayments.marketId, row.marketId), eq(stallPayments.stallPaymentId, row.stallPaymentId)))
  return { ...row, ...set }
}

export const findRefund = async (tx: Tx, row: PaymentRow, purpose: string): Promise<RefundRow | undefined> => {
  const [refund] = await tx.select().from(stallPaymentRefunds).where(isRefund(row, purpose))
  return refund
}
const isRefund = (row: Pick<PaymentRow, 'marketId' | 'stallPaymentId'>, purpose: string) =>
  and(
    eq(stallPaymentRefunds.marketId, row.marketId),
    eq(stallPaymentRefunds.stallPaymentId, row.stallPaymentId),
    eq(stallPaymentRefunds.purpose, purpose),
  )

export const insertRefund = async (tx: Tx, row: typeof stallPaymentRefunds.$inferInsert): Promise<void> => {
  await tx.insert(stallPaymentRefunds).values(row)
}

export const updateRefund = async (tx: Tx, refund: RefundRow, set: Partial<RefundRow>): Promise<void> => {
  await tx.update(stallPaymentRefunds).set(set).where(isRefund(refund, refund.purpose))
}

export interface PaymentFilter {
  readonly stallPaymentId?: string | undefined
  readonly shopperId?: string | undefined
  readonly state?: PaymentRow['state'] | undefined
  /** Number, stall or merchant. */
  readonly q?: string | undefined
}

/** Newest first, with their refunds. */
export const findViews = async (
  tx: Tx,
  marketId: string,
  filter: PaymentFilter,
  window: { readonly limit: number; readonly offset: number },
): Promise<{ items: StallPaymentView[]; total: number }> => {
  const pattern = patternOf(filter.q)
  const where = and(
    eq(stallPayments.marketId, marketId),
    filter.stallPaymentId === undefined ? undefined : eq(stallPayments.stallPaymentId, filter.stallPaymentId),
    filter.shopperId === undefined ? undefined : eq(stallPayments.shopperId, filter.shopperId),
    filter.state === undefined ? undefined : eq(stallPayments.state, filter.state),
    pattern === undefined
      ? undefined
      : or(
          ilike(stallPayments.number, pattern),
          ilike(stalls.code, pattern),
          sql`${merchants.searchText} like ${pattern}`,
        ),
  )
  const rows = await tx
    .select({
      payment: stallPayments,
      stallCode: stalls.code,
      merchantName: merchants.name,
      total: sql<number>`(count(*) over ())::int`,
    })
    .from(stallPayments)
    .innerJoin(stalls, and(eq(stalls.marketId, stallPayments.marketId), eq(stalls.stallId, stallPayments.stallId)))
    .innerJoin(
      merchants,
      and(eq(merchants.marketId, stallPayments.marketId), eq(merchants.merchantId, stallPayments.merchantId)),
    )
    .where(where)
    .orderBy(desc(stallPayments.openedAt), desc(stallPayments.stallPaymentId))
    .limit(window.limit)
    .offset(window.offset)
  const ids = rows.map(({ payment }) => payment.stallPaymentId)
  const refunds = await listRefunds(tx, marketId, ids)
  const late = await listLatePayments(tx, marketId, 'stall_payment', ids)
  const weighings = await listWeighings(tx, marketId, ids)
  return {
    items: rows.map(({ payment, stallCode, merchantName }) => ({
      stallPaymentId: payment.stallPaymentId,
      number: payment.number,
      stallId: payment.stallId,
      stallCode,
      merchantName,
      amountFen: payment.amountFen,
      state: payment.state,
      channel: payment.channel,
      openedAt: payment.openedAt.toISOString(),
      payBy: payment.payBy.toISOString(),
      paidAt: payment.paidAt?.toISOString() ?? null,
      refunds: refunds
        .filter((refund) => refund.stallPaymentId === payment.stallPaymentId)
        .map(({ amountFen, reason, state, wantedAt, settledAt }) => ({
          amountFen,
          reason,
          state,
          wantedAt: wantedAt.toISOString(),
          settledAt: settledAt?.toISOString() ?? null,
        })),
      latePayments: late.get(payment.stallPaymentId) ?? [],
      weighing: weighings.get(payment.stallPaymentId) ?? null,
    })),
    total: rows[0]?.total ?? 0,
  }
}

const listRefunds = async (tx: Tx, marketId: string, ids: readonly string[]): Promise<RefundRow[]> => {
  if (ids.length === 0) return []
  return tx
    .select()
    .from(stallPaymentRefunds)
    .where(and(eq(stallPaymentRefunds.marketId, marketId), inArray(stallPaymentRefunds.stallPaymentId, [...ids])))
    .orderBy(asc(stallPaymentRefunds.wantedAt))
}
