import { desc, eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Api } from '@smart-market/shared/api.ts'
import type { Client } from '@smart-market/shared/client.ts'
import { withSystemTransaction, withTransaction } from '@smart-market/server/context.ts'
import { outbox } from '@smart-market/server/db/schema/feed.ts'
import {
  addTraceDays,
  deleteExpiredPapers,
  listQuickTestFigures,
  linkSales,
  sourcingState,
} from '@smart-market/server/features/sourcing/index.ts'
import { merchantSource } from '@smart-market/server/features/assessments/sources/merchants.ts'
import { sourcingSource } from '@smart-market/server/features/assessments/sources/sourcing.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { makeMarket, marketCtx, type TestMarket } from '../support/market.ts'
import { certificate, png, sourcingOf } from '../support/sourcing.ts'

let app: TestApp
let market: TestMarket
let operator: Client<Api> & { readonly token: string }
let params: { marketId: string }
let sourcing: ReturnType<typeof sourcingOf>
const start = new Date('2026-03-02T02:00:00Z')

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

const events = () =>
  withSystemTransaction(app.deps, async (tx) =>
    (await tx.select().from(outbox).where(eq(outbox.marketId, market.marketId)).orderBy(desc(outbox.position))).map(
      ({ type, payload }) => ({ type, payload }),
    ),
  )
const eventTypes = async () => (await events()).map((event) => event.type)
const actions = async (subjectId: string): Promise<string[]> => {
  const log = await operator.listAuditLog({ params, query: { pageSize: 200 } })
  return log.items.filter((entry) => entry.subjectId === subjectId).map((entry) => entry.action)
}
const refused = (code: string, status = 409) => ({ code, status })

