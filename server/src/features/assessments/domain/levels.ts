import type { ConditionResult, LevelGateResult, LevelResult } from './assessment.ts'
import type { Facts } from './facts.ts'
import { compare } from './predicate.ts'
import type { Condition, LevelGate } from './rubric.ts'
import { phrases } from './wording.ts'

/**
 * Levels stand on each other, lowest first. A level is proven when all its conditions are, failed when one fails,
 * undetermined when a fact or the document's own threshold is unknown. Reaching a level needs every level below it.
 */
export function scoreLevels(gate: LevelGate, facts: Facts): LevelGateResult {
  const levels = gate.levels.map((level): LevelResult => {
    const conditions = level.conditions.map((condition) => scoreCondition(condition, facts))
    const state = conditions.some((c) => c.state === 'failed')
      ? 'failed'
      : conditions.every((c) => c.state === 'proven')
        ? 'proven'
        : 'undetermined'
    return { id: level.id, name: level.name, state, conditions }
  })
  const firstOpen = levels.findIndex((level) => level.state !== 'proven')
  const reached = firstOpen === -1 ? levels.length : firstOpen
  return {
    id: gate.id,
    name: gate.name,
    proven: levels[reached - 1]?.id ?? null,
    next: levels[reached]?.id ?? null,
    levels,
  }
}

function scoreCondition(condition: Condition, facts: Facts): ConditionResult {
  const metric = facts.metrics[condition.metric]
  const actual = typeof metric?.value === 'number' ? metric.value : null
  const shared = {
    id: condition.id,
    name: condition.name,
    actual,
    threshold: condition.value,
    unit: condition.unit,
    mark: condition.mark,
    observedAt: metric?.observedAt ?? null,
  }
  if (condition.value === null)
    return { ...shared, state: 'undetermined', reason: phrases.thresholdUnknown(condition.name) }
  if (actual === null) return { ...shared, state: 'undetermined', reason: phrases.unknown(condition.name) }
  const holds = compare(condition.op, actual, condition.value) === true
  const reason = `${condition.name} ${actual} ${condition.unit}，标准 ${signs[condition.op]} ${condition.value} ${condition.unit}`
  return { ...shared, state: holds ? 'proven' : 'failed', reason }
}

const signs: Readonly<Record<Condition['op'], string>> = {
  '==': '等于',
  '!=': '不等于',
  '<': '小于',
  '<=': '不高于',
  '>': '大于',
  '>=': '不低于',
  in: '属于',
  contains_all: '包含',
  contains_none: '不含',
}
