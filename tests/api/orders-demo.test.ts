import { afterAll, beforeAll, expect, it } from 'vitest'
import { demoDelivery } from '@smart-market/server/db/seed/demo-delivery.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { makeMarket } from '../support/market.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp('2026-03-02T02:00:00Z')
})
afterAll(() => app.close())

it('lets the demo market deliver nearby on each of seven days', async () => {
  const market = await makeMarket(app)
  await demoDelivery(market.operator, market.marketId)
  const near = { latitude: 34.766, longitude: 113.753 }
  const { zone, slots } = await app.as().getDeliveryOptions({ params: { marketCode: market.code }, query: near })
  expect(zone).toMatchObject({ name: '三公里内', feeFen: 500 })
  expect(new Set(slots.map((slot) => slot.startsAt.slice(0, 10))).size).toBe(7)
})
