/** 发货信息: WeChat hears of every hand-over paid in the mini-program, once, and a person hears of it when it will not. */
import { and, eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { withSystemTransaction } from '@smart-market/server/context.ts'
import { outbox } from '@smart-market/server/db/schema/feed.ts'
import { auditLog } from '@smart-market/server/db/schema/identity.ts'
import { shippingReports } from '@smart-market/server/db/schema/payments.ts'
import { applyPaymentFacts } from '@smart-market/server/features/orders/index.ts'
import { noFaults, type RequestFault } from '@smart-market/server/features/payments/gateway/faults.ts'
import { sweepMarket } from '@smart-market/server/features/payments/index.ts'
import { applyAllPaymentFacts } from '@smart-market/server/jobs/payment-facts.ts'
import type { ApiClient } from '../support/app.ts'
import { makeMarket, type TestMarket } from '../support/market.ts'
import { type PaidApp, startPaidApp } from '../support/payments.ts'

let app: PaidApp
let market: TestMarket
let stalls: { stallCode: string; listingId: string; merchant: ApiClient }[] = []
const params = () => ({ marketId: market.marketId })

beforeAll(async () => {
  app = await startPaidApp('2026-03-02T02:00:00Z', { combined: true, timeoutMs: 30_000 })
})
afterAll(() => app.close())
beforeEach(async () => {
  app.setNow('2026-03-02T02:00:00Z')
  app.gateway.setFaults(noFaults)
  app.gateway.dropCallbacks()
  market = await makeMarket(app)
  stalls = []
  for (const stallCode of ['A-001', 'A-002']) {
    const { stallId, merchantId } = await market.addTrader(stallCode)
    const { listingId } = await market.operator.createListing({
      params: params(),
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
    const merchant = await app.login('merchant', { marketId: market.marketId, merchantId })
    stalls.push({ stallCode, listingId, merchant })
  }
})

let visits = 0
const line = (listingId: string) => ({ listingId, quantity: 2, priceFen: 300, priceBasis: 'per_piece' as const })
const placeBag = async (count = 1) => {
  const { token } = await app.as().startShopperSession()
  const shopper = app.as(token)
  const placed = await shopper.checkOut({
    params: { marketCode: market.code },
    body: {
      idempotencyKey: `shipping-${++visits}`,
      stalls: stalls.slice(0, count).map(({ stallCode, listingId }) => ({ stallCode, lines: [line(listingId)] })),
    },
  })
  const { orderGroupId } = placed
  return { shopper, orderGroupId, orders: placed.stallOrders }
}
type Bag = Awaited<ReturnType<typeof placeBag>>
const settle = async (): Promise<void> => {
  await app.gateway.deliverDue()
  await sweepMarket(app.deps, market.marketId)
  await applyPaymentFacts(app.deps, market.marketId)
}
const payInMiniProgram = async ({ shopper, orderGroupId }: Bag): Promise<void> => {
  await shopper.linkWechatPayer({ body: { code: `shipping-${visits}` } })
  const asked = await shopper.payMyOrderGroup({
    params: { marketCode: market.code, orderGroupId },
    body: { scene: 'jsapi' },
  })
  app.gateway.pay(new URL(asked.demoPageUrl ?? '').pathname.split('/').at(-1) ?? '')
  await settle()
}
/** The stall accepts, picks, and hands over at the counter. */
const handOver = async ({ orders }: Bag, index = 0): Promise<void> => {
  const order = orders[index]
  const merchant = stalls[index]?.merchant
  if (order === undefined || merchant === undefined) throw new Error('no order')
  const at = { params: { ...params(), stallOrderId: order.stallOrderId } }
  await merchant.acceptStallOrder(at)
  await merchant.startPicking(at)
  const { lines } = await merchant.getStallOrder(at)
  for (const one of lines)
    await merchant.weighLine({
      params: { ...at.params, lineNo: String(one.lineNo) },
      body: { quantity: one.orderedQuantity },
    })
  await merchant.finishPicking(at)
  await merchant.handOver({ ...at, body: { pickupCode: order.pickupCode } })
}
const sweep = (): Promise<number> => sweepMarket(app.deps, market.marketId)
const later = (minutes: number): void => app.setNow(new Date(app.now().getTime() + minutes * 60_000))
const reports = () =>
  withSystemTransaction(app.deps, (tx) =>
    tx.select().from(shippingReports).where(eq(shippingReports.marketId, market.marketId)),
  )
const told = async () => {
  const numbers = await withSystemTransaction(app.deps, (tx) =>
    tx.execute(sql`select charge_number from charges where market_id = ${market.marketId}`),
  )
  const own = JSON.stringify(numbers)
  return app.gateway.shipments().filter((shipment) => own.includes(shipment.chargeNumber))
}
const stuck = async () =>
  // A session does not outlive the day.
  (await (await app.login('market_operator', params())).listDifferences({ params: params(), query: {} })).items.filter(
    (item) => item.kind === 'shipping_failed',
  )
const failing = (fault: RequestFault): void =>
  app.gateway.setFaults({ ...noFaults, request: (path) => (path.startsWith('/wxa/') ? fault : 'none') })

describe('a hand-over', () => {
  it('is told to WeChat as picked up, once, with its audit row and event', async () => {
    const bag = await placeBag()
    await payInMiniProgram(bag)
    expect(await reports()).toEqual([])
    await handOver(bag)
    expect(await reports()).toMatchObject([{ state: 'waiting', logistics: 'pickup', itemDescription: '豆腐' }])
    await sweep()
    await sweep()
    expect(await told()).toMatchObject([{ logisticsType: 4, itemDescription: '豆腐', times: 1 }])
    const [report] = await reports()
    expect(report).toMatchObject({ state: 'done', nextTryAt: null })
    const audits = await withSystemTransaction(app.deps, (tx) =>
      tx
        .select()
        .from(auditLog)
        .where(and(eq(auditLog.marketId, market.marketId), eq(auditLog.action, 'shipping.report'))),
    )
    expect(audits).toHaveLength(1)
    const events = await withSystemTransaction(app.deps, (tx) =>
      tx
        .select()
        .from(outbox)
        .where(and(eq(outbox.marketId, market.marketId), eq(outbox.type, 'shipping.reported'))),
    )
    expect(events).toMatchObject([{ payload: { chargeId: report?.chargeId, logistics: 'pickup' } }])
  })

  it('is told at once when goods are bought over the counter by the stall’s printed code', async () => {
    const { token } = await app.as().startShopperSession()
    const shopper = app.as(token)
    await shopper.linkWechatPayer({ body: { code: 'over-the-counter' } })
    const asked = await shopper.payAtStall({
      params: { marketCode: market.code, stallCode: 'A-001' },
      body: { channel: 'wechat', scene: 'jsapi', idempotencyKey: 'over-the-counter', amountFen: 250 },
    })
    app.gateway.pay(new URL(asked.demoPageUrl ?? '').pathname.split('/').at(-1) ?? '')
    await app.gateway.deliverDue()
    await sweep()
    await applyAllPaymentFacts(app.deps, market.marketId)
    await sweep()
    expect(await told()).toMatchObject([{ logisticsType: 4, itemDescription: '摊位现场购买', times: 1 }])
  })

  it('is no business of WeChat’s when it was paid by a scanned code', async () => {
    const bag = await placeBag()
    const [order] = bag.orders
    const at = { params: { marketCode: market.code, stallOrderId: order?.stallOrderId ?? '' } }
    const asked = await bag.shopper.payMyStallOrder({ ...at, body: { channel: 'wechat', scene: 'native' } })
    app.gateway.pay(new URL(asked.demoPageUrl ?? '').pathname.split('/').at(-1) ?? '')
    await settle()
    await handOver(bag)
    expect(await reports()).toEqual([])
  })

  it('is told later when the request did not get through', async () => {
    const bag = await placeBag()
    await payInMiniProgram(bag)
    await handOver(bag)
    failing('broken')
    await sweep()
    expect(await reports()).toMatchObject([{ state: 'waiting', tries: 1, detail: 'no readable answer' }])
    app.gateway.setFaults(noFaults)
    await sweep()
    expect(await told()).toEqual([])
    later(1)
    await sweep()
    expect(await told()).toMatchObject([{ times: 1 }])
  })

  it.each<RequestFault>(['broken_after', 'tampered'])(
    'ends as told when the answer was %s after WeChat had taken it',
    async (fault) => {
      const bag = await placeBag()
      await payInMiniProgram(bag)
      await handOver(bag)
      failing(fault)
      for (let tries = 0; tries < 3; tries++) {
        await sweep()
        later(30)
      }
      app.gateway.setFaults(noFaults)
      later(60)
      await sweep()
      expect(await reports()).toMatchObject([{ state: 'done' }])
      expect(await told()).toHaveLength(1)
      expect((await stuck()).filter((item) => item.state !== 'settled')).toEqual([])
    },
  )

  it('is told with a new access token when WeChat has taken the old one away', async () => {
    const first = await placeBag()
    await payInMiniProgram(first)
    await handOver(first)
    await sweep()
    app.gateway.dropToken()
    const second = await placeBag()
    await payInMiniProgram(second)
    await handOver(second)
    await sweep()
    expect(await told()).toHaveLength(2)
  })

  it('asks for a token once, and again before it ends', async () => {
    const asked: string[] = []
    app.gateway.setFaults({ ...noFaults, request: (path) => (asked.push(path), 'none') })
    for (let day = 0; day < 3; day++) {
      const bag = await placeBag()
      await payInMiniProgram(bag)
      await handOver(bag)
      await sweep()
    }
    const tokens = () => asked.filter((path) => path === '/cgi-bin/stable_token').length
    const before = tokens()
    expect(before).toBeLessThanOrEqual(1)
    later(118)
    const late = await placeBag()
    await payInMiniProgram(late)
    await handOver(late)
    await sweep()
    expect(tokens()).toBe(before + 1)
    expect(await told()).toHaveLength(4)
  })

  it('goes on the operator’s list when it will not go through, and comes off by itself', async () => {
    const bag = await placeBag()
    await payInMiniProgram(bag)
    await handOver(bag)
    failing('broken')
    for (let tries = 0; tries < 6; tries++) {
      await sweep()
      later(180)
    }
    expect(await stuck()).toMatchObject([{ state: 'open', channel: 'wechat', ours: { amountFen: 600 } }])
    const events = await withSystemTransaction(app.deps, (tx) =>
      tx
        .select()
        .from(outbox)
        .where(and(eq(outbox.marketId, market.marketId), eq(outbox.type, 'shipping.stuck'))),
    )
    expect(events).toHaveLength(1)
    app.gateway.setFaults(noFaults)
    later(360)
    await sweep()
    expect(await stuck()).toMatchObject([{ state: 'settled', settledBy: '系统', note: '已报给微信' }])
    expect(await reports()).toMatchObject([{ state: 'done' }])
  })

  it('of a combined payment is told together once every stall has handed over', async () => {
    const bag = await placeBag(2)
    await payInMiniProgram(bag)
    await handOver(bag, 0)
    await sweep()
    expect(await told()).toEqual([])
    later(60)
    await handOver(bag, 1)
    await sweep()
    expect(await told()).toMatchObject([{ times: 1 }, { times: 1 }])
    expect((await reports()).map((report) => report.state)).toEqual(['done', 'done'])
  })

  it('of a combined payment does not wait for a stall that gave its money back, nor for ever', async () => {
    const bag = await placeBag(2)
    await payInMiniProgram(bag)
    await handOver(bag, 0)
    const [, slow] = bag.orders
    await bag.shopper.cancelMyStallOrder({
      params: { marketCode: market.code, stallOrderId: slow?.stallOrderId ?? '' },
      body: { reason: '不要了' },
    })
    await sweep()
    expect(await told()).toHaveLength(1)

    const other = await placeBag(2)
    await payInMiniProgram(other)
    await handOver(other, 0)
    await sweep()
    expect(await told()).toHaveLength(1)
    later(41 * 60)
    await sweep()
    expect(await told()).toHaveLength(2)
  })
})
