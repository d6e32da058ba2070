import type { GoalPartResult, GoalResult, GoalStatus } from './assessment.ts'
import { evaluateExpression } from './expression.ts'
import type { Facts } from './facts.ts'
import { Decimal } from './points.ts'
import type { Goal, GoalPart } from './rubric.ts'

const worstFirst: readonly GoalStatus[] = ['missed', 'no_evidence', 'needs_review', 'open', 'achieved']

/**
 * A yearly task list. A part is missed only once its deadline has passed; qualitative parts wait for a named person's
 * entry (1 done, 0 not) under the goal's id. Striving goals never make their goal missed.
 */
export function scoreGoal(goal: Goal, facts: Facts): GoalResult {
  // The deadline is a business date in Asia/Shanghai: the day ends at 16:00 UTC.
  const over = Date.parse(facts.asOf) >= Date.parse(`${goal.deadline}T16:00:00.000Z`)
  const parts = goal.parts.map((part) => scorePart(goal.id, part, facts, over))
  const binding = parts.filter((part) => part.binding)
  const counted = binding.length > 0 ? binding : parts
  const status = worstFirst.find((candidate) => counted.some((part) => part.status === candidate)) ?? 'no_evidence'
  const { id, name, category, owner, deadline } = goal
  return { id, name, category, owner, deadline, status, parts }
}

function scorePart(goalId: string, part: GoalPart, facts: Facts, over: boolean): GoalPartResult {
  const metric = facts.metrics[part.metric]
  const actual = numeric(metric?.value)
  const target = part.target === null ? null : evaluateExpression(part.target, (id) => decimal(facts, id))
  const shared = {
    metric: part.metric,
    label: part.label,
    op: part.op,
    actual,
    target: target === null ? null : Number(target.toString()),
    unit: part.unit,
    ratio: actual === null || target === null || target.lte(0) ? null : ratio(actual, target),
    binding: part.op !== 'strive',
    note: part.note ?? null,
    observedAt: metric?.observedAt ?? null,
  }
  if (part.op === 'qualitative') return { ...shared, status: qualitative(goalId, facts, over) }
  if (actual === null || target === null) return { ...shared, status: 'no_evidence' }
  if (reached(part, new Decimal(actual), target)) return { ...shared, status: 'achieved' }
  return { ...shared, status: over ? 'missed' : 'open' }
}

function qualitative(goalId: string, facts: Facts, over: boolean): GoalStatus {
  const entry = facts.judgements[goalId]
  if (!entry) return 'needs_review'
  if (entry.points === '1') return 'achieved'
  return over ? 'missed' : 'open'
}

function reached(part: GoalPart, actual: Decimal, target: Decimal): boolean {
  switch (part.op) {
    case '>=':
    case 'done':
    case 'maintain':
    case 'strive':
      return actual.gte(target)
    case '<=':
      return actual.lte(target)
    case '==':
      return actual.eq(target)
    case '~=':
      // "About fifty" is a floor with some slack: doing more than asked is no miss.
      return actual.gte(target.times(new Decimal(1).minus(part.tolerance ?? 0)))
    case 'qualitative':
      return false
  }
}

function ratio(actual: number, target: Decimal): number {
  return Number(new Decimal(actual).div(target).round(4, 1).toString())
}

function numeric(value: number | boolean | null | undefined): number | null {
  if (typeof value === 'boolean') return value ? 1 : 0
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}

function decimal(facts: Facts, id: string): Decimal | null {
  const value = numeric(facts.metrics[id]?.value)
  return value === null ? null : new Decimal(value)
}
