/** What a shopper finds the own orders, payments and messages by. */
import { followFeeds } from '@smart-market/server/feed/followers.ts'
import { relayOutbox } from '@smart-market/server/feed/relay.ts'
import { followers } from '@smart-market/server/jobs/followers.ts'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../support/app.ts'
import { sourcingOf } from '../support/sourcing.ts'
import type { OpenedStall } from '../support/selling.ts'
import { makeShop, type Shop } from './orders-shop.ts'

type Shopper = Awaited<ReturnType<Shop['newShopper']>>
let app: TestApp
let shop: Shop
let a: OpenedStall
let b: OpenedStall
let shopper: Shopper
let at: { marketCode: string }

beforeAll(async () => {
  app = await startTestApp()
  shop = await makeShop(app)
  a = await shop.openStall('A-001')
  b = await shop.openStall('B-002')
  shopper = await shop.newShopper()
  at = { marketCode: shop.code }
})
afterAll(() => app.close())

/** As another market's shop sees the same shopper's list: nothing of this one. */
const elsewhere = async (list: (q: string, params: { marketCode: string }) => Promise<{ total: number }>) => {
  for (const q of ['%', '_', '\\', '没有这样的']) expect([q, (await list(q, at)).total]).toEqual([q, 0])
  const other = await makeShop(app)
  expect((await list('A-001', { marketCode: other.code })).total).toBe(0)
}

it('finds the own orders by stall, merchant, goods and number, with all orders of the checkout', async () => {
  const fish = await shop.addListing(a.stallId, { name: '活鲫鱼' })
  const greens = await shop.addListing(b.stallId, { name: '菠菜' })
  const buy = (stalls: Parameters<Shop['bag']>[0]['stalls'], by = shopper) => by.checkOut(shop.bag({ stalls }))
  const both = await buy([
    { stallCode: 'A-001', lines: [shop.line(fish, 1000)] },
    { stallCode: 'B-002', lines: [shop.line(greens, 1000)] },
  ])
  await buy([{ stallCode: 'B-002', lines: [shop.line(greens, 500)] }])
  await buy([{ stallCode: 'A-001', lines: [shop.line(fish, 500)] }], await shop.newShopper())
  const list = (q: string, params = at) => shopper.listMyOrders({ params, query: { q } })
  const { stallOrders } = await shopper.getMyOrder({ params: { ...at, orderGroupId: both.orderGroupId } })
  const number = stallOrders.find((one) => one.stallCode === 'A-001')?.number ?? ''
  for (const q of ['a-001', a.name, '鲫鱼', number]) {
    const { items, total } = await list(q)
    expect([q, total, items.map((one) => one.orderGroupId)]).toEqual([q, 1, [both.orderGroupId]])
    expect(items[0]?.stallOrders).toHaveLength(2)
  }
  const page = await shopper.listMyOrders({ params: at, query: { q: '菠菜', pageSize: 1 } })
  expect([page.total, page.items.length]).toEqual([2, 1])
  await elsewhere(list)
})

it('finds the own payments at stalls by stall, merchant and number', async () => {
  const pay = async (stallCode: string, by = shopper) =>
    (
      await by.payAtStall({
        params: { ...at, stallCode },
        body: {
          channel: 'wechat',
          amountFen: 500,
          idempotencyKey: `key-${stallCode}-${Date.parse(app.now().toISOString())}`,
        },
      })
    ).payment
  const { stallPaymentId, number } = await pay('A-001')
  await pay('B-002')
  await pay('A-001', await shop.newShopper())
  const list = (q: string, params = at) => shopper.listMyStallPayments({ params, query: { q } })
  for (const q of ['a-001', a.name, number]) {
    const { items, total } = await list(q)
    expect([q, total, items.map((one) => one.stallPaymentId)]).toEqual([q, 1, [stallPaymentId]])
  }
  await elsewhere(list)
})

it('finds messages by their words, stall, merchant and order number, and counts the unread of all', async () => {
  const operator = await app.login('market_operator', { marketId: shop.marketId })
  const sourcing = sourcingOf(app, operator, shop.marketId, operator.token)
  const told = async (stall: OpenedStall, name: string) => {
    const listing = await shop.addListing(stall.stallId, { name })
    const { batch } = await sourcing.addIntake(stall.stallCode)
    await operator.linkListingBatch({
      params: { ...shop.params, listingId: listing.listingId },
      body: { batchId: batch.batchId },
    })
    const placed = await shopper.checkOut(
      shop.bag({ stalls: [{ stallCode: stall.stallCode, lines: [shop.line(listing, 1000)] }] }),
    )
    await sourcing.addTest(batch.batchId, { result: 'positive' })
    return placed
  }
  const first = await told(a, '香菜')
  await told(b, '芹菜')
  await relayOutbox(app.deps)
  await followFeeds(app.deps, followers)
  const list = (q: string, params = at) => shopper.listMyMessages({ params, query: { q } })
  const all = await list('')
  const ofStall = all.items.filter((one) => one.stallCode === 'A-001')
  expect(new Set(all.items.map((one) => one.stallCode))).toEqual(new Set(['A-001', 'B-002']))
  expect(all.unread).toBe(all.total)
  const { stallOrders } = await shopper.getMyOrder({ params: { ...at, orderGroupId: first.orderGroupId } })
  for (const q of ['a-001', a.name, stallOrders[0]?.number ?? '']) {
    const found = await list(q)
    expect([q, found.total, found.unread, found.items]).toEqual([q, ofStall.length, all.total, ofStall])
  }
  const byGoods = await list('香菜')
  expect(byGoods.items.map((one) => one.stallCode)).toContain('A-001')
  expect(byGoods.items.map((one) => one.stallCode)).not.toContain('B-002')
  await elsewhere(list)
})
