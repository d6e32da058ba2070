/** Who scores: three groups, of which the district names the first and the city the others (art. 4(2)(6)). */
import type { AssessorGroup } from '@smart-market/shared/contracts/evaluations.ts'
import { labels } from '@smart-market/shared/text/zh.ts'
import { actorName } from '../../audit.ts'
import { type Ctx, marketOf, type Tx, withTransaction } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { findAccount, giveMarketRole, takeMarketRole } from '../identity/index.ts'
import { groupRole } from './domain.ts'
import { lockedIn, recordDeed } from './record.ts'
import * as store from './store.ts'

const assignable = ['forwarded', 'evaluating'] as const

const refuseForeignGroup = (ctx: Ctx, group: AssessorGroup): void => {
  if (ctx.role === 'district_officer' && group !== 'district_daily') throw new AppError('evaluation_assessor.group')
}

const refuseTaken = async (ctx: Ctx, tx: Tx, evaluationId: string, userId: string): Promise<void> => {
  const taken = await store.findAssessor(tx, marketOf(ctx), evaluationId, userId)
  if (taken !== undefined) throw new AppError('evaluation_assessor.taken', { name: taken.name })
}

/**
 * Gives the person the group's role in this market and a sheet of their own. Throws evaluation.not_found,
 * evaluation.locked, evaluation_assessor.group, evaluation_assessor.taken, user.not_found, user.login_name_taken,
 * user.weak_password.
 */
export const assignAssessor = async (
  ctx: Ctx,
  evaluationId: string,
  input: {
    group: AssessorGroup
    loginName: string
    displayName?: string | undefined
    password?: string | undefined
  },
) => {
  refuseForeignGroup(ctx, input.group)
  // Accounts belong to no market, so they are made in a transaction of their own, and only when this one may go on.
  const known = await findAccount(ctx, input.loginName)
  await withTransaction(ctx, async (tx) => {
    await lockedIn(ctx, tx, evaluationId, assignable)
    if (known !== undefined) await refuseTaken(ctx, tx, evaluationId, known.userId)
  })
  const { userId, displayName } = await giveMarketRole(ctx, { ...input, role: groupRole[input.group] })
  return withTransaction(ctx, async (tx) => {
    await lockedIn(ctx, tx, evaluationId, assignable)
    await refuseTaken(ctx, tx, evaluationId, userId)
    await store.insertAssessor(tx, {
      marketId: marketOf(ctx),
      evaluationId,
      assessorId: userId,
      group: input.group,
      name: displayName,
      assignedAt: ctx.now,
      assignedBy: actorName(ctx),
      submittedAt: null,
    })
    await recordDeed(ctx, tx, {
      evaluationId,
      action: 'evaluation_assessor.assign',
      summary: `安排 ${displayName} 到「${labels.assessorGroup[input.group]}」组`,
      event: 'evaluation_assessor.assigned',
      payload: { evaluationId, assessorId: userId, group: input.group },
    })
    return { assessorId: userId, group: input.group, name: displayName, submittedAt: null, total: null }
  })
}

/** Throws evaluation.not_found, evaluation.locked, evaluation_assessor.not_found, .group, .submitted. */
export const removeAssessor = async (ctx: Ctx, evaluationId: string, assessorId: string): Promise<void> => {
  const group = await withTransaction(ctx, async (tx) => {
    await lockedIn(ctx, tx, evaluationId, ['forwarded'])
    const row = await store.findAssessor(tx, marketOf(ctx), evaluationId, assessorId)
    if (row === undefined) throw new AppError('evaluation_assessor.not_found')
    refuseForeignGroup(ctx, row.group)
    await store.deleteAssessor(tx, marketOf(ctx), evaluationId, assessorId)
    await recordDeed(ctx, tx, {
      evaluationId,
      action: 'evaluation_assessor.remove',
      summary: `撤下「${labels.assessorGroup[row.group]}」组的 ${row.name}`,
      event: 'evaluation_assessor.removed',
      payload: { evaluationId, assessorId, group: row.group },
    })
    return row.group
  })
  await takeMarketRole(ctx, assessorId, groupRole[group])
}
