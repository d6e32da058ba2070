/** Papers of the application, as the market uploads them: licences, the sealed report, and what else belongs to it. */
import { createHash } from 'node:crypto'
import type { evaluationPaperKinds } from '@smart-market/shared/contracts/evaluations.ts'
import type { FileAnswer, Upload } from '@smart-market/shared/route.ts'
import { labels } from '@smart-market/shared/text/zh.ts'
import { type Ctx, marketOf, newId, withTransaction } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { foundEvaluation, lockedIn, mediaTypeOf, recordDeed } from './record.ts'
import * as store from './store.ts'

/** Throws evaluation.not_found, evaluation.locked, evaluation_paper.type. */
export const addPaper = async (
  ctx: Ctx,
  evaluationId: string,
  kind: (typeof evaluationPaperKinds)[number],
  { fileName, bytes }: Upload,
) => {
  const mediaType = mediaTypeOf(bytes)
  if (mediaType === undefined) throw new AppError('evaluation_paper.type', { fileName })
  return withTransaction(ctx, async (tx) => {
    await lockedIn(ctx, tx, evaluationId, ['draft', 'returned'])
    const paperId = newId(ctx, 'evaluationPaper')
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    const shown = { paperId, kind, fileName, mediaType, size: bytes.length }
    await store.insertPaper(tx, {
      ...shown,
      marketId: marketOf(ctx),
      evaluationId,
      sha256,
      content: bytes,
      uploadedAt: ctx.now,
    })
    await recordDeed(ctx, tx, {
      evaluationId,
      action: 'evaluation.add_paper',
      summary: `上传申报材料（${labels.evaluationPaperKind[kind]}）「${fileName}」`,
      details: { paperId, sha256, size: bytes.length },
      event: 'evaluation_paper.added',
      payload: { evaluationId, paperId, kind, sha256 },
    })
    return { ...shown, uploadedAt: ctx.now.toISOString() }
  })
}

/** Throws evaluation.not_found, evaluation_paper.not_found. */
export const getPaper = async (ctx: Ctx, evaluationId: string, paperId: string): Promise<FileAnswer> =>
  withTransaction(ctx, async (tx) => {
    await foundEvaluation(ctx, tx, evaluationId)
    const paper = await store.findPaper(tx, marketOf(ctx), evaluationId, paperId)
    if (paper === undefined) throw new AppError('evaluation_paper.not_found')
    return { fileName: paper.fileName, bytes: new Uint8Array(paper.content) }
  })

/** The row stays with its time of removal. Throws evaluation.not_found, evaluation.locked, evaluation_paper.not_found. */
export const removePaper = async (ctx: Ctx, evaluationId: string, paperId: string): Promise<void> =>
  withTransaction(ctx, async (tx) => {
    await lockedIn(ctx, tx, evaluationId, ['draft', 'returned'])
    const paper = await store.findPaper(tx, marketOf(ctx), evaluationId, paperId)
    if (paper === undefined) throw new AppError('evaluation_paper.not_found')
    await store.removePaper(tx, marketOf(ctx), paperId, ctx.now)
    await recordDeed(ctx, tx, {
      evaluationId,
      action: 'evaluation.remove_paper',
      summary: `撤下申报材料「${paper.fileName}」`,
      event: 'evaluation_paper.removed',
      payload: { evaluationId, paperId },
    })
  })
