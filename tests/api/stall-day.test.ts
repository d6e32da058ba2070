/** What a merchant's own pages ask of the server: takings by channel, the orders still to do, stopping a batch. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ApiError } from '@smart-market/shared/client.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { sourcingOf } from '../support/sourcing.ts'
import { makeShop, rowsOfTable, type Shop } from './orders-shop.ts'

let app: TestApp
let shop: Shop
let own: Awaited<ReturnType<Shop['openStall']>>
let other: Awaited<ReturnType<Shop['openStall']>>
beforeAll(async () => {
  app = await startTestApp('2026-03-02T02:00:00Z')
  shop = await makeShop(app)
  own = await shop.openStall('A-001')
  other = await shop.openStall('A-002')
})
afterAll(() => app.close())

describe('takings by channel', () => {
  it('add up one business date, for a merchant of the own stall alone, for the market of all', async () => {
    const sale = (key: string, stallCode: string, channel: 'scale' | 'till', amountFen: number, day = '02') => ({
      key,
      stallCode,
      channel,
      amountFen,
      soldAt: `2026-03-${day}T09:00:00+08:00`,
    })
    await shop.operator.recordSales({
      params: shop.params,
      body: {
        source: '电子秤',
        sales: [
          sale('1', 'A-001', 'scale', 1000),
          sale('2', 'A-001', 'scale', -250),
          sale('3', 'A-001', 'till', 500),
          sale('4', 'A-002', 'scale', 7000),
          sale('5', 'A-001', 'scale', 9900, '01'),
        ],
      },
    })
    expect(await own.merchant.listChannelSales({ params: shop.params })).toMatchObject({
      businessDate: '2026-03-02',
      items: [
        { channel: 'scale', saleCount: 1, amountFen: 750, refundCount: 1, refundFen: 250 },
        { channel: 'till', saleCount: 1, amountFen: 500, refundCount: 0, refundFen: 0 },
      ],
    })
    const yesterday = await own.merchant.listChannelSales({ params: shop.params, query: { on: '2026-03-01' } })
    expect(yesterday.items).toEqual([{ channel: 'scale', saleCount: 1, amountFen: 9900, refundCount: 0, refundFen: 0 }])
    const market = await shop.operator.listChannelSales({ params: shop.params })
    expect(market.items).toContainEqual({
      channel: 'scale',
      saleCount: 2,
      amountFen: 7750,
      refundCount: 1,
      refundFen: 250,
    })
  })
})

describe('the queue of open orders', () => {
  it('holds what the stall has to do: not what is unpaid online, nor what has ended, nor the neighbour’s', async () => {
    const goods = await shop.addListing(own.stallId)
    const next = await shop.addListing(other.stallId)
    const shopper = await shop.newShopper()
    const order = async (stallCode: string, listing: typeof goods, payment: 'online' | 'at_stall') => {
      const made = await shopper.checkOut(
        shop.bag({ payment, stalls: [{ stallCode, lines: [shop.line(listing, 500)] }] }),
      )
      return made.stallOrders[0]?.stallOrderId ?? ''
    }
    const atStall = await order('A-001', goods, 'at_stall')
    const unpaid = await order('A-001', goods, 'online')
    const declined = await order('A-001', goods, 'at_stall')
    await order('A-002', next, 'at_stall')
    await own.merchant.declineStallOrder({
      params: { ...shop.params, stallOrderId: declined },
      body: { reason: '卖完了' },
    })
    const open = async () =>
      (await own.merchant.listStallOrders({ params: shop.params, query: { queue: 'open' } })).items
        .map((one) => one.stallOrderId)
        .sort()
    expect(await open()).toEqual([atStall])
    await shop.payFor(shopper, unpaid)
    expect(await open()).toEqual([atStall, unpaid].sort())
  })
})

describe('a merchant who doubts a batch', () => {
  it('stops it with goods, audit and event, cannot sell it again alone, and cannot stop the neighbour’s', async () => {
    const desk = sourcingOf(app, shop.operator, shop.marketId, '')
    const { batch } = await desk.addIntake('A-001', { commodityName: '苋菜' })
    const listing = await shop.addListing(own.stallId, { name: '苋菜' })
    const params = { ...shop.params, batchId: batch.batchId }
    const hold = await own.merchant.holdBatch({ params, body: { note: '变质或有异味' } })
    expect(hold).toMatchObject({ reason: 'own_stop', batchId: batch.batchId })
    const goods = await own.merchant.listListings({ params: shop.params, query: { q: '苋菜' } })
    expect(goods.items.find((one) => one.listingId === listing.listingId)?.state).toBe('paused')
    const audit = await rowsOfTable<{ summary: string }>(
      app,
      'select summary from audit_log where market_id = $1 and action = $2 and subject_id = $3',
      [shop.marketId, 'sales_hold.place', batch.batchId],
    )
    expect(audit).toEqual([{ summary: '停止销售「苋菜」：变质或有异味' }])
    const events = await rowsOfTable<{ payload: Record<string, unknown> }>(
      app,
      'select payload from outbox where market_id = $1 and type = $2',
      [shop.marketId, 'sales_hold.placed'],
    )
    expect(events.map(({ payload }) => payload)).toContainEqual(
      expect.objectContaining({ batchId: batch.batchId, reason: 'own_stop', listingIds: [listing.listingId] }),
    )
    const refusalOf = async (call: Promise<unknown>) =>
      call.then(
        () => 'done',
        (error: unknown) => (error instanceof ApiError ? error.code : 'no answer'),
      )
    const resume = own.merchant.updateListing({
      params: { ...shop.params, listingId: listing.listingId },
      body: { state: 'on_sale' },
    })
    expect(await refusalOf(resume)).toBe('listing.held')
    const { salesHoldId } = hold
    const release = own.merchant.releaseSalesHold({ params: { ...shop.params, salesHoldId }, body: { note: '没事' } })
    expect(await refusalOf(release)).toBe('access.denied')
    const foreign = await desk.addIntake('A-002', { commodityName: '菠菜' })
    const theirs = { ...shop.params, batchId: foreign.batch.batchId }
    expect(await refusalOf(own.merchant.holdBatch({ params: theirs, body: { note: '不是我的' } }))).toBe(
      'batch.not_found',
    )
  })
})
