/** Shapes of the door. */
import type {
  ChargeScene,
  declaredMeans,
  PaymentChannelName,
  PaymentFactKind,
  PayParameters,
} from '@smart-market/shared/contracts/payments.ts'

export type DeclaredMeans = (typeof declaredMeans)[number]

/** What the money is for. Payments never looks behind the id. */
export interface PaymentPurpose {
  readonly kind: 'stall_order' | 'stall_payment'
  readonly id: string
}

export interface ChargeRequest {
  readonly purpose: PaymentPurpose
  readonly stallId: string
  readonly amountFen: number
  readonly channel: PaymentChannelName
  /** Default: `jsapi` with a payer's open id, else `native` at WeChat, `qr` at Alipay, `declared` for declared. */
  readonly scene?: ChargeScene | undefined
  readonly payerOpenId?: string | undefined
  /** Shown to the payer; cut to 127 characters. */
  readonly description: string
  readonly expiresAt: Date
}

export interface OpenedCharge {
  readonly chargeId: string
  readonly chargeNumber: string
}

/**
 * What came of asking the channel. `demoPageUrl`: address of the local gateway's page for this charge; null when a real
 * channel stands behind it. `unknown`: ask again later with the same charge; `refused`: the charge is closed.
 */
export type RequestedCharge =
  | { readonly state: 'open'; readonly parameters: PayParameters; readonly demoPageUrl: string | null }
  | { readonly state: 'unknown' }
  | { readonly state: 'paid' }
  | { readonly state: 'closed'; readonly refusal: string | null }

export interface RefundRequest {
  readonly chargeId: string
  readonly amountFen: number
  /** Shown to the payer; cut to 80 characters. */
  readonly reason: string
  /** Names the refund within its charge, e.g. `weight:<line>` or `cancel:1`; asking twice gives the same refund. */
  readonly purposeId: string
}

export interface PaymentFact {
  readonly paymentFactId: string
  /** Order of writing; gaps are normal. */
  readonly position: number
  readonly kind: PaymentFactKind
  readonly chargeId: string
  /** `purposeId` of the refund request; null for facts of charges. */
  readonly refundPurposeId: string | null
  readonly purpose: PaymentPurpose
  readonly stallId: string
  readonly channel: PaymentChannelName
  /** How the merchant says it was paid; null for real channels. */
  readonly declaredMeans: DeclaredMeans | null
  /** Of the payment or the refund; of the charge when it closed. */
  readonly amountFen: number
  readonly happenedAt: Date
  /** Why a charge was refused or a refund failed. */
  readonly detail: string | null
  readonly appliedAt: Date | null
}
