/** The shopper's one search box: goods, stalls and merchants by name, by sound, by initials, and with a slip of the finger. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { withTransaction } from '@smart-market/server/context.ts'
import { footTrafficHours } from '@smart-market/server/db/schema/insights.ts'
import { addDays } from '@smart-market/shared/time.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { makeMarket, marketCtx, type TestMarket } from '../support/market.ts'

const today = '2026-03-02'
const marketCode = 'SEARCH1'
let app: TestApp
let market: TestMarket
beforeAll(async () => {
  app = await startTestApp(`${today}T02:20:00Z`)
  market = await makeMarket(app, { code: marketCode, name: '搜索市场' })
  const vegetables = await market.addTrader('A-001', { name: '王记鲜蔬', goodsScope: '蔬菜' })
  const meat = await market.addTrader('B-012', { name: '刘记鲜肉', goodsScope: '猪肉' })
  const goods = [
    { stallId: vegetables.stallId, name: '西红柿', categoryCode: 'vegetable' as const },
    { stallId: vegetables.stallId, name: '大白菜', categoryCode: 'vegetable' as const },
    { stallId: meat.stallId, name: '猪五花肉', categoryCode: 'meat' as const },
  ]
  for (const one of goods)
    await market.operator.createListing({
      params: { marketId: market.marketId },
      body: { priceFen: 350, priceBasis: 'per_500g', stockKind: 'weighed', available: 9000, ...one },
    })
})
afterAll(() => app.close())

const goodsFor = (q: string, page = 1) => app.as().listPublicListings({ params: { marketCode }, query: { q, page } })
const stallsFor = (q: string, page = 1) => app.as().listPublicStalls({ params: { marketCode }, query: { q, page } })

describe('goods', () => {
  it.each(['西红柿', 'xihongshi', 'xhs', '红柿', 'XIHONG'])('are found by %s as typed', async (q) =>
    expect(await goodsFor(q)).toMatchObject({ total: 1, approximate: false, items: [{ name: '西红柿' }] }),
  )
  it.each(['西红市', '西虹柿', 'xihogshi', 'xihongsi', '西洪柿子'.slice(0, 3)])(
    'are found by %s with one slip, and the answer says that it guesses',
    async (q) => expect(await goodsFor(q)).toMatchObject({ total: 1, approximate: true, items: [{ name: '西红柿' }] }),
  )
  it('that nobody sells are not made up', async () =>
    expect(await goodsFor('榴莲')).toMatchObject({ total: 0, approximate: false, items: [] }))
  it('beyond the last page are no reason to guess', async () =>
    expect(await goodsFor('xihongshi', 2)).toMatchObject({ approximate: false, items: [] }))
})

describe('stalls and merchants', () => {
  it.each([
    ['A-001', false],
    ['王记', false],
    ['wangji', false],
    ['wjxs', false],
    ['A-00l', true],
    ['a001', true],
    ['Ａ－００１', true],
    ['王纪鲜蔬', true],
    ['wangjixianshi', true],
  ])('are found by %s (guessed: %s)', async (q, approximate) =>
    expect(await stallsFor(q)).toMatchObject({ total: 1, approximate, items: [{ stallCode: 'A-001' }] }),
  )
  it('take wildcards for what was typed', async () => {
    for (const q of ['%', '_____', '%%%%%%']) expect((await stallsFor(q)).items).toEqual([])
  })
})

describe("the market's home", () => {
  const home = () => app.as().getPublicMarketHome({ params: { marketCode } })
  const hours = async (rows: readonly { date: string; hour: string; entries: number }[]) =>
    withTransaction(marketCtx(app, market), async (tx) => {
      await tx.insert(footTrafficHours).values(
        rows.map(({ date, hour, entries }) => ({
          marketId: market.marketId,
          counterCode: 'GATE-1',
          hourAt: new Date(`${date}T${hour}:00:00Z`),
          businessDate: date,
          entryCount: entries,
          recordedAt: app.now(),
        })),
      )
    })

  it('says that nobody knows how full it is while no counter has reported lately', async () => {
    await hours([{ date: addDays(today, -1), hour: '20', entries: 50 }])
    expect((await home()).crowding).toBeNull()
  })

  it('compares the newest full hour with the same hour of other days, once enough of them are known', async () => {
    await hours([{ date: today, hour: '01', entries: 90 }])
    expect((await home()).crowding).toMatchObject({ level: null, entryCount: 90, usualEntryCount: null })
    await hours([1, 2, 3, 4, 5].map((days) => ({ date: addDays(today, -days), hour: '01', entries: 58 + days })))
    expect((await home()).crowding).toEqual({
      level: 'busy',
      entryCount: 90,
      usualEntryCount: 61,
      hourAt: `${today}T01:00:00Z`,
      asOf: `${today}T02:00:00.000Z`,
    })
  })

  it('shows guide prices of this week with their date and source, today’s first, and none that is older', async () => {
    expect((await home()).guidePrices).toEqual([])
    const { items } = await market.operator.listCommodities({ query: {} })
    const [first, second, third] = items
    if (!first || !second || !third) throw new Error('no commodities')
    const set = (date: string, commodityId: string, priceFen: number) =>
      market.operator.setGuidePrices({
        params: { marketId: market.marketId, businessDate: date },
        body: { source: '市场价格员', items: [{ commodityId, priceFen, priceBasis: 'per_500g' }] },
      })
    await set(addDays(today, -8), third.commodityId, 100)
    await set(addDays(today, -2), second.commodityId, 200)
    await set(addDays(today, -1), first.commodityId, 290)
    await set(today, first.commodityId, 300)
    expect((await home()).guidePrices).toEqual([
      { commodityName: first.name, priceFen: 300, priceBasis: 'per_500g', businessDate: today, source: '市场价格员' },
      {
        commodityName: second.name,
        priceFen: 200,
        priceBasis: 'per_500g',
        businessDate: addDays(today, -2),
        source: '市场价格员',
      },
    ])
  })
})
