/** 更正进货登记: a slip of the pen at the gate. What was told to others is taken back and told anew. */
import type { IntakeView, newCorrection } from '@smart-market/shared/contracts/sourcing.ts'
import type { z } from 'zod'
import { appendAudit } from '../../audit.ts'
import { type Ctx, marketOf, withTransaction } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { appendEvent } from '../../feed/outbox.ts'
import { type BatchRow, lockBatches, updateBatch } from './batch-store.ts'
import { nameKey } from './domain.ts'
import { declareError, standingEventOf } from './epcis/corrections.ts'
import { recordIntakeCorrection } from './epcis/own-events.ts'
import { viewIntake } from './intakes.ts'
import * as store from './store.ts'

const words = { quantity: '数量', commodityName: '品名', originPlace: '产地' } as const
type Field = keyof typeof words

/** Throws intake.not_found, intake.nothing_changed, batch.short when more than the new quantity is already gone. */
export const correctIntake = async (
  ctx: Ctx,
  intakeId: string,
  { reason, ...wanted }: z.output<typeof newCorrection>,
): Promise<IntakeView> =>
  withTransaction(ctx, async (tx) => {
    const marketId = marketOf(ctx)
    const intake = await store.lockIntake(tx, marketId, intakeId)
    const [batch] = intake === undefined ? [] : await lockBatches(tx, marketId, [intake.batchId])
    if (intake === undefined || batch === undefined) throw new AppError('intake.not_found')
    const after: BatchRow = {
      ...batch,
      ...(wanted.commodityName === undefined
        ? {}
        : { commodityName: wanted.commodityName, nameKey: nameKey(wanted.commodityName) }),
      ...(wanted.originPlace === undefined ? {} : { originPlace: wanted.originPlace }),
      ...(wanted.quantity === undefined
        ? {}
        : { quantity: wanted.quantity, remaining: batch.remaining + wanted.quantity - batch.quantity }),
    }
    const changed = (Object.keys(words) as Field[]).filter((field) => after[field] !== batch[field])
    if (changed.length === 0) throw new AppError('intake.nothing_changed')
    if (after.remaining < 0)
      throw new AppError('batch.short', {
        commodityName: batch.commodityName,
        remaining: batch.remaining,
        wanted: batch.quantity - after.quantity,
      })
    await updateBatch(tx, after)
    if (changed.includes('quantity')) {
      const wrong = await standingEventOf(tx, marketId, `intake:${batch.batchId}`)
      const right = await recordIntakeCorrection(ctx, tx, after)
      if (wrong !== undefined) await declareError(ctx, tx, wrong, 'incorrect_data', [right])
    }
    await appendAudit(ctx, tx, {
      action: 'intake.correct',
      subjectKind: 'intake',
      subjectId: intakeId,
      summary: `更正进货登记：${changed.map((field) => `${words[field]} ${batch[field]} → ${after[field]}`).join('，')}（${reason}）`,
      details: { before: Object.fromEntries(changed.map((field) => [field, batch[field]])), reason },
    })
    await appendEvent(ctx, tx, 'intake.corrected', { intakeId, batchId: batch.batchId, changed })
    return viewIntake(tx, marketId, intakeId)
  })
