/**
 * One purchase, seen twice: the scale weighed it and the shopper paid it by the stall's code. Which weighing belongs to
 * which payment, as a function of the sales of one business date alone: it matters neither what arrived first nor how
 * often. Pure.
 */

/** A weighing and a payment that may be one purchase: same stall, same amount, near enough in time. */
export interface PossiblePair {
  readonly paymentId: string
  readonly weighingId: string
  /** The sources' own numbers, not ours: they do not depend on what arrived first. */
  readonly paymentKey: string
  readonly weighingKey: string
  /** Milliseconds since the epoch. */
  readonly paidAtMs: number
  readonly weighedAtMs: number
}

const apart = ({ paidAtMs, weighedAtMs }: PossiblePair): number => Math.abs(paidAtMs - weighedAtMs)
const isPaidFirst = ({ paidAtMs, weighedAtMs }: PossiblePair): number => Number(paidAtMs < weighedAtMs)

const nearestFirst = (a: PossiblePair, b: PossiblePair): number =>
  apart(a) - apart(b) ||
  // One weighs, then pays.
  isPaidFirst(a) - isPaidFirst(b) ||
  compareText(a.paymentKey, b.paymentKey) ||
  compareText(a.weighingKey, b.weighingKey)

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** The nearest two are one purchase, then the nearest of those that are left; each is in one pair at most. */
export const choosePairs = <P extends PossiblePair>(possible: readonly P[]): P[] => {
  const taken = new Set<string>()
  return [...possible].sort(nearestFirst).filter(({ paymentId, weighingId }) => {
    if (taken.has(paymentId) || taken.has(weighingId)) return false
    taken.add(paymentId).add(weighingId)
    return true
  })
}
