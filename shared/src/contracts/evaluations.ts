/**
 * 评定: the course of 郑市发〔2021〕91号 art. 3–5, from the market's application to the public notice. What the document
 * leaves open (annex 2 is missing in the copies at hand) is marked as inference where it stands.
 */
import { z } from 'zod'
import { page, pageQuery, route } from '../route.ts'
import * as f from './fields.ts'

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

const watchers = [
  'market_staff',
  'market_operator',
  'inspector',
  'district_officer',
  'city_officer',
  'district_assessor',
  'third_party_assessor',
  'city_assessor',
] as const
const readers = { scope: 'market', roles: watchers } as const
const operator = { scope: 'market', roles: ['market_operator'] } as const
const officers = { scope: 'market', roles: ['district_officer', 'city_officer'] } as const
const assessors = { scope: 'market', roles: ['district_assessor', 'third_party_assessor', 'city_assessor'] } as const

/** At most two decimals, as points are printed in the document. */
export const pointsText = z.string().regex(/^\d{1,3}(\.\d{1,2})?$/, '分值最多两位小数')
const optional = (max: number) => z.string().trim().max(max).default('')

/** The five parts of annex 3, and the three conditions of art. 3 as the market declares them. */
export const applicationFields = z.object({
  applicantName: optional(80),
  contactName: optional(40),
  contactPhone: optional(20),
  profile: optional(4000),
  organisation: optional(4000),
  investment: optional(4000),
  highlights: optional(4000),
  other: optional(4000),
  declarations: z
    .array(z.object({ gateId: z.string().max(20), holds: z.boolean(), note: optional(500) }))
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
  rationale: optional(1000),
  evidenceNote: optional(500),
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

const one = '/api/v1/markets/{marketId}/evaluations/{evaluationId}' as const
const docx = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'
const maxFileBytes = 10 * 1024 * 1024

export const evaluationRoutes = {
  listEvaluationNotices: route({
    method: 'GET',
    path: '/api/v1/evaluation-notices',
    summary: '评定公示名单，人人可看',
    access: { scope: 'public' },
    query: z.object({
      /** Market, district or year. */
      ...f.search,
      ...pageQuery,
    }),
    output: page(evaluationSummary),
  }),
  listEvaluationWork: route({
    method: 'GET',
    path: '/api/v1/evaluations',
    summary: '本人职责范围内各市场的评定',
    access: { scope: 'platform', roles: watchers },
    query: z.object({ ...f.search, state: z.enum(evaluationStates).optional(), ...pageQuery }),
    output: page(evaluationSummary),
  }),
  listEvaluations: route({
    method: 'GET',
    path: '/api/v1/markets/{marketId}/evaluations',
    summary: '本市场历年评定',
    access: readers,
    output: z.object({ items: z.array(evaluationSummary), awarded: z.boolean() }),
  }),
  createEvaluation: route({
    method: 'POST',
    path: '/api/v1/markets/{marketId}/evaluations',
    summary: '开始申请一个年度的评定',
    access: operator,
    body: z.object({
      year: z.number().int().min(2021).max(2099),
      rubricId: z.string().max(60).default('zhengzhou-2021'),
    }),
    output: evaluation,
    status: 201,
  }),
  getEvaluation: route({ method: 'GET', path: one, summary: '一次评定的全貌', access: readers, output: evaluation }),
  saveApplication: route({
    method: 'PUT',
    path: `${one}/application`,
    summary: '填写申请报告（附件3）和参评条件声明',
    access: operator,
    body: applicationFields,
    output: evaluation,
  }),
  moveEvaluation: route({
    method: 'POST',
    path: `${one}/moves`,
    summary: '办理一步：提交、初审、上报、开始评分、汇总、公示、结论、奖补、否决',
    access: { scope: 'market', roles: ['market_operator', 'district_officer', 'city_officer'] },
    body: z.object({
      action: z.enum(evaluationActions),
      note: optional(1000),
      /** First check: the district's finding on every condition of art. 3. */
      gates: z
        .array(z.object({ gateId: z.string().max(20), clear: z.boolean(), note: optional(500) }))
        .max(20)
        .optional(),
      /** Working days of the public notice; the document prints none. */
      noticeDays: z.number().int().min(1).max(60).optional(),
      amountFen: f.fen.min(0).optional(),
    }),
    output: evaluation,
  }),
  addEvaluationPaper: route({
    method: 'POST',
    path: `${one}/papers`,
    summary: '上传申报材料（PNG、JPEG、PDF）',
    access: operator,
    query: z.object({ kind: z.enum(evaluationPaperKinds) }),
    upload: maxFileBytes,
    output: paperView,
    status: 201,
  }),
  getEvaluationPaper: route({
    method: 'GET',
    path: `${one}/papers/{paperId}`,
    summary: '申报材料原件',
    access: readers,
    file: 'application/octet-stream',
  }),
  removeEvaluationPaper: route({
    method: 'DELETE',
    path: `${one}/papers/{paperId}`,
    summary: '撤下一份申报材料',
    access: operator,
    output: f.ok,
  }),
  fileBonusItem: route({
    method: 'POST',
    path: `${one}/bonus-items`,
    summary: '申报加分事项（附件4）',
    access: operator,
    body: z.object({
      content: f.text(2000, '申报内容'),
      basis: f.text(2000, '申报依据'),
      applicantOpinion: f.text(500, '申报单位意见'),
      askedPoints: pointsText,
    }),
    output: bonusItem,
    status: 201,
  }),
  reviewBonusItem: route({
    method: 'POST',
    path: `${one}/bonus-items/{itemId}/review`,
    summary: '审核加分事项：先区级，后市级',
    access: officers,
    body: z.object({ approved: z.boolean(), points: pointsText, opinion: f.text(500, '审核意见') }),
    output: bonusItem,
  }),
  assignAssessor: route({
    method: 'POST',
    path: `${one}/assessors`,
    summary: '把评分人员安排到三个评分组之一',
    access: officers,
    body: z.object({
      group: z.enum(assessorGroups),
      loginName: f.text(64, '账号'),
      /** Both given: a new account is made. */
      displayName: z.string().trim().max(40).optional(),
      password: z.string().max(200).optional(),
    }),
    output: assignmentView,
    status: 201,
  }),
  removeAssessor: route({
    method: 'DELETE',
    path: `${one}/assessors/{assessorId}`,
    summary: '撤下还没有提交评分表的评分人员',
    access: officers,
    output: f.ok,
  }),
  getMySheet: route({
    method: 'GET',
    path: `${one}/my-sheet`,
    summary: '我的评分表',
    access: assessors,
    output: sheet,
  }),
  saveMySheet: route({
    method: 'PUT',
    path: `${one}/my-sheet`,
    summary: '保存评分表草稿',
    access: assessors,
    body: z.object({ entries: z.array(sheetEntry).max(200), remark: optional(2000) }),
    output: sheet,
  }),
  submitMySheet: route({
    method: 'POST',
    path: `${one}/my-sheet/submission`,
    summary: '提交评分表，提交后不能再改',
    access: assessors,
    output: sheet,
  }),
  addSheetEvidence: route({
    method: 'POST',
    path: `${one}/my-sheet/evidence`,
    summary: '为一项评分上传佐证（PNG、JPEG、PDF）',
    access: assessors,
    query: z.object({ leafId: z.string().max(20) }),
    upload: maxFileBytes,
    output: z.object({ evidenceId: z.string(), fileName: z.string(), size: z.number().int() }),
    status: 201,
  }),
  getSheetEvidence: route({
    method: 'GET',
    path: `${one}/evidence/{evidenceId}`,
    summary: '评分佐证原件；汇总前只有本人能看',
    access: readers,
    file: 'application/octet-stream',
  }),
  getSheet: route({
    method: 'GET',
    path: `${one}/sheets/{assessorId}`,
    summary: '某位评分人员的评分表；汇总前只有本人能看',
    access: readers,
    output: sheet,
  }),
  addObjection: route({
    method: 'POST',
    path: `${one}/objections`,
    summary: '登记公示期间收到的异议',
    access: officers,
    body: z.object({ objector: f.text(80, '异议人'), text: f.text(2000, '异议内容') }),
    output: objectionView,
    status: 201,
  }),
  answerObjection: route({
    method: 'POST',
    path: `${one}/objections/{objectionId}/answer`,
    summary: '答复异议',
    access: { scope: 'market', roles: ['city_officer'] },
    body: z.object({ answer: f.text(2000, '答复'), upheld: z.boolean() }),
    output: objectionView,
  }),
  getScoreSheetDocx: route({
    method: 'GET',
    path: `${one}/annex-1.docx`,
    summary: '附件1 评分细则表（Word）',
    access: readers,
    query: z.object({ assessorId: f.id.optional() }),
    file: docx,
  }),
  getScoreSheetPdf: route({
    method: 'GET',
    path: `${one}/annex-1.pdf`,
    summary: '附件1 评分细则表（PDF）',
    access: readers,
    query: z.object({ assessorId: f.id.optional() }),
    file: 'application/pdf',
  }),
  getApplicationDocx: route({
    method: 'GET',
    path: `${one}/annex-3.docx`,
    summary: '附件3 申请报告（Word）',
    access: readers,
    file: docx,
  }),
  getApplicationPdf: route({
    method: 'GET',
    path: `${one}/annex-3.pdf`,
    summary: '附件3 申请报告（PDF）',
    access: readers,
    file: 'application/pdf',
  }),
  getBonusFormDocx: route({
    method: 'GET',
    path: `${one}/annex-4.docx`,
    summary: '附件4 加分事项申报表（Word）',
    access: readers,
    file: docx,
  }),
  getBonusFormPdf: route({
    method: 'GET',
    path: `${one}/annex-4.pdf`,
    summary: '附件4 加分事项申报表（PDF）',
    access: readers,
    file: 'application/pdf',
  }),
}
