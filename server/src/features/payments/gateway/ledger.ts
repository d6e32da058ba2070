/**
 * The gateway's books: trades and refunds with the states a real channel has. Everything that happens is a row of the
 * journal, so that a gateway that starts again knows what it knew.
 */
export interface Trade {
  readonly channel: 'wechat' | 'alipay'
  readonly chargeNumber: string
  /** Number of the combined payment that it is a part of. */
  readonly combinedNumber?: string
  readonly merchantNumber: string
  readonly appId: string | null
  readonly amountFen: number
  readonly description: string
  readonly notifyUrl: string
  /** What the request said, to tell a repeated request from another one under the same number. */
  readonly fingerprint: string
  readonly expiresAt: string
  readonly createdAt: string
  readonly state: 'waiting' | 'paid' | 'closed'
  readonly transactionNumber: string | null
  readonly paidAt: string | null
}

export interface TradeRefund {
  readonly channel: 'wechat' | 'alipay'
  readonly refundNumber: string
  readonly chargeNumber: string
  readonly channelRefundNumber: string
  readonly amountFen: number
  readonly notifyUrl: string | null
  readonly state: 'processing' | 'succeeded' | 'failed' | 'abnormal'
  readonly createdAt: string
  readonly finishedAt: string | null
}

export type JournalRow = { readonly trade: Trade } | { readonly refund: TradeRefund } | { readonly keys: unknown }

export interface Ledger {
  findTrade(chargeNumber: string): Trade | undefined
  putTrade(trade: Trade): void
  /** Parts of a combined payment, in their order; empty when there is none of the number. */
  partsOf(combinedNumber: string): Trade[]
  findRefund(refundNumber: string): TradeRefund | undefined
  putRefund(refund: TradeRefund): void
  refundsOf(chargeNumber: string): TradeRefund[]
  trades(): Trade[]
  refunds(): TradeRefund[]
}

/** Sum of a trade's refunds that have not failed, in fen. */
export const refundedFen = (ledger: Ledger, chargeNumber: string): number =>
  ledger
    .refundsOf(chargeNumber)
    .filter((refund) => refund.state !== 'failed')
    .reduce((sum, refund) => sum + refund.amountFen, 0)

/** `rows`: an earlier journal, oldest first; `write` gets every later row. */
export const createLedger = (rows: Iterable<JournalRow>, write: (row: JournalRow) => void): Ledger => {
  const trades = new Map<string, Trade>()
  const refunds = new Map<string, TradeRefund>()
  const byCombined = new Map<string, Set<string>>()
  const byCharge = new Map<string, Set<string>>()
  const takeRefund = (refund: TradeRefund): void => {
    refunds.set(refund.refundNumber, refund)
    byCharge.set(refund.chargeNumber, (byCharge.get(refund.chargeNumber) ?? new Set()).add(refund.refundNumber))
  }
  const takeTrade = (trade: Trade): void => {
    trades.set(trade.chargeNumber, trade)
    const { combinedNumber } = trade
    if (combinedNumber === undefined) return
    byCombined.set(combinedNumber, (byCombined.get(combinedNumber) ?? new Set()).add(trade.chargeNumber))
  }
  for (const row of rows) {
    if ('trade' in row) takeTrade(row.trade)
    if ('refund' in row) takeRefund(row.refund)
  }
  return {
    findTrade: (chargeNumber) => trades.get(chargeNumber),
    putTrade: (trade) => {
      write({ trade })
      takeTrade(trade)
    },
    partsOf: (combinedNumber) =>
      [...(byCombined.get(combinedNumber) ?? [])].flatMap((number) => trades.get(number) ?? []),
    findRefund: (refundNumber) => refunds.get(refundNumber),
    putRefund: (refund) => {
      write({ refund })
      takeRefund(refund)
    },
    refundsOf: (chargeNumber) => [...(byCharge.get(chargeNumber) ?? [])].flatMap((number) => refunds.get(number) ?? []),
    trades: () => [...trades.values()],
    refunds: () => [...refunds.values()],
  }
}
