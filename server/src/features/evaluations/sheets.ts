/** Score sheets: one for each assessor, theirs alone until scoring is closed, and fixed once submitted. */
import { createHash } from 'node:crypto'
import type { Sheet } from '@smart-market/shared/contracts/evaluations.ts'
import type { FileAnswer, Upload } from '@smart-market/shared/route.ts'
import { labels } from '@smart-market/shared/text/zh.ts'
import { type Ctx, marketOf, newId, type Tx, withTransaction } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { getAssessment, type Rubric } from '../assessments/index.ts'
import { exceeds, mayKnowScore, sumPoints } from './domain.ts'
import { foundEvaluation, lockedIn, mediaTypeOf, recordDeed } from './record.ts'
import * as sheetStore from './sheet-store.ts'
import * as store from './store.ts'
import { composedRubric } from './view.ts'

type Leaf = Sheet['leaves'][number]

const leavesOf = (rubric: Rubric): Leaf[] =>
  rubric.groups.flatMap((group) =>
    group.rows.flatMap((row) =>
      row.leaves.map((leaf) => ({
        leafId: leaf.id,
        group: group.name,
        row: row.name,
        name: leaf.name,
        statement: leaf.statement,
        max: leaf.max,
        measured: null,
      })),
    ),
  )

const userIdOf = (ctx: Ctx): string => {
  if (ctx.actor.kind !== 'user') throw new AppError('access.denied')
  return ctx.actor.userId
}

interface Place {
  readonly evaluation: store.EvaluationRow
  readonly assessor: store.AssessorRow
}

/** The caller's place in the evaluation. Throws evaluation_sheet.not_found for whoever was not assigned. */
const ownPlace = async (ctx: Ctx, tx: Tx, evaluation: store.EvaluationRow): Promise<Place> => {
  const assessor = await store.findAssessor(tx, evaluation.marketId, evaluation.evaluationId, userIdOf(ctx))
  if (assessor === undefined) throw new AppError('evaluation_sheet.not_found')
  return { evaluation, assessor }
}

const sheetView = async (tx: Tx, { evaluation, assessor }: Place): Promise<Sheet> => {
  const { marketId, evaluationId } = evaluation
  const rubric = composedRubric(evaluation.rubricId)
  const row = await sheetStore.findSheet(tx, marketId, evaluationId, assessor.assessorId)
  const leaves = leavesOf(rubric)
  return {
    assessorId: assessor.assessorId,
    name: assessor.name,
    group: assessor.group,
    remark: row?.remark ?? '',
    entries: leaves.map(
      ({ leafId }) =>
        row?.entries.find((entry) => entry.leafId === leafId) ?? {
          leafId,
          points: '',
          rationale: '',
          evidenceNote: '',
          evidenceIds: [],
        },
    ),
    total: row?.total ?? '0',
    savedAt: row?.savedAt.toISOString() ?? null,
    submittedAt: row?.submittedAt?.toISOString() ?? null,
    leaves,
    evidence: await sheetStore.listEvidence(tx, marketId, evaluationId, assessor.assessorId),
    maxPoints: rubric.max ?? 0,
  }
}

/** The sheet with what the market's own records say beside it. Throws evaluation.not_found, evaluation_sheet.not_found. */
export const getMySheet = async (ctx: Ctx, evaluationId: string): Promise<Sheet> => {
  const { sheet, evaluation } = await withTransaction(ctx, async (tx) => {
    const found = await foundEvaluation(ctx, tx, evaluationId)
    return { evaluation: found, sheet: await sheetView(tx, await ownPlace(ctx, tx, found)) }
  })
  if (evaluation.begunAt === null) return sheet
  const measured = await getAssessment(ctx, evaluation.rubricId, { asOf: evaluation.begunAt.toISOString() })
  const byId = new Map(measured.criteria.flatMap((row) => row.leaves).map((leaf) => [leaf.id, leaf] as const))
  return {
    ...sheet,
    leaves: sheet.leaves.map((leaf) => {
      const found = byId.get(leaf.leafId)
      if (found === undefined) return leaf
      const reasons = [...new Set(found.losses.map((loss) => `${loss.subject.label}：${loss.reason}`))]
      return {
        ...leaf,
        measured: { low: found.low, high: found.high, basis: found.basis, reasons: reasons.slice(0, 5) },
      }
    }),
  }
}

