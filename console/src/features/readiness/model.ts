/** 达标 as a person reads it: pure rearrangements of one assessment. */
import { labels } from '@smart-market/shared/text/zh.ts'
import type { AssessmentView, Loss } from '@smart-market/shared/contracts/assessments.ts'
import type { Item } from '../../lib/client.ts'
import { countText, gainText, pointsText, rangeText } from '../../lib/format.ts'
import type { PageName, Target } from '../../lib/paths.ts'
import { menu } from '../../text.ts'
import type { Tone } from '../../ui/status-tag.tsx'

export type Criterion = AssessmentView['criteria'][number]
export type Leaf = Criterion['leaves'][number]
export type FixAction = AssessmentView['fixFirst'][number]
export type Basis = Leaf['basis']
export type Snapshot = Item<'listSnapshots'>

const add = (values: readonly number[]): number => Math.round(values.reduce((sum, v) => sum + v, 0) * 1e6) / 1e6

export const leavesOf = (assessment: AssessmentView): Leaf[] => assessment.criteria.flatMap((c) => c.leaves)

/** What stands in the header of every page: `62–67 / 100 分`, or the level reached where a rubric has no points. */
export const headline = (assessment: AssessmentView): string => {
  const { total, levels, goals } = assessment
  if (total) return `${rangeText(total.low, total.high)} / ${pointsText(total.max)} 分`
  const [level, ...more] = levels
  if (level && more.length === 0) return `${level.name}：${level.reached ?? '还未达到任何等级'}`
  if (level) return `${levels.filter((l) => l.reached !== null).length} / ${levels.length} 项达到等级`
  if (goals.length > 0) return `${goals.filter((g) => g.status === 'met').length} / ${goals.length} 项目标达到`
  return '暂无结果'
}

export interface BasisShare {
  readonly basis: Basis
  readonly leaves: number
  readonly max: number
  readonly low: number
  readonly high: number
}

/** Points by what they rest on; a leaf without evidence is its own row, never folded into another. */
export const basisSplit = (assessment: AssessmentView): BasisShare[] =>
  (['measured', 'documented', 'judged', 'none'] as const).flatMap((basis) => {
    const leaves = leavesOf(assessment).filter((leaf) => leaf.basis === basis)
    return leaves.length === 0
      ? []
      : [
          {
            basis,
            leaves: leaves.length,
            max: add(leaves.map((l) => l.max)),
            low: add(leaves.map((l) => l.low)),
            high: add(leaves.map((l) => l.high)),
          },
        ]
  })

export interface CriterionGroup {
  readonly name: string
  readonly low: number
  readonly high: number
  readonly max: number
  readonly criteria: readonly Criterion[]
}

/** Criteria under the headings of the paper, in its order. */
export const groupCriteria = (assessment: AssessmentView): CriterionGroup[] => {
  const byName = new Map<string, Criterion[]>()
  for (const criterion of assessment.criteria)
    byName.set(criterion.group, [...(byName.get(criterion.group) ?? []), criterion])
  return [...byName].map(([name, criteria]) => ({
    name,
    criteria,
    low: add(criteria.map((c) => c.low)),
    high: add(criteria.map((c) => c.high)),
    max: add(criteria.map((c) => c.max)),
  }))
}

export const outcomeTone: Record<Leaf['outcome'], Tone> = {
  met: 'good',
  partly_met: 'warn',
  unmet: 'bad',
  not_applicable: 'off',
  no_evidence: 'unknown',
  needs_review: 'person',
  error: 'bad',
}
export const outcomeText = (outcome: Leaf['outcome']): string => labels.outcome[outcome]

/** The record that lost the points; null for what is no record of its own, such as the market or a count. */
export const recordTarget = (subject: Loss['subject']): Target | null => {
  switch (subject.kind) {
    case 'merchant':
      return { merchantId: subject.id }
    case 'stall':
      return { stallId: subject.id }
    case 'device':
      return { page: 'devices', search: { q: subject.label } }
    case 'zone':
      return { page: 'zones' }
    case 'notice':
    case 'noticeTopic':
      return { page: 'noticeTopics' }
    case 'platform':
      return { page: 'platforms' }
    default:
      return null
  }
}

