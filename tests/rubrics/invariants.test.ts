import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { assess } from '@smart-market/server/features/assessments/domain/assess.ts'
import type { Assessment } from '@smart-market/server/features/assessments/domain/assessment.ts'
import type {
  Facts,
  FactValue,
  Judgement,
  SubjectKind,
} from '@smart-market/server/features/assessments/domain/facts.ts'
import { fixFirst } from '@smart-market/server/features/assessments/domain/fix-first.ts'
import type { Rubric } from '@smart-market/server/features/assessments/domain/rubric.ts'
import { loadRubrics, loadVocabulary } from '@smart-market/server/features/assessments/load-rubrics.ts'

const vocabulary = loadVocabulary()
const at = '2026-03-02T08:00:00.000Z'

const subjectKinds: Readonly<Record<string, SubjectKind>> = {
  merchants: 'merchant',
  zones: 'zone',
  devices: 'device',
  noticeTopics: 'notice',
  platformLinks: 'platform',
}

const amount = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 3 }) },
  fc.integer({ min: 0, max: 100_000 }),
  fc.integer({ min: 0, max: 10_000 }).map((n) => n / 100),
)

function fieldValue(term: {
  readonly type: string
  readonly values?: readonly string[]
}): fc.Arbitrary<FactValue | undefined> {
  const known: fc.Arbitrary<FactValue> =
    term.type === 'boolean'
      ? fc.boolean()
      : term.type === 'number'
        ? amount
        : term.type === 'list'
          ? fc.subarray([...(term.values ?? ['a', 'b'])], { maxLength: 2 })
          : fc.constantFrom(...(term.values ?? ['a', 'b']))
  return fc.oneof(
    { weight: 20, arbitrary: known },
    { weight: 1, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.constant('of the wrong type') },
  )
}

function without<T>(record: Readonly<Record<string, T | undefined>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter((pair): pair is [string, T] => pair[1] !== undefined))
}

const populations = fc.record(
  Object.fromEntries(
    Object.entries(vocabulary.populations).map(([id, { fields }]) => [
      id,
      fc
        .array(fc.record(Object.fromEntries(Object.entries(fields).map(([name, term]) => [name, fieldValue(term)]))), {
          maxLength: 15,
        })
        .map((rows) => ({
          members: rows.map((row, i) => ({
            subject: { kind: subjectKinds[id] ?? ('metric' as const), id: `s${i}`, label: `${id} ${i}` },
            fields: without(row),
          })),
          observedAt: at,
          origin: id,
        })),
    ]),
  ),
  { requiredKeys: [] },
)

function metricsFor(rubric: Rubric) {
  const text = JSON.stringify(rubric)
  const used = Object.entries(vocabulary.metrics).filter(([id]) => text.includes(`"${id}"`))
  return fc.record(
    Object.fromEntries(
      used.map(([id, term]) => [
        id,
        fc.record({
          value: (term.type === 'boolean' ? fc.boolean() : amount) as fc.Arbitrary<boolean | number>,
          unit: fc.constant(term.unit),
          observedAt: fc.constant(at),
          origin: fc.constant('metrics'),
          basis: fc.constantFrom('measured' as const, 'documented' as const),
        }),
      ]),
    ),
    { requiredKeys: [] },
  )
}

function judgementsFor(rubric: Rubric) {
  const leaves = rubric.groups.flatMap((group) => group.rows.flatMap((row) => row.leaves))
  const entry = (max: number): fc.Arbitrary<Judgement> =>
    fc.record({
      points: fc.integer({ min: -50, max: max * 100 + 50 }).map((cents) => (cents / 100).toFixed(2)),
      reason: fc.constant('seen'),
      by: fc.constant('assessor'),
      enteredAt: fc.constant(at),
      basis: fc.constantFrom('judged' as const, 'documented' as const),
    })
  return fc.record(Object.fromEntries(leaves.map((leaf) => [leaf.id, entry(leaf.max)])), { requiredKeys: [] })
}

function factsFor(rubric: Rubric): fc.Arbitrary<Facts> {
  return fc.record({
    marketId: fc.constant('market-1'),
    marketLabel: fc.constant('the market'),
    marketTypes: fc.subarray(['food', 'wholesale']),
    asOf: fc.constantFrom('2022-06-30T08:00:00.000Z', at),
    populations: populations.map(without),
    metrics: metricsFor(rubric).map(without),
    judgements: judgementsFor(rubric).map(without),
  }) as fc.Arbitrary<Facts>
}

function reversed(facts: Facts): Facts {
  const turn = <T>(record: Readonly<Record<string, T>>) => Object.fromEntries(Object.entries(record).toReversed())
  return {
    ...facts,
    populations: Object.fromEntries(
      Object.entries(turn(facts.populations)).map(([id, one]) => [id, { ...one, members: one.members.toReversed() }]),
    ),
    metrics: turn(facts.metrics),
    judgements: turn(facts.judgements),
  }
}

