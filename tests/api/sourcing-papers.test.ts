/** Papers that leave the market: labels, corrections, reports, the national trace file, and what the public reads. */
import { desc, eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Api } from '@smart-market/shared/api.ts'
import type { Client } from '@smart-market/shared/client.ts'
import { withSystemTransaction } from '@smart-market/server/context.ts'
import { outbox } from '@smart-market/server/db/schema/feed.ts'
import { createDocumentCheck } from '@smart-market/server/features/sourcing/index.ts'
import { readExchange } from '@smart-market/server/features/sourcing/meat-vegetable.ts'
import { followFeeds } from '@smart-market/server/feed/followers.ts'
import { relayOutbox } from '@smart-market/server/feed/relay.ts'
import { followers } from '@smart-market/server/jobs/followers.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { makeMarket, type TestMarket } from '../support/market.ts'
import { sourcingOf } from '../support/sourcing.ts'

let app: TestApp
let market: TestMarket
let operator: Client<Api> & { readonly token: string }
let params: { marketId: string }
let sourcing: ReturnType<typeof sourcingOf>
const start = new Date('2026-03-02T02:00:00Z')
const check = createDocumentCheck()

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

const get = (path: string) =>
  app.fetch(`/api/v1/markets/${market.marketId}/${path}`, { headers: { authorization: `Bearer ${operator.token}` } })
const pagesOf = async (response: Response): Promise<number> => {
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toContain('application/pdf')
  const text = Buffer.from(await response.arrayBuffer()).toString('latin1')
  expect(text.startsWith('%PDF-')).toBe(true)
  return [...text.matchAll(/\/Type \/Page\b/g)].length
}
const lastEvents = async () =>
  withSystemTransaction(app.deps, async (tx) =>
    (await tx.select().from(outbox).where(eq(outbox.marketId, market.marketId)).orderBy(desc(outbox.position))).map(
      ({ type, payload }) => ({ type, payload }),
    ),
  )
const actions = async () =>
  (await operator.listAuditLog({ params, query: { pageSize: 200 } })).items.map((entry) => entry.action)
const follow = async (): Promise<void> => {
  await relayOutbox(app.deps)
  await followFeeds(app.deps, followers)
}

describe('a label', () => {
  it('is a page of its own for each crate, and a supplier has a card', async () => {
    await market.addTrader('A-001')
    const supplier = await sourcing.addSupplier({ code: 'G-77' })
    const { batch } = await sourcing.addIntake('A-001', { supplierId: supplier.supplierId })
    expect(await pagesOf(await get(`batches/${batch.batchId}/labels.pdf?count=3`))).toBe(3)
    expect(await pagesOf(await get(`suppliers/${supplier.supplierId}/card.pdf`))).toBe(1)
    expect((await get('batches/bat_none/labels.pdf')).status).toBe(404)
    expect((await get(`batches/${batch.batchId}/labels.pdf?count=201`)).status).toBe(422)
  })
})

