/**
 * The closed predicate language with three-valued logic. A verdict says pass, fail or unknown and lists the gaps:
 * the subjects that stand between it and a pass, each with the words for a person. Missing facts are unknown; only a
 * recorded null may mean failure, and only where the rubric says so.
 */
import type { Basis } from './assessment.ts'
import type { Facts, FactValue, Member, Subject } from './facts.ts'
import type { CountWhere, Every, Literal, Op, Operand, Over, Predicate, Say, Setting, ShareWhere } from './rubric.ts'
import { fill, joinSentences, phrases, type Slots } from './wording.ts'

export type Truth = 'pass' | 'fail' | 'unknown'

export interface Gap {
  readonly subject: Subject
  readonly code: string
  readonly reason: string
  readonly fix: string
  readonly truth: 'fail' | 'unknown'
  readonly malformed: boolean
}

export interface Verdict {
  readonly truth: Truth
  readonly gaps: readonly Gap[]
  readonly met: number
  readonly total: number
}

/** Collects which facts were looked at, so that a leaf can say how fresh they are and where they came from. */
export class Seen {
  observedAt: string | null = null
  readonly origins = new Set<string>()
  readonly settings = new Set<string>()
  private documented = false
  private measured = false

  add(observedAt: string | null, origin: string, basis: 'measured' | 'documented'): void {
    if (observedAt !== null && (this.observedAt === null || observedAt > this.observedAt)) this.observedAt = observedAt
    if (origin !== '') this.origins.add(origin)
    if (basis === 'documented') this.documented = true
    else this.measured = true
  }

  get basis(): Basis {
    if (this.documented) return 'documented'
    return this.measured ? 'measured' : 'none'
  }

  get origin(): string | null {
    return this.origins.size === 0 ? null : [...this.origins].sort().join('、')
  }
}

export interface Scope {
  readonly facts: Facts
  readonly settings: Readonly<Record<string, Setting>>
  readonly labels: Readonly<Record<string, string>>
  readonly seen: Seen
  /** Whether the what-if treats this subject as put right. */
  readonly isFixed: (subject: Subject) => boolean
  readonly member?: Member
}

const silent: Say = { code: 'condition', about: '条件', reason: '条件不满足', fix: '补齐条件' }

export function byId(a: { readonly subject: Subject }, b: { readonly subject: Subject }): number {
  return a.subject.id < b.subject.id ? -1 : a.subject.id > b.subject.id ? 1 : 0
}

export function evaluate(predicate: Predicate, scope: Scope): Verdict {
  if ('all_of' in predicate) return allOf(predicate.all_of, scope)
  if ('any_of' in predicate) return anyOf(predicate.any_of, predicate.say, scope)
  if ('not' in predicate) return not(predicate.not, predicate.say ?? silent, scope)
  if ('every' in predicate) return every(predicate, scope)
  if ('count_where' in predicate) return countWhere(predicate, scope)
  if ('share_where' in predicate) return shareWhere(predicate, scope)
  if ('field' in predicate) return test(predicate, scope.member?.fields[predicate.field], predicate.field, scope)
  const metric = scope.facts.metrics[predicate.metric]
  if (metric && metric.value !== null) scope.seen.add(metric.observedAt, metric.origin, metric.basis)
  return test(predicate, metric?.value, predicate.metric, scope)
}

/** Runs for every merchant and every clause: it allocates nothing while all parts pass. */
function allOf(parts: readonly Predicate[], scope: Scope): Verdict {
  let truth: Truth = 'pass'
  let met = 0
  let total = 0
  let gaps: Gap[] | null = null
  for (const part of parts) {
    const verdict = evaluate(part, scope)
    met += verdict.met
    total += verdict.total
    if (verdict.truth === 'pass') continue
    if (truth !== 'fail') truth = verdict.truth
    gaps = gaps === null ? [...verdict.gaps] : [...gaps, ...verdict.gaps]
  }
  if (scope.member && gaps === null) return passed
  return { truth, gaps: gaps ?? [], met, total }
}

const passed: Verdict = { truth: 'pass', gaps: [], met: 1, total: 1 }

function anyOf(parts: readonly Predicate[], say: Say | undefined, scope: Scope): Verdict {
  const words = say ?? silent
  const subject = subjectOf(words, scope)
  if (scope.isFixed(subject)) return passed
  const verdicts = parts.map((part) => evaluate(part, { ...scope, isFixed: () => false }))
  if (verdicts.some((v) => v.truth === 'pass')) return passed
  const unknown = verdicts.some((v) => v.truth === 'unknown')
  return stopped(words, subject, unknown ? 'unknown' : 'fail', scope, {})
}

