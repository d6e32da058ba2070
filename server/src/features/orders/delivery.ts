/** Delivery: where to and for how much, when, and the parcel on its way: one for all stalls of a checkout. */
import type { orderRoutes } from '@smart-market/shared/contracts/orders.ts'
import type { HandlerInput } from '@smart-market/shared/route.ts'
import { labels } from '@smart-market/shared/text/zh.ts'
import { businessDateStart } from '@smart-market/shared/time.ts'
import { appendAudit } from '../../audit.ts'
import { type Ctx, marketOf, newId, type Tx, withTransaction } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { appendEvent } from '../../feed/outbox.ts'
import { listMarketUsers } from '../identity/index.ts'
import { zoneFor } from './domain/delivery.ts'
import * as delivery from './delivery-store.ts'
import { requireSellable } from './held-goods.ts'
import { move } from './moving.ts'
import { findStallOrders } from './report.ts'
import { complete } from './seller.ts'
import * as store from './store.ts'

type Routes = typeof orderRoutes
type Body<K extends keyof Routes> = HandlerInput<Routes[K]>['body']
type Query<K extends keyof Routes> = HandlerInput<Routes[K]>['query']

export const listDeliveryZones = async (ctx: Ctx) => ({
  items: await withTransaction(ctx, (tx) => delivery.listZones(tx, marketOf(ctx))),
})

export const createDeliveryZone = async (ctx: Ctx, input: Body<'createDeliveryZone'>) =>
  withTransaction(ctx, async (tx) => {
    const row: delivery.ZoneRow = {
      marketId: marketOf(ctx),
      deliveryZoneId: newId(ctx, 'deliveryZone'),
      name: input.name,
      shape: input.shape,
      centre: input.shape === 'radius' ? (input.centre ?? null) : null,
      radiusMetres: input.shape === 'radius' ? (input.radiusMetres ?? null) : null,
      corners: input.shape === 'polygon' ? (input.corners ?? null) : null,
      feeFen: input.feeFen,
      freeFromFen: input.freeFromFen ?? null,
      minimumFen: input.minimumFen,
      createdAt: ctx.now,
      removedAt: null,
    }
    await delivery.insertZone(tx, row)
    await noteZone(ctx, tx, row.deliveryZoneId, false, `新建配送范围「${row.name}」`)
    return row
  })

/** Throws delivery_zone.not_found. Orders placed before keep their fee. */
export const removeDeliveryZone = async (ctx: Ctx, deliveryZoneId: string): Promise<void> =>
  withTransaction(ctx, async (tx) => {
    if (!(await delivery.removeZone(tx, marketOf(ctx), deliveryZoneId, ctx.now)))
      throw new AppError('delivery_zone.not_found')
    await noteZone(ctx, tx, deliveryZoneId, true, '停用配送范围')
  })

const noteZone = async (ctx: Ctx, tx: Tx, deliveryZoneId: string, removed: boolean, summary: string) => {
  await appendAudit(ctx, tx, {
    action: removed ? 'delivery_zone.remove' : 'delivery_zone.create',
    subjectKind: 'delivery_zone',
    subjectId: deliveryZoneId,
    summary,
  })
  await appendEvent(ctx, tx, 'delivery_zone.changed', { deliveryZoneId, removed })
}

const slotView = (row: delivery.SlotRow) => ({
  deliverySlotId: row.deliverySlotId,
  startsAt: row.startsAt.toISOString(),
  endsAt: row.endsAt.toISOString(),
  capacity: row.capacity,
  taken: row.taken,
})

export const listDeliverySlots = async (ctx: Ctx, query: Query<'listDeliverySlots'>) => {
  const after = query.from === undefined ? ctx.now : businessDateStart(query.from)
  const rows = await withTransaction(ctx, (tx) => delivery.listSlots(tx, marketOf(ctx), after))
  return { items: rows.map(slotView) }
}

export const createDeliverySlots = async (ctx: Ctx, { slots }: Body<'createDeliverySlots'>) =>
  withTransaction(ctx, async (tx) => {
    await delivery.insertSlots(
      tx,
      slots.map((slot) => ({
        marketId: marketOf(ctx),
        deliverySlotId: newId(ctx, 'deliverySlot'),
        startsAt: new Date(slot.startsAt),
        endsAt: new Date(slot.endsAt),
        capacity: slot.capacity,
        taken: 0,
      })),
    )
    await appendAudit(ctx, tx, {
      action: 'delivery_slot.open',
      subjectKind: 'delivery_slot',
      subjectId: '',
      summary: `开放 ${slots.length} 个配送时段`,
      details: { slots },
    })
    await appendEvent(ctx, tx, 'delivery_slots.opened', { count: slots.length })
    return { created: slots.length }
  })

