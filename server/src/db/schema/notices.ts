import { sql } from 'drizzle-orm'
import { boolean, foreignKey, index, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import {
  attachmentTypes,
  noticeKinds,
  type NoticePlace,
  noticePlaces,
  noticeStates,
} from '@smart-market/shared/contracts/notices.ts'
import { at, fileColumns, marketIdColumn, on, tenantPolicies } from './columns.ts'

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
    /** Where it is to be shown. */
    places: jsonb('places')
      .$type<NoticePlace[]>()
      .notNull()
      .default(sql`'["mini_program","wall","stall_screens","kiosk"]'::jsonb`),
    submittedBy: text('submitted_by'),
    approvedBy: text('approved_by'),
    /** Why the operator gave a submitted draft back. */
    returnedReason: text('returned_reason'),
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

/** Papers that belong to a notice; they change only while it is a draft. */
export const noticeAttachments = pgTable(
  'notice_attachments',
  {
    marketId: marketIdColumn(),
    attachmentId: text('attachment_id').notNull(),
    noticeId: text('notice_id').notNull(),
    fileName: text('file_name').notNull(),
    ...fileColumns(attachmentTypes),
    uploadedBy: text('uploaded_by').notNull(),
    uploadedAt: at('uploaded_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.attachmentId] }),
    foreignKey({
      name: 'notice_attachments__of_notice',
      columns: [t.marketId, t.noticeId],
      foreignColumns: [notices.marketId, notices.noticeId],
    }),
    index('notice_attachments__by_notice').on(t.marketId, t.noticeId),
    ...tenantPolicies('notice_attachments'),
  ],
)

/** How often a notice was opened, by place and business date: a count, never who. */
export const noticeReads = pgTable(
  'notice_reads',
  {
    marketId: marketIdColumn(),
    noticeId: text('notice_id').notNull(),
    place: text('place', { enum: noticePlaces }).notNull(),
    businessDate: on('business_date').notNull(),
    readCount: integer('read_count').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.noticeId, t.place, t.businessDate] }),
    ...tenantPolicies('notice_reads'),
  ],
)

/** What a device said it had on its screen, as spans of time: the archive of what was shown when and where. */
export const noticeShowings = pgTable(
  'notice_showings',
  {
    marketId: marketIdColumn(),
    noticeId: text('notice_id').notNull(),
    deviceCode: text('device_code').notNull(),
    place: text('place', { enum: noticePlaces }).notNull(),
    shownFrom: at('shown_from').notNull(),
    shownUntil: at('shown_until').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.noticeId, t.deviceCode, t.shownFrom] }),
    index('notice_showings__by_time').on(t.marketId, t.shownUntil),
    ...tenantPolicies('notice_showings'),
  ],
)
