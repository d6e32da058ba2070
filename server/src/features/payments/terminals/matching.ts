/** Pairs what acquirers say with what merchants declared. Pure. */
export interface ReceiptLine {
  readonly terminalReceiptId: string
  readonly stallId: string
  readonly terminalNumber: string
  readonly kind: 'payment' | 'refund' | 'void'
  readonly amountFen: number
  readonly happenedAt: Date
}
export interface Declared {
  readonly chargeId: string
  readonly chargeNumber: string
  readonly stallId: string
  readonly amountFen: number
  readonly paidAt: Date
}

/** A merchant declares when the goods go over the counter, which may be a while after the card was read. */
const withinMs = 2 * 3_600_000

export interface Matched {
  /** Receipt id → charge id. */
  readonly pairs: ReadonlyMap<string, string>
  /** Declared at a stall whose terminals sent that day's lines, and in none of them. */
  readonly unbacked: readonly Declared[]
  /** Declared at stalls of which no line is known: nothing can be said. */
  readonly unknown: number
  /** Taken at the stall's terminal without an order of ours: the stall's own business, no difference. */
  readonly ownBusiness: number
}

/** One to one: same stall, same amount, nearest in time; whoever is nearest to each other goes first. */
export const matchTerminals = (lines: readonly ReceiptLine[], declared: readonly Declared[]): Matched => {
  const standing = withoutVoided(lines)
  const near = standing
    .flatMap((line) =>
      declared
        .filter((one) => one.stallId === line.stallId && one.amountFen === line.amountFen)
        .map((one) => ({ line, one, apart: Math.abs(one.paidAt.getTime() - line.happenedAt.getTime()) })),
    )
    .filter(({ apart }) => apart <= withinMs)
    .toSorted(
      (a, b) =>
        a.apart - b.apart ||
        (a.line.terminalReceiptId < b.line.terminalReceiptId ? -1 : 1) ||
        (a.one.chargeId < b.one.chargeId ? -1 : 1),
    )
  const pairs = new Map<string, string>()
  const backed = new Set<string>()
  for (const { line, one } of near) {
    if (pairs.has(line.terminalReceiptId) || backed.has(one.chargeId)) continue
    pairs.set(line.terminalReceiptId, one.chargeId)
    backed.add(one.chargeId)
  }
  const heard = new Set(lines.map((line) => line.stallId))
  const open = declared.filter((one) => !backed.has(one.chargeId))
  return {
    pairs,
    unbacked: open.filter((one) => heard.has(one.stallId)),
    unknown: open.filter((one) => !heard.has(one.stallId)).length,
    ownBusiness: standing.length - pairs.size,
  }
}

/** Payments that no void took back: a void takes the latest one before it of the same terminal and amount. */
const withoutVoided = (lines: readonly ReceiptLine[]): ReceiptLine[] => {
  const gone = new Set<string>()
  for (const voided of lines.filter((line) => line.kind === 'void')) {
    const taken = lines
      .filter(
        (line) =>
          line.kind === 'payment' &&
          !gone.has(line.terminalReceiptId) &&
          line.terminalNumber === voided.terminalNumber &&
          line.amountFen === voided.amountFen &&
          line.happenedAt <= voided.happenedAt,
      )
      .toSorted((a, b) => b.happenedAt.getTime() - a.happenedAt.getTime())
    const [latest] = taken
    if (latest !== undefined) gone.add(latest.terminalReceiptId)
  }
  return lines.filter((line) => line.kind === 'payment' && !gone.has(line.terminalReceiptId))
}