function not(part: Predicate, say: Say, scope: Scope): Verdict {
  const subject = subjectOf(say, scope)
  if (scope.isFixed(subject)) return passed
  const inner = evaluate(part, { ...scope, isFixed: () => false })
  if (inner.truth === 'fail') return passed
  return stopped(say, subject, inner.truth === 'pass' ? 'fail' : 'unknown', scope, {})
}

export interface Census {
  readonly passing: number
  readonly total: number
  readonly unknown: number
  /** One per member that does not pass, in the order of subject ids; several failing tests are joined. */
  readonly gaps: readonly Gap[]
}

/** Applies `that` to every member of a population that `where` lets in. */
export function census(over: Over, scope: Scope): Census {
  const population = scope.facts.populations[over.population]
  if (!population) return { passing: 0, total: 0, unknown: 0, gaps: [] }
  if (population.members.length > 0) scope.seen.add(population.observedAt, population.origin, 'measured')
  let passing = 0
  let total = 0
  let unknown = 0
  const gaps: Gap[] = []
  const inside = { ...scope, member: population.members[0] }
  for (const member of population.members) {
    inside.member = member
    const admitted = over.where ? evaluate(over.where, inside) : passed
    if (admitted.truth === 'fail') continue
    total += 1
    const own = scope.isFixed(member.subject) ? passed : evaluate(over.that, inside)
    const verdict = admitted.truth === 'pass' || scope.isFixed(member.subject) ? own : both(admitted, own)
    if (verdict.truth === 'pass') {
      passing += 1
      continue
    }
    if (verdict.truth === 'unknown') unknown += 1
    gaps.push(merge(member.subject, verdict))
  }
  return { passing, total, unknown, gaps: gaps.sort(byId) }
}

/** A member that may or may not be in scope: what it fails counts only once its scope is known. */
function both(admitted: Verdict, own: Verdict): Verdict {
  return { ...admitted, truth: 'unknown', gaps: own.truth === 'pass' ? admitted.gaps : [...admitted.gaps, ...own.gaps] }
}

function merge(subject: Subject, verdict: Verdict): Gap {
  // A member that fails is described by what it fails; what is merely unknown about it comes after.
  const ordered = [
    ...verdict.gaps.filter((g) => g.truth === 'fail'),
    ...verdict.gaps.filter((g) => g.truth === 'unknown'),
  ]
  return {
    subject,
    code: [...new Set(ordered.map((g) => g.code))].join('+'),
    reason: joinSentences(ordered.map((g) => g.reason)),
    fix: joinSentences(ordered.map((g) => g.fix)),
    truth: verdict.truth === 'fail' ? 'fail' : 'unknown',
    malformed: verdict.gaps.some((g) => g.malformed),
  }
}

function every(predicate: Every, scope: Scope): Verdict {
  const { passing, total, unknown, gaps } = census(predicate.every, scope)
  if (total === 0) return noMembers(predicate.say ?? silent, scope)
  const truth = gaps.length === 0 ? 'pass' : gaps.length > unknown ? 'fail' : 'unknown'
  return { truth, gaps, met: passing, total }
}

export function noMembers(say: Say, scope: Scope): Verdict {
  const subject = subjectOf(say, scope)
  if (scope.isFixed(subject)) return passed
  return {
    truth: 'unknown',
    gaps: [
      {
        subject,
        code: `${say.code}_unknown`,
        reason: phrases.noMembers(say.about),
        fix: fill(say.fix, slotsOf(scope, {}), scope.labels),
        truth: 'unknown',
        malformed: false,
      },
    ],
    met: 0,
    total: 1,
  }
}

function countWhere(predicate: CountWhere, scope: Scope): Verdict {
  return quantity(predicate, predicate.count_where, (n) => n, scope)
}

function shareWhere(predicate: ShareWhere, scope: Scope): Verdict {
  return quantity(predicate, predicate.share_where, (n, total) => n / total, scope)
}

function quantity(
  predicate: { readonly op: Op; readonly value: Operand; readonly say?: Say },
  over: Over,
  amount: (n: number, total: number) => number,
  scope: Scope,
): Verdict {
  const say = predicate.say ?? silent
  const subject = subjectOf(say, scope)
  if (scope.isFixed(subject)) return passed
  const { passing, total, unknown } = census(over, { ...scope, isFixed: () => false })
  if (total === 0) return noMembers(say, scope)
  const threshold = operand(predicate.value, scope)
  const slots = { count: passing, total, value: amount(passing, total), share: passing / total }
  if (threshold === undefined || threshold === null) return stopped(say, subject, 'unknown', scope, slots)
  // With members still unknown the true amount lies between these two ends; it is decided only if every end agrees.
  const ends = Array.from({ length: unknown + 1 }, (_, i) =>
    compare(predicate.op, amount(passing + i, total), threshold),
  )
  if (ends.every((end) => end === true)) return passed
  return stopped(say, subject, ends.every((end) => end === false) ? 'fail' : 'unknown', scope, slots)
}

