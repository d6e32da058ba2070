import { acknowledgedWithinHours } from '@smart-market/shared/contracts/feeds.ts'
import { countText, spanText } from '../../lib/format.ts'
import type { Tone } from '../../ui/status-tag.tsx'
import type { PlatformLink, Subscriber } from './api.ts'
import { words } from './text.ts'

export interface Told {
  readonly tone: Tone
  readonly text: string
}

const agreedMinutes = acknowledgedWithinHours * 60

/** Whether the platform has what the market has, as it was at `asOf`. */
export const linkState = (link: PlatformLink, asOf: string): Told => {
  const minutesSince = (at: string): number => Math.floor((Date.parse(asOf) - Date.parse(at)) / 60_000)
  const waiting = link.waitingSince === null ? 0 : minutesSince(link.waitingSince)
  const oldest = `最早一条已等 ${spanText(waiting)}`
  if (link.lastAcknowledgedAt === null)
    return waiting < agreedMinutes
      ? { tone: 'unknown', text: '对方还没有来取过' }
      : { tone: 'bad', text: `对方还没有来取过，${oldest}` }
  const missing = `还差 ${countText(link.lag)} 条`
  if (!link.connected) {
    const silent = `已中断：${spanText(minutesSince(link.lastAcknowledgedAt))}没有确认`
    return { tone: 'bad', text: link.lag === 0 ? silent : `${silent}，${missing}` }
  }
  if (link.lag === 0) return { tone: 'good', text: '已全部收到' }
  return waiting < agreedMinutes ? { tone: 'warn', text: missing } : { tone: 'bad', text: `${missing}，${oldest}` }
}

export const subscriberState = (one: Subscriber): Told => {
  if (one.state === 'paused') return { tone: 'off', text: '已暂停' }
  if (one.state === 'gone') return { tone: 'bad', text: '对方已停止接收' }
  if (one.attempts > 0) return { tone: 'bad', text: `连续 ${countText(one.attempts)} 次没发到` }
  if (one.lastSuccessAt === null) return { tone: 'unknown', text: '还没发过' }
  return one.lag === 0 ? { tone: 'good', text: '已全部收到' } : { tone: 'warn', text: `还差 ${countText(one.lag)} 条` }
}

/** A key signs until it retires; while an old and a new one overlap, both do. */
export const keyState = (key: { readonly retiredAt: string | null }, now: Date): Told => {
  if (key.retiredAt === null) return { tone: 'good', text: '使用中' }
  return new Date(key.retiredAt) > now ? { tone: 'warn', text: '即将停用' } : { tone: 'off', text: '只用于核验' }
}

/** What it gets, in words: all with proof, or some types without some fields. */
export const scopeText = (one: Pick<Subscriber, 'types' | 'masked' | 'whole'>): string => {
  if (one.whole) return words.whole
  const types = one.types.length === 0 ? '全部类型' : `只发 ${one.types.join('、')}`
  return one.masked.length === 0 ? types : `${types}，隐去 ${one.masked.join('、')}`
}

/** Those whose name or address holds what was typed. */
export const matching = (items: readonly Subscriber[], q: string): Subscriber[] => {
  const wanted = q.trim().toLowerCase()
  return items.filter((one) => `${one.name} ${one.url}`.toLowerCase().includes(wanted))
}

/** `sales.*, notice.published` as typed, with commas of either script, spaces or lines between. */
export const listOf = (typed: string | undefined): string[] => (typed ?? '').split(/[\s,，、;；]+/).filter(Boolean)
