import type { Assessment, GateResult } from './assessment.ts'
import type { Facts } from './facts.ts'
import { evaluate, Seen } from './predicate.ts'
import type { Gate, Rubric } from './rubric.ts'
import { phrases } from './wording.ts'

/** Conditions of taking part and vetoes. They never change the points: the score stays visible beside them. */
export function scoreGates(rubric: Rubric, facts: Facts): Assessment['eligibility'] {
  const gates = rubric.gates.map((gate) => scoreGate(gate, rubric, facts))
  const state = gates.some((gate) => gate.state === 'blocked')
    ? 'not_eligible'
    : gates.some((gate) => gate.state === 'unknown')
      ? 'undetermined'
      : 'eligible'
  return { state, gates }
}

function scoreGate(gate: Gate, rubric: Rubric, facts: Facts): GateResult {
  const { id, kind, name } = gate
  const entry = facts.judgements[id]
  if (entry) {
    const clear = entry.points === '1'
    const reason = clear ? null : `${entry.by}：${entry.reason}`
    return {
      id,
      kind,
      name,
      state: clear ? 'clear' : 'blocked',
      reason,
      fix: clear ? null : gate.say.fix,
      observedAt: entry.enteredAt,
    }
  }
  const seen = new Seen()
  const { truth } = evaluate(gate.that, {
    facts,
    settings: rubric.settings,
    labels: rubric.labels,
    seen,
    isFixed: () => false,
  })
  const observedAt = seen.observedAt
  if (truth === 'unknown') {
    return { id, kind, name, state: 'unknown', reason: phrases.unknown(gate.say.about), fix: gate.say.fix, observedAt }
  }
  // An eligibility condition must hold; a veto states the event that must not have happened.
  const clear = (truth === 'pass') === (kind === 'eligibility')
  return {
    id,
    kind,
    name,
    state: clear ? 'clear' : 'blocked',
    reason: clear ? null : gate.say.reason,
    fix: clear ? null : gate.say.fix,
    observedAt,
  }
}
