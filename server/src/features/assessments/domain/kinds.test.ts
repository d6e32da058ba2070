import { describe, expect, it } from 'vitest'
import { assess } from './assess.ts'
import {
  assessLeaf,
  at,
  entry,
  factsOf,
  leafOf,
  member,
  metric,
  metricIs,
  population,
  rubricOf,
  say,
} from './testing.ts'

const merchants = (flags: readonly (boolean | null | undefined)[]) => ({
  populations: {
    merchants: population(
      flags.map((ok, i) => member(`m${String(i).padStart(3, '0')}`, ok === undefined ? {} : { ok })),
    ),
  },
})
const many = (n: number, failing: number) => Array.from({ length: n }, (_, i) => i >= failing)

describe('per_unit_deduction', () => {
  const leaf = leafOf({
    kind: 'per_unit_deduction',
    max: 10,
    start: 10,
    per: 1,
    floor: 0,
    population: 'merchants',
    say: say('none'),
    that: { field: 'ok', op: '==', value: true, say: say('not_ok') },
  })

  it('takes one point for each merchant that fails and names it', () => {
    const result = assessLeaf(leaf, merchants(many(430, 3)))
    expect(result).toMatchObject({
      low: 7,
      high: 7,
      outcome: 'partly_met',
      basis: 'measured',
      coverage: { met: 427, total: 430 },
    })
    expect(result.losses.map(({ id, points, gain }) => ({ id, points, gain }))).toEqual(
      ['m000', 'm001', 'm002'].map((id) => ({ id: `L:merchant:${id}`, points: 1, gain: 1 })),
    )
  })

  it('stops at the floor and splits what is lost over all who fail', () => {
    const result = assessLeaf(leaf, merchants(many(430, 13)))
    expect(result).toMatchObject({ low: 0, high: 0, outcome: 'unmet' })
    expect(result.losses.map((loss) => loss.points)).toEqual([...Array(12).fill(0.77), 0.76])
    expect(result.losses.every((loss) => loss.gain === 0)).toBe(true)
  })

  it('widens the range by members about whom nothing is known', () => {
    const result = assessLeaf(leaf, merchants([true, false, undefined, undefined]))
    expect(result).toMatchObject({ low: 7, high: 9, outcome: 'partly_met' })
  })

  it('has no evidence when the population is absent, empty, or unknown throughout', () => {
    for (const facts of [{}, merchants([]), merchants([undefined, undefined])]) {
      const result = assessLeaf(leaf, facts)
      expect(result).toMatchObject({ low: 0, high: 10, outcome: 'no_evidence', basis: 'none' })
      expect(result.losses).toMatchObject([{ id: 'L:market:market-1', points: 10, gain: 10, code: 'no_evidence' }])
    }
  })

  it('joins several failing tests of one merchant into one loss', () => {
    const two = leafOf({
      ...leaf,
      kind: 'per_unit_deduction',
      max: 10,
      start: 10,
      per: 1,
      floor: 0,
      population: 'merchants',
      say: say('none'),
      that: {
        all_of: [
          { field: 'ok', op: '==', value: true, say: say('not_ok') },
          {
            field: 'silent',
            op: '<=',
            value: { setting: 'limit' },
            null_is: 'fail',
            say: { ...say('silent'), never: 'never heard' },
          },
        ],
      },
    })
    const result = assessLeaf(two, {
      populations: { merchants: population([member('m1', { ok: false, silent: null })]) },
    })
    expect(result.losses).toMatchObject([
      { code: 'not_ok+silent', reason: 'not_ok failed；never heard', fix: 'fix not_ok；fix silent', points: 1 },
    ])
    expect(result.notes).toEqual(['limit：300 s（not printed）'])
  })
})

