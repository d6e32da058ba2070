import fc from 'fast-check'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Api } from '@smart-market/shared/api.ts'
import type { Client } from '@smart-market/shared/client.ts'
import { newId, withSystemTransaction, withTransaction } from '@smart-market/server/context.ts'
import { rowsOf } from '@smart-market/server/db/client.ts'
import { linkSales, type SaleToLink } from '@smart-market/server/features/sourcing/index.ts'
import { closure } from '@smart-market/server/features/sourcing/trace-store.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { makeMarket, marketCtx, type TestMarket } from '../support/market.ts'
import { sourcingOf } from '../support/sourcing.ts'

let app: TestApp
let market: TestMarket
let operator: Client<Api> & { readonly token: string }
let params: { marketId: string }
let sourcing: ReturnType<typeof sourcingOf>
const start = new Date('2026-03-02T02:00:00Z')
const minutes = (n: number): Date => new Date(start.getTime() + n * 60_000)

beforeAll(async () => {
  app = await startTestApp()
})
beforeEach(async () => {
  app.setNow(start)
  market = await makeMarket(app)
  operator = await app.login('market_operator', { marketId: market.marketId })
  params = { marketId: market.marketId }
  sourcing = sourcingOf(app, operator, market.marketId, operator.token)
})
afterAll(() => app.close())

let sales = 0
interface Line {
  grams: number
  name?: string
  traceCode?: string
  listingId?: string
}
const sell = async (
  trader: { stallId: string; merchantId: string },
  at: Date,
  lines: readonly Line[],
  channel: SaleToLink['channel'] = 'scale',
): Promise<string> => {
  const saleId = `sal_${String(++sales).padStart(8, '0')}`
  const ctx = marketCtx(app, market)
  await withTransaction(ctx, (tx) =>
    linkSales(ctx, tx, [
      {
        saleId,
        stallId: trader.stallId,
        merchantId: trader.merchantId,
        soldAt: at.toISOString(),
        channel,
        lines: lines.map((line, i) => ({
          lineNo: i + 1,
          commodityName: line.name ?? '菠菜',
          weightGrams: line.grams,
          pieces: null,
          amountFen: Math.max(line.grams, 1),
          traceCode: line.traceCode,
          listingId: line.listingId,
        })),
      },
    ]),
  )
  return saleId
}
const remaining = async (batchId: string): Promise<number> =>
  (await operator.listBatches({ params, query: { pageSize: 200 } })).items.find((one) => one.batchId === batchId)
    ?.remaining ?? -1

