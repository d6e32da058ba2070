import { readFileSync } from 'node:fs'
import { desc, eq } from 'drizzle-orm'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Api } from '@smart-market/shared/api.ts'
import type { Client } from '@smart-market/shared/client.ts'
import type { SaleInput } from '@smart-market/shared/contracts/sales.ts'
import { businessDate } from '@smart-market/shared/time.ts'
import { withSystemTransaction, withTransaction } from '@smart-market/server/context.ts'
import { outbox } from '@smart-market/server/db/schema/feed.ts'
import { categoryDays, saleLines, sales, salesDays, stallActivity } from '@smart-market/server/db/schema/sales.ts'
import {
  hasCollectedSales,
  listCategoryTotals,
  listStallSalesSeen,
  listStallsWithCode,
  listStallTotals,
  salesImporter,
} from '@smart-market/server/features/sales/index.ts'
import type { ImportRow } from '@smart-market/server/importing/importer.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { makeMarket, marketCtx, type TestMarket } from '../support/market.ts'

let app: TestApp
let market: TestMarket
let marketId: string
let operator: Client<Api>
let till: Client<Api>
let stallIds: Record<string, string>
const start = new Date('2026-03-02T02:00:00Z')

beforeAll(async () => {
  app = await startTestApp()
})
beforeEach(async () => {
  app.setNow(start)
  market = await makeMarket(app)
  ;({ marketId, operator } = market)
  stallIds = {}
  for (const code of ['A-001', 'A-002']) stallIds[code] = (await market.addStall(code)).stallId
  const { secret } = await operator.createApiKey({ params: { marketId }, body: { name: 't', scopes: ['sales:write'] } })
  till = app.as(secret)
})
afterAll(() => app.close())

const at = (seconds: number): Date => new Date(start.getTime() + seconds * 1000)
const sale = (key: string, change: Partial<SaleInput> = {}): SaleInput => ({
  key,
  stallCode: 'A-001',
  soldAt: start.toISOString(),
  channel: 'till',
  paymentMeans: 'wechat',
  amountFen: 500,
  lines: [],
  ...change,
})
const line = (amountFen: number, categoryName: string | null = '叶菜') => ({
  commodityName: '云南生菜',
  categoryName,
  weightGrams: 1250,
  pieces: null,
  amountFen,
})
const record = (batch: SaleInput[], source = '收银机 1') =>
  till.recordSales({ params: { marketId }, body: { source, sales: batch } })
const read = <T>(work: Parameters<typeof withSystemTransaction<T>>[1]) => withSystemTransaction(app.deps, work)
const stored = () =>
  read(async (tx) => ({
    sales: await tx.select().from(sales).where(eq(sales.marketId, marketId)),
    lines: await tx.select().from(saleLines).where(eq(saleLines.marketId, marketId)),
    days: await tx.select().from(salesDays).where(eq(salesDays.marketId, marketId)),
    categories: await tx.select().from(categoryDays).where(eq(categoryDays.marketId, marketId)),
    activity: await tx.select().from(stallActivity).where(eq(stallActivity.marketId, marketId)),
  }))
const lastEvent = () =>
  read(async (tx) => {
    const where = eq(outbox.marketId, marketId)
    const [event] = await tx.select().from(outbox).where(where).orderBy(desc(outbox.position)).limit(1)
    return { type: event?.type, payload: event?.payload }
  })
const audits = async (action: string) => {
  const log = await operator.listAuditLog({ params: { marketId }, query: { pageSize: 200 } })
  return log.items.filter((entry) => entry.action === action)
}

