/** Another code base (wechatpay-axios-plugin) on the same gateway: two that share nothing must agree on the wire. */
import { createHash } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { Aes, Formatter, Rsa, Wechatpay } from 'wechatpay-axios-plugin'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { noFaults } from '@smart-market/server/features/payments/gateway/faults.ts'
import { type OpenedGateway, openLocalGateway } from '@smart-market/server/features/payments/gateway/open.ts'
import { publicPem, serviceAppId, serviceMerchantNumber } from '@smart-market/server/features/payments/gateway/keys.ts'

interface Answer {
  readonly status: number
  readonly data: Record<string, unknown>
}
interface Verb {
  get(config?: object): Promise<Answer>
  post(body?: object, config?: object): Promise<Answer>
}
/** The package builds its path from property names, which its types cannot follow. */
type Chain = Record<string, unknown> & { chain(path: string): Verb }

/** The package reads the machine's own clock. */
const clock = (): Date => new Date()
let opened: OpenedGateway
let client: Chain
let calls: { headers: Record<string, string>; body: string }[] = []
let serial = 0

beforeAll(async () => {
  opened = await openLocalGateway({ production: false, publicUrl: 'http://market.test', clock })
  opened.connect(async (_, message) => {
    calls.push(message)
    return new Response(null, { status: 204 })
  })
  const { keys } = opened.gateway
  client = new Wechatpay({
    mchid: serviceMerchantNumber,
    serial: keys.merchantSerial,
    privateKey: keys.merchantPrivate,
    certs: {
      [keys.publicKeyId]: publicPem(keys.publicKeyPrivate),
      [keys.platformSerial]: keys.platformCertificate,
    },
    baseURL: opened.address,
  } as never) as unknown as Chain
})
beforeEach(() => {
  calls = []
  opened.gateway.dropCallbacks()
  opened.gateway.setFaults(noFaults)
  opened.gateway.setSigning('public_key')
})
afterAll(() => opened.close())

const order = () => ({
  sp_appid: serviceAppId,
  sp_mchid: serviceMerchantNumber,
  sub_mchid: '1900001234',
  description: '青菜',
  out_trade_no: `independent${String(++serial).padStart(6, '0')}`,
  notify_url: 'http://market.test/notify',
  amount: { total: 1234, currency: 'CNY' },
})
const numbers = { params: { sp_mchid: serviceMerchantNumber, sub_mchid: '1900001234' } }
const create = async () => {
  const given = order()
  const answer = await client.chain('v3/pay/partner/transactions/native').post(given)
  expect(answer).toMatchObject({ status: 200, data: { code_url: expect.stringMatching(/^weixin:/) } })
  return given
}

