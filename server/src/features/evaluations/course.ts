/** The course itself: opening an application, filling it in, and every step from one state to the next. */
import { createCalendar, dueDate } from '@smart-market/shared/calendar/working-days.ts'
import { publicHolidayYears } from '@smart-market/shared/calendar/public-holidays.ts'
import {
  type Application,
  applicationFields,
  assessorGroups,
  type EvaluationAction,
} from '@smart-market/shared/contracts/evaluations.ts'
import { labels } from '@smart-market/shared/text/zh.ts'
import { businessDate } from '@smart-market/shared/time.ts'
import { actorName } from '../../audit.ts'
import { type Ctx, marketOf, newId, type Tx, withTransaction } from '../../context.ts'
import { databaseError } from '../../db/client.ts'
import { AppError } from '../../errors.ts'
import { getMarketRow } from '../markets/index.ts'
import { compositeOf, isEditable, lackingFor, needsReason, sumPoints, transitions } from './domain.ts'
import { actionLabel, foundEvaluation, lockedIn, recordDeed } from './record.ts'
import { listSheets } from './sheet-store.ts'
import * as store from './store.ts'
import { defaultNoticeDays, noticeRule } from './text.ts'
import { composedRubric, evaluationView, readinessOf, summaryOf, weightOf } from './view.ts'

export const listEvaluations = async (ctx: Ctx) =>
  withTransaction(ctx, async (tx) => {
    const market = await getMarketRow(tx, marketOf(ctx))
    const rows = await store.listEvaluationRows(tx, marketOf(ctx))
    return {
      items: rows.map((row) => summaryOf(row, market, ctx.role)),
      awarded: (await store.findAward(tx, marketOf(ctx))) !== undefined,
    }
  })

/** Throws evaluation.not_found. */
export const getEvaluation = async (ctx: Ctx, evaluationId: string) =>
  withTransaction(ctx, async (tx) => evaluationView(ctx, tx, await foundEvaluation(ctx, tx, evaluationId)))

/** Throws rubric.not_found, evaluation.rubric, evaluation.once_a_year. */
export const createEvaluation = async (ctx: Ctx, input: { year: number; rubricId: string }) => {
  const rubric = composedRubric(input.rubricId)
  try {
    return await withTransaction(ctx, async (tx) => {
      const market = await getMarketRow(tx, marketOf(ctx))
      const row: store.EvaluationRow = {
        marketId: marketOf(ctx),
        evaluationId: newId(ctx, 'evaluation'),
        year: input.year,
        rubricId: rubric.id,
        rubricVersion: rubric.version,
        state: 'draft',
        // What the ledger knows already is not typed again.
        application: applicationFields.parse({
          applicantName: market.operatorName,
          contactPhone: market.phone,
          profile: market.introduction,
        }),
        gateChecks: [],
        createdAt: ctx.now,
        movedAt: ctx.now,
        begunAt: null,
        closedAt: null,
        groupScores: null,
        weighted: null,
        bonus: null,
        composite: null,
        noticeFrom: null,
        noticeTo: null,
        noticeRule: null,
      }
      await store.insertEvaluation(tx, row)
      await writeMove(ctx, tx, row, 'create', row.state, '')
      await recordDeed(ctx, tx, {
        evaluationId: row.evaluationId,
        action: 'evaluation.open',
        summary: `开始申请 ${input.year} 年度评定`,
        event: 'evaluation.opened',
        payload: { evaluationId: row.evaluationId, year: input.year, rubricId: rubric.id },
      })
      return evaluationView(ctx, tx, row)
    })
  } catch (error) {
    if (databaseError(error)?.constraint === 'evaluations__once_a_year')
      throw new AppError('evaluation.once_a_year', { year: input.year })
    throw error
  }
}

const writeMove = (
  ctx: Ctx,
  tx: Tx,
  row: store.EvaluationRow,
  action: EvaluationAction | 'create',
  to: store.EvaluationRow['state'],
  note: string,
): Promise<void> =>
  store.insertMove(tx, {
    marketId: row.marketId,
    moveId: newId(ctx, 'evaluationMove'),
    evaluationId: row.evaluationId,
    at: ctx.now,
    action,
    from: action === 'create' ? null : row.state,
    to,
    by: actorName(ctx),
    note,
  })

/** Throws evaluation.not_found, evaluation.locked, evaluation.gate_unknown. */
export const saveApplication = async (ctx: Ctx, evaluationId: string, application: Application) =>
  withTransaction(ctx, async (tx) => {
    const row = await lockedIn(ctx, tx, evaluationId)
    if (!isEditable(row.state)) throw new AppError('evaluation.locked', { state: labels.evaluationState[row.state] })
    refuseUnknownGates(row.rubricId, application.declarations)
    await store.updateEvaluation(tx, row.marketId, evaluationId, { application })
    await recordDeed(ctx, tx, {
      evaluationId,
      action: 'evaluation.save_application',
      summary: '保存申请报告（附件3）',
      event: 'evaluation.application_saved',
      payload: { evaluationId },
    })
    return evaluationView(ctx, tx, { ...row, application })
  })

const refuseUnknownGates = (rubricId: string, named: readonly { gateId: string }[]): void => {
  const known = new Set(composedRubric(rubricId).gates.map((gate) => gate.id))
  const stranger = named.find((each) => !known.has(each.gateId))
  if (stranger !== undefined) throw new AppError('evaluation.gate_unknown', { gateId: stranger.gateId })
}

