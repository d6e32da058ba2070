import { sql } from 'drizzle-orm'
import {
  boolean,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
} from 'drizzle-orm/pg-core'
import {
  findingSeverities,
  findingStates,
  metrologyResults,
  type TemplateItem,
  templateKinds,
} from '@smart-market/shared/contracts/inspections.ts'
import { at, marketIdColumn, merchantPolicies, on, tenantPolicies } from './columns.ts'

/** What a round looks at. A changed template is a new version; rounds keep the version they were made with. */
export const inspectionTemplates = pgTable(
  'inspection_templates',
  {
    marketId: marketIdColumn(),
    templateId: text('template_id').notNull(),
    version: integer('version').notNull(),
    kind: text('kind', { enum: templateKinds }).notNull(),
    name: text('name').notNull(),
    items: jsonb('items').$type<TemplateItem[]>().notNull(),
    everyDays: integer('every_days').notNull(),
    retired: boolean('retired').notNull().default(false),
    setBy: text('set_by').notNull(),
    setAt: at('set_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.marketId, t.templateId, t.version] }), ...tenantPolicies('inspection_templates')],
)

/** A finished round. Append-only; the phone's draft key makes it arrive once. */
export const inspections = pgTable(
  'inspections',
  {
    marketId: marketIdColumn(),
    inspectionId: text('inspection_id').notNull(),
    templateId: text('template_id').notNull(),
    templateVersion: integer('template_version').notNull(),
    draftKey: text('draft_key').notNull(),
    bodyHash: text('body_hash').notNull(),
    inspectorId: text('inspector_id').notNull(),
    inspectorName: text('inspector_name').notNull(),
    startedAt: at('started_at').notNull(),
    finishedAt: at('finished_at').notNull(),
    receivedAt: at('received_at').notNull(),
    stallIds: jsonb('stall_ids').$type<string[]>().notNull(),
    itemCount: integer('item_count').notNull(),
    note: text('note'),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.inspectionId] }),
    unique('inspections__draft').on(t.marketId, t.inspectorId, t.draftKey),
    index('inspections__by_time').on(t.marketId, t.finishedAt),
    check('inspections__times', sql`${t.finishedAt} >= ${t.startedAt}`),
    ...tenantPolicies('inspections'),
  ],
)

export const inspectionFindings = pgTable(
  'inspection_findings',
  {
    marketId: marketIdColumn(),
    findingId: text('finding_id').notNull(),
    inspectionId: text('inspection_id').notNull(),
    itemId: text('item_id').notNull(),
    itemText: text('item_text').notNull(),
    stallId: text('stall_id'),
    /** Null: the operator's own. */
    merchantId: text('merchant_id'),
    severity: text('severity', { enum: findingSeverities }).notNull(),
    note: text('note').notNull(),
    photoIds: jsonb('photo_ids').$type<string[]>().notNull(),
    state: text('state', { enum: findingStates }).notNull(),
    dueOn: on('due_on').notNull(),
    foundAt: at('found_at').notNull(),
    rectifiedAt: at('rectified_at'),
    rectification: text('rectification'),
    recheckedAt: at('rechecked_at'),
    recheckNote: text('recheck_note'),
    rechecks: integer('rechecks').notNull().default(0),
    escalatedAt: at('escalated_at'),
    penaltyNoticeId: text('penalty_notice_id'),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.findingId] }),
    foreignKey({
      name: 'inspection_findings__round',
      columns: [t.marketId, t.inspectionId],
      foreignColumns: [inspections.marketId, inspections.inspectionId],
    }),
    index('inspection_findings__open').on(t.marketId, t.state, t.dueOn),
    ...merchantPolicies('inspection_findings', t.merchantId),
  ],
)

/** 检定: which scale was verified when, by whom, until when. Append-only. */
export const metrologyChecks = pgTable(
  'metrology_checks',
  {
    marketId: marketIdColumn(),
    metrologyCheckId: text('metrology_check_id').notNull(),
    scaleCode: text('scale_code').notNull(),
    deviceId: text('device_id'),
    stallId: text('stall_id'),
    merchantId: text('merchant_id'),
    fairScale: boolean('fair_scale').notNull(),
    checkedOn: on('checked_on').notNull(),
    validTo: on('valid_to').notNull(),
    institute: text('institute').notNull(),
    certificateNumber: text('certificate_number').notNull(),
    result: text('result', { enum: metrologyResults }).notNull(),
    recordedBy: text('recorded_by').notNull(),
    recordedAt: at('recorded_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.metrologyCheckId] }),
    unique('metrology_checks__certificate').on(t.marketId, t.scaleCode, t.certificateNumber),
    index('metrology_checks__by_scale').on(t.marketId, t.scaleCode, t.checkedOn),
    check('metrology_checks__dates', sql`${t.validTo} >= ${t.checkedOn}`),
    ...merchantPolicies('metrology_checks', t.merchantId),
  ],
)
