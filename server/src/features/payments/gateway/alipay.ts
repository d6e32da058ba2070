/** Alipay's gateway.do as the local gateway answers it: RSA2 both ways, yuan text, notices as forms. */
import { createPublicKey, createSign, createVerify, randomBytes } from 'node:crypto'
import { parseYuan } from '@smart-market/shared/money.ts'
import { alipayBill, alipayBillRows } from './alipay-bills.ts'
import type { CallbackFault } from './faults.ts'
import type { Gateway } from './gateway.ts'
import { alipayAppId, privateKeyOf, publicPem } from './keys.ts'
import { refundedFen, type Trade } from './ledger.ts'

type Fields = Record<string, string>
type Body = Record<string, unknown>

const done = (more: Body): Body => ({ code: '10000', msg: 'Success', ...more })
const refuse = (subCode: string, message: string): Body => ({
  code: '40004',
  msg: 'Business Failed',
  sub_code: subCode,
  sub_msg: message,
})
const yuan = (fen: number): string => (fen / 100).toFixed(2)
const local = (iso: string): string =>
  new Date(Date.parse(iso) + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ')

export const createAlipayDesk = (gateway: Gateway) => {
  const { keys, ledger, clock } = gateway
  const appKey = createPublicKey(publicPem(keys.alipayAppPrivate))
  const sign = (text: string): string =>
    createSign('RSA-SHA256').update(text, 'utf8').sign(privateKeyOf(keys.alipayPrivate), 'base64')
  const join = (fields: Fields, left: readonly string[]): string =>
    Object.keys(fields)
      .filter((name) => !left.includes(name) && fields[name] !== '')
      .sort()
      .map((name) => `${name}=${fields[name]}`)
      .join('&')

  const isSigned = (fields: Fields): boolean =>
    fields.app_id === alipayAppId &&
    fields.sign_type === 'RSA2' &&
    createVerify('RSA-SHA256')
      .update(join(fields, ['sign']), 'utf8')
      .verify(appKey, fields.sign ?? '', 'base64')

  /** Seller of a trade: the demo's authorisation tokens are the merchant numbers themselves. */
  const sellerOf = (fields: Fields): string => fields.app_auth_token ?? '2088000000000109'

  const makeTrade = (fields: Fields, content: Body): Trade | Body => {
    const number = String(content.out_trade_no ?? '')
    const amountFen = parseYuan(String(content.total_amount ?? ''))
    if (number === '' || amountFen === undefined || amountFen <= 0) return refuse('ACQ.INVALID_PARAMETER', '参数无效')
    const known = ledger.findTrade(number)
    if (known?.state === 'paid') return refuse('ACQ.TRADE_HAS_SUCCESS', '交易已被支付')
    if (known?.state === 'closed') return refuse('ACQ.TRADE_HAS_CLOSE', '交易已经关闭')
    if (known !== undefined)
      return known.amountFen === amountFen ? known : refuse('ACQ.CONTEXT_INCONSISTENT', '交易信息被篡改')
    const expires = String(content.time_expire ?? '')
    const trade: Trade = {
      channel: 'alipay',
      chargeNumber: number,
      merchantNumber: sellerOf(fields),
      appId: null,
      amountFen,
      description: String(content.subject ?? ''),
      notifyUrl: fields.notify_url ?? '',
      fingerprint: String(amountFen),
      expiresAt: new Date(
        expires === '' ? clock().getTime() + 86_400_000 : `${expires.replace(' ', 'T')}+08:00`,
      ).toISOString(),
      createdAt: clock().toISOString(),
      state: 'waiting',
      transactionNumber: null,
      paidAt: null,
    }
    ledger.putTrade(trade)
    return trade
  }

  const own = (fields: Fields, number: unknown): Trade | undefined => {
    const trade = ledger.findTrade(String(number ?? ''))
    return trade?.channel === 'alipay' && trade.merchantNumber === sellerOf(fields) ? trade : undefined
  }

  const numberOfTransaction = (transactionNumber: unknown): string | undefined =>
    ledger.trades().find((trade) => trade.transactionNumber === transactionNumber)?.chargeNumber

  const bills = new Map<string, () => Promise<Uint8Array | undefined>>()
  const announceBill = (fields: Fields, content: Body): Body => {
    const seller = sellerOf(fields)
    const date = String(content.bill_date ?? '')
    const rows = alipayBillRows(ledger, date, seller)
    if (rows === 0) return refuse('isp.bill_not_exist', '账单不存在')
    const token = randomBytes(16).toString('hex')
    const kind = content.bill_type === 'signcustomer' ? 'signcustomer' : 'trade'
    bills.set(token, () => alipayBill(ledger, date, seller, kind))
    return done({ bill_download_url: `${gateway.wechatBaseUrl()}/alipay-bill?token=${token}` })
  }

  const act = (fields: Fields): Body => {
    const content = JSON.parse(fields.biz_content ?? '{}') as Body
    if (fields.method === 'alipay.trade.precreate') {
      const made = makeTrade(fields, content)
      return 'chargeNumber' in made
        ? done({ out_trade_no: made.chargeNumber, qr_code: `https://qr.alipay.com/local-${String(made.chargeNumber)}` })
        : made
    }
    if (fields.method === 'alipay.data.dataservice.bill.downloadurl.query') return announceBill(fields, content)
    const trade = own(fields, content.out_trade_no ?? numberOfTransaction(content.trade_no))
    if (trade === undefined) return refuse('ACQ.TRADE_NOT_EXIST', '交易不存在')
    switch (fields.method) {
      case 'alipay.trade.query': {
        const all = trade.paidAt !== null && refundedFen(ledger, trade.chargeNumber) >= trade.amountFen
        return done({
          out_trade_no: trade.chargeNumber,
          trade_no: trade.transactionNumber ?? `${trade.chargeNumber}0`,
          trade_status:
            trade.state === 'waiting'
              ? 'WAIT_BUYER_PAY'
              : trade.state === 'closed' || all
                ? 'TRADE_CLOSED'
                : 'TRADE_SUCCESS',
          total_amount: yuan(trade.amountFen),
          ...(trade.paidAt === null
            ? {}
            : { send_pay_date: local(trade.paidAt), buyer_pay_amount: yuan(trade.amountFen) }),
        })
      }
      case 'alipay.trade.close':
        if (trade.state !== 'waiting') return refuse('ACQ.TRADE_STATUS_ERROR', '交易状态不合法')
        ledger.putTrade({ ...trade, state: 'closed' })
        return done({ out_trade_no: trade.chargeNumber })
      case 'alipay.trade.refund': {
        const number = String(content.out_request_no ?? '')
        const amountFen = parseYuan(String(content.refund_amount ?? ''))
        if (trade.state !== 'paid') return refuse('ACQ.TRADE_STATUS_ERROR', '交易状态不合法')
        if (amountFen === undefined || amountFen <= 0) return refuse('ACQ.INVALID_PARAMETER', '参数无效')
        const known = ledger.findRefund(number)
        if (known !== undefined && (known.amountFen !== amountFen || known.chargeNumber !== trade.chargeNumber))
          return refuse('ACQ.DISCORDANT_REPEAT_REQUEST', '同一笔退款申请参数不一致')
        if (known === undefined) {
          if (refundedFen(ledger, trade.chargeNumber) + amountFen > trade.amountFen)
            return refuse('ACQ.REFUND_AMT_NOT_EQUAL_TOTAL', '退款金额超限')
          ledger.putRefund({
            channel: 'alipay',
            refundNumber: number,
            chargeNumber: trade.chargeNumber,
            channelRefundNumber: number,
            amountFen,
            notifyUrl: null,
            state: 'succeeded',
            createdAt: clock().toISOString(),
            finishedAt: clock().toISOString(),
          })
        }
        return done({
          out_trade_no: trade.chargeNumber,
          trade_no: trade.transactionNumber,
          refund_fee: yuan(refundedFen(ledger, trade.chargeNumber)),
          fund_change: known === undefined ? 'Y' : 'N',
        })
      }
      case 'alipay.trade.fastpay.refund.query': {
        const known = ledger.findRefund(String(content.out_request_no ?? ''))
        return known === undefined || known.chargeNumber !== trade.chargeNumber
          ? done({})
          : done({
              out_trade_no: trade.chargeNumber,
              out_request_no: known.refundNumber,
              refund_amount: yuan(known.amountFen),
              refund_status: 'REFUND_SUCCESS',
              gmt_refund_pay: local(known.finishedAt ?? known.createdAt),
            })
      }
      default:
        return { code: '40002', msg: 'Invalid Arguments', sub_code: 'isv.invalid-method' }
    }
  }

  return {
    answer: async (request: Request): Promise<Response> => {
      const { pathname, searchParams } = new URL(request.url)
      if (pathname === '/alipay-bill') {
        const file = await bills.get(searchParams.get('token') ?? '')?.()
        return file === undefined ? new Response('', { status: 404 }) : new Response(new Uint8Array(file))
      }
      const fields: Fields = Object.fromEntries([
        ...new URL(request.url).searchParams,
        ...new URLSearchParams(await request.text()),
      ])
      const body = isSigned(fields)
        ? act(fields)
        : { code: '40002', msg: 'Invalid Arguments', sub_code: 'isv.invalid-signature', sub_msg: '验签出错' }
      const name = `${(fields.method ?? 'error').replaceAll('.', '_')}_response`
      const content = JSON.stringify(body)
      return new Response(`{"${name}":${content},"sign":"${sign(content)}"}`, {
        headers: { 'content-type': 'text/html;charset=utf-8' },
      })
    },
    /** A shopper arrives with the signed address of wap pay. The charge number, or undefined when it is not ours. */
    openPage: (query: URLSearchParams): string | undefined => {
      const fields: Fields = Object.fromEntries(query)
      if (fields.method !== 'alipay.trade.wap.pay' || !isSigned(fields)) return undefined
      const content = JSON.parse(fields.biz_content ?? '{}') as Body
      makeTrade(fields, content)
      return ledger.findTrade(String(content.out_trade_no ?? ''))?.chargeNumber
    },
    paymentCallback: (trade: Trade, eventId: string, fault: CallbackFault) => {
      const fields: Fields = {
        notify_time: local(clock().toISOString()),
        notify_type: 'trade_status_sync',
        notify_id: eventId,
        app_id: alipayAppId,
        charset: 'utf-8',
        version: '1.0',
        out_trade_no: trade.chargeNumber,
        trade_no: trade.transactionNumber ?? '',
        trade_status: 'TRADE_SUCCESS',
        seller_id: trade.merchantNumber,
        total_amount: yuan(trade.amountFen),
        buyer_pay_amount: yuan(trade.amountFen),
        gmt_payment: local(trade.paidAt ?? clock().toISOString()),
        subject: trade.description,
      }
      const signed: Fields = { ...fields, sign: sign(join(fields, [])), sign_type: 'RSA2' }
      if (fault === 'tampered') signed.total_amount = yuan(trade.amountFen + 100)
      if (fault === 'foreign_key' || fault === 'probe') signed.sign = randomBytes(256).toString('base64')
      return {
        headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
        body: new URLSearchParams(signed).toString(),
      }
    },
  }
}
