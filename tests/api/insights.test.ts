import { desc, eq } from 'drizzle-orm'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Api } from '@smart-market/shared/api.ts'
import type { Client } from '@smart-market/shared/client.ts'
import { withSystemTransaction, withTransaction } from '@smart-market/server/context.ts'
import { outbox } from '@smart-market/server/db/schema/feed.ts'
import { analysisRuns } from '@smart-market/server/db/schema/insights.ts'
import { analysisState, footTrafficImporter, footTrafficState } from '@smart-market/server/features/insights/index.ts'
import { recordSales } from '@smart-market/server/features/sales/index.ts'
import { databaseUpkeep } from '@smart-market/server/jobs/database-upkeep.ts'
import { rowsOf } from '@smart-market/server/db/client.ts'
import { dailyAnalysis } from '@smart-market/server/jobs/daily-analysis.ts'
import { startScheduler } from '@smart-market/server/jobs/scheduler.ts'
import type { ImportRow } from '@smart-market/server/importing/importer.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { makeMarket, marketCtx, type TestMarket } from '../support/market.ts'

/** A busy machine may take its time; the test waits for the answer, not for the clock. */
const patience = { timeout: 20_000 }

let app: TestApp
let market: TestMarket
let marketId: string
let operator: Client<Api>
const start = new Date('2026-03-02T02:00:00Z') // 10:00 in Shanghai

beforeAll(async () => {
  app = await startTestApp()
})
beforeEach(async () => {
  app.setNow(start)
  market = await makeMarket(app)
  ;({ marketId, operator } = market)
})
afterAll(() => app.close())

const hoursAgo = (n: number): Date => new Date(start.getTime() - n * 3_600_000)
const hour = (n: number, entryCount: number, counterCode = 'C-1') => ({
  counterCode,
  hourAt: hoursAgo(n).toISOString(),
  entryCount,
})
const send = (hours: object[], client = operator) =>
  client.recordFootTraffic({ params: { marketId }, body: { hours: hours as never } })
const days = async () => (await operator.listFootTrafficDays({ params: { marketId } })).items
const read = <T>(work: Parameters<typeof withSystemTransaction<T>>[1]) => withSystemTransaction(app.deps, work)
const events = () =>
  read(async (tx) => {
    const rows = await tx.select().from(outbox).where(eq(outbox.marketId, marketId)).orderBy(desc(outbox.position))
    return rows.map(({ type, payload }) => ({ type, payload }))
  })
const audits = async (action: string) => {
  const log = await operator.listAuditLog({ params: { marketId }, query: { pageSize: 200 } })
  return log.items.filter((entry) => entry.action === action)
}