describe('entry', () => {
  it('registers goods with their papers once, with a batch, a trace code, an audit row and an event', async () => {
    await market.addTrader('A-001')
    const { fileId } = (await sourcing.addFile()).body
    const intake = await sourcing.addIntake('A-001', {
      papers: [{ kind: 'purchase_voucher', number: 'PZ001', fileId }],
    })
    expect(intake).toMatchObject({
      state: 'admitted',
      papersMissing: [],
      supplierName: '万邦蔬菜公司',
      certificate: { promisor: '张大山', style: 'producer', bases: ['own_test'] },
      batch: { remaining: 50_000, state: 'on_sale', stallCode: 'A-001' },
    })
    expect(intake.batch.traceCode).toMatch(/^[2-9A-HJ-NP-Z]{12}$/)
    expect(await actions(intake.intakeId)).toEqual(['intake.record'])
    expect((await events())[0]).toMatchObject({
      type: 'intake.recorded',
      payload: { state: 'admitted', origin: 'gate' },
    })
    const { items } = await operator.listIntakes({ params, query: {} })
    expect(items[0]?.papers).toEqual([{ kind: 'purchase_voucher', number: 'PZ001', issuedOn: null, fileId }])
  })

  it('refuses goods without a voucher, and meat without its quarantine papers, naming what is missing and why', async () => {
    await market.addTrader('A-001')
    const without = sourcing.addIntake('A-001', { papers: [] })
    await expect(without).rejects.toMatchObject(refused('intake.papers_missing', 422))
    await expect(without).rejects.toThrow('「进货凭证」')
    const meat = sourcing.addIntake('A-001', { categoryCode: 'meat', commodityName: '猪肉' })
    await expect(meat).rejects.toThrow('「动物检疫合格证明」、「肉品品质检验合格证」')
    await expect(meat).rejects.toThrow('第八条')
    const imported = sourcing.addIntake('A-001', { imported: true })
    await expect(imported).rejects.toThrow('「入境货物检验检疫证明」')
    expect((await operator.listIntakes({ params, query: {} })).total).toBe(0)
  })

  it('keeps goods without a certificate waiting until a test is negative', async () => {
    await market.addTrader('A-001')
    const intake = await sourcing.addIntake('A-001', { certificate: null })
    expect(intake).toMatchObject({
      state: 'awaiting_test',
      papersMissing: ['compliance_certificate'],
      batch: { state: 'awaiting_test' },
    })
    await sourcing.addTest(intake.batch.batchId, { result: 'invalid' })
    expect((await operator.getIntake({ params: { ...params, intakeId: intake.intakeId } })).state).toBe('awaiting_test')
    await sourcing.addTest(intake.batch.batchId)
    const after = await operator.getIntake({ params: { ...params, intakeId: intake.intakeId } })
    expect(after).toMatchObject({ state: 'admitted', batch: { state: 'on_sale' } })
    expect(await eventTypes()).toContain('intake.admitted')
    const second = await sourcing.addIntake('A-001', { certificate: null })
    await sourcing.addTest(second.batch.batchId, { result: 'positive' })
    const bad = await operator.getIntake({ params: { ...params, intakeId: second.intakeId } })
    expect(bad).toMatchObject({ state: 'refused', batch: { state: 'refused' } })
  })

  it('admits waiting goods when the certificate comes later', async () => {
    await market.addTrader('A-001')
    const intake = await sourcing.addIntake('A-001', { certificate: null })
    const after = await operator.addIntakePaper({
      params: { ...params, intakeId: intake.intakeId },
      body: { certificate },
    })
    expect(after).toMatchObject({ state: 'admitted', papersMissing: [], certificate: { issuedOn: '2026-03-01' } })
    expect((await actions(intake.intakeId)).sort()).toEqual(['intake.add_paper', 'intake.record'])
  })

  it('lets growers in whose identity is on record, and asks others for a certificate', async () => {
    await market.addTrader('A-001')
    const grower = await sourcing
      .addSupplier({
        kind: 'farmer',
        name: '李地',
        residentId: '110101199003070011'.slice(0, 17) + 'X',
        phone: '13900000000',
        address: '新郑市某村',
      })
      .catch(() => undefined)
    const known =
      grower ??
      (await sourcing.addSupplier({ kind: 'farmer', name: '李地', phone: '13900000000', address: '新郑市某村' }))
    const base = { selfGrown: true, papers: [], certificate: null, supplierId: known.supplierId }
    expect((await sourcing.addIntake('A-001', base)).state).toBe(
      known.residentIdMasked === null ? 'awaiting_test' : 'admitted',
    )
    expect((await sourcing.addIntake('A-001', { ...base, certificate })).state).toBe('admitted')
  })

  it('takes a supplier by the code that the scanner read, and refuses a code twice', async () => {
    await market.addTrader('A-001')
    await sourcing.addSupplier({ code: 'G-77', name: '甲' })
    expect((await sourcing.addIntake('A-001', { supplierCode: 'G-77' })).supplierName).toBe('甲')
    await expect(sourcing.addSupplier({ code: 'G-77' })).rejects.toMatchObject(refused('supplier.code_taken'))
    await expect(sourcing.addIntake('A-001', { supplierCode: 'G-99' })).rejects.toMatchObject(
      refused('supplier.not_found', 404),
    )
  })

  it('takes pictures and PDF by what they are, not by their name', async () => {
    expect((await sourcing.addFile()).body).toMatchObject({ mediaType: 'image/png' })
    const html = new TextEncoder().encode('<html><script>1</script></html>')
    expect((await sourcing.addFile(html, 'voucher.png')).body).toMatchObject({ code: 'paper_file.type' })
    const big = new Uint8Array(5 * 1024 * 1024 + 1)
    big.set(png)
    expect((await sourcing.addFile(big)).status).toBe(413)
  })

  it('shows a merchant its own intakes and files only', async () => {
    const own = await market.addTrader('A-001')
    const other = await market.addTrader('A-002', { name: '李记' })
    await sourcing.addIntake('A-002')
    const { fileId } = (await sourcing.addFile()).body
    const merchant = await app.login('merchant', { marketId: market.marketId, merchantId: own.merchantId })
    const mine = sourcingOf(app, merchant, market.marketId, merchant.token)
    const intake = await mine.addIntake('A-001')
    expect(intake.origin).toBe('merchant')
    const { items } = await merchant.listIntakes({ params, query: {} })
    expect(items.map((item) => item.intakeId)).toEqual([intake.intakeId])
    expect((await merchant.listBatches({ params, query: {} })).total).toBe(1)
    const file = await app.fetch(`/api/v1/markets/${market.marketId}/paper-files/${fileId}`, {
      headers: { authorization: `Bearer ${merchant.token}` },
    })
    expect(file.status).toBe(404)
    await expect(mine.addIntake('A-002')).rejects.toMatchObject(refused('intake.no_merchant', 422))
    expect(other.merchantId).not.toBe(own.merchantId)
  })

  it('applies a market’s own rule from its day on', async () => {
    await market.addTrader('A-001')
    await operator.setFoodSafetyRule({
      params: { ...params, ruleId: 'entry.without_voucher' },
      body: { effectiveFrom: '2026-03-03', value: 'test_first', source: '市场制度第 3 条' },
    })
    await expect(sourcing.addIntake('A-001', { papers: [] })).rejects.toMatchObject(
      refused('intake.papers_missing', 422),
    )
    const { items } = await operator.listFoodSafetyRules({ params, query: { on: '2026-03-03' } })
    expect(items.find((rule) => rule.ruleId === 'entry.without_voucher')).toMatchObject({
      value: 'test_first',
      mark: 'market',
    })
    app.setNow('2026-03-03T02:00:00Z')
    const nextDay = await app.login('market_operator', { marketId: market.marketId })
    const desk = sourcingOf(app, nextDay, market.marketId, nextDay.token)
    expect((await desk.addIntake('A-001', { papers: [] })).state).toBe('awaiting_test')
    const wrong = nextDay.setFoodSafetyRule({
      params: { ...params, ruleId: 'retention.intake_months' },
      body: { effectiveFrom: '2026-03-03', value: 'long', source: '无' },
    })
    await expect(wrong).rejects.toMatchObject(refused('food_safety_rule.value', 422))
  })

  it('deletes papers past their legal term and says which', async () => {
    await market.addTrader('A-001')
    const { fileId } = (await sourcing.addFile()).body
    const intake = await sourcing.addIntake('A-001', { papers: [{ kind: 'purchase_voucher', fileId }] })
    const held = await sourcing.addIntake('A-001')
    await sourcing.addTest(held.batch.batchId, { result: 'positive' })
    app.setNow('2026-09-01T02:00:00Z')
    expect(await deleteExpiredPapers(marketCtx(app, market))).toEqual({ intakes: 0, certificates: 0, files: 0 })
    app.setNow('2026-09-03T02:00:00Z')
    expect(await deleteExpiredPapers(marketCtx(app, market))).toEqual({ intakes: 1, certificates: 1, files: 1 })
    expect((await events())[0]).toEqual({ type: 'papers.expired', payload: { intakes: 1, files: 1 } })
    const late = await app.login('market_operator', { marketId: market.marketId })
    const log = await late.listAuditLog({ params, query: { pageSize: 200 } })
    expect(log.items.find((entry) => entry.action === 'papers.expire')).toMatchObject({
      summary: '按保存期限删除进货登记 1 条、合格证 1 份、凭证文件 1 个',
    })
    const deletions = await late.listPaperDeletions({ params, query: {} })
    expect(deletions).toMatchObject({
      total: 1,
      items: [
        {
          deletedAt: '2026-09-03T02:00:00.000Z',
          intakes: 1,
          certificates: 1,
          files: 1,
          intakesBefore: '2026-03-03',
          sources: [expect.stringContaining('第六十五条'), expect.stringContaining('令2025年第4号')],
        },
      ],
    })
    const search = async (q: string) => (await late.listPaperDeletions({ params, query: { q } })).total
    for (const q of ['2026-09-03', '2026-03-03', '第六十五条', intake.intakeId, fileId]) expect(await search(q)).toBe(1)
    for (const q of ['2026-09-02', held.intakeId, '第_十五条', '%', '_']) expect(await search(q)).toBe(0)
    const left = await late.listIntakes({ params, query: {} })
    expect(left.items.map((item) => item.intakeId)).toEqual([held.intakeId])
    expect(left.items.map((item) => item.intakeId)).not.toContain(intake.intakeId)
  })
})

