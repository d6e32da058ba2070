/** Who pays inside the mini-program, and the ways to pay elsewhere. */
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { withSystemTransaction } from '@smart-market/server/context.ts'
import { createMiniProgram } from '@smart-market/server/features/payments/channels/wechat/mini-program.ts'
import { miniProgramSettingsFor } from '@smart-market/server/features/payments/gateway/keys.ts'
import { noFaults } from '@smart-market/server/features/payments/gateway/faults.ts'
import { findPayerOpenId, sweepMarket } from '@smart-market/server/features/payments/index.ts'
import { applyPaymentFacts } from '@smart-market/server/features/orders/index.ts'
import { rowsOf } from '@smart-market/server/db/client.ts'
import { makeMarket, type TestMarket } from '../support/market.ts'
import { type PaidApp, startPaidApp } from '../support/payments.ts'

let app: PaidApp
let market: TestMarket
let listingId = ''
const written: string[] = []
beforeAll(async () => {
  app = await startPaidApp()
  const { logger } = app.deps
  for (const level of ['debug', 'info', 'warn', 'error'] as const)
    logger[level] = ((...args: unknown[]) => void written.push(JSON.stringify(args))) as typeof logger.debug
  market = await makeMarket(app)
  const { stallId } = await market.addTrader('A-001')
  const listing = await market.operator.createListing({
    params: { marketId: market.marketId },
    body: {
      stallId,
      categoryCode: 'vegetable',
      name: '豆腐',
      priceFen: 300,
      priceBasis: 'per_piece',
      pieceUnit: 'piece',
      stockKind: 'untracked',
    },
  })
  listingId = listing.listingId
})
afterAll(() => app.close())
beforeEach(() => app.gateway.setFaults(noFaults))

let visits = 0
const shopperWithOrder = async () => {
  const { token, account } = await app.as().startShopperSession()
  const shopper = app.as(token)
  const placed = await shopper.checkOut({
    params: { marketCode: market.code },
    body: {
      idempotencyKey: `payers-${++visits}`,
      stalls: [
        { stallCode: 'A-001', lines: [{ listingId, quantity: 2, priceFen: 300, priceBasis: 'per_piece' as const }] },
      ],
    },
  })
  const stallOrderId = placed.stallOrders[0]?.stallOrderId ?? ''
  const params = { marketCode: market.code, stallOrderId }
  return { shopper, userId: account.userId, orderGroupId: placed.orderGroupId, stallOrderId, params }
}
/** The clock goes on, so that charges have an order. */
const later = (): void => app.setNow(new Date(app.now().getTime() + 1000))
const chargesOf = async (stallOrderId: string) =>
  withSystemTransaction(app.deps, (tx) =>
    rowsOf<{ scene: string; state: string; number: string; payer: string | null }>(
      tx,
      sql`select scene, state, charge_number as number, payer_open_id as payer from charges
        where purpose_id = ${stallOrderId} order by created_at, charge_id`,
    ),
  )