describe('a sold line', () => {
  it('finds its batch by the label’s code, then the listing, then the stall’s own batches, and says by which', async () => {
    const trader = await market.addTrader('A-001')
    const listing = await operator.createListing({
      params,
      body: {
        stallId: trader.stallId,
        categoryCode: 'vegetable',
        name: '有机菠菜',
        priceFen: 300,
        priceBasis: 'per_500g',
        stockKind: 'untracked',
      },
    })
    const late = await sourcing.addIntake('A-001', { expiresOn: '2026-03-09' })
    const soon = await sourcing.addIntake('A-001', { expiresOn: '2026-03-05' })
    const suggestion = await operator.suggestBatch({ params, query: { stallCode: 'A-001', commodityName: '菠菜 ' } })
    expect(suggestion.batch?.batchId).toBe(soon.batch.batchId)
    await operator.linkListingBatch({
      params: { ...params, listingId: listing.listingId },
      body: { batchId: late.batch.batchId },
    })
    const saleId = await sell(trader, minutes(5), [
      { grams: 1000, traceCode: late.batch.traceCode },
      { grams: 2000, name: '有机菠菜', listingId: listing.listingId },
      { grams: 3000 },
      { grams: 100, name: '香蕉' },
    ])
    const { lines } = await operator.traceSale({ params: { ...params, saleId } })
    expect(lines.map((line) => [line.lineNo, line.basis, line.traceCode])).toEqual([
      [1, 'scale_code', late.batch.traceCode],
      [2, 'listing', late.batch.traceCode],
      [3, 'time_rule', soon.batch.traceCode],
    ])
    expect(lines[0]?.batches[0]).toMatchObject({ supplierName: '万邦蔬菜公司', intakeId: late.intakeId })
    expect(await remaining(late.batch.batchId)).toBe(47_000)
    expect(await remaining(soon.batch.batchId)).toBe(47_000)
  })

  it('goes on to the next batch when one is empty, and never takes what is not there', async () => {
    const trader = await market.addTrader('A-001')
    const one = await sourcing.addIntake('A-001', { quantity: 3000 })
    app.setNow(minutes(1))
    const two = await sourcing.addIntake('A-001', { quantity: 2000 })
    await sell(trader, minutes(5), [{ grams: 4000 }])
    expect([await remaining(one.batch.batchId), await remaining(two.batch.batchId)]).toEqual([0, 1000])
    await sell(trader, minutes(6), [{ grams: 9000 }, { grams: 500, traceCode: one.batch.traceCode }])
    expect([await remaining(one.batch.batchId), await remaining(two.batch.batchId)]).toEqual([0, 0])
    const forward = await operator.traceForward({ params: { ...params, batchId: one.batch.batchId } })
    expect(forward).toMatchObject({ lineCount: 2, quantitySold: 3500 })
    expect(forward.sales.at(-1)).toMatchObject({ basis: 'scale_code', quantity: 0, excess: 500 })
  })

  it('after a hold comes from no held batch; under its label it is a breach that somebody must look at', async () => {
    const trader = await market.addTrader('A-001')
    const { batch } = await sourcing.addIntake('A-001')
    app.setNow(minutes(10))
    await sourcing.addTest(batch.batchId, { result: 'positive' })
    await sell(trader, minutes(11), [{ grams: 1000 }, { grams: 1000, traceCode: batch.traceCode }])
    expect(await remaining(batch.batchId)).toBe(50_000)
    const breaches = await withSystemTransaction(app.deps, (tx) =>
      rowsOf(tx, sql`select batch_id, line_no from hold_breaches where market_id = ${market.marketId}`),
    )
    expect(breaches).toEqual([{ batch_id: batch.batchId, line_no: 2 }])
    // What was sold before, but is told later, still comes from it.
    await sell(trader, minutes(9), [{ grams: 1000 }])
    expect(await remaining(batch.batchId)).toBe(49_000)
  })
})

describe('transformations', () => {
  it('keep quantities: what goes in comes out or is named as loss', async () => {
    await market.addTrader('A-001')
    await market.addTrader('A-002', { name: '李记' })
    const a = (await sourcing.addIntake('A-001', { quantity: 10_000 })).batch
    const b = (await sourcing.addIntake('A-001', { quantity: 10_000 })).batch
    const inputs = [
      { batchId: a.batchId, quantity: 6000 },
      { batchId: b.batchId, quantity: 4000 },
    ]
    const outputs = [{ stallCode: 'A-002', quantity: 9000 }]
    const make = (body: { loss?: number; inputs?: typeof inputs }) =>
      operator.transformBatches({ params, body: { kind: 'mix', inputs, outputs, ...body } })
    await expect(make({})).rejects.toMatchObject({ code: 'transformation.sum' })
    await expect(make({ loss: 1000, inputs: [{ batchId: a.batchId, quantity: 10_001 }] })).rejects.toMatchObject({
      code: 'batch.short',
    })
    const made = await make({ loss: 1000 })
    expect(made.batches).toMatchObject([{ stallCode: 'A-002', quantity: 9000, remaining: 9000, state: 'on_sale' }])
    expect([await remaining(a.batchId), await remaining(b.batchId)]).toEqual([4000, 6000])
    const packs = await operator.transformBatches({
      params,
      body: {
        kind: 'repack',
        inputs: [{ batchId: made.batches[0]?.batchId ?? '', quantity: 3000 }],
        outputs: [{ stallCode: 'A-002', commodityName: '菠菜小包', unit: 'piece', quantity: 10, taken: 3000 }],
      },
    })
    const forward = await operator.traceForward({ params: { ...params, batchId: a.batchId } })
    expect(forward.batches.map((one) => [one.commodityName, one.depth])).toEqual([
      ['菠菜', 0],
      ['菠菜', 1],
      ['菠菜小包', 2],
    ])
    const trace = await app.as().getPublicTrace({ params: { traceCode: packs.batches[0]?.traceCode ?? '' } })
    expect(trace.steps.map((step) => step.commodityName)).toEqual(['菠菜小包', '菠菜', '菠菜', '菠菜'])
    await operator.holdBatch({ params: { ...params, batchId: a.batchId }, body: { note: '巡查' } })
    await expect(make({ loss: 1000 })).rejects.toMatchObject({ code: 'batch.on_hold' })
  })
})