describe('a quick test', () => {
  it('that is positive holds the batch and its listings at once, until a later retest is negative', async () => {
    const trader = await market.addTrader('A-001')
    const listing = await operator.createListing({
      params,
      body: {
        stallId: trader.stallId,
        categoryCode: 'vegetable',
        name: '菠菜',
        priceFen: 300,
        priceBasis: 'per_500g',
        stockKind: 'untracked',
      },
    })
    const { batch } = await sourcing.addIntake('A-001')
    const test = await sourcing.addTest(batch.batchId, { result: 'positive' })
    const [hold] = (await operator.listSalesHolds({ params, query: { open: 'true' } })).items
    expect(hold).toMatchObject({ batchId: batch.batchId, reason: 'positive_test', releasedAt: null })
    const types = await eventTypes()
    expect(types).toContain('quick_test.recorded')
    expect(types).toContain('sales_hold.placed')
    expect(await actions(test.quickTestId)).toEqual(['quick_test.record'])
    const state = async () =>
      (await operator.listListings({ params, query: { stallId: trader.stallId } })).items[0]?.state
    expect(await state()).toBe('paused')
    const resume = operator.updateListing({
      params: { ...params, listingId: listing.listingId },
      body: { state: 'on_sale' },
    })
    await expect(resume).rejects.toMatchObject(refused('listing.held'))
    const release = () =>
      operator.releaseSalesHold({ params: { ...params, salesHoldId: hold?.salesHoldId ?? '' }, body: { note: '复检' } })
    await expect(release()).rejects.toMatchObject(refused('sales_hold.needs_retest'))
    app.setNow('2026-03-02T03:00:00Z')
    await sourcing.addTest(batch.batchId, { retestOf: test.quickTestId })
    expect((await release()).releasedAt).toBe('2026-03-02T03:00:00.000Z')
    expect(await state()).toBe('on_sale')
    await expect(release()).rejects.toMatchObject(refused('sales_hold.released'))
  })

  it('keeps a listing closed while another batch’s hold stands, and does not open what was paused before', async () => {
    const trader = await market.addTrader('A-001')
    const body = {
      stallId: trader.stallId,
      categoryCode: 'vegetable' as const,
      priceFen: 300,
      priceBasis: 'per_500g' as const,
      stockKind: 'untracked' as const,
    }
    const spinach = await operator.createListing({ params, body: { ...body, name: '菠菜' } })
    const paused = await operator.createListing({ params, body: { ...body, name: '菠菜（小把）' } })
    await operator.updateListing({ params: { ...params, listingId: paused.listingId }, body: { state: 'paused' } })
    const one = await sourcing.addIntake('A-001')
    const two = await sourcing.addIntake('A-001')
    const hold = (batchId: string) => operator.holdBatch({ params: { ...params, batchId }, body: { note: '巡查' } })
    const first = await hold(one.batch.batchId)
    const second = await hold(two.batch.batchId)
    const release = (salesHoldId: string) =>
      operator.releaseSalesHold({ params: { ...params, salesHoldId }, body: { note: '好' } })
    const states = async () =>
      Object.fromEntries(
        (await operator.listListings({ params, query: { stallId: trader.stallId } })).items.map((item) => [
          item.listingId,
          item.state,
        ]),
      )
    await release(first.salesHoldId)
    expect(await states()).toEqual({ [spinach.listingId]: 'paused', [paused.listingId]: 'paused' })
    app.setNow('2026-03-02T03:00:00Z')
    await release(second.salesHoldId)
    expect(await states()).toEqual({ [spinach.listingId]: 'on_sale', [paused.listingId]: 'paused' })
  })

  it('follows the plan: the longest untested merchant first, until the day’s number is done', async () => {
    await operator.setTestPlan({
      params: { ...params, categoryCode: 'vegetable' },
      body: { perDay: 2, items: ['有机磷'], source: '市场快检计划' },
    })
    const batches: string[] = []
    for (const code of ['A-001', 'A-002', 'A-003']) {
      await market.addTrader(code, { name: `${code} 菜店` })
      batches.push((await sourcing.addIntake(code)).batch.batchId)
    }
    await sourcing.addTest(batches[0] ?? '', { testedAt: '2026-03-01T02:00:00Z' })
    const duties = async () => (await operator.listTestDuties({ params, query: {} })).items[0]
    expect((await duties())?.next.map((one) => one.stallCode)).toEqual(['A-002', 'A-003'])
    await sourcing.addTest(batches[1] ?? '')
    expect(await duties()).toMatchObject({ perDay: 2, done: 1, next: [{ stallCode: 'A-003', lastTestedOn: null }] })
    const figures = await withSystemTransaction(app.deps, (tx) =>
      listQuickTestFigures(tx, market.marketId, '2026-03-01', '2026-03-02'),
    )
    expect(figures).toMatchObject([
      { businessDate: '2026-03-02', tests: 1, negative: 1, positive: 0, merchants: 1 },
      { businessDate: '2026-03-01', tests: 1 },
    ])
  })

  it('ends in a disposal with a witness and evidence, never of more than is left', async () => {
    await market.addTrader('A-001')
    const { batch } = await sourcing.addIntake('A-001')
    const { fileId } = (await sourcing.addFile()).body
    const body = { method: '深埋', place: '市场无害化点', witness: '王主任', evidenceFileIds: [fileId] }
    const at = { ...params, batchId: batch.batchId }
    await expect(operator.disposeBatch({ params: at, body: { ...body, quantity: 50_001 } })).rejects.toMatchObject(
      refused('batch.short'),
    )
    expect(await operator.disposeBatch({ params: at, body: { ...body, quantity: 50_000 } })).toMatchObject({
      remaining: 0,
    })
    expect((await events()).find((event) => event.type === 'batch.disposed')?.payload).toMatchObject({
      quantity: 50_000,
    })
    expect(await actions(batch.batchId)).toEqual(['batch.dispose'])
  })

  it('comes from a result sheet as laboratories write it, each sample and item once', async () => {
    // Rows in the shape of the UK Pesticide Residues in Food survey, Defra, Q3 2021.
    const sheet = [
      'quarter,commodity,sample_id,date,description,origin,sampling_point,pesticide,mg_per_kg,mrl,verdict,raw',
      'Q3_2021,Aubergine,0287/2021,05/07/2021,Aubergine,the Netherlands,Aldi,flonicamid (sum),0.01,0.5,ok,',
      'Q3_2021,Aubergine,0473/2021,19/07/2021,Aubergine,UK,Aldi,flonicamid (sum),0.07,0.5,ok,',
      'Q3_2021,Aubergine,2560/2021,09/08/2021,Aubergine,the Netherlands,Aldi,,,,none,None were detected above the set RL',
      'Q3_2021,Beans,1111/2021,20/07/2021,Beans,Kenya,Asda,acephate,0.05,0.01,exceed,',
      'Q3_2021,Beans,1112/2021,20/07/2021,Beans,Kenya,Asda,acephate,0.05,0.01,ok,',
      'Q3_2021,Beans,1113/2021,20/07/2021,Beans,Kenya,Asda,acephate,0.05,,unparsed,',
    ].join('\n')
    const send = async () =>
      (
        await app.fetch(`/api/v1/markets/${market.marketId}/quick-test-sheets`, {
          method: 'POST',
          headers: { authorization: `Bearer ${operator.token}`, 'x-file-name': 'residues.csv' },
          body: sheet,
        })
      ).json()
    const first = (await send()) as { created: number; errors: { row: number; reason: string }[] }
    expect(first).toMatchObject({ created: 4, alreadyKnown: 0, rejected: 2 })
    expect(first.errors.map((error) => [error.row, error.reason.slice(0, 6)])).toEqual([
      [6, '结果说合格，'],
      [7, '看不懂这个结'],
    ])
    expect(await send()).toMatchObject({ created: 0, alreadyKnown: 4 })
    const positive = await operator.listQuickTests({ params, query: { result: 'positive' } })
    expect(positive.items).toMatchObject([{ commodityName: 'Beans', item: 'acephate', sampleNumber: '1111/2021' }])
  })
})

