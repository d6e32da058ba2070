/** Puts aside what a channel says and our books contradict: recorded once, never counted. */
import { and, desc, eq, ilike, isNotNull, isNull } from 'drizzle-orm'
import type { PaymentChannelName, quarantineKinds } from '@smart-market/shared/contracts/payments.ts'
import { actorName, appendAudit } from '../../audit.ts'
import { type Ctx, marketOf, newId, type Tx, withTransaction } from '../../context.ts'
import { paymentQuarantine } from '../../db/schema/payments.ts'
import { AppError } from '../../errors.ts'
import { appendEvent } from '../../feed/outbox.ts'
import { likePattern } from '../../lib/like-pattern.ts'

export const quarantine = async (
  ctx: Ctx,
  tx: Tx,
  found: {
    channel: PaymentChannelName
    kind: (typeof quarantineKinds)[number]
    chargeNumber: string
    /** Transaction, refund or event number at the channel. */
    reference: string
    expected: Record<string, unknown>
    seen: object
  },
): Promise<void> => {
  const quarantineCaseId = newId(ctx, 'quarantineCase')
  const rows = await tx
    .insert(paymentQuarantine)
    .values({
      marketId: marketOf(ctx),
      quarantineCaseId,
      ...found,
      seen: { ...found.seen },
      foundAt: ctx.now,
    })
    .onConflictDoNothing()
    .returning({ quarantineCaseId: paymentQuarantine.quarantineCaseId })
  if (rows.length === 0) return
  await appendAudit(ctx, tx, {
    action: 'payment.quarantine',
    subjectKind: 'quarantine_case',
    subjectId: quarantineCaseId,
    summary: `支付通知与收款 ${found.chargeNumber} 对不上，已隔离，没有入账`,
    details: { kind: found.kind, expected: found.expected },
  })
  await appendEvent(ctx, tx, 'payment.quarantined', {
    quarantineCaseId,
    channel: found.channel,
    kind: found.kind,
    chargeNumber: found.chargeNumber,
  })
}

interface QuarantineQuery {
  readonly q?: string | undefined
  /** `true`: nobody has dealt with it yet. */
  readonly open?: 'true' | 'false' | undefined
}

export const listQuarantine = async (ctx: Ctx, { q = '', open }: QuarantineQuery) =>
  withTransaction(ctx, async (tx) => {
    const settled = open === undefined ? undefined : open === 'true' ? isNull : isNotNull
    const rows = await tx
      .select()
      .from(paymentQuarantine)
      .where(
        and(
          eq(paymentQuarantine.marketId, marketOf(ctx)),
          q === '' ? undefined : ilike(paymentQuarantine.chargeNumber, likePattern(q)),
          settled?.(paymentQuarantine.settledAt),
        ),
      )
      .orderBy(desc(paymentQuarantine.foundAt), desc(paymentQuarantine.quarantineCaseId))
      .limit(500)
    return {
      items: rows.map((row) => ({
        ...row,
        foundAt: row.foundAt.toISOString(),
        settledAt: row.settledAt?.toISOString() ?? null,
      })),
      asOf: ctx.now.toISOString(),
    }
  })

/** Writes down how a person dealt with it. Throws quarantine.not_found, quarantine.settled. */
export const settleQuarantine = async (ctx: Ctx, input: { quarantineCaseId: string; note: string }): Promise<void> => {
  await withTransaction(ctx, async (tx) => {
    const where = and(
      eq(paymentQuarantine.marketId, marketOf(ctx)),
      eq(paymentQuarantine.quarantineCaseId, input.quarantineCaseId),
    )
    const [row] = await tx.select().from(paymentQuarantine).where(where).for('update')
    if (row === undefined) throw new AppError('quarantine.not_found')
    if (row.settledAt !== null) throw new AppError('quarantine.settled')
    await tx
      .update(paymentQuarantine)
      .set({ settledAt: ctx.now, settledBy: actorName(ctx), note: input.note })
      .where(where)
    await appendAudit(ctx, tx, {
      action: 'payment.settle_quarantine',
      subjectKind: 'quarantine_case',
      subjectId: input.quarantineCaseId,
      summary: `处理支付隔离记录（收款 ${row.chargeNumber}）`,
      details: { note: input.note },
    })
    await appendEvent(ctx, tx, 'payment.quarantine_settled', { quarantineCaseId: input.quarantineCaseId })
  })
}
