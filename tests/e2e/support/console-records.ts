/** What the demo market lacks of its own for every page of its console to show something: one record of each kind. */
import type { Api } from '@smart-market/shared/api.ts'
import type { Client } from '@smart-market/shared/client.ts'
import { businessDate } from '@smart-market/shared/time.ts'
import { type DemoRole, type DemoServer, passwordOf } from './demo.ts'
import { clientAt, clientOf } from './ledger.ts'

const marketCode = 'ZZDEMO'
const stallCode = 'A-01'
const goods = '西红柿'

/** An id for every parameter that an address of the market's console has. */
export type ConsoleRecords = Readonly<Record<string, string>>

type People = (role: DemoRole) => Promise<Client<Api>>

/** Under way: three groups of assessors, of whom the demo's own has handed in the sheet. */
const evaluate = async (as: People, marketId: string) => {
  const [operator, district, city, assessor] = [
    await as('operator'),
    await as('district'),
    await as('city'),
    await as('assessor'),
  ]
  const year = Number(businessDate(new Date()).slice(0, 4))
  const { evaluationId, gates } = await operator.createEvaluation({ params: { marketId }, body: { year } })
  const params = { marketId, evaluationId }
  await operator.saveApplication({
    params,
    body: {
      applicantName: '金水示范市场管理有限公司',
      profile: '市场于 2019 年开业，摊位 60 个。',
      organisation: '设总经理一名、管理人员十二名。',
      investment: '三年投入 320 万元，摊位屏 60 块。',
      highlights: '一摊一码，价格全部亮屏。',
      declarations: gates.map(({ gateId }) => ({ gateId, holds: true, note: '已自查' })),
    },
  })
  const licence = { fileName: '营业执照.pdf', bytes: new TextEncoder().encode('%PDF-1.4 a licence') }
  await operator.addEvaluationPaper({ params, query: { kind: 'licence' }, upload: licence })
  await operator.moveEvaluation({ params, body: { action: 'submit' } })
  const clear = gates.map(({ gateId }) => ({ gateId, clear: true }))
  await district.moveEvaluation({ params, body: { action: 'forward', gates: clear } })
  const place = { params, body: { group: 'third_party' as const, loginName: 'assessor' } }
  const { assessorId } = await city.assignAssessor(place)
  for (const [i, group] of (['district_daily', 'city_departments'] as const).entries()) {
    const account = { loginName: `scorer-${i + 1}`, displayName: `评分员${i + 1}`, password: 'a long enough phrase' }
    await city.assignAssessor({ params, body: { group, ...account } })
  }
  await city.moveEvaluation({ params, body: { action: 'begin' } })
  const { leaves } = await assessor.getMySheet({ params })
  const entries = leaves.map(({ leafId, max }) => ({ leafId, points: String(max), rationale: '现场逐项核对' }))
  await assessor.saveMySheet({ params, body: { entries, remark: '总体良好' } })
  return { evaluationId, assessorId }
}

/** One that is ready to be fetched, of goods whose batch is known. */
const order = async (url: string, operator: Client<Api>, marketId: string) => {
  const params = { marketId }
  const { items } = await operator.listListings({ params, query: { q: goods, pageSize: 200 } })
  const listing = items.find((one) => one.stallCode === stallCode)
  if (listing === undefined) throw new Error(`${stallCode} sells no ${goods}`)
  const shopper = clientOf(url, (await clientOf(url).startShopperSession()).token)
  const { listingId, priceFen, priceBasis } = listing
  const placed = await shopper.checkOut({
    params: { marketCode },
    body: {
      idempotencyKey: 'every-page',
      payment: 'at_stall',
      stalls: [{ stallCode, lines: [{ listingId, quantity: 1000, priceFen, priceBasis }] }],
    },
  })
  const stallOrderId = placed.stallOrders[0]?.stallOrderId ?? ''
  const at = { params: { ...params, stallOrderId } }
  await operator.acceptStallOrder(at)
  await operator.startPicking(at)
  await operator.weighLine({ params: { ...at.params, lineNo: '1' }, body: { quantity: 1050 } })
  await operator.finishPicking(at)
  return { stallOrderId }
}

const complain = async (url: string, operator: Client<Api>, marketId: string) => {
  const params = { marketId }
  const { complaintId } = await operator.createComplaint({
    params,
    body: {
      category: 'weight',
      description: '买了两斤西红柿，回家称只有一斤八两。',
      wants: '补齐斤两',
      contactName: '李女士',
      phone: '13800001234',
      stallCode,
    },
  })
  await clientOf(url).submitReport({
    params: { marketCode },
    body: { category: 'food_safety', description: '摊位后面有人分装过期的干货。', stallCode },
  })
  const reports = await operator.listReports({ params, query: {} })
  return { complaintId, reportId: reports.items[0]?.reportId ?? '' }
}

export const makeRecords = async (demo: DemoServer): Promise<ConsoleRecords> => {
  const as: People = (role) => clientAt(demo.url, role, passwordOf(role))
  const operator = await as('operator')
  const marketId = (await operator.listMarkets({ query: {} })).items[0]?.marketId ?? ''
  const params = { marketId }
  const stall = (await operator.listStalls({ params, query: { q: stallCode } })).items[0]
  const batch = (await operator.listBatches({ params, query: {} })).items[0]
  const batchId = batch?.batchId ?? ''
  const { snapshotId } = await operator.takeSnapshot({ params: { ...params, rubricId: 'zhengzhou-2021' } })
  // Before the recall, which stops the sale.
  const { stallOrderId } = await order(demo.url, operator, marketId)
  const { recallId } = await operator.startRecall({ params, body: { batchId, drill: true, reason: '季度演练' } })
  // Nobody listens there, so that what is not delivered is seen.
  const subscriber = { name: '区级监管平台', url: 'http://localhost:9/in' }
  const { subscriberId } = (await operator.createSubscriber({ params, body: subscriber })).subscriber
  return {
    marketId,
    stallId: stall?.stallId ?? '',
    merchantId: batch?.merchantId ?? '',
    batchId,
    snapshotId,
    recallId,
    stallOrderId,
    subscriberId,
    ...(await complain(demo.url, operator, marketId)),
    ...(await evaluate(as, marketId)),
  }
}
