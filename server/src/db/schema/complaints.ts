import { sql } from 'drizzle-orm'
import {
  boolean,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  numeric,
  pgTable,
  primaryKey,
  text,
  unique,
} from 'drizzle-orm/pg-core'
import {
  appealStates,
  clockIds,
  complaintCategories,
  complaintChannels,
  complaintStates,
  complaintSteps,
  creditEventKinds,
  reportFindings,
  reportStates,
  ruleMarks,
  toleranceClasses,
  weighVerdicts,
} from '@smart-market/shared/contracts/complaints.ts'
import { at, fileColumns, marketIdColumn, merchantPolicies, on, tenantPolicies } from './columns.ts'

/** Holidays that a market entered itself; one row replaces the product's year as a whole. */
export const calendarYears = pgTable(
  'calendar_years',
  {
    marketId: marketIdColumn(),
    year: integer('year').notNull(),
    source: text('source').notNull(),
    holidays: jsonb('holidays').$type<{ from: string; to: string; name: string }[]>().notNull(),
    workdays: jsonb('workdays').$type<string[]>().notNull(),
    setBy: text('set_by').notNull(),
    setAt: at('set_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.marketId, t.year] }), ...tenantPolicies('calendar_years')],
)

/** A market's own terms, limits, tolerances and formula, each from a day on. */
export const serviceRules = pgTable(
  'service_rules',
  {
    marketId: marketIdColumn(),
    ruleId: text('rule_id').notNull(),
    effectiveFrom: on('effective_from').notNull(),
    value: jsonb('value').notNull(),
    source: text('source').notNull(),
    setBy: text('set_by').notNull(),
    setAt: at('set_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.marketId, t.ruleId, t.effectiveFrom] }), ...tenantPolicies('service_rules')],
)

/** 投诉: a dispute of a consumer with a merchant. Name and phone are encrypted; the code is kept as its hash. */
export const complaints = pgTable(
  'complaints',
  {
    marketId: marketIdColumn(),
    complaintId: text('complaint_id').notNull(),
    codeHash: text('code_hash').notNull(),
    channel: text('channel', { enum: complaintChannels }).notNull(),
    category: text('category', { enum: complaintCategories }).notNull(),
    description: text('description').notNull(),
    wants: text('wants'),
    stallId: text('stall_id'),
    /** Who held the stall that day. */
    merchantId: text('merchant_id'),
    saleId: text('sale_id'),
    stallOrderId: text('stall_order_id'),
    reweighId: text('reweigh_id'),
    shopperId: text('shopper_id'),
    contactNameEncrypted: text('contact_name_encrypted'),
    phoneEncrypted: text('phone_encrypted'),
    phoneMasked: text('phone_masked'),
    phoneHash: text('phone_hash'),
    /** Keyed, and emptied after a day: only for the limit of a flood. */
    addressHash: text('address_hash'),
    state: text('state', { enum: complaintStates }).notNull(),
    step: text('step', { enum: complaintSteps }).notNull(),
    receivedAt: at('received_at').notNull(),
    updatedAt: at('updated_at').notNull(),
    endedAt: at('ended_at'),
    handedOverAt: at('handed_over_at'),
    outcome: text('outcome'),
    /** Whether the operator found for the complainant: what credit counts. */
    upheld: boolean('upheld').notNull().default(false),
    escalation: integer('escalation').notNull().default(0),
    limitFlags: jsonb('limit_flags').$type<('order' | 'phone')[]>().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.complaintId] }),
    unique('complaints__code').on(t.marketId, t.codeHash),
    index('complaints__open').on(t.marketId, t.state, t.receivedAt),
    index('complaints__by_phone').on(t.marketId, t.phoneHash, t.receivedAt),
    index('complaints__by_merchant').on(t.marketId, t.merchantId, t.receivedAt),
    index('complaints__by_sale').on(t.marketId, t.saleId),
    index('complaints__by_order').on(t.marketId, t.stallOrderId),
    ...merchantPolicies('complaints', t.merchantId),
  ],
)

/** 举报: a lead on a breach of law. No merchant ever sees one (第三十三条). */
export const violationReports = pgTable(
  'violation_reports',
  {
    marketId: marketIdColumn(),
    reportId: text('report_id').notNull(),
    codeHash: text('code_hash').notNull(),
    channel: text('channel', { enum: complaintChannels }).notNull(),
    category: text('category', { enum: complaintCategories }).notNull(),
    description: text('description').notNull(),
    stallId: text('stall_id'),
    subjectMerchantId: text('subject_merchant_id'),
    contactNameEncrypted: text('contact_name_encrypted'),
    phoneEncrypted: text('phone_encrypted'),
    phoneHash: text('phone_hash'),
    /** Keyed, and emptied after a day: only for the limit of a flood. */
    addressHash: text('address_hash'),
    state: text('state', { enum: reportStates }).notNull(),
    finding: text('finding', { enum: reportFindings }),
    receivedAt: at('received_at').notNull(),
    endedAt: at('ended_at'),
    escalation: integer('escalation').notNull().default(0),
    limitFlags: jsonb('limit_flags').$type<('order' | 'phone')[]>().notNull(),
    /** Null always: with it the merchant policy hides every row from merchants. */
    merchantId: text('merchant_id'),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.reportId] }),
    unique('violation_reports__code').on(t.marketId, t.codeHash),
    index('violation_reports__open').on(t.marketId, t.state, t.receivedAt),
    index('violation_reports__by_phone').on(t.marketId, t.phoneHash, t.receivedAt),
    check('violation_reports__no_merchant', sql`${t.merchantId} is null`),
    ...merchantPolicies('violation_reports', t.merchantId),
  ],
)