function test(
  predicate: { readonly op: Op; readonly value: Operand; readonly null_is?: 'fail' | 'unknown'; readonly say?: Say },
  actual: FactValue | undefined,
  name: string,
  scope: Scope,
): Verdict {
  const say = predicate.say ?? silent
  if (!scope.member && scope.isFixed(subjectOf(say, scope, name))) return passed
  const threshold = operand(predicate.value, scope)
  const holds = isKnown(actual) && isKnown(threshold) ? compare(predicate.op, actual, threshold) : 'unknown'
  if (holds === true) return passed
  const subject = subjectOf(say, scope, name)
  if (actual === null && predicate.null_is === 'fail') {
    return stopped(say, subject, 'fail', scope, { value: null }, say.never)
  }
  if (holds === 'unknown') return stopped(say, subject, 'unknown', scope, { value: actual ?? null })
  if (holds === 'malformed') return malformed(say, subject, scope)
  const listed = typeof threshold === 'object' ? threshold : null
  const offending = typeof actual === 'object' ? (actual?.filter((entry) => listed?.includes(entry)) ?? null) : null
  const slots = { value: actual ?? null, offending }
  return stopped(say, subject, 'fail', scope, slots)
}

function isKnown<T>(value: T | null | undefined): value is T {
  return value !== null && value !== undefined
}

/** What a market-level gap hangs on: the metric if it tests one, else the clause's own code. */
function subjectOf(say: Say, scope: Scope, metric?: string): Subject {
  return scope.member?.subject ?? { kind: 'metric', id: metric ?? say.code, label: say.about }
}

function slotsOf(scope: Scope, own: Readonly<Record<string, FactValue>>): Slots {
  return (name) => {
    if (name.startsWith('@')) return scope.settings[name.slice(1)]?.value
    return name in own ? own[name] : scope.member?.fields[name]
  }
}

function stopped(
  say: Say,
  subject: Subject,
  truth: 'fail' | 'unknown',
  scope: Scope,
  own: Readonly<Record<string, FactValue>>,
  template: string | undefined = say.reason,
): Verdict {
  const all = slotsOf(scope, { label: subject.label, ...own })
  const gap: Gap = {
    subject,
    code: truth === 'fail' ? say.code : `${say.code}_unknown`,
    reason: truth === 'fail' ? fill(template, all, scope.labels) : phrases.unknown(say.about),
    fix: fill(say.fix, all, scope.labels),
    truth,
    malformed: false,
  }
  return { truth, gaps: [gap], met: 0, total: 1 }
}

function malformed(say: Say, subject: Subject, scope: Scope): Verdict {
  const gap: Gap = {
    subject,
    code: 'malformed_fact',
    reason: phrases.malformed(say.about),
    fix: fill(say.fix, slotsOf(scope, {}), scope.labels),
    truth: 'unknown',
    malformed: true,
  }
  return { truth: 'unknown', gaps: [gap], met: 0, total: 1 }
}

function operand(value: Operand, scope: Scope): Literal | null | undefined {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value as Literal | null
  if ('setting' in value) {
    scope.seen.settings.add(value.setting)
    return scope.settings[value.setting]?.value
  }
  if ('field' in value) return scope.member?.fields[value.field]
  if ('metric' in value) return scope.facts.metrics[value.metric]?.value
  return undefined
}

export function compare(op: Op, actual: Exclude<FactValue, null>, threshold: Literal): boolean | 'malformed' {
  switch (op) {
    case '==':
    case '!=': {
      if (typeof actual !== typeof threshold || typeof actual === 'object') return 'malformed'
      return (actual === threshold) === (op === '==')
    }
    case '<':
    case '<=':
    case '>':
    case '>=': {
      if (typeof actual !== 'number' || typeof threshold !== 'number' || Number.isNaN(actual)) return 'malformed'
      if (op === '<') return actual < threshold
      if (op === '<=') return actual <= threshold
      return op === '>' ? actual > threshold : actual >= threshold
    }
    case 'in':
      if (typeof actual !== 'string' || typeof threshold !== 'object') return 'malformed'
      return threshold.includes(actual)
    case 'contains_all':
    case 'contains_none': {
      if (typeof actual !== 'object' || typeof threshold !== 'object') return 'malformed'
      return op === 'contains_all'
        ? threshold.every((entry) => actual.includes(entry))
        : threshold.every((entry) => !actual.includes(entry))
    }
  }
}
