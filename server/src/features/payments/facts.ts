/** Final facts about money: written once in the transaction that made them true, taken in order by their user. */
import { and, asc, eq, gt, inArray, isNull, sql } from 'drizzle-orm'
import type { PaymentFactKind } from '@smart-market/shared/contracts/payments.ts'
import { type Ctx, type Deps, marketOf, newId, systemCtx, type Tx, withTransaction } from '../../context.ts'
import { changeChannel } from '../../feed/outbox.ts'
import { paymentFacts } from '../../db/schema/payments.ts'
import type { ChargeRow } from './store.ts'
import type { DeclaredMeans, PaymentFact, PaymentPurpose } from './types.ts'

type FactRow = typeof paymentFacts.$inferSelect

/** Appends a fact of a charge or a refund; a second one of the same kind and subject is a mistake and throws. */
export const appendFact = async (
  ctx: Ctx,
  tx: Tx,
  charge: ChargeRow,
  fact: {
    kind: PaymentFactKind
    subjectId: string
    amountFen: number
    happenedAt: Date
    refundPurposeId?: string
    declaredMeans?: DeclaredMeans | null
    detail?: string | null
  },
): Promise<void> => {
  await tx.insert(paymentFacts).values({
    marketId: marketOf(ctx),
    paymentFactId: newId(ctx, 'paymentFact'),
    kind: fact.kind,
    chargeId: charge.chargeId,
    subjectId: fact.subjectId,
    refundPurposeId: fact.refundPurposeId ?? null,
    purposeKind: charge.purposeKind,
    purposeId: charge.purposeId,
    stallId: charge.stallId,
    channel: charge.channel,
    declaredMeans: fact.declaredMeans ?? null,
    amountFen: fact.amountFen,
    happenedAt: fact.happenedAt,
    recordedAt: ctx.now,
    detail: fact.detail ?? null,
  })
  await tx.execute(sql`select pg_notify(${changeChannel}, ${marketOf(ctx)})`)
}

/**
 * The oldest facts of one kind of purpose that nobody has applied, locked until the transaction ends: a second consumer
 * waits, then finds them applied. Apply each once and call markFactsApplied in the same transaction.
 */
export const takeUnappliedFacts = async (
  tx: Tx,
  marketId: string,
  purpose: PaymentPurpose['kind'],
  limit: number,
): Promise<PaymentFact[]> => {
  const rows = await tx
    .select()
    .from(paymentFacts)
    .where(
      and(eq(paymentFacts.marketId, marketId), isNull(paymentFacts.appliedAt), eq(paymentFacts.purposeKind, purpose)),
    )
    .orderBy(asc(paymentFacts.position))
    .limit(limit)
    .for('update')
  return rows.map(toFact)
}

/** `at`: the moment of applying, UTC. */
export const markFactsApplied = async (
  tx: Tx,
  marketId: string,
  paymentFactIds: readonly string[],
  at: Date,
): Promise<void> => {
  if (paymentFactIds.length === 0) return
  await tx
    .update(paymentFacts)
    .set({ appliedAt: at })
    .where(and(eq(paymentFacts.marketId, marketId), inArray(paymentFacts.paymentFactId, [...paymentFactIds])))
}

export interface FactConsumer {
  /** Who it is, in the audit log. */
  readonly name: string
  readonly purpose: PaymentPurpose['kind']
  /** Applies facts in their order, in the transaction that marks them applied. */
  readonly apply: (ctx: Ctx, tx: Tx, facts: readonly PaymentFact[]) => Promise<void>
}

const applyAtOnce = 100

/** Applies what waits in a market; returns how many facts. Safe in several processes at once, and to repeat. */
export const applyFacts = async (
  deps: Deps,
  marketId: string,
  { name, purpose, apply }: FactConsumer,
): Promise<number> => {
  for (let applied = 0; ;) {
    const ctx = systemCtx(deps, name, marketId)
    const taken = await withTransaction(ctx, async (tx) => {
      const facts = await takeUnappliedFacts(tx, marketId, purpose, applyAtOnce)
      await apply(ctx, tx, facts)
      const ids = facts.map((fact) => fact.paymentFactId)
      await markFactsApplied(tx, marketId, ids, ctx.now)
      return facts.length
    })
    applied += taken
    if (taken < applyAtOnce) return applied
  }
}

/** Facts after a position (0 = from the start), applied or not, oldest first, at most 500. For readers, not consumers. */
export const listSettlements = async (tx: Tx, marketId: string, afterPosition: number): Promise<PaymentFact[]> => {
  const rows = await tx
    .select()
    .from(paymentFacts)
    .where(and(eq(paymentFacts.marketId, marketId), gt(paymentFacts.position, afterPosition)))
    .orderBy(asc(paymentFacts.position))
    .limit(500)
  return rows.map(toFact)
}

const toFact = (row: FactRow): PaymentFact => ({
  paymentFactId: row.paymentFactId,
  position: row.position,
  kind: row.kind,
  chargeId: row.chargeId,
  refundPurposeId: row.refundPurposeId,
  purpose: { kind: row.purposeKind as PaymentFact['purpose']['kind'], id: row.purposeId },
  stallId: row.stallId,
  channel: row.channel,
  declaredMeans: row.declaredMeans,
  amountFen: row.amountFen,
  happenedAt: row.happenedAt,
  detail: row.detail,
  appliedAt: row.appliedAt,
})
