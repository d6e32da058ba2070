/** How each criterion kind turns facts into a range and into gaps. One function a kind; `scoreKind` is the only door. */
import type { Facts, Metric, Subject } from './facts.ts'
import { evaluateExpression } from './expression.ts'
import { census, evaluate, noMembers, type Gap, type Scope, type Verdict } from './predicate.ts'
import { Decimal, least, most, sum, zero } from './points.ts'
import type {
  BooleanLeaf,
  ChecklistAdd,
  ChecklistDeduct,
  FormulaLeaf,
  JudgementLeaf,
  Leaf,
  Penalty,
  PerUnitDeduction,
  RatioStep,
  Tiers,
} from './rubric.ts'
import { fill, joinSentences, phrases, type Slots } from './wording.ts'

export interface Shortfall {
  readonly gap: Gap
  readonly gain: Decimal
}

export interface Raw {
  readonly low: Decimal
  readonly high: Decimal
  readonly met: number
  readonly total: number
  readonly shortfalls: readonly Shortfall[]
  /** Only a named person can close it. */
  readonly needsReview: boolean
}

/** The least a leaf can yield: a penalty takes points away, everything else stops at zero. */
export function lowest(leaf: Leaf): Decimal {
  return leaf.kind === 'penalty' ? new Decimal(-leaf.cap) : zero
}

export function scoreKind(leaf: Leaf, scope: Scope): Raw {
  switch (leaf.kind) {
    case 'per_unit_deduction':
      return perUnitDeduction(leaf, scope)
    case 'boolean':
      return allOrNothing(leaf, scope)
    case 'checklist_add':
    case 'checklist_deduct':
    case 'penalty':
      return checklist(leaf, scope)
    case 'ratio_step':
      return ratioStep(leaf, scope)
    case 'tiers':
      return tiers(leaf, scope)
    case 'formula':
      return formula(leaf, scope)
    case 'judgement':
      return judgement(leaf, scope)
  }
}

function perUnitDeduction(leaf: PerUnitDeduction, scope: Scope): Raw {
  const { passing, total, unknown, gaps } = census(leaf, scope)
  if (total === 0) return fromVerdict(leaf.max, noMembers(leaf.say, scope))
  const after = (units: number) =>
    most(new Decimal(leaf.floor), new Decimal(leaf.start).minus(new Decimal(leaf.per).times(units)))
  const low = after(gaps.length)
  const gain = gaps.length === 0 ? zero : after(gaps.length - 1).minus(low)
  return {
    low,
    high: after(gaps.length - unknown),
    met: passing,
    total,
    shortfalls: gaps.map((gap) => ({ gap, gain })),
    needsReview: false,
  }
}

function allOrNothing(leaf: BooleanLeaf, scope: Scope): Raw {
  return fromVerdict(leaf.max, evaluate(leaf.that, scope))
}

function fromVerdict(max: number, verdict: Verdict): Raw {
  const gaps = oneGapPerSubject(verdict.gaps)
  // The clause is all or nothing: putting one of several subjects right wins nothing yet.
  const gain = gaps.length === 1 ? new Decimal(max) : zero
  return {
    low: new Decimal(verdict.truth === 'pass' ? max : 0),
    high: new Decimal(verdict.truth === 'fail' ? 0 : max),
    met: verdict.met,
    total: verdict.total,
    shortfalls: gaps.map((gap) => ({ gap, gain })),
    needsReview: false,
  }
}

function oneGapPerSubject(gaps: readonly Gap[]): Gap[] {
  const bySubject = new Map<string, Gap[]>()
  for (const gap of gaps) {
    const key = `${gap.subject.kind}:${gap.subject.id}`
    bySubject.set(key, [...(bySubject.get(key) ?? []), gap])
  }
  return [...bySubject.values()].flatMap((same) => {
    const [first] = same
    return first === undefined ? [] : [same.length === 1 ? first : joinGaps(first.subject, same)]
  })
}

function joinGaps(subject: Subject, gaps: readonly Gap[]): Gap {
  return {
    subject,
    code: [...new Set(gaps.map((g) => g.code))].join('+'),
    reason: joinSentences(gaps.map((g) => g.reason)),
    fix: joinSentences(gaps.map((g) => g.fix)),
    truth: gaps.some((g) => g.truth === 'fail') ? 'fail' : 'unknown',
    malformed: gaps.some((g) => g.malformed),
  }
}

function checklist(leaf: ChecklistAdd | ChecklistDeduct | Penalty, scope: Scope): Raw {
  const states = leaf.items.map((item) => {
    const subject: Subject = { kind: 'document', id: item.id, label: item.label }
    const verdict = evaluate(item.that, { ...scope, isFixed: () => false })
    return { item, subject, verdict, truth: scope.isFixed(subject) ? ('pass' as const) : verdict.truth }
  })
  const score = (holds: (state: (typeof states)[number]) => boolean): Decimal => {
    const held = states.filter(holds)
    const rest = states.filter((state) => !holds(state))
    if (leaf.kind === 'checklist_deduct') {
      return most(
        new Decimal(leaf.floor),
        new Decimal(leaf.start).minus(new Decimal(leaf.per_missing).times(rest.length)),
      )
    }
    const points = (of: typeof states) => sum(of.map((state) => state.item.points ?? leaf.per))
    const cap = new Decimal(leaf.cap)
    return leaf.kind === 'penalty' ? least(cap, points(rest)).times(-1) : least(cap, points(held))
  }
  const low = score((state) => state.truth === 'pass')
  const open = states.filter((state) => state.truth !== 'pass')
  return {
    low,
    high: score((state) => state.truth !== 'fail'),
    met: states.length - open.length,
    total: states.length,
    shortfalls: low.gte(leaf.max)
      ? []
      : open.map((state) => ({
          gap: joinGaps(state.subject, state.verdict.gaps),
          gain: score((other) => other.truth === 'pass' || other === state).minus(low),
        })),
    needsReview: false,
  }
}

