/** 异议: what citizens and others object during the public notice (四（1）: open to the supervision of all). */
import { actorName } from '../../audit.ts'
import { type Ctx, marketOf, newId, withTransaction } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { lockedIn, recordDeed } from './record.ts'
import * as store from './store.ts'
import { objectionView } from './view.ts'

/** Throws evaluation.not_found, evaluation.locked. */
export const addObjection = async (ctx: Ctx, evaluationId: string, input: { objector: string; text: string }) =>
  withTransaction(ctx, async (tx) => {
    await lockedIn(ctx, tx, evaluationId, ['public_notice'])
    const row: store.ObjectionRow = {
      marketId: marketOf(ctx),
      objectionId: newId(ctx, 'objection'),
      evaluationId,
      ...input,
      receivedAt: ctx.now,
      answer: null,
      upheld: null,
      answeredBy: null,
      answeredAt: null,
    }
    await store.insertObjection(tx, row)
    await recordDeed(ctx, tx, {
      evaluationId,
      action: 'evaluation_objection.receive',
      summary: '登记公示期间的异议',
      event: 'evaluation_objection.received',
      payload: { evaluationId, objectionId: row.objectionId },
    })
    return objectionView(row)
  })

/** Throws evaluation.not_found, evaluation.locked, evaluation_objection.not_found, evaluation_objection.answered. */
export const answerObjection = async (
  ctx: Ctx,
  evaluationId: string,
  objectionId: string,
  input: { answer: string; upheld: boolean },
) =>
  withTransaction(ctx, async (tx) => {
    await lockedIn(ctx, tx, evaluationId, ['public_notice'])
    const rows = await store.listObjections(tx, marketOf(ctx), evaluationId)
    const row = rows.find((each) => each.objectionId === objectionId)
    if (row === undefined) throw new AppError('evaluation_objection.not_found')
    if (row.answer !== null) throw new AppError('evaluation_objection.answered')
    const set = { ...input, answeredBy: actorName(ctx), answeredAt: ctx.now }
    await store.updateObjection(tx, marketOf(ctx), objectionId, set)
    await recordDeed(ctx, tx, {
      evaluationId,
      action: 'evaluation_objection.answer',
      summary: `答复异议：${input.upheld ? '成立' : '不成立'}`,
      event: 'evaluation_objection.answered',
      payload: { evaluationId, objectionId, upheld: input.upheld },
    })
    return objectionView({ ...row, ...set })
  })
