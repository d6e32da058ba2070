/** Three-way match of a day: the channel's statement, our payments and refunds, and what orders applied. Pure. */
import type { differenceKinds } from '@smart-market/shared/contracts/payments.ts'
import type { StatementLine } from './channels/answers.ts'

export interface OurPayment {
  readonly chargeNumber: string
  readonly transactionNumber: string
  readonly amountFen: number
  readonly merchantNumber: string
  /** Nobody took the fact yet, and it is not fresh. */
  readonly unapplied: boolean
}
export interface OurRefund {
  readonly refundNumber: string
  readonly chargeNumber: string
  readonly amountFen: number
  readonly state: string
  /** Asked for on the day at hand; others count only when the statement names them. */
  readonly ofDay: boolean
}
export interface Difference {
  readonly kind: (typeof differenceKinds)[number]
  /** Charge or refund number. */
  readonly reference: string
  readonly ours: Record<string, unknown> | null
  readonly theirs: Record<string, unknown> | null
}

export const matchDay = (
  lines: readonly StatementLine[],
  payments: readonly OurPayment[],
  refunds: readonly OurRefund[],
): { matched: number; differences: Difference[] } => {
  const differences: Difference[] = []
  let matched = 0
  const take = (found: Difference[]): void => {
    if (found.length === 0) matched += 1
    else differences.push(...found)
  }
  const theirPayments = new Map(lines.filter((l) => l.kind === 'payment').map((l) => [l.chargeNumber, l]))
  const theirRefunds = new Map(lines.filter((l) => l.kind === 'refund').map((l) => [l.refundNumber ?? '', l]))
  const ourPayments = new Map(payments.map((p) => [p.chargeNumber, p]))
  const ourRefunds = new Map(refunds.map((r) => [r.refundNumber, r]))
  for (const number of union(theirPayments.keys(), ourPayments.keys()))
    take(comparePayment(number, ourPayments.get(number), theirPayments.get(number)))
  for (const number of union(theirRefunds.keys(), ourRefunds.keys())) {
    const ours = ourRefunds.get(number)
    const theirs = theirRefunds.get(number)
    if (ours !== undefined && !ours.ofDay && theirs === undefined) continue
    take(compareRefund(number, ours, theirs))
  }
  return { matched, differences }
}

const union = (a: Iterable<string>, b: Iterable<string>): string[] => [...new Set([...a, ...b])].sort()

const comparePayment = (
  reference: string,
  ours: OurPayment | undefined,
  theirs: StatementLine | undefined,
): Difference[] => {
  const sides = {
    reference,
    ours: ours === undefined ? null : { ...ours },
    theirs: theirs === undefined ? null : { ...theirs },
  }
  if (ours === undefined) return [{ kind: 'missing_here', ...sides }]
  const found: Difference[] = ours.unapplied ? [{ kind: 'not_applied', ...sides }] : []
  if (theirs === undefined) return [{ kind: 'missing_in_statement', ...sides }, ...found]
  if (theirs.amountFen !== ours.amountFen) found.push({ kind: 'amount_differs', ...sides })
  if (theirs.transactionNumber !== ours.transactionNumber || theirs.merchantNumber !== ours.merchantNumber)
    found.push({ kind: 'state_differs', ...sides })
  return found
}

const compareRefund = (
  reference: string,
  ours: OurRefund | undefined,
  theirs: StatementLine | undefined,
): Difference[] => {
  const sides = {
    reference,
    ours: ours === undefined ? null : { ...ours },
    theirs: theirs === undefined ? null : { ...theirs },
  }
  if (ours === undefined) return [{ kind: 'missing_here', ...sides }]
  if (theirs === undefined)
    // Refused or never sent: the channel rightly knows nothing.
    return ours.state === 'succeeded' || ours.state === 'processing' ? [{ kind: 'missing_in_statement', ...sides }] : []
  const found: Difference[] = []
  if (theirs.amountFen !== ours.amountFen) found.push({ kind: 'amount_differs', ...sides })
  const contradicts =
    (theirs.refundState === 'SUCCESS' && ours.state !== 'succeeded') ||
    (theirs.refundState === 'FAIL' && ours.state === 'succeeded')
  if (contradicts) found.push({ kind: 'state_differs', ...sides })
  return found
}
