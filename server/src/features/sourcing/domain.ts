/** Rules of food safety: entry, batch stock, which batch a line came from, transformation, rota. Pure. */
import type { CategoryCode } from '@smart-market/shared/contracts/catalogue.ts'
import type { batchStates, batchUnits, linkBases, PaperKind } from '@smart-market/shared/contracts/sourcing.ts'
import { type Rule, ruleValueOn } from './rules.ts'

export type BatchUnit = (typeof batchUnits)[number]
export type BatchState = (typeof batchStates)[number]
export type LinkBasis = (typeof linkBases)[number]

/** A name as compared between papers, scales and listings: without width, spaces, brackets and what is in them. */
export const nameKey = (name: string): string =>
  name
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[（(【[].*?[)）\]】]/g, '')
    .replaceAll(/[\s·・,，.。]/g, '')

export interface EntryFacts {
  readonly categoryCode: CategoryCode
  readonly imported: boolean
  readonly selfGrown: boolean
  readonly hasCertificate: boolean
  readonly papers: readonly PaperKind[]
  /** ID number (or credit code), phone and address of the seller's source are on record. */
  readonly sourceIdentified: boolean
}
export type EntryVerdict =
  | { readonly state: 'admitted' | 'awaiting_test'; readonly missing: readonly PaperKind[] }
  | { readonly state: 'refused'; readonly missing: readonly PaperKind[] }

/** Whether goods may enter with the papers that came along, by the rules in force on the business date. */
export const judgeEntry = (facts: EntryFacts, own: readonly Rule[], onDate: string): EntryVerdict => {
  const held = new Set<PaperKind>([
    ...facts.papers,
    ...(facts.hasCertificate ? (['compliance_certificate'] as const) : []),
  ])
  const required = [
    ...(ruleValueOn(own, 'entry.required_papers', onDate)[facts.categoryCode] ?? []),
    ...(facts.imported ? ruleValueOn(own, 'entry.imported_papers', onDate) : []),
  ].filter((kind) => !held.has(kind))
  // No test takes the place of a quarantine certificate.
  if (required.length > 0) return { state: 'refused', missing: required }
  const missing: PaperKind[] = []
  let testFirst = false
  if (!facts.selfGrown && !held.has('purchase_voucher')) {
    missing.push('purchase_voucher')
    if (ruleValueOn(own, 'entry.without_voucher', onDate) === 'refuse') return { state: 'refused', missing }
    testFirst = true
  }
  const proven =
    ruleValueOn(own, 'entry.quality_proofs', onDate).some((kind) => held.has(kind)) ||
    (facts.selfGrown && facts.sourceIdentified)
  if (!proven) {
    missing.push('compliance_certificate')
    if (ruleValueOn(own, 'entry.without_quality_proof', onDate) === 'refuse') return { state: 'refused', missing }
    testFirst = true
  }
  return { state: testFirst ? 'awaiting_test' : 'admitted', missing }
}

