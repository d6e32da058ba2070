/** SQL of photos. */
import { and, asc, eq, gte, inArray, isNull, lt, sql } from 'drizzle-orm'
import type { Tx } from '../../context.ts'
import { casePhotos } from '../../db/schema/complaints.ts'

export type PhotoRow = typeof casePhotos.$inferSelect
const tallied = sql<number>`count(*)::int`

export const insertPhoto = async (tx: Tx, row: typeof casePhotos.$inferInsert): Promise<void> => {
  await tx.insert(casePhotos).values(row)
}
const photoFacts = {
  photoId: casePhotos.photoId,
  caseId: casePhotos.caseId,
  mediaType: casePhotos.mediaType,
  sha256: casePhotos.sha256,
  size: casePhotos.size,
}
export const listPhotos = async (tx: Tx, marketId: string, caseId: string) =>
  tx
    .select(photoFacts)
    .from(casePhotos)
    .where(and(eq(casePhotos.marketId, marketId), eq(casePhotos.caseId, caseId)))
    .orderBy(asc(casePhotos.photoId))
export const findPhoto = async (tx: Tx, marketId: string, photoId: string): Promise<PhotoRow | undefined> =>
  (
    await tx
      .select()
      .from(casePhotos)
      .where(and(eq(casePhotos.marketId, marketId), eq(casePhotos.photoId, photoId)))
  )[0]
/** How many of the photos were free and are now the case's. */
export const takePhotos = async (
  tx: Tx,
  marketId: string,
  photoIds: readonly string[],
  caseId: string,
  merchantId: string | null,
): Promise<number> => {
  if (photoIds.length === 0) return 0
  const taken = await tx
    .update(casePhotos)
    .set({ caseId, merchantId })
    .where(
      and(eq(casePhotos.marketId, marketId), inArray(casePhotos.photoId, [...photoIds]), isNull(casePhotos.caseId)),
    )
    .returning({ photoId: casePhotos.photoId })
  return taken.length
}
export const countUntakenPhotos = async (
  tx: Tx,
  marketId: string,
  addressHash: string,
  since: Date,
): Promise<number> => {
  const [row] = await tx
    .select({ n: tallied })
    .from(casePhotos)
    .where(
      and(
        eq(casePhotos.marketId, marketId),
        eq(casePhotos.addressHash, addressHash),
        isNull(casePhotos.caseId),
        gte(casePhotos.uploadedAt, since),
      ),
    )
  return row?.n ?? 0
}
export const deleteUntakenPhotos = async (tx: Tx, marketId: string, before: Date): Promise<number> => {
  const gone = await tx
    .delete(casePhotos)
    .where(and(eq(casePhotos.marketId, marketId), isNull(casePhotos.caseId), lt(casePhotos.uploadedAt, before)))
    .returning({ photoId: casePhotos.photoId })
  return gone.length
}
