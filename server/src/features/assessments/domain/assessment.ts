/** What an assessment says. Also the shape of the API: points are numbers exact to two decimals. */
import type { Subject } from './facts.ts'
import type { Flag, Mark } from './rubric.ts'

export type Outcome = 'met' | 'partly_met' | 'unmet' | 'not_applicable' | 'no_evidence' | 'needs_review' | 'error'
export type Basis = 'measured' | 'documented' | 'judged' | 'none'

export interface Points {
  readonly low: number
  readonly high: number
  readonly max: number
}

export interface Loss {
  /** `leafId:subjectKind:subjectId`, the key of the what-if set. */
  readonly id: string
  readonly leafId: string
  readonly subject: Subject
  /** This subject's share of the leaf's max − low; the shares of a leaf add up to it exactly. */
  readonly points: number
  /** What the leaf's proven score would rise by if only this subject were put right. */
  readonly gain: number
  readonly reason: string
  readonly fix: string
  /** Stable codes of the failing tests, joined by `+` where several stand in the way. */
  readonly code: string
}

export interface Coverage {
  readonly met: number
  readonly total: number
}

interface Scored extends Points {
  readonly id: string
  readonly name: string
  readonly basis: Basis
  readonly outcome: Outcome
  /** Subjects that satisfy the clause, of those it speaks about. */
  readonly coverage: Coverage
  readonly losses: readonly Loss[]
  /** Newest fact used, UTC. */
  readonly observedAt: string | null
  readonly origin: string | null
  readonly flags: readonly (Flag | 'vacuous')[]
  readonly notes: readonly string[]
}

export interface ReadingResult {
  readonly id: string
  readonly why: string
  readonly low: number
  readonly high: number
}

export interface LeafResult extends Scored {
  readonly statement: string
  readonly kind: string
  readonly provenance: { readonly mark: Mark; readonly clause: string; readonly note: string | null }
  readonly readings: readonly ReadingResult[]
  /** Figures a judging person should look at. */
  readonly supporting: readonly {
    readonly metric: string
    readonly label: string
    readonly value: number | boolean | null
    readonly unit: string | null
  }[]
}

export interface RowResult extends Scored {
  readonly group: string
  readonly leaves: readonly LeafResult[]
}

export interface GateResult {
  readonly id: string
  readonly kind: 'eligibility' | 'veto'
  readonly name: string
  readonly state: 'clear' | 'blocked' | 'unknown'
  readonly reason: string | null
  readonly fix: string | null
  readonly observedAt: string | null
}

export interface ConditionResult {
  readonly id: string
  readonly name: string
  readonly state: 'proven' | 'failed' | 'undetermined'
  readonly actual: number | null
  readonly threshold: number | null
  readonly unit: string
  readonly reason: string
  readonly mark: Mark
  readonly observedAt: string | null
}
export interface LevelResult {
  readonly id: string
  readonly name: string
  readonly state: 'proven' | 'failed' | 'undetermined'
  readonly conditions: readonly ConditionResult[]
}
export interface LevelGateResult {
  readonly id: string
  readonly name: string
  /** Highest level proven together with every level under it; null when not even the lowest is. */
  readonly proven: string | null
  readonly next: string | null
  readonly levels: readonly LevelResult[]
}

export type GoalStatus = 'achieved' | 'missed' | 'open' | 'no_evidence' | 'needs_review'
export interface GoalPartResult {
  readonly metric: string
  readonly label: string
  readonly op: string
  readonly actual: number | null
  readonly target: number | null
  readonly unit: string
  /** actual ÷ target to four decimals. */
  readonly ratio: number | null
  readonly status: GoalStatus
  /** False for goals the document only asks to strive for. */
  readonly binding: boolean
  readonly note: string | null
  readonly observedAt: string | null
}
export interface GoalResult {
  readonly id: string
  readonly name: string
  readonly category: string
  readonly owner: string
  readonly deadline: string
  readonly status: GoalStatus
  readonly parts: readonly GoalPartResult[]
}

export interface Assessment {
  readonly rubric: string
  readonly version: string
  readonly engineVersion: string
  readonly asOf: string
  readonly marketId: string
  /** null where the document prints no points. */
  readonly total: Points | null
  /** Leaves (or conditions, or goals) that have evidence, of all; `share` to four decimals. */
  readonly coverage: { readonly met: number; readonly total: number; readonly share: number }
  readonly eligibility: {
    readonly state: 'eligible' | 'not_eligible' | 'undetermined'
    readonly gates: readonly GateResult[]
  }
  readonly criteria: readonly RowResult[]
  readonly bonus: {
    readonly id: string
    readonly name: string
    readonly cap: number
    readonly points: number | null
    readonly reason: string | null
    readonly by: string | null
  } | null
  readonly levels: readonly LevelGateResult[]
  readonly goals: readonly GoalResult[]
  readonly notes: readonly string[]
}
