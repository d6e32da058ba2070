import type { LeafResult, Loss } from './assessment.ts'
import { Decimal, toPoints } from './points.ts'
import type { Facts, Subject } from './facts.ts'
import type { Leaf, Rubric } from './rubric.ts'
import { scoreLeaf, type LeafContext } from './score-leaf.ts'
import { distinct } from './wording.ts'

export interface Action {
  readonly leafId: string
  readonly leafName: string
  readonly code: string
  /** What to do, in the rubric's words. */
  readonly title: string
  readonly reason: string
  readonly subjects: readonly Subject[]
  readonly lossIds: readonly string[]
  /** Points won in the leaf if every subject of the action is put right and nothing else changes. */
  readonly gain: number
  /** How many subjects have to be put right. */
  readonly effort: number
}

/**
 * Losses grouped into actions by leaf and code: most points first, and of equal points the one with fewer subjects.
 * Actions that win nothing by themselves (one of two causes of an all-or-nothing clause) come last.
 */
export function fixFirst(rubric: Rubric, facts: Facts, fixed: ReadonlySet<string> = new Set()): Action[] {
  const context: LeafContext = { facts, settings: rubric.settings, labels: rubric.labels, fixed }
  return rubric.groups
    .flatMap((group) => group.rows)
    .flatMap((row) => row.leaves)
    .flatMap((leaf) => actionsOf(leaf, context))
    .sort(byReturn)
}

function actionsOf(leaf: Leaf, context: LeafContext): Action[] {
  const result = scoreLeaf({ ...leaf, readings: [] }, context)
  const byCode = new Map<string, Loss[]>()
  for (const loss of result.losses) {
    const same = byCode.get(loss.code)
    if (same) same.push(loss)
    else byCode.set(loss.code, [loss])
  }
  return [...byCode].map(([code, losses]) => toAction(leaf, result, code, losses, context))
}

function toAction(leaf: Leaf, before: LeafResult, code: string, losses: readonly Loss[], context: LeafContext): Action {
  const lossIds = losses.map((loss) => loss.id).sort()
  const after = scoreLeaf({ ...leaf, readings: [] }, { ...context, fixed: new Set([...context.fixed, ...lossIds]) })
  return {
    leafId: leaf.id,
    leafName: leaf.name,
    code,
    title: distinct(losses.map((loss) => loss.fix))
      .slice(0, 2)
      .join('；'),
    reason: distinct(losses.map((loss) => loss.reason))
      .slice(0, 2)
      .join('；'),
    subjects: losses.map((loss) => loss.subject).sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)),
    lossIds,
    gain: toPoints(new Decimal(after.low).minus(before.low)),
    effort: losses.length,
  }
}

function byReturn(a: Action, b: Action): number {
  return (
    b.gain - a.gain ||
    a.effort - b.effort ||
    (a.leafId < b.leafId ? -1 : a.leafId > b.leafId ? 1 : a.code < b.code ? -1 : 1)
  )
}
