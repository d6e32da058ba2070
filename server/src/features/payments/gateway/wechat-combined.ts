/**
 * Combined payments as the gateway answers them: parts to several sub-merchants, paid all or none, closed as a whole and
 * with the very list of the order. Like the rest of the gateway it shares no code with our channel.
 */
import { createHash, randomBytes } from 'node:crypto'
import type { Gateway } from './gateway.ts'
import { serviceMerchantNumber } from './keys.ts'
import type { Trade } from './ledger.ts'
import { beijing, type Body, record, refuse, type Reply, text } from './wechat-words.ts'

const largest = 50
const isNumber = (value: unknown): value is string => /^[0-9A-Za-z_\-|*]{6,32}$/.test(text(value))

export const createCombinedDesk = ({ ledger, clock, serviceAppId }: Gateway) => {
  const create = (scene: string, body: Body): Reply => {
    const number = text(body.combine_out_trade_no)
    const parts = Array.isArray(body.sub_orders) ? body.sub_orders.map(record) : []
    if (!isNumber(number)) return refuse(400, 'PARAM_ERROR', 'combine_out_trade_no')
    if (body.combine_mchid !== serviceMerchantNumber) return refuse(400, 'MCH_NOT_EXISTS', 'combine_mchid')
    if (body.combine_appid !== serviceAppId) return refuse(400, 'APPID_MCHID_NOT_MATCH', 'combine_appid')
    if (parts.length < 1 || parts.length > largest) return refuse(400, 'PARAM_ERROR', 'sub_orders')
    if (!text(body.notify_url).startsWith('http') || text(body.notify_url).includes('?'))
      return refuse(400, 'PARAM_ERROR', 'notify_url')
    if (scene === 'jsapi' && !text(record(body.combine_payer_info).openid))
      return refuse(400, 'PARAM_ERROR', 'combine_payer_info')
    const bad = parts.map(faultOf).find((fault) => fault !== undefined)
    if (bad !== undefined) return refuse(400, 'PARAM_ERROR', bad)
    if (new Set(parts.map((part) => part.out_trade_no)).size !== parts.length)
      return refuse(400, 'PARAM_ERROR', 'out_trade_no')
    const fingerprint = createHash('sha256')
      .update(`${scene}${JSON.stringify(body)}`)
      .digest('hex')
    const known = ledger.partsOf(number)
    const states = new Set(known.map((trade) => trade.state))
    if (states.has('paid')) return refuse(400, 'ORDERPAID', '该订单已支付')
    if (states.has('closed')) return refuse(400, 'ORDER_CLOSED', '订单已关闭')
    if (known.some((trade) => trade.fingerprint !== fingerprint))
      return refuse(403, 'OUT_TRADE_NO_USED', '商户订单号重复')
    if (known.length === 0) {
      if (parts.some((part) => ledger.findTrade(text(part.out_trade_no)) !== undefined))
        return refuse(403, 'OUT_TRADE_NO_USED', '子单商户订单号重复')
      for (const part of parts) ledger.putTrade(tradeOf(number, part, body, fingerprint))
    }
    return {
      status: 200,
      body:
        scene === 'native'
          ? { code_url: `weixin://wxpay/bizpayurl?pr=${number}` }
          : { prepay_id: `wx${number}${randomBytes(4).toString('hex')}` },
    }
  }

  const faultOf = (part: Body): string | undefined => {
    const { total_amount: total, currency } = record(part.amount)
    if (!isNumber(part.out_trade_no)) return 'sub_orders.out_trade_no'
    if (part.mchid !== serviceMerchantNumber) return 'sub_orders.mchid'
    if (!text(part.sub_mchid)) return 'sub_orders.sub_mchid'
    if (!text(part.attach)) return 'sub_orders.attach'
    if (!text(part.description)) return 'sub_orders.description'
    if (currency !== 'CNY') return 'sub_orders.amount.currency'
    if (typeof total !== 'number' || !Number.isInteger(total) || total <= 0) return 'sub_orders.amount.total_amount'
    return undefined
  }

  const tradeOf = (combinedNumber: string, part: Body, body: Body, fingerprint: string): Trade => ({
    channel: 'wechat',
    chargeNumber: text(part.out_trade_no),
    combinedNumber,
    merchantNumber: text(part.sub_mchid),
    appId: text(part.sub_appid) || null,
    amountFen: Number(record(part.amount).total_amount),
    description: text(part.description),
    notifyUrl: text(body.notify_url),
    fingerprint,
    expiresAt: new Date(text(body.time_expire) || clock().getTime() + 7 * 86_400_000).toISOString(),
    createdAt: clock().toISOString(),
    state: 'waiting',
    transactionNumber: null,
    paidAt: null,
  })

  const partBody = (trade: Trade, state: string): Body => ({
    mchid: serviceMerchantNumber,
    trade_type: 'JSAPI',
    trade_state: state,
    attach: trade.combinedNumber,
    out_trade_no: trade.chargeNumber,
    sub_mchid: trade.merchantNumber,
    ...(trade.appId === null ? {} : { sub_appid: trade.appId }),
    amount: {
      total_amount: trade.amountFen,
      currency: 'CNY',
      ...(trade.state === 'paid' ? { payer_amount: trade.amountFen, payer_currency: 'CNY' } : {}),
    },
    ...(trade.state === 'paid'
      ? {
          transaction_id: trade.transactionNumber,
          bank_type: 'OTHERS',
          success_time: beijing(trade.paidAt ?? ''),
        }
      : {}),
  })

  const paymentBody = (number: string, parts: readonly Body[]): Body => ({
    combine_appid: serviceAppId,
    combine_mchid: serviceMerchantNumber,
    combine_out_trade_no: number,
    combine_payer_info: { openid: 'local-demo-payer' },
    sub_orders: parts,
  })

  const close = (number: string, body: Body): Reply => {
    const known = ledger.partsOf(number)
    if (known.length === 0) return refuse(404, 'ORDER_NOT_EXIST', '订单不存在')
    const key = (merchant: unknown, part: unknown): string => `${text(merchant)}/${text(part)}`
    const asked = Array.isArray(body.sub_orders) ? body.sub_orders.map(record) : []
    const same =
      body.combine_appid === serviceAppId &&
      asked.length === known.length &&
      known.every((trade) =>
        asked.some((part) => key(part.sub_mchid, part.out_trade_no) === key(trade.merchantNumber, trade.chargeNumber)),
      )
    if (!same) return refuse(400, 'INVALID_REQUEST', '请求关单的子单信息与下单时的子单信息不一致')
    if (known.some((trade) => trade.state === 'paid')) return refuse(400, 'ORDERPAID', '该订单已支付')
    for (const trade of known) ledger.putTrade({ ...trade, state: 'closed' })
    return { status: 204, body: null }
  }

  return {
    /** Undefined when the path is none of ours. */
    route: (method: string, path: string, body: Body): Reply | undefined => {
      const made = /^\/v3\/combine-transactions\/(jsapi|native)$/.exec(path)
      if (method === 'POST' && made !== null) return create(made[1] ?? '', body)
      const closed = /^\/v3\/combine-transactions\/out-trade-no\/([^/]+)\/close$/.exec(path)
      if (method === 'POST' && closed !== null) return close(closed[1] ?? '', body)
      const asked = /^\/v3\/combine-transactions\/out-trade-no\/([^/]+)$/.exec(path)
      if (method !== 'GET' || asked === null) return undefined
      const number = asked[1] ?? ''
      const known = ledger.partsOf(number)
      return known.length === 0
        ? refuse(404, 'ORDER_NOT_EXIST', '订单不存在')
        : {
            status: 200,
            body: paymentBody(
              number,
              known.map((trade) =>
                partBody(
                  trade,
                  ledger.refundsOf(trade.chargeNumber).some((refund) => refund.state === 'succeeded')
                    ? 'REFUND'
                    : { waiting: 'NOTPAY', paid: 'SUCCESS', closed: 'CLOSED' }[trade.state],
                ),
              ),
            ),
          }
    },
    /** What a notice of success says. */
    notice: (trades: readonly Trade[]): Body =>
      paymentBody(
        trades[0]?.combinedNumber ?? '',
        trades.map((trade) => partBody(trade, 'SUCCESS')),
      ),
  }
}
