/** Takes in what has arrived since last time: adds up days, opens and closes items, and recomputes each claim. */
import { type Deps, type Tx, withSystemTransaction } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { getRubric, recomputeClaim, type Rubric } from '../assessments/index.ts'
import { receivedEventsAfter, reportingMarkets } from '../receiving/index.ts'
import { gather, type ReceivedEvent } from './domain.ts'
import * as store from './store.ts'

const eventsAtOnce = 1000
export const claimEvent = 'assessment.snapshot_taken'

interface ClaimPayload {
  readonly rubricId: string
  readonly rubricVersion: string
  readonly low: number
  readonly high: number
  readonly max: number
  readonly factsGzip: string
  readonly leaves: readonly { leafId: string; low: number; high: number }[]
}

/** Null for events of version 1, which carried no facts, and for whatever else does not hold a claim. */
export const readClaim = (payload: unknown): ClaimPayload | null => {
  const p = payload as Partial<ClaimPayload> | null
  const isWhole =
    typeof p?.rubricId === 'string' &&
    typeof p.rubricVersion === 'string' &&
    [p.low, p.high, p.max].every((each) => typeof each === 'number') &&
    typeof p.factsGzip === 'string' &&
    Array.isArray(p.leaves)
  return isWhole ? (p as ClaimPayload) : null
}

export const findRubric = (rubricId: string): Rubric | null => {
  try {
    return getRubric(rubricId)
  } catch (error) {
    if (error instanceof AppError) return null
    throw error
  }
}

/** Points that are equal to the hundredth agree. */
const same = (a: number, b: number): boolean => Math.abs(a - b) < 0.005

const claimRow = (marketId: string, event: ReceivedEvent): store.ClaimRow | null => {
  const claim = readClaim(event.payload)
  if (claim === null) return null
  const { rubricId, low, high, max } = claim
  const base = { marketId, sequence: event.sequence, rubricId, takenAt: event.occurredAt, low, high, max }
  const none = { recomputedLow: null, recomputedHigh: null }
  const rubric = findRubric(rubricId)
  if (rubric === null || rubric.version !== claim.rubricVersion) return { ...base, ...none, verdict: 'other_rules' }
  const recomputed = recomputeClaim(rubric, claim.factsGzip, marketId)
  if (recomputed === null) return { ...base, ...none, verdict: 'unreadable' }
  const leaves = new Map(claim.leaves.map((leaf) => [leaf.leafId, leaf] as const))
  const agrees =
    same(low, recomputed.low) &&
    same(high, recomputed.high) &&
    recomputed.leaves.every((leaf) => {
      const claimed = leaves.get(leaf.leafId)
      return claimed !== undefined && same(claimed.low, leaf.low) && same(claimed.high, leaf.high)
    })
  const points = { recomputedLow: recomputed.low, recomputedHigh: recomputed.high }
  return { ...base, ...points, verdict: agrees ? 'agrees' : 'differs' }
}

const takeIn = async (tx: Tx, marketId: string, now: Date): Promise<boolean> => {
  const cursor = await store.lockCursor(tx, marketId, now)
  const events = await receivedEventsAfter(tx, marketId, { after: cursor, limit: eventsAtOnce })
  const last = events.at(-1)
  if (last === undefined) return false
  const { days, items, summaries, prices } = gather(events)
  for (const [businessDate, add] of days) await store.addToDay(tx, marketId, businessDate, add)
  for (const summary of summaries.values()) await store.putSummary(tx, marketId, summary)
  for (const [businessDate, priced] of prices) await store.putPrices(tx, marketId, businessDate, priced)
  for (const item of items.values()) {
    if (item.kind === 'open') await store.openItem(tx, marketId, item.item, item.itemId, item.since)
    else await store.closeItem(tx, marketId, item.item, item.itemId)
  }
  for (const event of events.filter((each) => each.type === claimEvent)) {
    const row = claimRow(marketId, event)
    if (row !== null) await store.putClaim(tx, row)
  }
  await store.moveCursor(tx, marketId, last.sequence, now)
  return events.length === eventsAtOnce
}

/** One transaction a market and stretch; `stretches` bounds what one call may take on. */
export const takeInReceived = async (
  deps: Deps,
  now: Date,
  districtCodes: readonly string[] | null,
  stretches = 50,
): Promise<void> => {
  const markets = await withSystemTransaction(deps, (tx) => reportingMarkets(tx, districtCodes))
  for (const { marketId } of markets) {
    for (let i = 0, more = true; more && i < stretches; i++)
      more = await withSystemTransaction(deps, (tx) => takeIn(tx, marketId, now))
  }
}
