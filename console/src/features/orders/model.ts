import { labels } from '@smart-market/shared/text/zh.ts'
import type { Item } from '../../lib/client.ts'
import type { Tone } from '../../ui/status-tag.tsx'

export type StallOrder = Item<'listStallOrders'>
export const orderStateList = Object.keys(labels.stallOrderState) as StallOrder['state'][]

export const orderTone: Record<StallOrder['state'], Tone> = {
  placed: 'unknown',
  paid: 'warn',
  accepted: 'person',
  picking: 'person',
  ready: 'person',
  waiting_for_pickup: 'person',
  out_for_delivery: 'person',
  completed: 'good',
  cancelled: 'off',
  refunding: 'warn',
  refunded: 'off',
}

/** How far the market's own reminders have gone with an order that nobody took. */
export const chaseText = (order: Pick<StallOrder, 'remindedAt' | 'escalatedAt'>): string =>
  order.escalatedAt !== null ? '已转市场处理' : order.remindedAt !== null ? '已提醒经营户' : '—'
