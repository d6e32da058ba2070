/** What goes into and comes out of a channel's verbs. */
import type { ChargeScene, PayParameters } from '@smart-market/shared/contracts/payments.ts'

/** The stall's own account at the channel. */
export interface Payee {
  readonly merchantNumber: string
  readonly appId: string | null
  readonly appAuthToken: string | null
}

export interface ChargeReference {
  readonly chargeNumber: string
  /** The channel's own number, where it is known: a question then goes by it. */
  readonly transactionNumber?: string | undefined
  readonly payee: Payee
}

export interface ChargeOrder extends ChargeReference {
  readonly scene: ChargeScene
  readonly amountFen: number
  readonly description: string
  readonly payerOpenId: string | null
  readonly expiresAt: Date
  readonly notifyUrl: string
  /** Where the shopper's browser goes after paying on the channel's page. */
  readonly returnUrl: string | null
}

/**
 * One payment for several stalls at once: each part is a charge of its own, to its own merchant, and all are paid or
 * none. The parts are the same, in number and order, in every question about it.
 */
export interface CombinedReference {
  readonly combinedNumber: string
  readonly parts: readonly ChargeReference[]
}

export interface CombinedOrder {
  readonly combinedNumber: string
  readonly parts: readonly (ChargeReference & { readonly amountFen: number; readonly description: string })[]
  readonly scene: ChargeScene
  readonly payerOpenId: string | null
  readonly expiresAt: Date
  readonly notifyUrl: string
}

export interface SeenPayment {
  readonly chargeNumber: string
  readonly transactionNumber: string
  readonly amountFen: number
  readonly payerAmountFen: number | null
  readonly currency: string
  readonly merchantNumber: string
  readonly paidAt: string
}

export type Unknown = { readonly state: 'unknown'; readonly reason: string }

export type ChargeAnswer =
  | { readonly state: 'open'; readonly parameters: PayParameters }
  | { readonly state: 'paid' }
  | { readonly state: 'closed' }
  | { readonly state: 'refused'; readonly reason: string }
  | Unknown

export type ChargeStatus =
  | { readonly state: 'paid'; readonly payment: SeenPayment }
  | { readonly state: 'waiting' }
  | { readonly state: 'closed' }
  | { readonly state: 'not_found' }
  | Unknown

/** By charge number; a part that the channel does not name is `unknown`. */
export type CombinedStatus =
  | { readonly state: 'seen'; readonly parts: ReadonlyMap<string, ChargeStatus> }
  | { readonly state: 'not_found' }
  | Unknown

export type CloseAnswer = { readonly state: 'closed' | 'paid' | 'not_found' } | Unknown

export interface RefundReference extends ChargeReference {
  readonly refundNumber: string
}

export interface RefundOrder extends RefundReference {
  readonly transactionNumber: string
  readonly amountFen: number
  /** Of the whole payment. */
  readonly totalFen: number
  readonly reason: string
  readonly notifyUrl: string
}

export interface SeenRefund {
  readonly refundNumber: string
  readonly chargeNumber: string
  readonly channelRefundNumber: string
  readonly amountFen: number
  /** `failed`: the money stayed with the merchant. `abnormal`: the payer's bank would not take it; a person must act. */
  readonly outcome: 'processing' | 'succeeded' | 'failed' | 'abnormal'
  readonly finishedAt: string | null
}

export type RefundStatus =
  | { readonly state: 'seen'; readonly refund: SeenRefund }
  | { readonly state: 'not_found' }
  | { readonly state: 'refused'; readonly reason: string }
  | Unknown

export interface CallbackRequest {
  /** Header by lower-case name. */
  readonly header: (name: string) => string | undefined
  readonly body: string
}

export type Notice =
  | { readonly kind: 'payment'; readonly payment: SeenPayment }
  /** Of a combined payment: every part that was paid. */
  | { readonly kind: 'payments'; readonly combinedNumber: string; readonly payments: readonly SeenPayment[] }
  | { readonly kind: 'refund'; readonly refund: SeenRefund }
  /** Genuine, and nothing we act on. */
  | { readonly kind: 'other'; readonly eventType: string }

export type CallbackReading =
  | { readonly state: 'genuine'; readonly eventId: string; readonly nonce: string | null; readonly notice: Notice }
  /** `probe`: the channel tests whether we verify; refuse it and wake nobody. */
  | { readonly state: 'forged'; readonly reason: string; readonly probe: boolean }

export interface StatementRequest {
  /** Whose bill, where the channel makes one for each account; null where one holds all. */
  readonly payee: Payee | null
  readonly businessDate: string
  readonly kind: 'trade' | 'fund_flow'
}

export interface StatementLine {
  readonly kind: 'payment' | 'refund' | 'other'
  readonly chargeNumber: string
  readonly transactionNumber: string
  readonly refundNumber: string | null
  readonly refundState: string | null
  readonly merchantNumber: string
  readonly amountFen: number
  readonly feeFen: number | null
  readonly happenedAt: string
}

export type StatementAnswer =
  | { readonly state: 'ready'; readonly fileHash: string; readonly lines: readonly StatementLine[] }
  /** The channel has not made it yet, or had no business that day. */
  | { readonly state: 'not_ready' | 'empty' | 'unsupported' }
  | { readonly state: 'unreadable'; readonly reason: string }
  | Unknown
