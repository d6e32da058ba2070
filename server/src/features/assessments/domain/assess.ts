/**
 * The rubric engine's door. `assess` is a pure function: the same rubric and facts give the same bytes, whatever the
 * order of members. It hides three-valued logic, the fourteen criterion kinds and how lost points are shared out.
 * Rules: unknown is never a pass; a judgement is never guessed; a leaf's losses add up to its max − low.
 */
import type { Assessment, Basis, GoalResult, LeafResult, LevelGateResult, Outcome, RowResult } from './assessment.ts'
import type { Facts, Population } from './facts.ts'
import { scoreGates } from './gates.ts'
import { scoreGoal } from './goals.ts'
import { scoreLevels } from './levels.ts'
import { Decimal, sum, toPoints } from './points.ts'
import { byId } from './predicate.ts'
import type { Row, Rubric } from './rubric.ts'
import { scoreLeaf, type LeafContext } from './score-leaf.ts'
import { distinct } from './wording.ts'

/** Raised whenever the same rubric and facts could give other bytes than before. */
export const engineVersion = '1.0.0'

export interface AssessOptions {
  /** What-if: loss ids (`leafId:kind:subjectId`) whose subjects are taken to satisfy their leaf. */
  readonly fixed?: ReadonlySet<string>
}

const nothingFixed: ReadonlySet<string> = new Set()

export function assess(rubric: Rubric, facts: Facts, options: AssessOptions = {}): Assessment {
  const sorted = inOrder(facts)
  const context: LeafContext = {
    facts: sorted,
    settings: rubric.settings,
    labels: rubric.labels,
    fixed: options.fixed ?? nothingFixed,
  }
  const criteria = rubric.groups.flatMap((group) =>
    group.rows.map((row) =>
      scoreRow(
        row,
        group.name,
        row.leaves.map((leaf) => scoreLeaf(leaf, context)),
      ),
    ),
  )
  const levels = (rubric.levels ?? []).map((gate) => scoreLevels(gate, sorted))
  const goals = (rubric.goals ?? []).map((goal) => scoreGoal(goal, sorted))
  return {
    rubric: rubric.id,
    version: rubric.version,
    engineVersion,
    asOf: facts.asOf,
    marketId: facts.marketId,
    total: rubric.max === null ? null : { ...range(criteria), max: rubric.max },
    coverage: coverageOf(criteria, levels, goals),
    eligibility: scoreGates(rubric, sorted),
    criteria,
    bonus: bonusOf(rubric, sorted),
    levels,
    goals,
    notes: [...rubric.notes],
  }
}

function inOrder(facts: Facts): Facts {
  const populations: Record<string, Population> = {}
  for (const [id, population] of Object.entries(facts.populations)) {
    populations[id] = { ...population, members: population.members.toSorted(byId) }
  }
  return { ...facts, populations }
}

function range(parts: readonly { readonly low: number; readonly high: number }[]): { low: number; high: number } {
  return { low: toPoints(sum(parts.map((p) => p.low))), high: toPoints(sum(parts.map((p) => p.high))) }
}

function scoreRow(row: Row, group: string, leaves: readonly LeafResult[]): RowResult {
  const { low, high } = range(leaves)
  const times = leaves.flatMap((leaf) => (leaf.observedAt === null ? [] : [leaf.observedAt]))
  const origins = distinct(leaves.flatMap((leaf) => (leaf.origin === null ? [] : leaf.origin.split('、'))))
  return {
    id: row.id,
    name: row.name,
    group,
    max: row.max,
    low,
    high,
    basis: basisOf(leaves),
    outcome: outcomeOf(leaves, low, row.max),
    coverage: {
      met: leaves.reduce((n, leaf) => n + leaf.coverage.met, 0),
      total: leaves.reduce((n, leaf) => n + leaf.coverage.total, 0),
    },
    losses: leaves.flatMap((leaf) => leaf.losses),
    observedAt: times.length === 0 ? null : times.reduce((a, b) => (a > b ? a : b)),
    origin: origins.length === 0 ? null : origins.sort().join('、'),
    flags: distinct(leaves.flatMap((leaf) => leaf.flags)),
    notes: distinct([...(row.notes ?? []), ...leaves.flatMap((leaf) => leaf.notes)]),
    leaves,
  }
}

/** The least objective ground any scored part of the row stands on. */
function basisOf(leaves: readonly LeafResult[]): Basis {
  const bases = leaves.map((leaf) => leaf.basis)
  return (['judged', 'documented', 'measured'] as const).find((basis) => bases.includes(basis)) ?? 'none'
}

function outcomeOf(leaves: readonly LeafResult[], low: number, max: number): Outcome {
  const outcomes = distinct(leaves.map((leaf) => leaf.outcome).filter((o) => o !== 'not_applicable'))
  const [only] = outcomes
  if (only === undefined) return 'not_applicable'
  if (outcomes.length === 1) return only
  if (outcomes.includes('error')) return 'error'
  if (low >= max) return 'met'
  if (low > 0) return 'partly_met'
  return outcomes.includes('no_evidence') ? 'no_evidence' : outcomes.includes('needs_review') ? 'needs_review' : 'unmet'
}

function coverageOf(
  rows: readonly RowResult[],
  levels: readonly LevelGateResult[],
  goals: readonly GoalResult[],
): Assessment['coverage'] {
  const leaves = rows.flatMap((row) => row.leaves).filter((leaf) => leaf.outcome !== 'not_applicable')
  const conditions = levels.flatMap((gate) => gate.levels).flatMap((level) => level.conditions)
  const open: readonly Outcome[] = ['no_evidence', 'needs_review', 'error']
  const met =
    leaves.filter((leaf) => !open.includes(leaf.outcome)).length +
    conditions.filter((condition) => condition.actual !== null).length +
    goals.filter((goal) => goal.status !== 'no_evidence' && goal.status !== 'needs_review').length
  const total = leaves.length + conditions.length + goals.length
  const share = total === 0 ? 0 : Number(new Decimal(met).div(total).round(4, 1).toString())
  return { met, total, share }
}

function bonusOf(rubric: Rubric, facts: Facts): Assessment['bonus'] {
  if (!rubric.bonus) return null
  const { id, name, cap } = rubric.bonus
  const entry = facts.judgements[id]
  const points = entry && /^\d+(\.\d{1,2})?$/.test(entry.points) ? new Decimal(entry.points) : null
  if (!entry || points === null || points.gt(cap)) return { id, name, cap, points: null, reason: null, by: null }
  return { id, name, cap, points: toPoints(points), reason: entry.reason, by: entry.by }
}
