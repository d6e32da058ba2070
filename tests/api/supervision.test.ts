/** A district reads its markets from their feeds: nothing is asked of the market, and its points are computed again. */
import { asc, eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { withSystemTransaction } from '@smart-market/server/context.ts'
import { outbox } from '@smart-market/server/db/schema/feed.ts'
import { receivedEvents, receivedMarkets } from '@smart-market/server/db/schema/receiving.ts'
import { supervisionDays } from '@smart-market/server/db/schema/supervision.ts'
import { type ApiClient, startTestApp, type TestApp } from '../support/app.ts'
import { makeMarket, populateMarket } from '../support/market.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.close())

let district: ApiClient
let marketId: string
let operator: ApiClient
beforeEach(async () => {
  app.setNow('2026-03-02T02:00:00Z')
  const market = await makeMarket(app, { districtCode: '410105' })
  ;({ marketId } = market)
  operator = await app.login('market_operator', { marketId })
  await populateMarket(app, market, { merchants: 6 })
  await register(marketId, market.code, '410105')
  district = await app.login('district_officer', { districtCode: '410105' })
})

const register = (id: string, code: string, districtCode: string) =>
  withSystemTransaction(app.deps, async (tx) => {
    await tx.insert(receivedMarkets).values({
      marketId: id,
      code,
      name: `上报市场 ${code}`,
      districtCode,
      districtName: '金水区',
      longitude: 113.66,
      latitude: 34.8,
      state: 'active',
      inboxSecretEncrypted: '',
      acknowledgedSequence: 0,
      headHash: '',
      claimedSequence: 3,
      lastEventAt: app.now(),
      registeredAt: app.now(),
    })
  })

let arrived = 0
interface Arrival {
  readonly type: string
  readonly payload: unknown
  readonly version?: number
}
/** Events as receiving would have stored them once proved. */
const arrive = (id: string, events: readonly Arrival[]) =>
  withSystemTransaction(app.deps, async (tx) => {
    for (const { type, payload, version = 1 } of events) {
      arrived += 1
      await tx.insert(receivedEvents).values({
        marketId: id,
        sequence: arrived,
        eventId: `evt_${arrived}`,
        type,
        version,
        occurredAt: app.now(),
        payload,
        hash: `h${arrived}`,
        receivedAt: app.now(),
      })
    }
    return arrived
  })

interface ClaimPayload extends Record<string, unknown> {
  readonly low: number
  readonly leaves: { leafId: string; low: number; high: number }[]
}
/** What the market itself wrote into its feed when it stored its points. */
const snapshotEvent = async () => {
  await operator.takeSnapshot({ params: { marketId, rubricId: 'zhengzhou-2021' } })
  const rows = await withSystemTransaction(app.deps, (tx) =>
    tx.select().from(outbox).where(eq(outbox.marketId, marketId)).orderBy(asc(outbox.position)),
  )
  const found = rows.findLast((row) => row.type === 'assessment.snapshot_taken')
  if (found === undefined) throw new Error('no snapshot in the feed')
  return { version: found.version, payload: found.payload as ClaimPayload }
}
const boardRow = async (who: ApiClient, id = marketId) =>
  (await who.getSupervisionBoard()).items.find((row) => row.marketId === id)

describe('a claim of points', () => {
  it('travels with its facts, without names of persons, and is confirmed by computing it again', async () => {
    const third = await app.login('third_party_assessor', { marketId })
    await third.enterJudgement({
      params: { marketId, rubricId: 'zhengzhou-2021', leafId: 'Z5b' },
      body: { points: '3', reason: '看了订单' },
    })
    const { version, payload } = await snapshotEvent()
    expect(version).toBe(2)
    const sequence = await arrive(marketId, [{ type: 'assessment.snapshot_taken', version, payload }])
    const row = await boardRow(district)
    expect(row?.claim).toMatchObject({ verdict: 'agrees', low: payload.low, recomputedLow: payload.low })
    const params = { marketId, sequence: String(sequence) }
    const claim = await district.getClaim({ params })
    expect(claim.leaves).toHaveLength(20)
    expect(claim.leaves.every((leaf) => leaf.agrees)).toBe(true)
    expect(claim.leaves.find((leaf) => leaf.leafId === 'Z5b')?.recomputed).toEqual({ low: 3, high: 3 })
    expect(JSON.stringify(claim)).not.toContain('third_party_assessor-')
  })

  it('that says more than its facts is found, leaf by leaf, with the reasons', async () => {
    const { payload } = await snapshotEvent()
    const raised = payload.leaves.map((leaf) => (leaf.leafId === 'Z1a' ? { ...leaf, low: 10, high: 10 } : leaf))
    const forged = { ...payload, low: payload.low + 6, leaves: raised }
    const sequence = await arrive(marketId, [{ type: 'assessment.snapshot_taken', payload: forged }])
    expect((await boardRow(district))?.claim).toMatchObject({
      verdict: 'differs',
      low: payload.low + 6,
      recomputedLow: payload.low,
    })
    const claim = await district.getClaim({ params: { marketId, sequence: String(sequence) } })
    const wrong = claim.leaves.filter((leaf) => !leaf.agrees)
    expect(wrong.map((leaf) => leaf.leafId)).toEqual(['Z1a'])
    expect(wrong[0]?.claimed).toEqual({ low: 10, high: 10 })
    expect(wrong[0]?.why.length).toBeGreaterThan(0)
  })

  it('with facts that are no facts, of another market, or of another edition is named as such', async () => {
    const { payload } = await snapshotEvent()
    const claim = (changed: object) => [{ type: 'assessment.snapshot_taken', payload: { ...payload, ...changed } }]
    await arrive(marketId, claim({ factsGzip: 'AAAA' }))
    expect((await boardRow(district))?.claim?.verdict).toBe('unreadable')
    await arrive(marketId, claim({ rubricVersion: '2099' }))
    expect((await boardRow(district))?.claim?.verdict).toBe('other_rules')
    const other = await makeMarket(app, { districtCode: '410105' })
    await register(other.marketId, other.code, '410105')
    await arrive(other.marketId, claim({}))
    expect((await boardRow(district, other.marketId))?.claim?.verdict).toBe('unreadable')
    await expect(district.getClaim({ params: { marketId, sequence: 'x' } })).rejects.toMatchObject({
      code: 'claim.not_found',
    })
  })
})

describe('the board', () => {
  it('adds up sales and tests by day once, and keeps open what is not settled', async () => {
    expect(await boardRow(district)).toMatchObject({ salesFen: null, claim: null, claims: [], lag: 3, lagMinutes: 0 })
    await arrive(marketId, [
      { type: 'sales.recorded', payload: { amountFen: 12_000, saleCount: 3, businessDates: ['2026-03-02'] } },
      { type: 'sales.recorded', payload: { amountFen: 500, saleCount: 1, businessDates: ['2026-02-20'] } },
      { type: 'sales.recorded', payload: { amountFen: 'much', saleCount: 1.5 } },
      { type: 'quick_test.recorded', payload: { quickTestId: 'q1', batchId: 'b1', result: 'positive' } },
      { type: 'quick_test.recorded', payload: { quickTestId: 'q2', batchId: 'b2', result: 'negative' } },
      { type: 'case_clock.escalated', payload: { caseId: 'c1' } },
      { type: 'case_clock.escalated', payload: { caseId: 'c2' } },
      { type: 'complaint.moved', payload: { complaintId: 'c2', to: 'settled' } },
      { type: 'inspection_finding.overdue', payload: { findingId: 'f1' } },
    ])
    const seen = await boardRow(district)
    expect(seen).toMatchObject({
      salesFen: 12_000,
      salesFenBefore: 500,
      saleCount: 3,
      tests: 2,
      testsPositive: 1,
      open: { complaint_overdue: 1, finding_overdue: 1, test_positive: 1, hold_breached: 0, device_silent: 0 },
    })
    expect(await boardRow(district)).toEqual(seen)
    await arrive(marketId, [{ type: 'batch.disposed', payload: { batchId: 'b1' } }])
    expect((await boardRow(district))?.open.test_positive).toBe(0)
    const detail = await district.getSupervisedMarket({ params: { marketId } })
    expect(detail.days.map((day) => [day.businessDate, day.salesFen])).toEqual([
      ['2026-02-20', 500],
      ['2026-03-02', 12_000],
    ])
    expect(detail.openItems.map((item) => item.itemId).sort()).toEqual(['c1', 'f1'])
  })

  it('counts each event once when many ask at the same moment', async () => {
    const sale = { amountFen: 100, saleCount: 1, businessDates: ['2026-03-02'] }
    await arrive(
      marketId,
      Array.from({ length: 40 }, () => ({ type: 'sales.recorded', payload: sale })),
    )
    await Promise.all(Array.from({ length: 5 }, () => district.getSupervisionBoard()))
    const rows = await withSystemTransaction(app.deps, (tx) =>
      tx.select().from(supervisionDays).where(eq(supervisionDays.marketId, marketId)),
    )
    expect(rows).toMatchObject([{ salesFen: 4_000, saleCount: 40 }])
  })

  it('shows a district its own markets and the city all', async () => {
    const other = await app.login('district_officer', { districtCode: '410103' })
    const city = await app.login('city_officer')
    expect(await boardRow(other)).toBeUndefined()
    expect(await boardRow(city)).toBeDefined()
    await expect(other.getSupervisedMarket({ params: { marketId } })).rejects.toMatchObject({
      code: 'receiving.market_not_found',
    })
  })
})

describe('alarms of devices', () => {
  it('stay open from the silence of a device until it is heard again or retired', async () => {
    await arrive(marketId, [
      { type: 'devices.went_silent', payload: { deviceIds: ['d1', 'd2', 'd3'], kinds: ['camera'] } },
      { type: 'devices.came_back', payload: { deviceIds: ['d2'] } },
      { type: 'device.retired', payload: { deviceId: 'd3' } },
    ])
    expect((await boardRow(district))?.open.device_silent).toBe(1)
    const { openItems } = await district.getSupervisedMarket({ params: { marketId } })
    expect(openItems).toMatchObject([{ kind: 'device_silent', itemId: 'd1' }])
  })
})

describe('statistics over markets', () => {
  const price = (medianFen: number, name = '大白菜') => ({
    commodityId: `c_${name}`,
    name,
    unit: 'kg',
    listings: 2,
    lowFen: medianFen - 10,
    medianFen,
    highFen: medianFen + 10,
  })
  const analysis = (turnoverFen: number | null, prices: unknown, businessDate = '2026-03-01') => ({
    type: 'analysis.completed',
    version: 2,
    payload: { businessDate, turnoverFen, saleCount: 1, entryCount: 300, prices },
  })

  it('give median and quartiles of turnover and prices, with the number of markets behind them', async () => {
    // A district of its own: its markets and no others.
    const officer = await app.login('district_officer', { districtCode: '410102' })
    const ids: string[] = []
    for (let i = 0; i < 4; i++) {
      const market = await makeMarket(app, { districtCode: '410102' })
      await register(market.marketId, market.code, '410102')
      ids.push(market.marketId)
    }
    const [a = '', b = '', c = '', d = ''] = ids
    await arrive(a, [analysis(100_000, [price(200), price(900, '五花肉')])])
    await arrive(b, [analysis(200_000, [price(240)])])
    await arrive(c, [
      analysis(null, [price(300), { ...price(1), lowFen: 5 }, 'nonsense', { ...price(7), unit: 'jin' }]),
    ])
    await arrive(d, [
      { type: 'sales.recorded', payload: { amountFen: 40_000, saleCount: 3, businessDates: ['2026-03-01'] } },
      // A day that is not over: its prices are known, its turnover is not.
      analysis(1, [price(999)], '2026-03-02'),
    ])
    const found = await officer.getSupervisionStatistics()
    expect(found.markets).toBe(4)
    expect(found.turnover).toEqual([
      {
        businessDate: '2026-03-01',
        markets: 3,
        totalFen: 340_000,
        lowFen: 40_000,
        q1Fen: 70_000,
        medianFen: 100_000,
        q3Fen: 150_000,
        highFen: 200_000,
      },
    ])
    expect(found.pricesOn).toBe('2026-03-01')
    expect(found.prices).toMatchObject([
      { name: '五花肉', markets: 1, medianFen: 900 },
      { name: '大白菜', unit: 'kg', markets: 3, listings: 6, q1Fen: 220, medianFen: 240, q3Fen: 270, highFen: 300 },
    ])
    const query = { q: '白菜', businessDate: '2026-03-02' }
    expect((await officer.getSupervisionStatistics({ query })).prices).toMatchObject([{ markets: 1, medianFen: 999 }])
    const other = await app.login('district_officer', { districtCode: '410199' })
    expect(await other.getSupervisionStatistics()).toMatchObject({
      markets: 0,
      turnover: [],
      pricesOn: null,
      prices: [],
    })
  })

  it('take the newest word of a market on a day, whole', async () => {
    await arrive(marketId, [analysis(100, [price(200), price(900, '五花肉')]), analysis(300, [price(210)])])
    const { days } = await district.getSupervisedMarket({ params: { marketId } })
    expect(days).toMatchObject([{ businessDate: '2026-03-01', turnoverFen: 300, entryCount: 300 }])
    expect((await boardRow(district))?.salesFen).toBe(300)
  })
})
