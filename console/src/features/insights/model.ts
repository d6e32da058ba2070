import { countText } from '../../lib/format.ts'
import type { Analysis } from './api.ts'

/** `9 点–10 点`; null when no counter reported. */
export const hourText = (hour: number | null): string => (hour === null ? '没有数据' : `${hour} 点–${hour + 1} 点`)

export const entryText = (count: number | null): string => (count === null ? '没有数据' : `${countText(count)} 人次`)

export const sharePercent = (share: number): string => `${(share * 100).toFixed(1)}%`

export const newestFirst = (analyses: readonly Analysis[]): Analysis[] =>
  [...analyses].sort((a, b) => b.businessDate.localeCompare(a.businessDate))
