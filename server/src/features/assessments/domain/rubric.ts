/**
 * A rubric as data: one version of one published document. Plain types only, so that the engine can be read without
 * the loader; `../rubric-format.ts` parses files into exactly these shapes and checks what types cannot say.
 */
export type Mark = 'src' | 'rep' | 'inf'

/** Where a number or a clause comes from: printed (src), repaired by arithmetic or a sister table (rep), inferred (inf). */
export interface Provenance {
  readonly mark: Mark
  readonly clause: string
  readonly note?: string
}

/**
 * Words for one test. `reason` is said when it fails, `never` when the record says "not once", `about` names the
 * missing data when nothing is known. Placeholders: {value} {label} {offending} {count} {total} {@setting} {field},
 * each with an optional |duration, |list or |percent.
 */
export interface Say {
  readonly code: string
  readonly about: string
  readonly reason: string
  readonly fix: string
  readonly never?: string
}

export type Op = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | 'contains_all' | 'contains_none'

export type Literal = boolean | number | string | readonly string[]

/** `null` is a threshold the document does not give: every comparison with it is unknown. */
export type Operand =
  | Literal
  | null
  | { readonly setting: string }
  | { readonly field: string }
  | { readonly metric: string }

/** `null_is` speaks only of a recorded null; a field or metric that is absent is unknown whatever it says. */
interface Comparison {
  readonly op: Op
  readonly value: Operand
  readonly null_is?: 'fail' | 'unknown'
  readonly say?: Say
}
export interface FieldTest extends Comparison {
  readonly field: string
}
export interface MetricTest extends Comparison {
  readonly metric: string
}
export interface AllOf {
  readonly all_of: readonly Predicate[]
}
export interface AnyOf {
  readonly any_of: readonly Predicate[]
  readonly say?: Say
}
export interface Not {
  readonly not: Predicate
  readonly say?: Say
}
export interface Over {
  readonly population: string
  readonly where?: Predicate
  readonly that: Predicate
}
export interface Every {
  readonly every: Over
  readonly say?: Say
}
export interface CountWhere {
  readonly count_where: Over
  readonly op: Op
  readonly value: Operand
  readonly say?: Say
}
export interface ShareWhere {
  readonly share_where: Over
  readonly op: Op
  readonly value: Operand
  readonly say?: Say
}
export type Predicate = FieldTest | MetricTest | AllOf | AnyOf | Not | Every | CountWhere | ShareWhere

/** The whole arithmetic a rubric may write down. */
export type Expression =
  | number
  | { readonly metric: string }
  | { readonly add: readonly Expression[] }
  | { readonly subtract: readonly [Expression, Expression] }
  | { readonly multiply: readonly Expression[] }
  | { readonly divide: readonly [Expression, Expression] }
  | { readonly min: readonly Expression[] }
  | { readonly max: readonly Expression[] }
  | { readonly floor: Expression }

export interface Item {
  readonly id: string
  readonly label: string
  /** Points of this item where they differ from the leaf's `per`. */
  readonly points?: number
  readonly that: Predicate
}

export interface Reading {
  readonly id: string
  readonly why: string
  /** Replaces the leaf's own parameters; the merged leaf is checked at load. */
  readonly params: Readonly<Record<string, unknown>>
}

/** Something the row asks for beside its scored unit: said on screen when not met, never scored in silence. */
export interface Caution {
  readonly that: Predicate
  readonly text: string
}

export type Flag = 'external_dependency' | 'area_level' | 'pandemic_era' | 'overlap'

interface LeafBase {
  readonly id: string
  readonly name: string
  readonly statement: string
  readonly max: number
  /** A named person's entry, with its paper, decides this leaf where the system has no measurement of its own. */
  readonly accepts_entry?: boolean
  /** Market types the leaf speaks to; others hold it satisfied, and flagged, because no document rescales. */
  readonly applies_to?: readonly string[]
  readonly flags?: readonly Flag[]
  readonly notes?: readonly string[]
  readonly cautions?: readonly Caution[]
  readonly provenance: Provenance
  readonly readings?: readonly Reading[]
}

