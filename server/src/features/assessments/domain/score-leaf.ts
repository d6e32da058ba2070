/** From one leaf and the facts to its result: applicability, a person's entry, the kind's range, then losses that add up. */
import type { Basis, LeafResult, Loss, Outcome } from './assessment.ts'
import type { Facts, Judgement, Subject } from './facts.ts'
import { lowest, scoreKind, type Raw, type Shortfall } from './kinds.ts'
import { evaluate, Seen, type Gap, type Scope } from './predicate.ts'
import { Decimal, splitEvenly, toPoints, zero } from './points.ts'
import type { Leaf, Reading, Setting } from './rubric.ts'
import { distinct, phrases } from './wording.ts'

export function lossId(leafId: string, subject: Subject): string {
  return `${leafId}:${subject.kind}:${subject.id}`
}

export interface LeafContext {
  readonly facts: Facts
  readonly settings: Readonly<Record<string, Setting>>
  readonly labels: Readonly<Record<string, string>>
  readonly fixed: ReadonlySet<string>
}

interface Settled {
  readonly low: Decimal
  readonly high: Decimal
  readonly basis: Basis
  readonly outcome: Outcome
  readonly met: number
  readonly total: number
  readonly shortfalls: readonly Shortfall[]
  readonly observedAt: string | null
  readonly origin: string | null
  readonly vacuous: boolean
}

export function scoreLeaf(leaf: Leaf, context: LeafContext): LeafResult {
  const seen = new Seen()
  const scope = scopeOf(leaf, context, seen)
  const settled = settle(leaf, scope, context)
  const points = splitEvenly(new Decimal(leaf.max).minus(settled.low), settled.shortfalls.length)
  const losses = settled.shortfalls.map((shortfall, i): Loss => ({
    id: lossId(leaf.id, shortfall.gap.subject),
    leafId: leaf.id,
    subject: shortfall.gap.subject,
    points: toPoints(points[i] ?? zero),
    gain: toPoints(shortfall.gain),
    reason: shortfall.gap.reason,
    fix: shortfall.gap.fix,
    code: shortfall.gap.code,
  }))
  const decidedByFacts = !settled.vacuous && settled.basis !== 'judged' && !hasEntry(leaf, context.facts)
  return {
    id: leaf.id,
    name: leaf.name,
    statement: leaf.statement,
    kind: leaf.kind,
    max: leaf.max,
    low: toPoints(settled.low),
    high: toPoints(settled.high),
    basis: settled.basis,
    outcome: settled.outcome,
    coverage: { met: settled.met, total: settled.total },
    losses,
    observedAt: settled.observedAt,
    origin: settled.origin,
    flags: settled.vacuous ? [...(leaf.flags ?? []), 'vacuous'] : [...(leaf.flags ?? [])],
    notes: notesOf(leaf, context, seen, settled.vacuous),
    provenance: { mark: leaf.provenance.mark, clause: leaf.provenance.clause, note: leaf.provenance.note ?? null },
    readings: decidedByFacts ? (leaf.readings ?? []).map((reading) => readingResult(leaf, reading, context)) : [],
    supporting: supportingOf(leaf, context.facts),
  }
}

function scopeOf(leaf: Leaf, context: LeafContext, seen: Seen): Scope {
  const { fixed } = context
  return {
    facts: context.facts,
    settings: context.settings,
    labels: context.labels,
    seen,
    isFixed: fixed.size === 0 ? () => false : (subject) => fixed.has(lossId(leaf.id, subject)),
  }
}

function settle(leaf: Leaf, scope: Scope, context: LeafContext): Settled {
  const { facts } = context
  if (leaf.applies_to && !leaf.applies_to.some((type) => facts.marketTypes.includes(type))) {
    return { ...full(leaf), basis: 'none', outcome: 'not_applicable', met: 0, total: 0, vacuous: true }
  }
  const market: Subject = { kind: 'market', id: facts.marketId, label: facts.marketLabel }
  if (scope.isFixed(market)) return { ...full(leaf), basis: 'none' }
  const entry = hasEntry(leaf, facts) ? facts.judgements[leaf.id] : undefined
  if (entry) return fromEntry(leaf, entry, market)
  const raw = scoreKind(leaf, scope)
  const { seen } = scope
  const found = { observedAt: seen.observedAt, origin: seen.origin, vacuous: false }
  const gaps = raw.shortfalls.map((shortfall) => shortfall.gap)
  if (raw.needsReview) return { ...raw, ...found, basis: seen.basis, outcome: 'needs_review' }
  if (raw.met === 0 && gaps.length > 0 && gaps.every((gap) => gap.truth === 'unknown')) {
    return { ...wholeLeaf(leaf, evidenceGap(gaps, market), raw), ...found, basis: 'none' }
  }
  return { ...raw, ...found, basis: seen.basis, outcome: outcomeOf(leaf, raw) }
}

/** Judgement leaves and leaves proven by papers; what the system measures is never typed in by hand. */
function hasEntry(leaf: Leaf, facts: Facts): boolean {
  return (leaf.kind === 'judgement' || leaf.accepts_entry === true) && facts.judgements[leaf.id] !== undefined
}

