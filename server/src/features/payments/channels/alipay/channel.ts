/**
 * Alipay through alipay-sdk. Every call passes `validateSign: true`: without it the SDK believes any answer. Amounts go
 * out and come back as yuan text.
 */
import { AlipaySdk } from 'alipay-sdk'
import { z } from 'zod'
import { formatFen, parseYuan } from '@smart-market/shared/money.ts'
import type {
  ChargeReference,
  ChargeStatus,
  RefundReference,
  RefundStatus,
  SeenPayment,
  StatementAnswer,
  StatementRequest,
} from '../answers.ts'
import type { PaymentChannel } from '../channel.ts'
import { readAlipayBill } from './bill.ts'
import type { AlipaySettings } from './settings.ts'

export interface AlipayChannelOptions {
  readonly settings: AlipaySettings
  readonly clock: () => Date
  /** Time limit of one request; 5 s unless told. */
  readonly timeoutMs?: number
  /** Downloads bill files; requests themselves go through the SDK. */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>
}

type Answer =
  | { readonly kind: 'sealed'; readonly ok: boolean; readonly code: string; readonly data: Record<string, unknown> }
  | { readonly kind: 'silent'; readonly reason: string }

export const createAlipayChannel = (options: AlipayChannelOptions): PaymentChannel => {
  const { settings, clock } = options
  const fetchFrom = options.fetch ?? ((url, init) => fetch(url, init))
  const sdk = new AlipaySdk({
    appId: settings.appId,
    privateKey: settings.privateKey,
    keyType: 'PKCS8',
    alipayPublicKey: settings.alipayPublicKey,
    gateway: settings.gateway,
    timeout: options.timeoutMs ?? 5000,
  })

  const call = async (
    method: string,
    reference: ChargeReference,
    bizContent: object,
    more: object = {},
  ): Promise<Answer> => {
    try {
      const data = await sdk.exec(method, { bizContent, ...token(reference), ...more }, { validateSign: true })
      // 10000 done; 20000 and 10003 leave the outcome open; everything else is a refusal named by sub_code.
      if (data.code === '20000' || data.code === '10003') return { kind: 'silent', reason: `code ${data.code}` }
      const subCode: unknown = data.subCode
      const code = typeof subCode === 'string' ? subCode : data.code
      if (code === 'ACQ.SYSTEM_ERROR' || code === 'aop.ACQ.SYSTEM_ERROR') return { kind: 'silent', reason: code }
      return { kind: 'sealed', ok: data.code === '10000', code, data }
    } catch (error) {
      return { kind: 'silent', reason: error instanceof Error ? error.message.slice(0, 200) : 'no answer' }
    }
  }

  const getCharge = async (reference: ChargeReference): Promise<ChargeStatus> => {
    const answer = await call(
      'alipay.trade.query',
      reference,
      reference.transactionNumber === undefined
        ? { out_trade_no: reference.chargeNumber }
        : { trade_no: reference.transactionNumber },
    )
    if (answer.kind === 'silent') return { state: 'unknown', reason: answer.reason }
    if (answer.code === 'ACQ.TRADE_NOT_EXIST') return { state: 'not_found' }
    if (!answer.ok) return { state: 'unknown', reason: answer.code }
    if (answer.data.outTradeNo !== reference.chargeNumber) return { state: 'unknown', reason: 'answers another charge' }
    const status = answer.data.tradeStatus
    // A trade refunded in full is TRADE_CLOSED too; only the payment date tells that it had been paid.
    const paid =
      status === 'TRADE_SUCCESS' ||
      status === 'TRADE_FINISHED' ||
      (status === 'TRADE_CLOSED' && typeof answer.data.sendPayDate === 'string')
    if (status === 'WAIT_BUYER_PAY') return { state: 'waiting' }
    if (status === 'TRADE_CLOSED' && !paid) return { state: 'closed' }
    if (!paid) return { state: 'unknown', reason: `trade_status ${String(status)}` }
    const payment = queriedPayment(answer.data, reference)
    return payment === undefined
      ? { state: 'unknown', reason: 'paid, but the answer is incomplete' }
      : { state: 'paid', payment }
  }

  const getRefund = async (reference: RefundReference): Promise<RefundStatus> => {
    const answer = await call('alipay.trade.fastpay.refund.query', reference, {
      out_trade_no: reference.chargeNumber,
      out_request_no: reference.refundNumber,
    })
    if (answer.kind === 'silent') return { state: 'unknown', reason: answer.reason }
    if (answer.code === 'ACQ.TRADE_NOT_EXIST') return { state: 'not_found' }
    if (!answer.ok) return { state: 'unknown', reason: answer.code }
    // An unknown request number is answered with success and no refund in it.
    if (answer.data.refundStatus !== 'REFUND_SUCCESS') return { state: 'not_found' }
    const amountFen = parseYuan(String(answer.data.refundAmount ?? ''))
    if (amountFen === undefined) return { state: 'unknown', reason: 'the answer is incomplete' }
    return {
      state: 'seen',
      refund: {
        refundNumber: reference.refundNumber,
        chargeNumber: reference.chargeNumber,
        channelRefundNumber: reference.refundNumber,
        amountFen,
        outcome: 'succeeded',
        finishedAt: beijingInstant(answer.data.gmtRefundPay) ?? clock().toISOString(),
      },
    }
  }

  const fetchStatement = async ({ businessDate, kind, payee }: StatementRequest): Promise<StatementAnswer> => {
    if (payee === null) return { state: 'unsupported' }
    const answer = await call(
      'alipay.data.dataservice.bill.downloadurl.query',
      { chargeNumber: '', payee },
      { bill_type: kind === 'trade' ? 'trade' : 'signcustomer', bill_date: businessDate },
    )
    if (answer.kind === 'silent') return { state: 'unknown', reason: answer.reason }
    // Alipay has one word for a day without business and a bill not made yet; it makes them by nine the next morning.
    if (/BILL_NOT_EXIST|NO_BILL/i.test(answer.code)) return { state: 'empty' }
    const url = answer.data.billDownloadUrl
    if (!answer.ok || typeof url !== 'string') return { state: 'unknown', reason: answer.code }
    try {
      const response = await fetchFrom(url, { redirect: 'error', signal: AbortSignal.timeout(60_000) })
      if (!response.ok) return { state: 'unknown', reason: `file ${response.status}` }
      return readAlipayBill(new Uint8Array(await response.arrayBuffer()), kind, payee.merchantNumber)
    } catch {
      return { state: 'unknown', reason: 'file did not come' }
    }
  }

  return {
    name: 'alipay',
    statements: 'account',
    createCharge: async (order) => {
      const content = {
        out_trade_no: order.chargeNumber,
        total_amount: yuan(order.amountFen),
        subject: order.description.slice(0, 127),
        time_expire: beijingText(order.expiresAt),
      }
      if (order.scene === 'wap') {
        const url = sdk.pageExecute('alipay.trade.wap.pay', 'GET', {
          bizContent: { ...content, product_code: 'QUICK_WAP_WAY' },
          notify_url: order.notifyUrl,
          ...(order.returnUrl === null ? {} : { return_url: order.returnUrl }),
          ...token(order),
        })
        const page = settings.pageGateway === undefined ? url : settings.pageGateway + new URL(url).search
        return { state: 'open', parameters: { kind: 'page', url: page } }
      }
      if (order.scene !== 'qr') return { state: 'refused', reason: `no scene ${order.scene}` }
      const answer = await call('alipay.trade.precreate', order, content, { notify_url: order.notifyUrl })
      if (answer.kind === 'silent') return { state: 'unknown', reason: answer.reason }
      if (answer.ok && typeof answer.data.qrCode === 'string')
        return { state: 'open', parameters: { kind: 'code', codeUrl: answer.data.qrCode } }
      if (answer.code === 'ACQ.TRADE_HAS_SUCCESS') return { state: 'paid' }
      if (answer.code === 'ACQ.TRADE_HAS_CLOSE') return { state: 'closed' }
      return answer.ok
        ? { state: 'unknown', reason: 'no code in the answer' }
        : { state: 'refused', reason: answer.code }
    },
    getCharge,
    closeCharge: async (reference) => {
      const answer = await call('alipay.trade.close', reference, { out_trade_no: reference.chargeNumber })
      if (answer.kind === 'silent') return { state: 'unknown', reason: answer.reason }
      if (answer.ok) return { state: 'closed' }
      if (answer.code === 'ACQ.TRADE_NOT_EXIST') return { state: 'not_found' }
      // The state forbids closing: paid, or closed already. The ledger says which.
      const status = await getCharge(reference)
      return status.state === 'waiting' ? { state: 'unknown', reason: answer.code } : closeAnswer(status)
    },
    refund: async (order) => {
      const answer = await call('alipay.trade.refund', order, {
        out_trade_no: order.chargeNumber,
        refund_amount: yuan(order.amountFen),
        out_request_no: order.refundNumber,
        refund_reason: order.reason.slice(0, 80),
      })
      if (answer.kind === 'silent') return { state: 'unknown', reason: answer.reason }
      if (!answer.ok) {
        const later = answer.code === 'ACQ.SELLER_BALANCE_NOT_ENOUGH'
        return later ? { state: 'unknown', reason: answer.code } : { state: 'refused', reason: answer.code }
      }
      // `refund_fee` is the sum of all refunds, so the single refund is asked for by its own number.
      return getRefund(order)
    },
    getRefund,
    parseCallback: async ({ body }) => {
      const fields: Record<string, string> = Object.fromEntries(new URLSearchParams(body))
      // The SDK would also take SHA-1 when the message asks for it.
      if (fields.sign_type !== 'RSA2') return { state: 'forged', reason: 'sign_type is not RSA2', probe: false }
      if (!fields.sign || !sdk.checkNotifySignV2(fields))
        return { state: 'forged', reason: 'signature does not hold', probe: false }
      const eventId = fields.notify_id ?? ''
      if (eventId === '' || eventId.length > 128) return { state: 'forged', reason: 'no notify_id', probe: false }
      const genuine = { state: 'genuine', eventId, nonce: null } as const
      const done = fields.trade_status === 'TRADE_SUCCESS' || fields.trade_status === 'TRADE_FINISHED'
      if (!done || fields.out_biz_no !== undefined || fields.refund_fee !== undefined)
        return { ...genuine, notice: { kind: 'other', eventType: fields.trade_status ?? '' } }
      const payment = notifiedPayment(fields, settings)
      return payment === undefined
        ? { state: 'forged', reason: 'fields are missing', probe: false }
        : { ...genuine, notice: { kind: 'payment', payment } }
    },
    fetchStatement,
  }
}

