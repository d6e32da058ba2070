/** Rules of notices: states, required topics, freshness. Pure. */
import {
  defaultTopics,
  type NoticeKind,
  noticeKinds,
  type noticeStates,
} from '@smart-market/shared/contracts/notices.ts'
import { addDays, businessDate, daysBetween } from '@smart-market/shared/time.ts'

export type NoticeState = (typeof noticeStates)[number]

/** What may be done in each state, and where it leads. */
export const transitions = {
  edit: { from: 'draft', to: 'draft' },
  schedule: { from: 'draft', to: 'draft' },
  publish: { from: 'draft', to: 'published' },
  withdraw: { from: 'published', to: 'withdrawn' },
} as const satisfies Record<string, { from: NoticeState; to: NoticeState }>

export const isNoticeKind = (text: string): text is NoticeKind => (noticeKinds as readonly string[]).includes(text)

export interface TopicState {
  readonly topic: NoticeKind
  readonly required: boolean
  readonly cadenceDays: number
  /** Notices that stand at the moment. */
  readonly publishedCount: number
  readonly lastPublishedAt: Date | null
  /** Whole business days since; null when none stands. */
  readonly ageDays: number | null
}

export const topicStates = (
  set: readonly { kind: NoticeKind; required: boolean; cadenceDays: number }[],
  standing: readonly { kind: NoticeKind; count: number; lastPublishedAt: Date }[],
  asOf: Date,
): TopicState[] =>
  noticeKinds.map((topic) => {
    const { required, cadenceDays } = set.find((row) => row.kind === topic) ?? defaultTopics[topic]
    const published = standing.find((row) => row.kind === topic)
    const lastPublishedAt = published?.lastPublishedAt ?? null
    return {
      topic,
      required,
      cadenceDays,
      publishedCount: published?.count ?? 0,
      lastPublishedAt,
      ageDays: lastPublishedAt === null ? null : daysBetween(businessDate(lastPublishedAt), businessDate(asOf)),
    }
  })

/** A required topic that has nothing up, or nothing new enough. */
export const isStale = (state: TopicState): boolean =>
  state.required && (state.ageDays === null || state.ageDays > state.cadenceDays)

/** The first day on which a required topic would be stale; null when none is up, which is stale already. */
export const staleOn = (state: TopicState): string | null =>
  state.required && state.lastPublishedAt !== null
    ? addDays(businessDate(state.lastPublishedAt), state.cadenceDays + 1)
    : null
