/** What the lists of complaints, reports, re-weighings, ratings and appeals are searched by. */
import type { Api } from '@smart-market/shared/api.ts'
import type { Client } from '@smart-market/shared/client.ts'
import { recordSales } from '@smart-market/server/features/sales/index.ts'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../support/app.ts'
import { makeMarket, marketCtx, type TestMarket } from '../support/market.ts'

let app: TestApp
let market: TestMarket
let params: { marketId: string }
let operator: Client<Api>
let fish: Awaited<ReturnType<TestMarket['addTrader']>>
let slips = 0

/** Two stalls, so that what is searched for has something to stand out from. */
const open = async (made: TestMarket) => {
  await made.addTrader('B-002', { name: '王记蔬菜', goodsScope: '蔬菜' })
  return made.addTrader('A-001', { name: '李记水产', goodsScope: '鲜鱼' })
}
beforeAll(async () => {
  app = await startTestApp()
})
beforeEach(async () => {
  app.setNow('2026-03-02T02:00:00Z')
  market = await makeMarket(app)
  ;({ operator } = market)
  params = { marketId: market.marketId }
  fish = await open(market)
})
afterAll(() => app.close())

const sellAt = async (stallCode: string, commodityName: string) => {
  const key = `XP2026-${1000 + ++slips}`
  await recordSales(marketCtx(app, market), {
    source: 'till-1',
    sales: [
      {
        key,
        stallCode,
        soldAt: app.now().toISOString(),
        channel: 'scale',
        paymentMeans: 'cash',
        amountFen: 500,
        lines: [{ commodityName, weightGrams: 1000, amountFen: 500 }],
      },
    ],
  } as never)
  const { items } = await operator.findPurchases({ params, query: { q: key } })
  return { key, saleId: items[0]?.saleId ?? '' }
}
const everywhere = async (
  list: (q: string, who: Client<Api>, at: { marketId: string }) => Promise<{ total: number }>,
) => {
  const elsewhere = await makeMarket(app)
  await open(elsewhere)
  for (const letter of ['%', '_', '\\', '没有这样的'])
    expect([letter, (await list(letter, operator, params)).total]).toEqual([letter, 0])
  expect((await list('李记', elsewhere.operator, { marketId: elsewhere.marketId })).total).toBe(0)
}

it('finds complaints by stall, merchant, words, code and the end of the slip’s number, never by a phone', async () => {
  const { key, saleId } = await sellAt('A-001', '鲫鱼')
  const submit = (body: object) =>
    app.as().submitComplaint({
      params: { marketCode: market.code },
      body: { category: 'weight', description: '少了二两', phone: '13812345678', contactName: '刘小红', ...body },
    })
  const { code } = await submit({ stallCode: 'A-001', saleId, wants: '退差价' })
  await submit({ stallCode: 'B-002', description: '菜叶发黄' })
  const list = (q: string, who = operator, at = params) => who.listComplaints({ params: at, query: { q } })
  const bare = code.slice(market.code.length + 1)
  for (const q of [
    'a-001',
    '李记',
    'liji',
    '二两',
    '退差',
    code,
    code.toLowerCase(),
    bare,
    key,
    key.slice(-6),
    saleId.slice(-8),
  ]) {
    const { items, total } = await list(q)
    expect([q, total, items.map((one) => one.stallCode)]).toEqual([q, 1, ['A-001']])
  }
  for (const q of ['13812345678', '5678', '刘小红', code.slice(-6)]) expect([q, (await list(q)).total]).toEqual([q, 0])
  const both = await operator.listComplaints({ params, query: { q: '0', pageSize: 1 } })
  expect([both.total, both.items.length]).toEqual([2, 1])
  expect((await operator.listComplaints({ params, query: { q: '李记', state: 'settled' } })).total).toBe(0)
  const merchant = await app.login('merchant', { ...params, merchantId: fish.merchantId })
  expect([(await list('二两', merchant)).total, (await list('发黄', merchant)).total]).toEqual([1, 0])
  await everywhere(list)
})