export interface PerUnitDeduction extends LeafBase, Over {
  readonly kind: 'per_unit_deduction'
  /** Said when the population has no member at all. */
  readonly say: Say
  readonly start: number
  readonly per: number
  readonly floor: number
}
export interface BooleanLeaf extends LeafBase {
  readonly kind: 'boolean'
  readonly that: Predicate
}
export interface ChecklistAdd extends LeafBase {
  readonly kind: 'checklist_add'
  readonly items: readonly Item[]
  readonly per: number
  readonly cap: number
}
export interface ChecklistDeduct extends LeafBase {
  readonly kind: 'checklist_deduct'
  readonly items: readonly Item[]
  readonly start: number
  readonly per_missing: number
  readonly floor: number
}
export interface RatioStep extends LeafBase {
  readonly kind: 'ratio_step'
  readonly metric: string
  readonly baseline?: string
  /** level: the value itself; delta_pp: value − baseline; delta_pct: growth over the baseline in percent. */
  readonly mode: 'level' | 'delta_pp' | 'delta_pct'
  readonly step: number
  readonly per: number
  readonly cap: number
  readonly first_step?: { readonly at: number; readonly points: number }
  readonly say: Say
}
export interface Tiers extends LeafBase {
  readonly kind: 'tiers'
  readonly metric: string
  readonly bands: readonly { readonly from: number; readonly points: number; readonly label: string }[]
  readonly say: Say
}
export interface JudgementLeaf extends LeafBase {
  readonly kind: 'judgement'
  readonly min: number
  readonly zero_if_absent: boolean
  /** Proof that something is in place, which secures the printed minimum before anyone has judged. */
  readonly in_place?: Predicate
  readonly supporting?: readonly { readonly metric: string; readonly label: string }[]
}
export interface Penalty extends LeafBase {
  readonly kind: 'penalty'
  readonly items: readonly Item[]
  readonly per: number
  readonly cap: number
}
export interface FormulaLeaf extends LeafBase {
  readonly kind: 'formula'
  readonly points: Expression
  readonly say: Say
}
export type Leaf =
  | PerUnitDeduction
  | BooleanLeaf
  | ChecklistAdd
  | ChecklistDeduct
  | RatioStep
  | Tiers
  | JudgementLeaf
  | Penalty
  | FormulaLeaf

export interface Row {
  readonly id: string
  readonly name: string
  readonly max: number
  readonly notes?: readonly string[]
  readonly leaves: readonly Leaf[]
}
export interface Group {
  readonly id: string
  readonly name: string
  readonly max: number
  readonly rows: readonly Row[]
}

export interface Setting {
  readonly value: number
  readonly unit: string
  readonly label: string
  readonly mark: Mark
  readonly note: string
}

/** `eligibility` must hold; `veto` must not. A named person's entry of 1 or 0 decides where no fact does. */
export interface Gate {
  readonly id: string
  readonly kind: 'eligibility' | 'veto'
  readonly name: string
  readonly statement: string
  readonly that: Predicate
  readonly say: Say
  readonly provenance: Provenance
}

export interface Bonus {
  readonly id: string
  readonly kind: 'bonus'
  readonly name: string
  readonly cap: number
  readonly approval_chain: readonly string[]
  readonly add_at: 'after_composite'
  readonly provenance: Provenance
}

export interface Composition {
  readonly kind: 'composite'
  readonly parts: readonly { readonly assessor: string; readonly name: string; readonly weight: number }[]
  readonly clamp: number | null
  readonly provenance: Provenance
}

export interface Condition {
  readonly id: string
  readonly name: string
  readonly metric: string
  readonly op: Op
  readonly value: number | null
  readonly unit: string
  readonly mark: Mark
  readonly note?: string
}
export interface LevelGate {
  readonly id: string
  readonly kind: 'level_gate'
  readonly name: string
  /** Lowest first. */
  readonly levels: readonly { readonly id: string; readonly name: string; readonly conditions: readonly Condition[] }[]
  readonly provenance: Provenance
}

export interface GoalPart {
  readonly metric: string
  readonly label: string
  readonly op: '>=' | '<=' | '==' | '~=' | 'done' | 'maintain' | 'strive' | 'qualitative'
  /** null only for qualitative parts. */
  readonly target: Expression | null
  readonly unit: string
  /** Share of the target that still counts as "about". */
  readonly tolerance?: number
  readonly note?: string
}
export interface Goal {
  readonly id: string
  readonly kind: 'goal'
  readonly name: string
  readonly category: string
  readonly owner: string
  readonly deadline: string
  readonly parts: readonly GoalPart[]
  readonly provenance: Provenance
}

export interface Rubric {
  readonly id: string
  readonly version: string
  readonly title: string
  readonly issuer: string
  readonly doc_no: string
  readonly issued_on: string | null
  readonly subject: 'market' | 'area' | 'county' | 'bureau'
  /** null where the document sets levels or goals and prints no points. */
  readonly max: number | null
  readonly notes: readonly string[]
  readonly labels: Readonly<Record<string, string>>
  readonly settings: Readonly<Record<string, Setting>>
  readonly groups: readonly Group[]
  readonly gates: readonly Gate[]
  readonly bonus?: Bonus
  readonly composition?: Composition
  readonly levels?: readonly LevelGate[]
  readonly goals?: readonly Goal[]
  readonly materials?: readonly { readonly id: string; readonly name: string; readonly note?: string }[]
  readonly outcomes?: readonly {
    readonly id: string
    readonly name: string
    readonly value: number | null
    readonly note: string
  }[]
}
