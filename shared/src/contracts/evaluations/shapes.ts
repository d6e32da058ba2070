/** Evaluations: their states, papers, sheets and scores, as every route of them gives and takes them. */
import { z } from 'zod'
import * as f from '../fields.ts'

export const evaluationStates = [
  'draft',
  'submitted',
  'returned',
  'rejected',
  'withdrawn',
  'forwarded',
  'evaluating',
  'scored',
  'public_notice',
  'listed',
  'not_listed',
  'awarded',
  'vetoed',
] as const
export type EvaluationState = (typeof evaluationStates)[number]
export const evaluationActions = [
  'submit',
  'withdraw',
  'return',
  'reject',
  'forward',
  'begin',
  'close',
  'announce',
  'list',
  'not_list',
  'award',
  'veto',
] as const
export type EvaluationAction = (typeof evaluationActions)[number]
/** Names of the rubric's composition (art. 4(6)): 20, 60 and 20 percent. */
export const assessorGroups = ['district_daily', 'third_party', 'city_departments'] as const
export type AssessorGroup = (typeof assessorGroups)[number]
export const evaluationPaperKinds = ['licence', 'report', 'other'] as const
export const bonusStates = ['filed', 'district_refused', 'forwarded', 'confirmed', 'refused'] as const
export const annexes = ['annex-1', 'annex-3', 'annex-4'] as const

/** At most two decimals, as points are printed in the document. */
export const pointsText = z.string().regex(/^\d{1,3}(\.\d{1,2})?$/, '分值最多两位小数')
/** Of at most so many characters; none is the empty text. */
export const noteText = (max: number) => z.string().trim().max(max).default('')

/** The five parts of annex 3, and the three conditions of art. 3 as the market declares them. */
export const applicationFields = z.object({
  applicantName: noteText(80),
  contactName: noteText(40),
  contactPhone: noteText(20),
  profile: noteText(4000),
  organisation: noteText(4000),
  investment: noteText(4000),
  highlights: noteText(4000),
  other: noteText(4000),
  declarations: z
    .array(z.object({ gateId: z.string().max(20), holds: z.boolean(), note: noteText(500) }))
    .max(20)
    .default([]),
})
export type Application = z.output<typeof applicationFields>

export const gateView = z.object({
  gateId: z.string(),
  name: z.string(),
  statement: z.string(),
  declared: z.boolean().nullable(),
  declaredNote: z.string(),
  /** The district's finding; null before the first check. */
  clear: z.boolean().nullable(),
  note: z.string(),
  by: z.string(),
})
export const paperView = z.object({
  paperId: z.string(),
  kind: z.enum(evaluationPaperKinds),
  fileName: z.string(),
  mediaType: z.string(),
  size: z.number().int(),
  uploadedAt: f.instant,
})
export const bonusItem = z.object({
  itemId: z.string(),
  content: z.string(),
  basis: z.string(),
  applicantOpinion: z.string(),
  askedPoints: z.string(),
  state: z.enum(bonusStates),
  districtPoints: z.string().nullable(),
  districtOpinion: z.string().nullable(),
  cityPoints: z.string().nullable(),
  cityOpinion: z.string().nullable(),
})
export type BonusItem = z.output<typeof bonusItem>
export const assignmentView = z.object({
  assessorId: z.string(),
  group: z.enum(assessorGroups),
  name: z.string(),
  submittedAt: f.instant.nullable(),
  /** Null until scoring is closed. */
  total: z.string().nullable(),
})
export const groupScore = z.object({
  group: z.enum(assessorGroups),
  name: z.string(),
  weight: z.number(),
  sheets: z.number().int(),
  /** Mean of the group's sheets; null until scoring is closed. */
  score: z.string().nullable(),
})
export const objectionView = z.object({
  objectionId: z.string(),
  objector: z.string(),
  text: z.string(),
  receivedAt: f.instant,
  answer: z.string().nullable(),
  upheld: z.boolean().nullable(),
  answeredAt: f.instant.nullable(),
})
export const evaluationSummary = z.object({
  evaluationId: z.string(),
  marketId: z.string(),
  marketName: z.string(),
  districtName: z.string(),
  year: z.number().int(),
  rubricId: z.string(),
  state: z.enum(evaluationStates),
  createdAt: f.instant,
  movedAt: f.instant,
  /** Null until it may be seen by whoever asks. */
  composite: z.string().nullable(),
  noticeFrom: f.date.nullable(),
  noticeTo: f.date.nullable(),
})
export type EvaluationSummary = z.output<typeof evaluationSummary>
export const evaluation = evaluationSummary.extend({
  rubricTitle: z.string(),
  documentNumber: z.string(),
  application: applicationFields,
  gates: z.array(gateView),
  papers: z.array(paperView),
  bonusItems: z.array(bonusItem),
  bonusCap: z.number(),
  bonus: z.string().nullable(),
  weighted: z.string().nullable(),
  assignments: z.array(assignmentView),
  groups: z.array(groupScore),
  closedAt: f.instant.nullable(),
  noticeRule: z.string().nullable(),
  objections: z.array(objectionView),
  award: z.object({ amountFen: f.fen.nullable(), at: f.instant, note: z.string() }).nullable(),
  moves: z.array(
    z.object({
      at: f.instant,
      action: z.enum(evaluationActions).or(z.literal('create')),
      from: z.enum(evaluationStates).nullable(),
      to: z.enum(evaluationStates),
      by: z.string(),
      note: z.string(),
    }),
  ),
  /** What the caller may do next; `lacking` says in words why a step would be refused now. */
  allowed: z.array(z.object({ action: z.enum(evaluationActions), lacking: z.array(z.string()) })),
  isMine: z.boolean(),
})
export type Evaluation = z.output<typeof evaluation>

export const sheetEntry = z.object({
  leafId: z.string().max(20),
  /** Empty until the assessor has decided. */
  points: z.union([pointsText, z.literal('')]),
  rationale: noteText(1000),
  evidenceNote: noteText(500),
  evidenceIds: z.array(f.id).max(20).default([]),
})
export const sheet = z.object({
  assessorId: z.string(),
  name: z.string(),
  group: z.enum(assessorGroups),
  remark: z.string(),
  entries: z.array(sheetEntry),
  /** Sum of what has been entered. */
  total: z.string(),
  savedAt: f.instant.nullable(),
  submittedAt: f.instant.nullable(),
  leaves: z.array(
    z.object({
      leafId: z.string(),
      group: z.string(),
      row: z.string(),
      name: z.string(),
      statement: z.string(),
      max: z.number(),
      /** What the market's own records say as of the beginning of scoring; a help, never a decision. */
      measured: z
        .object({ low: z.number(), high: z.number(), basis: z.string(), reasons: z.array(z.string()) })
        .nullable(),
    }),
  ),
  evidence: z.array(
    z.object({ evidenceId: z.string(), leafId: z.string(), fileName: z.string(), size: z.number().int() }),
  ),
  maxPoints: z.number(),
})
export type Sheet = z.output<typeof sheet>
