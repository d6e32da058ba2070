/** A shopper's own data: told whole, deleted whole or not at all, with what the law keeps named. */
import { and, eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { withSystemTransaction } from '@smart-market/server/context.ts'
import { outbox } from '@smart-market/server/db/schema/feed.ts'
import { auditLog, sessions, users } from '@smart-market/server/db/schema/identity.ts'
import { parcels, stallOrders } from '@smart-market/server/db/schema/orders.ts'
import { complaints } from '@smart-market/server/db/schema/complaints.ts'
import type { Listing } from '@smart-market/shared/contracts/catalogue.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { makeShop, type Shop } from './orders-shop.ts'

const near = { latitude: 34.7501, longitude: 113.6501 }
let app: TestApp
let shop: Shop
let pork: Listing
let slotId: string
beforeAll(async () => {
  app = await startTestApp('2026-03-02T01:00:00Z')
  shop = await makeShop(app)
  pork = await shop.addListing((await shop.openStall('A-001')).stallId, { name: '猪肉', priceFen: 1600 })
  const { params, operator } = shop
  const zone = { centre: { latitude: 34.75, longitude: 113.65 }, radiusMetres: 3000, feeFen: 500 }
  await operator.createDeliveryZone({ params, body: { name: '三公里内', shape: 'radius', ...zone } })
  const slot = { startsAt: '2026-03-02T03:00:00Z', endsAt: '2026-03-02T04:00:00Z', capacity: 9 }
  await operator.createDeliverySlots({ params, body: { slots: [slot] } })
  slotId = (await operator.listDeliverySlots({ params })).items[0]?.deliverySlotId ?? ''
})
afterAll(() => app.close())

type Shopper = Awaited<ReturnType<Shop['newShopper']>>
const order = async (shopper: Shopper) => {
  const answer = await shopper.checkOut(
    shop.bag({
      fulfilment: 'delivery',
      delivery: { ...near, slotId, contactName: '李女士', phone: '13800001234', address: '幸福里 3 号楼' },
      stalls: [{ stallCode: 'A-001', note: '不要太肥', lines: [shop.line(pork, 1000)] }],
    }),
  )
  return answer.stallOrders[0]?.stallOrderId ?? ''
}
const params = () => ({ marketCode: shop.code })
const cancel = (shopper: Shopper, stallOrderId: string) =>
  shopper.cancelMyStallOrder({ params: { ...params(), stallOrderId }, body: { reason: '消费者取消' } })

it('tells a shopper all that is held, in words, and nobody else’s', async () => {
  const shopper = await shop.newShopper()
  await order(shopper)
  await shopper.submitComplaint({
    params: params(),
    body: { category: 'weight', description: '少了二两', stallCode: 'A-001', phone: '13800001234' },
  })
  const data = await shopper.exportMyData()
  expect(data.orders).toMatchObject([{ stallCode: 'A-001', goods: ['猪肉'], note: '不要太肥' }])
  expect(data.contacts).toMatchObject([{ contactName: '李女士', phone: '13800001234', address: '幸福里 3 号楼' }])
  expect(data.complaints).toMatchObject([{ description: '少了二两' }])
  expect(data.kept[0]?.why).toContain('《电子商务法》第三十一条')
  const other = await (await shop.newShopper()).exportMyData()
  expect([other.orders, other.contacts, other.complaints]).toEqual([[], [], []])
})

it('deletes nothing while an order or a complaint is open, and says how many', async () => {
  const shopper = await shop.newShopper()
  const stallOrderId = await order(shopper)
  await expect(shopper.deleteMyData()).rejects.toMatchObject({ status: 409, code: 'privacy.still_open' })
  await cancel(shopper, stallOrderId)
  const { code } = await shopper.submitComplaint({
    params: params(),
    body: { category: 'weight', description: '少了', stallCode: 'A-001', contactName: '李女士', phone: '13800001234' },
  })
  await expect(shopper.deleteMyData()).rejects.toMatchObject({ details: { orders: 0, complaints: 1 } })
  expect((await shopper.exportMyData()).contacts[0]?.address).toBe('幸福里 3 号楼')
  await shopper.answerAsComplainant({ params: { code }, body: { action: 'withdraw' } })

  const answer = await shopper.deleteMyData()
  expect(answer).toMatchObject({ addresses: 1, complaints: 1 })
  await expect(shopper.exportMyData()).rejects.toMatchObject({ status: 401 })
  const rows = await withSystemTransaction(app.deps, async (tx) => {
    const [kept] = await tx.select().from(stallOrders).where(eq(stallOrders.stallOrderId, stallOrderId))
    const group = kept?.orderGroupId ?? ''
    const userId = kept?.shopperId ?? ''
    return {
      kept,
      parcel: (await tx.select().from(parcels).where(eq(parcels.orderGroupId, group)))[0],
      cases: await tx.select().from(complaints).where(eq(complaints.shopperId, userId)),
      user: (await tx.select().from(users).where(eq(users.userId, userId)))[0],
      sessions: await tx.select().from(sessions).where(eq(sessions.userId, userId)),
      audit: await tx
        .select()
        .from(auditLog)
        .where(and(eq(auditLog.action, 'privacy.erase'), eq(auditLog.subjectId, userId))),
      events: await tx
        .select()
        .from(outbox)
        .where(and(eq(outbox.marketId, shop.marketId), eq(outbox.type, 'shopper.erased'))),
    }
  })
  expect(rows.kept).toMatchObject({ goodsFen: 3200, note: null, state: 'cancelled' })
  expect(rows.parcel).toMatchObject({ latitude: 0, longitude: 0 })
  expect([rows.cases, rows.sessions]).toEqual([[], []])
  expect(rows.user).toMatchObject({ displayName: '已注销的消费者' })
  expect(rows.audit).toHaveLength(1)
  expect(rows.events.map(({ payload }) => payload)).toEqual([{ orders: 1 }])
  const stored = JSON.stringify([rows.parcel?.contactEncrypted, rows.audit, rows.events])
  expect(stored).not.toContain('13800001234')
})
