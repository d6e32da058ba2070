/** Price sheets as real people save them, their defects told by row, and what the market publishes of them. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { systemCtx } from '@smart-market/server/context.ts'
import { publishTodaysPrices } from '@smart-market/server/features/notices/index.ts'
import type { Api } from '@smart-market/shared/api.ts'
import type { Client } from '@smart-market/shared/client.ts'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../support/app.ts'
import { makeMarket, type TestMarket } from '../support/market.ts'
import { rowsOfTable } from './orders-shop.ts'

let app: TestApp
let market: TestMarket
let operator: Client<Api>
let params: { marketId: string }
beforeAll(async () => {
  app = await startTestApp()
})
beforeEach(async () => {
  app.setNow('2026-03-02T02:00:00Z')
  market = await makeMarket(app)
  operator = market.operator
  params = { marketId: market.marketId }
})
afterAll(() => app.close())

const utf8 = (text: string) => new TextEncoder().encode(text)
const upload = (fileName: string, bytes: Uint8Array) =>
  operator.uploadImport({ params: { ...params, kind: 'guide_price' }, upload: { fileName, bytes } })
const preview = async (fileName: string, bytes: Uint8Array, extra: Record<string, string> = {}) => {
  const { importId, mapping } = await upload(fileName, bytes)
  return operator.previewImport({ params: { ...params, importId }, body: { mapping: { ...mapping, ...extra } } })
}
const importAll = async (fileName: string, bytes: Uint8Array, extra: Record<string, string> = {}) => {
  const { importId, mapping } = await upload(fileName, bytes)
  const at = { ...params, importId }
  await operator.commitImport({ params: at, body: { mode: 'good_rows', mapping: { ...mapping, ...extra } } })
  for (;;) {
    const view = await operator.getImport({ params: at })
    if (view.state !== 'running') return view
  }
}
const xinfadi = { source: '=北京新发地市场' }
const reasons = (rows: readonly { row: number; reason: string }[]) => rows.map(({ row, reason }) => [row, reason])
const audit = async (action: string) =>
  (
    await rowsOfTable<{ summary: string }>(
      app,
      'select summary from audit_log where market_id = $1 and action = $2 order by audit_id',
      [market.marketId, action],
    )
  ).map((row) => row.summary)
const events = async (type: string) =>
  (
    await rowsOfTable<{ payload: unknown }>(
      app,
      'select payload from outbox where market_id = $1 and type = $2 order by position',
      [market.marketId, type],
    )
  ).map((row) => row.payload)

// Rows of the public crawl of Beijing Xinfadi's daily prices, 2013 to 2016, yuan per jin.
const perJin = [
  '品名,最低价,平均价,最高价,规格,单位,发布日期',
  '大白菜,0.4,0.45,0.55000000000000004,普通,斤,2013-06-10',
  '鸽子蛋,2.7（个）,2.85（个）,3（个）,普通,斤,2014-01-24',
  '芹菜,2.5,1.5,0.5,普通,斤,2013-06-10',
  '菠菜,0,0,0,普通,斤,2013-06-10',
  '大白菜,0.4,0.45,0.55000000000000004,普通,斤,2013-06-10',
  '大白菜,0.5,0.6,0.7,普通,斤,2013-06-10',
  '大白菜,0.6,0.65,0.7,新,斤,2013-06-10',
  '大白菜,7,8,9,普通,斤,2013-06-11',
  '大白菜,0.4,0.5,0.6,普通,斤,2013-06-12',
  ',,,,,,2014-08-08',
].join('\n')

describe('a price sheet in yuan per jin', () => {
  it('has every defect told by its row, and the rest is good', async () => {
    const seen = await preview('新发地.csv', utf8(perJin), xinfadi)
    expect(reasons(seen.errors)).toEqual([
      [3, '价格里夹着文字，请只留数字，单位另填一列'],
      [3, '价格里夹着文字，请只留数字，单位另填一列'],
      [3, '价格里夹着文字，请只留数字，单位另填一列'],
      [4, '最低价比最高价 0.5 还高'],
      [5, '价格为 0，不是报价'],
      [5, '价格为 0，不是报价'],
      [5, '价格为 0，不是报价'],
      [7, '同一天同一品名、规格，第 2 行是 0.45 元'],
      [11, '没有品名'],
      [11, '没有计价单位'],
      [11, '没有价格'],
    ])
    expect(reasons(seen.warnings)).toEqual([
      [6, '和第 2 行完全相同'],
      [9, '「大白菜」这天的价和前后两次相差 5 倍以上，请核对'],
    ])
    expect([seen.goodRows, seen.badRows, seen.toCreate]).toEqual([5, 5, 4])
  })

  it('becomes quotes and guide prices, with audit and event, and is unchanged the second time', async () => {
    expect((await importAll('新发地.csv', utf8(perJin), xinfadi)).result).toMatchObject({
      created: 4,
      unchanged: 1,
      rejected: 5,
    })
    const { items } = await operator.listPriceQuotes({ params, query: { onDate: '2013-06-10' } })
    expect(items.map((row) => [row.specification, row.lowFen, row.priceFen, row.highFen, row.priceBasis])).toEqual([
      ['新', 60, 65, 70, 'per_500g'],
      ['普通', 40, 45, 55, 'per_500g'],
    ])
    const guides = await operator.listGuidePrices({ params, query: { businessDate: '2013-06-10' } })
    expect(guides.items).toMatchObject([
      { commodityName: '大白菜', priceFen: 55, priceBasis: 'per_500g', source: '北京新发地市场' },
    ])
    expect(await audit('price_quote.import')).toEqual(['导入行情 4 条（来源：北京新发地市场），更新今日参考价 3 条'])
    expect(await events('price_quotes.imported')).toMatchObject([{ quotes: 4, guidePrices: 3 }])
    const again = await importAll('新发地.csv', utf8(perJin), xinfadi)
    expect(again.result).toMatchObject({ created: 0, updated: 0, unchanged: 5, rejected: 5 })
    expect(await events('price_quotes.imported')).toHaveLength(1)
  })

  it('never overwrites what somebody set from another source', async () => {
    await operator.setGuidePrices({
      params: { ...params, businessDate: '2013-06-10' },
      body: { source: '市场自采', items: [{ commodityId: 'vegetable-01', priceFen: 120, priceBasis: 'per_500g' }] },
    })
    const [set] = (await operator.listGuidePrices({ params, query: { businessDate: '2013-06-10' } })).items
    const text = `日期,品名,平均价,单位\n2013-06-10,${set?.commodityName ?? ''},0.45,斤\n`
    await importAll('另一家.csv', utf8(text), xinfadi)
    const guides = await operator.listGuidePrices({ params, query: { businessDate: '2013-06-10' } })
    expect(guides.items).toMatchObject([{ priceFen: 120, source: '市场自采' }])
  })
})

it('reads a sheet in GBK without a header once its columns are named, and remembers them', async () => {
  // 大白菜,0.40,0.50,0.60,存储,2021-03-22 and 番茄（精品）,1.50,1.75,2.00,普通,2021-03-22 as GBK bytes.
  const bytes = Buffer.concat([
    Buffer.from('b4f3b0d7b2cb', 'hex'),
    Buffer.from(',0.40,0.50,0.60,'),
    Buffer.from('b4e6b4a2', 'hex'),
    Buffer.from(',2021-03-22\r\n'),
    Buffer.from('b7acc7d1a3a8beabc6b7a3a9', 'hex'),
    Buffer.from(',1.50,1.75,2.00,'),
    Buffer.from('c6d5cda8', 'hex'),
    Buffer.from(',2021-03-22\r\n'),
  ])
  const mapping = {
    itemName: '第1列',
    low: '第2列',
    price: '第3列',
    high: '第4列',
    specification: '第5列',
    businessDate: '第6列',
    unit: '=斤',
    ...xinfadi,
  }
  expect(await upload('0322.csv', bytes)).toMatchObject({ encoding: 'gb18030', rowCount: 2, mapping: {} })
  expect((await importAll('0322.csv', bytes, mapping)).result).toMatchObject({ created: 2, rejected: 0 })
  const guides = await operator.listGuidePrices({ params, query: { businessDate: '2021-03-22' } })
  expect(guides.items.map((row) => [row.commodityName, row.priceFen])).toEqual([
    ['大白菜', 50],
    ['西红柿', 175],
  ])
  expect((await upload('0323.csv', bytes)).mapping).toMatchObject({ itemName: '第1列', businessDate: '第6列' })
})

it('reads an old binary .xls', async () => {
  const bytes = readFileSync(fileURLToPath(new URL('../fixtures/imports/xinfadi-2021-03.xls', import.meta.url)))
  const view = await importAll('xinfadi-2021-03.xls', bytes, xinfadi)
  expect(view).toMatchObject({ encoding: 'xls', rowCount: 8, result: { created: 8, rejected: 0 } })
  const { items } = await operator.listPriceQuotes({ params, query: { q: '圆白菜' } })
  expect(items).toContainEqual(
    expect.objectContaining({
      itemName: '圆白菜（陆地）',
      specification: '鄂_苏',
      priceFen: 50,
      businessDate: '2021-03-30',
    }),
  )
})

it('takes yuan per kilogram from the heading, and refuses prices of one fen', async () => {
  const text = [
    '日期,单品编码,批发价格(元/千克),near_zero_price,extreme_price',
    '2020-07-01,102900005115762,3.88,False,False',
    '2020-07-01,大白菜,3.20,False,False',
    '2020-07-02,102900005115762,0.01,True,False',
  ].join('\n')
  const { mapping } = await upload('批发价.csv', utf8(text))
  expect(mapping).toEqual({
    businessDate: '日期',
    itemName: '单品编码',
    price: '批发价格(元/千克)',
    unit: '=千克',
  })
  const seen = await preview('批发价.csv', utf8(text), { source: '=某超市' })
  expect(reasons(seen.errors)).toEqual([[4, '价格只有 0.01 元，像是没有报价时填的占位数']])
  expect(reasons(seen.warnings)).toEqual([[2, '品种目录里没有这个名称：行情会保存，不会成为今日参考价']])
  await importAll('批发价.csv', utf8(text), { source: '=某超市' })
  const guides = await operator.listGuidePrices({ params, query: { businessDate: '2020-07-01' } })
  expect(guides.items).toMatchObject([{ commodityName: '大白菜', priceFen: 160, priceBasis: 'per_500g' }])
})

describe('guide prices of a day', () => {
  const set = (businessDate: string, priceFen = 120) =>
    operator.setGuidePrices({
      params: { ...params, businessDate },
      body: { source: '市场自采', items: [{ commodityId: 'vegetable-01', priceFen, priceBasis: 'per_500g' }] },
    })
  const standing = async () =>
    (await operator.listNotices({ params, query: { kind: 'price', state: 'published' } })).items

  it('go up as a notice by themselves before opening, once', async () => {
    const publish = () => publishTodaysPrices(systemCtx(app.deps, 'test', market.marketId))
    expect(await publish()).toBe(false)
    await set('2026-03-02')
    expect(await publish()).toBe(true)
    expect(await publish()).toBe(false)
    const [notice] = await standing()
    expect(notice).toMatchObject({ title: '今日参考价（2026-03-02）', state: 'published', createdBy: '系统' })
    expect(notice?.body).toMatch(
      /^.+ 1\.20 元\/500克\n\n来源：市场自采。共 1 种。供买卖参考，不是政府定价或政府指导价。$/,
    )
    expect(await audit('notice.publish')).toEqual(['发布公示「今日参考价（2026-03-02）」'])
    expect(await events('notice.published')).toMatchObject([{ kind: 'price', title: '今日参考价（2026-03-02）' }])
  })

  it('are published again by hand after a change, and the earlier notice is withdrawn with its reason', async () => {
    const publish = () => operator.publishGuidePrices({ params: { ...params, businessDate: '2026-03-02' } })
    await expect(publish()).rejects.toMatchObject({ status: 409, code: 'notice.no_prices' })
    await set('2026-03-02')
    const first = await publish()
    await set('2026-03-02', 130)
    await publish()
    expect((await standing()).map((notice) => notice.body.includes('1.30'))).toEqual([true])
    const { items } = await operator.listNotices({ params, query: { state: 'withdrawn' } })
    expect(items).toMatchObject([{ noticeId: first.noticeId, withdrawnReason: '参考价有更新' }])
  })
})

it('counts what stalls ask with method, sample and as-of, beside the guide price', async () => {
  const { items: commodities } = await operator.listCommodities({ query: { q: '大白菜' } })
  const commodityId = commodities[0]?.commodityId ?? ''
  const sell = async (stallCode: string, priceFen: number, priceBasis: 'per_500g' | 'per_kg' = 'per_500g') => {
    const { stallId } = await market.addTrader(stallCode, { name: `${stallCode} 号` })
    await operator.createListing({
      params,
      body: { stallId, commodityId, categoryCode: 'vegetable', name: '大白菜', priceFen, priceBasis },
    })
    return stallId
  }
  await sell('A-1', 100)
  await sell('A-2', 120)
  await sell('A-3', 400, 'per_kg')
  await operator.setGuidePrices({
    params: { ...params, businessDate: '2026-03-02' },
    body: { source: '市场自采', items: [{ commodityId, priceFen: 260, priceBasis: 'per_kg' }] },
  })
  const seen = await app.as().getPublicPriceStatistics({ params: { marketCode: market.code } })
  expect(seen).toEqual(await operator.getPriceStatistics({ params }))
  expect(seen.asOf).toBe('2026-03-02T02:00:00.000Z')
  expect(seen.method).toContain('中位数')
  expect(seen.items).toEqual([
    {
      commodityId,
      commodityName: '大白菜',
      categoryCode: 'vegetable',
      priceBasis: 'per_500g',
      stalls: 3,
      listings: 3,
      confirmedToday: 3,
      lowestFen: 100,
      medianFen: 120,
      // The cube root of 100 × 120 × 200.
      typicalFen: 134,
      highestFen: 200,
      guidePrice: { priceFen: 130, businessDate: '2026-03-02', source: '市场自采' },
    },
  ])
})