describe('an independent client', () => {
  it.each(['public_key', 'certificate'] as const)('takes every answer’s signature by %s', async (mode) => {
    opened.gateway.setSigning(mode)
    const given = await create()
    const path = `v3/pay/partner/transactions/out-trade-no/${given.out_trade_no}`
    expect((await client.chain(path).get(numbers)).data).toMatchObject({ trade_state: 'NOTPAY' })
    opened.gateway.pay(given.out_trade_no)
    expect((await client.chain(path).get(numbers)).data).toMatchObject({
      trade_state: 'SUCCESS',
      amount: { total: 1234 },
    })
    const other = await create()
    const close = { sp_mchid: serviceMerchantNumber, sub_mchid: '1900001234' }
    const closed = await client
      .chain(`v3/pay/partner/transactions/out-trade-no/${other.out_trade_no}/close`)
      .post(close)
    expect(closed.status).toBe(204)
  })

  it('pays several stalls at once, and sees each part with its own transaction', async () => {
    const number = `independent-comb${++serial}`
    const parts = ['1900001234', '1900005678'].map((sub_mchid, i) => ({
      mchid: serviceMerchantNumber,
      sub_mchid,
      out_trade_no: `${number}-${i}`,
      attach: number,
      description: '青菜',
      amount: { total_amount: 100 + i, currency: 'CNY' },
    }))
    const made = await client.chain('v3/combine-transactions/native').post({
      combine_appid: serviceAppId,
      combine_mchid: serviceMerchantNumber,
      combine_out_trade_no: number,
      sub_orders: parts,
      notify_url: 'http://market.test/notify',
    })
    expect(made.data).toMatchObject({ code_url: expect.stringMatching(/^weixin:/) })
    opened.gateway.pay(number)
    const seen = await client.chain(`v3/combine-transactions/out-trade-no/${number}`).get()
    expect(seen.data).toMatchObject({
      combine_out_trade_no: number,
      sub_orders: parts.map(({ sub_mchid, out_trade_no, amount }) => ({
        sub_mchid,
        out_trade_no,
        trade_state: 'SUCCESS',
        amount: { total_amount: amount.total_amount },
      })),
    })
    await opened.gateway.deliverDue()
    const call = calls.find(({ body }) => body.includes('TRANSACTION.SUCCESS'))
    if (call === undefined) throw new Error('no callback came')
    const { resource } = JSON.parse(call.body) as {
      resource: { ciphertext: string; nonce: string; associated_data: string }
    }
    const { apiKey } = opened.gateway.keys
    const plain = Aes.AesGcm.decrypt(resource.ciphertext, apiKey, resource.nonce, resource.associated_data)
    expect(JSON.parse(plain)).toMatchObject({ combine_out_trade_no: number, sub_orders: [{}, {}] })
  })

  it('refuses a tampered answer', async () => {
    opened.gateway.setFaults({ ...noFaults, request: () => 'tampered' })
    await expect(client.chain('v3/pay/partner/transactions/native').post(order())).rejects.toThrow(/verif|EV3/i)
  })

  it('refunds, and reads the bill to the fen', async () => {
    const given = await create()
    opened.gateway.pay(given.out_trade_no)
    const { transactionNumber } = opened.gateway.ledger.findTrade(given.out_trade_no) ?? {}
    const refund = await client.chain('v3/refund/domestic/refunds').post({
      sub_mchid: '1900001234',
      transaction_id: transactionNumber,
      out_refund_no: `${given.out_trade_no}R`,
      amount: { refund: 234, total: 1234, currency: 'CNY' },
    })
    expect(refund.data).toMatchObject({ status: 'PROCESSING', amount: { refund: 234 } })
    const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10)
    const bill = await client
      .chain('v3/bill/tradebill')
      .get({ params: { bill_date: today, bill_type: 'ALL', tar_type: 'GZIP' } })
    const url = new URL(String(bill.data.download_url))
    const file = await client
      .chain('v3/billdownload/file')
      .get({ params: Object.fromEntries(url.searchParams), responseType: 'arraybuffer', transformResponse: [] })
    const plain = gunzipSync(file.data as unknown as Uint8Array)
    expect(createHash('sha1').update(plain).digest('hex')).toBe(bill.data.hash_value)
    const { rows, summary } = Formatter.castCsvBill(plain) as unknown as {
      rows: Record<string, string>[]
      summary: object
    }
    expect(rows.find((row) => row['交易状态'] === 'REFUND')).toMatchObject({
      退款金额: '2.34',
      特约商户号: '1900001234',
    })
    expect(summary).toMatchObject({ 总交易单数: String(rows.length) })
  })

  it('opens our callbacks', async () => {
    const given = await create()
    opened.gateway.pay(given.out_trade_no)
    await opened.gateway.deliverDue()
    const call = calls.find(({ body }) => body.includes('TRANSACTION.SUCCESS'))
    if (call === undefined) throw new Error('no callback came')
    const { keys } = opened.gateway
    const text = Formatter.response(
      call.headers['wechatpay-timestamp'] ?? '',
      call.headers['wechatpay-nonce'] ?? '',
      call.body,
    )
    expect(Rsa.verify(text, call.headers['wechatpay-signature'] ?? '', publicPem(keys.publicKeyPrivate))).toBe(true)
    const { resource } = JSON.parse(call.body) as {
      resource: { ciphertext: string; nonce: string; associated_data: string }
    }
    const plain = Aes.AesGcm.decrypt(resource.ciphertext, keys.apiKey, resource.nonce, resource.associated_data)
    expect(JSON.parse(plain)).toMatchObject({ out_trade_no: given.out_trade_no, amount: { total: 1234 } })
  })
})
