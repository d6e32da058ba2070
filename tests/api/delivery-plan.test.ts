/** Delivery slots that open by themselves, every day alike. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { deliverySlots } from '@smart-market/server/jobs/delivery-slots.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { makeShop, rowsOfTable, type Shop } from './orders-shop.ts'

let app: TestApp
let shop: Shop
const plan = { first: '15:00', last: '19:00', minutes: 120, capacity: 5, daysAhead: 2 }

beforeAll(async () => {
  app = await startTestApp('2026-03-02T07:30:00Z')
  shop = await makeShop(app)
})
afterAll(() => app.close())

const starts = async (): Promise<string[]> =>
  (await shop.operator.listDeliverySlots({ params: shop.params })).items.map(({ startsAt }) => startsAt)
const set = (body: { plan: typeof plan | null }) => shop.operator.setDeliveryPlan({ params: shop.params, body })
const written = (table: 'audit_log' | 'outbox', column: 'action' | 'type', words: string) =>
  rowsOfTable(app, `select 1 from ${table} where market_id = $1 and ${column} = $2`, [shop.marketId, words])

it('opens at once what the plan wants, but nothing that has begun or that stands over another slot', async () => {
  expect(await shop.operator.getDeliveryPlan({ params: shop.params })).toEqual({ plan: null })
  const body = { slots: [{ startsAt: '2026-03-03T07:30:00Z', endsAt: '2026-03-03T08:30:00Z', capacity: 1 }] }
  await shop.operator.createDeliverySlots({ params: shop.params, body })
  expect(await set({ plan })).toEqual({ plan })
  expect(await shop.operator.getDeliveryPlan({ params: shop.params })).toEqual({ plan })
  expect(await starts()).toEqual(['2026-03-02T09:00:00.000Z', '2026-03-03T07:30:00.000Z', '2026-03-03T09:00:00.000Z'])
  expect(await written('audit_log', 'action', 'delivery_plan.set')).toHaveLength(1)
  expect(await written('outbox', 'type', 'delivery_plan.set')).toHaveLength(1)
  expect(await written('outbox', 'type', 'delivery_slots.opened')).toHaveLength(2)
})

it('opens the next day by itself, once, and not again what the operator has closed', async () => {
  const [first] = (await shop.operator.listDeliverySlots({ params: shop.params })).items
  await shop.operator.changeDeliverySlot({
    params: { ...shop.params, deliverySlotId: first?.deliverySlotId ?? '' },
    body: { capacity: 0 },
  })
  expect(await deliverySlots.run(app.deps, shop.marketId, '')).toBe(0)
  app.setNow('2026-03-02T16:30:00Z')
  expect(await Promise.all([1, 2].map(() => deliverySlots.run(app.deps, shop.marketId, '')))).toEqual(
    expect.arrayContaining([0, 2]),
  )
  expect(await starts()).toEqual([
    '2026-03-03T07:30:00.000Z',
    '2026-03-03T09:00:00.000Z',
    '2026-03-04T07:00:00.000Z',
    '2026-03-04T09:00:00.000Z',
  ])
})

it('refuses a plan without a slot, and opens nothing more once it is stopped', async () => {
  await expect(set({ plan: { ...plan, last: '16:00' } })).rejects.toMatchObject({ status: 422 })
  await expect(set({ plan: { ...plan, first: '9:00' } })).rejects.toMatchObject({ status: 422 })
  await set({ plan: null })
  app.setNow('2026-03-05T00:00:00Z')
  expect(await deliverySlots.run(app.deps, shop.marketId, '')).toBe(0)
})
