/** An assessment as it travels in the feed: the facts, so that whoever receives it can compute the points again. */
import { gunzipSync, gzipSync } from 'node:zlib'
import canonicalize from 'canonicalize'
import { assess, engineVersion } from './domain/assess.ts'
import type { Assessment } from './domain/assessment.ts'
import type { Facts } from './domain/facts.ts'
import type { Rubric } from './domain/rubric.ts'

export interface LeafPoints {
  readonly leafId: string
  readonly low: number
  readonly high: number
}

/** Who judged stays in the market: the feed carries no names of persons, and points do not depend on them. */
const withoutPersons = (facts: Facts): Facts => ({
  ...facts,
  judgements: Object.fromEntries(
    Object.entries(facts.judgements).map(([leafId, entry]) => [leafId, { ...entry, by: '评价人员' }]),
  ),
})

export const toClaim = (rubric: Rubric, facts: Facts, assessment: Assessment) => ({
  rubricVersion: rubric.version,
  engineVersion,
  factsGzip: gzipSync(canonicalize(withoutPersons(facts)) ?? '').toString('base64'),
  leaves: leafPoints(assessment),
})

const leafPoints = (assessment: Assessment): LeafPoints[] =>
  assessment.criteria.flatMap((row) => row.leaves.map(({ id, low, high }) => ({ leafId: id, low, high })))

export interface Recomputed {
  readonly low: number
  readonly high: number
  readonly leaves: readonly (LeafPoints & { readonly name: string; readonly max: number; readonly why: string[] })[]
}

const maxFactsBytes = 64 * 1024 * 1024
/** The points that the facts of a claim give under the rubric. Null for facts that cannot be read. */
export const recomputeClaim = (rubric: Rubric, factsGzip: string, marketId: string): Recomputed | null => {
  const facts = readFacts(factsGzip)
  if (facts === null || facts.marketId !== marketId) return null
  const assessment = assess(rubric, facts)
  if (assessment.total === null) return null
  return {
    low: assessment.total.low,
    high: assessment.total.high,
    leaves: assessment.criteria.flatMap((row) =>
      row.leaves.map((leaf) => ({
        leafId: leaf.id,
        name: leaf.name,
        max: leaf.max,
        low: leaf.low,
        high: leaf.high,
        why: leaf.losses.map((loss) => `${loss.subject.label}：${loss.reason}`),
      })),
    ),
  }
}

/** What a stranger sends may be anything: bad packing is an answer here, not a fault. */
const readFacts = (factsGzip: string): Facts | null => {
  try {
    const text = gunzipSync(Buffer.from(factsGzip, 'base64'), { maxOutputLength: maxFactsBytes }).toString('utf8')
    const facts = JSON.parse(text) as Partial<Facts> | null
    const isWhole =
      typeof facts?.marketId === 'string' &&
      typeof facts.asOf === 'string' &&
      typeof facts.populations === 'object' &&
      typeof facts.metrics === 'object' &&
      typeof facts.judgements === 'object'
    return isWhole ? (facts as Facts) : null
  } catch {
    return null
  }
}