describe('a payer in the mini-program', () => {
  it('is named by a login code, pays in the dialog, and the order becomes paid', async () => {
    const { shopper, userId, params, stallOrderId, orderGroupId } = await shopperWithOrder()
    const jsapi = { params, body: { channel: 'wechat', scene: 'jsapi' } } as const
    await expect(shopper.payMyStallOrder(jsapi)).rejects.toMatchObject({ code: 'payer.not_linked', status: 409 })
    expect(await chargesOf(stallOrderId)).toEqual([])

    expect(await shopper.linkWechatPayer({ body: { code: 'first-code' } })).toEqual({ ok: true })
    const answer = await shopper.payMyStallOrder(jsapi)
    expect(answer).toMatchObject({ state: 'open', parameters: { kind: 'jsapi', signType: 'RSA' }, codeImage: null })
    expect(JSON.stringify(answer)).not.toContain('local-demo-')
    const [charge] = await chargesOf(stallOrderId)
    app.gateway.pay(charge?.number ?? '')
    await app.gateway.deliverDue()
    await sweepMarket(app.deps, market.marketId)
    await applyPaymentFacts(app.deps, market.marketId)
    const group = await shopper.getMyOrder({ params: { marketCode: market.code, orderGroupId } })
    expect(group.stallOrders[0]).toMatchObject({ state: 'paid', paidFen: 600 })

    const openId = await findPayerOpenId(app.deps, userId)
    expect(openId).toMatch(/^local-demo-/)
    const [stored] = await withSystemTransaction(app.deps, (tx) =>
      rowsOf<{ text: string }>(tx, sql`select p::text as text from payer_identities p where user_id = ${userId}`),
    )
    expect(stored?.text).not.toContain(openId)
    expect(charge?.payer).toMatch(/^v1\./)
    const audits = await withSystemTransaction(app.deps, (tx) =>
      rowsOf<{ subject: string; text: string }>(
        tx,
        sql`select subject_id as subject, a::text as text from audit_log a where action = 'payer.link'`,
      ),
    )
    expect(audits.map((row) => row.subject)).toEqual([userId])
    expect(audits[0]?.text).not.toContain(openId)
  })

  it('is refused with a code that was used before or is none, and told to try again when WeChat is silent', async () => {
    const { shopper, userId } = await shopperWithOrder()
    await shopper.linkWechatPayer({ body: { code: 'used-once' } })
    const first = await findPayerOpenId(app.deps, userId)
    for (const code of ['used-once', 'invalid-code'])
      await expect(shopper.linkWechatPayer({ body: { code } })).rejects.toMatchObject({ code: 'payer.code_refused' })
    for (const fault of ['lost', 'broken', 'silent'] as const) {
      app.gateway.setFaults({ ...noFaults, request: () => fault })
      await expect(shopper.linkWechatPayer({ body: { code: `silent-${fault}` } })).rejects.toMatchObject({
        code: 'payer.unsure',
        status: 503,
      })
    }
    app.gateway.setFaults(noFaults)
    expect(await findPayerOpenId(app.deps, userId)).toBe(first)
    await shopper.linkWechatPayer({ body: { code: 'another-phone' } })
    expect(await findPayerOpenId(app.deps, userId)).not.toBe(first)
    expect(written.join('\n')).toContain('errcode 40163')
    expect(written.join('\n')).not.toMatch(/local-demo-|session_key|used-once/)
  })

  it('cannot pay where the stall’s own app is another mini-program', async () => {
    const { stallId } = await market.addTrader('B-001')
    await market.operator.openPaymentAccount({
      params: { marketId: market.marketId },
      body: { stallId, channel: 'wechat', merchantNumber: '1600000099', appId: 'wx-another-app', appAuthToken: null },
    })
    const listing = await market.operator.createListing({
      params: { marketId: market.marketId },
      body: {
        stallId,
        categoryCode: 'vegetable',
        name: '葱',
        priceFen: 100,
        priceBasis: 'per_500g',
        stockKind: 'untracked',
      },
    })
    const { token } = await app.as().startShopperSession()
    const shopper = app.as(token)
    await shopper.linkWechatPayer({ body: { code: 'other-app' } })
    const placed = await shopper.checkOut({
      params: { marketCode: market.code },
      body: {
        idempotencyKey: 'payers-other-app',
        stalls: [
          {
            stallCode: 'B-001',
            lines: [{ listingId: listing.listingId, quantity: 500, priceFen: 100, priceBasis: 'per_500g' }],
          },
        ],
      },
    })
    const params = { marketCode: market.code, stallOrderId: placed.stallOrders[0]?.stallOrderId ?? '' }
    await expect(
      shopper.payMyStallOrder({ params, body: { channel: 'wechat', scene: 'jsapi' } }),
    ).rejects.toMatchObject({ code: 'payment_channel.unavailable' })
  })
})

