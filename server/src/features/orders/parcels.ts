/** The parcel on its way: one for all stalls of a checkout, carried by the market's own people. */
import { createHash } from 'node:crypto'
import type { deliveryRoutes } from '@smart-market/shared/contracts/delivery.ts'
import type { FileAnswer, HandlerInput, Upload } from '@smart-market/shared/route.ts'
import { labels } from '@smart-market/shared/text/zh.ts'
import { actorName, appendAudit } from '../../audit.ts'
import { type Ctx, marketOf, newId, type Tx, withTransaction } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { appendEvent } from '../../feed/outbox.ts'
import { photoEndings, photoOf } from '../../lib/photo-type.ts'
import { listMarketUsers } from '../identity/index.ts'
import * as delivery from './delivery-store.ts'
import { requireSellable } from './held-goods.ts'
import { move } from './moving.ts'
import { findStallOrders } from './report.ts'
import { abandon, complete } from './seller.ts'
import * as store from './store.ts'

type Routes = typeof deliveryRoutes
type Body<K extends keyof Routes> = HandlerInput<Routes[K]>['body']
type Query<K extends keyof Routes> = HandlerInput<Routes[K]>['query']

const riderOf = (ctx: Ctx): string => (ctx.actor.kind === 'user' ? ctx.actor.userId : '')

const viewParcels = async (
  ctx: Ctx,
  tx: Tx,
  filter: Parameters<typeof delivery.listParcels>[2],
  window: { limit: number; offset: number },
) => {
  const marketId = marketOf(ctx)
  const { rows, total } = await delivery.listParcels(tx, marketId, filter, window)
  const orderGroupIds = rows.map(({ parcel }) => parcel.orderGroupId)
  const orders = await findStallOrders(tx, marketId, { orderGroupIds }, { limit: 30 * rows.length, offset: 0 })
  const photos = await delivery.listPhotos(
    tx,
    marketId,
    rows.map(({ parcel }) => parcel.parcelId),
  )
  const items = rows.map(({ parcel, slot }) => ({
    parcelId: parcel.parcelId,
    orderGroupId: parcel.orderGroupId,
    state: parcel.state,
    slot: { startsAt: slot.startsAt.toISOString(), endsAt: slot.endsAt.toISOString() },
    riderId: parcel.riderId,
    riderName: parcel.riderName,
    failure: parcel.failure,
    deliveredAt: parcel.deliveredAt?.toISOString() ?? null,
    proof: parcel.proof,
    ...(JSON.parse(ctx.deps.cipher.decrypt(parcel.contactEncrypted, delivery.contactContext)) as Contact),
    latitude: parcel.latitude,
    longitude: parcel.longitude,
    photoIds: photos.filter((photo) => photo.parcelId === parcel.parcelId).map((photo) => photo.photoId),
    dueFen: orders.items
      .filter((order) => order.orderGroupId === parcel.orderGroupId && order.payment === 'at_stall')
      .filter((order) => order.state !== 'cancelled' && order.state !== 'completed')
      .reduce((sum, order) => sum + (order.finalFen ?? order.amountFen), 0),
    stallOrders: orders.items.filter((order) => order.orderGroupId === parcel.orderGroupId),
  }))
  return { items, total }
}
interface Contact {
  contactName: string
  phone: string
  address: string
}

export const listParcels = async (ctx: Ctx, query: Query<'listParcels'>) => {
  const { page, pageSize, state, mine, q } = query
  const filter = { q, state, riderId: mine === 'yes' ? riderOf(ctx) : undefined }
  const found = await withTransaction(ctx, (tx) =>
    viewParcels(ctx, tx, filter, { limit: pageSize, offset: (page - 1) * pageSize }),
  )
  return { ...found, page, pageSize }
}

const viewParcel = async (ctx: Ctx, tx: Tx, parcelId: string) => {
  const { items } = await viewParcels(ctx, tx, { parcelIds: [parcelId] }, { limit: 1, offset: 0 })
  const [parcel] = items
  if (parcel === undefined) throw new AppError('parcel.not_found')
  return parcel
}

/**
 * Locks the orders of a parcel in the order of their ids and then the parcel: a stall that ends an order takes the
 * locks in the same order. Throws parcel.not_found, parcel.state.
 */
