import { gunzipSync, gzipSync } from 'node:zlib'
import canonicalize from 'canonicalize'
import { businessDate } from '@smart-market/shared/time.ts'
import { actorName, appendAudit } from '../../audit.ts'
import { type Ctx, marketOf, newId, withTransaction } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { appendEvent } from '../../feed/outbox.ts'
import { assess, engineVersion } from './domain/assess.ts'
import type { Assessment } from './domain/assessment.ts'
import type { Facts } from './domain/facts.ts'
import { fixFirst } from './domain/fix-first.ts'
import type { Rubric } from './domain/rubric.ts'
import { toClaim } from './claim.ts'
import { collectFacts } from './facts-of-market.ts'
import { loadRubrics } from './load-rubrics.ts'
import * as store from './store.ts'
import { toView } from './view.ts'

const rubrics = loadRubrics()

/** Throws rubric.not_found. */
export const getRubric = (rubricId: string): Rubric => {
  const rubric = rubrics.get(rubricId)
  if (rubric === undefined) throw new AppError('rubric.not_found', { rubricId })
  return rubric
}

export const listRubrics = () => ({
  items: [...rubrics.values()].map((rubric) => {
    const rows = rubric.groups.flatMap((group) => group.rows)
    const parts = rows.length > 0 ? rows.length : (rubric.goals?.length ?? 0) + (rubric.levels?.length ?? 0)
    return {
      rubric: rubric.id,
      title: rubric.title,
      documentNumber: rubric.doc_no,
      issuer: rubric.issuer,
      version: rubric.version,
      max: rubric.max,
      criteriaCount: parts,
      leafCount: rows.length > 0 ? rows.reduce((sum, row) => sum + row.leaves.length, 0) : parts,
    }
  }),
})

/**
 * The market's points now, or as of an earlier moment. As-of answers use dates on the records (tenancies, papers,
 * notices, heartbeats, sales); a record that was corrected since is read as corrected.
 * `fixed`: losses taken as mended; nothing is saved.
 */
export const getAssessment = async (
  ctx: Ctx,
  rubricId: string,
  options: { asOf?: string | undefined; fixed?: readonly string[] } = {},
) => {
  const rubric = getRubric(rubricId)
  const asOf = options.asOf === undefined ? ctx.now : new Date(options.asOf)
  const fixed = new Set(options.fixed)
  const collected = await withTransaction(ctx, (tx) => collectFacts(ctx, tx, rubricId, asOf))
  return toView(rubric, assess(rubric, collected.facts, { fixed }), fixFirst(rubric, collected.facts, fixed), collected)
}

const pack = (value: unknown): Uint8Array => gzipSync(canonicalize(value) ?? '')
const unpack = <T>(bytes: Uint8Array): T => JSON.parse(gunzipSync(bytes).toString('utf8')) as T

/** Stores the assessment of this moment together with its facts. Throws rubric.no_points for level and goal rubrics. */
export const takeSnapshot = async (ctx: Ctx, rubricId: string) => {
  const rubric = getRubric(rubricId)
  return withTransaction(ctx, async (tx) => {
    const { facts } = await collectFacts(ctx, tx, rubricId, ctx.now)
    const assessment = assess(rubric, facts)
    if (assessment.total === null) throw new AppError('rubric.no_points', { title: rubric.title })
    const { low, high, max } = assessment.total
    const row = {
      marketId: marketOf(ctx),
      snapshotId: newId(ctx, 'snapshot'),
      rubricId,
      rubricVersion: rubric.version,
      engineVersion,
      businessDate: businessDate(ctx.now),
      takenAt: ctx.now,
      takenBy: actorName(ctx),
      low,
      high,
      max,
      coverageShare: assessment.coverage.share,
    }
    await store.insertSnapshot(tx, { ...row, factsGzip: pack(facts), assessmentGzip: pack(assessment) })
    await appendEvent(ctx, tx, 'assessment.snapshot_taken', {
      snapshotId: row.snapshotId,
      rubricId,
      low,
      high,
      max,
      ...toClaim(rubric, facts, assessment),
    })
    await appendAudit(ctx, tx, {
      action: 'assessment.take_snapshot',
      subjectKind: 'snapshot',
      subjectId: row.snapshotId,
      summary: `存下评价：${rubric.title} ${low}–${high} 分`,
    })
    return toSummary(row)
  })
}