describe('a correction of an intake', () => {
  it('moves the stock with the quantity, and takes the event that was told back by an errorDeclaration', async () => {
    await market.addTrader('A-001')
    const { intakeId, batch } = await sourcing.addIntake('A-001')
    const correct = (body: { quantity?: number; originPlace?: string }) =>
      operator.correctIntake({ params: { ...params, intakeId }, body: { ...body, reason: '少按一个零' } })
    await expect(correct({ quantity: 50_000 })).rejects.toMatchObject({ code: 'intake.nothing_changed' })
    app.setNow('2026-03-02T03:00:00Z')
    const after = await correct({ quantity: 5000, originPlace: '河南省中牟县' })
    expect(after.batch).toMatchObject({ quantity: 5000, remaining: 5000, originPlace: '河南省中牟县' })
    expect(await actions()).toContain('intake.correct')
    expect((await lastEvents()).map((event) => event.type)).toEqual(
      expect.arrayContaining(['intake.corrected', 'epcis.declared_wrong']),
    )
    const key = (await operator.createApiKey({ params, body: { name: '追溯读', scopes: ['epcis:read'] } })).secret
    const query = async () =>
      (
        (await (
          await app.fetch('/epcis/v2/events?perPage=50', { headers: { authorization: `Bearer ${key}` } })
        ).json()) as { epcisBody: { queryResults: { resultsBody: { eventList: Record<string, unknown>[] } } } }
      ).epcisBody.queryResults.resultsBody.eventList
    const events = await query()
    const wrong = events.find((event) => event.errorDeclaration !== undefined)
    const right = events.find((event) => JSON.stringify(event.quantityList).includes('"quantity":5,'))
    expect(wrong?.errorDeclaration).toMatchObject({
      reason: 'incorrect_data',
      declarationTime: '2026-03-02T03:00:00.000Z',
      correctiveEventIDs: [right?.eventID],
    })
    const first = events.find((event) => event.eventID === wrong?.eventID && event.errorDeclaration === undefined)
    expect({ ...wrong, errorDeclaration: undefined }).toEqual({ ...first, errorDeclaration: undefined })
    for (const event of events)
      expect(check({ '@context': 'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld', ...event })).toEqual(
        [],
      )
    // A second slip takes the correction back, not the first event again.
    app.setNow('2026-03-02T03:30:00Z')
    await correct({ quantity: 6000 })
    const declared = (await query()).filter((event) => event.errorDeclaration !== undefined)
    expect(declared.map((event) => event.eventID).sort()).toEqual([first?.eventID, right?.eventID].sort())
    const again = operator.declareEventWrong({
      params,
      body: { eventId: String(first?.eventID), reason: 'did_not_occur' },
    })
    await expect(again).rejects.toMatchObject({ code: 'epcis_event.declared' })
    const none = operator.declareEventWrong({ params, body: { eventId: 'urn:uuid:1', reason: 'did_not_occur' } })
    await expect(none).rejects.toMatchObject({ code: 'epcis_event.not_found' })
    const { fileId } = (await sourcing.addFile()).body
    await operator.disposeBatch({
      params: { ...params, batchId: batch.batchId },
      body: { quantity: 5500, method: '深埋', place: '点', witness: '王', evidenceFileIds: [fileId] },
    })
    await expect(correct({ quantity: 5000 })).rejects.toMatchObject({ code: 'batch.short' })
  })
})

