/** SQL of delivery zones, slots and parcels. */
import { and, asc, eq, gt, gte, ilike, inArray, isNull, or, sql } from 'drizzle-orm'
import type { Tx } from '../../context.ts'
import {
  deliveryPlans,
  deliverySlots,
  deliveryZones,
  parcelPhotos,
  parcels,
  stallOrders,
} from '../../db/schema/orders.ts'
import { patternOf } from '../../lib/like-pattern.ts'
import { stallsNamed } from '../markets/index.ts'

export type ZoneRow = typeof deliveryZones.$inferSelect
export type SlotRow = typeof deliverySlots.$inferSelect
export type ParcelRow = typeof parcels.$inferSelect
export type PhotoRow = typeof parcelPhotos.$inferSelect

/** What a parcel's contact is encrypted for. */
export const contactContext = 'parcels.contact_encrypted'

export const listZones = async (tx: Tx, marketId: string): Promise<ZoneRow[]> =>
  tx
    .select()
    .from(deliveryZones)
    .where(and(eq(deliveryZones.marketId, marketId), isNull(deliveryZones.removedAt)))
    .orderBy(asc(deliveryZones.feeFen), asc(deliveryZones.deliveryZoneId))

export const insertZone = async (tx: Tx, row: ZoneRow): Promise<void> => {
  await tx.insert(deliveryZones).values(row)
}

export const removeZone = async (tx: Tx, marketId: string, deliveryZoneId: string, at: Date): Promise<boolean> => {
  const gone = await tx
    .update(deliveryZones)
    .set({ removedAt: at })
    .where(
      and(
        eq(deliveryZones.marketId, marketId),
        eq(deliveryZones.deliveryZoneId, deliveryZoneId),
        isNull(deliveryZones.removedAt),
      ),
    )
    .returning({ id: deliveryZones.deliveryZoneId })
  return gone.length > 0
}

export const findSlot = async (tx: Tx, marketId: string, slotId: string): Promise<SlotRow | undefined> => {
  const [row] = await tx
    .select()
    .from(deliverySlots)
    .where(and(eq(deliverySlots.marketId, marketId), eq(deliverySlots.deliverySlotId, slotId)))
  return row
}

/** Slots that end after the moment, in the order of their start. */
export const listSlots = async (tx: Tx, marketId: string, after: Date): Promise<SlotRow[]> =>
  tx
    .select()
    .from(deliverySlots)
    .where(and(eq(deliverySlots.marketId, marketId), gt(deliverySlots.endsAt, after)))
    .orderBy(asc(deliverySlots.startsAt))
    .limit(200)

/** The same without a limit, for what must not overlook one. */
export const listAllSlots = async (tx: Tx, marketId: string, after: Date): Promise<SlotRow[]> =>
  tx
    .select()
    .from(deliverySlots)
    .where(and(eq(deliverySlots.marketId, marketId), gt(deliverySlots.endsAt, after)))

export type Plan = Omit<typeof deliveryPlans.$inferSelect, 'marketId'>
const planShape = {
  first: deliveryPlans.first,
  last: deliveryPlans.last,
  minutes: deliveryPlans.minutes,
  capacity: deliveryPlans.capacity,
  daysAhead: deliveryPlans.daysAhead,
}
const plansOf = (tx: Tx, marketId: string) =>
  tx.select(planShape).from(deliveryPlans).where(eq(deliveryPlans.marketId, marketId))

export const findPlan = async (tx: Tx, marketId: string): Promise<Plan | undefined> => (await plansOf(tx, marketId))[0]

/** Locked until the transaction ends, so that two turns do not open the same slots. */
export const lockPlan = async (tx: Tx, marketId: string): Promise<Plan | undefined> =>
  (await plansOf(tx, marketId).for('update'))[0]

export const writePlan = async (tx: Tx, marketId: string, plan: Plan | null): Promise<void> => {
  if (plan === null) await tx.delete(deliveryPlans).where(eq(deliveryPlans.marketId, marketId))
  else
    await tx
      .insert(deliveryPlans)
      .values({ marketId, ...plan })
      .onConflictDoUpdate({ target: deliveryPlans.marketId, set: plan })
}

export const insertSlots = async (tx: Tx, rows: readonly SlotRow[]): Promise<void> => {
  await tx.insert(deliverySlots).values([...rows])
}

/** A slot, locked until the transaction ends. */
export const lockSlot = async (tx: Tx, marketId: string, slotId: string): Promise<SlotRow | undefined> => {
  const [row] = await tx
    .select()
    .from(deliverySlots)
    .where(and(eq(deliverySlots.marketId, marketId), eq(deliverySlots.deliverySlotId, slotId)))
    .for('update')
  return row
}

export const setCapacity = async (tx: Tx, slot: SlotRow, capacity: number): Promise<void> => {
  await tx
    .update(deliverySlots)
    .set({ capacity })
    .where(and(eq(deliverySlots.marketId, slot.marketId), eq(deliverySlots.deliverySlotId, slot.deliverySlotId)))
}

