/**
 * api.weixin.qq.com as the local gateway answers it: a labelled stand-in that gives every login code a made-up open id,
 * hands out access tokens, takes 发货信息 of the payments in the gateway's own books, and keeps subscribe messages and
 * phone numbers in `messages.ts`. It knows no person, so a second code of the same phone is another payer.
 */
import { createHash, randomBytes } from 'node:crypto'
import { miniProgramSecret, serviceMerchantNumber } from './keys.ts'
import type { Ledger, Trade } from './ledger.ts'
import { createMessageDesk } from './messages.ts'
import { type Body, record, text } from './wechat-words.ts'

const tokenSeconds = 7200

/** What WeChat was told of a payment. */
export interface Shipment {
  readonly chargeNumber: string
  /** 2 同城配送, 4 用户自提. */
  readonly logisticsType: number
  readonly itemDescription: string
  /** 2: told anew, which a payment allows once. */
  readonly times: number
}

const answer = (body: object): Response =>
  // As WeChat does: JSON under text/plain.
  new Response(JSON.stringify(body), { headers: { 'content-type': 'text/plain' } })
const refusal = (errcode: number, errmsg: string) => ({ errcode, errmsg })
const ok = refusal(0, 'ok')

export const createMiniProgramDesk = (appId: string, ledger: Ledger, clock: () => Date) => {
  const used = new Set<string>()
  const shipments = new Map<string, Shipment>()
  const messages = createMessageDesk()
  let token: { value: string; until: number } | undefined

  const login = (query: URLSearchParams): object => {
    if (query.get('appid') !== appId) return refusal(40013, 'invalid appid')
    if (query.get('secret') !== miniProgramSecret) return refusal(40125, 'invalid appsecret')
    const code = query.get('js_code') ?? ''
    if (code === '' || query.get('grant_type') !== 'authorization_code' || code.startsWith('invalid'))
      return refusal(40029, 'invalid code')
    if (used.has(code)) return refusal(40163, 'code been used')
    used.add(code)
    const openid = `local-demo-${createHash('sha256').update(code).digest('hex').slice(0, 17)}`
    return { openid, session_key: 'bG9jYWwgZGVtbyBzZXNzaW9uIQ==' }
  }

  const stableToken = (body: Body): object => {
    if (body.appid !== appId) return refusal(40013, 'invalid appid')
    if (body.secret !== miniProgramSecret) return refusal(40125, 'invalid appsecret')
    if (body.grant_type !== 'client_credential') return refusal(40002, 'invalid grant_type')
    const now = clock().getTime()
    if (token === undefined || token.until <= now || body.force_refresh === true)
      token = { value: randomBytes(24).toString('hex'), until: now + tokenSeconds * 1000 }
    return { access_token: token.value, expires_in: Math.floor((token.until - now) / 1000) }
  }

  /** The trades that a key names: one, or the parts of a combined payment. */
  const tradesOf = (key: Body): readonly Trade[] => {
    if (key.order_number_type === 2)
      return ledger.trades().filter((trade) => trade.transactionNumber === key.transaction_id)
    if (key.mchid !== serviceMerchantNumber) return []
    const number = text(key.out_trade_no)
    const trade = ledger.findTrade(number)
    return trade === undefined ? ledger.partsOf(number) : [trade]
  }

  /** What is wrong with one part; undefined when it can be taken. */
  const faultOf = (part: Body, trade: Trade | undefined): object | undefined => {
    if (trade === undefined || trade.channel !== 'wechat' || trade.state !== 'paid')
      return refusal(10060001, '支付单不存在')
    const list = Array.isArray(part.shipping_list) ? part.shipping_list.map(record) : []
    if (list.length === 0 || list.some((item) => text(item.item_desc) === '')) return refusal(268485228, '发货信息缺失')
    if (![1, 2, 3, 4].includes(Number(part.logistics_type))) return refusal(47001, 'logistics_type')
    if ((shipments.get(trade.chargeNumber)?.times ?? 0) >= 2) return refusal(10060003, '支付单已使用重新发货机会')
    return undefined
  }
  const take = (part: Body, trade: Trade): void => {
    const [item] = Array.isArray(part.shipping_list) ? part.shipping_list.map(record) : []
    shipments.set(trade.chargeNumber, {
      chargeNumber: trade.chargeNumber,
      logisticsType: Number(part.logistics_type),
      itemDescription: text(item?.item_desc),
      times: (shipments.get(trade.chargeNumber)?.times ?? 0) + 1,
    })
  }

  const ship = (body: Body, combined: boolean): object => {
    if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}\+08:00$/.test(text(body.upload_time)))
      return refusal(47001, 'upload_time')
    if (text(record(body.payer).openid) === '') return refusal(40003, 'invalid openid')
    const whole = tradesOf(record(body.order_key))
    const parts = combined ? (Array.isArray(body.sub_orders) ? body.sub_orders.map(record) : []) : [body]
    if (whole.length === 0 || parts.length === 0) return refusal(10060001, '支付单不存在')
    // A part of a combined payment is told with the whole.
    if (whole.some((trade) => (trade.combinedNumber !== undefined) !== combined))
      return refusal(10060001, '支付单不存在')
    const found = parts.map((part) => ({
      part,
      trade: whole.find((trade) => tradesOf(record(part.order_key)).includes(trade)),
    }))
    const bad = found.map(({ part, trade }) => faultOf(part, trade)).find((fault) => fault !== undefined)
    if (bad !== undefined) return bad
    for (const { part, trade } of found) if (trade !== undefined) take(part, trade)
    return ok
  }

  const does = (pathname: string, body: Body): object | undefined => {
    switch (pathname) {
      case '/wxa/sec/order/upload_shipping_info':
        return ship(body, false)
      case '/wxa/sec/order/upload_combined_shipping_info':
        return ship(body, true)
      case '/cgi-bin/message/subscribe/send':
        return messages.send(body)
      case '/wxa/business/getuserphonenumber':
        return messages.phone(body)
      default:
        return undefined
    }
  }

  return {
    messages,
    shipments: (): readonly Shipment[] => [...shipments.values()],
    /** As when WeChat takes the token away before its time. */
    dropToken: (): void => {
      token = undefined
    },
    answer: async (request: Request): Promise<Response> => {
      const { pathname, searchParams } = new URL(request.url)
      if (pathname === '/sns/jscode2session') return answer(login(searchParams))
      if (request.method !== 'POST') return new Response('', { status: 404 })
      const body = record(await request.json().catch(() => null))
      if (pathname === '/cgi-bin/stable_token') return answer(stableToken(body))
      if (token === undefined || searchParams.get('access_token') !== token.value || token.until <= clock().getTime())
        return answer(refusal(40001, 'invalid credential, access_token is invalid or not latest'))
      const done = does(pathname, body)
      return done === undefined ? new Response('', { status: 404 }) : answer(done)
    },
  }
}
