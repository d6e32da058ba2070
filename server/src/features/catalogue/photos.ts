/** Pictures of goods: checked by their first bytes, few, and the same one only once. */
import { createHash } from 'node:crypto'
import { and, count, eq } from 'drizzle-orm'
import { type Listing, mostListingPhotos } from '@smart-market/shared/contracts/catalogue.ts'
import type { FileAnswer, Upload } from '@smart-market/shared/route.ts'
import { appendAudit } from '../../audit.ts'
import { type Ctx, marketOf, newId, type Tx, withTransaction } from '../../context.ts'
import { listingPhotos } from '../../db/schema/catalogue.ts'
import { AppError } from '../../errors.ts'
import { appendEvent } from '../../feed/outbox.ts'
import { photoEndings, photoOf } from '../../lib/photo-type.ts'
import { getListing } from './listings.ts'
import { insideMarket } from '../markets/index.ts'
import { type ListingRow, lockListings } from './store.ts'

const getLocked = async (ctx: Ctx, tx: Tx, listingId: string): Promise<ListingRow> => {
  const [listing] = await lockListings(tx, marketOf(ctx), [listingId])
  if (listing === undefined) throw new AppError('listing.not_found')
  return listing
}

const note = async (ctx: Ctx, tx: Tx, listing: ListingRow, added: boolean, photoId: string): Promise<void> => {
  const { listingId, stallId, state, name } = listing
  await appendAudit(ctx, tx, {
    action: added ? 'listing.photo_add' : 'listing.photo_remove',
    subjectKind: 'listing',
    subjectId: listingId,
    summary: `${added ? '上传' : '删掉'}「${name}」的照片`,
    details: { photoId },
  })
  await appendEvent(ctx, tx, 'listing.changed', { listingId, stallId, state, changed: ['photos'] })
}

/** Throws photo.type, listing.not_found, listing.photos_full. The same bytes again change nothing. */
export const addListingPhoto = async (ctx: Ctx, listingId: string, upload: Upload): Promise<Listing> => {
  const photo = photoOf(upload.bytes)
  if (photo === undefined) throw new AppError('photo.type')
  const { mediaType, bytes } = photo
  return withTransaction(ctx, async (tx) => {
    const listing = await getLocked(ctx, tx, listingId)
    const ofListing = and(eq(listingPhotos.marketId, listing.marketId), eq(listingPhotos.listingId, listingId))
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    const [same] = await tx
      .select({ photoId: listingPhotos.photoId })
      .from(listingPhotos)
      .where(and(ofListing, eq(listingPhotos.sha256, sha256)))
    if (same === undefined) {
      const [held] = await tx.select({ photos: count() }).from(listingPhotos).where(ofListing)
      if ((held?.photos ?? 0) >= mostListingPhotos)
        throw new AppError('listing.photos_full', { most: mostListingPhotos })
      const photoId = newId(ctx, 'tradePhoto')
      await tx.insert(listingPhotos).values({
        marketId: listing.marketId,
        photoId,
        listingId,
        merchantId: listing.merchantId,
        mediaType,
        sha256,
        content: bytes,
        addedAt: ctx.now,
      })
      await note(ctx, tx, listing, true, photoId)
    }
    return getListing(ctx, tx, { listingId, state: listing.state })
  })
}

/** Throws listing.not_found, photo.not_found. */
export const removeListingPhoto = async (ctx: Ctx, listingId: string, photoId: string): Promise<Listing> =>
  withTransaction(ctx, async (tx) => {
    const listing = await getLocked(ctx, tx, listingId)
    const gone = await tx
      .delete(listingPhotos)
      .where(
        and(
          eq(listingPhotos.marketId, listing.marketId),
          eq(listingPhotos.listingId, listingId),
          eq(listingPhotos.photoId, photoId),
        ),
      )
      .returning({ photoId: listingPhotos.photoId })
    if (gone.length === 0) throw new AppError('photo.not_found')
    await note(ctx, tx, listing, false, photoId)
    return getListing(ctx, tx, { listingId, state: listing.state })
  })

/** Throws market.not_found, photo.not_found. */
export const getListingPhoto = async (ctx: Ctx, marketCode: string, photoId: string): Promise<FileAnswer> => {
  const { ctx: within } = await insideMarket(ctx, marketCode)
  const [photo] = await withTransaction(within, (tx) =>
    tx
      .select()
      .from(listingPhotos)
      .where(and(eq(listingPhotos.marketId, marketOf(within)), eq(listingPhotos.photoId, photoId))),
  )
  if (photo === undefined) throw new AppError('photo.not_found')
  return { fileName: `${photoId}.${photoEndings[photo.mediaType]}`, bytes: new Uint8Array(photo.content) }
}
