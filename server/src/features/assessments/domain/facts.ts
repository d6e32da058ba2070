/**
 * The only thing an assessment knows about a market: facts with their time and origin, taken at one moment.
 * Evidence sources fill it, the engine reads it, nothing else passes between them. A key that is absent, and a
 * value that is null, both mean "unknown": never a pass and never zero.
 */
export type SubjectKind =
  | 'market'
  | 'merchant'
  | 'stall'
  | 'device'
  | 'zone'
  | 'notice'
  | 'platform'
  | 'document'
  | 'metric'

/** What a lost point hangs on; `id` is the record's id, `label` what a person calls it. */
export interface Subject {
  readonly kind: SubjectKind
  readonly id: string
  readonly label: string
}

export type FactValue = boolean | number | string | readonly string[] | null

/** One merchant, zone, device… with the raw measurements that rubric predicates compare. */
export interface Member {
  readonly subject: Subject
  readonly fields: Readonly<Record<string, FactValue>>
}

export interface Population {
  readonly members: readonly Member[]
  /** Newest record that went into it, UTC; null when there has never been one. */
  readonly observedAt: string | null
  /** Chinese words for where it comes from, for the screen. */
  readonly origin: string
}

export interface Metric {
  readonly value: number | boolean | null
  readonly unit: string
  readonly observedAt: string | null
  readonly origin: string
  readonly basis: 'measured' | 'documented'
}

/** A named person's entry for a judgement leaf or a document leaf; points as a decimal string. */
export interface Judgement {
  readonly points: string
  readonly reason: string
  readonly by: string
  readonly enteredAt: string
  readonly basis: 'documented' | 'judged'
}

export interface Facts {
  readonly marketId: string
  readonly marketLabel: string
  /** Tags that applicability rules look at, e.g. `food`, `wholesale`. */
  readonly marketTypes: readonly string[]
  /** UTC instant. */
  readonly asOf: string
  readonly populations: Readonly<Record<string, Population>>
  readonly metrics: Readonly<Record<string, Metric>>
  /** By leaf id. */
  readonly judgements: Readonly<Record<string, Judgement>>
}