describe('boolean', () => {
  const zones = leafOf({
    kind: 'boolean',
    max: 5,
    that: {
      every: {
        population: 'merchants',
        where: { field: 'needs', op: '==', value: true },
        that: { field: 'cameras', op: '>', value: 0, say: say('no_camera', '{label} has {cameras}') },
      },
      say: say('no_zones'),
    },
  })
  const zoneFacts = (cameras: readonly number[]) => ({
    populations: { merchants: population(cameras.map((n, i) => member(`z${i}`, { needs: true, cameras: n }))) },
  })

  it('is all or nothing, and shares the loss over the zones that fail', () => {
    const result = assessLeaf(zones, zoneFacts([0, 2, 0]))
    expect(result).toMatchObject({ low: 0, high: 0, outcome: 'unmet', coverage: { met: 1, total: 3 } })
    expect(result.losses.map(({ points, gain, reason }) => ({ points, gain, reason }))).toEqual([
      { points: 2.5, gain: 0, reason: 'label z0 has 0' },
      { points: 2.5, gain: 0, reason: 'label z2 has 0' },
    ])
  })

  it('gives the full points back when the last zone is taken as fixed', () => {
    expect(assessLeaf(zones, zoneFacts([0, 2])).losses).toMatchObject([{ gain: 5 }])
    expect(assessLeaf(zones, zoneFacts([0, 2]), ['L:merchant:z0'])).toMatchObject({ low: 5, outcome: 'met' })
  })

  it('has no evidence when no member is in its scope', () => {
    const facts = { populations: { merchants: population([member('z', { needs: false, cameras: 1 })]) } }
    expect(assessLeaf(zones, facts)).toMatchObject({ low: 0, high: 5, outcome: 'no_evidence' })
  })

  it('stays open when one of two metrics is missing and fails when one fails', () => {
    const both = leafOf({ kind: 'boolean', max: 4, that: { all_of: [metricIs('a'), metricIs('b')] } })
    expect(assessLeaf(both, { metrics: { a: metric(true) } })).toMatchObject({
      low: 0,
      high: 4,
      outcome: 'no_evidence',
    })
    expect(assessLeaf(both, { metrics: { a: metric(false) } })).toMatchObject({ low: 0, high: 0, outcome: 'unmet' })
    expect(assessLeaf(both, { metrics: { a: metric(true), b: metric(true) } })).toMatchObject({
      low: 4,
      observedAt: at,
    })
  })

  it('reports a fact of the wrong type as an error and never as zero', () => {
    const leaf = leafOf({ kind: 'boolean', max: 4, that: metricIs('a') })
    expect(assessLeaf(leaf, { metrics: { a: metric(3) } })).toMatchObject({ low: 0, high: 4, outcome: 'error' })
  })

  it('takes a paper only where the rubric accepts one', () => {
    const open = leafOf({ kind: 'boolean', max: 2, that: metricIs('a') })
    const facts = { judgements: { L: { ...entry('2'), basis: 'documented' as const } } }
    expect(assessLeaf(open, facts)).toMatchObject({ low: 0, outcome: 'no_evidence' })
    expect(assessLeaf({ ...open, accepts_entry: true }, facts)).toMatchObject({
      low: 2,
      basis: 'documented',
      outcome: 'met',
    })
  })

  it('holds a leaf for other market types satisfied, and says so', () => {
    const leaf = leafOf({ kind: 'boolean', max: 2, applies_to: ['wholesale'], that: metricIs('a') })
    expect(assessLeaf(leaf, {})).toMatchObject({ low: 2, high: 2, outcome: 'not_applicable', flags: ['vacuous'] })
  })
})

describe('checklists and penalties', () => {
  const items = ['a', 'b', 'c', 'd'].map((id) => ({ id, label: id, that: metricIs(id) }))
  const have = (on: string, off = '') => ({
    metrics: Object.fromEntries(
      [...on].map((id) => [id, metric(true)] as const).concat([...off].map((id) => [id, metric(false)])),
    ),
  })

  it.each([
    ['', 'abcd', 0, 0, 'unmet'],
    ['a', 'bcd', 1, 1, 'partly_met'],
    ['abc', 'd', 3, 3, 'met'],
    ['abcd', '', 3, 3, 'met'],
    ['a', 'b', 1, 3, 'partly_met'],
    ['', '', 0, 3, 'no_evidence'],
  ])('checklist_add with %j present and %j absent is %d to %d', (on, off, low, high, outcome) => {
    const leaf = leafOf({ kind: 'checklist_add', max: 3, cap: 3, per: 1, items })
    expect(assessLeaf(leaf, have(on, off))).toMatchObject({ low, high, outcome })
  })

  it.each([
    ['', 'abcd', 0, 0],
    ['a', 'bcd', 0, 0],
    ['abc', 'd', 1, 1],
    ['abcd', '', 2, 2],
    ['abc', '', 1, 2],
  ])('checklist_deduct with %j present and %j absent is %d to %d', (on, off, low, high) => {
    const leaf = leafOf({ kind: 'checklist_deduct', max: 2, start: 2, per_missing: 1, floor: 0, items })
    expect(assessLeaf(leaf, have(on, off))).toMatchObject({ low, high })
  })

  it('a penalty takes points away, up to its cap', () => {
    const leaf = leafOf({ kind: 'penalty', max: 0, cap: 3, per: 2, items })
    expect(assessLeaf(leaf, have('abcd'))).toMatchObject({ low: 0, high: 0, outcome: 'met' })
    expect(assessLeaf(leaf, have('abc', 'd'))).toMatchObject({ low: -2, high: -2, outcome: 'partly_met' })
    expect(assessLeaf(leaf, have('', 'abcd'))).toMatchObject({ low: -3, high: -3, outcome: 'unmet' })
    expect(assessLeaf(leaf, {})).toMatchObject({ low: -3, high: 0, outcome: 'no_evidence' })
  })
})