describe('a positive result', () => {
  it('is reported with the whole story of the batch, and the report is on record', async () => {
    await market.addTrader('A-001')
    const { batch } = await sourcing.addIntake('A-001')
    const good = await sourcing.addTest(batch.batchId)
    const bad = await sourcing.addTest(batch.batchId, { result: 'positive', measured: '抑制率 62%' })
    const { fileId } = (await sourcing.addFile()).body
    await operator.disposeBatch({
      params: { ...params, batchId: batch.batchId },
      body: { quantity: 50_000, method: '深埋', place: '处理点', witness: '王主任', evidenceFileIds: [fileId] },
    })
    const at = { ...params, quickTestId: bad.quickTestId }
    const report = await operator.reportTest({ params: at, body: { reportedTo: '金水区市场监管局', note: '电话' } })
    expect(report.factsHash).toMatch(/^[0-9a-f]{64}$/)
    expect((await operator.listTestReports({ params: at })).items).toEqual([report])
    expect(await actions()).toContain('test_report.send')
    expect((await lastEvents())[0]).toMatchObject({ type: 'test_report.sent', payload: { batchId: batch.batchId } })
    expect(await pagesOf(await get(`quick-tests/${bad.quickTestId}/report.pdf`))).toBe(1)
    const none = operator.reportTest({
      params: { ...params, quickTestId: good.quickTestId },
      body: { reportedTo: '金水区市场监管局', note: null },
    })
    await expect(none).rejects.toMatchObject({ code: 'quick_test.not_positive' })
    const detail = await operator.getBatch({ params: { ...params, batchId: batch.batchId } })
    expect(detail).toMatchObject({
      batch: { state: 'on_hold', remaining: 0 },
      sources: [{ supplierName: '万邦蔬菜公司' }],
      holds: [{ reason: 'positive_test' }],
      disposals: [{ witness: '王主任', quantity: 50_000 }],
    })
    expect(detail.tests).toHaveLength(2)
    expect((await operator.listDisposals({ params, query: { q: '王主任' } })).total).toBe(1)
  })

  it('is on the board, the stall’s page and screen, and in a notice within one turn; the notice before it is withdrawn', async () => {
    await market.addTrader('A-001')
    const { batch } = await sourcing.addIntake('A-001')
    await sourcing.addTest(batch.batchId)
    await follow()
    const stall = () => app.as().getPublicStall({ params: { marketCode: market.code, stallCode: 'A-001' } })
    expect(await stall()).toMatchObject({
      quickTests: [{ commodityName: '菠菜', result: 'negative' }],
      batches: [{ traceCode: batch.traceCode, originPlace: '河南省新郑市', result: 'negative' }],
    })
    app.setNow('2026-03-02T03:00:00Z')
    await sourcing.addTest(batch.batchId, { result: 'positive' })
    expect(await stall()).toMatchObject({ quickTests: [{ result: 'positive' }, { result: 'negative' }], batches: [] })
    const board = await app.as().listPublicQuickTests({ params: { marketCode: market.code } })
    expect(board).toMatchObject({
      days: [{ businessDate: '2026-03-02', tests: 2, negative: 1, positive: 1 }],
      newest: [{ stallCode: 'A-001', result: 'positive' }, { result: 'negative' }],
    })
    expect(JSON.stringify(board)).not.toContain('赵检测')
    await follow()
    const notices = await operator.listNotices({ params, query: { kind: 'quickTest' } })
    expect(notices.items.map((notice) => [notice.state, notice.withdrawnReason])).toEqual([
      ['published', null],
      ['withdrawn', '有新的检测结果，已更新'],
    ])
    expect(notices.items[0]?.body).toContain('检测 2 批次，涉及 1 户：阴性 1，阳性 1')
    const topics = await operator.listNoticeTopics({ params })
    expect(topics.items.find((topic) => topic.kind === 'quickTest')).toMatchObject({ ageDays: 0, stale: false })
  })
})