describe('a batch of sales', () => {
  it('is recorded once however often it is delivered, with its audit row and event', async () => {
    const batch = [
      sale('1', { amountFen: 800, lines: [line(500), line(300, null)] }),
      sale('2', { stallCode: 'A-002' }),
    ]
    expect(await record(batch)).toEqual({ recorded: 2, alreadyKnown: 0 })
    expect(await lastEvent()).toEqual({
      type: 'sales.recorded',
      payload: { source: '收银机 1', saleCount: 2, refundCount: 0, amountFen: 1300, businessDates: ['2026-03-02'] },
    })
    expect(await audits('sales.record')).toMatchObject([
      { subjectId: '收银机 1', summary: '「收银机 1」上传交易 2 笔' },
    ])
    const before = await stored()
    expect(await record(batch)).toEqual({ recorded: 0, alreadyKnown: 2 })
    const sameInstant = { soldAt: '2026-03-02T10:00:00+08:00' }
    expect(await record(batch.map((item) => ({ ...item, ...sameInstant })))).toEqual({ recorded: 0, alreadyKnown: 2 })
    expect(await stored()).toEqual(before)
    expect(await audits('sales.record')).toHaveLength(1)
    expect(before.sales.find((row) => row.sourceKey === '1')).toMatchObject({ summary: '云南生菜 1.25 千克 等 2 项' })
  })

  it('takes what is new of a batch that overlaps an earlier one', async () => {
    await record([sale('1'), sale('2')])
    expect(await record([sale('2'), sale('3'), sale('3')])).toEqual({ recorded: 1, alreadyKnown: 2 })
    expect((await stored()).days).toMatchObject([{ saleCount: 3, amountFen: 1500 }])
  })

  it.each(['摊位码付款', '在线订单', '文件导入', 'device:dev_1'])(
    'is refused under 「%s」, which is the system’s own word',
    async (source) => {
      await expect(record([sale('1')], source)).rejects.toMatchObject({ code: 'sale.source_reserved', status: 422 })
      expect((await stored()).sales).toEqual([])
    },
  )

  it('keeps the same number of another source apart', async () => {
    await record([sale('1')])
    expect(await record([sale('1', { amountFen: 1 })], '收银机 2')).toEqual({ recorded: 1, alreadyKnown: 0 })
  })

  it.each([
    ['another amount', { amountFen: 501 }],
    ['another stall', { stallCode: 'A-002' }],
    ['another time', { soldAt: '2026-03-02T01:59:59Z' }],
    ['another means', { paymentMeans: 'cash' as const }],
    ['lines', { lines: [line(500)] }],
  ])('with a known key and %s is a conflict that writes nothing', async (_, change) => {
    await record([sale('7')])
    const before = await stored()
    const conflict = { status: 409, code: 'sale.conflict', details: { key: '7' } }
    await expect(record([sale('8'), sale('7', change)])).rejects.toMatchObject(conflict)
    expect(await stored()).toEqual(before)
    await expect(record([sale('9'), sale('9', change)])).rejects.toMatchObject({ ...conflict, details: { key: '9' } })
    expect(await stored()).toEqual(before)
  })

  it('names every unknown stall with its rows', async () => {
    const batch = [
      sale('1'),
      sale('2', { stallCode: 'X-1' }),
      sale('3', { stallCode: 'X-2' }),
      sale('4', { stallCode: 'X-1' }),
    ]
    await expect(record(batch)).rejects.toMatchObject({
      status: 404,
      code: 'stall.not_found',
      message: '没有找到摊位「X-1、X-2」。',
      details: {
        unknown: [
          { stallCode: 'X-1', rows: [1, 3] },
          { stallCode: 'X-2', rows: [2] },
        ],
      },
    })
    expect((await stored()).sales).toEqual([])
  })

  it('is refused when an amount is not the sum of its lines or a time cannot be', async () => {
    const wrong = sale('1', { amountFen: 801, lines: [line(500), line(300)] })
    await expect(record([wrong])).rejects.toMatchObject({
      code: 'sale.amount_mismatch',
      message: '交易「1」的金额 8.01 元不等于各明细之和 8.00 元。请核对后整批重新提交。',
    })
    for (const soldAt of [at(601).toISOString(), '1999-12-31T15:59:59Z'])
      await expect(record([sale('1', { soldAt })])).rejects.toMatchObject({ code: 'sale.time_invalid' })
    expect(await record([sale('1', { soldAt: at(600).toISOString() })])).toMatchObject({ recorded: 1 })
    expect(await record([sale('2', { soldAt: '1999-12-31T16:00:00Z' })])).toMatchObject({ recorded: 1 })
  })

  it('belongs to whoever held the stall on the day, and only that merchant sees it', async () => {
    const first = await market.addMerchant({ name: '王记蔬菜' })
    const second = await market.addMerchant({ name: '李记水产' })
    const stallId = stallIds['A-001'] ?? ''
    await market.addTenancy({ stallId, merchantId: first.merchantId, from: '2026-01-01', to: '2026-03-02' })
    await market.addTenancy({ stallId, merchantId: second.merchantId, from: '2026-03-02', to: null })
    await record([
      sale('old', { soldAt: '2026-03-01T15:59:59Z', amountFen: 100 }),
      sale('new', { soldAt: '2026-03-01T16:00:00Z', amountFen: 200 }),
      sale('nobody', { soldAt: '2025-12-31T15:59:59Z', amountFen: 400 }),
    ])
    const all = await operator.listSales({ params: { marketId } })
    expect(all.items.map((item) => [item.amountFen, item.merchantName])).toEqual([
      [200, '李记水产'],
      [100, '王记蔬菜'],
      [400, null],
    ])
    expect(all.total).toBe(3)
    const merchant = await app.login('merchant', { marketId, merchantId: first.merchantId })
    const own = await merchant.listSales({ params: { marketId } })
    expect([own.total, own.items.map((item) => item.amountFen)]).toEqual([1, [100]])
    const days = await merchant.listSalesDays({ params: { marketId } })
    expect(days.items).toEqual([
      {
        businessDate: '2026-03-01',
        saleCount: 1,
        amountFen: 100,
        refundCount: 0,
        refundFen: 0,
        stallCount: 1,
        declaredAmountFen: 0,
      },
    ])
    expect(days.coverage).toEqual({ stallsReporting: 1, stalls: 1 })
  })

  it('of a foreign market is refused', async () => {
    const other = await makeMarket(app)
    const sent = till.recordSales({ params: { marketId: other.marketId }, body: { source: 's', sales: [sale('1')] } })
    await expect(sent).rejects.toMatchObject({ status: 404, code: 'market.not_found' })
  })

  it('does not count twice when the same batch arrives several times at once', async () => {
    const batch = Array.from({ length: 50 }, (_, i) => sale(`k${i}`, { lines: [line(500)] }))
    const answers = await Promise.all([batch, batch.toReversed(), batch, batch.toReversed()].map((b) => record(b)))
    expect(answers.reduce((sum, answer) => sum + answer.recorded, 0)).toBe(50)
    expect((await stored()).days).toMatchObject([{ saleCount: 50, amountFen: 25_000 }])
    expect((await stored()).categories).toMatchObject([{ lineCount: 50, amountFen: 25_000 }])
  })

  it('leaves rollups that equal what the sales themselves add up to', async () => {
    const saleOf = fc.record({
      n: fc.integer({ min: 0, max: 15 }),
      stallCode: fc.constantFrom('A-001', 'A-002'),
      hoursAgo: fc.integer({ min: 0, max: 72 }),
      channel: fc.constantFrom('till' as const, 'scale' as const, 'declared' as const),
      paymentMeans: fc.constantFrom('wechat' as const, 'cash' as const),
      lines: fc.array(fc.tuple(fc.integer({ min: -500, max: 900 }), fc.constantFrom('叶菜', '水产', null)), {
        maxLength: 3,
      }),
    })
    let run = 0
    await fc.assert(
      fc.asyncProperty(fc.array(saleOf, { minLength: 1, maxLength: 12 }), async (drafts) => {
        run += 1
        const unique = [...new Map(drafts.map((draft) => [draft.n, draft])).values()]
        const batch = unique.map(({ n, stallCode, hoursAgo, channel, paymentMeans, lines }) =>
          sale(`${run}-${n}`, {
            stallCode,
            soldAt: at(-3600 * hoursAgo).toISOString(),
            channel,
            paymentMeans,
            lines: lines.map(([amountFen, category]) => line(amountFen, category)),
            amountFen: lines.reduce((sum, [amountFen]) => sum + amountFen, 0),
          }),
        )
        await record(batch)
        await record(batch)
        const now = await stored()
        const days = new Map<string, number[]>()
        for (const row of now.sales) {
          const key = [row.businessDate, row.stallId, row.channel, row.paymentMeans].join()
          const [count = 0, amount = 0, refunds = 0, refunded = 0] = days.get(key) ?? []
          const isRefund = Number(row.amountFen < 0)
          days.set(key, [
            count + 1 - isRefund,
            amount + row.amountFen,
            refunds + isRefund,
            refunded + Math.max(0, -row.amountFen),
          ])
        }
        const rolled = now.days.map(
          (row) =>
            [
              [row.businessDate, row.stallId, row.channel, row.paymentMeans].join(),
              [row.saleCount, row.amountFen, row.refundCount, row.refundFen],
            ] as const,
        )
        expect(new Map(rolled)).toEqual(days)
        const collected = new Set(now.sales.filter((row) => row.channel !== 'declared').map((row) => row.saleId))
        const lineSum = now.lines
          .filter((row) => collected.has(row.saleId))
          .reduce((sum, row) => sum + row.amountFen, 0)
        expect(now.categories.reduce((sum, row) => sum + row.amountFen, 0)).toBe(lineSum)
        for (const seen of now.activity) {
          const times = now.sales
            .filter(
              (row) =>
                row.stallId === seen.stallId &&
                row.channel === seen.channel &&
                row.paymentMeans === seen.paymentMeans &&
                row.amountFen > 0,
            )
            .map((row) => row.soldAt.getTime())
          expect([seen.firstSoldAt.getTime(), seen.lastSoldAt.getTime()]).toEqual([
            Math.min(...times),
            Math.max(...times),
          ])
        }
      }),
      { numRuns: 8, endOnFailure: true },
    )
  })
})

