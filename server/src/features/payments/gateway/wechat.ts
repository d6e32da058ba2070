/**
 * WeChat Pay APIv3 as the gateway answers it: requests are verified, answers signed, callbacks sealed. It shares no code
 * with our channel, so that an error in one shows against the other.
 */
import { createCipheriv, createHash, createPublicKey, createSign, createVerify, randomBytes } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { fundFlowBill, tradeBill } from './bills.ts'
import type { CallbackFault } from './faults.ts'
import type { Gateway } from './gateway.ts'
import { privateKeyOf, publicPem, serviceMerchantNumber } from './keys.ts'
import { refundedFen, type Trade, type TradeRefund } from './ledger.ts'
import { createCombinedDesk } from './wechat-combined.ts'
import { beijing, type Body, record, refuse, type Reply, text } from './wechat-words.ts'

/** Which key signs: asked-for public key, or the platform certificate's. `mixed`: callbacks take either by turns. */
export type SigningMode = 'public_key' | 'certificate' | 'mixed'

export const createWechatDesk = (gateway: Gateway) => {
  const { keys, ledger, clock } = gateway
  const merchantKey = createPublicKey(publicPem(keys.merchantPrivate))
  const combined = createCombinedDesk(gateway)
  const seenNonces = new Map<string, number>()
  const downloads = new Map<string, Uint8Array>()
  let turn = 0

  const seal = (body: string, serial: string): Record<string, string> => {
    const timestamp = String(Math.floor(clock().getTime() / 1000))
    const nonce = randomBytes(16).toString('hex')
    const key = serial === keys.publicKeyId ? keys.publicKeyPrivate : keys.platformPrivate
    const signature = createSign('RSA-SHA256')
      .update(`${timestamp}\n${nonce}\n${body}\n`)
      .sign(privateKeyOf(key), 'base64')
    return {
      'wechatpay-timestamp': timestamp,
      'wechatpay-nonce': nonce,
      'wechatpay-signature': signature,
      'wechatpay-serial': serial,
      'wechatpay-signature-type': 'WECHATPAY2-SHA256-RSA2048',
    }
  }

  /** The reason to refuse a request; undefined when its signature holds. */
  const checkAuthorization = (method: string, path: string, body: string, header: string): string | undefined => {
    const scheme = /^WECHATPAY2-SHA256-RSA2048 (.+)$/.exec(header)?.[1]
    if (scheme === undefined) return 'no scheme'
    const fields = Object.fromEntries([...scheme.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]))
    const { mchid, nonce_str: nonce = '', timestamp = '', serial_no: serial, signature = '' } = fields
    if (mchid !== serviceMerchantNumber) return 'mchid'
    if (serial !== keys.merchantSerial) return 'serial_no'
    const now = clock().getTime() / 1000
    if (!/^\d+$/.test(timestamp) || Math.abs(now - Number(timestamp)) > 300) return 'timestamp'
    if (nonce === '' || seenNonces.has(nonce)) return 'nonce_str'
    const verifier = createVerify('RSA-SHA256').update(`${method}\n${path}\n${timestamp}\n${nonce}\n${body}\n`)
    if (!verifier.verify(merchantKey, signature, 'base64')) return 'signature'
    seenNonces.set(nonce, now)
    if (seenNonces.size > 5000) for (const [old, at] of seenNonces) if (now - at > 600) seenNonces.delete(old)
    return undefined
  }

  const transaction = (trade: Trade): Body => ({
    sp_appid: gateway.serviceAppId,
    sp_mchid: serviceMerchantNumber,
    ...(trade.appId === null ? {} : { sub_appid: trade.appId }),
    sub_mchid: trade.merchantNumber,
    out_trade_no: trade.chargeNumber,
    trade_state: ledger.refundsOf(trade.chargeNumber).some((refund) => refund.state === 'succeeded')
      ? 'REFUND'
      : { waiting: 'NOTPAY', paid: 'SUCCESS', closed: 'CLOSED' }[trade.state],
    trade_state_desc: '',
    ...(trade.state === 'paid'
      ? {
          transaction_id: trade.transactionNumber,
          trade_type: 'JSAPI',
          bank_type: 'OTHERS',
          success_time: beijing(trade.paidAt ?? ''),
          payer: { sp_openid: 'local-demo-payer' },
          amount: {
            total: trade.amountFen,
            payer_total: trade.amountFen,
            currency: 'CNY',
            payer_currency: 'CNY',
          },
        }
      : {}),
  })

  const refundBody = (refund: TradeRefund, trade: Trade): Body => ({
    refund_id: refund.channelRefundNumber,
    out_refund_no: refund.refundNumber,
    transaction_id: trade.transactionNumber,
    out_trade_no: trade.chargeNumber,
    channel: 'ORIGINAL',
    user_received_account: '支付用户零钱',
    create_time: beijing(refund.createdAt),
    ...(refund.finishedAt === null ? {} : { success_time: beijing(refund.finishedAt) }),
    status: { processing: 'PROCESSING', succeeded: 'SUCCESS', failed: 'CLOSED', abnormal: 'ABNORMAL' }[refund.state],
    amount: { total: trade.amountFen, refund: refund.amountFen, payer_total: trade.amountFen, currency: 'CNY' },
  })

  const createTrade = (scene: string, body: Body): Reply => {
    const amount = record(body.amount)
    const total = amount.total
    const number = text(body.out_trade_no)
    if (!/^[0-9A-Za-z_\-|*]{6,32}$/.test(number)) return refuse(400, 'PARAM_ERROR', 'out_trade_no')
    if (body.sp_mchid !== serviceMerchantNumber) return refuse(400, 'MCH_NOT_EXISTS', 'sp_mchid')
    if (typeof total !== 'number' || !Number.isInteger(total) || total <= 0)
      return refuse(400, 'PARAM_ERROR', 'amount.total')
    if (!text(body.notify_url).startsWith('http') || text(body.notify_url).includes('?'))
      return refuse(400, 'PARAM_ERROR', 'notify_url')
    const payer = record(body.payer)
    if (scene === 'jsapi' && !text(payer.sp_openid) && !(text(payer.sub_openid) && text(body.sub_appid)))
      return refuse(400, 'PARAM_ERROR', 'payer')
    const fingerprint = createHash('sha256')
      .update(`${scene}${JSON.stringify(body)}`)
      .digest('hex')
    const known = ledger.findTrade(number)
    if (known?.state === 'paid') return refuse(400, 'ORDERPAID', '该订单已支付')
    if (known?.state === 'closed') return refuse(400, 'ORDER_CLOSED', '订单已关闭')
    if (known !== undefined && known.fingerprint !== fingerprint)
      return refuse(403, 'OUT_TRADE_NO_USED', '商户订单号重复')
    if (known === undefined)
      ledger.putTrade({
        channel: 'wechat',
        chargeNumber: number,
        merchantNumber: text(body.sub_mchid),
        appId: text(body.sub_appid) || null,
        amountFen: total,
        description: text(body.description),
        notifyUrl: text(body.notify_url),
        fingerprint,
        expiresAt: new Date(text(body.time_expire) || clock().getTime() + 7 * 86_400_000).toISOString(),
        createdAt: clock().toISOString(),
        state: 'waiting',
        transactionNumber: null,
        paidAt: null,
      })
    return {
      status: 200,
      body:
        scene === 'native'
          ? { code_url: `weixin://wxpay/bizpayurl?pr=${number}` }
          : { prepay_id: `wx${number}${randomBytes(4).toString('hex')}` },
    }
  }

  const ownTrade = (number: string, merchant: unknown): Trade | undefined => {
    const trade = ledger.findTrade(number)
    return trade?.channel === 'wechat' && trade.merchantNumber === merchant ? trade : undefined
  }

  const refund = (body: Body): Reply => {
    const number = text(body.out_refund_no)
    const amount = record(body.amount)
    const trade = ledger.trades().find((item) => item.transactionNumber === body.transaction_id)
    if (trade === undefined || trade.merchantNumber !== body.sub_mchid)
      return refuse(404, 'RESOURCE_NOT_EXISTS', '订单不存在')
    const known = ledger.findRefund(number)
    if (known !== undefined)
      return known.amountFen === amount.refund && known.chargeNumber === trade.chargeNumber
        ? { status: 200, body: refundBody(known, trade) }
        : refuse(400, 'INVALID_REQUEST', '退款单号重复且参数不一致')
    if (typeof amount.refund !== 'number' || !Number.isInteger(amount.refund) || amount.refund <= 0)
      return refuse(400, 'PARAM_ERROR', 'amount.refund')
    if (amount.total !== trade.amountFen) return refuse(400, 'PARAM_ERROR', 'amount.total')
    if (refundedFen(ledger, trade.chargeNumber) + amount.refund > trade.amountFen)
      return refuse(400, 'INVALID_REQUEST', '退款总金额超过订单金额')
    const made: TradeRefund = {
      channel: 'wechat',
      refundNumber: number,
      chargeNumber: trade.chargeNumber,
      channelRefundNumber: gateway.newNumber('5030'),
      amountFen: amount.refund,
      notifyUrl: text(body.notify_url) || null,
      state: 'processing',
      createdAt: clock().toISOString(),
      finishedAt: null,
    }
    ledger.putRefund(made)
    return { status: 200, body: refundBody(made, trade) }
  }

  const announceFile = (content: string): Reply => {
    const token = randomBytes(16).toString('hex')
    downloads.set(token, gzipSync(content))
    return {
      status: 200,
      body: {
        hash_type: 'SHA1',
        hash_value: createHash('sha1').update(content).digest('hex'),
        download_url: `${gateway.wechatBaseUrl()}/v3/billdownload/file?token=${token}`,
      },
    }
  }

  const route = (method: string, url: URL, body: Body): Reply => {
    const path = url.pathname
    const query = (name: string): string => url.searchParams.get(name) ?? ''
    const ofCombined = combined.route(method, path, body)
    if (ofCombined !== undefined) return ofCombined
    const create = /^\/v3\/pay\/partner\/transactions\/(jsapi|native)$/.exec(path)
    if (method === 'POST' && create !== null) return createTrade(create[1] ?? '', body)
    const close = /^\/v3\/pay\/partner\/transactions\/out-trade-no\/([^/]+)\/close$/.exec(path)
    if (method === 'POST' && close !== null) {
      const trade = ownTrade(close[1] ?? '', body.sub_mchid)
      if (trade === undefined) return refuse(404, 'ORDER_NOT_EXIST', '订单不存在')
      if (trade.combinedNumber !== undefined) return refuse(400, 'INVALID_REQUEST', '合单支付订单只能使用合单关单')
      if (trade.state === 'paid') return refuse(400, 'ORDERPAID', '该订单已支付')
      ledger.putTrade({ ...trade, state: 'closed' })
      return { status: 204, body: null }
    }
    const byNumber = /^\/v3\/pay\/partner\/transactions\/out-trade-no\/([^/]+)$/.exec(path)
    const byId = /^\/v3\/pay\/partner\/transactions\/id\/([^/]+)$/.exec(path)
    if (method === 'GET' && (byNumber !== null || byId !== null)) {
      const number = byNumber?.[1] ?? ledger.trades().find((t) => t.transactionNumber === byId?.[1])?.chargeNumber ?? ''
      const trade = ownTrade(number, query('sub_mchid'))
      // Nothing is documented about asking for one part alone, so that ours must not.
      if (trade?.combinedNumber !== undefined) return refuse(400, 'INVALID_REQUEST', '合单支付订单请用合单查询')
      return trade === undefined
        ? refuse(404, 'ORDER_NOT_EXIST', '订单不存在')
        : { status: 200, body: transaction(trade) }
    }
    if (method === 'POST' && path === '/v3/refund/domestic/refunds') return refund(body)
    const find = /^\/v3\/refund\/domestic\/refunds\/([^/]+)$/.exec(path)
    if (method === 'GET' && find !== null) {
      const known = ledger.findRefund(find[1] ?? '')
      const trade = known === undefined ? undefined : ownTrade(known.chargeNumber, query('sub_mchid'))
      return known === undefined || trade === undefined
        ? refuse(404, 'RESOURCE_NOT_EXISTS', '退款单不存在')
        : { status: 200, body: refundBody(known, trade) }
    }
    if (method === 'GET' && path === '/v3/bill/tradebill') {
      const bill = tradeBill(ledger, query('bill_date'))
      return bill === undefined ? refuse(400, 'NO_STATEMENT_EXIST', '账单不存在') : announceFile(bill)
    }
    if (method === 'GET' && path === '/v3/bill/fundflowbill') {
      const bill = fundFlowBill(ledger, query('bill_date'))
      return bill === undefined ? refuse(400, 'NO_STATEMENT_EXIST', '账单不存在') : announceFile(bill)
    }
    if (method === 'GET' && path === '/v3/certificates') {
      if (gateway.signing() === 'public_key') return refuse(404, 'RESOURCE_NOT_EXISTS', '无可用的平台证书')
      return { status: 200, body: { data: [certificateEntry()] } }
    }
    return refuse(404, 'RESOURCE_NOT_EXISTS', path)
  }

  const encrypt = (plain: string, associated: string): Body => {
    const nonce = randomBytes(6).toString('hex')
    const cipher = createCipheriv('aes-256-gcm', Buffer.from(keys.apiKey), nonce).setAAD(Buffer.from(associated))
    const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()])
    return { algorithm: 'AEAD_AES_256_GCM', ciphertext: sealed.toString('base64'), associated_data: associated, nonce }
  }

  const certificateEntry = (): Body => ({
    serial_no: keys.platformSerial,
    effective_time: beijing(clock().toISOString()),
    expire_time: beijing(new Date(clock().getTime() + 4 * 365 * 86_400_000).toISOString()),
    encrypt_certificate: encrypt(keys.platformCertificate, 'certificate'),
  })

  const serialForCallback = (): string => {
    const mode = gateway.signing()
    if (mode === 'mixed') return turn++ % 2 === 0 ? keys.publicKeyId : keys.platformSerial
    return mode === 'public_key' ? keys.publicKeyId : keys.platformSerial
  }

  /** A sealed callback, spoiled as the fault says. The event keeps its id over all its deliveries. */
  const sealCallback = (
    eventId: string,
    eventType: string,
    originalType: string,
    resource: Body,
    fault: CallbackFault,
  ) => {
    const body = JSON.stringify({
      id: eventId,
      create_time: beijing(clock().toISOString()),
      resource_type: 'encrypt-resource',
      event_type: eventType,
      summary: '',
      resource: { original_type: originalType, ...encrypt(JSON.stringify(resource), originalType) },
    })
    const headers: Record<string, string> = { 'content-type': 'application/json', ...seal(body, serialForCallback()) }
    switch (fault) {
      case 'probe':
        return {
          headers: { ...headers, 'wechatpay-signature': `WECHATPAY/SIGNTEST/${headers['wechatpay-signature']}` },
          body,
        }
      case 'foreign_key':
        return { headers: { ...headers, 'wechatpay-serial': 'PUB_KEY_ID_SOMEBODY_ELSE' }, body }
      case 'tampered':
        return { headers, body: body.replace('"summary":""', '"summary":" "') }
      case 'none':
      case 'lost':
      case 'twice':
      case 'late':
        return { headers, body }
    }
  }

  return {
    /** Answers a request; the caller decides about faults. */
    answer: async (request: Request): Promise<Response> => {
      const url = new URL(request.url)
      const raw = await request.text()
      const path = url.pathname + url.search
      const bad = checkAuthorization(request.method, path, raw, request.headers.get('authorization') ?? '')
      const asked = request.headers.get('wechatpay-serial')
      const serial =
        gateway.signing() === 'certificate' || (gateway.signing() === 'mixed' && asked === null)
          ? keys.platformSerial
          : keys.publicKeyId
      if (bad === undefined && url.pathname === '/v3/billdownload/file') {
        const file = downloads.get(url.searchParams.get('token') ?? '')
        return file === undefined ? new Response('', { status: 404 }) : new Response(new Uint8Array(file))
      }
      const reply =
        bad !== undefined
          ? refuse(401, 'SIGN_ERROR', `签名错误：${bad}`)
          : asked !== null && asked.startsWith('PUB_KEY_ID_') && asked !== keys.publicKeyId
            ? refuse(400, 'INVALID_REQUEST', 'Wechatpay-Serial 不对')
            : route(request.method, url, raw === '' ? {} : record(JSON.parse(raw)))
      const body = reply.body === null ? '' : JSON.stringify(reply.body)
      return new Response(body === '' ? null : body, {
        status: reply.status,
        headers: {
          'content-type': 'application/json',
          'request-id': randomBytes(8).toString('hex'),
          ...seal(body, serial),
        },
      })
    },
    combinedCallback: (trades: readonly Trade[], eventId: string, fault: CallbackFault) =>
      sealCallback(eventId, 'TRANSACTION.SUCCESS', 'transaction', combined.notice(trades), fault),
    paymentCallback: (trade: Trade, eventId: string, fault: CallbackFault) =>
      sealCallback(
        eventId,
        'TRANSACTION.SUCCESS',
        'transaction',
        { ...transaction(trade), trade_state: 'SUCCESS' },
        fault,
      ),
    refundCallback: (refund: TradeRefund, trade: Trade, eventId: string, fault: CallbackFault) => {
      const { status, ...rest } = refundBody(refund, trade)
      const type = { processing: 'PROCESSING', succeeded: 'SUCCESS', failed: 'CLOSED', abnormal: 'ABNORMAL' }[
        refund.state
      ]
      return sealCallback(
        eventId,
        `REFUND.${type}`,
        'refund',
        { sp_mchid: serviceMerchantNumber, sub_mchid: trade.merchantNumber, ...rest, refund_status: status },
        fault,
      )
    },
  }
}
