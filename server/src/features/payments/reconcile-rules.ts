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

/**
 * Compares the channel's trade bill with the fund flow of the account. A flow that names none of the bill's payments is
 * another account's (a service provider's own, for example) and proves nothing.
 */
export const matchFunds = (trades: readonly StatementLine[], funds: readonly StatementLine[]): Difference[] => {
  const income = new Map(funds.filter((l) => l.kind === 'payment').map((l) => [l.transactionNumber, l]))
  const paid = trades.filter((line) => line.kind === 'payment')
  if (!paid.some((line) => income.has(line.transactionNumber))) return []
  const differences: Difference[] = []
  for (const line of paid) {
    const flow = income.get(line.transactionNumber)
    const sides = {
      reference: line.chargeNumber,
      ours: null,
      theirs: { ...line, fundFlowFen: flow?.amountFen ?? null },
    }
    if (flow === undefined) differences.push({ kind: 'fund_missing', ...sides })
    else if (flow.amountFen !== line.amountFen) differences.push({ kind: 'fund_differs', ...sides })
  }
  const outgo = new Map(funds.flatMap((l) => (l.refundNumber === null ? [] : [[l.refundNumber, l] as const])))
  for (const line of trades) {
    const flow = line.kind === 'refund' ? outgo.get(line.refundNumber ?? '') : undefined
    if (flow === undefined || flow.amountFen === -line.amountFen) continue
    const theirs = { ...line, fundFlowFen: flow.amountFen }
    differences.push({ kind: 'fund_differs', reference: line.refundNumber ?? '', ours: null, theirs })
  }
  return differences
}