describe('the list of sales', () => {
  it('is found by stall and goods, by day, newest first, page by page', async () => {
    await record([
      sale('1', { soldAt: at(-86_400).toISOString(), amountFen: 100, lines: [line(100)] }),
      sale('2', { soldAt: at(-60).toISOString(), stallCode: 'A-002', amountFen: 200 }),
      sale('3', { amountFen: 300 }),
    ])
    const amounts = async (query: object) => {
      const list = await operator.listSales({ params: { marketId }, query })
      return [list.total, ...list.items.map((item) => item.amountFen)]
    }
    expect(await amounts({})).toEqual([3, 300, 200, 100])
    expect(await amounts({ pageSize: 1, page: 2 })).toEqual([3, 200])
    expect(await amounts({ q: 'a-002' })).toEqual([1, 200])
    expect(await amounts({ q: '生菜' })).toEqual([1, 100])
    expect(await amounts({ to: '2026-03-01' })).toEqual([1, 100])
    expect(await amounts({ from: '2026-03-02' })).toEqual([2, 300, 200])
  })

  it('counts a refund as no sale, in its event, its audit row and the list that counts both', async () => {
    await record([sale('1', { amountFen: 100 }), sale('2', { amountFen: 80 }), sale('3', { amountFen: -30 })])
    expect(await lastEvent()).toMatchObject({ payload: { saleCount: 2, refundCount: 1, amountFen: 150 } })
    expect(await audits('sales.record')).toMatchObject([{ summary: '「收银机 1」上传交易 2 笔、退款 1 笔' }])
    expect((await operator.listSales({ params: { marketId } })).total).toBe(3)
  })

  it('adds up days, with refunds counted apart, what was declared shown apart and the coverage beside it', async () => {
    await record([
      sale('1', { amountFen: 100 }),
      sale('2', { amountFen: 50, channel: 'declared', stallCode: 'A-002' }),
      sale('3', { amountFen: -30 }),
    ])
    expect(await operator.listSalesDays({ params: { marketId } })).toEqual({
      items: [
        {
          businessDate: '2026-03-02',
          saleCount: 2,
          amountFen: 120,
          refundCount: 1,
          refundFen: 30,
          stallCount: 2,
          declaredAmountFen: 50,
        },
      ],
      asOf: start.toISOString(),
      coverage: { stallsReporting: 1, stalls: 2 },
    })
  })
})