describe('a trace code', () => {
  it('opens without login and names no person', async () => {
    await market.addTrader('A-001')
    const farmer = await sourcing.addSupplier({
      kind: 'farmer',
      name: '赵铁柱',
      phone: '13912345678',
      address: '某村 8 号',
    })
    const { batch } = await sourcing.addIntake('A-001', { supplierId: farmer.supplierId })
    await sourcing.addTest(batch.batchId)
    const page = await app.fetch(`/t/${batch.traceCode}`)
    expect(page.status).toBe(200)
    const text = await page.text()
    for (const word of [
      market.name,
      'A-001',
      '菠菜',
      '河南省新郑市',
      '2026-03-02',
      '农户',
      '未使用禁用农药',
      '阴性',
      '进货凭证',
    ])
      expect(text).toContain(word)
    const json = JSON.stringify(await app.as().getPublicTrace({ params: { traceCode: batch.traceCode.toLowerCase() } }))
    for (const secret of ['赵铁柱', '13912345678', '某村', '张大山', '13800001111', 'PZ001'])
      expect(text + json).not.toContain(secret)
    expect(text).not.toContain('停止销售')
    await sourcing.addTest(batch.batchId, { result: 'positive' })
    expect(await (await app.fetch(`/t/${batch.traceCode}`)).text()).toContain('已停止销售')
    const none = await app.fetch('/t/%3Cscript%3E')
    expect(none.status).toBe(404)
    expect(await none.text()).not.toContain('<script>')
  })
})

describe('a recall', () => {
  it('holds everything that was made of the batch, lists stalls, sales and buyers against the clock, and prints', async () => {
    const one = await market.addTrader('A-001')
    const two = await market.addTrader('A-002', { name: '李记' })
    const { batch } = await sourcing.addIntake('A-001', { quantity: 10_000 })
    const split = await operator.transformBatches({
      params,
      body: {
        kind: 'split',
        inputs: [{ batchId: batch.batchId, quantity: 5000 }],
        outputs: [{ stallCode: 'A-002', quantity: 5000 }],
      },
    })
    const online = await sell(two, minutes(1), [{ grams: 700 }], 'online')
    await sell(one, minutes(2), [{ grams: 500 }])
    app.setNow(minutes(10))
    const recall = await operator.startRecall({
      params,
      body: { batchId: batch.batchId, drill: true, reason: '季度演练' },
    })
    expect(recall.batchIds.sort()).toEqual([batch.batchId, split.batches[0]?.batchId].sort())
    expect(recall.steps.map(({ step, count }) => [step, count])).toEqual([
      ['started', 1],
      ['held', 2],
      ['stalls_listed', 2],
      ['sales_listed', 2],
      ['buyers_queued', 1],
    ])
    const at = { ...params, recallId: recall.recallId }
    const { forward } = await operator.getRecall({ params: at })
    expect(forward.stalls).toMatchObject([
      { stallCode: 'A-001', remaining: 4500, lineCount: 1 },
      { stallCode: 'A-002', remaining: 4300, lineCount: 1 },
    ])
    expect(forward.sales.map((sale) => sale.saleId)).toContain(online)
    const paper = await app.fetch(`/api/v1/markets/${market.marketId}/recalls/${recall.recallId}/report.html`, {
      headers: { authorization: `Bearer ${operator.token}` },
    })
    expect(await paper.text()).toContain('召回演练报告')
    await sell(two, minutes(11), [{ grams: 700 }])
    expect(await remaining(split.batches[0]?.batchId ?? '')).toBe(4300)
    const closed = await operator.closeRecall({ params: at, body: { conclusion: '用时 1 分钟' } })
    expect(closed.steps.at(-1)?.step).toBe('closed')
    expect((await operator.listSalesHolds({ params, query: { open: 'true' } })).total).toBe(0)
    await expect(operator.closeRecall({ params: at, body: { conclusion: '再' } })).rejects.toMatchObject({
      code: 'recall.closed',
    })
    const log = await operator.listAuditLog({ params, query: { pageSize: 200 } })
    expect(log.items.map((entry) => entry.action)).toEqual(expect.arrayContaining(['recall.start', 'recall.close']))
  })
})