/** PNG, JPEG or PDF by its first bytes; undefined for anything else, whatever its name says. */
export const mediaTypeOf = (bytes: Uint8Array): 'image/png' | 'image/jpeg' | 'application/pdf' | undefined => {
  const starts = (...head: number[]): boolean => head.every((byte, i) => bytes[i] === byte)
  if (starts(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'image/png'
  if (starts(0xff, 0xd8, 0xff)) return 'image/jpeg'
  if (starts(0x25, 0x50, 0x44, 0x46, 0x2d)) return 'application/pdf'
  return undefined
}

export const batchState = (batch: {
  readonly admitted: boolean
  readonly refused: boolean
  readonly held: boolean
  readonly remaining: number
}): BatchState => {
  if (batch.refused) return 'refused'
  if (batch.held) return 'on_hold'
  if (!batch.admitted) return 'awaiting_test'
  return batch.remaining > 0 ? 'on_sale' : 'sold_out'
}

export interface StockedBatch {
  readonly batchId: string
  readonly traceCode: string
  readonly stallId: string
  readonly nameKey: string
  readonly unit: BatchUnit
  readonly expiresOn: string | null
  readonly enteredAtMs: number
  /** Null: never admitted. */
  readonly admittedAtMs: number | null
  /** Half-open spans during which nobody may sell it; `to` null while the hold is open. */
  readonly holds: readonly { readonly fromMs: number; readonly toMs: number | null }[]
  remaining: number
}

/** First expired first out; without expiry, first entered first out; ties by id so that two servers agree. */
export const fefo = (a: StockedBatch, b: StockedBatch): number => {
  if (a.expiresOn !== b.expiresOn) {
    if (a.expiresOn === null) return 1
    if (b.expiresOn === null) return -1
    return a.expiresOn < b.expiresOn ? -1 : 1
  }
  return a.enteredAtMs - b.enteredAtMs || (a.batchId < b.batchId ? -1 : 1)
}

export const isHeldAt = (batch: Pick<StockedBatch, 'holds'>, atMs: number): boolean =>
  batch.holds.some(({ fromMs, toMs }) => fromMs <= atMs && (toMs === null || atMs < toMs))

const sellableAt = (batch: StockedBatch, atMs: number): boolean =>
  batch.admittedAtMs !== null && batch.admittedAtMs <= atMs && !isHeldAt(batch, atMs)

export interface SoldLine {
  readonly saleId: string
  readonly lineNo: number
  readonly stallId: string
  readonly soldAtMs: number
  readonly nameKey: string
  readonly grams: number | null
  readonly pieces: number | null
  /** On the scale's label. */
  readonly traceCode: string | null
  /** Batch that the line's listing sold at the moment. */
  readonly listingBatchId: string | null
}
export interface LineLink {
  readonly line: SoldLine
  readonly batchId: string
  readonly basis: LinkBasis
  readonly quantity: number
  readonly excess: number
}
export interface Linked {
  readonly links: readonly LineLink[]
  /** Lines whose label names a batch that nobody was allowed to sell at the time. */
  readonly breaches: readonly { readonly line: SoldLine; readonly batchId: string; readonly quantity: number }[]
}

/**
 * Which batch each line came from, in the order given, taking stock from `batches` (which changes). A label's code
 * says it for certain; then what the listing sells; then the stall's own batches of the name, first expired first.
 * A batch under hold, or not admitted, at the line's moment gives nothing.
 */
export const linkLines = (lines: readonly SoldLine[], batches: readonly StockedBatch[]): Linked => {
  const byCode = new Map(batches.map((batch) => [batch.traceCode, batch]))
  const byId = new Map(batches.map((batch) => [batch.batchId, batch]))
  const byPlace = new Map<string, StockedBatch[]>()
  for (const batch of [...batches].sort(fefo)) {
    const key = `${batch.stallId}|${batch.nameKey}`
    byPlace.set(key, [...(byPlace.get(key) ?? []), batch])
  }
  const links: LineLink[] = []
  const breaches: Linked['breaches'][number][] = []
  for (const line of lines) {
    const named = line.traceCode === null ? undefined : byCode.get(line.traceCode)
    if (named !== undefined) {
      const wanted = quantityOf(line, named.unit) ?? 0
      if (!sellableAt(named, line.soldAtMs)) {
        breaches.push({ line, batchId: named.batchId, quantity: Math.max(wanted, 0) })
        continue
      }
      if (wanted < 0) continue
      const quantity = take(named, wanted)
      links.push({ line, batchId: named.batchId, basis: 'scale_code', quantity, excess: wanted - quantity })
      continue
    }
    const listed = line.listingBatchId === null ? undefined : byId.get(line.listingBatchId)
    if (listed !== undefined && sellableAt(listed, line.soldAtMs)) {
      const wanted = quantityOf(line, listed.unit) ?? 0
      if (wanted < 0) continue
      const quantity = take(listed, wanted)
      links.push({ line, batchId: listed.batchId, basis: 'listing', quantity, excess: wanted - quantity })
      continue
    }
    for (const batch of byPlace.get(`${line.stallId}|${line.nameKey}`) ?? []) {
      const wanted = (quantityOf(line, batch.unit) ?? 0) - linkedSoFar(links, line)
      if (wanted <= 0) break
      if (batch.remaining <= 0 || !sellableAt(batch, line.soldAtMs)) continue
      links.push({ line, batchId: batch.batchId, basis: 'time_rule', quantity: take(batch, wanted), excess: 0 })
    }
  }
  return { links, breaches }
}

const quantityOf = (line: SoldLine, unit: BatchUnit): number | null => (unit === 'gram' ? line.grams : line.pieces)

const take = (batch: StockedBatch, wanted: number): number => {
  const quantity = Math.min(batch.remaining, wanted)
  batch.remaining -= quantity
  return quantity
}

const linkedSoFar = (links: readonly LineLink[], line: SoldLine): number => {
  let sum = 0
  // A line's own links stand at the end.
  for (let i = links.length - 1; i >= 0 && links[i]?.line === line; i--) sum += links[i]?.quantity ?? 0
  return sum
}

export interface TransformationFacts {
  readonly inputs: readonly { readonly unit: BatchUnit; readonly quantity: number }[]
  readonly outputs: readonly { readonly unit: BatchUnit; readonly quantity: number; readonly taken: number }[]
  readonly loss: number
}
/** What is wrong with a transformation; undefined when what goes in equals what comes out plus the loss. */
export const transformationProblem = ({ inputs, outputs, loss }: TransformationFacts): 'units' | 'sum' | undefined => {
  const unit = inputs[0]?.unit
  if (inputs.some((input) => input.unit !== unit)) return 'units'
  // While the unit stays, an output is what it took.
  if (outputs.some((output) => output.unit === unit && output.quantity !== output.taken)) return 'units'
  const into = inputs.reduce((sum, input) => sum + input.quantity, 0)
  const out = outputs.reduce((sum, output) => sum + output.taken, 0)
  return into === out + loss ? undefined : 'sum'
}

export interface RotaCandidate {
  readonly merchantId: string
  readonly stallCode: string
  readonly lastTestedOn: string | null
}
/** Whose turn it is: never tested first, then the longest untested; ties by stall so that the list is stable. */
export const rotaOrder = (a: RotaCandidate, b: RotaCandidate): number =>
  (a.lastTestedOn ?? '').localeCompare(b.lastTestedOn ?? '') || a.stallCode.localeCompare(b.stallCode)