describe('visits by the hour', () => {
  it('count once however often they are sent, and the last report of an hour stands', async () => {
    expect(await send([hour(1, 30), hour(2, 20), hour(1, 20, 'C-2')])).toEqual({ recorded: 3, unchanged: 0 })
    expect(await send([hour(1, 30), hour(2, 25)])).toEqual({ recorded: 1, unchanged: 1 })
    expect(await send([hour(3, 1), hour(3, 2), hour(3, 3)])).toEqual({ recorded: 1, unchanged: 2 })
    expect(await days()).toEqual([{ businessDate: '2026-03-02', entryCount: 78, hoursReported: 3, counters: 2 }])
    expect((await events())[1]).toEqual({ type: 'foot_traffic.recorded', payload: { hours: 1, entryCount: 25 } })
    expect(await audits('foot_traffic.record')).toHaveLength(3)
    const eventCount = (await events()).length
    expect(await send([hour(1, 30)])).toEqual({ recorded: 0, unchanged: 1 })
    expect((await events()).length).toBe(eventCount)
  })

  it('are refused with a face in them, and nothing of the batch is kept', async () => {
    const sent = send([hour(1, 30), { ...hour(2, 20), detail: { faceFeature: 'x' } }])
    await expect(sent).rejects.toMatchObject({
      code: 'reading.face_refused',
      details: { field: 'hours[1].detail.faceFeature' },
    })
    expect(await days()).toEqual([])
  })

  it.each([
    ['half past', '2026-03-02T01:30:00Z'],
    ['to come', '2026-03-02T03:00:00Z'],
    ['before 2000', '1999-12-31T00:00:00Z'],
  ])('are refused at an hour %s', async (_, hourAt) => {
    await expect(send([hour(1, 1), { ...hour(1, 1), hourAt }])).rejects.toMatchObject({
      code: 'foot_traffic.hour_invalid',
      details: { row: 2, hourAt },
    })
  })

  it('come from the counter whose key it is, and from no other', async () => {
    const { zoneId } = await market.addZone()
    const { deviceId } = await operator.registerDevice({
      params: { marketId },
      body: { code: 'C-1', name: '东门', kind: 'counter', zoneId },
    })
    const { secret } = await operator.pairDevice({ params: { marketId, deviceId } })
    expect(await send([hour(1, 5)], app.as(secret))).toEqual({ recorded: 1, unchanged: 0 })
    await expect(send([hour(1, 5, 'C-2')], app.as(secret))).rejects.toMatchObject({ code: 'device.key_bound' })
  })

  it('fall on the day of the wall clock, and an unreported hour is not a zero', async () => {
    await send([hour(10, 7), hour(11, 0)]) // 00:00 today and 23:00 yesterday
    expect(await operator.listFootTrafficDays({ params: { marketId } })).toEqual({
      items: [
        { businessDate: '2026-03-01', entryCount: 0, hoursReported: 1, counters: 1 },
        { businessDate: '2026-03-02', entryCount: 7, hoursReported: 1, counters: 1 },
      ],
      asOf: hoursAgo(10).toISOString(),
    })
    const empty = await makeMarket(app)
    expect(await empty.operator.listFootTrafficDays({ params: { marketId: empty.marketId } })).toEqual({
      items: [],
      asOf: null,
    })
  })

  it('tell how fresh they are as of any moment', async () => {
    await send([hour(0, 1), hour(24, 1), hour(24, 1, 'C-2'), hour(24 * 29, 1), hour(24 * 30, 1), hour(24 * 90, 1)])
    const state = (asOf: Date) => read((tx) => footTrafficState(tx, marketId, asOf))
    expect(await state(start)).toEqual({ lastHourAt: start, days30: 3 })
    expect(await state(hoursAgo(1))).toEqual({ lastHourAt: hoursAgo(24), days30: 2 })
    expect(await state(hoursAgo(24 * 45))).toEqual({ lastHourAt: hoursAgo(24 * 90), days30: 0 })
    expect(await state(hoursAgo(24 * 91))).toEqual({ lastHourAt: null, days30: 0 })
  })
})

describe('a file of visits', () => {
  /** Shape and gaps of a real export: City of Melbourne, pedestrian counts at Queen Victoria Market. */
  const row = (n: number, change: Record<string, string>): ImportRow => ({
    row: n,
    cells: { date: '2012-01-01', hour: '1', counterCode: 'Victoria Point', entryCount: '400', ...change },
  })
  const run = (rows: ImportRow[]) =>
    withTransaction(marketCtx(app, market), async (tx) => {
      const ctx = marketCtx(app, market)
      const checked = await footTrafficImporter.check(ctx, tx, rows)
      await footTrafficImporter.write(ctx, tx, checked.good, 'imp_test', () => undefined, checked.errors.length)
      return checked
    })

  it('reports missing counts as rows and writes the rest once', async () => {
    const rows = [
      row(2, { hour: '0', entryCount: '' }),
      row(3, {}),
      row(4, { hour: '02:00', entryCount: '263' }),
      row(5, { hour: '3:00-4:00', entryCount: '1,253' }),
      row(6, { date: '2012/1/1 04:00', hour: '', entryCount: '0' }),
      row(7, { date: '2012-01-01 05:00:00', hour: '2012-01-01 05:00:00', entryCount: '12' }),
    ]
    const { good, errors } = await run(rows)
    expect(errors).toEqual([{ row: 2, column: 'entryCount', value: '', reason: '没有人次：没有计到数的小时不算 0' }])
    expect(good.map((item) => item.effect)).toEqual(['create', 'create', 'create', 'create', 'create'])
    expect((await events())[0]).toEqual({ type: 'foot_traffic.recorded', payload: { hours: 5, entryCount: 1928 } })
    expect(await audits('foot_traffic.record')).toMatchObject([{ subjectId: 'imp_test' }])
    const before = await events()
    const again = await run(rows)
    expect(again.good.every((item) => item.effect === 'unchanged')).toBe(true)
    expect(await events()).toEqual(before)
    const changed = await run([row(2, { entryCount: '401' })])
    expect(changed.good.map((item) => item.effect)).toEqual(['update'])
  })

  it.each([
    ['date', { date: '2012-02-30' }],
    ['date', { date: '2027-01-01' }],
    ['hour', { hour: '24' }],
    ['hour', { hour: '1:30' }],
    ['date', { hour: '' }],
    ['counterCode', { counterCode: '' }],
    ['entryCount', { entryCount: '-1' }],
    ['entryCount', { entryCount: '1.5' }],
    ['entryCount', { entryCount: '1000001' }],
  ])('names the %s of a row with %o', async (column, change) => {
    expect((await run([row(2, change)])).errors.map((error) => error.column)).toEqual([column])
  })

  it('does not choose between two counts of one hour', async () => {
    const { good, errors } = await run([row(2, {}), row(3, {}), row(4, { entryCount: '5' })])
    expect(good.map((item) => [item.row, item.effect])).toEqual([
      [2, 'create'],
      [3, 'unchanged'],
    ])
    expect(errors).toMatchObject([{ row: 4, column: 'entryCount', reason: '同一计数器同一小时，第 2 行是 400' }])
  })
})