describe('holds and recalls', () => {
  it('are found by goods, trace code, stall, merchant and reason, in their own market only', async () => {
    await market.addTrader('A-001')
    await market.addTrader('B-002', { name: '李记水产' })
    const { batch } = await sourcing.addIntake('A-001')
    const { batch: fish } = await sourcing.addIntake('B-002', { commodityName: '鲈鱼' })
    for (const { batchId } of [batch, fish])
      await operator.startRecall({ params, body: { batchId, drill: true, reason: `演练 ${batchId}` } })
    const holds = async (q: string, open?: 'true' | 'false') =>
      operator.listSalesHolds({ params, query: { q, ...(open && { open }) } })
    const recalls = (q: string) => operator.listRecalls({ params, query: { q } })
    for (const q of ['鲈鱼', fish.traceCode, fish.traceCode.toLowerCase(), 'b-00', '李记', 'lijishuichan', 'ljsc']) {
      expect(await holds(q)).toMatchObject({ total: 1, items: [{ batchId: fish.batchId }] })
      expect(await recalls(q)).toMatchObject({ total: 1, items: [{ batchId: fish.batchId }] })
    }
    expect((await holds('鲈鱼', 'true')).total).toBe(1)
    expect((await holds('鲈鱼', 'false')).total).toBe(0)
    expect(await recalls(`演练 ${batch.batchId}`)).toMatchObject({ total: 1, items: [{ batchId: batch.batchId }] })
    expect((await recalls('演练')).total).toBe(2)
    for (const q of ['%', 'B_002', '没有这样的']) {
      expect((await holds(q)).total).toBe(0)
      expect((await recalls(q)).total).toBe(0)
    }
    const other = await makeMarket(app)
    const elsewhere = { params: { marketId: other.marketId }, query: { q: '鲈鱼' } }
    expect((await other.operator.listSalesHolds(elsewhere)).total).toBe(0)
    expect((await other.operator.listRecalls(elsewhere)).total).toBe(0)
  })
})

