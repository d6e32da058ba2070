/** Slips: a scale asks what to print, sells under that code, and whoever holds the slip follows it to the supplier. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../support/app.ts'
import { callAsDevice } from '../support/device.ts'
import { makeMarket } from '../support/market.ts'
import { sourcingOf } from '../support/sourcing.ts'

const start = new Date('2026-03-02T02:00:00Z')
let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.close())

const prepare = async (code: string) => {
  app.setNow(start)
  const market = await makeMarket(app, { code })
  const params = { marketId: market.marketId }
  const { stallId, merchantId } = await market.addTrader('A-001', { name: '王记鲜蔬' })
  const sourcing = sourcingOf(app, market.operator, market.marketId, market.operator.token)
  const list = (name: string) =>
    market.operator.createListing({
      params,
      body: { stallId, categoryCode: 'vegetable', name, priceFen: 350, priceBasis: 'per_500g', stockKind: 'untracked' },
    })
  const { deviceId } = await market.operator.registerDevice({
    params,
    body: { code: 'SCALE-1', name: '秤', kind: 'scale', stallId },
  })
  const { secret } = await market.operator.issueSigningKey({ params: { ...params, deviceId } })
  const call = async (action: 'goods' | 'weigh-sales', body?: unknown) => {
    const response = await callAsDevice(app.fetch, { ...params, deviceId, secret }, action, start, body)
    expect(response.status).toBe(200)
    return (await response.json()) as unknown
  }
  const goods = async () =>
    (
      (await call('goods')) as {
        items: { listingId: string; name: string; traceCode: string | null; traceUrl: string | null }[]
      }
    ).items
  let sequence = 0
  const sell = async (lines: readonly Record<string, unknown>[]) => {
    sequence += 1
    // Each later than the one before, so that the newest in the list is the one just sold.
    const now = new Date(start.getTime() + sequence * 1000)
    app.setNow(now)
    const soldAt = now.toISOString()
    const amountFen = lines.reduce((sum, line) => sum + Number(line.amountFen), 0)
    await call('weigh-sales', {
      sales: [{ sequence, soldAt, paymentMeans: 'wechat', amountFen, lines }],
    })
    const { items } = await market.operator.listSales({ params, query: {} })
    return items[0]?.saleId ?? ''
  }
  return { market, params, stallId, merchantId, sourcing, list, goods, sell }
}
let markets = 0
let day: Awaited<ReturnType<typeof prepare>>
beforeEach(async () => {
  markets += 1
  day = await prepare(`SLIP${markets}`)
})
const slipOf = (saleId: string) => app.as().getPublicSlip({ params: { marketCode: `SLIP${markets}`, saleId } })

describe('what a scale prints', () => {
  it('is the code of the batch to be sold first, of the batch that the goods are bound to, or none', async () => {
    await day.list('生菜')
    const spinach = await day.list('菠菜')
    expect((await day.goods()).map(({ traceCode }) => traceCode)).toEqual([null, null])
    const late = await day.sourcing.addIntake('A-001', { expiresOn: '2026-03-09' })
    const early = await day.sourcing.addIntake('A-001', { expiresOn: '2026-03-04' })
    const codeOf = async (name: string) => (await day.goods()).find((one) => one.name === name)?.traceCode
    expect(await codeOf('菠菜')).toBe(early.batch.traceCode)
    expect(await codeOf('生菜')).toBeNull()
    await day.market.operator.linkListingBatch({
      params: { ...day.params, listingId: spinach.listingId },
      body: { batchId: late.batch.batchId },
    })
    expect(await codeOf('菠菜')).toBe(late.batch.traceCode)
  })

  it('is never the code of a batch on hold', async () => {
    await day.list('菠菜')
    const { batch } = await day.sourcing.addIntake('A-001')
    await day.sourcing.addTest(batch.batchId, { result: 'positive' })
    const items = await day.goods()
    expect(items.filter(({ traceCode }) => traceCode === batch.traceCode)).toEqual([])
  })
})

describe('a slip', () => {
  it('leads from the sale to the batch, its supplier’s papers and back', async () => {
    await day.list('菠菜')
    const { batch } = await day.sourcing.addIntake('A-001')
    const [printed] = await day.goods()
    expect(printed?.traceUrl).toMatch(new RegExp(`/t/${batch.traceCode}$`))
    const saleId = await day.sell([
      { commodityName: '菠菜', weightGrams: 500, amountFen: 350, traceCode: printed?.traceCode },
      { commodityName: '塑料袋', pieces: 1, amountFen: 20 },
    ])
    const slip = await slipOf(saleId)
    expect(slip).toMatchObject({ stallCode: 'A-001', merchantName: '王记鲜蔬', amountFen: 370, channel: 'scale' })
    expect(
      slip.lines.map(({ name, weightGrams, pieces, traceCodes }) => [name, weightGrams, pieces, traceCodes]),
    ).toEqual([
      ['菠菜', 500, null, [batch.traceCode]],
      ['塑料袋', null, 1, []],
    ])
    const page = await app.fetch(`/t/${batch.traceCode}`, {})
    expect(await page.text()).toContain('万邦蔬菜公司')
    const forward = await day.market.operator.traceForward({
      params: { ...day.params, batchId: batch.batchId },
      query: {},
    })
    expect(JSON.stringify(forward)).toContain(saleId)
  })

  it('is printed as long as what was bought, and opens in a browser', async () => {
    const short = await day.sell([{ commodityName: '生菜', weightGrams: 241, amountFen: 530 }])
    const long = await day.sell(
      Array.from({ length: 30 }, (_, n) => ({ commodityName: `商品${n}`, weightGrams: 100, amountFen: 100 })),
    )
    const heightOf = async (saleId: string): Promise<number> => {
      const response = await app.fetch(`/api/v1/markets/${day.market.marketId}/sales/${saleId}/slip.pdf`, {
        headers: { authorization: `Bearer ${day.market.operator.token}` },
      })
      expect(response.headers.get('content-type')).toContain('application/pdf')
      const text = Buffer.from(await response.arrayBuffer()).toString('latin1')
      expect(text.match(/\/Type \/Page\b/g)).toHaveLength(1)
      return Number(/\/MediaBox \[0 0 [\d.]+ ([\d.]+)\]/.exec(text)?.[1])
    }
    expect(await heightOf(long)).toBeGreaterThan(2 * (await heightOf(short)))
    const opened = await app.fetch(`/r/SLIP${markets}-${short}`, { redirect: 'manual' })
    expect(opened.headers.get('location')).toBe(`/m/#/packages/guide/slip/index?market=SLIP${markets}&sale=${short}`)
    const lost = await app.fetch('/r/nothing', {})
    expect(lost.status).toBe(404)
    expect(await lost.text()).toContain('不是本系统的小票')
  })

  it('is nobody’s who does not know its number, and another merchant’s for no merchant', async () => {
    const saleId = await day.sell([{ commodityName: '生菜', weightGrams: 241, amountFen: 530 }])
    await expect(slipOf('sal_000000000000000000000')).rejects.toMatchObject({ code: 'sale.not_found' })
    const other = await day.market.addTrader('A-002', { name: '李记' })
    const printedBy = async (merchantId: string) => {
      const merchant = await app.login('merchant', { marketId: day.market.marketId, merchantId })
      const response = await app.fetch(`/api/v1/markets/${day.market.marketId}/sales/${saleId}/slip.pdf`, {
        headers: { authorization: `Bearer ${merchant.token}` },
      })
      return response.status
    }
    expect(await printedBy(day.merchantId)).toBe(200)
    expect(await printedBy(other.merchantId)).toBe(404)
  })

  it('is found at the desk by the number that is printed on it', async () => {
    const saleId = await day.sell([{ commodityName: '生菜', weightGrams: 241, amountFen: 530 }])
    const { number } = await slipOf(saleId)
    const found = await day.market.operator.findPurchases({ params: day.params, query: { q: number } })
    expect(found.items.map((one) => one.saleId)).toEqual([saleId])
  })

  it('is enough to rate and to complain', async () => {
    const saleId = await day.sell([{ commodityName: '生菜', weightGrams: 241, amountFen: 530 }])
    const params = { marketCode: `SLIP${markets}` }
    const rating = await app.as().submitRating({ params, body: { stars: 5, saleId } })
    expect(rating).toMatchObject({ basis: 'slip', stars: 5 })
    await expect(app.as().submitRating({ params, body: { stars: 1, saleId } })).rejects.toMatchObject({
      status: 409,
    })
  })
})
