/**
 * Papers as files. Hides where they lie: today a table of the database, so that one backup holds facts and proofs. A
 * file is what its first bytes say; it is never served under a type a browser would run.
 */
import { createHash } from 'node:crypto'
import type { FileAnswer, Upload } from '@smart-market/shared/route.ts'
import { appendAudit } from '../../audit.ts'
import { type Ctx, marketOf, newId, type Tx, withTransaction } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { mediaTypeOf } from './domain.ts'
import * as store from './store.ts'

/** Throws paper_file.type for anything but PNG, JPEG, PDF. */
export const uploadPaperFile = async (
  ctx: Ctx,
  { fileName, bytes }: Upload,
): Promise<{ fileId: string; mediaType: string; size: number }> => {
  const mediaType = mediaTypeOf(bytes)
  if (mediaType === undefined) throw new AppError('paper_file.type', { fileName })
  return withTransaction(ctx, async (tx) => {
    const fileId = newId(ctx, 'storedFile')
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    await store.insertFile(tx, {
      marketId: marketOf(ctx),
      fileId,
      merchantId: ctx.merchantId,
      mediaType,
      fileName,
      size: bytes.length,
      sha256,
      content: bytes,
      createdAt: ctx.now,
    })
    await appendAudit(ctx, tx, {
      action: 'paper_file.upload',
      subjectKind: 'paper_file',
      subjectId: fileId,
      summary: `上传凭证文件「${fileName}」`,
      details: { mediaType, size: bytes.length, sha256 },
    })
    return { fileId, mediaType, size: bytes.length }
  })
}

const endings = { 'image/png': 'png', 'image/jpeg': 'jpg', 'application/pdf': 'pdf' } as const

/** Throws paper_file.not_found. */
export const getPaperFile = async (ctx: Ctx, fileId: string): Promise<FileAnswer> => {
  const file = await withTransaction(ctx, (tx) => store.findFile(tx, marketOf(ctx), fileId))
  if (file === undefined) throw new AppError('paper_file.not_found')
  return { fileName: `${file.fileId}.${endings[file.mediaType]}`, bytes: new Uint8Array(file.content) }
}

/** Throws paper_file.not_found when one of the files is not there for the actor. */
export const requireFiles = async (
  tx: Tx,
  marketId: string,
  fileIds: readonly (string | null | undefined)[],
): Promise<void> => {
  const named = fileIds.filter((id): id is string => id != null)
  const known = await store.knownFileIds(tx, marketId, named)
  if (named.some((id) => !known.has(id))) throw new AppError('paper_file.not_found')
}
