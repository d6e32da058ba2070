import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { withTransaction } from '@smart-market/server/context.ts'
import { footTrafficHours } from '@smart-market/server/db/schema/insights.ts'
import { notices } from '@smart-market/server/db/schema/notices.ts'
import { salesDays } from '@smart-market/server/db/schema/sales.ts'
import { addDays } from '@smart-market/shared/time.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { makeMarket, marketCtx, populateMarket, type TestMarket } from '../support/market.ts'

let app: TestApp
let market: TestMarket
let trader: Awaited<ReturnType<TestMarket['addTrader']>>
const today = '2026-03-02'
beforeAll(async () => {
  app = await startTestApp(`${today}T02:00:00Z`)
  market = await makeMarket(app, { code: 'GUIDE1', name: '导购市场', phone: '0371-66668888' })
  trader = await market.addTrader('A-01', {
    name: '周记熟食',
    phone: '13812345678',
    goodsScope: '卤肉、凉菜',
    sellsReadyToEat: true,
    creditGrade: 'A',
    principalName: '周大山',
    principalResidentId: '11010519491231002X',
  })
  await market.addLicence(trader.merchantId, { scope: '熟食零售', validTo: '2026-03-01' })
  const staff = await market.addStaff(trader.merchantId, { name: '王小芳', residentId: '11010519491231002X' })
  await market.addHealthCertificate(trader.merchantId, staff.staffMemberId, { number: 'JK888899990000' })
  await market.addStall('B-7')
})
afterAll(() => app.close())
const marketCode = 'GUIDE1'

describe('a stall, to anyone', () => {
  it('shows who sells there with papers, and no personal data beyond masked', async () => {
    const stall = await app.as().getPublicStall({ params: { marketCode, stallCode: 'A-01' } })
    expect(stall).toEqual({
      stallCode: 'A-01',
      zoneName: null,
      merchantName: '周记熟食',
      goodsScope: '卤肉、凉菜',
      creditGrade: 'A',
      marketCode,
      marketName: '导购市场',
      demo: false,
      contactMasked: '138****5678',
      quickTests: [],
      batches: [],
      licences: [
        { kind: 'business', number: '410105600123456', scope: '熟食零售', validTo: '2026-03-01', expired: true },
      ],
      staff: [
        { nameMasked: '王**', duty: '售货', healthCertificateValidTo: '2027-01-31', expired: false, required: true },
      ],
      asOf: `${today}T02:00:00.000Z`,
    })
    expect(JSON.stringify(stall)).not.toMatch(/13812345678|王小芳|周大山|110105194912|JK8888/)
  })

  it('is not there when nobody registered it, and shows nobody when it is vacant', async () => {
    await expect(app.as().getPublicStall({ params: { marketCode, stallCode: 'Z-99' } })).rejects.toMatchObject({
      status: 404,
      message: '没有找到摊位「Z-99」。',
    })
    await expect(
      app.as().getPublicStall({ params: { marketCode: 'NOWHERE', stallCode: 'A-01' } }),
    ).rejects.toMatchObject({ code: 'market.not_found' })
    expect(await app.as().getPublicStall({ params: { marketCode, stallCode: 'B-7' } })).toMatchObject({
      merchantName: null,
      licences: [],
      staff: [],
    })
  })

  it.each([
    ['a stall code', 'a-0'],
    ['a name', '周记'],
    ['a word of the goods scope', '凉菜'],
    ['pinyin in full', 'zhoujishushi'],
    ['initials', 'ZJSS'],
  ])('is found by %s', async (_, q) => {
    const found = await app.as().listPublicStalls({ params: { marketCode }, query: { q } })
    expect(found).toMatchObject({ total: 1, items: [{ stallCode: 'A-01' }] })
  })
})

describe('a stall screen', () => {
  it('names the fields that the ledger has something for', async () => {
    const view = await app.as().getScreenView({ params: { screenCode: 'GUIDE1-A-01' } })
    expect(view.fields).toEqual(['name', 'stallCode', 'contact', 'licences', 'scope', 'credit', 'staffCertificates'])
    expect(view.heartbeatSeconds).toBe(60)
    const poor = await market.addTrader('C-1', { name: '无证熟食', sellsReadyToEat: true })
    expect((await app.as().getScreenView({ params: { screenCode: 'guide1-C-1' } })).fields).toEqual([
      'name',
      'stallCode',
    ])
    await market.addLicence(poor.merchantId, { scope: '熟食' })
    expect((await app.as().getScreenView({ params: { screenCode: 'GUIDE1-C-1' } })).fields).toEqual([
      'name',
      'stallCode',
      'licences',
      'scope',
    ])
  })

  it('of a vacant stall shows its code alone, and an unknown code nothing', async () => {
    const view = await app.as().getScreenView({ params: { screenCode: 'GUIDE1-B-7' } })
    expect(view.fields).toEqual(['stallCode'])
    for (const screenCode of ['GUIDE1', 'GUIDE1-', 'NOWHERE-A-01'])
      await expect(app.as().getScreenView({ params: { screenCode } })).rejects.toMatchObject({ status: 404 })
  })
})

