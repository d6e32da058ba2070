/** WeChat Pay's answers and notices in our words. */
import { z } from 'zod'
import type { PayParameters } from '@smart-market/shared/contracts/payments.ts'
import type {
  ChargeAnswer,
  ChargeStatus,
  CloseAnswer,
  Notice,
  RefundStatus,
  SeenPayment,
  SeenRefund,
  Unknown,
} from '../answers.ts'
import { isCombined, paidParts } from './combined-readings.ts'
import type { SealedResource } from './seal.ts'
import type { WechatSettings } from './settings.ts'
import { statusOf } from './trade-state.ts'
import type { WireAnswer } from './wire.ts'

const paidTransaction = z.object({
  sp_mchid: z.string(),
  sub_mchid: z.string(),
  out_trade_no: z.string(),
  transaction_id: z.string().min(1),
  success_time: z.iso.datetime({ offset: true }),
  amount: z.object({ total: z.int(), payer_total: z.int().optional(), currency: z.string() }),
})

/** Throws when a field that money depends on is missing. */
export const seenPayment = (value: unknown, settings: WechatSettings): SeenPayment => {
  const paid = paidTransaction.parse(value)
  return {
    chargeNumber: paid.out_trade_no,
    transactionNumber: paid.transaction_id,
    amountFen: paid.amount.total,
    payerAmountFen: paid.amount.payer_total ?? null,
    currency: paid.amount.currency,
    // A foreign service provider makes a foreign merchant, whatever the sub-merchant's number.
    merchantNumber:
      paid.sp_mchid === settings.serviceMerchantNumber ? paid.sub_mchid : `${paid.sp_mchid}/${paid.sub_mchid}`,
    paidAt: new Date(paid.success_time).toISOString(),
  }
}

/** A notice of success, of one charge or of a combined payment. Throws like seenPayment. */
export const paymentNotice = (value: unknown, settings: WechatSettings): Notice =>
  isCombined(value)
    ? { kind: 'payments', ...paidParts(value, settings) }
    : { kind: 'payment', payment: seenPayment(value, settings) }

/** `sign` makes what wx.requestPayment needs of a prepay id. */
export const chargeAnswer = (answer: WireAnswer, sign: (prepayId: string) => PayParameters): ChargeAnswer => {
  if (answer.kind === 'sealed' && answer.status === 200) {
    const body = z.object({ prepay_id: z.string().optional(), code_url: z.string().optional() }).safeParse(answer.body)
    if (body.data?.code_url) return { state: 'open', parameters: { kind: 'code', codeUrl: body.data.code_url } }
    if (body.data?.prepay_id) return { state: 'open', parameters: sign(body.data.prepay_id) }
    return { state: 'unknown', reason: 'answer names no prepay_id' }
  }
  switch (refusalCode(answer)) {
    case 'ORDERPAID':
    case 'ORDER_PAID':
      return { state: 'paid' }
    case 'ORDER_CLOSED':
    case 'ORDERCLOSED':
      return { state: 'closed' }
    case 'OUT_TRADE_NO_USED':
      return { state: 'unknown', reason: 'OUT_TRADE_NO_USED' }
    default:
      return isRefusal(answer) ? { state: 'refused', reason: describe(answer) } : unknown(answer)
  }
}

export const closeAnswer = (answer: WireAnswer): CloseAnswer => {
  if (answer.kind === 'sealed' && answer.status === 204) return { state: 'closed' }
  switch (refusalCode(answer)) {
    case 'ORDERPAID':
    case 'ORDER_PAID':
      return { state: 'paid' }
    case 'ORDER_CLOSED':
    case 'ORDERCLOSED':
      return { state: 'closed' }
    case 'ORDER_NOT_EXIST':
    case 'ORDERNOTEXIST':
      return { state: 'not_found' }
    default:
      return unknown(answer)
  }
}

/** RFC 3339 at +08:00, as the interface wants it. */
export const beijingTime = (at: Date): string =>
  `${new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 19)}+08:00`

/** The seal does not name the question: an answer about another charge (a replay) answers nothing. */
const isAbout = (answer: WireAnswer, field: string, number: string): boolean =>
  answer.kind === 'sealed' && z.object({ [field]: z.literal(number) }).safeParse(answer.body).success