describe('ratio_step, tiers and formula', () => {
  const onboarding = leafOf({
    kind: 'ratio_step',
    max: 3,
    metric: 'x',
    mode: 'level',
    step: 10,
    per: 1,
    cap: 3,
    first_step: { at: 20, points: 1 },
    say: say('low', 'at {value}, next at {next}'),
  })
  it.each([
    [0, 0],
    [19.99, 0],
    [20, 1],
    [29.9, 1],
    [30, 2],
    [37, 2],
    [40, 3],
    [95, 3],
  ])('an onboarding rate of %d %% is worth %d', (x, points) => {
    expect(assessLeaf(onboarding, { metrics: { x: metric(x) } })).toMatchObject({ low: points, high: points })
  })
  it('says where the next point is', () => {
    expect(assessLeaf(onboarding, { metrics: { x: metric(37) } }).losses).toMatchObject([
      { reason: 'at 37, next at 40', gain: 1 },
    ])
  })

  it.each([
    ['delta_pp', 24.6, 12, 5, 2],
    ['delta_pct', 24.6, 12, 5, 4],
    ['delta_pct', 115, 100, 5, 3],
    ['delta_pct', 90, 100, 5, 0],
    ['delta_pp', 0.3, 0.1, 0.1, 2],
  ] as const)('%s from a baseline counts whole steps: %d over %d by %d is %d', (mode, x, base, step, points) => {
    const leaf = leafOf({
      kind: 'ratio_step',
      max: 4,
      metric: 'x',
      baseline: 'b',
      mode,
      step,
      per: 1,
      cap: 4,
      say: say('low'),
    })
    expect(assessLeaf(leaf, { metrics: { x: metric(x), b: metric(base) } })).toMatchObject({
      low: points,
      high: points,
    })
  })
  it('is open without its baseline', () => {
    const leaf = leafOf({
      kind: 'ratio_step',
      max: 4,
      metric: 'x',
      baseline: 'b',
      mode: 'delta_pct',
      step: 5,
      per: 1,
      cap: 4,
      say: say('low'),
    })
    expect(assessLeaf(leaf, { metrics: { x: metric(9) } })).toMatchObject({ low: 0, high: 4, outcome: 'no_evidence' })
  })

  it.each([
    [59, 0],
    [60, 1],
    [80, 3],
    [90, 5],
  ])('tiers give the best band reached: %d is worth %d', (x, points) => {
    const bands = [
      { from: 60, points: 1, label: 'c' },
      { from: 80, points: 3, label: 'b' },
      { from: 90, points: 5, label: 'a' },
    ]
    const leaf = leafOf({ kind: 'tiers', max: 5, metric: 'x', bands, say: say('low') })
    expect(assessLeaf(leaf, { metrics: { x: metric(x) } })).toMatchObject({ low: points, high: points })
  })

  it('a formula is exact, clamped to its leaf, and open while an input is unknown', () => {
    const leaf = leafOf({ kind: 'formula', max: 5, points: { multiply: [0.1, { metric: 'x' }] }, say: say('low') })
    expect(assessLeaf(leaf, { metrics: { x: metric(3) } })).toMatchObject({ low: 0.3, high: 0.3 })
    expect(assessLeaf(leaf, { metrics: { x: metric(1.25) } })).toMatchObject({ low: 0.13, losses: [{ points: 4.87 }] })
    expect(assessLeaf(leaf, { metrics: { x: metric(300) } })).toMatchObject({ low: 5, outcome: 'met' })
    expect(assessLeaf(leaf, {})).toMatchObject({ low: 0, high: 5, outcome: 'no_evidence' })
  })
})