interface Step {
  readonly action: EvaluationAction
  readonly note: string
  readonly gates?: readonly { gateId: string; clear: boolean; note: string }[] | undefined
  readonly noticeDays?: number | undefined
  readonly amountFen?: number | undefined
}

/**
 * One step of the transition table. Throws evaluation.not_found, evaluation.role, evaluation.state, evaluation.lacking,
 * evaluation.gate_unknown, evaluation_award.once.
 */
export const moveEvaluation = async (ctx: Ctx, evaluationId: string, step: Step) =>
  withTransaction(ctx, async (tx) => {
    const { action } = step
    const { from, to, by } = transitions[action]
    const row = await lockedIn(ctx, tx, evaluationId)
    const label = actionLabel(action)
    if (ctx.role !== by) throw new AppError('evaluation.role', { action: label })
    if (!from.includes(row.state))
      throw new AppError('evaluation.state', { state: labels.evaluationState[row.state], action: label })
    if (step.gates !== undefined) refuseUnknownGates(row.rubricId, step.gates)
    const gateChecks =
      step.gates === undefined ? row.gateChecks : step.gates.map((gate) => ({ ...gate, by: actorName(ctx) }))
    const readiness = await readinessOf(ctx, tx, { ...row, gateChecks })
    const lacking = lackingFor(action, readiness)
    if (needsReason.has(action) && step.note === '') lacking.push('没有写明理由')
    if (lacking.length > 0) throw new AppError('evaluation.lacking', { action: label, lacking: lacking.join('；') })

    const set: Partial<store.EvaluationRow> = { state: to, movedAt: ctx.now, gateChecks, ...settle(ctx, row, step) }
    await store.updateEvaluation(tx, row.marketId, evaluationId, set)
    // Only now does row-level security show the sheets to the person who closes.
    if (action === 'close') Object.assign(set, await scoreUp(tx, row))
    if (action === 'award') await grantAward(ctx, tx, row, step)
    await writeMove(ctx, tx, row, action, to, step.note)
    await recordDeed(ctx, tx, {
      evaluationId,
      action: `evaluation.${action}`,
      summary: `${row.year} 年度评定：${label}${step.note === '' ? '' : `（${step.note}）`}`,
      // The market reads this log too: no points before the public notice.
      details: { from: row.state, to },
      event: 'evaluation.moved',
      // The feed carries the composite from the public notice on, not before.
      payload: { evaluationId, action, from: row.state, to, composite: action === 'announce' ? row.composite : null },
    })
    return evaluationView(ctx, tx, { ...row, ...set })
  })

/** Columns that a step fills beside the state. */
const settle = (ctx: Ctx, row: store.EvaluationRow, step: Step): Partial<store.EvaluationRow> => {
  switch (step.action) {
    case 'begin':
      return { begunAt: ctx.now }
    case 'close':
      return { closedAt: ctx.now }
    case 'announce': {
      const days = step.noticeDays ?? defaultNoticeDays
      const noticeFrom = businessDate(ctx.now)
      const { dueOn, certain } = dueDate(createCalendar(publicHolidayYears), noticeFrom, { days, unit: 'working_day' })
      return { noticeFrom, noticeTo: dueOn, noticeRule: noticeRule(days, certain) }
    }
    default:
      return {}
  }
}

const scoreUp = async (tx: Tx, row: store.EvaluationRow): Promise<Partial<store.EvaluationRow>> => {
  const { marketId, evaluationId } = row
  const rubric = composedRubric(row.rubricId)
  const sheets = await listSheets(tx, marketId, evaluationId)
  const assessors = await store.listAssessors(tx, marketId, evaluationId)
  const groups = assessorGroups.map((group) => ({
    weight: weightOf(rubric, group),
    totals: assessors
      .filter((each) => each.group === group)
      .flatMap((each) => sheets.filter((sheet) => sheet.assessorId === each.assessorId).map((sheet) => sheet.total)),
  }))
  const bonusItems = await store.listBonusItems(tx, marketId, evaluationId)
  const bonus = sumPoints(bonusItems.filter((item) => item.state === 'confirmed').map((item) => item.cityPoints ?? '0'))
  const result = compositeOf(groups, bonus)
  if (result === null) throw new Error('a rubric whose weights are not one, or a group without sheets, was closed')
  const set = {
    groupScores: Object.fromEntries(assessorGroups.map((group, i) => [group, result.scores[i] ?? '0'])),
    weighted: result.weighted,
    bonus,
    composite: result.total,
  }
  await store.updateEvaluation(tx, marketId, evaluationId, set)
  return set
}

const grantAward = async (ctx: Ctx, tx: Tx, row: store.EvaluationRow, step: Step): Promise<void> => {
  const made = await store.insertAward(tx, {
    marketId: row.marketId,
    evaluationId: row.evaluationId,
    amountFen: step.amountFen ?? null,
    note: step.note,
    awardedAt: ctx.now,
    awardedBy: actorName(ctx),
  })
  if (made) return
  const earlier = await store.findAward(tx, row.marketId)
  throw new AppError('evaluation_award.once', { year: earlier?.year ?? '' })
}