describe('when stalls were last seen selling', () => {
  const seen = (asOf: Date) => read((tx) => listStallSalesSeen(tx, marketId, asOf, 90))
  const seenAt = async (asOf: Date, code = 'A-001') => (await seen(asOf)).find((row) => row.stallId === stallIds[code])

  it('tells collected, mobile and declared apart, and returns are no sign of selling', async () => {
    await record([
      sale('1', { soldAt: at(-300).toISOString(), paymentMeans: 'alipay' }),
      sale('2', { soldAt: at(-200).toISOString(), paymentMeans: 'cash' }),
      sale('3', { soldAt: at(-100).toISOString(), channel: 'declared' }),
      sale('4', { soldAt: at(-50).toISOString(), amountFen: -500 }),
      sale('5', { stallCode: 'A-002', channel: 'declared' }),
    ])
    expect(await seenAt(start)).toMatchObject({
      lastMobileAt: at(-300),
      lastCollectedAt: at(-200),
      lastDeclaredAt: at(-100),
    })
    expect(await seenAt(start, 'A-002')).toMatchObject({
      lastMobileAt: null,
      lastCollectedAt: null,
      lastDeclaredAt: start,
    })
    expect(await read((tx) => hasCollectedSales(tx, marketId))).toBe(true)
    expect(await read((tx) => hasCollectedSales(tx, marketId, at(-86_400)))).toBe(false)
  })

  it('answers for a past moment from what had been sold by then', async () => {
    const day = 86_400
    await record([
      sale('1', { soldAt: at(-200 * day).toISOString() }),
      sale('1b', { soldAt: at(-40 * day).toISOString() }),
      sale('2', { soldAt: at(-10 * day).toISOString() }),
      sale('3', { soldAt: at(-3 * day - 7200).toISOString() }),
      sale('4', { soldAt: at(-3 * day + 7200).toISOString() }),
      sale('5', { soldAt: at(0).toISOString() }),
    ])
    const collected = async (seconds: number) => (await seenAt(at(seconds)))?.lastCollectedAt
    expect(await collected(0)).toEqual(at(0))
    expect(await collected(-3 * day)).toEqual(at(-3 * day - 7200)) // of the day itself, to the second
    expect(await collected(-5 * day)).toEqual(new Date('2026-02-19T16:00:00Z')) // an earlier day, from its beginning
    expect(await collected(-20 * day)).toEqual(new Date('2026-01-20T16:00:00Z')) // weeks before, still in the window
    expect(await collected(-150 * day)).toEqual(at(-200 * day))
    expect(await collected(-105 * day)).toEqual(at(-200 * day)) // beyond the window: its first sale
    expect(await collected(-201 * day)).toBeUndefined()
  })

  it('believes a till whose clock runs a little ahead', async () => {
    await record([sale('1', { soldAt: at(500).toISOString() })])
    expect((await seenAt(start))?.lastCollectedAt).toEqual(start)
  })

  it('totals collected sales by stall and category', async () => {
    await record([
      sale('1', { amountFen: 300, lines: [line(200), line(100, '水产')] }),
      sale('2', { amountFen: 900, stallCode: 'A-002' }),
      sale('3', { amountFen: 5000, channel: 'declared', lines: [line(5000)] }),
    ])
    const date = businessDate(start)
    expect(await read((tx) => listStallTotals(tx, marketId, date, date))).toEqual([
      { stallId: stallIds['A-002'], saleCount: 1, amountFen: 900, refundCount: 0, refundFen: 0 },
      { stallId: stallIds['A-001'], saleCount: 1, amountFen: 300, refundCount: 0, refundFen: 0 },
    ])
    expect(await read((tx) => listCategoryTotals(tx, marketId, date))).toEqual([
      { categoryName: '叶菜', lineCount: 1, amountFen: 200 },
      { categoryName: '水产', lineCount: 1, amountFen: 100 },
    ])
  })
})

