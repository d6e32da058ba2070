/** From the engine's assessment to the API's: names the rubric and the market, adds what to do first. */
import type { z } from 'zod'
import type { assessment as assessmentContract } from '@smart-market/shared/contracts/assessments.ts'
import type { Assessment, GoalResult, LevelGateResult, RowResult } from './domain/assessment.ts'
import type { Action } from './domain/fix-first.ts'
import type { Rubric } from './domain/rubric.ts'

type View = z.input<typeof assessmentContract>

export const toView = (
  rubric: Rubric,
  assessment: Assessment,
  actions: readonly Action[],
  market: { readonly marketName: string; readonly demo: boolean },
): View => ({
  rubric: rubric.id,
  rubricTitle: rubric.title,
  documentNumber: rubric.doc_no,
  version: assessment.version,
  engineVersion: assessment.engineVersion,
  marketId: assessment.marketId,
  marketName: market.marketName,
  demo: market.demo,
  asOf: assessment.asOf,
  total: assessment.total,
  coverage: assessment.coverage,
  criteria: assessment.criteria.map((row) => toCriterion(row)),
  fixFirst: actions.map((action) => ({
    id: `${action.leafId}:${action.code}`,
    leafId: action.leafId,
    code: action.code,
    title: action.title,
    lossIds: [...action.lossIds],
    gain: action.gain,
    effort: action.effort,
  })),
  levels: assessment.levels.map(toLevel),
  goals: assessment.goals.flatMap(toGoals),
  blocked: assessment.eligibility.gates.map((gate) => ({
    id: gate.id,
    name: gate.name,
    state: gate.state,
    why: [gate.reason, gate.fix].filter((part) => part !== null).join('；'),
  })),
})

const toCriterion = (row: RowResult): View['criteria'][number] => ({
  ...scored(row),
  group: row.group,
  leaves: row.leaves.map((leaf) => ({
    ...scored(leaf),
    observedAt: leaf.observedAt,
    origin: leaf.origin ?? '',
    notes: [...leaf.notes],
    externalDependency: leaf.flags.includes('external_dependency'),
    readings: [...leaf.readings],
    provenance: {
      mark: leaf.provenance.mark,
      note: [leaf.provenance.clause, leaf.provenance.note].filter(Boolean).join('；'),
    },
  })),
})

const scored = (part: RowResult | RowResult['leaves'][number]) => ({
  id: part.id,
  name: part.name,
  max: part.max,
  low: part.low,
  high: part.high,
  basis: part.basis,
  outcome: part.outcome,
  coverage: part.coverage,
  losses: part.losses.map((loss) => ({ ...loss })),
})

const toLevel = (gate: LevelGateResult): View['levels'][number] => {
  const nameOf = (id: string | null) => gate.levels.find((level) => level.id === id)?.name ?? id
  const open = gate.levels.find((level) => level.id === gate.next)
  const why =
    open?.conditions.filter((condition) => condition.state !== 'proven').map((condition) => condition.reason) ?? []
  return { id: gate.id, name: gate.name, reached: nameOf(gate.proven), next: nameOf(gate.next), why: why.join('；') }
}

const goalStatus = {
  achieved: 'met',
  missed: 'missed',
  open: 'unknown',
  no_evidence: 'unknown',
  needs_review: 'unknown',
} as const

const toGoals = (goal: GoalResult): View['goals'] =>
  goal.parts.map((part, index) => ({
    id: goal.parts.length === 1 ? goal.id : `${goal.id}.${index + 1}`,
    name: part.label,
    target: part.target === null ? '定性要求' : `${opWords[part.op] ?? part.op}${part.target}${part.unit}`,
    actual: part.actual === null ? null : `${part.actual}${part.unit}`,
    ratio: part.ratio,
    status: goalStatus[part.status],
  }))

const opWords: Readonly<Record<string, string>> = {
  '>=': '≥ ',
  '<=': '≤ ',
  '==': '= ',
  '~=': '约 ',
  done: '完成 ',
  maintain: '保持 ',
  strive: '争取 ',
}
