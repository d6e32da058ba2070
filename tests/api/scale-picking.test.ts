/** An order is picked by the stall's networked scale: its weight is taken, and its weighing is no sale of its own. */
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Listing } from '@smart-market/shared/contracts/catalogue.ts'
import type { SaleInput } from '@smart-market/shared/contracts/sales.ts'
import { systemCtx, withTransaction } from '@smart-market/server/context.ts'
import { stallCodeSource, tellSales, writeSales } from '@smart-market/server/features/sales/index.ts'
import { followFeeds } from '@smart-market/server/feed/followers.ts'
import { relayOutbox } from '@smart-market/server/feed/relay.ts'
import { readExchange } from '@smart-market/server/features/sourcing/meat-vegetable.ts'
import { exportSaleEvents } from '@smart-market/server/features/sourcing/index.ts'
import { followers } from '@smart-market/server/jobs/followers.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import type { OpenedStall } from '../support/selling.ts'
import { sourcingOf } from '../support/sourcing.ts'
import { makeShop, rowsOfTable, type Shop } from './orders-shop.ts'

let app: TestApp
let shop: Shop
let stall: OpenedStall
let spinach: Listing
const start = new Date('2026-03-02T02:00:00Z')
const today = '2026-03-02'

beforeAll(async () => {
  app = await startTestApp()
})
beforeEach(async () => {
  app.setNow(start)
  shop = await makeShop(app)
  stall = await shop.openStall('A-001')
  spinach = await shop.addListing(stall.stallId, { name: '菠菜', priceFen: 350, priceBasis: 'per_500g' })
})
afterAll(() => app.close())

const write = (source: string, sale: Partial<SaleInput> & Pick<SaleInput, 'key'>) => {
  const ctx = systemCtx(app.deps, 'test', shop.marketId)
  const whole: SaleInput = {
    stallCode: 'A-001',
    soldAt: app.now().toISOString(),
    channel: 'scale',
    paymentMeans: 'unknown',
    amountFen: 777,
    lines: [],
    ...sale,
  }
  return withTransaction(ctx, (tx) => writeSales(ctx, tx, source, [whole], tellSales))
}
const goods = (weightGrams: number, amountFen = 777) => ({
  commodityName: '菠菜',
  categoryName: '叶菜',
  weightGrams,
  amountFen,
})
const weigh = (key: string, weightGrams: number, change: Partial<SaleInput> = {}) =>
  write('device:1', { key, lines: [goods(weightGrams, change.amountFen)], ...change })
const payByCode = (key: string, amountFen: number) =>
  write(stallCodeSource, { key, amountFen, channel: 'stall_code', paymentMeans: 'wechat' })

const follow = async (): Promise<void> => {
  for (let turns = 0; turns < 4; turns++) {
    await relayOutbox(app.deps)
    await followFeeds(app.deps, followers)
  }
}
const picking = async (listing = spinach, quantity = 1000) => {
  const shopper = await shop.newShopper()
  const placed = await shopper.checkOut(
    shop.bag({ payment: 'online', stalls: [{ stallCode: 'A-001', lines: [shop.line(listing, quantity)] }] }),
  )
  const { stallOrderId = '', pickupCode = '', number = '' } = placed.stallOrders[0] ?? {}
  const at = { params: { ...shop.params, stallOrderId } }
  await shop.payFor(shopper, stallOrderId)
  await stall.merchant.acceptStallOrder(at)
  await stall.merchant.startPicking(at)
  const line = { params: { ...at.params, lineNo: '1' } }
  const { merchant } = stall
  return {
    at,
    number,
    shopper,
    scale: () => merchant.listScaleWeighings(at),
    use: (weighingSaleId: string, by = merchant) => by.weighLine({ ...line, body: { weighingSaleId } }),
    type: (grams: number) => merchant.weighLine({ ...line, body: { quantity: grams } }),
    finish: async () => {
      await merchant.finishPicking(at)
      await merchant.handOver({ ...at, body: { pickupCode } })
    },
    seen: async () =>
      (await shopper.getMyOrder({ params: { marketCode: shop.code, orderGroupId: placed.orderGroupId } }))
        .stallOrders[0],
    inbox: () => shopper.listMyMessages({ params: { marketCode: shop.code } }),
  }
}
const newest = async (order: Awaited<ReturnType<typeof picking>>): Promise<string> =>
  (await order.scale()).items[0]?.saleId ?? 'none'
