/** Photos of complaints, reports and findings: checked by their first bytes, free until a case takes them. */
import { createHash } from 'node:crypto'
import type { FileAnswer, Upload } from '@smart-market/shared/route.ts'
import { appendAudit } from '../../audit.ts'
import { type Ctx, marketOf, newId, type Tx, withTransaction } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { appendEvent } from '../../feed/outbox.ts'
import { photoEndings as endings, photoOf } from '../../lib/photo-type.ts'
import { addressHashOf } from './people.ts'
import * as photoStore from './photo-store.ts'

/** Free photos of one address in an hour; a whole market may sit behind one router. */
const freePhotosAnHour = 120

/** Throws case_photo.type, case_photo.too_many. `ctx` names the market. */
export const uploadPhoto = async (ctx: Ctx, upload: Upload) => {
  const photo = photoOf(upload.bytes)
  if (photo === undefined) throw new AppError('case_photo.type')
  const { mediaType, bytes } = photo
  return withTransaction(ctx, async (tx) => {
    const addressHash = addressHashOf(ctx)
    const since = new Date(ctx.now.getTime() - 3_600_000)
    if ((await photoStore.countUntakenPhotos(tx, marketOf(ctx), addressHash, since)) >= freePhotosAnHour)
      throw new AppError('case_photo.too_many')
    const photoId = newId(ctx, 'casePhoto')
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    await photoStore.insertPhoto(tx, {
      marketId: marketOf(ctx),
      photoId,
      merchantId: ctx.merchantId,
      mediaType,
      size: bytes.length,
      sha256,
      content: bytes,
      addressHash,
      uploadedAt: ctx.now,
    })
    await appendAudit(ctx, tx, {
      action: 'case_photo.upload',
      subjectKind: 'case_photo',
      subjectId: photoId,
      summary: '上传一张照片',
      details: { mediaType, size: bytes.length, sha256 },
    })
    await appendEvent(ctx, tx, 'case_photo.uploaded', { photoId })
    return { photoId, mediaType, size: bytes.length }
  })
}

/** Gives free photos to a case. Throws case_photo.not_found when one is gone or already another's. */
export const attachPhotos = async (
  tx: Tx,
  marketId: string,
  photoIds: readonly string[],
  caseId: string,
  merchantId: string | null,
): Promise<void> => {
  const wanted = [...new Set(photoIds)]
  if ((await photoStore.takePhotos(tx, marketId, wanted, caseId, merchantId)) !== wanted.length)
    throw new AppError('case_photo.not_found')
}

/** Throws case_photo.not_found; photos of a report are not for merchants, whom row-level security keeps out. */
export const getPhoto = async (ctx: Ctx, photoId: string): Promise<FileAnswer> => {
  const photo = await withTransaction(ctx, (tx) => photoStore.findPhoto(tx, marketOf(ctx), photoId))
  if (photo === undefined) throw new AppError('case_photo.not_found')
  return { fileName: `${photo.photoId}.${endings[photo.mediaType]}`, bytes: new Uint8Array(photo.content) }
}