interface NamedPage {
  readonly page: PageName
  readonly label: string
}

/**
 * Tabs that a published rubric names by a word that is no menu entry; its text may not be changed any more.
 * 市场 is said of the floor plan only.
 */
const tabsNamedInRubrics: readonly (NamedPage & { readonly named: string })[] = [
  { named: '市场', page: 'floorPlan', label: '平面图' },
  { named: '分区', page: 'zones', label: '分区' },
]

/** The page that a fix names in “ ”; only asked for losses without a record to open. */
export const namedPage = ({ subject, fix }: Pick<Loss, 'subject' | 'fix'>): NamedPage | null => {
  if (recordTarget(subject)) return null
  const named = [...fix.matchAll(/[“「]([^”」]+)[”」]/g)].map((match) => match[1])
  return (
    menu.find(({ label }) => named.includes(label)) ?? tabsNamedInRubrics.find((t) => named.includes(t.named)) ?? null
  )
}

/** All that an action may be looked for by: what to do, where it scores, and whom or what it touches. */
export const fixWords = (assessment: AssessmentView): ((action: FixAction) => string[]) => {
  const namesOf = new Map(
    assessment.criteria.flatMap((criterion) =>
      criterion.leaves.map((leaf) => [leaf.id, [leaf.name, criterion.name, criterion.group]] as const),
    ),
  )
  const labelOf = new Map(leavesOf(assessment).flatMap((leaf) => leaf.losses.map((l) => [l.id, l.subject.label])))
  return (action) => [
    action.title,
    ...(namesOf.get(action.leafId) ?? []),
    ...action.lossIds.flatMap((id) => labelOf.get(id) ?? []),
  ]
}

/** Names of what an action touches, the first few. */
export const touched = (action: FixAction, assessment: AssessmentView): string => {
  const leaf = leavesOf(assessment).find((l) => l.id === action.leafId)
  const ids = new Set(action.lossIds)
  const names = [...new Set((leaf?.losses ?? []).filter((l) => ids.has(l.id)).map((l) => l.subject.label))]
  return names.length <= 3 ? names.join('、') : `${names.slice(0, 2).join('、')} 等 ${names.length} 处`
}

export interface SubjectLosses {
  readonly key: string
  readonly subject: Loss['subject']
  /** Points lost at all leaves because of this one. */
  readonly points: number
  readonly losses: readonly (Loss & { readonly leafName: string })[]
}

/** Losses gathered under whom or what they hang on, the dearest first. */
export const lossesBySubject = (
  assessment: AssessmentView,
  filter: { readonly q?: string; readonly leafId?: string } = {},
): SubjectLosses[] => {
  const bySubject = new Map<string, SubjectLosses & { losses: (Loss & { leafName: string })[] }>()
  for (const leaf of leavesOf(assessment)) {
    if (filter.leafId !== undefined && leaf.id !== filter.leafId) continue
    for (const loss of leaf.losses) {
      const key = `${loss.subject.kind}:${loss.subject.id}`
      const entry = bySubject.get(key) ?? { key, subject: loss.subject, points: 0, losses: [] }
      entry.losses.push({ ...loss, leafName: leaf.name })
      bySubject.set(key, entry)
    }
  }
  const q = filter.q?.trim() ?? ''
  return [...bySubject.values()]
    .filter((s) => q === '' || [s.subject.label, ...s.losses.map((l) => l.reason)].some((text) => text.includes(q)))
    .map((s) => ({ ...s, points: add(s.losses.map((l) => l.points)) }))
    .sort((a, b) => b.points - a.points || a.subject.label.localeCompare(b.subject.label, 'zh-CN'))
}

