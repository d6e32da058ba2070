/** Verbs on tenancies: who sells at a stall, from when to when. */
import { appendAudit } from '../../audit.ts'
import { type Ctx, marketOf, newId, type Tx, withTransaction } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { appendEvent } from '../../feed/outbox.ts'
import { isTenancyPeriod } from './domain.ts'
import { findMerchant } from './people-store.ts'
import { refusing } from './refusing.ts'
import * as store from './store.ts'

export interface NewTenancy {
  readonly stallId: string
  readonly merchantId: string
  /** First day at the stall. */
  readonly from: string
  /** First day on which the stall is free again; open-ended when absent. */
  readonly to?: string | null | undefined
}

/** Throws tenancy.dates, stall.not_found, merchant.not_found, and tenancy.overlap naming who holds the stall. */
export const startTenancy = async (ctx: Ctx, input: NewTenancy): Promise<{ tenancyId: string }> => {
  const to = input.to ?? null
  if (!isTenancyPeriod(input.from, to)) throw new AppError('tenancy.dates', { field: 'to' })
  const period = { stallId: input.stallId, from: input.from, to }
  return refusing(
    // Two desks at once: the constraint lets one through, and the other is told who that was.
    { tenancies__no_overlap: () => withTransaction(ctx, (tx) => overlapOf(ctx, tx, period)) },
    withTransaction(ctx, async (tx) => {
      const marketId = marketOf(ctx)
      const stall = await store.findStall(tx, marketId, input.stallId)
      if (stall === undefined) throw new AppError('stall.not_found', { code: input.stallId, field: 'stallId' })
      const merchant = await findMerchant(tx, marketId, input.merchantId)
      if (merchant === undefined) throw new AppError('merchant.not_found', { field: 'merchantId' })
      const taken = await store.listTenanciesBetween(tx, marketId, [input.stallId], input.from, to)
      if (taken.length > 0) throw await overlapOf(ctx, tx, period)
      const tenancyId = newId(ctx, 'tenancy')
      await store.insertTenancy(tx, {
        marketId,
        tenancyId,
        stallId: input.stallId,
        merchantId: input.merchantId,
        fromOn: input.from,
        toOn: to,
      })
      await appendAudit(ctx, tx, {
        action: 'tenancy.start',
        subjectKind: 'tenancy',
        subjectId: tenancyId,
        summary: `「${merchant.name}」自 ${input.from} 入驻摊位「${stall.code}」`,
        details: { stallId: input.stallId, merchantId: input.merchantId, from: input.from, to },
      })
      const { stallId, merchantId, from } = input
      await appendEvent(ctx, tx, 'tenancy.started', { tenancyId, stallId, merchantId, from, to })
      return { tenancyId }
    }),
  )
}

/** The refusal that names the holder of the stall in the period. */
const overlapOf = async (
  ctx: Ctx,
  tx: Tx,
  { stallId, from, to, except }: { stallId: string; from: string; to: string | null; except?: string },
): Promise<AppError> => {
  const stall = await store.findStall(tx, marketOf(ctx), stallId)
  const periods = await store.listTenanciesBetween(tx, marketOf(ctx), [stallId], from, to)
  const holder = periods.find((period) => period.tenancyId !== except)
  return new AppError('tenancy.overlap', {
    stallCode: stall?.code ?? stallId,
    from: holder?.from ?? from,
    to: holder?.to ?? '今后',
    merchant: holder?.merchantName ?? '',
    field: 'from',
  })
}

/** `to` is the first day on which the stall is free. Throws tenancy.not_found, tenancy.dates, tenancy.overlap. */
export const endTenancy = async (ctx: Ctx, tenancyId: string, to: string): Promise<void> => {
  const marketId = marketOf(ctx)
  const later = async (): Promise<AppError> =>
    withTransaction(ctx, async (tx) => {
      const tenancy = await store.findTenancy(tx, marketId, tenancyId)
      if (tenancy === undefined) return new AppError('tenancy.not_found')
      return overlapOf(ctx, tx, { stallId: tenancy.stallId, from: tenancy.fromOn, to, except: tenancyId })
    })
  await refusing(
    { tenancies__no_overlap: later },
    withTransaction(ctx, async (tx) => {
      const tenancy = await store.findTenancy(tx, marketId, tenancyId)
      if (tenancy === undefined) throw new AppError('tenancy.not_found')
      if (!isTenancyPeriod(tenancy.fromOn, to)) throw new AppError('tenancy.dates', { field: 'to' })
      if (tenancy.toOn === to) return
      const stall = await store.findStall(tx, marketId, tenancy.stallId)
      await store.setTenancyEnd(tx, marketId, tenancyId, to)
      await appendAudit(ctx, tx, {
        action: 'tenancy.end',
        subjectKind: 'tenancy',
        subjectId: tenancyId,
        summary: `摊位「${stall?.code ?? ''}」自 ${to} 起空出`,
        details: { from: tenancy.fromOn, before: tenancy.toOn, to },
      })
      await appendEvent(ctx, tx, 'tenancy.ended', { tenancyId, to })
    }),
  )
}