/** Own sheet always; others' once scoring is closed, and for the market only from the public notice on. */
export const getSheet = async (ctx: Ctx, evaluationId: string, assessorId: string): Promise<Sheet> =>
  withTransaction(ctx, async (tx) => readSheet(ctx, tx, await foundEvaluation(ctx, tx, evaluationId), assessorId))

const scorers: ReadonlySet<Ctx['role']> = new Set(['district_assessor', 'third_party_assessor', 'city_assessor'])
const mayRead = (ctx: Ctx, evaluation: store.EvaluationRow, assessorId: string): boolean =>
  assessorId === (ctx.actor.kind === 'user' ? ctx.actor.userId : null) ||
  (evaluation.closedAt !== null && (scorers.has(ctx.role) || mayKnowScore(evaluation.state, ctx.role)))

/** Throws evaluation_sheet.not_found for a sheet that the caller may not see yet. */
export const readSheet = async (
  ctx: Ctx,
  tx: Tx,
  evaluation: store.EvaluationRow,
  assessorId: string,
): Promise<Sheet> => {
  const assessor = await store.findAssessor(tx, evaluation.marketId, evaluation.evaluationId, assessorId)
  if (assessor === undefined || !mayRead(ctx, evaluation, assessorId)) throw new AppError('evaluation_sheet.not_found')
  return sheetView(tx, { evaluation, assessor })
}

/** Throws evaluation_sheet.leaf_unknown, evaluation_sheet.points. */
const checkEntries = (rubric: Rubric, entries: Sheet['entries']): void => {
  const byId = new Map(leavesOf(rubric).map((leaf) => [leaf.leafId, leaf] as const))
  for (const { leafId, points } of entries) {
    const leaf = byId.get(leafId)
    if (leaf === undefined) throw new AppError('evaluation_sheet.leaf_unknown', { leafId })
    if (points !== '' && exceeds(points, leaf.max))
      throw new AppError('evaluation_sheet.points', { leaf: leaf.name, max: leaf.max })
  }
}

/** Throws evaluation.locked outside scoring, evaluation_sheet.not_found, evaluation_sheet.submitted. */
const openPlace = async (ctx: Ctx, tx: Tx, evaluationId: string): Promise<Place> => {
  const place = await ownPlace(ctx, tx, await lockedIn(ctx, tx, evaluationId, ['evaluating']))
  if (place.assessor.submittedAt !== null) throw new AppError('evaluation_sheet.submitted')
  return place
}

/** Throws what `openPlace` and `checkEntries` throw. An entry for a leaf that comes twice: the last counts. */
export const saveMySheet = async (
  ctx: Ctx,
  evaluationId: string,
  input: { entries: Sheet['entries']; remark: string },
): Promise<Sheet> =>
  withTransaction(ctx, async (tx) => {
    const place = await openPlace(ctx, tx, evaluationId)
    const { evaluation, assessor } = place
    checkEntries(composedRubric(evaluation.rubricId), input.entries)
    const entries = [...new Map(input.entries.map((entry) => [entry.leafId, entry] as const)).values()]
    await sheetStore.putSheet(tx, {
      marketId: evaluation.marketId,
      evaluationId,
      assessorId: assessor.assessorId,
      entries,
      remark: input.remark,
      total: sumPoints(entries.map((entry) => entry.points)),
      savedAt: ctx.now,
      submittedAt: null,
    })
    await recordDeed(ctx, tx, {
      evaluationId,
      action: 'evaluation_sheet.save',
      summary: '保存评分表草稿',
      event: 'evaluation_sheet.saved',
      payload: { evaluationId, assessorId: assessor.assessorId },
    })
    return sheetView(tx, place)
  })