describe('the daily analysis', () => {
  const run = (date: string) => operator.runAnalysis({ params: { marketId }, body: { businessDate: date } })
  const sell = (key: string, stallCode: string, amountFen: number, channel: 'till' | 'declared' = 'till') =>
    recordSales(marketCtx(app, market), {
      source: 't',
      sales: [
        {
          key,
          stallCode,
          soldAt: start.toISOString(),
          channel,
          paymentMeans: 'wechat',
          amountFen,
          lines: [{ commodityName: '白菜', categoryName: '叶菜', amountFen }],
        },
      ],
    })

  it('says what the records of the day say, and keeps each run', async () => {
    const trader = await market.addTrader('A-001', { name: '王记蔬菜' })
    await market.addStall('A-002')
    await sell('1', 'A-001', 700)
    await sell('2', 'A-002', 900)
    await sell('3', 'A-002', 50_000, 'declared')
    await sell('back', 'A-002', -100)
    await send([hour(1, 30), hour(2, 40)])
    const first = await run('2026-03-02')
    expect(first).toMatchObject({
      businessDate: '2026-03-02',
      computedAt: start.toISOString(),
      turnoverFen: 1500,
      saleCount: 2,
      refundCount: 1,
      refundFen: 100,
      categoryShares: [{ categoryName: '叶菜', amountFen: 1500, share: 1 }],
      topStalls: [
        { stallCode: 'A-002', merchantName: null, amountFen: 800 },
        { stallCode: 'A-001', merchantName: trader.name, amountFen: 700 },
      ],
      entryCount: 70,
      busiestHour: 8,
      stallsReporting: 2,
      stalls: 2,
    })
    expect((await events())[0]).toEqual({
      type: 'analysis.completed',
      payload: {
        analysisRunId: first.analysisRunId,
        businessDate: '2026-03-02',
        turnoverFen: 1500,
        saleCount: 2,
        refundCount: 1,
        entryCount: 70,
        prices: [],
      },
    })
    expect(await audits('analysis.run')).toMatchObject([{ subjectId: first.analysisRunId }])
    expect(await run('2026-03-02')).toEqual(first) // the same moment gives the same run
    app.setNow(new Date(start.getTime() + 60_000))
    await sell('4', 'A-001', 100)
    const second = await run('2026-03-02')
    expect(second.turnoverFen).toBe(1600)
    expect((await operator.listAnalyses({ params: { marketId } })).items).toEqual([second])
    const kept = await read((tx) => tx.select().from(analysisRuns).where(eq(analysisRuns.marketId, marketId)))
    expect(kept.map((row) => row.result)).toEqual([first, second])
  })

  it('tells platforms what each kind of goods cost that day, by the kilogram, with the last price of each listing', async () => {
    const list = async (stallCode: string, priceFen: number, priceBasis: 'per_500g' | 'per_kg') => {
      const { stallId } = await market.addTrader(stallCode, { name: `商户 ${stallCode}` })
      const goods = { commodityId: 'vegetable-01', categoryCode: 'vegetable' as const, name: '黄心白菜' }
      return operator.createListing({
        params: { marketId },
        body: { stallId, ...goods, priceFen, priceBasis, stockKind: 'untracked' },
      })
    }
    const { listingId } = await list('P-1', 100, 'per_500g')
    await list('P-2', 260, 'per_kg')
    await list('P-3', 150, 'per_500g')
    app.setNow(new Date(start.getTime() + 60_000))
    await operator.setPrices({ params: { marketId }, body: { changes: [{ listingId, priceFen: 110 }] } })
    await run('2026-03-02')
    const goods = { commodityId: 'vegetable-01', name: '大白菜', unit: 'kg' }
    expect((await events())[0]).toMatchObject({
      type: 'analysis.completed',
      payload: { prices: [{ ...goods, listings: 3, lowFen: 220, medianFen: 260, highFen: 300 }] },
    })
    // The day after nobody has touched a price: nothing is known about it.
    app.setNow(new Date('2026-03-02T17:00:00Z'))
    const again = await app.login('market_operator', { marketId })
    await again.runAnalysis({ params: { marketId }, body: { businessDate: '2026-03-03' } })
    expect((await events())[0]).toMatchObject({ payload: { businessDate: '2026-03-03', prices: [] } })
  })

  it('of a day without records says that there is nothing', async () => {
    expect(await run('2026-02-01')).toMatchObject({ turnoverFen: null, entryCount: null, busiestHour: null })
    await expect(run('2026-03-03')).rejects.toMatchObject({ code: 'analysis.day_not_over' })
  })

  it('runs by itself once for the day that has ended, not before one in the morning, and not twice', async () => {
    const analysed = async () => {
      const rows = await read((tx) => tx.select().from(analysisRuns).where(eq(analysisRuns.marketId, marketId)))
      return rows.map((row) => row.businessDate).sort()
    }
    /** One whole round of all jobs: the last one tells that those before it have had their turn. */
    const oneRound = async (): Promise<void> => {
      let rounds = 0
      const last = { name: 'last', afterMinutes: 0, run: async () => void (rounds += 1) }
      const stop = startScheduler(app.deps, [dailyAnalysis, last], 5)
      await expect.poll(() => rounds, patience).toBeGreaterThan(0)
      await stop()
    }
    app.setNow('2026-03-02T16:59:00Z') // 00:59 on 3 March
    await oneRound()
    expect(await analysed()).toEqual([])
    app.setNow('2026-03-02T17:00:00Z')
    const two = [startScheduler(app.deps, [dailyAnalysis], 5), startScheduler(app.deps, [dailyAnalysis], 5)]
    await expect.poll(analysed, patience).toEqual(['2026-03-02'])
    app.setNow('2026-03-03T18:00:00Z')
    await expect.poll(analysed, patience).toEqual(['2026-03-02', '2026-03-03'])
    await Promise.all(two.map((stop) => stop()))
    await oneRound()
    expect(await analysed()).toEqual(['2026-03-02', '2026-03-03'])
    const state = (asOf: string) => read((tx) => analysisState(tx, marketId, new Date(asOf)))
    expect(await state('2026-03-03T18:00:00Z')).toEqual({ lastRunAt: new Date('2026-03-03T18:00:00Z'), runs30d: 2 })
    expect(await state('2026-03-03T17:59:59Z')).toEqual({ lastRunAt: new Date('2026-03-02T17:00:00Z'), runs30d: 1 })
    expect(await state('2026-03-02T16:00:00Z')).toEqual({ lastRunAt: null, runs30d: 0 })
  })

  it('of one market in trouble does not keep the others waiting, and is tried again', async () => {
    const other = await makeMarket(app)
    const tried: string[] = []
    const stop = startScheduler(
      app.deps,
      [
        {
          name: 'fragile',
          afterMinutes: 0,
          run: async (_, id) => {
            tried.push(id)
            if (id === marketId && tried.filter((t) => t === id).length === 1) throw new Error('no luck')
          },
        },
      ],
      5,
    )
    await expect.poll(() => tried.filter((id) => id === marketId).length, patience).toBe(2)
    await stop()
    expect(tried).toContain(other.marketId)
  })

  it('for the whole server runs once a day however many markets there are, and vacuums the embedded database', async () => {
    await makeMarket(app)
    let runs = 0
    let rounds = 0
    const stop = startScheduler(
      app.deps,
      [
        {
          name: 'upkeep',
          afterMinutes: 0,
          runOnce: async (deps) => {
            runs++
            if (runs === 1) throw new Error('no luck')
            await databaseUpkeep.runOnce(deps)
          },
        },
        {
          name: 'rounds',
          afterMinutes: 0,
          run: async () => {
            rounds++
            throw new Error('again')
          },
        },
      ],
      5,
    )
    await expect.poll(() => rounds, patience).toBeGreaterThan(8)
    await stop()
    expect(runs).toBe(2)
    if (app.deps.database.kind === 'pglite') {
      const [known] = await read((tx) =>
        rowsOf<{ known: boolean }>(
          tx,
          sql`select reltuples >= 0 as known from pg_class where relname = 'stall_activity'`,
        ),
      )
      expect(known?.known).toBe(true)
    }
  })
})