it('finds reports by stall, merchant, words and code', async () => {
  const report = (stallCode: string, description: string) =>
    app.as().submitReport({
      params: { marketCode: market.code },
      body: { category: 'food_safety', description, stallCode, phone: '13812345678' },
    })
  const { code } = await report('A-001', '卖死鱼')
  await report('B-002', '秤不准')
  const list = (q: string, who = operator, at = params) => who.listReports({ params: at, query: { q } })
  for (const q of ['A-001', '李记', 'ljsc', '死鱼', code]) {
    const { items, total } = await list(q)
    expect([q, total, items.map((one) => one.stallCode)]).toEqual([q, 1, ['A-001']])
  }
  expect((await list('5678')).total).toBe(0)
  await everywhere(list)
})

it('finds re-weighings by stall, merchant, goods and slip', async () => {
  const { key, saleId } = await sellAt('A-001', '鲫鱼')
  const other = await sellAt('B-002', '菠菜')
  for (const id of [saleId, other.saleId])
    await operator.recordReweigh({ params, body: { saleId: id, lineNo: 1, measuredGrams: 990 } })
  const list = (q: string, who = operator, at = params) => who.listReweighs({ params: at, query: { q } })
  for (const q of ['A-001', '李记', 'liji', '鲫', key, saleId]) {
    const { items, total } = await list(q)
    expect([q, total, items.map((one) => one.commodityName)]).toEqual([q, 1, ['鲫鱼']])
  }
  await everywhere(list)
})

it('finds ratings by stall, merchant, words, reply and slip, and keeps the average that of all', async () => {
  const rate = async (stallCode: string, comment: string, stars = 5) => {
    const sold = await sellAt(stallCode, '鲫鱼')
    const body = { stars, comment, saleId: sold.saleId }
    return { ...sold, ...(await app.as().submitRating({ params: { marketCode: market.code }, body })) }
  }
  const { key, ratingId } = await rate('A-001', '鱼很新鲜')
  await rate('B-002', '菜不错')
  await operator.replyToRating({ params: { ...params, ratingId }, body: { reply: '欢迎再来' } })
  const list = (q: string, who = operator, at = params) => who.listRatings({ params: at, query: { q } })
  for (const q of ['A-001', '李记', 'liji', '新鲜', '再来', key]) {
    const { items, total } = await list(q)
    expect([q, total, items.map((one) => one.stallCode)]).toEqual([q, 1, ['A-001']])
  }
  await everywhere(list)
  for (const stars of [1, 5, 5, 5]) await rate('A-001', '秤准', stars)
  const seen = (q: string) =>
    app.as().getStallRatings({ params: { marketCode: market.code, stallCode: 'A-001' }, query: { q } })
  expect(await seen('')).toMatchObject({ total: 5, average: 4.2 })
  expect(await seen('新鲜')).toMatchObject({ total: 1, average: 4.2, items: [{ comment: '鱼很新鲜' }] })
  expect(await seen('再来')).toMatchObject({ total: 1 })
  expect(await seen('%')).toMatchObject({ total: 0, items: [], average: 4.2 })
})

it('finds appeals by merchant, stall, words, what they are against and the decision', async () => {
  const appeal = async (merchantId: string, reason: string, text: string) => {
    await operator.addCreditEvent({
      params: { ...params, merchantId },
      body: { kind: 'penalty', reason, occurredOn: '2026-03-01' },
    })
    const { events } = await operator.getMerchantCredit({ params: { ...params, merchantId } })
    const merchant = await app.login('merchant', { ...params, merchantId })
    const { appealId } = await merchant.openAppeal({
      params: { ...params, creditEventId: events[0]?.creditEventId ?? '' },
      body: { text },
    })
    return { appealId, merchant }
  }
  const { appealId, merchant } = await appeal(fish.merchantId, '占道经营', '当时是在卸货')
  const { items: traders } = await operator.listMerchants({ params, query: { q: '王记' } })
  await appeal(traders[0]?.merchantId ?? '', '垃圾没有分类', '已经分好了')
  await operator.decideAppeal({ params: { ...params, appealId }, body: { upheld: true, decision: '监控可以证明' } })
  const list = (q: string, who = operator, at = params) => who.listAppeals({ params: at, query: { q } })
  for (const q of ['李记', 'liji', 'A-001', '卸货', '占道', '监控']) {
    const { items, total } = await list(q)
    expect([q, total, items.map((one) => one.appealId)]).toEqual([q, 1, [appealId]])
  }
  expect((await list('卸货', merchant)).items[0]?.merchantName).toContain('李记')
  expect([(await list('卸货', merchant)).total, (await list('分好', merchant)).total]).toEqual([1, 0])
  await everywhere(list)
})
