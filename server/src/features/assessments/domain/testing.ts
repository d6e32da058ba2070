/** Small rubrics and facts for the tests beside it. Product code does not import this file. */
import type { Assessment, LeafResult } from './assessment.ts'
import { assess } from './assess.ts'
import type { Facts, FactValue, Judgement, Member, Metric, Population } from './facts.ts'
import type { Leaf, Predicate, Rubric, Say } from './rubric.ts'

export const at = '2026-03-02T08:00:00.000Z'

export function say(code: string, reason = `${code} failed`): Say {
  return { code, about: code, reason, fix: `fix ${code}` }
}

export function metric(value: number | boolean | null, basis: Metric['basis'] = 'measured'): Metric {
  return { value, unit: '', observedAt: at, origin: 'test', basis }
}

export function member(id: string, fields: Record<string, FactValue>): Member {
  return { subject: { kind: 'merchant', id, label: `label ${id}` }, fields }
}

export function population(members: readonly Member[]): Population {
  return { members, observedAt: at, origin: 'ledger' }
}

export function entry(points: string): Judgement {
  return { points, reason: 'seen on site', by: 'assessor', enteredAt: at, basis: 'judged' }
}

export function factsOf(part: Partial<Facts> = {}): Facts {
  return {
    marketId: 'market-1',
    marketLabel: 'the market',
    marketTypes: ['food'],
    asOf: at,
    populations: {},
    metrics: {},
    judgements: {},
    ...part,
  }
}

type Without<T> = T extends unknown ? Omit<T, 'id' | 'name' | 'statement' | 'provenance'> : never

export function leafOf(part: Without<Leaf>): Leaf {
  return { id: 'L', name: 'leaf', statement: 'statement', provenance: { mark: 'src', clause: '1' }, ...part } as Leaf
}

export function rubricOf(leaf: Leaf, part: Partial<Rubric> = {}): Rubric {
  return {
    id: 'test',
    version: '2026.1',
    title: 'test',
    issuer: 'test',
    doc_no: 'test',
    issued_on: null,
    subject: 'market',
    max: leaf.max,
    notes: [],
    labels: {},
    settings: { limit: { value: 300, unit: 's', label: 'limit', mark: 'inf', note: 'not printed' } },
    groups: [
      { id: 'G', name: 'group', max: leaf.max, rows: [{ id: 'R', name: 'row', max: leaf.max, leaves: [leaf] }] },
    ],
    gates: [],
    ...part,
  }
}

export function assessLeaf(leaf: Leaf, facts: Partial<Facts>, fixed: readonly string[] = []): LeafResult {
  return onlyLeaf(assess(rubricOf(leaf), factsOf(facts), { fixed: new Set(fixed) }))
}

export function onlyLeaf(assessment: Assessment): LeafResult {
  const [leaf] = assessment.criteria.flatMap((row) => row.leaves)
  if (!leaf) throw new Error('the assessment has no leaf')
  return leaf
}

export function metricIs(id: string, value: boolean | number = true): Predicate {
  return { metric: id, op: '==', value, say: say(id) }
}