const day = async (client = shop.operator) => {
  const { items } = await client.listSalesDays({ params: shop.params, query: { from: today, to: today } })
  return { amountFen: items[0]?.amountFen ?? 0, saleCount: items[0]?.saleCount ?? 0 }
}
const toldByFeed = async () => {
  const rows = await rowsOfTable<{ fen: number; n: number }>(
    app,
    `select coalesce(sum((payload->>'amountFen')::int), 0)::int as fen, coalesce(sum((payload->>'saleCount')::int), 0)::int as n
     from feed_events where market_id = $1 and type = 'sales.recorded'`,
    [shop.marketId],
  )
  return { amountFen: rows[0]?.fen, saleCount: rows[0]?.n }
}

describe('an order that is picked by the scale', () => {
  it('has the weight of the scale, and is one sale in every list, total, category and feed', async () => {
    const order = await picking()
    expect(await order.scale()).toMatchObject({ connected: false, items: [] })
    await weigh('1', 950)
    const weighings = await order.scale()
    expect(weighings).toMatchObject({
      connected: true,
      items: [{ name: '菠菜', weightGrams: 950, weighedAt: start.toISOString() }],
    })
    expect(weighings.items[0]).not.toHaveProperty('amountFen')
    const used = await order.use(await newest(order))
    expect(used.lines).toMatchObject([{ pickedQuantity: 950, finalFen: 665, scaleWeighedAt: start.toISOString() }])
    expect((await order.scale()).items).toEqual([])
    expect(await day()).toEqual({ amountFen: 0, saleCount: 0 })
    await order.finish()
    await follow()
    for (const client of [shop.operator, stall.merchant]) {
      expect(await day(client)).toEqual({ amountFen: 665, saleCount: 1 })
      const { items, total } = await client.listSales({ params: shop.params, query: { from: today, to: today } })
      expect([total, items]).toMatchObject([1, [{ channel: 'online', amountFen: 665 }]])
      const channels = await client.listChannelSales({ params: shop.params, query: { on: today } })
      expect(channels.items.filter(({ saleCount }) => saleCount > 0)).toMatchObject([{ channel: 'online' }])
    }
    expect(await toldByFeed()).toEqual({ amountFen: 665, saleCount: 1 })
    const categories = await rowsOfTable<{ fen: number; n: number }>(
      app,
      `select sum(amount_fen)::int as fen, sum(line_count)::int as n from category_days where market_id = $1`,
      [shop.marketId],
    )
    expect(categories).toEqual([{ fen: 665, n: 1 }])
    expect((await order.seen())?.lines[0]?.scaleWeighedAt).toBe(start.toISOString())
    const log = await shop.operator.listAuditLog({ params: shop.params, query: { pageSize: 200 } })
    expect(log.items.filter(({ action }) => action === 'sales.use_weighing')).toMatchObject([
      { summary: `秤上的「菠菜」950 克 用在订单 ${order.number}，不再另算 7.77 元` },
    ])
    const told = await rowsOfTable<{ payload: unknown }>(
      app,
      `select payload from feed_events where market_id = $1 and type = 'sales.weighing_used'`,
      [shop.marketId],
    )
    expect(told).toMatchObject([{ payload: { lineNo: 1, weightGrams: 950, amountFen: 777, businessDate: today } }])
  })

  it('takes its goods from their batch once, shows the code, and its buyer hears of a recall', async () => {
    const operator = await app.login('market_operator', { marketId: shop.marketId })
    const sourcing = sourcingOf(app, operator, shop.marketId, operator.token)
    const { batch } = await sourcing.addIntake('A-001')
    const at = { ...shop.params, listingId: spinach.listingId }
    await operator.linkListingBatch({ params: at, body: { batchId: batch.batchId } })
    const order = await picking()
    await weigh('1', 950)
    await order.use(await newest(order))
    expect((await order.seen())?.traces).toEqual([])
    await order.finish()
    expect((await order.seen())?.traces).toEqual([{ name: '菠菜', traceCode: batch.traceCode }])
    const forward = await operator.traceForward({ params: { ...shop.params, batchId: batch.batchId } })
    expect(forward).toMatchObject({ quantitySold: 950, lineCount: 1, onlineLineCount: 1 })
    await operator.startRecall({
      params: shop.params,
      body: { batchId: batch.batchId, drill: false, reason: '快检阳性' },
    })
    await follow()
    expect((await order.inbox()).items).toMatchObject([{ kind: 'recall', title: '召回通知：菠菜' }])
  })

  describe('whose goods are in a batch', () => {
    const ofBatch = async () => {
      const operator = await app.login('market_operator', { marketId: shop.marketId })
      const sourcing = sourcingOf(app, operator, shop.marketId, operator.token)
      const { batch } = await sourcing.addIntake('A-001')
      const { batchId, traceCode } = batch
      const at = { ...shop.params, listingId: spinach.listingId }
      await operator.linkListingBatch({ params: at, body: { batchId } })
      const seen = async () => {
        await follow()
        const [row] = await rowsOfTable<{ remaining: number }>(
          app,
          'select remaining::int as remaining from batches where market_id = $1 and batch_id = $2',
          [shop.marketId, batchId],
        )
        const sold = await operator.traceForward({ params: { ...shop.params, batchId } })
        const { quantitySold, lineCount, onlineLineCount } = sold
        const file = await app.fetch(`/api/v1/markets/${shop.marketId}/exchange/meat-vegetable.xml?date=${today}`, {
          headers: { authorization: `Bearer ${operator.token}` },
        })
        const told = readExchange(new Uint8Array(await file.arrayBuffer()))
        const national = 'problem' in told ? told.problem : told.trans.length
        const listed = sold.sales.length
        return { remaining: row?.remaining, quantitySold, lineCount, onlineLineCount, listed, national }
      }
      return { operator, batchId, traceCode, seen }
    }
    const untouched = { remaining: 50_000, quantitySold: 0, lineCount: 0, onlineLineCount: 0, listed: 0, national: 0 }

    it('gives them back when it is called off, once, and its shopper hears of no recall', async () => {
      const { operator, batchId, traceCode, seen } = await ofBatch()
      const order = await picking()
      await weigh('1', 950)
      await order.use(await newest(order))
      const sold = { remaining: 49_050, quantitySold: 950, lineCount: 1, onlineLineCount: 1, listed: 1, national: 1 }
      expect(await seen()).toEqual(sold)
      await stall.merchant.abandonStallOrder({ ...order.at, body: { reason: '断货' } })
      expect(await seen()).toEqual(untouched)
      expect(await seen()).toEqual(untouched)
      const log = await operator.listAuditLog({ params: shop.params, query: { pageSize: 200 } })
      expect(log.items.filter(({ action }) => action === 'batch.return')).toMatchObject([
        { summary: `订单 ${order.number} 没有用到的 950 克，回到批次 ${traceCode}` },
      ])
      await operator.startRecall({ params: shop.params, body: { batchId, drill: false, reason: '快检阳性' } })
      await follow()
      expect((await order.inbox()).items.filter(({ kind }) => kind === 'recall')).toEqual([])
    })

    it('takes them once when a line is weighed again, typed or on the scale', async () => {
      const { seen, traceCode } = await ofBatch()
      const [typed, weighed] = [await picking(), await picking()]
      await weigh('1', 950)
      await typed.use(await newest(typed))
      await typed.type(900)
      await weigh('2', 980)
      await weighed.use(await newest(weighed))
      await weigh('3', 940)
      await weighed.use(await newest(weighed))
      expect(await seen()).toMatchObject({ remaining: 49_060, lineCount: 1 })
      await typed.finish()
      await weighed.finish()
      expect(await seen()).toEqual({
        remaining: 48_160,
        quantitySold: 1840,
        lineCount: 2,
        onlineLineCount: 2,
        listed: 2,
        national: 2,
      })
      for (const order of [typed, weighed]) expect((await order.seen())?.traces).toEqual([{ name: '菠菜', traceCode }])
    })

    it.each([
      ['never sold, when it came back on the same day', 0, []],
      ['sold on its day, and taken back on the next', 1, ['retail_selling', 'returning']],
    ])('is told in EPCIS as %s', async (_, days, steps) => {
      await ofBatch()
      const order = await picking()
      await weigh('1', 950)
      await order.use(await newest(order))
      app.setNow(new Date(start.getTime() + days * 86_400_000))
      await stall.merchant.abandonStallOrder({ ...order.at, body: { reason: '断货' } })
      await follow()
      const told = async () => {
        for (const date of [today, '2026-03-03'])
          await exportSaleEvents(systemCtx(app.deps, 'test', shop.marketId), date)
        const rows = await rowsOfTable<{ step: string }>(
          app,
          `select biz_step as step from epcis_events where market_id = $1 and event_type = 'TransactionEvent' order by event_time`,
          [shop.marketId],
        )
        return rows.map(({ step }) => step)
      }
      expect(await told()).toEqual(steps)
      expect(await told()).toEqual(steps)
    })
  })

  it('keeps the batch of its listing where the weighing is in none', async () => {
    const order = await picking()
    await weigh('1', 950, { lines: [{ ...goods(950), commodityName: '散货' }] })
    await order.use(await newest(order))
    const operator = await app.login('market_operator', { marketId: shop.marketId })
    const { batch } = await sourcingOf(app, operator, shop.marketId, operator.token).addIntake('A-001')
    await operator.linkListingBatch({
      params: { ...shop.params, listingId: spinach.listingId },
      body: { batchId: batch.batchId },
    })
    await order.finish()
    expect((await order.seen())?.traces).toEqual([{ name: '菠菜', traceCode: batch.traceCode }])
  })

  it('changes nothing when it is sent twice, and stays used when the line is typed after all', async () => {
    const order = await picking()
    await weigh('1', 950)
    const saleId = await newest(order)
    expect(await order.use(saleId)).toEqual(await order.use(saleId))
    expect((await order.type(900)).lines).toMatchObject([{ pickedQuantity: 900, scaleWeighedAt: null }])
    expect((await order.scale()).items).toEqual([])
    await order.finish()
    await follow()
    expect(await day()).toEqual({ amountFen: 630, saleCount: 1 })
    expect(await toldByFeed()).toEqual({ amountFen: 630, saleCount: 1 })
  })

  it('asks the shopper about too much on the scale as about too much that was typed', async () => {
    const order = await picking()
    await weigh('1', 1200)
    expect((await order.use(await newest(order))).lines).toMatchObject([{ consent: 'asked', finalFen: 700 }])
  })

  it.each<[string, () => Promise<unknown>]>([
    ['was paid in cash, as the till says', () => weigh('1', 950, { paymentMeans: 'cash' })],
    ['is a return', () => weigh('1', 950, { amountFen: -777, lines: [goods(950, -777)] })],
    ['has several goods', () => weigh('1', 950, { amountFen: 1554, lines: [goods(950), goods(500)] })],
    ['is of another stall', () => shop.openStall('A-002').then(() => weigh('1', 950, { stallCode: 'A-002' }))],
    ['came from no scale', () => weigh('1', 950, { channel: 'pos' })],
    [
      'is older than half an hour',
      () => weigh('1', 950, { soldAt: new Date(start.getTime() - 1_801_000).toISOString() }),
    ],
    [
      'was paid by the stall’s code',
      () =>
        weigh('1', 950)
          .then(() => payByCode('p1', 777))
          .then(follow),
    ],
  ])('is offered no weighing that %s, and refuses it', async (_, other) => {
    const order = await picking()
    await other()
    expect((await order.scale()).items).toEqual([])
    const [sale] = await rowsOfTable<{ id: string }>(
      app,
      `select sale_id as id from sales where market_id = $1 and channel <> 'stall_code'`,
      [shop.marketId],
    )
    const before = await day()
    await expect(order.use(sale?.id ?? '')).rejects.toMatchObject({ code: 'weighing.gone' })
    expect(await day()).toEqual(before)
  })

  it('takes no weight for what is sold by the piece, and none through a stranger', async () => {
    const bunch = await shop.addListing(stall.stallId, {
      name: '香菜',
      priceBasis: 'per_piece',
      pieceUnit: 'bunch',
      stockKind: 'counted',
    })
    const order = await picking(bunch, 2)
    await weigh('1', 950)
    await expect(order.use(await newest(order))).rejects.toMatchObject({ code: 'order_line.by_piece' })
    const other = await shop.openStall('A-009')
    await expect(order.use(await newest(order), other.merchant)).rejects.toMatchObject({
      code: 'stall_order.not_found',
    })
    await expect(other.merchant.listScaleWeighings(order.at)).rejects.toMatchObject({ code: 'stall_order.not_found' })
  })

  it('is one of two that want the same weighing at the same moment', async () => {
    const orders = [await picking(), await picking()]
    await weigh('1', 950)
    const saleId = await newest(orders[0] as (typeof orders)[0])
    const outcomes = await Promise.allSettled(orders.map((order) => order.use(saleId)))
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'weighing.gone' } })
    expect(await day()).toEqual({ amountFen: 0, saleCount: 0 })
  })

  it('leaves each fen once whatever is weighed, used and paid by code in whatever order', async () => {
    const deed = fc.record({ what: fc.constantFrom('weigh', 'use', 'pay', 'look'), dear: fc.boolean() })
    await fc.assert(
      fc.asyncProperty(fc.array(deed, { minLength: 3, maxLength: 12 }), async (deeds) => {
        app.setNow(start)
        shop = await makeShop(app)
        stall = await shop.openStall('A-001')
        spinach = await shop.addListing(stall.stallId, { name: '菠菜', available: 100_000 })
        const order = await picking()
        let used = 0
        for (const [i, { what, dear }] of deeds.entries()) {
          const amountFen = dear ? 900 : 530
          if (what === 'weigh') await weigh(`w${i}`, 950, { amountFen, lines: [goods(950, amountFen)] })
          else if (what === 'pay') await payByCode(`p${i}`, amountFen)
          else if (what === 'look') await follow()
          else if (
            await order.use(await newest(order)).then(
              () => true,
              () => false,
            )
          )
            used += 1
        }
        await follow()
        const [rows] = await rowsOfTable<{ fen: number; n: number; used: number; paired: number; both: number }>(
          app,
          `select (select sum(amount_fen) from sales s where market_id = $1
             and not exists (select 1 from sale_pairs x where x.market_id = s.market_id and x.weighing_sale_id = s.sale_id)
             and not exists (select 1 from picked_weighings w where w.market_id = s.market_id and w.weighing_sale_id = s.sale_id))::int as fen,
           (select count(*) from sales where market_id = $1)::int as n,
           (select count(*) from picked_weighings where market_id = $1)::int as used,
           (select count(*) from sale_pairs where market_id = $1)::int as paired,
           (select count(*) from sale_pairs x join picked_weighings w using (market_id, weighing_sale_id) where x.market_id = $1)::int as both`,
          [shop.marketId],
        )
        expect(rows).toMatchObject({ used, both: 0 })
        const counted = { amountFen: rows?.fen ?? 0, saleCount: (rows?.n ?? 0) - used - (rows?.paired ?? 0) }
        expect(await day()).toEqual(counted)
        expect(await toldByFeed()).toEqual(counted)
        const { total } = await shop.operator.listSales({ params: shop.params, query: { from: today, to: today } })
        expect(total).toBe(counted.saleCount)
      }),
      { numRuns: 12 },
    )
  }, 300_000)
})