/** A gap whose points may still be proven is not lost yet. */
export const gapText = (scored: Pick<Leaf, 'high' | 'max'>, count: number): string =>
  `${countText(count)} 处${scored.high < scored.max ? '失分' : '待补'}`

export const lossCount = (assessment: AssessmentView): number => add(leavesOf(assessment).map((l) => l.losses.length))

/** What would move a leaf that is not full: the distinct next steps of its losses. */
export const nextSteps = (leaf: Leaf): string[] =>
  leaf.outcome === 'met' ? [] : [...new Set(leaf.losses.map((l) => l.fix).filter((fix) => fix !== ''))]

export type Tick = 'all' | 'some' | 'none'
export const tickOf = (ids: readonly string[], chosen: ReadonlySet<string>): Tick => {
  const count = ids.filter((id) => chosen.has(id)).length
  return count === 0 ? 'none' : count === ids.length ? 'all' : 'some'
}
export const toggle = (ids: readonly string[], chosen: ReadonlySet<string>): Set<string> => {
  const next = new Set(chosen)
  const drop = tickOf(ids, chosen) === 'all'
  for (const id of ids)
    if (drop) next.delete(id)
    else next.add(id)
  return next
}

/** Ticks whose loss has gone in the meantime no longer count. */
export const stillOpen = (chosen: ReadonlySet<string>, assessment: AssessmentView): string[] => {
  const open = new Set(leavesOf(assessment).flatMap((leaf) => leaf.losses.map((loss) => loss.id)))
  return [...chosen].filter((id) => open.has(id)).sort()
}

export interface Tried {
  /** `改好后 71 分（+9）` */
  readonly text: string
  readonly gain: number
  readonly leaves: readonly {
    readonly id: string
    readonly name: string
    readonly before: string
    readonly after: string
  }[]
}

/** A what-if beside the present; the gain is counted on proven points. */
export const compare = (now: AssessmentView, tried: AssessmentView): Tried => {
  const gain = tried.total && now.total ? add([tried.total.low, -now.total.low]) : 0
  const before = new Map(leavesOf(now).map((leaf) => [leaf.id, leaf]))
  return {
    gain,
    text: tried.total
      ? `改好后 ${rangeText(tried.total.low, tried.total.high)} 分（${gainText(gain)}）`
      : `改好后 ${headline(tried)}`,
    leaves: leavesOf(tried).flatMap((leaf) => {
      const old = before.get(leaf.id)
      if (!old || (old.low === leaf.low && old.high === leaf.high)) return []
      return [
        { id: leaf.id, name: leaf.name, before: rangeText(old.low, old.high), after: rangeText(leaf.low, leaf.high) },
      ]
    }),
  }
}

export const actionText = (action: FixAction): string =>
  action.gain > 0 ? `${gainText(action.gain)} 分` : '单独不加分'

/** Snapshots oldest first, each with its step from the one before. */
export const withSteps = (snapshots: readonly Snapshot[]): (Snapshot & { readonly step: number | null })[] => {
  const inOrder = [...snapshots].sort((a, b) => a.takenAt.localeCompare(b.takenAt))
  return inOrder.map((s, i) => {
    const previous = inOrder[i - 1]
    return { ...s, step: previous ? add([s.low, -previous.low]) : null }
  })
}

export const goalTone: Record<AssessmentView['goals'][number]['status'], readonly [Tone, string]> = {
  met: ['good', '达到'],
  missed: ['bad', '未达到'],
  unknown: ['unknown', '缺数据'],
}
export const gateTone: Record<AssessmentView['blocked'][number]['state'], readonly [Tone, string]> = {
  clear: ['good', '符合'],
  blocked: ['bad', '不符合'],
  unknown: ['unknown', '待核实'],
}

export const hasGates = ({ levels, goals, blocked }: AssessmentView): boolean =>
  levels.length + goals.length + blocked.length > 0

/** Conditions of entry that are known not to hold: they come before any point. */
export const refusedBy = (assessment: AssessmentView): string[] =>
  assessment.blocked.filter((b) => b.state === 'blocked').map((b) => b.name)
