import { formatFen } from '@smart-market/shared/money.ts'
import { labels } from '@smart-market/shared/text/zh.ts'
import type { Tone } from '../../ui/status-tag.tsx'
import type { Notice, NoticeDraft, NoticeTopic } from './api.ts'

export interface Told {
  readonly tone: Tone
  readonly text: string
}

export const topicState = (topic: NoticeTopic): Told => {
  if (topic.ageDays === null)
    return topic.required ? { tone: 'bad', text: '从未发布' } : { tone: 'off', text: '没有发布，不要求' }
  if (!topic.required) return { tone: 'off', text: '不要求定期更换' }
  if (topic.stale) return { tone: 'bad', text: `超期 ${Math.max(1, topic.ageDays - topic.cadenceDays)} 天` }
  const left = topic.cadenceDays - topic.ageDays
  return left <= 1 ? { tone: 'warn', text: '明天前要更换' } : { tone: 'good', text: `还有 ${left} 天` }
}

export const ageText = (days: number | null): string => (days === null ? '从未' : days === 0 ? '今天' : `${days} 天前`)

export const noticeTone: Record<Notice['state'], Tone> = {
  draft: 'person',
  submitted: 'warn',
  published: 'good',
  withdrawn: 'off',
}

/** Stale and missing topics first. */
export const byUrgency = (topics: readonly NoticeTopic[]): NoticeTopic[] => {
  const rank = (t: NoticeTopic): number => (t.required && (t.stale || t.ageDays === null) ? 0 : t.required ? 1 : 2)
  return [...topics].sort((a, b) => rank(a) - rank(b))
}

/** What may follow the saving: an operator puts it up or sets its day, staff hand it in. */
export const stepsAfterSaving = (
  mayApprove: boolean,
): readonly { readonly value: NoticeDraft['after']; readonly label: string }[] =>
  mayApprove
    ? [
        { value: 'publish', label: '马上发布，消费者可见' },
        { value: 'schedule', label: '定时发布' },
        { value: 'draft', label: '先存草稿' },
      ]
    : [
        { value: 'submit', label: '提交市场开办者审核' },
        { value: 'draft', label: '先存草稿' },
      ]

export const placesText = (places: Notice['places']): string =>
  places.length === Object.keys(labels.noticePlace).length
    ? '各处'
    : places.map((place) => labels.noticePlace[place]).join('、')

/** `3.50 元/500克`. */
export const priceText = (fen: number, basis: keyof typeof labels.priceBasis): string =>
  `${formatFen(fen)} ${labels.priceBasis[basis]}`

/** How far the middle price stands from the reference: `+12%`; null without one. */
export const awayFrom = (fen: number, guideFen: number | undefined): string | null => {
  if (guideFen === undefined || guideFen === 0) return null
  const percent = Math.round((fen / guideFen - 1) * 100)
  return percent > 0 ? `+${percent}%` : `${percent}%`
}