/** Every leaf has points and a rationale. Throws what `openPlace` throws, and evaluation_sheet.incomplete. */
export const submitMySheet = async (ctx: Ctx, evaluationId: string): Promise<Sheet> =>
  withTransaction(ctx, async (tx) => {
    const place = await openPlace(ctx, tx, evaluationId)
    const { evaluation, assessor } = place
    const { marketId } = evaluation
    const sheet = await sheetView(tx, place)
    const open = sheet.leaves.filter((leaf) =>
      sheet.entries.some((entry) => entry.leafId === leaf.leafId && (entry.points === '' || entry.rationale === '')),
    )
    if (open.length > 0) {
      const named = open.slice(0, 3).map((leaf) => leaf.name)
      const leaves = `${named.join('、')}${open.length > 3 ? ' 等' : ''}`
      throw new AppError('evaluation_sheet.incomplete', { count: open.length, leaves })
    }
    await sheetStore.putSheet(tx, {
      marketId,
      evaluationId,
      assessorId: assessor.assessorId,
      entries: sheet.entries,
      remark: sheet.remark,
      total: sheet.total,
      savedAt: ctx.now,
      submittedAt: ctx.now,
    })
    await store.setSubmitted(tx, marketId, evaluationId, assessor.assessorId, ctx.now)
    await recordDeed(ctx, tx, {
      evaluationId,
      action: 'evaluation_sheet.submit',
      // The audit log is read by the market too: no points in it.
      summary: `提交评分表（${labels.assessorGroup[assessor.group]}）`,
      event: 'evaluation_sheet.submitted',
      payload: { evaluationId, assessorId: assessor.assessorId, group: assessor.group },
    })
    return sheetView(tx, { evaluation, assessor: { ...assessor, submittedAt: ctx.now } })
  })

/** Throws what `openPlace` throws, evaluation_paper.type, evaluation_sheet.leaf_unknown. */
export const addSheetEvidence = async (
  ctx: Ctx,
  evaluationId: string,
  leafId: string,
  { fileName, bytes }: Upload,
): Promise<{ evidenceId: string; fileName: string; size: number }> => {
  const mediaType = mediaTypeOf(bytes)
  if (mediaType === undefined) throw new AppError('evaluation_paper.type', { fileName })
  return withTransaction(ctx, async (tx) => {
    const { evaluation, assessor } = await openPlace(ctx, tx, evaluationId)
    if (!leavesOf(composedRubric(evaluation.rubricId)).some((leaf) => leaf.leafId === leafId))
      throw new AppError('evaluation_sheet.leaf_unknown', { leafId })
    const evidenceId = newId(ctx, 'sheetEvidence')
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    await sheetStore.insertEvidence(tx, {
      marketId: marketOf(ctx),
      evidenceId,
      evaluationId,
      assessorId: assessor.assessorId,
      leafId,
      fileName,
      mediaType,
      size: bytes.length,
      sha256,
      content: bytes,
      uploadedAt: ctx.now,
    })
    await recordDeed(ctx, tx, {
      evaluationId,
      action: 'evaluation_sheet.add_evidence',
      summary: '上传评分佐证',
      details: { evidenceId, sha256 },
      event: 'evaluation_sheet.evidence_added',
      payload: { evaluationId, assessorId: assessor.assessorId, evidenceId, sha256 },
    })
    return { evidenceId, fileName, size: bytes.length }
  })
}

/** Throws evaluation.not_found, evaluation_evidence.not_found. */
export const getSheetEvidence = async (ctx: Ctx, evaluationId: string, evidenceId: string): Promise<FileAnswer> =>
  withTransaction(ctx, async (tx) => {
    const evaluation = await foundEvaluation(ctx, tx, evaluationId)
    const row = await sheetStore.findEvidence(tx, marketOf(ctx), evaluationId, evidenceId)
    if (row === undefined || !mayRead(ctx, evaluation, row.assessorId))
      throw new AppError('evaluation_evidence.not_found')
    return { fileName: row.fileName, bytes: new Uint8Array(row.content) }
  })
