/** Online orders as evidence for Zhengzhou's row 5 (郑市发〔2021〕91号 附件1 第5行). */
import type { Listing } from '@smart-market/shared/contracts/catalogue.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../support/app.ts'
import { makeShop, type Shop } from './orders-shop.ts'

let app: TestApp
let shop: Shop
let stall: Awaited<ReturnType<Shop['openStall']>>
let tomato: Listing

beforeAll(async () => {
  app = await startTestApp('2026-03-02T02:00:00Z')
  shop = await makeShop(app)
  stall = await shop.openStall('A-001')
  tomato = await shop.addListing(stall.stallId)
})
afterAll(() => app.close())

const row5 = async () => {
  const { criteria } = await shop.operator.getAssessment({ params: { ...shop.params, rubricId: 'zhengzhou-2021' } })
  const row = criteria.find((one) => one.id === 'Z5')
  return { low: row?.low, high: row?.high }
}
const sell = async (payment: 'online' | 'at_stall') => {
  const shopper = await shop.newShopper()
  const placed = await shopper.checkOut(
    shop.bag({ payment, stalls: [{ stallCode: 'A-001', lines: [shop.line(tomato, 1000)] }] }),
  )
  const [order] = placed.stallOrders
  const stallOrderId = order?.stallOrderId ?? ''
  if (payment === 'online') await shop.payFor(shopper, stallOrderId)
  const at = { params: { ...shop.params, stallOrderId } }
  await stall.merchant.acceptStallOrder(at)
  await stall.merchant.startPicking(at)
  await stall.merchant.weighLine({ params: { ...at.params, lineNo: '1' }, body: { quantity: 1000 } })
  await stall.merchant.finishPicking(at)
  await stall.merchant.handOver({
    ...at,
    body: {
      pickupCode: order?.pickupCode ?? '',
      ...(payment === 'at_stall' ? { declaredMeans: 'cash' as const } : {}),
    },
  })
  return stallOrderId
}

describe('row 5 of Zhengzhou', () => {
  it('has no evidence before the first order, moves with the first one handed over, and falls back after thirty days', async () => {
    const before = await row5()
    expect(before.low).toBe(0)
    const stallOrderId = await sell('online')
    app.setNow('2026-03-02T02:10:00Z')
    const after = await row5()
    expect(after.low).toBe(5)
    // Handed back whole, it has not been fulfilled.
    await stall.merchant.refundStallOrder({
      params: { ...shop.params, stallOrderId },
      body: { idempotencyKey: 'all-of-it', amountFen: 700, reason: '不新鲜' },
    })
    app.setNow('2026-03-02T02:20:00Z')
    expect((await row5()).low).toBe(0)
    await sell('at_stall')
    app.setNow('2026-03-02T02:30:00Z')
    expect((await row5()).low).toBe(5)
    await shop.moveTo('2026-04-05T02:00:00Z')
    expect((await row5()).low).toBe(0)
  })
})