/** What happened to a complaint or report, in order. Append-only. */
export const caseMoves = pgTable(
  'case_moves',
  {
    marketId: marketIdColumn(),
    caseId: text('case_id').notNull(),
    moveNo: integer('move_no').notNull(),
    /** Of the complaint; null for a report. */
    merchantId: text('merchant_id'),
    at: at('at').notNull(),
    action: text('action').notNull(),
    by: text('by_party', { enum: ['complainant', 'merchant', 'operator', 'authority', 'system'] }).notNull(),
    byName: text('by_name').notNull(),
    from: text('from_state'),
    to: text('to_state').notNull(),
    note: text('note'),
  },
  (t) => [primaryKey({ columns: [t.marketId, t.caseId, t.moveNo] }), ...merchantPolicies('case_moves', t.merchantId)],
)

/** Terms that run for a complaint or report, with the rule they were computed from. */
export const caseClocks = pgTable(
  'case_clocks',
  {
    marketId: marketIdColumn(),
    caseId: text('case_id').notNull(),
    clockId: text('clock_id', { enum: clockIds }).notNull(),
    merchantId: text('merchant_id'),
    startedOn: on('started_on').notNull(),
    dueOn: on('due_on').notNull(),
    certain: boolean('certain').notNull(),
    days: integer('days').notNull(),
    unit: text('unit', { enum: ['working_day', 'calendar_day'] }).notNull(),
    source: text('source').notNull(),
    mark: text('mark', { enum: ruleMarks }).notNull(),
    /** Working days that did not count (第二十条). */
    pausedDays: integer('paused_days').notNull().default(0),
    pausedOn: on('paused_on'),
    doneAt: at('done_at'),
    escalatedAt: at('escalated_at'),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.caseId, t.clockId] }),
    index('case_clocks__running')
      .on(t.marketId, t.dueOn)
      .where(sql`done_at is null`),
    ...merchantPolicies('case_clocks', t.merchantId),
  ],
)