describe('whatever happens in whatever order', () => {
  it('no batch sells after its hold, none goes below zero, and nothing vanishes', { timeout: 180_000 }, async () => {
    const deed = fc.oneof(
      fc.record({ kind: fc.constant('intake' as const), quantity: fc.integer({ min: 1, max: 5000 }) }),
      fc.record({
        kind: fc.constant('sell' as const),
        grams: fc.integer({ min: 1, max: 4000 }),
        pick: fc.nat(9),
        labelled: fc.boolean(),
        minutesAgo: fc.nat(20),
      }),
      fc.record({ kind: fc.constant('hold' as const), pick: fc.nat(9) }),
      fc.record({ kind: fc.constant('release' as const), pick: fc.nat(9) }),
      fc.record({ kind: fc.constant('split' as const), pick: fc.nat(9), quantity: fc.integer({ min: 2, max: 3000 }) }),
      fc.record({
        kind: fc.constant('dispose' as const),
        pick: fc.nat(9),
        quantity: fc.integer({ min: 1, max: 3000 }),
      }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(deed, { minLength: 5, maxLength: 25 }), async (deeds) => {
        app.setNow(start)
        market = await makeMarket(app)
        operator = await app.login('market_operator', { marketId: market.marketId })
        params = { marketId: market.marketId }
        sourcing = sourcingOf(app, operator, market.marketId, operator.token)
        const trader = await market.addTrader('A-001')
        const supplier = await sourcing.addSupplier()
        const { fileId } = (await sourcing.addFile()).body
        const evidence = { method: '深埋', place: '点', witness: '王', evidenceFileIds: [fileId] }
        for (const [i, one] of deeds.entries()) {
          app.setNow(minutes(10 * (i + 1)))
          const batches = (await operator.listBatches({ params, query: { pageSize: 200 } })).items
          const picked = 'pick' in one ? batches[one.pick % Math.max(batches.length, 1)] : undefined
          try {
            if (one.kind === 'intake')
              await sourcing.addIntake('A-001', { quantity: one.quantity, supplierId: supplier.supplierId })
            else if (one.kind === 'sell')
              await sell(trader, minutes(10 * (i + 1) - one.minutesAgo), [
                { grams: one.grams, ...(one.labelled && picked ? { traceCode: picked.traceCode } : {}) },
              ])
            else if (one.kind === 'hold' && picked)
              await operator.holdBatch({ params: { ...params, batchId: picked.batchId }, body: { note: '巡查' } })
            else if (one.kind === 'release' && picked) {
              const holds = (await operator.listSalesHolds({ params, query: { open: 'true' } })).items
              const [hold] = holds.filter((entry) => entry.batchId === picked.batchId)
              if (hold)
                await operator.releaseSalesHold({
                  params: { ...params, salesHoldId: hold.salesHoldId },
                  body: { note: '好' },
                })
            } else if (one.kind === 'split' && picked)
              await operator.transformBatches({
                params,
                body: {
                  kind: 'split',
                  inputs: [{ batchId: picked.batchId, quantity: one.quantity }],
                  outputs: [{ stallCode: 'A-001', quantity: one.quantity - 1 }],
                  loss: 1,
                },
              })
            else if (one.kind === 'dispose' && picked)
              await operator.disposeBatch({
                params: { ...params, batchId: picked.batchId },
                body: { ...evidence, quantity: one.quantity },
              })
          } catch (error) {
            expect((error as { code?: string }).code).toMatch(/^batch\.(short|on_hold)$/)
          }
        }
        const odd = await withSystemTransaction(app.deps, (tx) =>
          rowsOf(
            tx,
            sql`select b.batch_id from batches b where b.market_id = ${market.marketId} and (b.remaining < 0
                or b.quantity <> b.remaining
                  + coalesce((select sum(s.quantity) from sale_batches s where s.market_id = b.market_id and s.batch_id = b.batch_id), 0)
                  - coalesce((select sum(r.quantity) from batch_returns r where r.market_id = b.market_id and r.batch_id = b.batch_id), 0)
                  + coalesce((select sum(p.quantity) from transformation_parts p where p.market_id = b.market_id and p.batch_id = b.batch_id and p.direction = 'in'), 0)
                  + coalesce((select sum(d.quantity) from disposals d where d.market_id = b.market_id and d.batch_id = b.batch_id), 0)
                or exists (select from sale_batches s join sales_holds h on h.market_id = s.market_id and h.batch_id = s.batch_id
                  where s.market_id = b.market_id and s.batch_id = b.batch_id and s.sold_at >= h.held_at
                    and (h.released_at is null or s.sold_at < h.released_at)))`,
          ),
        )
        expect(odd).toEqual([])
        const unequal = await withSystemTransaction(app.deps, (tx) =>
          rowsOf(
            tx,
            sql`select t.transformation_id from transformations t join transformation_parts p
                on p.market_id = t.market_id and p.transformation_id = t.transformation_id
              where t.market_id = ${market.marketId} group by t.transformation_id, t.loss
              having sum(p.taken) filter (where p.direction = 'in') <> t.loss + sum(p.taken) filter (where p.direction = 'out')`,
          ),
        )
        expect(unequal).toEqual([])
      }),
      { numRuns: 12 },
    )
  })
})

