import { sql } from 'drizzle-orm'
import {
  boolean,
  foreignKey,
  index,
  integer,
  jsonb,
  pgPolicy,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
} from 'drizzle-orm/pg-core'
import {
  type Application,
  assessorGroups,
  bonusStates,
  evaluationActions,
  evaluationPaperKinds,
  evaluationStates,
  type Sheet,
} from '@smart-market/shared/contracts/evaluations.ts'
import { appRole, at, fen, fileColumns, marketIdColumn, on, tenantPolicies } from './columns.ts'

export interface GateCheck {
  gateId: string
  clear: boolean
  note: string
  by: string
}

/** One market's application for one year, and where its course stands. */
export const evaluations = pgTable(
  'evaluations',
  {
    marketId: marketIdColumn(),
    evaluationId: text('evaluation_id').notNull(),
    year: integer('year').notNull(),
    rubricId: text('rubric_id').notNull(),
    rubricVersion: text('rubric_version').notNull(),
    state: text('state', { enum: evaluationStates }).notNull(),
    application: jsonb('application').$type<Application>().notNull(),
    gateChecks: jsonb('gate_checks').$type<GateCheck[]>().notNull(),
    createdAt: at('created_at').notNull(),
    movedAt: at('moved_at').notNull(),
    begunAt: at('begun_at'),
    /** From here on the sheets may be read by others. */
    closedAt: at('closed_at'),
    /** Decimal texts: 88.1 stays 88.1. */
    groupScores: jsonb('group_scores').$type<Record<string, string>>(),
    weighted: text('weighted'),
    bonus: text('bonus'),
    composite: text('composite'),
    noticeFrom: on('notice_from'),
    noticeTo: on('notice_to'),
    noticeRule: text('notice_rule'),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.evaluationId] }),
    // 郑市发〔2021〕91号 四（1）: once a year; an application that was taken back does not count.
    uniqueIndex('evaluations__once_a_year')
      .on(t.marketId, t.year, t.rubricId)
      .where(sql`state <> 'withdrawn'`),
    index('evaluations__by_state').on(t.marketId, t.state),
    ...tenantPolicies('evaluations'),
  ],
)

/** Append-only: every step of the course. */
export const evaluationMoves = pgTable(
  'evaluation_moves',
  {
    marketId: marketIdColumn(),
    moveId: text('move_id').notNull(),
    evaluationId: text('evaluation_id').notNull(),
    /** From 1: ids of one moment sort by chance. */
    step: integer('step').notNull(),
    at: at('at').notNull(),
    action: text('action', { enum: ['create', ...evaluationActions] }).notNull(),
    from: text('from_state', { enum: evaluationStates }),
    to: text('to_state', { enum: evaluationStates }).notNull(),
    by: text('by_name').notNull(),
    note: text('note').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.moveId] }),
    unique('evaluation_moves__step').on(t.marketId, t.evaluationId, t.step),
    ...tenantPolicies('evaluation_moves'),
  ],
)

export const evaluationPapers = pgTable(
  'evaluation_papers',
  {
    marketId: marketIdColumn(),
    paperId: text('paper_id').notNull(),
    evaluationId: text('evaluation_id').notNull(),
    kind: text('kind', { enum: evaluationPaperKinds }).notNull(),
    fileName: text('file_name').notNull(),
    ...fileColumns(),
    uploadedAt: at('uploaded_at').notNull(),
    removedAt: at('removed_at'),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.paperId] }),
    index('evaluation_papers__of').on(t.marketId, t.evaluationId),
    ...tenantPolicies('evaluation_papers'),
  ],
)

export const evaluationBonusItems = pgTable(
  'evaluation_bonus_items',
  {
    marketId: marketIdColumn(),
    itemId: text('item_id').notNull(),
    evaluationId: text('evaluation_id').notNull(),
    content: text('content').notNull(),
    basis: text('basis').notNull(),
    applicantOpinion: text('applicant_opinion').notNull(),
    askedPoints: text('asked_points').notNull(),
    state: text('state', { enum: bonusStates }).notNull(),
    districtPoints: text('district_points'),
    districtOpinion: text('district_opinion'),
    districtBy: text('district_by'),
    cityPoints: text('city_points'),
    cityOpinion: text('city_opinion'),
    cityBy: text('city_by'),
    filedAt: at('filed_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.itemId] }),
    index('evaluation_bonus_items__of').on(t.marketId, t.evaluationId),
    ...tenantPolicies('evaluation_bonus_items'),
  ],
)

/** Who scores in which group, and whether they are done: progress is open to all who watch, points are not. */
export const evaluationAssessors = pgTable(
  'evaluation_assessors',
  {
    marketId: marketIdColumn(),
    evaluationId: text('evaluation_id').notNull(),
    assessorId: text('assessor_id').notNull(),
    group: text('assessor_group', { enum: assessorGroups }).notNull(),
    name: text('name').notNull(),
    assignedAt: at('assigned_at').notNull(),
    assignedBy: text('assigned_by').notNull(),
    submittedAt: at('submitted_at'),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.evaluationId, t.assessorId] }),
    foreignKey({
      name: 'evaluation_assessors__evaluation',
      columns: [t.marketId, t.evaluationId],
      foreignColumns: [evaluations.marketId, evaluations.evaluationId],
    }),
    ...tenantPolicies('evaluation_assessors'),
  ],
)

