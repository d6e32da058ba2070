/** Papers of a notice: checked by their first bytes, changed only while the notice is a draft. */
import { createHash } from 'node:crypto'
import { mostAttachments, type Notice } from '@smart-market/shared/contracts/notices.ts'
import type { FileAnswer, Upload } from '@smart-market/shared/route.ts'
import { actorName } from '../../audit.ts'
import { type Ctx, marketOf, newId, withTransaction } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { appendEvent } from '../../feed/outbox.ts'
import { insideMarket } from '../markets/index.ts'
import { attachmentTypeOf } from './domain.ts'
import * as papers from './paper-store.ts'
import { auditNotice, lockFor } from './service.ts'
import * as store from './store.ts'
import { noticeView } from './views.ts'

const endings = { 'application/pdf': 'pdf', 'image/png': 'png', 'image/jpeg': 'jpg' } as const

/** Throws notice.not_found, notice.state, notice_attachment.type, notice_attachment.too_many. */
export const uploadNoticeAttachment = async (
  ctx: Ctx,
  noticeId: string,
  { fileName, bytes }: Upload,
): Promise<Notice> => {
  const mediaType = attachmentTypeOf(bytes)
  if (mediaType === undefined) throw new AppError('notice_attachment.type', { fileName })
  return withTransaction(ctx, async (tx) => {
    const marketId = marketOf(ctx)
    const notice = await lockFor(ctx, tx, noticeId, 'edit')
    if ((await papers.listAttachments(tx, marketId, [noticeId])).length >= mostAttachments)
      throw new AppError('notice_attachment.too_many', { limit: mostAttachments })
    const attachmentId = newId(ctx, 'noticeAttachment')
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    await papers.insertAttachment(tx, {
      marketId,
      attachmentId,
      noticeId,
      fileName,
      mediaType,
      size: bytes.length,
      sha256,
      content: bytes,
      uploadedBy: actorName(ctx),
      uploadedAt: ctx.now,
    })
    await auditNotice(ctx, tx, 'attach', noticeId, `给公示「${notice.title}」加附件「${fileName}」`)
    await appendEvent(ctx, tx, 'notice_attachment.added', { noticeId, attachmentId, sha256 })
    return noticeView(tx, notice)
  })
}

/** Throws notice.not_found, notice.state, notice_attachment.not_found. */
export const removeNoticeAttachment = async (ctx: Ctx, noticeId: string, attachmentId: string): Promise<Notice> =>
  withTransaction(ctx, async (tx) => {
    const notice = await lockFor(ctx, tx, noticeId, 'edit')
    const row = await papers.findAttachment(tx, marketOf(ctx), attachmentId)
    if (row === undefined || row.noticeId !== noticeId) throw new AppError('notice_attachment.not_found')
    await papers.deleteAttachment(tx, marketOf(ctx), attachmentId)
    await auditNotice(ctx, tx, 'detach', noticeId, `去掉公示「${notice.title}」的附件「${row.fileName}」`)
    await appendEvent(ctx, tx, 'notice_attachment.removed', { noticeId, attachmentId })
    return noticeView(tx, notice)
  })

const fileOf = (row: papers.AttachmentRow): FileAnswer => ({
  fileName: `${row.fileName.replace(/\.[^.]*$/, '')}.${endings[row.mediaType]}`,
  bytes: new Uint8Array(row.content),
})

/** For the market's own people, drafts included. Throws notice_attachment.not_found. */
export const getNoticeAttachment = async (ctx: Ctx, attachmentId: string): Promise<FileAnswer> =>
  withTransaction(ctx, async (tx) => {
    const row = await papers.findAttachment(tx, marketOf(ctx), attachmentId)
    if (row === undefined) throw new AppError('notice_attachment.not_found')
    // A draft's paper is for those who write it.
    const isWriter = ctx.role === 'market_staff' || ctx.role === 'market_operator'
    if (!isWriter && (await store.findStanding(tx, marketOf(ctx), row.noticeId)) === undefined)
      throw new AppError('notice_attachment.not_found')
    return fileOf(row)
  })

/** Of a notice that stands. Throws market.not_found, notice_attachment.not_found. */
export const getPublicNoticeAttachment = async (
  ctx: Ctx,
  { marketCode, noticeId, attachmentId }: { marketCode: string; noticeId: string; attachmentId: string },
): Promise<FileAnswer> => {
  const { ctx: inside } = await insideMarket(ctx, marketCode)
  return withTransaction(inside, async (tx) => {
    const row = await papers.findAttachment(tx, marketOf(inside), attachmentId)
    if (row?.noticeId !== noticeId || (await store.findStanding(tx, marketOf(inside), noticeId)) === undefined)
      throw new AppError('notice_attachment.not_found')
    return fileOf(row)
  })
}
