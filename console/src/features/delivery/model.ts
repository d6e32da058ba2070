/** 配送: what a parcel waits for, and how zones and slots are said. Pure. */
import { formatFen } from '@smart-market/shared/money.ts'
import { labels } from '@smart-market/shared/text/zh.ts'
import { formatInstant } from '@smart-market/shared/time.ts'
import type { Tone } from '../../ui/status-tag.tsx'
import type { DeliveryPlan, Parcel, Zone } from './api.ts'

export const parcelStateList = Object.keys(labels.parcelState) as Parcel['state'][]
export const parcelTone: Record<Parcel['state'], Tone> = {
  waiting: 'warn',
  assigned: 'person',
  on_the_way: 'person',
  delivered: 'good',
  failed: 'bad',
  cancelled: 'off',
}

export type ParcelAct = 'assign' | 'take' | 'handOver' | 'fail' | 'return'
/** What may be done with a parcel from where it stands; the server decides again. */
export const actsOf = ({ state }: Pick<Parcel, 'state'>): ParcelAct[] => {
  switch (state) {
    case 'waiting':
      return ['take', 'assign', 'return']
    case 'assigned':
      return ['assign', 'return']
    case 'on_the_way':
      return ['handOver', 'fail']
    case 'failed':
      return ['assign', 'return']
    case 'delivered':
    case 'cancelled':
      return []
  }
}

/** Orders that the rider still has to fetch from their stalls. */
export const toCollect = ({ state, stallOrders }: Pick<Parcel, 'state' | 'stallOrders'>): Parcel['stallOrders'] =>
  state === 'assigned' || state === 'on_the_way' ? stallOrders.filter((order) => order.state === 'ready') : []

/** Stalls that are not ready yet, which the rider has to wait for. */
export const notReady = ({ stallOrders }: Pick<Parcel, 'stallOrders'>): Parcel['stallOrders'] =>
  stallOrders.filter((order) => ['placed', 'paid', 'accepted', 'picking'].includes(order.state))

/** `11-22 14:00–15:00`, in Shanghai. */
export const slotText = ({ startsAt, endsAt }: { startsAt: string; endsAt: string }): string =>
  `${formatInstant(new Date(startsAt)).slice(5)}–${formatInstant(new Date(endsAt)).slice(11)}`

export const feeText = ({ feeFen, freeFromFen, minimumFen }: Zone): string =>
  [
    feeFen === 0 ? '免运费' : `运费 ${formatFen(feeFen)} 元`,
    ...(freeFromFen === null || feeFen === 0 ? [] : [`满 ${formatFen(freeFromFen)} 元免运费`]),
    minimumFen === 0 ? '不限起送' : `满 ${formatFen(minimumFen)} 元起送`,
  ].join('，')

/** Corners as people paste them, one `latitude, longitude` a line; a sentence when one cannot be read. */
export const parseCorners = (text: string): { latitude: number; longitude: number }[] | string => {
  const rows = text
    .split('\n')
    .map((row) => row.trim())
    .filter((row) => row !== '')
  const corners = []
  for (const [i, row] of rows.entries()) {
    const [latitude, longitude, ...rest] = row.split(/[,，\s]+/).map(Number)
    if (latitude === undefined || longitude === undefined || rest.length > 0 || Number.isNaN(latitude + longitude))
      return `第 ${i + 1} 行看不懂，应写成“34.75, 113.65”的样子`
    if (Math.abs(latitude) > 90 || Math.abs(longitude) > 180) return `第 ${i + 1} 行的经纬度超出范围，纬度写在前面`
    corners.push({ latitude, longitude })
  }
  return corners.length < 3 ? '至少写三个点' : corners
}

export type PlanOfSlots = NonNullable<DeliveryPlan['plan']>
export const planText = ({ first, last, minutes, capacity, daysAhead }: PlanOfSlots): string =>
  `每天 ${first}–${last}，每 ${minutes} 分钟一段，一段 ${capacity} 单，提前 ${daysAhead} 天开放`
