/** The whole chain once: a delivery is ordered online, a test is positive, the next order is refused, a recall reports. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { withSystemTransaction } from '@smart-market/server/context.ts'
import { listOnlineSalesOfBatches } from '@smart-market/server/features/sourcing/index.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { sourcingOf } from '../support/sourcing.ts'
import { makeShop } from './orders-shop.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.close())

it('a positive test stops the next online order, the merchant cannot reopen it, and the recall reports', async () => {
  const shop = await makeShop(app)
  const operator = await app.login('market_operator', { marketId: shop.marketId })
  const sourcing = sourcingOf(app, operator, shop.marketId, operator.token)
  const stall = await shop.openStall('A-001')
  const listing = await shop.addListing(stall.stallId, { name: '菠菜' })
  const { batch } = await sourcing.addIntake('A-001')
  await operator.linkListingBatch({
    params: { ...shop.params, listingId: listing.listingId },
    body: { batchId: batch.batchId },
  })
  const shopper = await shop.newShopper()
  const place = () =>
    shopper.checkOut(
      shop.bag({ payment: 'online', stalls: [{ stallCode: 'A-001', lines: [shop.line(listing, 1000)] }] }),
    )
  const placed = await place()
  const stallOrderId = placed.stallOrders[0]?.stallOrderId ?? ''
  expect(stallOrderId).not.toBe('')

  await sourcing.addTest(batch.batchId, { result: 'positive' })
  await expect(place()).rejects.toMatchObject({ code: 'listing.not_on_sale' })
  const resume = stall.merchant.updateListing({
    params: { ...shop.params, listingId: listing.listingId },
    body: { state: 'on_sale' },
  })
  await expect(resume).rejects.toMatchObject({ code: 'listing.held' })
  expect((await app.as().getPublicTrace({ params: { traceCode: batch.traceCode } })).onHold).toBe(true)

  const recall = await operator.startRecall({
    params: shop.params,
    body: { batchId: batch.batchId, drill: false, reason: '快检阳性' },
  })
  expect(recall.steps.map((step) => step.step)).toEqual([
    'started',
    'held',
    'stalls_listed',
    'sales_listed',
    'buyers_queued',
  ])
  const told = await withSystemTransaction(app.deps, (tx) =>
    listOnlineSalesOfBatches(tx, shop.marketId, recall.batchIds),
  )
  expect(told).toEqual([])
  const report = await app.fetch(`/api/v1/markets/${shop.marketId}/recalls/${recall.recallId}/report.html`, {
    headers: { authorization: `Bearer ${operator.token}` },
  })
  expect(report.status).toBe(200)
  expect(await report.text()).toContain('召回报告')
})
