import type { Tone } from '../../ui/status-tag.tsx'
import type { Notice, NoticeTopic } from './api.ts'

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
