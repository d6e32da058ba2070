import type { deliveryRoutes } from '@smart-market/shared/contracts/delivery.ts'
import type { orderRoutes } from '@smart-market/shared/contracts/orders.ts'
import type { Ctx, Deps } from '../../context.ts'
import { AppError } from '../../errors.ts'
import type { Handlers } from '../../http/mount.ts'
import { insideMarket } from '../markets/index.ts'
import { checkOut } from './checkout.ts'
import * as messages from './buyer-messages.ts'
import * as delivery from './delivery.ts'
import { getDeliveryPlan, setDeliveryPlan } from './delivery-plan.ts'
import * as parcels from './parcels.ts'
import { createPlacer } from './placing.ts'
import * as seller from './seller.ts'
import * as shopper from './shopper.ts'

const ok = { ok: true as const }
const lineNoOf = (params: { lineNo: string }): number => {
  const lineNo = Number(params.lineNo)
  if (!Number.isSafeInteger(lineNo) || lineNo < 0 || lineNo > 1_000_000) throw new AppError('order_line.not_found')
  return lineNo
}

/** The handlers of one server: they own the queue of orders that wait to be written together. */
export const createOrderHandlers = (deps: Deps): Handlers<typeof orderRoutes> => {
  const place = createPlacer(deps)
  // A market's code is given once and never changes; the hot path has one statement an order, and no other.
  const marketIds = new Map<string, string>()
  const marketIdOf = async (ctx: Ctx, code: string): Promise<string> => {
    const marketId = marketIds.get(code) ?? (await insideMarket(ctx, code)).market.marketId
    marketIds.set(code, marketId)
    return marketId
  }
  const inMarket = async (ctx: Ctx, { marketCode }: { marketCode: string }): Promise<Ctx> =>
    (await insideMarket(ctx, marketCode)).ctx

  return {
    checkOut: async (ctx, { params, body }) => checkOut(ctx, await marketIdOf(ctx, params.marketCode), body, place),
    listMyOrders: async (ctx, { params, query }) => shopper.listMyOrders(await inMarket(ctx, params), query),
    getMyOrder: async (ctx, { params }) => shopper.getMyOrder(await inMarket(ctx, params), params.orderGroupId),
    payMyStallOrder: async (ctx, { params, body }) =>
      shopper.payMyOrder(await inMarket(ctx, params), params.stallOrderId, body),
    payMyOrderGroup: async (ctx, { params, body }) =>
      shopper.payMyGroup(await inMarket(ctx, params), params.orderGroupId, body),
    cancelMyStallOrder: async (ctx, { params, body }) =>
      shopper.cancelMyOrder(await inMarket(ctx, params), params.stallOrderId, body.reason),
    answerOverweight: async (ctx, { params, body }) =>
      shopper.answerOverweight(await inMarket(ctx, params), params.stallOrderId, lineNoOf(params), body.agreed),
    listMyMessages: async (ctx, { params, query }) => messages.listMyMessages(await inMarket(ctx, params), query),
    readMyMessages: async (ctx, { params, body }) => {
      await messages.readMyMessages(await inMarket(ctx, params), body.buyerMessageIds)
      return ok
    },
    listRecallMessages: (ctx, { params, query }) => messages.listRecallMessages(ctx, params.recallId, query),
    listStallOrders: (ctx, { query }) => seller.listStallOrders(ctx, query),
    getStallOrder: (ctx, { params }) => seller.getStallOrder(ctx, params.stallOrderId),
    acceptStallOrder: (ctx, { params }) => seller.step(ctx, params.stallOrderId, 'accept'),
    startPicking: (ctx, { params }) => seller.step(ctx, params.stallOrderId, 'start_picking'),
    finishPicking: (ctx, { params }) => seller.finishPicking(ctx, params.stallOrderId),
    declineStallOrder: (ctx, { params, body }) => seller.step(ctx, params.stallOrderId, 'decline', body.reason),
    abandonStallOrder: (ctx, { params, body }) => seller.abandon(ctx, params.stallOrderId, body.reason),
    weighLine: (ctx, { params, body }) => seller.weighLine(ctx, params.stallOrderId, lineNoOf(params), body),
    listScaleWeighings: (ctx, { params }) => seller.listWeighings(ctx, params.stallOrderId),
    handOver: (ctx, { params, body }) => seller.handOver(ctx, params.stallOrderId, body),
    refundStallOrder: (ctx, { params, body }) => seller.refund(ctx, params.stallOrderId, body),
    getOrderSettings: (ctx) => delivery.getSettings(ctx),
    setOrderSettings: (ctx, { body }) => delivery.setSettings(ctx, body),
  }
}

export const deliveryHandlers: Handlers<typeof deliveryRoutes> = {
  getDeliveryOptions: async (ctx, { params, query }) => {
    const { ctx: inside } = await insideMarket(ctx, params.marketCode)
    return delivery.getDeliveryOptions(inside, query)
  },
  listDeliveryZones: (ctx) => delivery.listDeliveryZones(ctx),
  createDeliveryZone: (ctx, { body }) => delivery.createDeliveryZone(ctx, body),
  removeDeliveryZone: async (ctx, { params }) => {
    await delivery.removeDeliveryZone(ctx, params.deliveryZoneId)
    return ok
  },
  getDeliveryPlan: (ctx) => getDeliveryPlan(ctx),
  setDeliveryPlan: (ctx, { body }) => setDeliveryPlan(ctx, body),
  listDeliverySlots: (ctx, { query }) => delivery.listDeliverySlots(ctx, query),
  createDeliverySlots: (ctx, { body }) => delivery.createDeliverySlots(ctx, body),
  changeDeliverySlot: (ctx, { params, body }) => delivery.changeDeliverySlot(ctx, params.deliverySlotId, body),
  listRiders: (ctx) => parcels.listRiders(ctx),
  listParcels: (ctx, { query }) => parcels.listParcels(ctx, query),
  assignParcel: (ctx, { params, body }) => parcels.assignParcel(ctx, params.parcelId, body),
  collectStallOrder: (ctx, { params }) => parcels.collect(ctx, params.parcelId, params.stallOrderId),
  uploadParcelPhoto: (ctx, { params, upload }) => parcels.uploadParcelPhoto(ctx, params.parcelId, upload),
  getParcelPhoto: (ctx, { params }) => parcels.getParcelPhoto(ctx, params.parcelId, params.photoId),
  handOverParcel: (ctx, { params, body }) => parcels.handOverParcel(ctx, params.parcelId, body),
  failParcel: (ctx, { params, body }) => parcels.failParcel(ctx, params.parcelId, body.reason),
  returnParcel: (ctx, { params, body }) => parcels.returnParcel(ctx, params.parcelId, body.reason),
}