describe('a payer in a browser', () => {
  it('gets a code drawn for WeChat, or Alipay’s page, and never two open charges', async () => {
    const { shopper, params, stallOrderId } = await shopperWithOrder()
    const byCode = await shopper.payMyStallOrder({ params, body: { channel: 'wechat', scene: 'native' } })
    expect(byCode).toMatchObject({ state: 'open', parameters: { kind: 'code' } })
    const svg = Buffer.from(byCode.codeImage?.split(',')[1] ?? '', 'base64').toString()
    expect(svg).toMatch(/^<svg /)
    expect(byCode.demoPageUrl).toMatch(/\/pay\/local\/\d{8}/)

    later()
    const byPage = await shopper.payMyStallOrder({ params, body: { channel: 'alipay', scene: 'wap' } })
    expect(byPage).toMatchObject({ state: 'open', parameters: { kind: 'page' }, codeImage: null })
    expect((await chargesOf(stallOrderId)).map(({ scene, state }) => [scene, state])).toEqual([
      ['native', 'closed'],
      ['wap', 'open'],
    ])
    // The demonstration's way leads over the signed address, because Alipay makes the trade there.
    const page = new URL(byPage.demoPageUrl ?? '')
    expect(page.pathname).toBe('/pay/local-alipay')
    expect(page.searchParams.get('return_url')).toBe('http://market.test/m/')
    const desk = await app.fetch(page.pathname + page.search)
    expect(desk.status).toBe(303)
    const shown = await app.fetch(desk.headers.get('location') ?? '')
    expect(await shown.text()).toContain('本地演示收银台，不是真实付款')

    // The same way again is the same charge.
    const again = await shopper.payMyStallOrder({ params, body: { channel: 'alipay', scene: 'wap' } })
    expect(again.parameters).toEqual(byPage.parameters)
  })

  it('goes from the mini-program’s dialog to a code and back by closing the one before', async () => {
    const { shopper, params, stallOrderId } = await shopperWithOrder()
    await shopper.linkWechatPayer({ body: { code: 'to-and-fro' } })
    for (const scene of ['jsapi', 'native', 'jsapi'] as const) {
      later()
      await shopper.payMyStallOrder({ params, body: { channel: 'wechat', scene } })
    }
    expect((await chargesOf(stallOrderId)).map(({ scene, state }) => [scene, state])).toEqual([
      ['jsapi', 'closed'],
      ['native', 'closed'],
      ['jsapi', 'open'],
    ])
  })
})

describe('the mini-program’s interface', () => {
  it('asks WeChat’s own host as documented, and reads text/plain', async () => {
    const asked: string[] = []
    const mini = createMiniProgram({
      clock: app.now,
      serviceMerchantNumber: null,
      settings: miniProgramSettingsFor('https://api.weixin.qq.com'),
      fetch: async (url) => {
        asked.push(url)
        return new Response('{"openid":"o1","session_key":"k"}', { headers: { 'content-type': 'text/plain' } })
      },
    })
    expect(await mini.openIdOf('c&d')).toEqual({ state: 'known', openId: 'o1' })
    const url = new URL(asked[0] ?? '')
    expect(url.origin + url.pathname).toBe('https://api.weixin.qq.com/sns/jscode2session')
    expect(Object.fromEntries(url.searchParams)).toMatchObject({ js_code: 'c&d', grant_type: 'authorization_code' })
  })

  it.each([
    ['{"errcode":-1,"errmsg":"system error"}', 'unknown'],
    ['{"errcode":45011,"errmsg":"api minute-quota reach limit"}', 'unknown'],
    ['{"errcode":40029,"errmsg":"invalid code"}', 'refused'],
    ['<html>502</html>', 'unknown'],
    ['{"openid":""}', 'unknown'],
  ])('takes %s for %s', async (text, state) => {
    const mini = createMiniProgram({
      clock: app.now,
      serviceMerchantNumber: null,
      settings: miniProgramSettingsFor('https://api.weixin.qq.com'),
      fetch: async () => new Response(text),
    })
    expect(await mini.openIdOf('c')).toMatchObject({ state })
  })
})