describe('the day’s figures', () => {
  it('tell tests a day and the share of sales that leads back to a batch', async () => {
    const trader = await market.addTrader('A-001')
    const { batch } = await sourcing.addIntake('A-001')
    await sourcing.addTest(batch.batchId)
    const line = { commodityName: '菠菜', weightGrams: 1000, pieces: null, amountFen: 600 }
    const sale = {
      saleId: 'sal_1',
      stallId: trader.stallId,
      merchantId: trader.merchantId,
      soldAt: start.toISOString(),
      channel: 'scale' as const,
    }
    const ctx = marketCtx(app, market)
    await withTransaction(ctx, async (tx) => {
      const days = await linkSales(ctx, tx, [
        {
          ...sale,
          lines: [
            { ...line, lineNo: 1 },
            { ...line, lineNo: 2, commodityName: '香蕉', amountFen: 200 },
            // Carriage is no goods.
            { ...line, lineNo: 3, commodityName: '配送费', weightGrams: null, amountFen: 500 },
          ],
        },
      ])
      await addTraceDays(tx, market.marketId, days)
    })
    const state = await withSystemTransaction(app.deps, (tx) => sourcingState(tx, market.marketId, start, 30))
    expect(state).toMatchObject({ testsPerDay: 0.03, tracedPercent: 75 })
  })
})

