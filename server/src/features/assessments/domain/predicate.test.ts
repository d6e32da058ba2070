import { describe, expect, it } from 'vitest'
import type { FactValue } from './facts.ts'
import { compare, evaluate, Seen, type Scope } from './predicate.ts'
import { factsOf, member, metric, population, say } from './testing.ts'
import type { Op, Predicate } from './rubric.ts'

const scope = (oks: readonly (boolean | undefined)[] = []): Scope => ({
  facts: factsOf({
    metrics: { yes: metric(true), no: metric(false), never: metric(null) },
    populations: { merchants: population(oks.map((ok, i) => member(`m${i}`, ok === undefined ? {} : { ok }))) },
  }),
  settings: {},
  labels: {},
  seen: new Seen(),
  isFixed: () => false,
})
const is = (id: string): Predicate => ({ metric: id, op: '==', value: true, say: say(id) })
const [yes, no, unknown] = [is('yes'), is('no'), is('absent')]

describe('three-valued logic', () => {
  it.each<[string, Predicate, string]>([
    ['all_of with a failure fails whatever is unknown', { all_of: [no, unknown] }, 'fail'],
    ['all_of with something unknown is unknown', { all_of: [yes, unknown] }, 'unknown'],
    ['any_of with a pass passes whatever is unknown', { any_of: [unknown, yes] }, 'pass'],
    ['any_of with something unknown is unknown', { any_of: [no, unknown] }, 'unknown'],
    ['any_of of failures fails', { any_of: [no, no] }, 'fail'],
    ['not swaps pass and fail', { not: no }, 'pass'],
    ['not leaves unknown alone', { not: unknown }, 'unknown'],
    ['a recorded null is unknown by default', is('never'), 'unknown'],
    [
      'a recorded null fails where the rubric says so',
      { metric: 'never', op: '<=', value: 3, null_is: 'fail' },
      'fail',
    ],
    ['an absent metric stays unknown even then', { metric: 'absent', op: '<=', value: 3, null_is: 'fail' }, 'unknown'],
    ['an unknown threshold is unknown', { metric: 'yes', op: '==', value: null }, 'unknown'],
  ])('%s', (_, predicate, truth) => {
    expect(evaluate(predicate, scope()).truth).toBe(truth)
  })
})

describe('counting over a population', () => {
  const that: Predicate = { field: 'ok', op: '==', value: true }
  const over = { population: 'merchants', that }
  it.each<[readonly (boolean | undefined)[], string, string, string]>([
    [[true, true], 'pass', 'pass', 'pass'],
    [[true, false], 'pass', 'pass', 'fail'],
    [[false, false], 'fail', 'fail', 'fail'],
    [[undefined, false], 'unknown', 'unknown', 'fail'],
    [[undefined, true], 'pass', 'pass', 'unknown'],
    [[], 'unknown', 'unknown', 'unknown'],
  ])('%j: count ≥ 1 is %s, share ≥ 0.5 is %s, every is %s', (oks, count, share, every) => {
    expect(evaluate({ count_where: over, op: '>=', value: 1 }, scope(oks)).truth).toBe(count)
    expect(evaluate({ share_where: over, op: '>=', value: 0.5 }, scope(oks)).truth).toBe(share)
    expect(evaluate({ every: over }, scope(oks)).truth).toBe(every)
  })
})

describe('comparisons', () => {
  it.each<[Exclude<FactValue, null>, Op, string | number | boolean | string[], boolean | 'malformed']>([
    [300, '<=', 300, true],
    [301, '<=', 300, false],
    [1, '!=', 2, true],
    ['aisle', 'in', ['aisle', 'trading'], true],
    [['a', 'b'], 'contains_all', ['a'], true],
    [['a'], 'contains_all', ['a', 'b'], false],
    [['credit'], 'contains_none', ['name'], true],
    [['name'], 'contains_none', ['name'], false],
    ['300', '<=', 300, 'malformed'],
    [true, '==', 1, 'malformed'],
    ['name', 'contains_none', ['name'], 'malformed'],
  ])('%j %s %j is %j', (actual, op, threshold, holds) => {
    expect(compare(op, actual, threshold)).toBe(holds)
  })
})