const cents = (points: number) => Math.round(points * 100)
const leavesOf = (result: Assessment) => result.criteria.flatMap((row) => row.leaves)
const isExact = (points: number) => Number(points.toFixed(2)) === points

for (const [id, rubric] of loadRubrics()) {
  describe(`${id} under any facts`, () => {
    const facts = factsFor(rubric)
    const run = (check: (facts: Facts, result: Assessment) => void) =>
      fc.assert(
        fc.property(facts, (some) => check(some, assess(rubric, some))),
        { numRuns: 60 },
      )

    it('keeps low ≤ high ≤ max, exact to two decimals, from leaves to total', () => {
      run((_, result) => {
        for (const part of [...leavesOf(result), ...result.criteria, ...(result.total ? [result.total] : [])]) {
          expect(part.low).toBeLessThanOrEqual(part.high)
          expect(part.high).toBeLessThanOrEqual(part.max)
          expect(isExact(part.low) && isExact(part.high)).toBe(true)
        }
      })
    })

    it('accounts for every lost point exactly once', () => {
      run((_, result) => {
        for (const leaf of leavesOf(result)) {
          expect(leaf.losses.reduce((sum, loss) => sum + cents(loss.points), cents(leaf.low))).toBe(cents(leaf.max))
          expect(new Set(leaf.losses.map((loss) => loss.id)).size).toBe(leaf.losses.length)
          for (const loss of leaf.losses) {
            expect(loss.reason).not.toMatch(/[{}]|undefined/)
            expect(loss.fix).not.toMatch(/[{}]|undefined/)
            expect(loss.fix).not.toBe('')
          }
        }
        if (result.total) {
          const lost = result.criteria.flatMap((row) => row.losses).reduce((sum, loss) => sum + cents(loss.points), 0)
          expect(lost + cents(result.total.low)).toBe(cents(result.total.max))
        }
      })
    })

    it('never calls missing evidence a pass', () => {
      run((_, result) => {
        for (const leaf of leavesOf(result)) {
          if (leaf.outcome === 'no_evidence' || leaf.outcome === 'error') expect(leaf.low).toBeLessThan(leaf.high)
          if (leaf.outcome === 'met') expect(leaf.basis).not.toBe('none')
        }
      })
    })

    it('gives the same bytes whatever the order of the facts', () => {
      run((some, result) => {
        expect(JSON.stringify(assess(rubric, reversed(some)))).toBe(JSON.stringify(result))
        expect(JSON.stringify(assess(rubric, some))).toBe(JSON.stringify(result))
      })
    })

    it('never lowers a score when more losses are fixed, and gives each loss the gain it promises', () => {
      fc.assert(
        fc.property(facts, fc.infiniteStream(fc.boolean()), (some, coin) => {
          const before = assess(rubric, some)
          const losses = before.criteria.flatMap((row) => row.losses)
          const fewer = new Set(losses.filter(() => coin.next().value).map((loss) => loss.id))
          const more = new Set([...fewer, ...losses.filter(() => coin.next().value).map((loss) => loss.id)])
          const [a, b] = [assess(rubric, some, { fixed: fewer }), assess(rubric, some, { fixed: more })]
          for (const [first, second] of [[before, a] as const, [a, b] as const]) {
            leavesOf(second).forEach((leaf, i) => {
              expect(leaf.low).toBeGreaterThanOrEqual(leavesOf(first)[i]?.low ?? 0)
              expect(leaf.high).toBeGreaterThanOrEqual(leavesOf(first)[i]?.high ?? 0)
            })
          }
          for (const loss of losses.slice(0, 5)) {
            const after = leavesOf(assess(rubric, some, { fixed: new Set([loss.id]) })).find(
              (leaf) => leaf.id === loss.leafId,
            )
            const was = leavesOf(before).find((leaf) => leaf.id === loss.leafId)
            expect(cents(after?.low ?? 0) - cents(was?.low ?? 0)).toBe(cents(loss.gain))
          }
          const all = assess(rubric, some, { fixed: new Set(losses.map((loss) => loss.id)) })
          expect(all.total?.low).toBe(all.total?.max)
        }),
        { numRuns: 40 },
      )
    })

    it('offers actions that together cover every loss, most points first', () => {
      run((some, result) => {
        const actions = fixFirst(rubric, some)
        expect(actions.flatMap((action) => action.lossIds).sort()).toEqual(
          result.criteria.flatMap((row) => row.losses.map((loss) => loss.id)).sort(),
        )
        const gains = actions.map((action) => action.gain)
        expect(gains).toEqual([...gains].sort((a, b) => b - a))
      })
    })
  })
}