/** Gives one place of a slot back. */
export const freeSlot = async (tx: Tx, marketId: string, slotId: string): Promise<void> => {
  await tx
    .update(deliverySlots)
    .set({ taken: sql`${deliverySlots.taken} - 1` })
    .where(
      and(eq(deliverySlots.marketId, marketId), eq(deliverySlots.deliverySlotId, slotId), gte(deliverySlots.taken, 1)),
    )
}

export const lockParcel = async (
  tx: Tx,
  marketId: string,
  which: { parcelId: string } | { orderGroupId: string },
): Promise<ParcelRow | undefined> => {
  const [row] = await tx
    .select()
    .from(parcels)
    .where(
      and(
        eq(parcels.marketId, marketId),
        'parcelId' in which ? eq(parcels.parcelId, which.parcelId) : eq(parcels.orderGroupId, which.orderGroupId),
      ),
    )
    .for('update')
  return row
}

export const updateParcel = async (tx: Tx, parcel: ParcelRow, set: Partial<ParcelRow>): Promise<ParcelRow> => {
  await tx
    .update(parcels)
    .set(set)
    .where(and(eq(parcels.marketId, parcel.marketId), eq(parcels.parcelId, parcel.parcelId)))
  return { ...parcel, ...set }
}

interface ParcelFilter {
  readonly q?: string | undefined
  readonly state?: ParcelRow['state'] | undefined
  readonly riderId?: string | undefined
  readonly parcelIds?: readonly string[]
}
/** By order number, stall or rider; never by the shopper, whose contact is encrypted. */
const parcelIs = (tx: Tx, marketId: string, q: string | undefined) => {
  const pattern = patternOf(q)
  if (pattern === undefined) return undefined
  const groups = tx
    .select({ orderGroupId: stallOrders.orderGroupId })
    .from(stallOrders)
    .where(
      and(
        eq(stallOrders.marketId, marketId),
        or(ilike(stallOrders.number, pattern), inArray(stallOrders.stallId, stallsNamed(tx, marketId, pattern))),
      ),
    )
  return or(inArray(parcels.orderGroupId, groups), ilike(parcels.riderName, pattern), eq(parcels.parcelId, q ?? ''))
}
export const listParcels = async (
  tx: Tx,
  marketId: string,
  filter: ParcelFilter,
  window: { limit: number; offset: number },
) => {
  const where = and(
    eq(parcels.marketId, marketId),
    filter.state === undefined ? undefined : eq(parcels.state, filter.state),
    filter.riderId === undefined ? undefined : eq(parcels.riderId, filter.riderId),
    filter.parcelIds === undefined ? undefined : inArray(parcels.parcelId, [...filter.parcelIds]),
    parcelIs(tx, marketId, filter.q),
  )
  const rows = await tx
    .select({ parcel: parcels, slot: deliverySlots })
    .from(parcels)
    .innerJoin(
      deliverySlots,
      and(eq(deliverySlots.marketId, parcels.marketId), eq(deliverySlots.deliverySlotId, parcels.deliverySlotId)),
    )
    .where(where)
    .orderBy(asc(deliverySlots.startsAt), asc(parcels.parcelId))
    .limit(window.limit)
    .offset(window.offset)
  const [count] = await tx
    .select({ total: sql<number>`count(*)::int` })
    .from(parcels)
    .where(where)
  return { rows, total: count?.total ?? 0 }
}

/** How many parcels each rider has in hand. */
export const countOpenParcels = async (tx: Tx, marketId: string): Promise<ReadonlyMap<string, number>> => {
  const rows = await tx
    .select({ riderId: parcels.riderId, open: sql<number>`count(*)::int` })
    .from(parcels)
    .where(and(eq(parcels.marketId, marketId), inArray(parcels.state, ['assigned', 'on_the_way'])))
    .groupBy(parcels.riderId)
  return new Map(rows.flatMap((row) => (row.riderId === null ? [] : [[row.riderId, row.open] as const])))
}

export const insertPhoto = async (tx: Tx, row: PhotoRow): Promise<void> => {
  await tx.insert(parcelPhotos).values(row)
}

/** Photos of parcels without their bytes, oldest first. */
export const listPhotos = async (
  tx: Tx,
  marketId: string,
  parcelIds: readonly string[],
): Promise<Pick<PhotoRow, 'photoId' | 'parcelId'>[]> =>
  parcelIds.length === 0
    ? []
    : tx
        .select({ photoId: parcelPhotos.photoId, parcelId: parcelPhotos.parcelId })
        .from(parcelPhotos)
        .where(and(eq(parcelPhotos.marketId, marketId), inArray(parcelPhotos.parcelId, [...parcelIds])))
        .orderBy(asc(parcelPhotos.takenAt), asc(parcelPhotos.photoId))

export const findPhoto = async (
  tx: Tx,
  marketId: string,
  parcelId: string,
  photoId: string,
): Promise<PhotoRow | undefined> => {
  const [row] = await tx
    .select()
    .from(parcelPhotos)
    .where(
      and(eq(parcelPhotos.marketId, marketId), eq(parcelPhotos.parcelId, parcelId), eq(parcelPhotos.photoId, photoId)),
    )
  return row
}
