/** The whole of one evaluation as the caller may see it: scores stay with the officers until the public notice. */
import type { z } from 'zod'
import {
  assessorGroups,
  type Evaluation,
  type EvaluationSummary,
  type evaluation as evaluationContract,
} from '@smart-market/shared/contracts/evaluations.ts'
import { labels } from '@smart-market/shared/text/zh.ts'
import { businessDate } from '@smart-market/shared/time.ts'
import { type Ctx, marketOf, type Tx } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { getRubric, type Rubric } from '../assessments/index.ts'
import { getMarketRow } from '../markets/index.ts'
import { actionsFor, isBonusOpen, lackingFor, mayKnowScore, type Readiness } from './domain.ts'
import { listSheets } from './sheet-store.ts'
import * as store from './store.ts'
import { sectionNames } from './text.ts'

type View = z.input<typeof evaluationContract>

/** The rubric with its composition. Throws rubric.not_found, evaluation.rubric. */
export const composedRubric = (
  rubricId: string,
): Rubric & { readonly composition: NonNullable<Rubric['composition']> } => {
  const rubric = getRubric(rubricId)
  const { composition } = rubric
  if (composition === undefined || rubric.max === null) throw new AppError('evaluation.rubric', { title: rubric.title })
  return { ...rubric, composition }
}

export const weightOf = (rubric: Rubric, group: string): number =>
  rubric.composition?.parts.find((part) => part.assessor === group)?.weight ?? 0

export const summaryOf = (
  row: store.EvaluationRow,
  market: { readonly name: string; readonly districtName: string },
  role: Ctx['role'],
): EvaluationSummary => ({
  evaluationId: row.evaluationId,
  marketId: row.marketId,
  marketName: market.name,
  districtName: market.districtName,
  year: row.year,
  rubricId: row.rubricId,
  state: row.state,
  createdAt: row.createdAt.toISOString(),
  movedAt: row.movedAt.toISOString(),
  composite: mayKnowScore(row.state, role) ? row.composite : null,
  noticeFrom: row.noticeFrom,
  noticeTo: row.noticeTo,
})

const gatesOf = (rubric: Rubric, row: store.EvaluationRow): Evaluation['gates'] =>
  rubric.gates.map((gate) => {
    const declared = row.application.declarations.find((each) => each.gateId === gate.id)
    const check = row.gateChecks.find((each) => each.gateId === gate.id)
    return {
      gateId: gate.id,
      name: gate.name,
      statement: gate.statement,
      declared: declared?.holds ?? null,
      declaredNote: declared?.note ?? '',
      clear: check?.clear ?? null,
      note: check?.note ?? '',
      by: check?.by ?? '',
    }
  })

export const bonusView = (item: store.BonusRow): Evaluation['bonusItems'][number] => ({
  itemId: item.itemId,
  content: item.content,
  basis: item.basis,
  applicantOpinion: item.applicantOpinion,
  askedPoints: item.askedPoints,
  state: item.state,
  districtPoints: item.districtPoints,
  districtOpinion: item.districtOpinion,
  cityPoints: item.cityPoints,
  cityOpinion: item.cityOpinion,
})

export const objectionView = (row: store.ObjectionRow): Evaluation['objections'][number] => ({
  objectionId: row.objectionId,
  objector: row.objector,
  text: row.text,
  receivedAt: row.receivedAt.toISOString(),
  answer: row.answer,
  upheld: row.upheld,
  answeredAt: row.answeredAt?.toISOString() ?? null,
})

/** What the rules of the course ask about. */
export const readinessOf = async (ctx: Ctx, tx: Tx, row: store.EvaluationRow): Promise<Readiness> => {
  const { marketId, evaluationId, application } = row
  const bonusItems = await store.listBonusItems(tx, marketId, evaluationId)
  const assessors = await store.listAssessors(tx, marketId, evaluationId)
  return {
    applicantName: application.applicantName,
    sections: sectionNames.filter((s) => s.required).map((s) => ({ name: s.name, text: application[s.key] })),
    gates: gatesOf(getRubric(row.rubricId), row),
    licences: (await store.listPapers(tx, marketId, evaluationId)).filter((paper) => paper.kind === 'licence').length,
    openBonusItems: bonusItems.filter((item) => isBonusOpen(item.state)),
    groups: assessorGroups.map((group) => ({
      name: labels.assessorGroup[group],
      assessors: assessors
        .filter((each) => each.group === group)
        .map((each) => ({ name: each.name, submitted: each.submittedAt !== null })),
    })),
    noticeTo: row.noticeTo,
    today: businessDate(ctx.now),
    openObjections: (await store.listObjections(tx, marketId, evaluationId)).filter((each) => each.answer === null)
      .length,
  }
}

export const evaluationView = async (ctx: Ctx, tx: Tx, row: store.EvaluationRow): Promise<View> => {
  const { marketId, evaluationId } = row
  const rubric = composedRubric(row.rubricId)
  const market = await getMarketRow(tx, marketOf(ctx))
  const knows = row.closedAt !== null && mayKnowScore(row.state, ctx.role)
  const sheets = knows ? await listSheets(tx, marketId, evaluationId) : []
  const assessors = await store.listAssessors(tx, marketId, evaluationId)
  const readiness = await readinessOf(ctx, tx, row)
  const award = await store.findAward(tx, marketId)
  const userId = ctx.actor.kind === 'user' ? ctx.actor.userId : ''
  return {
    ...summaryOf(row, market, ctx.role),
    rubricTitle: rubric.title,
    documentNumber: rubric.doc_no,
    application: row.application,
    gates: gatesOf(rubric, row),
    papers: (await store.listPapers(tx, marketId, evaluationId)).map((paper) => ({
      ...paper,
      uploadedAt: paper.uploadedAt.toISOString(),
    })),
    bonusItems: (await store.listBonusItems(tx, marketId, evaluationId)).map(bonusView),
    bonusCap: rubric.bonus?.cap ?? 0,
    bonus: knows ? row.bonus : null,
    weighted: knows ? row.weighted : null,
    assignments: assessors.map((each) => ({
      assessorId: each.assessorId,
      group: each.group,
      name: each.name,
      submittedAt: each.submittedAt?.toISOString() ?? null,
      total: sheets.find((sheet) => sheet.assessorId === each.assessorId)?.total ?? null,
    })),
    groups: assessorGroups.map((group) => ({
      group,
      name: labels.assessorGroup[group],
      weight: weightOf(rubric, group),
      sheets: assessors.filter((each) => each.group === group).length,
      score: knows ? (row.groupScores?.[group] ?? null) : null,
    })),
    closedAt: row.closedAt?.toISOString() ?? null,
    noticeRule: row.noticeRule,
    objections: (await store.listObjections(tx, marketId, evaluationId)).map(objectionView),
    award:
      award?.award.evaluationId === evaluationId
        ? {
            amountFen: award.award.amountFen,
            at: award.award.awardedAt.toISOString(),
            note: award.award.note,
          }
        : null,
    moves: (await store.listMoves(tx, marketId, evaluationId)).map((move) => ({
      at: move.at.toISOString(),
      action: move.action,
      from: move.from,
      to: move.to,
      by: move.by,
      note: move.note,
    })),
    allowed: actionsFor(row.state, ctx.role).map((action) => ({ action, lacking: lackingFor(action, readiness) })),
    isMine: assessors.some((each) => each.assessorId === userId),
  }
}
