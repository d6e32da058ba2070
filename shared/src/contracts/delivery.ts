/** 配送: where a market delivers, for how much and when, and the parcels on their way. */
import { z } from 'zod'
import { clockPattern, slotsADay } from '../delivery-slots.ts'
import { maxAmountFen } from '../money.ts'
import { page, pageQuery, route } from '../route.ts'
import * as f from './fields.ts'
import {
  declarableMeans,
  latitude,
  longitude,
  parcelCore,
  parcelStates,
  place,
  stallOrderStates,
  zoneShapes,
} from './orders.ts'
import { marketTeam } from './access.ts'

const operators = { scope: 'market', roles: ['market_operator'] } as const
const reason = z.object({ reason: f.text(100, '原因') })

const zoneFields = z
  .object({
    name: f.text(40, '配送范围名称'),
    shape: z.enum(zoneShapes),
    centre: place.nullish(),
    radiusMetres: z.number().int().min(50).max(50_000).nullish(),
    /** Corners of one ring, first not repeated. */
    corners: z.array(place).min(3, '至少画三个点').max(200).nullish(),
    feeFen: f.fen.min(0).max(maxAmountFen),
    /** Goods of at least this much are delivered free; null: never. */
    freeFromFen: f.fen.min(0).max(maxAmountFen).nullish(),
    /** No delivery below this much goods. */
    minimumFen: f.fen.min(0).max(maxAmountFen).default(0),
  })
  .refine(
    (v) => (v.shape === 'radius' ? v.centre != null && v.radiusMetres != null : v.corners != null),
    '请画出配送范围',
  )
export const deliveryZone = z.object({
  deliveryZoneId: z.string(),
  name: z.string(),
  shape: z.enum(zoneShapes),
  centre: place.nullable(),
  radiusMetres: z.number().int().nullable(),
  corners: z.array(place).nullable(),
  feeFen: z.number().int(),
  freeFromFen: z.number().int().nullable(),
  minimumFen: z.number().int(),
})
export const deliverySlot = z.object({
  deliverySlotId: z.string(),
  startsAt: f.instant,
  endsAt: f.instant,
  capacity: z.number().int(),
  taken: z.number().int(),
})
const clock = z.string().regex(clockPattern, '时间写成 09:00 的样子')
export const deliveryPlan = z
  .object({
    first: clock,
    last: clock,
    minutes: z.number().int().min(15, '一段至少 15 分钟').max(720, '一段最长 720 分钟'),
    capacity: z.number().int().min(1, '一段至少接 1 单').max(10_000),
    /** Business dates from today on that stay open for booking. */
    daysAhead: z.number().int().min(1, '至少提前 1 天').max(14, '最多提前 14 天'),
  })
  .refine((plan) => slotsADay(plan) > 0, { path: ['last'], message: '这样排不出时段：一段比营业时间还长' })
export const parcel = z.object({
  ...parcelCore,
  orderGroupId: z.string(),
  riderId: z.string().nullable(),
  contactName: z.string(),
  phone: z.string(),
  address: z.string(),
  latitude,
  longitude,
  photoIds: z.array(z.string()),
  /** What the shopper still owes at the door, fen. */
  dueFen: z.number().int(),
  stallOrders: z.array(
    z.object({ stallOrderId: z.string(), number: z.string(), stallCode: z.string(), state: z.enum(stallOrderStates) }),
  ),
})
/** A picture from a phone; larger ones are made smaller there. */
export const tradePhotoLimit = 4 * 1024 * 1024