describe('payment codes of stalls', () => {
  it('are issued to every stall that has none, then replaced one by one', async () => {
    const issue = (body: { stallIds?: string[] }) => operator.issueStallCodes({ params: { marketId }, body })
    const coded = (asOf: Date) => read((tx) => listStallsWithCode(tx, marketId, asOf))
    expect(await issue({})).toEqual({ issued: 2 })
    expect(await lastEvent()).toEqual({ type: 'stall_codes.issued', payload: { count: 2 } })
    expect(await audits('stall_codes.issue')).toHaveLength(1)
    expect(await issue({})).toEqual({ issued: 0 })
    const one = stallIds['A-001'] ?? ''
    app.setNow(at(60))
    expect(await issue({ stallIds: [one] })).toEqual({ issued: 1 })
    expect(await coded(at(60))).toEqual(Object.values(stallIds).sort())
    expect(await coded(at(30))).toHaveLength(2)
    expect(await coded(at(-1))).toEqual([])
    await expect(issue({ stallIds: [one, 'stl_nowhere'] })).rejects.toMatchObject({ code: 'stall.not_found' })
    const stalls = await operator.listStalls({ params: { marketId } })
    expect(stalls.items.map((stall) => stall.paymentCodeVersion)).toEqual([2, 1])
  })
})