const lockWhole = async (
  ctx: Ctx,
  tx: Tx,
  parcelId: string,
  action: string,
  states: readonly delivery.ParcelRow['state'][],
) => {
  const marketId = marketOf(ctx)
  const { rows } = await delivery.listParcels(tx, marketId, { parcelIds: [parcelId] }, { limit: 1, offset: 0 })
  const orderGroupId = rows[0]?.parcel.orderGroupId
  if (orderGroupId === undefined) throw new AppError('parcel.not_found')
  const ids = (await store.listGroupOrders(tx, marketId, orderGroupId)).map((order) => order.stallOrderId)
  const orders = await store.lockOrders(tx, marketId, ids)
  const parcel = await delivery.lockParcel(tx, marketId, { parcelId })
  if (parcel === undefined) throw new AppError('parcel.not_found')
  if (!states.includes(parcel.state))
    throw new AppError('parcel.state', { state: labels.parcelState[parcel.state], action })
  return { parcel, orders }
}

const moveParcel = async (
  ctx: Ctx,
  tx: Tx,
  parcel: delivery.ParcelRow,
  set: Partial<delivery.ParcelRow>,
  summary: string,
): Promise<void> => {
  const { state } = await delivery.updateParcel(tx, parcel, set)
  await appendAudit(ctx, tx, {
    action: `parcel.${state}`,
    subjectKind: 'parcel',
    subjectId: parcel.parcelId,
    summary,
  })
  await appendEvent(ctx, tx, 'parcel.moved', {
    parcelId: parcel.parcelId,
    orderGroupId: parcel.orderGroupId,
    to: state,
  })
}

interface Rider {
  readonly riderId: string
  readonly name: string
}
/** Whoever works for the market itself may carry a parcel. */
const ridersOf = async (ctx: Ctx): Promise<Rider[]> => {
  const { items } = await listMarketUsers(ctx, { page: 1, pageSize: 200 })
  return items
    .filter(({ role }) => role === 'market_staff' || role === 'market_operator')
    .map(({ userId, displayName }) => ({ riderId: userId, name: displayName }))
}

export const listRiders = async (ctx: Ctx) => {
  const riders = await ridersOf(ctx)
  const open = await withTransaction(ctx, (tx) => delivery.countOpenParcels(tx, marketOf(ctx)))
  return { items: riders.map((rider) => ({ ...rider, openParcels: open.get(rider.riderId) ?? 0 })) }
}

/** Gives a parcel to one of the market's own staff. Throws parcel.not_found, parcel.state, parcel.rider_unknown. */
export const assignParcel = async (ctx: Ctx, parcelId: string, body: Body<'assignParcel'>) => {
  const riderId = body.riderId ?? riderOf(ctx)
  const rider = (await ridersOf(ctx)).find((one) => one.riderId === riderId)
  if (rider === undefined) throw new AppError('parcel.rider_unknown', { field: 'riderId' })
  return withTransaction(ctx, async (tx) => {
    const { parcel } = await lockWhole(ctx, tx, parcelId, '派单', ['waiting', 'assigned', 'failed'])
    await moveParcel(
      ctx,
      tx,
      parcel,
      { state: 'assigned', riderId, riderName: rider.name, assignedAt: ctx.now, failure: null },
      `配送单派给 ${rider.name}`,
    )
    return viewParcel(ctx, tx, parcelId)
  })
}

/** The rider has the goods of one stall. Throws parcel.state, stall_order.not_found, stall_order.state, stall_order.goods_held. */
export const collect = async (ctx: Ctx, parcelId: string, stallOrderId: string) =>
  withTransaction(ctx, async (tx) => {
    const { parcel, orders } = await lockWhole(ctx, tx, parcelId, '取货', ['assigned', 'on_the_way'])
    const order = orders.find((one) => one.stallOrderId === stallOrderId)
    if (order === undefined) throw new AppError('stall_order.not_found')
    await requireSellable(tx, order)
    await move(ctx, tx, order, 'collect', 'rider')
    if (parcel.state === 'assigned') await moveParcel(ctx, tx, parcel, { state: 'on_the_way' }, '开始取货配送')
    return viewParcel(ctx, tx, parcelId)
  })

/** States in which an order still belongs into a parcel that is on its way. */
const pending: readonly store.OrderRow['state'][] = ['placed', 'paid', 'accepted', 'picking', 'ready']

/**
 * At the door: completes every order of the parcel, by the shopper's code, or by a photo where nothing is left to pay.
 * Throws parcel.state, parcel.not_collected, parcel.photo_unpaid, photo.not_found, stall_order.wrong_code,
 * stall_order.means_required.
 */