describe("a market's home", () => {
  const sell = async (
    made: TestMarket,
    stallId: string,
    saleCount: number,
    daysAgo = 0,
    channel: 'till' | 'declared' = 'till',
  ) =>
    withTransaction(marketCtx(app, made), (tx) =>
      tx.insert(salesDays).values({
        marketId: made.marketId,
        businessDate: addDays(today, -daysAgo),
        stallId,
        channel,
        paymentMeans: 'cash',
        saleCount,
        amountFen: saleCount * 100,
      }),
    )

  it('ranks by sales of 30 business days of whoever is at the stall now, and not before five stalls report', async () => {
    const made = await makeMarket(app, { code: 'RANK' })
    const stalls = await populateMarket(app, made, { merchants: 6 })
    const at = (i: number): string => stalls[i]?.stallId ?? ''
    const ranking = async () => (await app.as().getPublicMarketHome({ params: { marketCode: 'RANK' } })).ranking
    for (let i = 0; i < 4; i++) await sell(made, at(i), 10 + i)
    await sell(made, at(4), 500, 0, 'declared')
    await sell(made, at(5), 500, 30)
    expect(await ranking()).toMatchObject({ items: [], stallsReporting: 4, stalls: 6 })
    await sell(made, at(4), 3, 29)
    expect((await ranking()).items.map((item) => [item.stallCode, item.saleCount])).toEqual([
      ['A-004', 13],
      ['A-003', 12],
      ['A-002', 11],
      ['A-001', 10],
      ['A-005', 3],
    ])
    const newcomer = await made.addTrader('N-1', { name: '新来' }, today)
    await sell(made, newcomer.stallId, 900, 1)
    await sell(made, newcomer.stallId, 1)
    expect((await ranking()).items.at(-1)).toEqual({ stallCode: 'N-1', merchantName: '新来', saleCount: 1 })
  })

  it('counts visits in hours that are over, and says nothing when no counter has reported today', async () => {
    const made = await makeMarket(app, { code: 'FOOT' })
    const home = async () => app.as().getPublicMarketHome({ params: { marketCode: 'FOOT' } })
    expect((await home()).footTraffic).toBeNull()
    const hour = (hourAt: string, businessDate: string, entryCount: number) => ({
      marketId: made.marketId,
      counterCode: 'C1',
      hourAt: new Date(hourAt),
      businessDate,
      entryCount,
      recordedAt: app.now(),
    })
    await withTransaction(marketCtx(app, made), (tx) =>
      tx
        .insert(footTrafficHours)
        .values([
          hour('2026-03-01T10:00:00Z', '2026-03-01', 1000),
          hour('2026-03-02T00:00:00Z', today, 40),
          hour('2026-03-02T01:00:00Z', today, 60),
          hour('2026-03-02T02:00:00Z', today, 7),
        ]),
    )
    expect((await home()).footTraffic).toEqual({ entryCountToday: 100, asOf: '2026-03-02T02:00:00Z' })
  })

  it('shows published notices only', async () => {
    const row = (noticeId: string, state: 'draft' | 'published' | 'withdrawn') => ({
      marketId: market.marketId,
      noticeId,
      kind: 'rule' as const,
      title: noticeId,
      body: '全文',
      state,
      createdBy: '测试',
      createdAt: app.now(),
      publishedAt: state === 'draft' ? null : app.now(),
      withdrawnAt: state === 'withdrawn' ? app.now() : null,
    })
    await withTransaction(marketCtx(app, market), (tx) =>
      tx.insert(notices).values([row('ntc_draft', 'draft'), row('ntc_up', 'published'), row('ntc_down', 'withdrawn')]),
    )
    const home = await app.as().getPublicMarketHome({ params: { marketCode } })
    expect(home.notices.map((notice) => notice.title)).toEqual(['ntc_up'])
    expect(await app.as().getPublicNotice({ params: { marketCode, noticeId: 'ntc_up' } })).toMatchObject({
      body: '全文',
    })
    for (const noticeId of ['ntc_draft', 'ntc_down'])
      await expect(app.as().getPublicNotice({ params: { marketCode, noticeId } })).rejects.toMatchObject({
        status: 404,
        code: 'notice.not_found',
      })
  })

  it('and the list of markets count stalls and those who trade today', async () => {
    const made = await makeMarket(app, { code: 'COUNT', name: '计数市场' })
    const zone = await made.addZone()
    await made.addStall('E-1', { zoneId: zone.zoneId })
    await made.addTrader('E-2')
    await made.addTrader('E-3', { name: '已走' }, '2025-01-01', today)
    const listed = await app.as().listPublicMarkets({ query: { q: '计数' } })
    expect(listed).toMatchObject({ total: 1, items: [{ code: 'COUNT', stallCount: 3, merchantCount: 1 }] })
    const home = await app.as().getPublicMarketHome({ params: { marketCode: 'COUNT' } })
    expect(home).toMatchObject({
      stallCount: 3,
      merchantCount: 1,
      zones: [{ zoneId: zone.zoneId, name: '蔬菜区', floor: 1, stallCount: 1 }],
    })
    const inZone = await app.as().listPublicStalls({ params: { marketCode: 'COUNT' }, query: { zoneId: zone.zoneId } })
    expect(inZone.items.map((stall) => stall.stallCode)).toEqual(['E-1'])
  })
})
