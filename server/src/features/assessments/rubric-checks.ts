/**
 * What a schema cannot say about a rubric: sums, weights, vocabulary, words for every test that can cost points.
 * A file that breaks a rule is refused at load with its file, row and leaf named. No code here knows a single rubric.
 */
import { z } from 'zod'
import { metricsOf } from './domain/expression.ts'
import type { Leaf, Predicate, Rubric, Say } from './domain/rubric.ts'
import { leafShape, rubricFile, vocabularyFile, type Vocabulary } from './rubric-format.ts'

export class RubricError extends Error {
  override readonly name = 'RubricError'
}

/** @throws RubricError when the vocabulary file does not have the vocabulary's shape. */
export function parseVocabulary(file: string, content: unknown): Vocabulary {
  const parsed = vocabularyFile.safeParse(content)
  if (!parsed.success) throw new RubricError(`${file}: ${z.prettifyError(parsed.error)}`)
  return parsed.data
}

/**
 * Parses one rubric file against the vocabulary.
 * @throws RubricError naming file, row and leaf, with every broken rule in one message.
 */
export function parseRubric(file: string, content: unknown, vocabulary: Vocabulary): Rubric {
  const parsed = rubricFile.safeParse(content)
  if (!parsed.success) throw new RubricError(`${file}: ${z.prettifyError(parsed.error)}`)
  const rubric: Rubric = parsed.data
  const broken = [
    ...sumsOf(rubric),
    ...rubric.groups.flatMap((group) =>
      group.rows.flatMap((row) =>
        row.leaves.flatMap((one) => leafRules(one, rubric, vocabulary).map((rule) => `${row.id}/${one.id}: ${rule}`)),
      ),
    ),
    ...restRules(rubric, vocabulary),
  ]
  if (broken.length > 0) throw new RubricError(broken.map((rule) => `${file}: ${rule}`).join('\n'))
  return rubric
}

function hundredths(values: readonly number[]): number {
  return values.reduce((total, value) => total + Math.round(value * 100), 0)
}

function sumsOf(rubric: Rubric): string[] {
  const broken: string[] = []
  const expect = (where: string, max: number, parts: readonly number[]) => {
    if (hundredths(parts) !== hundredths([max]))
      broken.push(`${where}: parts add up to ${hundredths(parts) / 100}, not ${max}`)
  }
  if (rubric.max !== null)
    expect(
      rubric.id,
      rubric.max,
      rubric.groups.map((group) => group.max),
    )
  if (rubric.max === null && rubric.groups.length > 0) broken.push(`${rubric.id}: groups with points need a max`)
  for (const group of rubric.groups) {
    expect(
      group.id,
      group.max,
      group.rows.map((row) => row.max),
    )
    for (const row of group.rows)
      expect(
        row.id,
        row.max,
        row.leaves.map((one) => one.max),
      )
  }
  const ids = rubric.groups.flatMap((group) => group.rows.flatMap((row) => row.leaves.map((one) => one.id)))
  for (const twice of ids.filter((one, i) => ids.indexOf(one) !== i)) broken.push(`${twice}: leaf id used twice`)
  if (rubric.composition && hundredths(rubric.composition.parts.map((part) => part.weight)) !== 100) {
    broken.push('composition: weights do not add up to 1')
  }
  return broken
}

function leafRules(one: Leaf, rubric: Rubric, vocabulary: Vocabulary): string[] {
  const broken = [...kindRules(one), ...textRules(one, rubric, vocabulary)]
  if (one.provenance.mark === 'inf' && (one.readings ?? []).length === 0) broken.push('an inferred leaf needs readings')
  for (const reading of one.readings ?? []) {
    const merged = leafShape.safeParse({ ...one, ...reading.params })
    if (!merged.success) broken.push(`reading ${reading.id}: ${z.prettifyError(merged.error)}`)
    else if (merged.data.max !== one.max || merged.data.kind !== one.kind)
      broken.push(`reading ${reading.id}: changes max or kind`)
    else
      broken.push(
        ...[...kindRules(merged.data), ...textRules(merged.data, rubric, vocabulary)].map(
          (rule) => `reading ${reading.id}: ${rule}`,
        ),
      )
  }
  return broken
}

function kindRules(one: Leaf): string[] {
  switch (one.kind) {
    case 'per_unit_deduction':
      return one.start === one.max ? [] : ['start must equal max']
    case 'checklist_deduct':
      return [
        ...(one.start === one.max ? [] : ['start must equal max']),
        ...(one.items.length >= one.start ? [] : ['fewer items than points to start from']),
      ]
    case 'checklist_add':
      return [
        ...(one.cap === one.max ? [] : ['cap must equal max']),
        ...(hundredths(one.items.map((entry) => entry.points ?? one.per)) >= hundredths([one.cap])
          ? []
          : ['items cannot reach the cap']),
      ]
    case 'ratio_step':
      return [
        ...(one.cap === one.max ? [] : ['cap must equal max']),
        ...(one.mode === 'level' || one.baseline !== undefined ? [] : ['a change needs a baseline metric']),
      ]
    case 'tiers':
      return Math.max(...one.bands.map((band) => band.points)) === one.max ? [] : ['the best band must equal max']
    case 'penalty':
      return one.max === 0 ? [] : ['a penalty has max 0']
    case 'judgement':
      return one.min <= one.max ? [] : ['min above max']
    case 'boolean':
    case 'formula':
      return []
  }
}