/** Whether a place is reached, at what fee, and when; slots that are full are left out. */
export const getDeliveryOptions = async (ctx: Ctx, query: Query<'getDeliveryOptions'>) =>
  withTransaction(ctx, async (tx) => {
    const zone = zoneFor(await delivery.listZones(tx, marketOf(ctx)), query)
    const slots = zone === undefined ? [] : await delivery.listSlots(tx, marketOf(ctx), ctx.now)
    return {
      zone: zone ?? null,
      slots: slots
        .filter((slot) => slot.taken < slot.capacity)
        .map((slot) => ({ ...slotView(slot), left: slot.capacity - slot.taken })),
    }
  })

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
  const items = rows.map(({ parcel, slot }) => ({
    parcelId: parcel.parcelId,
    orderGroupId: parcel.orderGroupId,
    state: parcel.state,
    slot: { startsAt: slot.startsAt.toISOString(), endsAt: slot.endsAt.toISOString() },
    riderId: parcel.riderId,
    riderName: parcel.riderName,
    failure: parcel.failure,
    deliveredAt: parcel.deliveredAt?.toISOString() ?? null,
    ...(JSON.parse(ctx.deps.cipher.decrypt(parcel.contactEncrypted, delivery.contactContext)) as Contact),
    latitude: parcel.latitude,
    longitude: parcel.longitude,
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
  const { page, pageSize, state, mine } = query
  const filter = { state, riderId: mine === 'yes' ? riderOf(ctx) : undefined }
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

/** Gives a parcel to one of the market's own staff. Throws parcel.not_found, parcel.state, parcel.rider_unknown. */
export const assignParcel = async (ctx: Ctx, parcelId: string, body: Body<'assignParcel'>) => {
  const riderId = body.riderId ?? riderOf(ctx)
  const { items } = await listMarketUsers(ctx, { page: 1, pageSize: 200 })
  const rider = items.find((one) => one.userId === riderId && one.role !== 'merchant')
  if (rider === undefined) throw new AppError('parcel.rider_unknown', { field: 'riderId' })
  return withTransaction(ctx, async (tx) => {
    const { parcel } = await lockWhole(ctx, tx, parcelId, '派单', ['waiting', 'assigned', 'failed'])
    await moveParcel(
      ctx,
      tx,
      parcel,
      { state: 'assigned', riderId, riderName: rider.displayName, assignedAt: ctx.now, failure: null },
      `配送单派给 ${rider.displayName}`,
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
 * At the door: completes every order of the parcel. Throws parcel.state, parcel.not_collected,
 * stall_order.wrong_code, stall_order.means_required.
 */
export const handOverParcel = async (ctx: Ctx, parcelId: string, body: Body<'handOverParcel'>) =>
  withTransaction(ctx, async (tx) => {
    const { parcel, orders } = await lockWhole(ctx, tx, parcelId, '交货', ['on_the_way'])
    if (parcel.handOverCode !== body.handOverCode.trim()) throw new AppError('stall_order.wrong_code')
    const missing = orders.filter((order) => pending.includes(order.state)).length
    if (missing > 0) throw new AppError('parcel.not_collected', { count: missing })
    for (const order of orders)
      if (order.state === 'out_for_delivery') await complete(ctx, tx, order, 'rider', body.declaredMeans)
    await moveParcel(ctx, tx, parcel, { state: 'delivered', deliveredAt: ctx.now }, '配送单已送达')
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

export const getSettings = async (ctx: Ctx) => withTransaction(ctx, (tx) => store.findSettings(tx, marketOf(ctx)))

export const setSettings = async (ctx: Ctx, settings: Body<'setOrderSettings'>) =>
  withTransaction(ctx, async (tx) => {
    await store.writeSettings(tx, marketOf(ctx), settings)
    await appendAudit(ctx, tx, {
      action: 'order_settings.set',
      subjectKind: 'market',
      subjectId: marketOf(ctx),
      summary: `修改订单时限：${settings.payWithinMinutes} 分钟内付款`,
      details: settings,
    })
    const { payWithinMinutes, overweightPercent } = settings
    await appendEvent(ctx, tx, 'order_settings.set', { payWithinMinutes, overweightPercent })
    return settings
  })
