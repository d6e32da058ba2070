/** A purchase that the scale weighed and the shopper paid by the stall's code is one sale, however its halves arrive. */
import { and, eq } from 'drizzle-orm'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { SaleInput } from '@smart-market/shared/contracts/sales.ts'
import { withSystemTransaction, withTransaction } from '@smart-market/server/context.ts'
import { auditLog } from '@smart-market/server/db/schema/identity.ts'
import { feedEvents } from '@smart-market/server/db/schema/feed.ts'
import { salePairs, sales, salesDays } from '@smart-market/server/db/schema/sales.ts'
import { salePairer, stallCodeSource, tellSales, writeSales } from '@smart-market/server/features/sales/index.ts'
import { followFeeds } from '@smart-market/server/feed/followers.ts'
import { relayOutbox } from '@smart-market/server/feed/relay.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { makeMarket, marketCtx, type TestMarket } from '../support/market.ts'

let app: TestApp
let market: TestMarket
let marketId: string
let merchantId: string
const start = new Date('2026-03-02T02:00:00Z')
const today = '2026-03-02'

beforeAll(async () => {
  app = await startTestApp()
})
beforeEach(async () => {
  app.setNow(start)
  market = await makeMarket(app)
  marketId = market.marketId
  ;({ merchantId } = await market.addTrader('A-001', { name: '王记鲜蔬' }))
  await market.addTrader('A-002', { name: '李记水产' })
})
afterAll(() => app.close())

/** Of a morning an hour ago. */
const at = (seconds: number): string => new Date(start.getTime() + (seconds - 3600) * 1000).toISOString()
const write = (source: string, batch: SaleInput[]) => {
  const ctx = marketCtx(app, market)
  return withTransaction(ctx, (tx) => writeSales(ctx, tx, source, batch, tellSales))
}
const common = { stallCode: 'A-001', amountFen: 530 }
const paid = (key: string, seconds: number, change: Partial<SaleInput> = {}) =>
  write(stallCodeSource, [
    { ...common, key, soldAt: at(seconds), channel: 'stall_code', paymentMeans: 'wechat', lines: [], ...change },
  ])
const weighing = (key: string, seconds: number, change: Partial<SaleInput> = {}): SaleInput => {
  const sale: SaleInput = {
    ...common,
    key,
    soldAt: at(seconds),
    channel: 'scale',
    paymentMeans: 'unknown',
    lines: [],
    ...change,
  }
  return {
    ...sale,
    lines: [{ commodityName: '生菜', categoryName: '叶菜', weightGrams: 241, amountFen: sale.amountFen }],
  }
}
const weighed = (key: string, seconds: number, change: Partial<SaleInput> = {}) =>
  write('device:1', [weighing(key, seconds, change)])
const follow = async (): Promise<void> => {
  await relayOutbox(app.deps)
  await followFeeds(app.deps, [salePairer])
  await relayOutbox(app.deps)
}
const read = <T>(work: Parameters<typeof withSystemTransaction<T>>[1]) => withSystemTransaction(app.deps, work)
const pairs = () => read((tx) => tx.select().from(salePairs).where(eq(salePairs.marketId, marketId)))
const actions = async () =>
  (await read((tx) => tx.select().from(auditLog).where(eq(auditLog.marketId, marketId))))
    .map((row) => row.action)
    .filter((action) => action.startsWith('sales'))
const recordedInFeed = async () => {
  const ofSales = and(eq(feedEvents.marketId, marketId), eq(feedEvents.type, 'sales.recorded'))
  const events = await read((tx) => tx.select().from(feedEvents).where(ofSales))
  const payloads = events.map((event) => event.payload as { amountFen: number; saleCount: number; refundCount: number })
  return {
    refundCount: payloads.reduce((sum, one) => sum + one.refundCount, 0),
    amountFen: payloads.reduce((sum, one) => sum + one.amountFen, 0),
    saleCount: payloads.reduce((sum, one) => sum + one.saleCount, 0),
  }
}
const countedByMarket = async (client = market.operator) => {
  const { items } = await client.listSalesDays({ params: { marketId }, query: { from: today, to: today } })
  return { amountFen: items[0]?.amountFen ?? 0, saleCount: items[0]?.saleCount ?? 0 }
}
const listed = async (client = market.operator) =>
  (await client.listSales({ params: { marketId }, query: { from: today, to: today } })).items