/** Whoever asks in the database sees their own rows, and the others' only once scoring is closed. */
const ownUntilClosed = (table: string) => [
  ...tenantPolicies(table),
  pgPolicy(`${table}__own_until_closed`, {
    as: 'restrictive',
    for: 'select',
    to: appRole,
    using: sql.raw(
      `assessor_id = current_setting('app.user_id', true) or exists (select 1 from evaluations e where e.market_id = ${table}.market_id and e.evaluation_id = ${table}.evaluation_id and e.closed_at is not null)`,
    ),
  }),
  pgPolicy(`${table}__own_insert`, {
    as: 'restrictive',
    for: 'insert',
    to: appRole,
    withCheck: sql`assessor_id = current_setting('app.user_id', true)`,
  }),
  pgPolicy(`${table}__own_update`, {
    as: 'restrictive',
    for: 'update',
    to: appRole,
    using: sql`assessor_id = current_setting('app.user_id', true)`,
  }),
  pgPolicy(`${table}__own_delete`, {
    as: 'restrictive',
    for: 'delete',
    to: appRole,
    using: sql`assessor_id = current_setting('app.user_id', true)`,
  }),
]

export const evaluationSheets = pgTable(
  'evaluation_sheets',
  {
    marketId: marketIdColumn(),
    evaluationId: text('evaluation_id').notNull(),
    assessorId: text('assessor_id').notNull(),
    entries: jsonb('entries').$type<Sheet['entries']>().notNull(),
    remark: text('remark').notNull(),
    total: text('total').notNull(),
    savedAt: at('saved_at').notNull(),
    submittedAt: at('submitted_at'),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.evaluationId, t.assessorId] }),
    foreignKey({
      name: 'evaluation_sheets__assessor',
      columns: [t.marketId, t.evaluationId, t.assessorId],
      foreignColumns: [evaluationAssessors.marketId, evaluationAssessors.evaluationId, evaluationAssessors.assessorId],
    }),
    ...ownUntilClosed('evaluation_sheets'),
  ],
)

/** Append-only files behind the points of a sheet. */
export const evaluationEvidence = pgTable(
  'evaluation_evidence',
  {
    marketId: marketIdColumn(),
    evidenceId: text('evidence_id').notNull(),
    evaluationId: text('evaluation_id').notNull(),
    assessorId: text('assessor_id').notNull(),
    leafId: text('leaf_id').notNull(),
    fileName: text('file_name').notNull(),
    ...fileColumns(),
    uploadedAt: at('uploaded_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.evidenceId] }),
    index('evaluation_evidence__of').on(t.marketId, t.evaluationId, t.assessorId),
    ...ownUntilClosed('evaluation_evidence'),
  ],
)

export const evaluationObjections = pgTable(
  'evaluation_objections',
  {
    marketId: marketIdColumn(),
    objectionId: text('objection_id').notNull(),
    evaluationId: text('evaluation_id').notNull(),
    objector: text('objector').notNull(),
    text: text('text').notNull(),
    receivedAt: at('received_at').notNull(),
    answer: text('answer'),
    upheld: boolean('upheld'),
    answeredBy: text('answered_by'),
    answeredAt: at('answered_at'),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.objectionId] }),
    index('evaluation_objections__of').on(t.marketId, t.evaluationId),
    ...tenantPolicies('evaluation_objections'),
  ],
)

/** 郑市发〔2021〕91号 四（8）: in principle once for each market, so the market alone is the key. Append-only. */
export const evaluationAwards = pgTable(
  'evaluation_awards',
  {
    marketId: marketIdColumn(),
    evaluationId: text('evaluation_id').notNull(),
    /** Null where the paper that grants it names no amount yet. */
    amountFen: fen('amount_fen'),
    note: text('note').notNull(),
    awardedAt: at('awarded_at').notNull(),
    awardedBy: text('awarded_by').notNull(),
  },
  (t) => [primaryKey({ columns: [t.marketId] }), ...tenantPolicies('evaluation_awards')],
)
