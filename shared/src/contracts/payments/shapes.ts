/** Payments: channels, states, charges, differences and receipts, as every route of them gives and takes them. */
import { z } from 'zod'
import * as f from '../fields.ts'

/** `declared`: cash, the stall's own terminal, anything a merchant says; no channel stands behind it. */
export const paymentChannelNames = ['wechat', 'alipay', 'declared'] as const
export type PaymentChannelName = (typeof paymentChannelNames)[number]
/** How the shopper pays: inside the mini-program, by scanning a code, on Alipay's page, at the stall. */
export const chargeScenes = ['jsapi', 'native', 'wap', 'qr', 'declared'] as const
export type ChargeScene = (typeof chargeScenes)[number]
export const chargeStates = ['created', 'unknown', 'open', 'paid', 'closed'] as const
export type ChargeState = (typeof chargeStates)[number]
export const refundStates = ['created', 'unknown', 'processing', 'succeeded', 'failed', 'abnormal'] as const
export type RefundState = (typeof refundStates)[number]
export const paymentFactKinds = ['charge_paid', 'charge_closed', 'refund_succeeded', 'refund_failed'] as const
export type PaymentFactKind = (typeof paymentFactKinds)[number]
export const declaredMeans = ['cash', 'pos_card', 'other'] as const
export const quarantineKinds = [
  'unknown_charge',
  'amount_mismatch',
  'currency_mismatch',
  'merchant_mismatch',
  'second_payment',
  'refund_mismatch',
  'event_reused',
] as const
export const scanVerdicts = ['ours', 'other_stall', 'revoked', 'foreign'] as const
export const differenceKinds = [
  'missing_in_statement',
  'missing_here',
  'amount_differs',
  'state_differs',
  'not_applied',
  /** In the trade bill and not in the account's fund flow, or with another amount there. */
  'fund_missing',
  'fund_differs',
  /** Tried several times and given up: a person must act. */
  'refund_failed',
  /** The merchant says it was paid at the stall's terminal, and the terminal's file has no such line. */
  'not_in_terminal',
  /** WeChat does not know yet that the goods were handed over, and holds the stall's money. */
  'shipping_failed',
] as const
/** What an acquirer's file says happened at a stall's own terminal or code. */
export const receiptKinds = ['payment', 'refund', 'void'] as const
export const receiptMeans = ['bank_card', 'wechat', 'alipay', 'unionpay', 'other'] as const
/** `waiting`: the channel has no bill yet or gave no certain answer; `failed`: a person must look. Both are tried again. */
export const reconciliationStates = ['done', 'waiting', 'failed'] as const
/** Of the fund-flow bill: compared, none there, or not to be had. */
export const fundFlowStates = ['compared', 'empty', 'unavailable'] as const
export const differenceStates = ['open', 'working', 'settled'] as const

/** Money that came after its charge was closed. It counts for nothing and goes back by itself. */
export const latePayment = z.object({
  amountFen: z.number().int(),
  paidAt: f.instant,
  /** `failed`: the channel would not take it back for certain; it is on the market's work list. */
  refund: z.enum(['wanted', 'arrived', 'failed']),
  settledAt: f.instant.nullable(),
})
export type LatePayment = z.output<typeof latePayment>

/** What a client needs to let the shopper pay. */
export const payParameters = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('jsapi'),
    appId: z.string(),
    timeStamp: z.string(),
    nonceStr: z.string(),
    package: z.string(),
    signType: z.literal('RSA'),
    paySign: z.string(),
  }),
  /** Text to show as a QR code. */
  z.object({ kind: z.literal('code'), codeUrl: z.string() }),
  z.object({ kind: z.literal('page'), url: z.string() }),
  /** The shopper pays at the stall; the merchant declares it. */
  z.object({ kind: z.literal('declared') }),
])
export type PayParameters = z.output<typeof payParameters>

