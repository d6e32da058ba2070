/** Slots that open by themselves, every day alike: a market that forgets to open them would stop delivering unseen. */
import type { deliveryRoutes } from '@smart-market/shared/contracts/delivery.ts'
import type { HandlerInput } from '@smart-market/shared/route.ts'
import { businessDate } from '@smart-market/shared/time.ts'
import { appendAudit } from '../../audit.ts'
import { type Ctx, type Deps, marketOf, systemCtx, type Tx, withTransaction } from '../../context.ts'
import { appendEvent } from '../../feed/outbox.ts'
import * as delivery from './delivery-store.ts'
import { missingSlots } from './domain/delivery.ts'
import { openSlots } from './delivery.ts'

type Body = HandlerInput<(typeof deliveryRoutes)['setDeliveryPlan']>['body']

export const getDeliveryPlan = async (ctx: Ctx) => ({
  plan: (await withTransaction(ctx, (tx) => delivery.findPlan(tx, marketOf(ctx)))) ?? null,
})

/** Opens what the plan lacks at once. Without a plan nothing opens by itself; what is open stays open. */
export const setDeliveryPlan = async (ctx: Ctx, { plan }: Body) =>
  withTransaction(ctx, async (tx) => {
    await delivery.writePlan(tx, marketOf(ctx), plan)
    await appendAudit(ctx, tx, {
      action: 'delivery_plan.set',
      subjectKind: 'market',
      subjectId: marketOf(ctx),
      summary:
        plan === null
          ? '停止每天自动开放配送时段'
          : `每天自动开放配送时段：${plan.first}–${plan.last}，每段 ${plan.minutes} 分钟、${plan.capacity} 单，提前 ${plan.daysAhead} 天`,
      ...(plan === null ? {} : { details: plan }),
    })
    await appendEvent(ctx, tx, 'delivery_plan.set', { daysAhead: plan?.daysAhead ?? 0 })
    if (plan !== null) await openMissing(ctx, tx, plan)
    return { plan }
  })

const openMissing = async (ctx: Ctx, tx: Tx, plan: delivery.Plan): Promise<number> => {
  const standing = await delivery.listAllSlots(tx, marketOf(ctx), ctx.now)
  const missing = missingSlots(plan, standing, businessDate(ctx.now), ctx.now)
  if (missing.length > 0) await openSlots(ctx, tx, missing)
  return missing.length
}

/** Opens the slots that the market's plan wants and that do not stand yet. Returns how many. For the scheduler. */
export const openPlannedSlots = async (deps: Deps, marketId: string): Promise<number> => {
  const ctx = systemCtx(deps, 'orders', marketId)
  return withTransaction(ctx, async (tx) => {
    const plan = await delivery.lockPlan(tx, marketId)
    return plan === undefined ? 0 : openMissing(ctx, tx, plan)
  })
}