export const transactionAnswer = (answer: WireAnswer, settings: WechatSettings, chargeNumber: string): ChargeStatus => {
  const code = refusalCode(answer)
  if (code === 'ORDER_NOT_EXIST' || code === 'ORDERNOTEXIST') return { state: 'not_found' }
  if (answer.kind !== 'sealed' || answer.status !== 200) return unknown(answer)
  if (!isAbout(answer, 'out_trade_no', chargeNumber)) return { state: 'unknown', reason: 'answers another charge' }
  const state = z.object({ trade_state: z.string() }).safeParse(answer.body).data?.trade_state
  return statusOf(state, () => seenPayment(answer.body, settings))
}

const outcomes: Readonly<Record<string, SeenRefund['outcome']>> = {
  PROCESSING: 'processing',
  SUCCESS: 'succeeded',
  CLOSED: 'failed',
  ABNORMAL: 'abnormal',
}
const refund = z.object({
  refund_id: z.string(),
  out_refund_no: z.string(),
  out_trade_no: z.string(),
  success_time: z.iso.datetime({ offset: true }).optional(),
  amount: z.object({ refund: z.int() }),
  /** `status` in answers, `refund_status` in notices. */
  status: z.string().optional(),
  refund_status: z.string().optional(),
})

/** Throws when the refund's state is unknown to us or a field is missing. */
export const refundOf = (value: unknown): SeenRefund => {
  const seen = refund.parse(value)
  const outcome = outcomes[seen.status ?? seen.refund_status ?? '']
  if (outcome === undefined) throw new Error(`refund status ${seen.status ?? seen.refund_status ?? 'missing'}`)
  return {
    refundNumber: seen.out_refund_no,
    chargeNumber: seen.out_trade_no,
    channelRefundNumber: seen.refund_id,
    amountFen: seen.amount.refund,
    outcome,
    finishedAt: seen.success_time === undefined ? null : new Date(seen.success_time).toISOString(),
  }
}

/** Not enough money in the stall's account today may be enough tomorrow: the same number is tried again. */
const tryAgain = new Set(['NOT_ENOUGH', 'FREQUENCY_LIMITED', 'RATELIMIT_EXCEEDED', 'SYSTEM_ERROR', 'BANK_ERROR'])

export const refundAnswer = (answer: WireAnswer, refundNumber: string): RefundStatus => {
  const code = refusalCode(answer)
  if (code === 'RESOURCE_NOT_EXISTS' || code === 'REFUND_NOT_EXIST') return { state: 'not_found' }
  if (answer.kind === 'sealed' && answer.status === 200) {
    if (!isAbout(answer, 'out_refund_no', refundNumber)) return { state: 'unknown', reason: 'answers another refund' }
    try {
      return { state: 'seen', refund: refundOf(answer.body) }
    } catch {
      return { state: 'unknown', reason: 'the answer is incomplete' }
    }
  }
  if (isRefusal(answer) && !tryAgain.has(code ?? '')) return { state: 'refused', reason: describe(answer) }
  return unknown(answer)
}

const notice = z.object({
  id: z.string().min(1).max(64),
  event_type: z.string(),
  resource: z.object({
    algorithm: z.literal('AEAD_AES_256_GCM'),
    ciphertext: z.string(),
    associated_data: z.string().default(''),
    nonce: z.string(),
  }),
})

/** Throws for a body that is no notice. */
export const noticeOf = (value: unknown): { eventId: string; eventType: string; resource: SealedResource } => {
  const read = notice.parse(value)
  return { eventId: read.id, eventType: read.event_type, resource: read.resource }
}

export const refusalCode = (answer: WireAnswer): string | undefined => {
  if (answer.kind !== 'sealed') return undefined
  return z.object({ code: z.string() }).safeParse(answer.body).data?.code
}

/** A signed 4xx other than "too often" says the request did nothing. */
export const isRefusal = (answer: WireAnswer): boolean =>
  answer.kind === 'sealed' && answer.status >= 400 && answer.status < 500 && answer.status !== 429

export const describe = (answer: WireAnswer): string =>
  answer.kind === 'silent' ? answer.reason : `${answer.status} ${refusalCode(answer) ?? ''}`.trim()

export const unknown = (answer: WireAnswer): Unknown => ({ state: 'unknown', reason: describe(answer) })
