/** Delivery: where to, for how much, and when; and the terms of all orders. */
import type { deliveryRoutes } from '@smart-market/shared/contracts/delivery.ts'
import type { NewSlot } from '@smart-market/shared/delivery-slots.ts'
import type { orderRoutes } from '@smart-market/shared/contracts/orders.ts'
import type { HandlerInput } from '@smart-market/shared/route.ts'
import { businessDateStart } from '@smart-market/shared/time.ts'
import { appendAudit } from '../../audit.ts'
import { type Ctx, marketOf, newId, type Tx, withTransaction } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { appendEvent } from '../../feed/outbox.ts'
import { zoneFor } from './domain/delivery.ts'
import * as delivery from './delivery-store.ts'
import * as store from './store.ts'

type Routes = typeof deliveryRoutes & typeof orderRoutes
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

/** Opens slots, with their audit entry and event. */
export const openSlots = async (ctx: Ctx, tx: Tx, slots: readonly NewSlot[]): Promise<void> => {
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
}

export const createDeliverySlots = async (ctx: Ctx, { slots }: Body<'createDeliverySlots'>) => {
  await withTransaction(ctx, (tx) => openSlots(ctx, tx, slots))
  return { created: slots.length }
}

/** A capacity of what is taken already closes the slot. Throws delivery_slot.not_found, delivery_slot.taken. */
export const changeDeliverySlot = async (ctx: Ctx, deliverySlotId: string, { capacity }: Body<'changeDeliverySlot'>) =>
  withTransaction(ctx, async (tx) => {
    const slot = await delivery.lockSlot(tx, marketOf(ctx), deliverySlotId)
    if (slot === undefined) throw new AppError('delivery_slot.not_found')
    if (capacity < slot.taken) throw new AppError('delivery_slot.taken', { taken: slot.taken, field: 'capacity' })
    await delivery.setCapacity(tx, slot, capacity)
    await appendAudit(ctx, tx, {
      action: 'delivery_slot.change',
      subjectKind: 'delivery_slot',
      subjectId: deliverySlotId,
      summary: `配送时段的名额从 ${slot.capacity} 改为 ${capacity}`,
    })
    await appendEvent(ctx, tx, 'delivery_slot.changed', { deliverySlotId, capacity })
    return slotView({ ...slot, capacity })
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