describe('the national meat-and-vegetable file', () => {
  const records = `<?xml version="1.0" encoding="UTF-8"?>
<retail_market>
  <retail_market_in_info_base>
    <retail_market_id>410105001</retail_market_id><retail_market_name>某零售市场</retail_market_name>
    <in_date>20260302</in_date><retailer_id>4101050010001</retailer_id><retailer_name>王记蔬菜</retailer_name>
    <tran_id>41010500126030200001</tran_id><quarantine_animal_products_id>4100123456</quarantine_animal_products_id>
    <inspection_meat_id>RP2026001</inspection_meat_id><prov_id></prov_id><batch_id>4101050010000001</batch_id>
  </retail_market_in_info_base>
  <retail_market_in_info_base>
    <in_date>20260302</in_date><retailer_name>王记蔬菜</retailer_name><tran_id>T2</tran_id><prov_id>CD1</prov_id>
  </retail_market_in_info_base>
  <retail_market_in_info_detail>
    <tran_id>41010500126030200001</tran_id><quarantine_animal_products_id>4100123456</quarantine_animal_products_id>
    <batch_id>4101050010000001</batch_id><goods_code>21111</goods_code><goods_name>白条猪</goods_name>
    <weight>80.5</weight><price>22.4</price><area_origin_id>411081</area_origin_id>
    <area_origin_name>河南省禹州市</area_origin_name><ws_supplier_id>4101010020003</ws_supplier_id>
    <ws_supplier_name>某屠宰厂</ws_supplier_name>
  </retail_market_in_info_detail>
  <retail_market_in_info_detail>
    <tran_id>T2</tran_id><batch_id>B2</batch_id><goods_name>白菜</goods_name><weight>一车</weight>
    <area_origin_name>河南省中牟县</area_origin_name><ws_supplier_name>某批发市场</ws_supplier_name>
  </retail_market_in_info_detail>
  <retail_market_in_info_detail><tran_id>T3</tran_id><goods_name>土豆</goods_name></retail_market_in_info_detail>
</retail_market>`
  const send = async (text: string) => {
    const response = await app.fetch(`/api/v1/markets/${market.marketId}/exchange/meat-vegetable`, {
      method: 'POST',
      headers: { authorization: `Bearer ${operator.token}`, 'x-file-name': 'jinchang.xml' },
      body: text,
    })
    return { status: response.status, body: (await response.json()) as Record<string, unknown> }
  }
  const take = async (date: string) => {
    const response = await get(`exchange/meat-vegetable.xml?date=${date}`)
    expect(response.status).toBe(200)
    const read = readExchange(new Uint8Array(await response.arrayBuffer()))
    if ('problem' in read) throw new Error(read.problem)
    return read
  }

  it('goes in once, judged as at the gate, with every refusal by its place, and comes out with the codes it came with', async () => {
    await market.addTrader('A-001')
    const first = await send(records)
    expect(first).toMatchObject({ status: 201, body: { created: 1, alreadyKnown: 0, rejected: 2 } })
    expect(first.body.errors).toMatchObject([
      { place: 'retail_market_in_info_detail[2]/weight', value: '一车' },
      { place: 'retail_market_in_info_detail[3]/tran_id', value: 'T3' },
    ])
    expect((await send(records)).body).toMatchObject({ created: 0, alreadyKnown: 1 })
    const { items } = await operator.listIntakes({ params, query: {} })
    expect(items).toMatchObject([
      { state: 'admitted', supplierName: '某屠宰厂', batch: { commodityName: '白条猪', quantity: 80_500 } },
    ])
    expect(await actions()).toContain('intake.import')
    const sent = readExchange(new TextEncoder().encode(records))
    const out = await take('2026-03-02')
    expect(out.bases).toEqual('problem' in sent ? [] : sent.bases.slice(0, 1))
    expect(out.details).toEqual('problem' in sent ? [] : sent.details.slice(0, 1))
  })

  it('carries the market’s own intakes and traced sales, and invents no code', async () => {
    await market.addTrader('A-001')
    const { batch } = await sourcing.addIntake('A-001')
    await operator.setFoodSafetyRule({
      params: { ...params, ruleId: 'exchange.node_code' },
      body: { effectiveFrom: '2026-03-01', value: '410105009', source: '市商务局分配' },
    })
    const line = { commodityName: '菠菜', weightGrams: 1250, amountFen: 750, traceCode: batch.traceCode }
    await operator.recordSales({
      params,
      body: {
        source: '秤 1',
        sales: [
          {
            key: 'k',
            stallCode: 'A-001',
            soldAt: start.toISOString(),
            channel: 'scale',
            amountFen: 750,
            lines: [line],
          },
        ],
      },
    })
    const { bases, details, trans } = await take('2026-03-02')
    expect(bases).toMatchObject([
      { retail_market_id: '410105009', tran_id: 'PZ001', retailer_id: '', in_date: '20260302' },
    ])
    expect(details).toMatchObject([{ goods_name: '菠菜', weight: '50.000', goods_code: '', batch_id: batch.traceCode }])
    expect(trans).toMatchObject([{ position_id: 'A-001', weight: '1.250', price: '6.00', sale_date: '20260302' }])
    expect((await take('2026-03-03')).bases).toEqual([])
  })

  it('is refused whole when it is no list of goods', async () => {
    expect((await send('<a><b></a>')).body).toMatchObject({ code: 'exchange.unreadable' })
    expect((await send('<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>')).body).toMatchObject({ code: 'exchange.unreadable' })
    expect((await send('<retail_market></retail_market>')).body).toMatchObject({ code: 'exchange.empty' })
  })
})