export const casePhotos = pgTable(
  'case_photos',
  {
    marketId: marketIdColumn(),
    photoId: text('photo_id').notNull(),
    /** Null until a complaint, report or finding takes it; those that nobody takes are deleted. */
    caseId: text('case_id'),
    merchantId: text('merchant_id'),
    ...fileColumns(['image/png', 'image/jpeg', 'image/webp']),
    addressHash: text('address_hash').notNull(),
    uploadedAt: at('uploaded_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.photoId] }),
    index('case_photos__by_case').on(t.marketId, t.caseId),
    index('case_photos__untaken')
      .on(t.marketId, t.addressHash, t.uploadedAt)
      .where(sql`case_id is null`),
    ...merchantPolicies('case_photos', t.merchantId),
  ],
)

/** One a completed order or a slip. */
export const ratings = pgTable(
  'ratings',
  {
    marketId: marketIdColumn(),
    ratingId: text('rating_id').notNull(),
    stallId: text('stall_id').notNull(),
    merchantId: text('merchant_id'),
    saleId: text('sale_id'),
    stallOrderId: text('stall_order_id'),
    stars: integer('stars').notNull(),
    comment: text('comment'),
    reply: text('reply'),
    repliedAt: at('replied_at'),
    ratedAt: at('rated_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.ratingId] }),
    unique('ratings__sale').on(t.marketId, t.saleId),
    unique('ratings__order').on(t.marketId, t.stallOrderId),
    index('ratings__by_stall').on(t.marketId, t.stallId, t.ratedAt),
    check('ratings__stars', sql`${t.stars} between 1 and 5`),
    check('ratings__basis', sql`(${t.saleId} is null) <> (${t.stallOrderId} is null)`),
    ...merchantPolicies('ratings', t.merchantId),
  ],
)

/** A purchase put on the fair scale. Append-only. */
export const reweighs = pgTable(
  'reweighs',
  {
    marketId: marketIdColumn(),
    reweighId: text('reweigh_id').notNull(),
    stallId: text('stall_id').notNull(),
    merchantId: text('merchant_id'),
    saleId: text('sale_id'),
    stallOrderId: text('stall_order_id'),
    lineNo: integer('line_no').notNull(),
    commodityName: text('commodity_name').notNull(),
    settledGrams: integer('settled_grams').notNull(),
    measuredGrams: integer('measured_grams').notNull(),
    toleranceClass: text('tolerance_class', { enum: toleranceClasses }).notNull(),
    toleranceGrams: integer('tolerance_grams'),
    toleranceSource: text('tolerance_source').notNull(),
    toleranceMark: text('tolerance_mark', { enum: ruleMarks }).notNull(),
    verdict: text('verdict', { enum: weighVerdicts }),
    deviceId: text('device_id'),
    weighedBy: text('weighed_by').notNull(),
    weighedAt: at('weighed_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.reweighId] }),
    index('reweighs__by_time').on(t.marketId, t.weighedAt),
    ...merchantPolicies('reweighs', t.merchantId),
  ],
)

/** What raised or lowered a merchant's score. Append-only: a correction is a row that points at what it cancels. */
export const creditEvents = pgTable(
  'credit_events',
  {
    marketId: marketIdColumn(),
    creditEventId: text('credit_event_id').notNull(),
    merchantId: text('merchant_id').notNull(),
    kind: text('kind', { enum: creditEventKinds }).notNull(),
    points: numeric('points', { precision: 6, scale: 2, mode: 'number' }).notNull(),
    occurredOn: on('occurred_on').notNull(),
    /** The complaint, finding or entry it follows from; one event of a kind each. */
    sourceId: text('source_id').notNull(),
    reason: text('reason').notNull(),
    corrects: text('corrects'),
    recordedAt: at('recorded_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.creditEventId] }),
    unique('credit_events__source').on(t.marketId, t.kind, t.sourceId),
    unique('credit_events__corrects').on(t.marketId, t.corrects),
    index('credit_events__by_merchant').on(t.marketId, t.merchantId, t.occurredOn),
    ...merchantPolicies('credit_events', t.merchantId),
  ],
)

export const creditAppeals = pgTable(
  'credit_appeals',
  {
    marketId: marketIdColumn(),
    appealId: text('appeal_id').notNull(),
    creditEventId: text('credit_event_id').notNull(),
    merchantId: text('merchant_id').notNull(),
    text: text('text').notNull(),
    state: text('state', { enum: appealStates }).notNull(),
    decision: text('decision'),
    openedAt: at('opened_at').notNull(),
    decidedAt: at('decided_at'),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.appealId] }),
    unique('credit_appeals__event').on(t.marketId, t.creditEventId),
    foreignKey({
      name: 'credit_appeals__of_event',
      columns: [t.marketId, t.creditEventId],
      foreignColumns: [creditEvents.marketId, creditEvents.creditEventId],
    }),
    ...merchantPolicies('credit_appeals', t.merchantId),
  ],
)
