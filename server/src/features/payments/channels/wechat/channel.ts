/** WeChat Pay APIv3 in service-provider form: one set of keys, one sub-merchant a stall. */
import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import type { PayParameters } from '@smart-market/shared/contracts/payments.ts'
import type { ChargeAnswer, ChargeOrder, ChargeReference, StatementAnswer } from '../answers.ts'
import type { PaymentChannel } from '../channel.ts'
import { readFundFlowBill, readTradeBill } from './bill.ts'
import { createCombined } from './combined.ts'
import { createKeyRing } from './keys.ts'
import {
  beijingTime,
  chargeAnswer,
  closeAnswer,
  noticeOf,
  paymentNotice,
  refundAnswer,
  refundOf,
  refusalCode,
  transactionAnswer,
  unknown,
} from './readings.ts'
import { checkSeal, openResource, sealOf } from './seal.ts'
import type { WechatSettings } from './settings.ts'
import { createSender, createWire } from './wire.ts'

export interface WechatChannelOptions {
  readonly settings: WechatSettings
  readonly clock: () => Date
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>
  /** Time limit of one request; 5 s unless told. */
  readonly timeoutMs?: number
}

export const createWechatChannel = (options: WechatChannelOptions): PaymentChannel => {
  const { settings, clock } = options
  const fetchFrom = options.fetch ?? ((url, init) => fetch(url, init))
  const wireOptions = { settings, clock, fetch: fetchFrom, timeoutMs: options.timeoutMs ?? 5000 }
  const send = createSender(wireOptions)
  const keys = createKeyRing(settings, send, clock)
  const wire = createWire(send, keys, clock)
  const partner = '/v3/pay/partner/transactions'

  const createCharge = async (order: ChargeOrder): Promise<ChargeAnswer> => {
    if (order.scene !== 'jsapi' && order.scene !== 'native')
      return { state: 'refused', reason: `no scene ${order.scene}` }
    if (order.scene === 'jsapi' && order.payerOpenId === null) return { state: 'refused', reason: 'no payer' }
    const answer = await wire.call('POST', `${partner}/${order.scene}`, chargeBody(settings, order))
    // Signed for the app that calls wx.requestPayment: the sub-merchant's where it has one.
    const appId = order.payee.appId ?? settings.serviceAppId
    return chargeAnswer(answer, (prepayId) => jsapiParameters(appId, prepayId))
  }

  const jsapiParameters = (appId: string, prepayId: string): PayParameters => {
    const timeStamp = String(Math.floor(clock().getTime() / 1000))
    const nonceStr = randomBytes(16).toString('hex')
    const packageText = `prepay_id=${prepayId}`
    const paySign = send.sign(`${appId}\n${timeStamp}\n${nonceStr}\n${packageText}\n`)
    return { kind: 'jsapi', appId, timeStamp, nonceStr, package: packageText, signType: 'RSA', paySign }
  }

  const fetchBill = async (path: string): Promise<StatementAnswer | { sha1: string; file: Uint8Array }> => {
    const answer = await wire.call('GET', path)
    if (answer.kind !== 'sealed' || answer.status !== 200) {
      const code = refusalCode(answer)
      if (code === 'NO_STATEMENT_EXIST') return { state: 'empty' }
      if (code === 'STATEMENT_CREATING') return { state: 'not_ready' }
      return unknown(answer)
    }
    const place = z
      .object({ hash_type: z.literal('SHA1'), hash_value: z.string(), download_url: z.url() })
      .safeParse(answer.body)
    if (!place.success) return { state: 'unknown', reason: 'answer names no file' }
    const file = await wire.download(place.data.download_url)
    if (file === undefined) return { state: 'unknown', reason: 'file did not come' }
    return { sha1: place.data.hash_value, file }
  }

  return {
    name: 'wechat',
    statements: 'installation',
    createCharge,
    getCharge: async (reference) =>
      transactionAnswer(
        await wire.call(
          'GET',
          reference.transactionNumber === undefined
            ? `${partner}/out-trade-no/${reference.chargeNumber}?${numbers(settings, reference)}`
            : `${partner}/id/${encodeURIComponent(reference.transactionNumber)}?${numbers(settings, reference)}`,
        ),
        settings,
        reference.chargeNumber,
      ),
    closeCharge: async (reference) => {
      const answer = await wire.call('POST', `${partner}/out-trade-no/${reference.chargeNumber}/close`, {
        sp_mchid: settings.serviceMerchantNumber,
        sub_mchid: reference.payee.merchantNumber,
      })
      return closeAnswer(answer)
    },
    combined: createCombined(settings, wire, (prepayId) => jsapiParameters(settings.serviceAppId, prepayId)),
    refund: async (order) =>
      refundAnswer(
        await wire.call('POST', '/v3/refund/domestic/refunds', {
          sub_mchid: order.payee.merchantNumber,
          transaction_id: order.transactionNumber,
          out_refund_no: order.refundNumber,
          reason: order.reason.slice(0, 80),
          notify_url: order.notifyUrl,
          amount: { refund: order.amountFen, total: order.totalFen, currency: 'CNY' },
        }),
        order.refundNumber,
      ),
    getRefund: async (reference) =>
      refundAnswer(
        await wire.call(
          'GET',
          `/v3/refund/domestic/refunds/${reference.refundNumber}?sub_mchid=${encodeURIComponent(reference.payee.merchantNumber)}`,
        ),
        reference.refundNumber,
      ),
    parseCallback: async ({ header, body }) => {
      const seal = await checkSeal(sealOf(header, body), keys.find, clock())
      if (!seal.holds) return { state: 'forged', reason: seal.reason, probe: seal.probe }
      try {
        const { eventId, eventType, resource } = noticeOf(JSON.parse(body))
        const opened: unknown = JSON.parse(openResource(resource, settings.apiKey))
        const genuine = { state: 'genuine', eventId, nonce: header('wechatpay-nonce') ?? null } as const
        if (eventType === 'TRANSACTION.SUCCESS') return { ...genuine, notice: paymentNotice(opened, settings) }
        if (eventType.startsWith('REFUND.')) return { ...genuine, notice: { kind: 'refund', refund: refundOf(opened) } }
        return { ...genuine, notice: { kind: 'other', eventType } }
      } catch (error) {
        return { state: 'forged', reason: error instanceof Error ? error.message : 'unreadable', probe: false }
      }
    },
    fetchStatement: async ({ businessDate, kind }) => {
      const bill = await fetchBill(
        kind === 'trade'
          ? `/v3/bill/tradebill?bill_date=${businessDate}&bill_type=ALL&tar_type=GZIP`
          : `/v3/bill/fundflowbill?bill_date=${businessDate}&account_type=BASIC&tar_type=GZIP`,
      )
      if ('state' in bill) return bill
      return kind === 'trade' ? readTradeBill(bill.file, bill.sha1) : readFundFlowBill(bill.file, bill.sha1)
    },
  }
}

const chargeBody = (settings: WechatSettings, order: ChargeOrder): object => ({
  sp_appid: settings.serviceAppId,
  sp_mchid: settings.serviceMerchantNumber,
  ...(order.payee.appId === null ? {} : { sub_appid: order.payee.appId }),
  sub_mchid: order.payee.merchantNumber,
  description: order.description.slice(0, 127),
  out_trade_no: order.chargeNumber,
  time_expire: beijingTime(order.expiresAt),
  notify_url: order.notifyUrl,
  amount: { total: order.amountFen, currency: 'CNY' },
  ...(order.scene === 'jsapi'
    ? { payer: order.payee.appId === null ? { sp_openid: order.payerOpenId } : { sub_openid: order.payerOpenId } }
    : {}),
})

const numbers = (settings: WechatSettings, { payee }: ChargeReference): string =>
  `sp_mchid=${encodeURIComponent(settings.serviceMerchantNumber)}&sub_mchid=${encodeURIComponent(payee.merchantNumber)}`