describe('judgement', () => {
  const leaf = leafOf({ kind: 'judgement', max: 4, min: 1, zero_if_absent: true, in_place: metricIs('plan') })

  it('is never guessed', () => {
    expect(assessLeaf(leaf, {})).toMatchObject({ low: 0, high: 4, outcome: 'needs_review', basis: 'none' })
  })
  it('secures the printed minimum once something is in place', () => {
    expect(assessLeaf(leaf, { metrics: { plan: metric(true) } })).toMatchObject({
      low: 1,
      high: 4,
      outcome: 'needs_review',
    })
  })
  it("is a named person's entry", () => {
    expect(assessLeaf(leaf, { judgements: { L: entry('2.5') } })).toMatchObject({
      low: 2.5,
      high: 2.5,
      basis: 'judged',
      origin: 'assessor',
      losses: [{ points: 1.5, code: 'judged_below_max' }],
    })
  })
  it.each(['5', '0.5', '-1', 'four', '1.005'])('refuses an entry of %s as an error', (points) => {
    expect(assessLeaf(leaf, { judgements: { L: entry(points) } })).toMatchObject({ low: 0, high: 4, outcome: 'error' })
  })
})

describe('gates, bonus, levels and goals', () => {
  const leaf = leafOf({ kind: 'boolean', max: 1, that: metricIs('a') })
  const veto = {
    id: 'V',
    kind: 'veto' as const,
    name: 'veto',
    statement: 'veto',
    that: {
      any_of: [
        { metric: 'x', op: '>' as const, value: 0 },
        { metric: 'y', op: '>' as const, value: 0 },
      ],
    },
    say: say('veto'),
    provenance: { mark: 'src' as const, clause: '1' },
  }
  it.each([
    [{}, 'undetermined'],
    [{ x: 0 }, 'undetermined'],
    [{ x: 0, y: 0 }, 'eligible'],
    [{ y: 1 }, 'not_eligible'],
  ] as const)('a veto over %j leaves the market %s', (values, state) => {
    const metrics = Object.fromEntries(Object.entries(values).map(([id, value]) => [id, metric(value)]))
    expect(assess(rubricOf(leaf, { gates: [veto] }), factsOf({ metrics })).eligibility.state).toBe(state)
  })
  it('shows an approved bonus beside the total and never inside it', () => {
    const bonus = {
      id: 'B',
      kind: 'bonus' as const,
      name: 'bonus',
      cap: 5,
      approval_chain: ['market'],
      add_at: 'after_composite' as const,
      provenance: { mark: 'src' as const, clause: '1' },
    }
    const run = (points: string) =>
      assess(rubricOf(leaf, { bonus }), factsOf({ metrics: { a: metric(true) }, judgements: { B: entry(points) } }))
    expect(run('3')).toMatchObject({ total: { low: 1, high: 1 }, bonus: { points: 3 } })
    expect(run('6').bonus?.points).toBeNull()
  })
  it('counts a goal as missed only after its deadline in Shanghai', () => {
    const goals = [
      {
        id: 'ZS01',
        kind: 'goal' as const,
        name: 'goal',
        category: '',
        owner: '',
        deadline: '2022-12-31',
        parts: [{ metric: 'x', label: 'x', op: '>=' as const, target: 40400, unit: '' }],
        provenance: { mark: 'src' as const, clause: '1' },
      },
    ]
    const run = (asOf: string) =>
      assess(rubricOf(leaf, { goals }), factsOf({ asOf, metrics: { x: metric(39710) } })).goals[0]
    expect(run('2022-12-31T15:59:59.000Z')).toMatchObject({ status: 'open' })
    expect(run('2022-12-31T16:00:00.000Z')).toMatchObject({
      status: 'missed',
      parts: [{ actual: 39710, target: 40400, ratio: 0.9829 }],
    })
  })
})
