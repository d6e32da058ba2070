/**
 * Every writing route of food safety, goods and prices, notices, complaints, inspections and credit, read off the
 * contracts: each is carried through once, and the request that did it must have left its row in the audit log. A new
 * route fails here until the walk takes it along.
 */
import { inArray } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { withSystemTransaction } from '@smart-market/server/context.ts'
import { auditLog } from '@smart-market/server/db/schema/identity.ts'
import type { Api } from '@smart-market/shared/api.ts'
import { type Client, createClient } from '@smart-market/shared/client.ts'
import { catalogueRoutes } from '@smart-market/shared/contracts/catalogue.ts'
import { complaintRoutes } from '@smart-market/shared/contracts/complaints.ts'
import { inspectionRoutes } from '@smart-market/shared/contracts/inspections.ts'
import { noticeRoutes } from '@smart-market/shared/contracts/notices.ts'
import { sourcingRoutes } from '@smart-market/shared/contracts/sourcing.ts'
import { paths } from '@smart-market/shared/generated/paths.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { makeMarket, type TestMarket } from '../support/market.ts'
import { png, sourcingOf } from '../support/sourcing.ts'

/** What is counted or heard from machines, and changes nothing that a person answers for. */
const withoutRow: Readonly<Record<string, string>> = {
  countNoticeRead: 'a count of readers, kept without a name by design',
  reportNoticeShowings: 'a screen says every minute what it shows; the archive itself is the record',
}
const writes = Object.entries({
  ...sourcingRoutes,
  ...complaintRoutes,
  ...noticeRoutes,
  ...inspectionRoutes,
  ...catalogueRoutes,
}).flatMap(([name, { method }]) => (method === 'GET' || name in withoutRow ? [] : [name]))

let app: TestApp
let market: TestMarket
let params: { marketId: string }
const done = new Map<string, string[]>()
const rows = new Map<string, string[]>()