function full(leaf: Leaf): Settled {
  const max = new Decimal(leaf.max)
  return {
    low: max,
    high: max,
    basis: 'none',
    outcome: 'met',
    met: 1,
    total: 1,
    shortfalls: [],
    observedAt: null,
    origin: null,
    vacuous: false,
  }
}

function outcomeOf(leaf: Leaf, raw: Raw): Outcome {
  if (raw.low.gte(leaf.max)) return 'met'
  if (raw.high.lte(lowest(leaf))) return 'unmet'
  return raw.low.gt(lowest(leaf)) ? 'partly_met' : 'no_evidence'
}

function evidenceGap(gaps: readonly Gap[], market: Subject): Gap {
  const malformed = gaps.some((gap) => gap.malformed)
  return {
    subject: market,
    code: malformed ? 'malformed_fact' : 'no_evidence',
    // Hundreds of merchants may lack the same record; three sentences tell a person what is missing.
    reason: distinct(gaps.map((gap) => gap.reason))
      .slice(0, 3)
      .join('；'),
    fix: distinct(gaps.map((gap) => gap.fix))
      .slice(0, 3)
      .join('；'),
    truth: 'unknown',
    malformed,
  }
}

function wholeLeaf(
  leaf: Leaf,
  gap: Gap,
  counts: { readonly met: number; readonly total: number },
): Omit<Settled, 'basis'> {
  const low = lowest(leaf)
  return {
    low,
    high: new Decimal(leaf.max),
    outcome: gap.malformed ? 'error' : 'no_evidence',
    met: counts.met,
    total: counts.total,
    shortfalls: [{ gap, gain: new Decimal(leaf.max).minus(low) }],
    observedAt: null,
    origin: null,
    vacuous: false,
  }
}

const decimalText = /^-?\d+(\.\d{1,2})?$/

function fromEntry(leaf: Leaf, entry: Judgement, market: Subject): Settled {
  const source = { observedAt: entry.enteredAt, origin: entry.by }
  const gap = (code: string, reason: string, fix: string, truth: 'fail' | 'unknown'): Gap => ({
    subject: market,
    code,
    reason,
    fix,
    truth,
    malformed: truth === 'unknown',
  })
  if (!decimalText.test(entry.points) || !entryAllowed(leaf, new Decimal(entry.points))) {
    const refused = gap('entry_out_of_range', phrases.entryOutOfRange(entry.points), phrases.reenter, 'unknown')
    return { ...wholeLeaf(leaf, refused, { met: 0, total: 1 }), ...source, basis: 'none' }
  }
  const points = new Decimal(entry.points)
  const lost = new Decimal(leaf.max).minus(points)
  const below = gap(
    'judged_below_max',
    phrases.judgedBelow(entry.by, points.toString(), entry.reason),
    phrases.improveAndReview,
    'fail',
  )
  return {
    low: points,
    high: points,
    basis: entry.basis,
    outcome: lost.eq(0) ? 'met' : points.gt(lowest(leaf)) ? 'partly_met' : 'unmet',
    met: lost.eq(0) ? 1 : 0,
    total: 1,
    shortfalls: lost.eq(0) ? [] : [{ gap: below, gain: lost }],
    vacuous: false,
    ...source,
  }
}

function entryAllowed(leaf: Leaf, points: Decimal): boolean {
  if (points.gt(leaf.max) || points.lt(lowest(leaf))) return false
  if (leaf.kind === 'boolean') return points.eq(0) || points.eq(leaf.max)
  if (leaf.kind === 'judgement') return points.gte(leaf.min) || (leaf.zero_if_absent && points.eq(0))
  return true
}

function notesOf(leaf: Leaf, context: LeafContext, seen: Seen, vacuous: boolean): string[] {
  if (vacuous) return [phrases.notApplicable, ...(leaf.notes ?? [])]
  const aside = scopeOf(leaf, { ...context, fixed: new Set() }, new Seen())
  const cautions = (leaf.cautions ?? [])
    .filter((caution) => evaluate(caution.that, aside).truth !== 'pass')
    .map((caution) => caution.text)
  const settings = [...seen.settings].sort().flatMap((id) => {
    const setting = context.settings[id]
    return setting && setting.mark === 'inf'
      ? [phrases.setting(setting.label, setting.value, setting.unit, setting.note)]
      : []
  })
  return [...(leaf.notes ?? []), ...cautions, ...settings]
}

/** A reading replaces parameters of its leaf; the loader has checked that the result is a leaf of the same kind. */
export function readAs(leaf: Leaf, reading: Reading): Leaf {
  return { ...leaf, ...reading.params } as Leaf
}

function readingResult(leaf: Leaf, reading: Reading, context: LeafContext): LeafResult['readings'][number] {
  const other = readAs(leaf, reading)
  const settled = settle(other, scopeOf(other, context, new Seen()), context)
  return { id: reading.id, why: reading.why, low: toPoints(settled.low), high: toPoints(settled.high) }
}

function supportingOf(leaf: Leaf, facts: Facts): LeafResult['supporting'] {
  if (leaf.kind !== 'judgement') return []
  return (leaf.supporting ?? []).map(({ metric, label }) => ({
    metric,
    label,
    value: facts.metrics[metric]?.value ?? null,
    unit: facts.metrics[metric]?.unit ?? null,
  }))
}
