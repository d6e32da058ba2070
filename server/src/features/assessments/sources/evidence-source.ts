/**
 * A plug-in that turns one feature's records into facts. Rules: read only, inside the given transaction; answer as of
 * `asOf`, never later; raw measurements only, the rubric decides what is enough. A source that has never received
 * anything leaves its keys out, which the engine reads as "no evidence"; it never fills in a zero for silence.
 */
import type { Ctx, Tx } from '../../../context.ts'
import type { Metric, Population } from '../domain/facts.ts'

export interface Evidence {
  readonly populations?: Readonly<Record<string, Population>>
  readonly metrics?: Readonly<Record<string, Metric>>
}

export interface EvidenceSource {
  readonly id: string
  /** Keys of the vocabulary that this source may fill. */
  readonly provides: { readonly populations: readonly string[]; readonly metrics: readonly string[] }
  collect(ctx: Ctx, tx: Tx, asOf: Date): Promise<Evidence>
}
