/** Money that a refund could not bring back: asked back again, it is no sale that shrinks. */
import type { Listing } from '@smart-market/shared/contracts/catalogue.ts'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../support/app.ts'
import type { OpenedStall } from '../support/selling.ts'
import { makeShop, rowsOfTable, type Shop } from './orders-shop.ts'

/** Waits of payments/refunds.ts, and one turn more: then a failed refund is given up. */
const retryMinutes = [0, 11, 61, 361, 1441]

let app: TestApp
let shop: Shop
let stall: OpenedStall
let tomato: Listing
let keys = 0
beforeAll(async () => {
  app = await startTestApp('2026-03-02T02:00:00Z')
  shop = await makeShop(app)
  stall = await shop.openStall('A-001')
  tomato = await shop.addListing(stall.stallId, { priceFen: 350, priceBasis: 'per_500g', available: 1_000_000 })
})
afterAll(() => app.close())

const salesOf = async (stallOrderId: string): Promise<number[]> =>
  (
    await rowsOfTable<{ amount: number }>(
      app,
      `select amount_fen::int as amount from sales where market_id = $1 and source_key like '%' || $2
       order by amount_fen desc`,
      [shop.marketId, stallOrderId],
    )
  ).map((row) => row.amount)

/** Paid 7.00 yuan for a kilogram of which 900 grams were there; the 0.70 yuan never arrive. */
const soldWithLostDifference = async () => {
  const shopper = await shop.newShopper()
  const placed = await shopper.checkOut(
    shop.bag({ payment: 'online', stalls: [{ stallCode: stall.stallCode, lines: [shop.line(tomato, 1000)] }] }),
  )
  const [order] = placed.stallOrders
  const id = order?.stallOrderId ?? ''
  const at = { params: { ...shop.params, stallOrderId: id } }
  await shop.payFor(shopper, id)
  await stall.merchant.acceptStallOrder(at)
  await stall.merchant.startPicking(at)
  await stall.merchant.weighLine({ params: { ...at.params, lineNo: '1' }, body: { quantity: 900 } })
  await stall.merchant.finishPicking(at)
  await stall.merchant.handOver({ ...at, body: { pickupCode: order?.pickupCode ?? '' } })
  shop.played.mood.refundFails = true
  for (const minutes of retryMinutes) {
    app.setNow(new Date(app.now().getTime() + minutes * 60_000))
    await shop.settleRefunds()
  }
  shop.played.mood.refundFails = false
  await shop.moveTo(app.now().toISOString())
  expect(await shop.operator.getStallOrder(at)).toMatchObject({ paidFen: 700, finalFen: 630, refundWantedFen: 0 })
  expect(await salesOf(id)).toEqual([630])
  return { id, at }
}
const refund = async ({ at }: Awaited<ReturnType<typeof soldWithLostDifference>>, amountFen: number) => {
  const body = { idempotencyKey: `again-and-again-${++keys}`, amountFen, reason: '差额再退一次' }
  const answers = [
    await shop.operator.refundStallOrder({ ...at, body }),
    await shop.operator.refundStallOrder({ ...at, body }),
  ]
  expect(answers[1]).toEqual(answers[0])
  app.setNow(new Date(app.now().getTime() + 3_600_000))
  await shop.settleRefunds()
  return shop.operator.getStallOrder(at)
}

it.each([
  ['all of it, and the sale stays as it is', 70, [630]],
  ['some of it, and the sale stays as it is', 30, [630]],
  ['it and more: only what goes beyond leaves the sales', 100, [630, -30]],
  ['everything that was paid: the sale is undone, and no more than the sale', 700, [630, -630]],
])('a difference that was lost comes back with %s', async (_, amountFen, sales) => {
  const order = await soldWithLostDifference()
  expect(await refund(order, amountFen)).toMatchObject({
    refundedFen: amountFen,
    state: amountFen === 700 ? 'refunded' : 'completed',
  })
  expect(await salesOf(order.id)).toEqual(sales)
})

it('what is asked back while a first refund is under way is counted once', async () => {
  const order = await soldWithLostDifference()
  const ask = (amountFen: number) =>
    shop.operator.refundStallOrder({
      ...order.at,
      body: { idempotencyKey: `side-by-side-${++keys}`, amountFen, reason: '坏果' },
    })
  await ask(100)
  await ask(200)
  app.setNow(new Date(app.now().getTime() + 3_600_000))
  await shop.settleRefunds()
  app.setNow(new Date(app.now().getTime() + 3_600_000))
  await shop.settleRefunds()
  expect(await shop.operator.getStallOrder(order.at)).toMatchObject({ refundedFen: 300 })
  expect((await salesOf(order.id)).reduce((sum, amount) => sum + amount, 0)).toBe(400)
})