/** Stores today's points under every rubric that counts points, once a business day. */
export const takeDailySnapshots = async (ctx: Ctx): Promise<void> => {
  for (const rubric of rubrics.values()) {
    if (rubric.max === null) continue
    const done = await withTransaction(ctx, (tx) =>
      store.hasSnapshot(tx, marketOf(ctx), rubric.id, businessDate(ctx.now), actorName(ctx)),
    )
    if (!done) await takeSnapshot(ctx, rubric.id)
  }
}

const toSummary = (row: Awaited<ReturnType<typeof store.listSnapshotRows>>[number]) => ({
  snapshotId: row.snapshotId,
  businessDate: row.businessDate,
  takenAt: row.takenAt.toISOString(),
  takenBy: row.takenBy,
  low: row.low,
  high: row.high,
  max: row.max,
  coverageShare: row.coverageShare,
})

export const listSnapshots = async (ctx: Ctx, rubricId: string) => {
  getRubric(rubricId)
  const rows = await withTransaction(ctx, (tx) => store.listSnapshotRows(tx, marketOf(ctx), rubricId))
  return { items: rows.map(toSummary) }
}

/** One stored assessment, recomputed from its stored facts: equal bytes or not. Throws snapshot.not_found. */
export const getSnapshot = async (ctx: Ctx, rubricId: string, snapshotId: string) => {
  const rubric = getRubric(rubricId)
  const { row, market } = await withTransaction(ctx, async (tx) => {
    const found = await store.findSnapshot(tx, marketOf(ctx), rubricId, snapshotId)
    if (found === undefined) throw new AppError('snapshot.not_found')
    return { row: found, market: await collectFacts(ctx, tx, rubricId, ctx.now) }
  })
  const facts = unpack<Facts>(row.factsGzip)
  const stored = unpack<Assessment>(row.assessmentGzip)
  return {
    summary: toSummary(row),
    assessment: toView(rubric, stored, fixFirst(rubric, facts), market),
    recomputedEqual: canonicalize(assess(rubric, facts)) === canonicalize(stored),
  }
}

/** A named person's points for a judged leaf. Throws criterion.not_found, judgement.not_judged, judgement.out_of_range. */
export const enterJudgement = async (
  ctx: Ctx,
  rubricId: string,
  leafId: string,
  input: { points: string; reason: string },
): Promise<void> => {
  const rubric = getRubric(rubricId)
  const leaf = rubric.groups
    .flatMap((group) => group.rows)
    .flatMap((row) => row.leaves)
    .find((candidate) => candidate.id === leafId)
  if (leaf === undefined) throw new AppError('criterion.not_found', { leafId })
  if (leaf.kind !== 'judgement' && leaf.accepts_entry !== true) throw new AppError('judgement.not_judged', { leafId })
  const min = leaf.kind === 'judgement' && !leaf.zero_if_absent ? leaf.min : 0
  if (Number(input.points) < min || Number(input.points) > leaf.max)
    throw new AppError('judgement.out_of_range', { min, max: leaf.max })
  await withTransaction(ctx, async (tx) => {
    const judgementId = newId(ctx, 'judgement')
    await store.insertJudgement(tx, {
      marketId: marketOf(ctx),
      judgementId,
      rubricId,
      leafId,
      points: input.points,
      reason: input.reason,
      enteredBy: actorName(ctx),
      enteredAt: ctx.now,
    })
    await appendEvent(ctx, tx, 'judgement.entered', { rubricId, leafId, points: input.points })
    await appendAudit(ctx, tx, {
      action: 'judgement.enter',
      subjectKind: 'criterion',
      subjectId: `${rubricId}/${leafId}`,
      summary: `为「${leaf.name}」打 ${input.points} 分`,
      details: input,
    })
  })
}
