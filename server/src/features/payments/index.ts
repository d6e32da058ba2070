/**
 * Money between shoppers and stalls. Hides the channels (WeChat Pay, Alipay, what a merchant declares), their
 * signatures, time-outs and callbacks. Rules: the money goes to the stall's own account, never to the market; a time-out
 * is `unknown`, never success and never failure; a charge is paid only when the channel's signed word agrees in amount,
 * currency and merchant; refunds never exceed the payment; every final word is written once as a payment fact, which
 * whoever the money was for takes in order and marks as applied in the same transaction.
 */
export type {
  ChargeRequest,
  OpenedCharge,
  PaymentFact,
  PaymentPurpose,
  RefundRequest,
  RequestedCharge,
} from './types.ts'
export { miniProgramOf, type PaymentDesk, type PaymentDeps } from './desk.ts'
export { paymentHandlers } from './routes.ts'
export { type MountedPayments, mountPayments } from './http.ts'
export { startPayments } from './run.ts'
export { openPayments, type OpenedPayments, type PaymentConfig, paymentSettings } from './settings.ts'
export { type AfterFacts, startPaymentWork, sweepMarket, sweepPayments } from './work.ts'
export { declareReceived, isChargeFor, openCharge } from './charges.ts'
export { type PayWay, toPayAnswer, wayToPay } from './paying.ts'
export { isCombinedOf, maxCombined, openCombined } from './combined.ts'
export { findPayerOpenId, forgetPayer, linkToWechat } from './payers.ts'
export type { MessageTemplate, MessageTemplates } from './channels/wechat/subscribe-message.ts'
export { canTakePayment, listStallChannels } from './accounts.ts'
export { readStallFace } from './report.ts'
export { closeCharge, requestCharge, askCharge } from './asking.ts'
export { reconcileDue, reconcileMarket } from './reconcile-due.ts'
export { executeRefund, requestRefund } from './refunds.ts'
export { listLatePayments } from './late.ts'
export { noteHandOver } from './shipping.ts'
export { terminalReceiptImporter } from './terminals/importer.ts'
export { applyFacts, listSettlements, markFactsApplied, takeUnappliedFacts } from './facts.ts'