export const deliveryRoutes = {
  getDeliveryOptions: route({
    method: 'GET',
    path: '/api/v1/public/markets/{marketCode}/delivery',
    summary: '某地址能否配送、运费和时段',
    access: { scope: 'public' },
    query: z.object({ latitude: z.coerce.number().min(-90).max(90), longitude: z.coerce.number().min(-180).max(180) }),
    output: z.object({
      zone: deliveryZone.pick({ name: true, feeFen: true, freeFromFen: true, minimumFen: true }).nullable(),
      slots: z.array(
        z.object({ deliverySlotId: z.string(), startsAt: f.instant, endsAt: f.instant, left: z.number().int() }),
      ),
    }),
  }),
  listDeliveryZones: route({
    method: 'GET',
    path: '/api/v1/markets/{marketId}/delivery-zones',
    summary: '配送范围',
    access: marketTeam,
    output: z.object({ items: z.array(deliveryZone) }),
  }),
  createDeliveryZone: route({
    method: 'POST',
    path: '/api/v1/markets/{marketId}/delivery-zones',
    summary: '新建配送范围',
    access: operators,
    body: zoneFields,
    output: deliveryZone,
    status: 201,
  }),
  removeDeliveryZone: route({
    method: 'DELETE',
    path: '/api/v1/markets/{marketId}/delivery-zones/{deliveryZoneId}',
    summary: '停用配送范围',
    access: operators,
    output: f.ok,
  }),
  getDeliveryPlan: route({
    method: 'GET',
    path: '/api/v1/markets/{marketId}/delivery-plan',
    summary: '每天自动开放哪些配送时段；没有设置时是空的',
    access: marketTeam,
    output: z.object({ plan: deliveryPlan.nullable() }),
  }),
  setDeliveryPlan: route({
    method: 'PUT',
    path: '/api/v1/markets/{marketId}/delivery-plan',
    summary: '设置或停止每天自动开放配送时段；已经开放的不变，和它们重叠的不再开放',
    access: operators,
    body: z.object({ plan: deliveryPlan.nullable() }),
    output: z.object({ plan: deliveryPlan.nullable() }),
  }),
  listDeliverySlots: route({
    method: 'GET',
    path: '/api/v1/markets/{marketId}/delivery-slots',
    summary: '配送时段和余量',
    access: marketTeam,
    query: z.object({ from: f.date.optional() }),
    output: z.object({ items: z.array(deliverySlot) }),
  }),
  createDeliverySlots: route({
    method: 'POST',
    path: '/api/v1/markets/{marketId}/delivery-slots',
    summary: '开放配送时段',
    access: operators,
    body: z.object({
      slots: z
        .array(
          z
            .object({ startsAt: f.instant, endsAt: f.instant, capacity: z.number().int().min(1).max(10_000) })
            .refine((v) => Date.parse(v.endsAt) > Date.parse(v.startsAt), '时段的结束要晚于开始'),
        )
        .min(1)
        .max(200),
    }),
    output: z.object({ created: z.number().int() }),
    status: 201,
  }),
  changeDeliverySlot: route({
    method: 'PATCH',
    path: '/api/v1/markets/{marketId}/delivery-slots/{deliverySlotId}',
    summary: '修改一个配送时段的名额；不能少于已约的单数',
    access: operators,
    body: z.object({ capacity: z.number().int('名额应为整数').min(0).max(10_000) }),
    output: deliverySlot,
  }),
  listRiders: route({
    method: 'GET',
    path: '/api/v1/markets/{marketId}/riders',
    summary: '能配送的市场工作人员，和手上的配送单数',
    access: marketTeam,
    output: z.object({
      items: z.array(z.object({ riderId: z.string(), name: z.string(), openParcels: z.number().int() })),
    }),
  }),
  listParcels: route({
    method: 'GET',
    path: '/api/v1/markets/{marketId}/parcels',
    summary: '配送单；mine 只看派给我的，q 按订单号、摊位号、配送员找',
    access: marketTeam,
    query: z.object({
      state: z.enum(parcelStates).optional(),
      mine: z.enum(['yes', 'no']).default('no'),
      ...f.search,
      ...pageQuery,
    }),
    output: page(parcel),
  }),
  assignParcel: route({
    method: 'POST',
    path: '/api/v1/markets/{marketId}/parcels/{parcelId}/assign',
    summary: '派给配送员（市场工作人员）；不填为派给自己',
    access: marketTeam,
    body: z.object({ riderId: f.id.optional() }),
    output: parcel,
  }),
  collectStallOrder: route({
    method: 'POST',
    path: '/api/v1/markets/{marketId}/parcels/{parcelId}/stall-orders/{stallOrderId}/collect',
    summary: '配送员从摊位取到货',
    access: marketTeam,
    output: parcel,
  }),
  uploadParcelPhoto: route({
    method: 'POST',
    path: '/api/v1/markets/{marketId}/parcels/{parcelId}/photos',
    summary: '上传货放在门口的照片',
    access: marketTeam,
    upload: tradePhotoLimit,
    output: z.object({ photoId: z.string() }),
    status: 201,
  }),
  getParcelPhoto: route({
    method: 'GET',
    path: '/api/v1/markets/{marketId}/parcels/{parcelId}/photos/{photoId}',
    summary: '交货照片',
    access: marketTeam,
    file: 'application/octet-stream',
  }),
  handOverParcel: route({
    method: 'POST',
    path: '/api/v1/markets/{marketId}/parcels/{parcelId}/hand-over',
    summary: '核对收货码交给消费者，或凭放在门口的照片；到付的要核对收货码，同时申报收款方式',
    access: marketTeam,
    body: z
      .object({
        handOverCode: z.string().max(10).optional(),
        photoId: f.id.optional(),
        declaredMeans: z.enum(declarableMeans).optional(),
      })
      .refine((v) => v.handOverCode !== undefined || v.photoId !== undefined, '请核对收货码，或拍一张照片'),
    output: parcel,
  }),
  returnParcel: route({
    method: 'POST',
    path: '/api/v1/markets/{marketId}/parcels/{parcelId}/return',
    summary: '不再配送：货退回各摊位，已付款的原路退回',
    access: marketTeam,
    body: reason,
    output: parcel,
  }),
  failParcel: route({
    method: 'POST',
    path: '/api/v1/markets/{marketId}/parcels/{parcelId}/fail',
    summary: '没有送到，货带回市场',
    access: marketTeam,
    body: reason,
    output: parcel,
  }),
}