describe('a file of sales', () => {
  /** Rows of a real week at a till: CUMCM 2023 problem C, attachment 2 (an excerpt). */
  const excerpt = readFileSync(new URL('../fixtures/weigh-sales-2023-06-15.csv', import.meta.url), 'utf8')
  const rowsOf = (csv: string): ImportRow[] =>
    csv
      .trim()
      .split('\n')
      .slice(1)
      .map((text, i) => {
        const cell = text.trim().split(',')
        return {
          row: i + 2,
          cells: {
            businessDate: cell[0] ?? '',
            time: cell[1] ?? '',
            stallCode: 'A-001',
            commodityName: cell[3] ?? '',
            categoryName: cell[4] ?? '',
            weightKilograms: cell[5] ?? '',
            pricePerKilogram: cell[6] ?? '',
            type: cell[7] ?? '',
          },
        }
      })
  const run = (rows: ImportRow[]) =>
    withTransaction(marketCtx(app, market), async (tx) => {
      const ctx = marketCtx(app, market)
      const checked = await salesImporter.check(ctx, tx, rows)
      let progress = 0
      if (checked.good.length > 0)
        await salesImporter.write(
          ctx,
          tx,
          checked.good,
          'imp_test',
          (done) => {
            progress = done
          },
          0,
        )
      return { ...checked, progress }
    })
  const row = (n: number, change: Record<string, string>): ImportRow => ({
    row: n,
    cells: {
      businessDate: '2026-03-01',
      time: '08:00',
      stallCode: 'A-001',
      commodityName: '白菜',
      weightKilograms: '1',
      pricePerKilogram: '2',
      ...change,
    },
  })

  it('of a real till goes in whole, once', async () => {
    const rows = rowsOf(excerpt)
    const first = await run(rows)
    expect([first.errors, first.good.length, first.progress]).toEqual([[], rows.length, rows.length])
    expect(first.warnings).toMatchObject([{ column: 'weightKilograms' }])
    expect(await lastEvent()).toMatchObject({ type: 'sales.recorded', payload: { saleCount: rows.length } })
    expect(await audits('sales.import')).toMatchObject([{ subjectId: 'imp_test' }])
    const before = await stored()
    expect(before.lines.some((item) => item.pieces === 1 && item.weightGrams === null)).toBe(true)
    const again = await run(rows)
    expect(again.good.every((item) => item.effect === 'unchanged')).toBe(true)
    expect(await stored()).toEqual(before)
  })

  it('counts equal rows as often as they stand in it, and adds only what a longer file has more', async () => {
    const twice = [row(2, {}), row(3, {})]
    expect((await run(twice)).good.map((item) => item.effect)).toEqual(['create', 'create'])
    const thrice = [...twice, row(4, {}), row(5, { businessDate: '2026/3/1', time: '8:00:00' })]
    expect((await run(thrice)).good.map((item) => item.effect)).toEqual(['unchanged', 'unchanged', 'create', 'create'])
    expect((await stored()).days).toMatchObject([{ saleCount: 4, amountFen: 800 }])
  })

  it('joins the rows of one receipt into one sale and refuses them together', async () => {
    const receipt = { receiptNumber: 'R1' }
    const rows = [
      row(2, receipt),
      row(3, { ...receipt, commodityName: '萝卜', time: '08:01' }),
      row(4, { receiptNumber: 'R2' }),
      row(5, { receiptNumber: 'R2', weightKilograms: 'abc' }),
    ]
    const { good, errors } = await run(rows)
    expect(good.map((item) => item.row)).toEqual([2, 3])
    expect([...errors].sort((a, b) => a.row - b.row).map((error) => [error.row, error.column])).toEqual([
      [4, 'receiptNumber'],
      [5, 'weightKilograms'],
    ])
    expect((await stored()).sales).toMatchObject([{ lineCount: 2, amountFen: 400 }])
    const changed = await run([row(2, receipt)])
    expect(changed.errors).toMatchObject([
      { row: 2, column: 'receiptNumber', reason: '这张小票已经导入过，但内容不同' },
    ])
  })

  it('names the cell of every row that cannot be, and writes the others', async () => {
    const { good, errors } = await run([
      row(2, {}),
      row(3, { stallCode: 'X-9' }),
      row(4, { businessDate: '2026-03-03' }),
      row(5, { weightKilograms: '-1' }),
      row(6, { weightKilograms: '-1', type: '退货' }),
    ])
    expect(good.map((item) => item.row)).toEqual([2, 6])
    expect(errors.map((error) => [error.row, error.column])).toEqual([
      [3, 'stallCode'],
      [4, 'businessDate'],
      [5, 'weightKilograms'],
    ])
    expect((await stored()).days).toMatchObject([{ saleCount: 1, amountFen: 0, refundCount: 1 }])
  })
})
