/**
 * 评定: the course of 郑市发〔2021〕91号 art. 3–5, from the market's application to the public notice. What the document
 * leaves open (annex 2 is missing in the copies at hand) is marked as inference where it stands.
 */
import { z } from 'zod'
import { page, pageQuery, route } from '../route.ts'
import * as f from './fields.ts'
import {
  applicationFields,
  assessorGroups,
  assignmentView,
  bonusItem,
  evaluation,
  evaluationActions,
  evaluationPaperKinds,
  evaluationStates,
  evaluationSummary,
  objectionView,
  paperView,
  pointsText,
  sheet,
  sheetEntry,
  noteText,
} from './evaluations/shapes.ts'

export * from './evaluations/shapes.ts'

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
      note: noteText(1000),
      /** First check: the district's finding on every condition of art. 3. */
      gates: z
        .array(z.object({ gateId: z.string().max(20), clear: z.boolean(), note: noteText(500) }))
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
    body: z.object({ entries: z.array(sheetEntry).max(200), remark: noteText(2000) }),
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
