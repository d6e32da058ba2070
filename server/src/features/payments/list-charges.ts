/** The operator's list of charges. */
import { and, desc, eq, gte, ilike, lt, or, sql } from 'drizzle-orm'
import type { ChargeState } from '@smart-market/shared/contracts/payments.ts'
import { addDays, businessDateStart } from '@smart-market/shared/time.ts'
import { type Ctx, marketOf, withTransaction } from '../../context.ts'
import { charges, payments, refunds } from '../../db/schema/payments.ts'
import { listStallCodesById } from './report.ts'
import { patternOf } from '../../lib/like-pattern.ts'

interface ChargeQuery {
  readonly q?: string | undefined
  readonly state?: ChargeState | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly page: number
  readonly pageSize: number
}

/** Newest first; `from` and `to` are business dates, both included; `q` is part of a number. */
export const listCharges = async (ctx: Ctx, query: ChargeQuery) =>
  withTransaction(ctx, async (tx) => {
    const marketId = marketOf(ctx)
    const paid = and(eq(payments.marketId, charges.marketId), eq(payments.chargeId, charges.chargeId))
    const like = patternOf(query.q)
    const where = and(
      eq(charges.marketId, marketId),
      query.state === undefined ? undefined : eq(charges.state, query.state),
      query.from === undefined ? undefined : gte(charges.createdAt, businessDateStart(query.from)),
      query.to === undefined ? undefined : lt(charges.createdAt, businessDateStart(addDays(query.to, 1))),
      like === undefined ? undefined : or(ilike(charges.chargeNumber, like), ilike(payments.transactionNumber, like)),
    )
    const rows = await tx
      .select({
        charge: charges,
        payment: payments,
        refundedFen: sql<number>`(select coalesce(sum(${refunds.amountFen}), 0)::float8 from ${refunds}
          where ${refunds.marketId} = ${charges.marketId} and ${refunds.chargeId} = ${charges.chargeId} and ${refunds.state} = 'succeeded')`,
      })
      .from(charges)
      .leftJoin(payments, paid)
      .where(where)
      .orderBy(desc(charges.createdAt), desc(charges.chargeId))
      .limit(query.pageSize)
      .offset((query.page - 1) * query.pageSize)
    const [count] = await tx
      .select({ total: sql<number>`count(*)::int` })
      .from(charges)
      .leftJoin(payments, paid)
      .where(where)
    const codes = await listStallCodesById(
      tx,
      marketId,
      rows.map((row) => row.charge.stallId),
    )
    return {
      items: rows.map(({ charge, payment, refundedFen }) => ({
        chargeId: charge.chargeId,
        chargeNumber: charge.chargeNumber,
        stallId: charge.stallId,
        stallCode: codes.get(charge.stallId) ?? '',
        channel: charge.channel,
        state: charge.state,
        amountFen: charge.amountFen,
        refundedFen,
        description: charge.description,
        declared: charge.channel === 'declared',
        transactionNumber: payment?.transactionNumber ?? null,
        createdAt: charge.createdAt.toISOString(),
        paidAt: payment?.paidAt.toISOString() ?? null,
      })),
      total: count?.total ?? 0,
      page: query.page,
      pageSize: query.pageSize,
    }
  })
