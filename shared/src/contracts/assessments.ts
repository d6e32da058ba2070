/** 达标: rubrics, live assessments, what-if, snapshots. */
import { z } from 'zod'
import { route } from '../route.ts'
import * as f from './fields.ts'
import { marketViewers } from './access.ts'

export const basisValues = ['measured', 'documented', 'judged', 'none'] as const
export const outcomes = [
  'met',
  'partly_met',
  'unmet',
  'not_applicable',
  'no_evidence',
  'needs_review',
  'error',
] as const
export const loss = z.object({
  id: z.string(),
  leafId: z.string(),
  subject: z.object({ kind: z.string(), id: z.string(), label: z.string() }),
  /** This subject's share of the points lost at its leaf. */
  points: z.number(),
  /** Points won if only this one is mended. */
  gain: z.number(),
  reason: z.string(),
  fix: z.string(),
  code: z.string(),
})
export type Loss = z.output<typeof loss>
const scored = {
  id: z.string(),
  name: z.string(),
  max: z.number(),
  low: z.number(),
  high: z.number(),
  basis: z.enum(basisValues),
  outcome: z.enum(outcomes),
  coverage: z.object({ met: z.number().int(), total: z.number().int() }),
  losses: z.array(loss),
}
export const leafResult = z.object({
  ...scored,
  observedAt: z.string().nullable(),
  origin: z.string(),
  notes: z.array(z.string()),
  externalDependency: z.boolean(),
  readings: z.array(z.object({ id: z.string(), why: z.string(), low: z.number(), high: z.number() })),
  provenance: z.object({ mark: z.enum(['src', 'rep', 'inf']), note: z.string() }),
})
export const criterionResult = z.object({ ...scored, group: z.string(), leaves: z.array(leafResult) })
export const fixAction = z.object({
  id: z.string(),
  leafId: z.string(),
  code: z.string(),
  title: z.string(),
  lossIds: z.array(z.string()),
  gain: z.number(),
  effort: z.number().int(),
})
export const assessment = z.object({
  rubric: z.string(),
  rubricTitle: z.string(),
  documentNumber: z.string(),
  version: z.string(),
  engineVersion: z.string(),
  marketId: z.string(),
  marketName: z.string(),
  demo: z.boolean(),
  asOf: f.instant,
  /** Null where the document sets levels or goals and prints no points. */
  total: z.object({ low: z.number(), high: z.number(), max: z.number() }).nullable(),
  coverage: z.object({ met: z.number().int(), total: z.number().int(), share: z.number() }),
  criteria: z.array(criterionResult),
  fixFirst: z.array(fixAction),
  /** County levels, city goals, veto and eligibility, where the rubric has them. */
  levels: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      reached: z.string().nullable(),
      next: z.string().nullable(),
      why: z.string(),
    }),
  ),
  goals: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      target: z.string(),
      actual: z.string().nullable(),
      ratio: z.number().nullable(),
      status: z.enum(['met', 'missed', 'unknown']),
    }),
  ),
  blocked: z.array(
    z.object({ id: z.string(), name: z.string(), state: z.enum(['clear', 'blocked', 'unknown']), why: z.string() }),
  ),
})
export type AssessmentView = z.output<typeof assessment>

export const rubricSummary = z.object({
  rubric: z.string(),
  title: z.string(),
  documentNumber: z.string(),
  issuer: z.string(),
  version: z.string(),
  max: z.number().nullable(),
  criteriaCount: z.number().int(),
  leafCount: z.number().int(),
})
export const snapshotSummary = z.object({
  snapshotId: z.string(),
  businessDate: f.date,
  takenAt: f.instant,
  takenBy: z.string(),
  low: z.number(),
  high: z.number(),
  max: z.number(),
  coverageShare: z.number(),
})

export const assessmentRoutes = {
  listRubrics: route({
    method: 'GET',
    path: '/api/v1/rubrics',
    summary: '评价细则',
    access: { scope: 'public' },
    output: z.object({ items: z.array(rubricSummary) }),
  }),
  getAssessment: route({
    method: 'GET',
    path: '/api/v1/markets/{marketId}/assessments/{rubricId}',
    summary: '按细则实时评价',
    access: marketViewers,
    query: z.object({ asOf: f.instant.optional() }),
    output: assessment,
  }),
  assessWhatIf: route({
    method: 'POST',
    path: '/api/v1/markets/{marketId}/assessments/{rubricId}/what-if',
    summary: '假设这些失分已整改，重新计分，不保存',
    access: marketViewers,
    bodyLimit: 1024 * 1024,
    body: z.object({ fixed: z.array(z.string().max(200)).max(10_000) }),
    output: assessment,
  }),
  listSnapshots: route({
    method: 'GET',
    path: '/api/v1/markets/{marketId}/assessments/{rubricId}/snapshots',
    summary: '历次评价',
    access: marketViewers,
    output: z.object({ items: z.array(snapshotSummary) }),
  }),
  takeSnapshot: route({
    method: 'POST',
    path: '/api/v1/markets/{marketId}/assessments/{rubricId}/snapshots',
    summary: '存下现在的评价',
    access: { scope: 'market', roles: ['market_staff', 'market_operator'] },
    output: snapshotSummary,
    status: 201,
  }),
  getSnapshot: route({
    method: 'GET',
    path: '/api/v1/markets/{marketId}/assessments/{rubricId}/snapshots/{snapshotId}',
    summary: '一次评价的全文，可重算核对',
    access: marketViewers,
    output: z.object({ summary: snapshotSummary, assessment, recomputedEqual: z.boolean() }),
  }),
  exportScoreSheet: route({
    method: 'GET',
    path: '/api/v1/markets/{marketId}/assessments/{rubricId}/score-sheet.xlsx',
    summary: '按文件原表式导出评分表',
    access: marketViewers,
    file: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  }),
  enterJudgement: route({
    method: 'PUT',
    path: '/api/v1/markets/{marketId}/assessments/{rubricId}/judgements/{leafId}',
    summary: '为人工评分项打分，写明理由',
    access: { scope: 'market', roles: ['district_officer', 'city_officer', 'third_party_assessor'] },
    body: z.object({
      points: z.string().regex(/^\d{1,3}(\.\d{1,2})?$/, '分值最多两位小数'),
      reason: f.text(500, '理由'),
    }),
    output: f.ok,
  }),
}
