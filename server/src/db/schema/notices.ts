import { boolean, index, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { noticeKinds, noticeStates } from '@smart-market/shared/contracts/notices.ts'
import { at, marketIdColumn, on, tenantPolicies } from './columns.ts'

export const notices = pgTable(
  'notices',
  {
    marketId: marketIdColumn(),
    noticeId: text('notice_id').notNull(),
    kind: text('kind', { enum: noticeKinds }).notNull(),
    title: text('title').notNull(),
    body: text('body').notNull(),
    state: text('state', { enum: noticeStates }).notNull(),
    createdBy: text('created_by').notNull(),
    createdAt: at('created_at').notNull(),
    publishedAt: at('published_at'),
    /** A draft that goes up by itself on the morning of this business date. */
    publishOn: on('publish_on'),
    withdrawnAt: at('withdrawn_at'),
    withdrawnReason: text('withdrawn_reason'),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.noticeId] }),
    index('notices__published').on(t.marketId, t.kind, t.publishedAt),
    ...tenantPolicies('notices'),
  ],
)

export const noticeTopics = pgTable(
  'notice_topics',
  {
    marketId: marketIdColumn(),
    kind: text('kind', { enum: noticeKinds }).notNull(),
    required: boolean('required').notNull(),
    cadenceDays: integer('cadence_days').notNull(),
  },
  (t) => [primaryKey({ columns: [t.marketId, t.kind] }), ...tenantPolicies('notice_topics')],
)

/** A topic is mentioned once for each day on which it would go stale. Append-only. */
export const noticeReminders = pgTable(
  'notice_reminders',
  {
    marketId: marketIdColumn(),
    kind: text('kind', { enum: noticeKinds }).notNull(),
    staleOn: on('stale_on').notNull(),
    remindedAt: at('reminded_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.marketId, t.kind, t.staleOn] }), ...tenantPolicies('notice_reminders')],
)