function textRules(one: Leaf, rubric: Rubric, vocabulary: Vocabulary): string[] {
  const walk = new PredicateWalk(rubric, vocabulary)
  if ('population' in one) walk.over(one)
  if ('that' in one && one.kind === 'boolean') walk.market(one.that)
  if ('items' in one) one.items.forEach((entry) => walk.market(entry.that))
  if ('in_place' in one && one.in_place) walk.market(one.in_place, true)
  one.cautions?.forEach((caution) => walk.market(caution.that, true))
  if ('metric' in one) walk.metric(one.metric)
  if ('baseline' in one && one.baseline !== undefined) walk.metric(one.baseline)
  if ('supporting' in one) one.supporting?.forEach((entry) => walk.metric(entry.metric))
  if (one.kind === 'formula') metricsOf(one.points).forEach((metric) => walk.metric(metric))
  return walk.broken
}

function restRules(rubric: Rubric, vocabulary: Vocabulary): string[] {
  const walk = new PredicateWalk(rubric, vocabulary)
  rubric.gates.forEach((gate) => walk.market(gate.that, true))
  rubric.levels
    ?.flatMap((gate) => gate.levels)
    .flatMap((level) => level.conditions)
    .forEach((one) => walk.metric(one.metric))
  for (const part of (rubric.goals ?? []).flatMap((goal) => goal.parts)) {
    walk.metric(part.metric)
    if (part.target !== null) metricsOf(part.target).forEach((metric) => walk.metric(metric))
    if ((part.target === null) !== (part.op === 'qualitative'))
      walk.broken.push(`${part.metric}: only a qualitative part has no target`)
  }
  return walk.broken
}

/** Every name a predicate uses exists in the vocabulary, and every test that can cost points has words. */
class PredicateWalk {
  readonly broken: string[] = []
  private readonly rubric: Rubric
  private readonly vocabulary: Vocabulary

  constructor(rubric: Rubric, vocabulary: Vocabulary) {
    this.rubric = rubric
    this.vocabulary = vocabulary
  }

  metric(name: string): void {
    if (!this.vocabulary.metrics[name]) this.broken.push(`metric ${name} is not in the vocabulary`)
  }

  market(one: Predicate, quiet = false): void {
    this.visit(one, null, quiet)
  }

  over(
    one: { readonly population: string; readonly where?: Predicate; readonly that: Predicate },
    quiet = false,
  ): void {
    if (!this.vocabulary.populations[one.population]) {
      this.broken.push(`population ${one.population} is not in the vocabulary`)
      return
    }
    if (one.where) this.visit(one.where, one.population, true)
    this.visit(one.that, one.population, quiet)
  }

  private visit(one: Predicate, population: string | null, quiet: boolean): void {
    if ('all_of' in one) return one.all_of.forEach((part) => this.visit(part, population, quiet))
    this.words(one.say, population, quiet)
    if ('any_of' in one) return one.any_of.forEach((part) => this.visit(part, population, true))
    if ('not' in one) return this.visit(one.not, population, true)
    if ('every' in one) return population === null ? this.over(one.every, quiet) : this.nested()
    if ('count_where' in one) return population === null ? this.over(one.count_where, true) : this.nested()
    if ('share_where' in one) return population === null ? this.over(one.share_where, true) : this.nested()
    if ('metric' in one) this.metric(one.metric)
    else this.field(one.field, population)
    const { value } = one
    if (value === null || typeof value !== 'object' || !('setting' in value || 'field' in value || 'metric' in value))
      return
    if ('setting' in value && !this.rubric.settings[value.setting])
      this.broken.push(`setting ${value.setting} is not defined`)
    if ('field' in value) this.field(value.field, population)
    if ('metric' in value) this.metric(value.metric)
  }

  private nested(): void {
    this.broken.push('a population inside a population is not part of the language')
  }

  private field(name: string, population: string | null): void {
    if (population === null) this.broken.push(`field ${name} outside a population`)
    else if (!this.vocabulary.populations[population]?.fields[name]) {
      this.broken.push(`field ${population}.${name} is not in the vocabulary`)
    }
  }

  private words(one: Say | undefined, population: string | null, quiet: boolean): void {
    if (!one) {
      if (!quiet) this.broken.push('a test that can cost points has no words (say)')
      return
    }
    const fields = population === null ? {} : (this.vocabulary.populations[population]?.fields ?? {})
    for (const text of [one.reason, one.fix, one.never ?? '']) {
      for (const [, slot = ''] of text.matchAll(/\{([^{}|]+)(?:\|[a-z]+)?\}/g)) {
        const known = slot.startsWith('@')
          ? this.rubric.settings[slot.slice(1)] !== undefined
          : slot in fields || ['value', 'label', 'offending', 'count', 'total', 'share', 'next'].includes(slot)
        if (!known) this.broken.push(`${one.code}: nothing fills {${slot}}`)
      }
    }
  }
}