describe('the day’s list', () => {
  const commit = async (text: string) => {
    const uploaded = await operator.uploadImport({
      params: { ...params, kind: 'intake' },
      upload: { fileName: '进货.csv', bytes: new TextEncoder().encode(text) },
    })
    const at = { ...params, importId: uploaded.importId }
    const preview = await operator.previewImport({ params: at, body: { mapping: uploaded.mapping } })
    await operator.commitImport({ params: at, body: { mapping: uploaded.mapping, mode: 'good_rows' } })
    for (;;) {
      const view = await operator.getImport({ params: at })
      if (view.state !== 'running') return { preview, view }
    }
  }

  it('goes in by one file, once, and says of each refused row what it lacks', async () => {
    await market.addTrader('A-001')
    await sourcing.addSupplier({ name: '万邦蔬菜公司' })
    const list = [
      '摊位号,品名,品类,重量（千克）,产地,供货者,进货凭证号,合格证明号',
      'A-001,菠菜,蔬菜,50.5,河南省新郑市,万邦蔬菜公司,PZ1,HG1',
      'A-001,生菜,蔬菜,20,河南省新郑市,万邦蔬菜公司,PZ2,',
      'A-001,猪肉,畜肉,80,河南省新郑市,万邦蔬菜公司,PZ3,HG3',
      'A-009,菠菜,蔬菜,1,河南省新郑市,万邦蔬菜公司,PZ4,HG4',
      'A-001,菠菜,蔬菜,1,河南省新郑市,谁也不是,PZ5,HG5',
    ].join('\n')
    const { preview, view } = await commit(list)
    expect(preview).toMatchObject({ goodRows: 2, badRows: 3, toCreate: 2 })
    expect(preview.warnings).toMatchObject([{ row: 3, reason: '没有合格凭证，检测阴性后才能入场' }])
    expect(view.result).toMatchObject({ created: 2, rejected: 3 })
    expect(view.result?.errors.map((error) => [error.row, error.reason.slice(0, 8)])).toEqual([
      [4, '缺少「动物检疫合'],
      [5, '没有这个摊位，或'],
      [6, '没有登记这个供货'],
    ])
    const { items } = await operator.listIntakes({ params, query: {} })
    expect(
      items.map((item) => [item.batch.commodityName, item.batch.quantity, item.state, item.origin]).sort(),
    ).toEqual([
      ['生菜', 20_000, 'awaiting_test', 'import'],
      ['菠菜', 50_500, 'admitted', 'import'],
    ])
    expect(await eventTypes()).toContain('intakes.imported')
    const again = await commit(list)
    expect(again.preview).toMatchObject({ toCreate: 0, unchanged: 2 })
    expect((await operator.listIntakes({ params, query: {} })).total).toBe(2)
  })
})