export const handOverParcel = async (ctx: Ctx, parcelId: string, body: Body<'handOverParcel'>) =>
  withTransaction(ctx, async (tx) => {
    const { parcel, orders } = await lockWhole(ctx, tx, parcelId, '交货', ['on_the_way'])
    const proof = await proofOf(tx, parcel, orders, body)
    const missing = orders.filter((order) => pending.includes(order.state)).length
    if (missing > 0) throw new AppError('parcel.not_collected', { count: missing })
    for (const order of orders)
      if (order.state === 'out_for_delivery') await complete(ctx, tx, order, 'rider', body.declaredMeans)
    await moveParcel(
      ctx,
      tx,
      parcel,
      { state: 'delivered', deliveredAt: ctx.now, proof },
      `配送单已送达（${labels.parcelProof[proof]}）`,
    )
    return viewParcel(ctx, tx, parcelId)
  })

/** Nobody at the door: the goods come back to the market and wait for another try. Throws parcel.state. */
export const failParcel = async (ctx: Ctx, parcelId: string, reason: string) =>
  withTransaction(ctx, async (tx) => {
    const { parcel, orders } = await lockWhole(ctx, tx, parcelId, '登记未送到', ['on_the_way'])
    for (const order of orders)
      if (order.state === 'out_for_delivery') await move(ctx, tx, order, 'bring_back', 'rider')
    await moveParcel(ctx, tx, parcel, { state: 'failed', failure: reason }, `没有送到：${reason}`)
    return viewParcel(ctx, tx, parcelId)
  })

/** A code that is wrong is refused even beside a photo: somebody stood there and said it. */
const proofOf = async (
  tx: Tx,
  parcel: delivery.ParcelRow,
  orders: readonly store.OrderRow[],
  { handOverCode, photoId }: Body<'handOverParcel'>,
): Promise<NonNullable<delivery.ParcelRow['proof']>> => {
  if (handOverCode !== undefined) {
    if (parcel.handOverCode !== handOverCode.trim()) throw new AppError('stall_order.wrong_code')
    return 'code'
  }
  const photos = await delivery.listPhotos(tx, parcel.marketId, [parcel.parcelId])
  if (!photos.some((photo) => photo.photoId === photoId)) throw new AppError('photo.not_found')
  const owes = orders.some(
    (order) => order.state === 'out_for_delivery' && order.payment === 'at_stall' && (order.finalFen ?? 0) > 0,
  )
  if (owes) throw new AppError('parcel.photo_unpaid')
  return 'photo'
}

/** Keeps a picture of goods at a door. Throws photo.type, parcel.not_found, parcel.state. */
export const uploadParcelPhoto = async (ctx: Ctx, parcelId: string, upload: Upload) => {
  const photo = photoOf(upload.bytes)
  if (photo === undefined) throw new AppError('photo.type')
  const { mediaType, bytes } = photo
  return withTransaction(ctx, async (tx) => {
    await lockWhole(ctx, tx, parcelId, '拍照', ['on_the_way'])
    const photoId = newId(ctx, 'tradePhoto')
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    await delivery.insertPhoto(tx, {
      marketId: marketOf(ctx),
      photoId,
      parcelId,
      mediaType,
      sha256,
      content: bytes,
      takenBy: actorName(ctx),
      takenAt: ctx.now,
    })
    await appendAudit(ctx, tx, {
      action: 'parcel.photograph',
      subjectKind: 'parcel',
      subjectId: parcelId,
      summary: '上传交货照片',
      details: { photoId, mediaType, size: bytes.length, sha256 },
    })
    await appendEvent(ctx, tx, 'parcel.photographed', { parcelId, photoId })
    return { photoId }
  })
}

/** Throws photo.not_found. */
export const getParcelPhoto = async (ctx: Ctx, parcelId: string, photoId: string): Promise<FileAnswer> => {
  const photo = await withTransaction(ctx, (tx) => delivery.findPhoto(tx, marketOf(ctx), parcelId, photoId))
  if (photo === undefined) throw new AppError('photo.not_found')
  return { fileName: `${photoId}.${photoEndings[photo.mediaType]}`, bytes: new Uint8Array(photo.content) }
}

/** States in which goods of a parcel that is given up lie at their stall again. */
const returnable: readonly store.OrderRow['state'][] = ['accepted', 'picking', 'ready']

/**
 * Gives a parcel up after a failed try, or before it left: each order ends for itself, and the last one takes the
 * parcel along. Asked again after a refusal it goes on where it stopped. Throws parcel.not_found, parcel.state,
 * stall_order.payment_unsure.
 */
export const returnParcel = async (ctx: Ctx, parcelId: string, reason: string) => {
  const { orders } = await withTransaction(ctx, (tx) =>
    lockWhole(ctx, tx, parcelId, '退回', ['waiting', 'assigned', 'failed']),
  )
  for (const order of orders) if (returnable.includes(order.state)) await abandon(ctx, order.stallOrderId, reason)
  return withTransaction(ctx, (tx) => viewParcel(ctx, tx, parcelId))
}
