import type { evaluationRoutes } from '@smart-market/shared/contracts/evaluations.ts'
import type { Handlers } from '../../http/mount.ts'
import * as annexes from './annexes.ts'
import * as assessors from './assessors.ts'
import * as bonus from './bonus.ts'
import * as course from './course.ts'
import * as files from './files.ts'
import * as lists from './lists.ts'
import * as objections from './objections.ts'
import * as sheets from './sheets.ts'

const ok = { ok: true as const }

export const evaluationHandlers: Handlers<typeof evaluationRoutes> = {
  listEvaluationNotices: (ctx, { query }) => lists.listEvaluationNotices(ctx, query),
  listEvaluationWork: (ctx, { query }) => lists.listEvaluationWork(ctx, query),
  listEvaluations: (ctx) => course.listEvaluations(ctx),
  createEvaluation: (ctx, { body }) => course.createEvaluation(ctx, body),
  getEvaluation: (ctx, { params }) => course.getEvaluation(ctx, params.evaluationId),
  saveApplication: (ctx, { params, body }) => course.saveApplication(ctx, params.evaluationId, body),
  moveEvaluation: (ctx, { params, body }) => course.moveEvaluation(ctx, params.evaluationId, body),
  addEvaluationPaper: (ctx, { params, query, upload }) => files.addPaper(ctx, params.evaluationId, query.kind, upload),
  getEvaluationPaper: (ctx, { params }) => files.getPaper(ctx, params.evaluationId, params.paperId),
  removeEvaluationPaper: async (ctx, { params }) => {
    await files.removePaper(ctx, params.evaluationId, params.paperId)
    return ok
  },
  fileBonusItem: (ctx, { params, body }) => bonus.fileBonusItem(ctx, params.evaluationId, body),
  reviewBonusItem: (ctx, { params, body }) => bonus.reviewBonusItem(ctx, params.evaluationId, params.itemId, body),
  assignAssessor: (ctx, { params, body }) => assessors.assignAssessor(ctx, params.evaluationId, body),
  removeAssessor: async (ctx, { params }) => {
    await assessors.removeAssessor(ctx, params.evaluationId, params.assessorId)
    return ok
  },
  getMySheet: (ctx, { params }) => sheets.getMySheet(ctx, params.evaluationId),
  saveMySheet: (ctx, { params, body }) => sheets.saveMySheet(ctx, params.evaluationId, body),
  submitMySheet: (ctx, { params }) => sheets.submitMySheet(ctx, params.evaluationId),
  addSheetEvidence: (ctx, { params, query, upload }) =>
    sheets.addSheetEvidence(ctx, params.evaluationId, query.leafId, upload),
  getSheetEvidence: (ctx, { params }) => sheets.getSheetEvidence(ctx, params.evaluationId, params.evidenceId),
  getSheet: (ctx, { params }) => sheets.getSheet(ctx, params.evaluationId, params.assessorId),
  addObjection: (ctx, { params, body }) => objections.addObjection(ctx, params.evaluationId, body),
  answerObjection: (ctx, { params, body }) =>
    objections.answerObjection(ctx, params.evaluationId, params.objectionId, body),
  getScoreSheetDocx: (ctx, { params, query }) =>
    annexes.scoreSheetPaper(ctx, params.evaluationId, query.assessorId, 'docx'),
  getScoreSheetPdf: (ctx, { params, query }) =>
    annexes.scoreSheetPaper(ctx, params.evaluationId, query.assessorId, 'pdf'),
  getApplicationDocx: (ctx, { params }) => annexes.applicationPaper(ctx, params.evaluationId, 'docx'),
  getApplicationPdf: (ctx, { params }) => annexes.applicationPaper(ctx, params.evaluationId, 'pdf'),
  getBonusFormDocx: (ctx, { params }) => annexes.bonusPaper(ctx, params.evaluationId, 'docx'),
  getBonusFormPdf: (ctx, { params }) => annexes.bonusPaper(ctx, params.evaluationId, 'pdf'),
}