describe('a sale that a scale uploads', () => {
  it('is linked in its own transaction, and is found from its batch', async () => {
    await market.addTrader('A-001')
    const { batch } = await sourcing.addIntake('A-001')
    const sale = {
      key: 'k1',
      stallCode: 'A-001',
      soldAt: start.toISOString(),
      channel: 'scale' as const,
      amountFen: 600,
      lines: [{ commodityName: '菠菜', weightGrams: 1000, amountFen: 600, traceCode: batch.traceCode }],
    }
    const send = () => operator.recordSales({ params, body: { source: '秤 1', sales: [sale] } })
    expect(await send()).toEqual({ recorded: 1, alreadyKnown: 0 })
    expect(await send()).toEqual({ recorded: 0, alreadyKnown: 1 })
    const forward = await operator.traceForward({ params: { ...params, batchId: batch.batchId } })
    expect(forward).toMatchObject({
      lineCount: 1,
      quantitySold: 1000,
      sales: [{ basis: 'scale_code', stallCode: 'A-001' }],
    })
    const { items } = await operator.listBatches({ params, query: { inStock: 'true' } })
    expect(items).toMatchObject([{ remaining: 49_000 }])
  })
})

describe('the rubric', () => {
  it('sees of each merchant how old its last traced delivery is, and tests a day', async () => {
    const trader = await market.addTrader('A-001')
    const { batch } = await sourcing.addIntake('A-001')
    await sourcing.addTest(batch.batchId)
    const ctx = marketCtx(app, market)
    const evidence = await withSystemTransaction(app.deps, async (tx) => ({
      merchants: await merchantSource.collect(ctx, tx, start),
      sourcing: await sourcingSource.collect(ctx, tx, start),
    }))
    expect(evidence.merchants.populations?.merchants?.members).toMatchObject([
      { subject: { id: trader.merchantId }, fields: { tracedBatchAgeDays: 0 } },
    ])
    expect(evidence.sourcing.metrics).toMatchObject({
      'quickTests.perDay': { value: 0.03, unit: '批', basis: 'measured' },
    })
    expect(evidence.sourcing.metrics).not.toHaveProperty('trace.coverage')
  })
})