const token = ({ payee }: ChargeReference): object =>
  payee.appAuthToken === null ? {} : { app_auth_token: payee.appAuthToken }

const closeAnswer = (status: Exclude<ChargeStatus, { state: 'waiting' }>) =>
  status.state === 'unknown' ? status : { state: status.state }

const queriedPayment = (data: Record<string, unknown>, reference: ChargeReference): SeenPayment | undefined => {
  const read = z.object({ outTradeNo: z.string(), tradeNo: z.string().min(1), totalAmount: z.string() }).safeParse(data)
  const amountFen = parseYuan(read.data?.totalAmount ?? '')
  const paidAt = beijingInstant(data.sendPayDate)
  if (!read.success || amountFen === undefined || paidAt === undefined) return undefined
  return {
    chargeNumber: read.data.outTradeNo,
    transactionNumber: read.data.tradeNo,
    amountFen,
    payerAmountFen: parseYuan(String(data.buyerPayAmount ?? '')) ?? null,
    currency: 'CNY',
    // Answers to a stall's own token concern that stall alone; Alipay names the seller only in notices.
    merchantNumber: typeof data.sellerId === 'string' ? data.sellerId : reference.payee.merchantNumber,
    paidAt,
  }
}

const notifiedPayment = (fields: Record<string, string>, settings: AlipaySettings): SeenPayment | undefined => {
  const amountFen = parseYuan(fields.total_amount ?? '')
  const paidAt = beijingInstant(fields.gmt_payment)
  if (!fields.out_trade_no || !fields.trade_no || amountFen === undefined || paidAt === undefined) return undefined
  return {
    chargeNumber: fields.out_trade_no,
    transactionNumber: fields.trade_no,
    amountFen,
    payerAmountFen: parseYuan(fields.buyer_pay_amount ?? '') ?? null,
    currency: 'CNY',
    merchantNumber:
      fields.app_id === settings.appId ? (fields.seller_id ?? '') : `${fields.app_id}/${fields.seller_id ?? ''}`,
    paidAt,
  }
}

const yuan = (fen: number): string => formatFen(fen).replaceAll(',', '')

const beijingText = (at: Date): string =>
  new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ')

const beijingInstant = (text: unknown): string | undefined => {
  if (typeof text !== 'string' || !/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}/.test(text)) return undefined
  const at = new Date(`${text.slice(0, 19).replace(' ', 'T')}+08:00`)
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString()
}