const routeOf = (method: string, url: string): string | undefined => {
  const path = url.replace(/\?.*$/, '')
  return Object.entries(paths).find(
    ([, [verb, pattern]]) => verb === method && new RegExp(`^${pattern.replace(/\{\w+\}/g, '[^/]+')}$`).test(path),
  )?.[0]
}
/** A client that writes down which request did which write. */
const watched = (token?: string): Client<Api> =>
  createClient<Api>(paths, async ({ method, url, headers, body }) => {
    const response = await app.fetch(url, {
      method,
      headers: { ...headers, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
      ...(body === undefined ? {} : { body: body as BodyInit }),
    })
    const name = routeOf(method, url)
    if (response.ok && name !== undefined)
      done.set(name, [...(done.get(name) ?? []), response.headers.get('x-request-id') ?? ''])
    const json = (response.headers.get('content-type') ?? '').includes('json')
    return {
      status: response.status,
      data: json ? await response.json() : new Uint8Array(await response.arrayBuffer()),
    }
  })

const file = (fileName: string, content: string | Uint8Array) => ({
  fileName,
  bytes: typeof content === 'string' ? new TextEncoder().encode(content) : content,
})
const picture = file('照片.png', png)

const walkFoodSafety = async (operator: Client<Api>, token: string): Promise<void> => {
  const sourcing = sourcingOf(app, operator, params.marketId, token)
  const { fileId } = await operator.uploadPaperFile({ params, upload: picture })
  const waiting = await sourcing.addIntake('A-001', {
    certificate: null,
    papers: [{ kind: 'purchase_voucher', fileId }],
  })
  await operator.addIntakePaper({
    params: { ...params, intakeId: waiting.intakeId },
    body: { paper: { kind: 'self_test', number: 'ZJ-1' } },
  })
  const { batch, intakeId } = await sourcing.addIntake('A-001')
  await operator.correctIntake({ params: { ...params, intakeId }, body: { quantity: 40_000, reason: '少写了一筐' } })
  const events = await app.fetch('/epcis/v2/events?EQ_bizStep=receiving&perPage=50', {
    headers: { authorization: `Bearer ${await keyFor('epcis:read')}` },
  })
  const query = (await events.json()) as {
    epcisBody: { queryResults: { resultsBody: { eventList: { eventID: string; errorDeclaration?: object }[] } } }
  }
  const all = query.epcisBody.queryResults.resultsBody.eventList
  const declared = new Set(all.flatMap((event) => (event.errorDeclaration === undefined ? [] : [event.eventID])))
  const told = all.find((event) => !declared.has(event.eventID))
  await operator.declareEventWrong({ params, body: { eventId: told?.eventID ?? '', reason: 'did_not_occur' } })
  await operator.importMeatVegetable({
    params,
    upload: file(
      '进场.xml',
      `<retail_market><retail_market_in_info_base><in_date>20260302</in_date><retailer_name>王记蔬菜</retailer_name>
       <tran_id>T1</tran_id><prov_id>CD1</prov_id></retail_market_in_info_base><retail_market_in_info_detail>
       <tran_id>T1</tran_id><batch_id>B1</batch_id><goods_name>白菜</goods_name><weight>30</weight>
       <area_origin_name>河南省中牟县</area_origin_name><ws_supplier_name>某批发市场</ws_supplier_name>
       </retail_market_in_info_detail></retail_market>`,
    ),
  })
  await operator.setFoodSafetyRule({
    params: { ...params, ruleId: 'retention.intake_months' },
    body: { effectiveFrom: '2026-03-02', value: 24, source: '本市场规定' },
  })
  await operator.setTestPlan({
    params: { ...params, categoryCode: 'vegetable' },
    body: { perDay: 3, items: ['有机磷'], source: '本市场规定' },
  })
  await operator.importQuickTests({
    params,
    upload: file(
      '结果.csv',
      'quarter,commodity,sample_id,date,description,origin,sampling_point,pesticide,mg_per_kg,mrl,verdict,raw\n' +
        'Q3_2021,Aubergine,0473/2021,19/07/2021,Aubergine,UK,Aldi,flonicamid (sum),0.07,0.5,ok,',
    ),
  })
  const made = await operator.transformBatches({
    params,
    body: {
      kind: 'split',
      inputs: [{ batchId: batch.batchId, quantity: 10_000 }],
      outputs: [{ stallCode: 'A-001', quantity: 10_000 }],
    },
  })
  const held = { ...params, batchId: made.batches[0]?.batchId ?? '' }
  const hold = await operator.holdBatch({ params: held, body: { note: '有异味' } })
  await operator.releaseSalesHold({
    params: { ...params, salesHoldId: hold.salesHoldId },
    body: { note: '复查没有问题' },
  })
  const recall = await operator.startRecall({ params, body: { batchId: held.batchId, drill: true, reason: '演练' } })
  await operator.closeRecall({ params: { ...params, recallId: recall.recallId }, body: { conclusion: '用时合格' } })
  const { quickTestId } = await sourcing.addTest(batch.batchId, { result: 'positive' })
  await operator.reportTest({ params: { ...params, quickTestId }, body: { reportedTo: '区市场监管局' } })
  await operator.disposeBatch({
    params: { ...params, batchId: batch.batchId },
    body: { quantity: 30_000, method: '深埋', place: '处理点', witness: '王主任', evidenceFileIds: [fileId] },
  })
}

const keyFor = async (scope: 'epcis:read' | 'sales:write'): Promise<string> =>
  (await market.operator.createApiKey({ params, body: { name: scope, scopes: [scope] } })).secret

const walkGoods = async (operator: Client<Api>, stallId: string): Promise<void> => {
  const { listingId } = await operator.createListing({
    params,
    body: {
      stallId,
      categoryCode: 'vegetable',
      name: '菠菜',
      priceFen: 300,
      priceBasis: 'per_500g',
      stockKind: 'weighed',
      available: 1000,
    },
  })
  const at = { ...params, listingId }
  await operator.updateListing({ params: at, body: { origin: '河南新郑' } })
  const { photoIds } = await operator.addListingPhoto({ params: at, upload: picture })
  await operator.removeListingPhoto({ params: { ...at, photoId: photoIds[0] ?? '' } })
  await operator.setPrices({ params, body: { changes: [{ listingId, priceFen: 320 }] } })
  const today = app.now()
  app.setNow(new Date(today.getTime() + 86_400_000))
  await watched((await app.login('market_operator', params)).token).confirmPrices({ params: { ...params, stallId } })
  app.setNow(today)
  await operator.changeStock({ params, body: { changes: [{ listingId, set: 5000 }] } })
  const sellable = (await operator.listBatches({ params, query: { inStock: 'true' } })).items.find(
    ({ state, commodityName }) => state === 'on_sale' && commodityName === '菠菜',
  )
  await operator.linkListingBatch({ params: at, body: { batchId: sellable?.batchId ?? '' } })
  const [commodity] = (await operator.listCommodities()).items
  const day = { ...params, businessDate: '2026-03-02' }
  await operator.setGuidePrices({
    params: day,
    body: {
      source: '信息中心',
      items: [{ commodityId: commodity?.commodityId ?? '', priceFen: 350, priceBasis: 'per_500g' }],
    },
  })
  await operator.publishGuidePrices({ params: day })
}

const walkNotices = async (operator: Client<Api>, staff: Client<Api>): Promise<void> => {
  const write = async () =>
    (await staff.createNotice({ params, body: { kind: 'rule', title: '消防须知', body: '通道不得堆物。' } })).noticeId
  const at = { params: { ...params, noticeId: await write() } }
  await staff.updateNotice({ ...at, body: { body: '通道不得堆物，违者处理。' } })
  const { attachments } = await staff.uploadNoticeAttachment({ ...at, upload: picture })
  await staff.removeNoticeAttachment({
    params: { ...at.params, attachmentId: attachments[0]?.attachmentId ?? '' },
  })
  await staff.submitNotice(at)
  await operator.returnNotice({ ...at, body: { reason: '写明处罚' } })
  await operator.scheduleNotice({ ...at, body: { publishOn: '2026-03-05' } })
  await operator.publishNotice(at)
  await operator.withdrawNotice({ ...at, body: { reason: '内容有误' } })
  await operator.setNoticeTopic({ params: { ...params, kind: 'law' }, body: { required: true, cadenceDays: 90 } })
}

const walkComplaints = async (operator: Client<Api>, merchant: Client<Api>, merchantId: string): Promise<void> => {
  const anyone = watched()
  const open = { marketCode: market.code }
  const { photoId } = await anyone.uploadComplaintPhoto({ params: open, upload: picture })
  const said = { category: 'weight' as const, description: '少了二两', stallCode: 'A-001' }
  const { code } = await anyone.submitComplaint({ params: open, body: { ...said, photoIds: [photoId] } })
  await anyone.answerAsComplainant({ params: { code }, body: { action: 'add', note: '有小票' } })
  await anyone.submitReport({ params: open, body: said })
  const { complaintId } = await operator.createComplaint({ params, body: said })
  const at = { params: { ...params, complaintId } }
  await operator.moveComplaint({ ...at, body: { action: 'accept', note: '受理' } })
  await operator.moveComplaint({ ...at, body: { action: 'close', note: '属实', upheld: true } })
  const [report] = (await operator.listReports({ params })).items
  await operator.moveReport({
    params: { ...params, reportId: report?.reportId ?? '' },
    body: { action: 'check', note: '核查' },
  })
  await operator.setServiceRule({
    params: { ...params, ruleId: 'term.merchant_answer' },
    body: { effectiveFrom: '2026-03-10', value: { days: 1, unit: 'working_day' }, source: '本市场服务承诺' },
  })
  await operator.importCalendarYears({
    params,
    body: {
      years: [
        {
          year: 2027,
          source: '市场录入',
          holidays: [{ from: '2027-01-01', to: '2027-01-03', name: '元旦' }],
          workdays: [],
        },
      ],
    },
  })
  const till = app.as(await keyFor('sales:write'))
  const line = { commodityName: '西红柿', weightGrams: 1000, amountFen: 500 }
  const soldAt = app.now().toISOString()
  await till.recordSales({
    params,
    body: {
      source: '秤 1',
      sales: [{ key: 'k1', stallCode: 'A-001', soldAt, channel: 'scale', amountFen: 500, lines: [line] }],
    },
  })
  const saleId = (await operator.listSales({ params })).items[0]?.saleId ?? ''
  const { ratingId } = await anyone.submitRating({ params: open, body: { stars: 5, saleId } })
  await merchant.replyToRating({ params: { ...params, ratingId }, body: { reply: '谢谢' } })
  await operator.recordReweigh({ params, body: { saleId, lineNo: 1, measuredGrams: 900 } })
  const credit = await operator.addCreditEvent({
    params: { ...params, merchantId },
    body: { kind: 'honour', reason: '文明经营户', occurredOn: '2026-03-01' },
  })
  const short = credit.events.find(({ kind }) => kind === 'weight_short')
  const { appealId } = await merchant.openAppeal({
    params: { ...params, creditEventId: short?.creditEventId ?? '' },
    body: { text: '秤有检定证书' },
  })
  await operator.decideAppeal({ params: { ...params, appealId }, body: { upheld: true, decision: '复核属实' } })
}

const walkInspections = async (operator: Client<Api>, merchant: Client<Api>): Promise<void> => {
  const fields = {
    kind: 'hygiene' as const,
    name: '每日卫生',
    everyDays: 1,
    items: [{ itemId: 'floor', text: '地面无积水', severity: 'minor' as const, rectifyDays: 2 }],
  }
  const { templateId } = await operator.createInspectionTemplate({ params, body: fields })
  const { version } = await operator.reviseInspectionTemplate({
    params: { ...params, templateId },
    body: { ...fields, name: '早晚卫生' },
  })
  const { photoId } = await operator.uploadInspectionPhoto({ params, upload: picture })
  const { findings } = await operator.submitInspection({
    params,
    body: {
      draftKey: 'draft-0001',
      templateId,
      templateVersion: version,
      startedAt: '2026-03-02T01:00:00Z',
      finishedAt: '2026-03-02T01:30:00Z',
      places: [
        {
          stallCode: 'A-001',
          answers: [{ itemId: 'floor', answer: 'not_ok', note: '积水', photoIds: [photoId] }],
        },
      ],
    },
  })
  const at = { params: { ...params, findingId: findings[0]?.findingId ?? '' } }
  await operator.publishPenalty({ ...at, body: { title: '地面积水', decision: '停业整顿一天' } })
  await merchant.rectifyFinding({ ...at, body: { rectification: '已清扫' } })
  await operator.recheckFinding({ ...at, body: { passed: true, note: '干净' } })
  await operator.recordMetrologyCheck({
    params,
    body: {
      scaleCode: 'C-01',
      stallCode: 'A-001',
      checkedOn: '2026-01-10',
      validTo: '2027-01-09',
      institute: '郑州市质量技术监督检验测试中心',
      certificateNumber: 'LX1',
      result: 'qualified',
    },
  })
}

beforeAll(async () => {
  app = await startTestApp()
  market = await makeMarket(app)
  params = { marketId: market.marketId }
  const trader = await market.addTrader('A-001')
  const who = await app.login('market_operator', params)
  const operator = watched(who.token)
  const staff = watched((await app.login('market_staff', params)).token)
  const merchant = watched((await app.login('merchant', { ...params, merchantId: trader.merchantId })).token)
  await walkFoodSafety(operator, who.token)
  await walkGoods(operator, trader.stallId)
  await walkNotices(operator, staff)
  await walkComplaints(operator, merchant, trader.merchantId)
  await walkInspections(operator, merchant)
  const written = await withSystemTransaction(app.deps, (tx) =>
    tx
      .select({ requestId: auditLog.requestId, action: auditLog.action })
      .from(auditLog)
      .where(inArray(auditLog.requestId, [...done.values()].flat())),
  )
  for (const { requestId, action } of written) rows.set(requestId, [...(rows.get(requestId) ?? []), action])
}, 600_000)
afterAll(() => app.close())

describe('a write that succeeded', () => {
  it.each(writes)('by %s has its row in the audit log', (name) => {
    const requests = done.get(name) ?? []
    expect(requests.length, `the walk never carried ${name} through`).toBeGreaterThan(0)
    expect(requests.filter((requestId) => !rows.has(requestId))).toEqual([])
  })
})