function ratioStep(leaf: RatioStep, scope: Scope): Raw {
  const value = number(leaf.metric, scope)
  const base = leaf.baseline === undefined ? zero : number(leaf.baseline, scope)
  if (value === null || base === null || (leaf.mode === 'delta_pct' && base.lte(0))) return unknownMetric(leaf, scope)
  const measure =
    leaf.mode === 'level'
      ? value
      : leaf.mode === 'delta_pp'
        ? value.minus(base)
        : value.minus(base).times(100).div(base)
  const first = leaf.first_step ?? { at: 0, points: 0 }
  const past = measure.minus(first.at)
  const steps = past.lt(0) ? 0 : Number(past.div(leaf.step).round(0, 0).toString())
  const points = past.lt(0)
    ? zero
    : least(new Decimal(leaf.cap), new Decimal(first.points).plus(new Decimal(leaf.per).times(steps)))
  const next = past.lt(0) ? new Decimal(first.at) : new Decimal(first.at).plus(new Decimal(leaf.step).times(steps + 1))
  return settled(leaf, points, scope, {
    value: Number(measure.round(2, 1).toString()),
    next: Number(next.toString()),
  })
}

function tiers(leaf: Tiers, scope: Scope): Raw {
  const value = number(leaf.metric, scope)
  if (value === null) return unknownMetric(leaf, scope)
  const reached = leaf.bands.filter((band) => value.gte(band.from))
  const points = reached.reduce((best, band) => most(best, new Decimal(band.points)), zero)
  const above = leaf.bands.filter((band) => value.lt(band.from)).map((band) => band.from)
  return settled(leaf, points, scope, {
    value: Number(value.toString()),
    next: above.length === 0 ? null : Math.min(...above),
  })
}

function formula(leaf: FormulaLeaf, scope: Scope): Raw {
  const value = evaluateExpression(leaf.points, (metric) => number(metric, scope))
  if (value === null) return unknownMetric(leaf, scope)
  // Scores have two decimals; cutting here keeps score and loss on the same hundredth.
  const points = most(zero, least(new Decimal(leaf.max), value)).round(2, 1)
  return settled(leaf, points, scope, { value: Number(value.round(2, 1).toString()) })
}

function number(id: string, scope: Scope): Decimal | null {
  const metric: Metric | undefined = scope.facts.metrics[id]
  if (metric === undefined || typeof metric.value !== 'number' || !Number.isFinite(metric.value)) return null
  scope.seen.add(metric.observedAt, metric.origin, metric.basis)
  return new Decimal(metric.value)
}

type Measured = RatioStep | Tiers | FormulaLeaf

function metricSubject(leaf: Measured): Subject {
  return { kind: 'metric', id: leaf.kind === 'formula' ? leaf.id : leaf.metric, label: leaf.say.about }
}

function settled(leaf: Measured, points: Decimal, scope: Scope, values: Readonly<Record<string, number | null>>): Raw {
  const slots: Slots = (name) => values[name]
  const max = new Decimal(leaf.max)
  const subject = metricSubject(leaf)
  const full = points.gte(max) || scope.isFixed(subject)
  const gap: Gap = {
    subject,
    code: leaf.say.code,
    reason: fill(leaf.say.reason, slots, scope.labels),
    fix: fill(leaf.say.fix, slots, scope.labels),
    truth: 'fail',
    malformed: false,
  }
  return {
    low: full ? max : points,
    high: full ? max : points,
    met: full ? 1 : 0,
    total: 1,
    shortfalls: full ? [] : [{ gap, gain: max.minus(points) }],
    needsReview: false,
  }
}

function unknownMetric(leaf: Measured, scope: Scope): Raw {
  const max = new Decimal(leaf.max)
  const subject = metricSubject(leaf)
  const firstPoint = leaf.kind === 'ratio_step' ? (leaf.first_step?.at ?? leaf.step) : undefined
  if (scope.isFixed(subject)) return { low: max, high: max, met: 1, total: 1, shortfalls: [], needsReview: false }
  const gap: Gap = {
    subject,
    code: `${leaf.say.code}_unknown`,
    reason: phrases.unknown(leaf.say.about),
    fix: fill(leaf.say.fix, (name) => (name === 'next' ? firstPoint : undefined), scope.labels),
    truth: 'unknown',
    malformed: hasMalformedMetric(leaf, scope.facts),
  }
  return { low: zero, high: max, met: 0, total: 1, shortfalls: [{ gap, gain: max }], needsReview: false }
}

function hasMalformedMetric(leaf: Measured, facts: Facts): boolean {
  if (leaf.kind === 'formula') return false
  const value = facts.metrics[leaf.metric]?.value
  return value !== undefined && value !== null && typeof value !== 'number'
}

function judgement(leaf: JudgementLeaf, scope: Scope): Raw {
  const inPlace = leaf.in_place !== undefined && evaluate(leaf.in_place, scope).truth === 'pass'
  const low = new Decimal(inPlace ? leaf.min : 0)
  const gap: Gap = {
    subject: { kind: 'market', id: scope.facts.marketId, label: scope.facts.marketLabel },
    code: 'needs_review',
    reason: phrases.needsReview(leaf.name),
    fix: phrases.enterJudgement,
    truth: 'unknown',
    malformed: false,
  }
  const max = new Decimal(leaf.max)
  return { low, high: max, met: 0, total: 1, shortfalls: [{ gap, gain: max.minus(low) }], needsReview: true }
}