describe('tracing', () => {
  it('forward and backward agree on a random graph of 10,000 batches', { timeout: 180_000 }, async () => {
    const trader = await market.addTrader('A-001')
    const ctx = marketCtx(app, market)
    const size = 10_000
    let seed = 20_260_302
    const random = (below: number): number => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff
      return seed % below
    }
    const idOf = (n: number): string => `bat_${String(n).padStart(6, '0')}`
    // Every batch after the first hundred is made of one to three earlier ones, near or far.
    const parents: number[][] = Array.from({ length: size }, (_, n) =>
      n < 100
        ? []
        : [
            ...new Set(
              Array.from({ length: 1 + random(3) }, () => (random(2) === 0 ? n - 1 - random(100) : random(n))),
            ),
          ],
    )
    const rows = parents.map((_, n) => ({ id: idOf(n), code: `T${String(n).padStart(11, '0')}` }))
    const parts = parents.flatMap((from, n) =>
      from.length === 0 ? [] : [...from.map((m) => ({ t: n, b: idOf(m), d: 'in' })), { t: n, b: idOf(n), d: 'out' }],
    )
    await withSystemTransaction(app.deps, async (tx) => {
      await tx.execute(sql`insert into batches (market_id, batch_id, trace_code, merchant_id, stall_id, commodity_name, name_key,
          category_code, origin_place, unit, quantity, remaining, entered_at, admitted_at)
        select ${market.marketId}, r.id, r.code, ${trader.merchantId}, ${trader.stallId}, '菠菜', '菠菜', 'vegetable', '新郑', 'gram', 1, 1,
          ${start.toISOString()}::timestamptz, ${start.toISOString()}::timestamptz
        from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as r(id text, code text)`)
      await tx.execute(sql`insert into transformations (market_id, transformation_id, kind, loss, made_at, made_by)
        select distinct ${market.marketId}, 'trf_' || r.t, 'mix', 0, ${start.toISOString()}::timestamptz, '' from jsonb_to_recordset(${JSON.stringify(parts)}::text::jsonb) as r(t int)`)
      await tx.execute(sql`insert into transformation_parts (market_id, transformation_id, batch_id, direction, quantity, taken)
        select ${market.marketId}, 'trf_' || r.t, r.b, r.d, 1, 1 from jsonb_to_recordset(${JSON.stringify(parts)}::text::jsonb) as r(t int, b text, d text)`)
    })
    await app.deps.database.db.execute(sql`analyze transformation_parts`)
    const walk = (edges: readonly number[][], from: number): string[] => {
      const seen = new Set([from])
      for (const n of seen) for (const m of edges[n] ?? []) seen.add(m)
      return [...seen].map(idOf).sort()
    }
    const children: number[][] = parents.map(() => [])
    for (const [n, from] of parents.entries()) for (const m of from) children[m]?.push(n)
    for (let i = 0; i < 8; i++) {
      const at = i < 2 ? i * 50 : random(size)
      const forward = await withTransaction(ctx, (tx) => closure(tx, market.marketId, [idOf(at)], 'forward'))
      expect(forward).toEqual(walk(children, at))
      const far = forward[random(forward.length)] ?? ''
      const back = await withTransaction(ctx, (tx) => closure(tx, market.marketId, [far], 'backward'))
      expect(back).toContain(idOf(at))
      expect(back).toEqual(walk(parents, Number(far.slice(4))))
    }
    expect(newId(ctx, 'batch')).toMatch(/^bat_/)
  })
})
