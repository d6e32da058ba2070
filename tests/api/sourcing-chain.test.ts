/** The whole chain: goods are sold online, a test is positive, orders stop, a recall tells who bought, and reports. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { followFeeds } from '@smart-market/server/feed/followers.ts'
import { relayOutbox } from '@smart-market/server/feed/relay.ts'
import { followers } from '@smart-market/server/jobs/followers.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { sourcingOf } from '../support/sourcing.ts'
import { makeShop } from './orders-shop.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.close())

const follow = async (): Promise<number> => {
  await relayOutbox(app.deps)
  return followFeeds(app.deps, followers)
}

const open = async (stallCode: string) => {
  const shop = await makeShop(app)
  const operator = await app.login('market_operator', { marketId: shop.marketId })
  const sourcing = sourcingOf(app, operator, shop.marketId, operator.token)
  const stall = await shop.openStall(stallCode)
  const listing = await shop.addListing(stall.stallId, { name: '菠菜' })
  const { batch } = await sourcing.addIntake(stallCode)
  await operator.linkListingBatch({
    params: { ...shop.params, listingId: listing.listingId },
    body: { batchId: batch.batchId },
  })
  const order = async () => {
    const shopper = await shop.newShopper()
    const placed = await shopper.checkOut(
      shop.bag({ payment: 'online', stalls: [{ stallCode, lines: [shop.line(listing, 1000)] }] }),
    )
    const { stallOrderId = '', pickupCode = '' } = placed.stallOrders[0] ?? {}
    const at = { params: { ...shop.params, stallOrderId } }
    const inbox = () => shopper.listMyMessages({ params: { marketCode: shop.code } })
    return { shopper, stallOrderId, pickupCode, at, inbox, placed }
  }
  const pick = async (one: Awaited<ReturnType<typeof order>>, quantity = 1000) => {
    await shop.payFor(one.shopper, one.stallOrderId)
    await stall.merchant.acceptStallOrder(one.at)
    await stall.merchant.startPicking(one.at)
    await stall.merchant.weighLine({ params: { ...one.at.params, lineNo: '1' }, body: { quantity } })
    await stall.merchant.finishPicking(one.at)
  }
  const handOver = (one: Awaited<ReturnType<typeof order>>) =>
    stall.merchant.handOver({ ...one.at, body: { pickupCode: one.pickupCode } })
  return { shop, operator, sourcing, stall, listing, batch, order, pick, handOver }
}

describe('a completed order', () => {
  it('shows its shopper the code under which the goods are followed back, and only once they are sold', async () => {
    const { shop, batch, order, pick, handOver } = await open('E-001')
    const one = await order()
    const read = async () => {
      const { orderGroupId } = one.placed
      return (await one.shopper.getMyOrder({ params: { marketCode: shop.code, orderGroupId } })).stallOrders[0]?.traces
    }
    await pick(one)
    expect(await read()).toEqual([])
    await handOver(one)
    expect(await read()).toEqual([{ name: '菠菜', traceCode: batch.traceCode }])
    const { steps } = await one.shopper.getPublicTrace({ params: { traceCode: batch.traceCode } })
    expect(steps[0]).toMatchObject({ commodityName: '菠菜' })
  })
})

describe('a positive test', () => {
  it('stops the next order and those that wait, and the recall tells who bought, counts them and reports', async () => {
    const { shop, operator, sourcing, stall, listing, batch, order, pick, handOver } = await open('A-001')
    const bought = await order()
    await pick(bought)
    await handOver(bought)
    const waiting = await order()
    await pick(waiting)

    const test = await sourcing.addTest(batch.batchId, { result: 'positive' })
    await expect(order()).rejects.toMatchObject({ code: 'listing.not_on_sale' })
    const resume = stall.merchant.updateListing({
      params: { ...shop.params, listingId: listing.listingId },
      body: { state: 'on_sale' },
    })
    await expect(resume).rejects.toMatchObject({ code: 'listing.held' })
    await expect(handOver(waiting)).rejects.toMatchObject({ code: 'stall_order.goods_held' })
    expect((await app.as().getPublicTrace({ params: { traceCode: batch.traceCode } })).onHold).toBe(true)
    await follow()
    expect((await waiting.inbox()).items).toMatchObject([
      { kind: 'goods_held', title: '停止销售：菠菜', stallCode: 'A-001', readAt: null },
    ])
    expect((await bought.inbox()).items).toEqual([])
    expect((await stall.merchant.abandonStallOrder({ ...waiting.at, body: { reason: '快检阳性' } })).state).toBe(
      'refunding',
    )

    const recall = await operator.startRecall({
      params: shop.params,
      body: { batchId: batch.batchId, drill: false, reason: '快检阳性' },
    })
    expect(recall.steps.map(({ step, count }) => [step, count])).toEqual([
      ['started', 1],
      ['held', 1],
      ['stalls_listed', 1],
      ['sales_listed', 1],
      ['buyers_queued', 1],
    ])
    await follow()
    // That buyers were told is an event, which the next turn reads.
    await follow()
    expect(await follow()).toBe(0)
    const inbox = await bought.inbox()
    expect(inbox).toMatchObject({ total: 1, unread: 1, items: [{ kind: 'recall', title: '召回通知：菠菜' }] })
    expect(inbox.items[0]?.body).toContain('请不要再食用')
    const at = { ...shop.params, recallId: recall.recallId }
    const told = await operator.getRecall({ params: at })
    expect(told.steps.at(-1)).toMatchObject({ step: 'buyers_told', count: 1 })
    expect(await operator.listRecallMessages({ params: at })).toMatchObject({ total: 1, read: 0 })
    await bought.shopper.readMyMessages({
      params: { marketCode: shop.code },
      body: { buyerMessageIds: inbox.items.map((item) => item.buyerMessageId) },
    })
    expect(await operator.listRecallMessages({ params: at })).toMatchObject({ total: 1, read: 1 })
    const orderNumber = bought.placed.stallOrders[0]?.number ?? ''
    const search = (q: string) => operator.listRecallMessages({ params: at, query: { q } })
    for (const q of [orderNumber, orderNumber.slice(-4), 'a-00'])
      expect(await search(q)).toMatchObject({ total: 1, read: 1, items: [{ number: orderNumber }] })
    for (const q of ['B-001', 'A_001', '%', '_']) expect(await search(q)).toMatchObject({ total: 0, items: [] })
    const log = await operator.listAuditLog({ params: shop.params, query: { pageSize: 200 } })
    expect(log.items.map((entry) => entry.action)).toEqual(
      expect.arrayContaining(['buyers.tell_recall', 'buyers.tell_goods_held', 'buyer_message.read']),
    )
    expect(test.result).toBe('positive')
  })

  it('lets the rest of an order go on when the held goods are weighed as none', async () => {
    const { shop, sourcing, stall, batch, order, handOver } = await open('B-001')
    const one = await order()
    await shop.payFor(one.shopper, one.stallOrderId)
    await stall.merchant.acceptStallOrder(one.at)
    await stall.merchant.startPicking(one.at)
    await sourcing.addTest(batch.batchId, { result: 'positive' })
    const weigh = (quantity: number) =>
      stall.merchant.weighLine({ params: { ...one.at.params, lineNo: '1' }, body: { quantity } })
    await weigh(1000)
    await expect(stall.merchant.finishPicking(one.at)).rejects.toMatchObject({ code: 'stall_order.goods_held' })
    await weigh(0)
    expect(await stall.merchant.finishPicking(one.at)).toMatchObject({ refundWantedFen: 700 })
    expect((await handOver(one)).state).toBe('completed')
  })

  it('closes the listing only while its own goods stand behind it: the next delivery sells', async () => {
    const { shop, operator, sourcing, stall, listing, batch, order } = await open('C-001')
    await sourcing.addTest(batch.batchId, { result: 'positive' })
    const next = (await sourcing.addIntake('C-001')).batch
    await stall.merchant.linkListingBatch({
      params: { ...shop.params, listingId: listing.listingId },
      body: { batchId: next.batchId },
    })
    expect((await order()).placed.stallOrders).toHaveLength(1)
    const { fileId } = (await sourcing.addFile()).body
    await sourcing.addTest(next.batchId, { result: 'positive' })
    await operator.disposeBatch({
      params: { ...shop.params, batchId: next.batchId },
      body: { quantity: 50_000, method: '深埋', place: '处理点', witness: '王主任', evidenceFileIds: [fileId] },
    })
    const reopened = await stall.merchant.updateListing({
      params: { ...shop.params, listingId: listing.listingId },
      body: { state: 'on_sale' },
    })
    expect(reopened.state).toBe('on_sale')
  })
})

describe('a recall drill', () => {
  it('counts the buyers and writes to none of them', async () => {
    const { shop, operator, batch, order, pick, handOver } = await open('D-001')
    const bought = await order()
    await pick(bought)
    await handOver(bought)
    const waiting = await order()
    const { recallId } = await operator.startRecall({
      params: shop.params,
      body: { batchId: batch.batchId, drill: true, reason: '季度演练' },
    })
    await follow()
    for (const one of [bought, waiting]) expect((await one.inbox()).total).toBe(0)
    const { steps } = await operator.getRecall({ params: { ...shop.params, recallId } })
    expect(steps.map((step) => step.step)).not.toContain('buyers_told')
  })
})