/** How a shopper wants to pay. */
export const payWay = z.object({
  channel: z.enum(['wechat', 'alipay']),
  /** `jsapi` in WeChat's mini-program, after linkWechatPayer; `native` and `qr` give a code, `wap` a page. */
  scene: z.enum(['jsapi', 'native', 'wap', 'qr']).optional(),
})
export const payAnswer = z.object({
  state: z.enum(['open', 'unknown', 'paid', 'closed']),
  parameters: payParameters.nullable(),
  /** `parameters.codeUrl` drawn as a QR code, a data address; null where nothing is to be scanned. */
  codeImage: z.string().nullable(),
  /** Address of the local demo gateway's page; null at a real channel. */
  demoPageUrl: z.string().nullable(),
})
export type PayAnswer = z.output<typeof payAnswer>

export const paymentChannel = z.enum(paymentChannelNames, '请选择支付渠道')

export const paymentAccount = z.object({
  paymentAccountId: z.string(),
  stallId: z.string(),
  stallCode: z.string(),
  channel: paymentChannel,
  merchantNumber: z.string(),
  appId: z.string().nullable(),
  openedAt: f.instant,
  closedAt: f.instant.nullable(),
})
export const chargeView = z.object({
  chargeId: z.string(),
  chargeNumber: z.string(),
  stallId: z.string(),
  stallCode: z.string(),
  channel: paymentChannel,
  state: z.enum(chargeStates),
  amountFen: z.number().int(),
  refundedFen: z.number().int(),
  description: z.string(),
  /** Declared by the merchant, or seen by the market's system at a channel. */
  declared: z.boolean(),
  transactionNumber: z.string().nullable(),
  createdAt: f.instant,
  paidAt: f.instant.nullable(),
})
export const quarantineCase = z.object({
  quarantineCaseId: z.string(),
  channel: paymentChannel,
  kind: z.enum(quarantineKinds),
  chargeNumber: z.string(),
  expected: z.record(z.string(), z.unknown()),
  seen: z.record(z.string(), z.unknown()),
  foundAt: f.instant,
  settledAt: f.instant.nullable(),
  note: z.string().nullable(),
})
export const difference = z.object({
  differenceId: z.string(),
  channel: paymentChannel,
  businessDate: f.date,
  kind: z.enum(differenceKinds),
  reference: z.string(),
  ours: z.record(z.string(), z.unknown()).nullable(),
  theirs: z.record(z.string(), z.unknown()).nullable(),
  state: z.enum(differenceStates),
  foundAt: f.instant,
  takenBy: z.string().nullable(),
  takenAt: f.instant.nullable(),
  settledBy: z.string().nullable(),
  settledAt: f.instant.nullable(),
  note: z.string().nullable(),
})
export const reconciliationDay = z.object({
  businessDate: f.date,
  channel: paymentChannel,
  state: z.enum(reconciliationStates),
  lines: z.number().int(),
  matched: z.number().int(),
  /** Found by the last comparison; `open` of them nobody has settled. */
  differences: z.number().int(),
  open: z.number().int(),
  /** Payments that we recorded: of `declared`, those said to be by card or code. */
  paidFen: z.number().int(),
  /** Payments in the channel's bill or the terminals' files; null while there is none. */
  billFen: z.number().int().nullable(),
  fundFlow: z.enum(fundFlowStates).nullable(),
  /** Why it waits or failed. */
  detail: z.string().nullable(),
  checkedAt: f.instant,
  nextTryAt: f.instant.nullable(),
})

/** From the acquirer's file: seen by a third party, not by this system. */
export const terminalReceipt = z.object({
  terminalReceiptId: z.string(),
  stallCode: z.string(),
  acquirer: z.string(),
  terminalNumber: z.string(),
  reference: z.string(),
  kind: z.enum(receiptKinds),
  means: z.enum(receiptMeans),
  amountFen: z.number().int(),
  feeFen: z.number().int().nullable(),
  /** First six and last four digits at most. */
  cardMasked: z.string(),
  happenedAt: f.instant,
  matched: z.boolean(),
})
