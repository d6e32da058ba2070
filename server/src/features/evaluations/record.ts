/** What every write of the course shares: the evaluation under lock, its state, audit row and event. */
import type { EvaluationAction, EvaluationState } from '@smart-market/shared/contracts/evaluations.ts'
import { labels } from '@smart-market/shared/text/zh.ts'
import { appendAudit } from '../../audit.ts'
import { type Ctx, marketOf, type Tx } from '../../context.ts'
import { AppError } from '../../errors.ts'
import type { EventPayloads, EventType } from '../../feed/events.ts'
import { appendEvent } from '../../feed/outbox.ts'
import * as store from './store.ts'

/** Throws evaluation.not_found. */
export const foundEvaluation = async (ctx: Ctx, tx: Tx, evaluationId: string): Promise<store.EvaluationRow> => {
  const row = await store.findEvaluation(tx, marketOf(ctx), evaluationId)
  if (row === undefined) throw new AppError('evaluation.not_found')
  return row
}

/** The evaluation under lock. Throws evaluation.not_found, and evaluation.locked outside the states. */
export const lockedIn = async (
  ctx: Ctx,
  tx: Tx,
  evaluationId: string,
  states?: readonly EvaluationState[],
): Promise<store.EvaluationRow> => {
  const row = await store.lockEvaluation(tx, marketOf(ctx), evaluationId)
  if (row === undefined) throw new AppError('evaluation.not_found')
  if (states !== undefined && !states.includes(row.state))
    throw new AppError('evaluation.locked', { state: labels.evaluationState[row.state] })
  return row
}

export const actionLabel = (action: EvaluationAction): string => labels.evaluationAction[action]

/** Audit row and event of one deed. */
export const recordDeed = async <T extends EventType>(
  ctx: Ctx,
  tx: Tx,
  deed: {
    readonly evaluationId: string
    readonly action: string
    readonly summary: string
    readonly details?: unknown
    readonly event: T
    readonly payload: EventPayloads[T]
  },
): Promise<void> => {
  await appendAudit(ctx, tx, {
    action: deed.action,
    subjectKind: 'evaluation',
    subjectId: deed.evaluationId,
    summary: deed.summary,
    details: deed.details,
  })
  await appendEvent(ctx, tx, deed.event, deed.payload)
}

/** First bytes decide what a file is; undefined for anything a browser might run. */
export const mediaTypeOf = (bytes: Uint8Array): string | undefined => {
  const starts = (...head: number[]): boolean => head.every((byte, i) => bytes[i] === byte)
  if (starts(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'image/png'
  if (starts(0xff, 0xd8, 0xff)) return 'image/jpeg'
  if (starts(0x25, 0x50, 0x44, 0x46, 0x2d)) return 'application/pdf'
  return undefined
}