describe('a weighing and a payment by the stall’s code', () => {
  it.each([
    ['weighing', 'payment'],
    ['payment', 'weighing'],
  ])('are one sale when the %s arrives before the %s: money of the payment, goods of the weighing', async (first) => {
    const merchant = await app.login('merchant', { marketId, merchantId })
    if (first === 'weighing') await weighed('1', 0)
    else await paid('p1', 60)
    await follow()
    if (first === 'weighing') await paid('p1', 60)
    else await weighed('1', 0)
    await follow()
    await follow()
    for (const client of [market.operator, merchant]) {
      expect(await countedByMarket(client)).toEqual({ amountFen: 530, saleCount: 1 })
      const channels = await client.listChannelSales({ params: { marketId }, query: { on: today } })
      expect(channels.items.filter(({ amountFen }) => amountFen > 0)).toMatchObject([
        { channel: 'stall_code', amountFen: 530, saleCount: 1 },
      ])
      expect(await listed(client)).toMatchObject([
        {
          channel: 'stall_code',
          paymentMeans: 'wechat',
          summary: '生菜 241 克',
          weighing: { channel: 'scale', soldAt: at(0) },
        },
      ])
    }
    expect(await recordedInFeed()).toEqual({ amountFen: 530, saleCount: 1, refundCount: 0 })
    expect((await actions()).filter((action) => action === 'sales.pair')).toHaveLength(1)
    const [told] = await read((tx) =>
      tx
        .select()
        .from(feedEvents)
        .where(and(eq(feedEvents.marketId, marketId), eq(feedEvents.type, 'sales.paired'))),
    )
    expect(told?.payload).toEqual({ businessDate: today, paired: 1, separated: 0 })
    const [sale] = await listed()
    const slip = await app.as().getPublicSlip({
      params: { marketCode: market.code, saleId: sale?.weighing?.saleId ?? '' },
    })
    expect(slip).toMatchObject({ paymentMeans: 'wechat', lines: [{ name: '生菜', weightGrams: 241 }] })
    const found = await market.operator.listSales({ params: { marketId }, query: { q: '生菜' } })
    expect(found).toMatchObject({ total: 1, items: [{ saleId: sale?.saleId }] })
  })

  it.each<[string, () => Promise<unknown>]>([
    ['was paid in cash, as the till says', () => weighed('1', 0, { paymentMeans: 'cash' })],
    ['was paid by card', () => weighed('1', 0, { paymentMeans: 'pos_card' })],
    ['was paid by another app', () => weighed('1', 0, { paymentMeans: 'alipay' })],
    ['came to another amount', () => weighed('1', 0, { amountFen: 531 })],
    ['was at another stall', () => weighed('1', 0, { stallCode: 'A-002' })],
    ['was more than five minutes apart', () => weighed('1', -241)],
    ['was no weighing', () => weighed('1', 0, { channel: 'pos' })],
    ['was a return', () => weighed('1', 0, { amountFen: -530 })],
  ])('are two sales when what the scale says %s', async (_, other) => {
    await paid('p1', 60)
    await other()
    await follow()
    expect(await pairs()).toEqual([])
    expect(await listed()).toHaveLength(2)
  })

  it('are one return when the goods come back over the scale and the money by code, and two when it was cash', async () => {
    await weighed('1', 0)
    await paid('p1', 60)
    await weighed('2', 900, { amountFen: -530 })
    await paid('p1:back', 930, { amountFen: -530 })
    await weighed('3', 950, { amountFen: -530, paymentMeans: 'cash' })
    await follow()
    expect(await pairs()).toHaveLength(2)
    const { items } = await market.operator.listSalesDays({ params: { marketId }, query: { from: today, to: today } })
    expect(items).toMatchObject([{ amountFen: -530, saleCount: 1, refundCount: 2, refundFen: 1060 }])
    expect(await recordedInFeed()).toMatchObject({ amountFen: -530, saleCount: 1, refundCount: 2 })
    expect(await listed()).toHaveLength(3)
    const [back] = (await pairs()).filter(({ amountFen }) => amountFen < 0)
    await market.operator.separateSale({ params: { marketId, saleId: back?.paymentSaleId ?? '' } })
    expect(await countedByMarket()).toEqual({ amountFen: -1060, saleCount: 1 })
  })

  it('are told apart by the merchant, whose word holds, and by no other merchant', async () => {
    const merchant = await app.login('merchant', { marketId, merchantId })
    await weighed('1', 0)
    await paid('p1', 60)
    await follow()
    const saleId = (await listed())[0]?.saleId ?? ''
    const at1 = { params: { marketId, saleId } }
    const other = await market.addTrader('A-003', { name: '别人' })
    const stranger = await app.login('merchant', { marketId, merchantId: other.merchantId })
    await expect(stranger.separateSale(at1)).rejects.toMatchObject({ code: 'sale_pair.not_found' })
    await merchant.separateSale(at1)
    await expect(merchant.separateSale(at1)).rejects.toMatchObject({ code: 'sale_pair.not_found' })
    await follow()
    expect(await countedByMarket()).toEqual({ amountFen: 1060, saleCount: 2 })
    expect(await listed()).toMatchObject([{ weighing: null }, { weighing: null }])
    // Another weighing is free to be the one that was paid.
    await weighed('2', 90)
    await follow()
    expect(await countedByMarket()).toEqual({ amountFen: 1060, saleCount: 2 })
    expect(await recordedInFeed()).toEqual({ amountFen: 1060, saleCount: 2, refundCount: 0 })
    expect((await actions()).filter((action) => action === 'sales.separate')).toHaveLength(1)
  })

  it('follow the market’s own number of minutes, from its day on', async () => {
    const [rule] = (await market.operator.listSalesRules({ params: { marketId } })).items
    expect(rule).toMatchObject({ ruleId: 'pairing.minutes', value: 5, mark: 'default' })
    const set = (value: unknown, effectiveFrom = today) =>
      market.operator.setSalesRule({
        params: { marketId, ruleId: 'pairing.minutes' },
        body: { value, effectiveFrom, source: '本市场约定' },
      })
    await expect(set(61)).rejects.toMatchObject({ code: 'sales_rule.value' })
    await weighed('1', 0)
    await paid('p1', 400)
    await set(10, '2026-03-03')
    await follow()
    expect(await pairs()).toEqual([])
    await set(10)
    await weighed('2', 3000)
    await follow()
    expect(await pairs()).toHaveLength(1)
    await set(0)
    await weighed('3', 3060)
    await follow()
    expect(await pairs()).toEqual([])
    expect(await countedByMarket()).toEqual({ amountFen: 530 * 4, saleCount: 4 })
    expect(await actions()).toContain('sales_rule.set')
  })

  it('leave the same sales and totals whatever the order, the batches and the moments of looking', async () => {
    const half = fc.record({
      paid: fc.boolean(),
      seconds: fc.integer({ min: 0, max: 20 }).map((n) => n * 45),
      amountFen: fc.constantFrom(530, 530, 900, -530),
      look: fc.boolean(),
    })
    const order = fc.array(half, { minLength: 2, maxLength: 9 }).chain((halves) =>
      fc.shuffledSubarray(
        halves.map((one, i) => ({ ...one, i })),
        { minLength: halves.length, maxLength: halves.length },
      ),
    )
    await fc.assert(
      fc.asyncProperty(order, async (arrivals) => {
        const outcome = async (list: typeof arrivals, looks: boolean) => {
          market = await makeMarket(app)
          marketId = market.marketId
          await market.addTrader('A-001', { name: '王记鲜蔬' })
          for (const { i, paid: isPaid, seconds, amountFen, look } of list) {
            await (isPaid ? paid(`p${i}`, seconds, { amountFen }) : weighed(`w${i}`, seconds, { amountFen }))
            if (looks && look) await follow()
          }
          await follow()
          const rows = await read((tx) => tx.select().from(sales).where(eq(sales.marketId, marketId)))
          const keyOf = new Map(rows.map((row) => [row.saleId, row.sourceKey]))
          const made = await pairs()
          const doubled = made.reduce((sum, pair) => sum + pair.amountFen, 0)
          const count = (isCounted: (amountFen: number) => boolean): number =>
            [rows, made]
              .map((all) => all.filter((one) => isCounted(one.amountFen)).length)
              .reduce((all, twice) => all - twice)
          const union = {
            amountFen: rows.reduce((sum, row) => sum + row.amountFen, 0) - doubled,
            saleCount: count((fen) => fen > 0),
            refundCount: count((fen) => fen < 0),
          }
          expect(union).toMatchObject(await countedByMarket())
          expect(await listed()).toHaveLength(union.saleCount + union.refundCount)
          expect(await recordedInFeed()).toEqual(union)
          const days = await read((tx) => tx.select().from(salesDays).where(eq(salesDays.marketId, marketId)))
          expect(days.every((day) => day.saleCount >= 0 && day.refundCount >= 0 && day.refundFen >= 0)).toBe(true)
          expect(days.reduce((sum, day) => sum + day.refundCount, 0)).toBe(union.refundCount)
          return made.map((pair) => `${keyOf.get(pair.paymentSaleId)}-${keyOf.get(pair.weighingSaleId)}`).sort()
        }
        const inOrder = [...arrivals].sort((a, b) => a.i - b.i)
        expect(await outcome(arrivals, true)).toEqual(await outcome(inOrder, false))
      }),
      { numRuns: 8 },
    )
  }, 300_000)
})
