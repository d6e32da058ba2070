/** Rules of notices: states, required topics, freshness. Pure. */
import {
  type attachmentTypes,
  defaultTopics,
  type NoticeKind,
  noticeKinds,
  type noticeStates,
} from '@smart-market/shared/contracts/notices.ts'
import { addDays, businessDate, daysBetween } from '@smart-market/shared/time.ts'

export type NoticeState = (typeof noticeStates)[number]

/** What may be done in each state, and where it leads. */
export const transitions = {
  edit: { from: ['draft'], to: 'draft' },
  submit: { from: ['draft'], to: 'submitted' },
  return: { from: ['submitted'], to: 'draft' },
  schedule: { from: ['draft', 'submitted'], to: 'same' },
  publish: { from: ['draft', 'submitted'], to: 'published' },
  withdraw: { from: ['published'], to: 'withdrawn' },
} as const satisfies Record<string, { from: readonly NoticeState[]; to: NoticeState | 'same' }>

/** Sheets of these kinds are written anew each day, and the newest is the one that counts. */
export const dailyKinds: readonly NoticeKind[] = ['price', 'quickTest']

/** An attachment is what its first bytes say. */
export const attachmentTypeOf = (bytes: Uint8Array): (typeof attachmentTypes)[number] | undefined => {
  const has = (...head: number[]): boolean => head.every((byte, i) => bytes[i] === byte)
  if (has(0x25, 0x50, 0x44, 0x46, 0x2d)) return 'application/pdf'
  if (has(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'image/png'
  return has(0xff, 0xd8, 0xff) ? 'image/jpeg' : undefined
}

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
