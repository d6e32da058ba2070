/** From a market's records to its points under Zhengzhou's rubric (郑市发〔2021〕91号), through the API alone. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Api } from '@smart-market/shared/api.ts'
import type { Client } from '@smart-market/shared/client.ts'
import { screenFields } from '@smart-market/shared/contracts/devices.ts'
import { dailySnapshot } from '@smart-market/server/jobs/daily-snapshot.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { creditCodeOf, makeMarket, type TestMarket } from '../support/market.ts'

const rubricId = 'zhengzhou-2021'
const headings =
  '摊位号,经营户名称,统一社会信用代码,联系电话,经营范围,信用等级,营业执照编号,营业执照有效期至,卖直接入口食品,从业人员姓名,健康证编号,健康证有效期至,入驻日期'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.close())

const importLedger = async (market: TestMarket, rows: readonly string[]): Promise<void> => {
  const params = { marketId: market.marketId }
  const bytes = new TextEncoder().encode([headings, ...rows].join('\n'))
  const uploaded = await market.operator.uploadImport({
    params: { ...params, kind: 'ledger' },
    upload: { fileName: '台账.csv', bytes },
  })
  const at = { ...params, importId: uploaded.importId }
  await market.operator.commitImport({ params: at, body: { mapping: uploaded.mapping, mode: 'all_or_nothing' } })
  await vi.waitFor(
    async () => {
      const { state, failure } = await market.operator.getImport({ params: at })
      expect([state, failure]).toEqual(['finished', null])
    },
    { timeout: 30_000, interval: 100 },
  )
}

const stallOf = (n: number): string => `A-${String(n).padStart(3, '0')}`
/** A merchant with all papers in order, unless told. */
const ledgerRow = (
  n: number,
  change: { licenceTo?: string; certificate?: string; certificateTo?: string } = {},
): string =>
  [
    stallOf(n),
    `${n}号商户`,
    creditCodeOf(n),
    `1380000${String(n).padStart(4, '0')}`,
    '蔬菜',
    'A',
    `YZ${n}`,
    change.licenceTo ?? '2027-12-31',
    '否',
    `店员${n}`,
    change.certificate ?? `JK${n}`,
    change.certificateTo ?? '2026-12-31',
    '2025-01-01',
  ].join(',')

const screensFor = async (market: TestMarket, count: number): Promise<void> => {
  const params = { marketId: market.marketId }
  for (let page = 1; (page - 1) * 200 < count; page++) {
    const { items } = await market.operator.listStalls({ params, query: { page, pageSize: 200 } })
    for (const stall of items) {
      await market.operator.registerDevice({
        params,
        body: { code: `SCR-${stall.code}`, name: stall.code, kind: 'screen', stallId: stall.stallId },
      })
    }
  }
}
const heartbeat = async (
  device: Client<Api>,
  marketId: string,
  codes: readonly string[],
  more: object = {},
): Promise<void> => {
  await device.recordHeartbeats({
    params: { marketId },
    body: { heartbeats: codes.map((deviceCode) => ({ deviceCode, ...more })) },
  })
}
const keyOf = async (market: TestMarket): Promise<Client<Api>> => {
  const made = await market.operator.createApiKey({
    params: { marketId: market.marketId },
    body: { name: 'gateway', scopes: ['devices:write', 'sales:write'] },
  })
  return app.as(made.secret)
}
const assess = async (market: TestMarket) =>
  market.operator.getAssessment({ params: { marketId: market.marketId, rubricId } })
const row = (assessment: Awaited<ReturnType<typeof assess>>, id: string) => {
  const found = assessment.criteria.find((criterion) => criterion.id === id)
  if (found === undefined) throw new Error(`no row ${id}`)
  return found
}

describe('a market of 430 merchants of which 3 fall short', () => {
  const merchants = 430
  let market: TestMarket
  let device: Client<Api>

  beforeAll(async () => {
    market = await makeMarket(app)
    device = await keyOf(market)
    const rows = Array.from({ length: merchants }, (_, index) => ledgerRow(index + 1))
    rows[116] = ledgerRow(117, { licenceTo: '2026-03-01' })
    await importLedger(market, rows)
    await screensFor(market, merchants)
    await heartbeat(
      device,
      market.marketId,
      Array.from({ length: merchants }, (_, index) => `SCR-${stallOf(index + 1)}`),
      { shows: [...screenFields] },
    )
    // A cook joins merchant 388 without the certificate that handlers of ready-to-eat food need.
    const { items } = await market.operator.listMerchants({
      params: { marketId: market.marketId },
      query: { q: '388号商户' },
    })
    await market.operator.addStaffMember({
      params: { marketId: market.marketId, merchantId: items[0]?.merchantId ?? '' },
      body: { name: '新来的厨师', duty: '熟食加工', requiresHealthCertificate: true },
    })
    // Ten minutes later every screen has answered again but that of stall A-203.
    app.setNow(new Date(app.now().getTime() + 10 * 60_000))
    const answering = Array.from({ length: merchants }, (_, index) => `SCR-${stallOf(index + 1)}`).filter(
      (code) => code !== 'SCR-A-203',
    )
    await heartbeat(device, market.marketId, answering, { shows: [...screenFields] })
  })

  it('holds 7 of 10 points in row 1, with those three named', async () => {
    const z1 = row(await assess(market), 'Z1')
    expect(z1).toMatchObject({ low: 7, high: 7, max: 10, basis: 'measured', coverage: { met: 427, total: 430 } })
    expect(z1.losses.map((loss) => [loss.subject.label, loss.code, loss.points])).toEqual(
      expect.arrayContaining([
        ['A-117 117号商户', 'licence_expired', 1],
        ['A-203 203号商户', 'screen_silent', 1],
        ['A-388 388号商户', 'staff_document_missing', 1],
      ]),
    )
    expect(z1.losses).toHaveLength(3)
  })

  it('wins two points back when two are mended, and says so before anything is saved', async () => {
    const before = await assess(market)
    const z1 = row(before, 'Z1')
    const fixed = z1.losses.filter((loss) => loss.code !== 'staff_document_missing').map((loss) => loss.id)
    const tried = await market.operator.assessWhatIf({
      params: { marketId: market.marketId, rubricId },
      body: { fixed },
    })
    expect(row(tried, 'Z1').low).toBe(9)
    expect(row(await assess(market), 'Z1').low).toBe(7)

    await heartbeat(device, market.marketId, ['SCR-A-203'], { shows: [...screenFields] })
    const merchantId = z1.losses.find((loss) => loss.code === 'licence_expired')?.subject.id ?? ''
    const { licences } = await market.operator.getMerchant({ params: { marketId: market.marketId, merchantId } })
    await market.operator.updateLicence({
      params: { marketId: market.marketId, merchantId, licenceId: licences[0]?.licenceId ?? '' },
      body: { validTo: '2028-01-01' },
    })
    expect(row(await assess(market), 'Z1')).toMatchObject({ low: 9, losses: [{ code: 'staff_document_missing' }] })
  })

  it('answers for the moment before the mending when asked as of then', async () => {
    const then = await market.operator.getAssessment({
      params: { marketId: market.marketId, rubricId },
      query: { asOf: new Date(app.now().getTime() + 6 * 60_000).toISOString() },
    })
    // Six minutes on, nothing has been heard from any screen.
    expect(row(then, 'Z1').low).toBe(0)
  })
})

describe('a market without records', () => {
  it('holds no point and is told what would change that', async () => {
    const market = await makeMarket(app)
    const assessment = await assess(market)
    expect(assessment.total).toEqual({ low: 0, high: 100, max: 100 })
    expect(assessment.criteria).toHaveLength(9)
    const leaves = assessment.criteria.flatMap((criterion) => criterion.leaves)
    expect(leaves).toHaveLength(20)
    for (const leaf of leaves) {
      expect(['no_evidence', 'needs_review']).toContain(leaf.outcome)
      expect(leaf.losses.map((loss) => loss.fix.length > 5)).toEqual(leaf.losses.map(() => true))
    }
    const lost = assessment.criteria
      .flatMap((criterion) => criterion.losses)
      .reduce((sum, loss) => sum + loss.points, 0)
    expect(lost).toBe(100)
  })
})

describe('cameras and smoke heads', () => {
  it('cover the market by place, not by number', async () => {
    const market = await makeMarket(app)
    const params = { marketId: market.marketId }
    const gate = await market.addZone({ code: 'G1', name: '东门', kind: 'entrance' })
    const hall = await market.addZone({ code: 'H1', name: '蔬菜区', kind: 'trading' })
    const device = await keyOf(market)
    for (const code of ['C1', 'C2', 'C3']) {
      await market.operator.registerDevice({ params, body: { code, name: code, kind: 'camera', zoneId: gate.zoneId } })
    }
    await heartbeat(device, market.marketId, ['C1', 'C2', 'C3'])
    const z6a = async () => row(await assess(market), 'Z6').leaves.find((leaf) => leaf.id === 'Z6a')
    expect(await z6a()).toMatchObject({
      low: 0,
      outcome: 'unmet',
      losses: [{ subject: { kind: 'zone', label: '蔬菜区' }, points: 5, gain: 5 }],
    })
    await market.operator.registerDevice({
      params,
      body: { code: 'C4', name: 'C4', kind: 'camera', zoneId: hall.zoneId },
    })
    await heartbeat(device, market.marketId, ['C4'])
    expect(await z6a()).toMatchObject({ low: 5, high: 5, outcome: 'met', losses: [] })
  })
})

describe('a judged leaf', () => {
  it('stays open until a named person enters points with a reason, and refuses points out of range', async () => {
    const market = await makeMarket(app)
    const params = { marketId: market.marketId, rubricId, leafId: 'Z5b' }
    const assessor = await app.login('third_party_assessor', { marketId: market.marketId })
    await expect(assessor.enterJudgement({ params, body: { points: '6', reason: '销量好' } })).rejects.toMatchObject({
      code: 'judgement.out_of_range',
    })
    await expect(
      assessor.enterJudgement({ params: { ...params, leafId: 'Z1a' }, body: { points: '6', reason: '好' } }),
    ).rejects.toMatchObject({ code: 'judgement.not_judged' })
    await expect(
      market.operator.enterJudgement({ params, body: { points: '3', reason: '自己打分' } }),
    ).rejects.toMatchObject({ code: 'access.denied' })
    await assessor.enterJudgement({ params, body: { points: '3.5', reason: '线上订单每天 40 单' } })
    const leaf = row(await assess(market), 'Z5').leaves.find((one) => one.id === 'Z5b')
    expect(leaf).toMatchObject({ low: 3.5, high: 3.5, basis: 'judged' })
  })
})

describe('snapshots', () => {
  it('keep the facts, so that the same bytes come out again', async () => {
    const market = await makeMarket(app)
    await market.addTrader('A-001')
    const params = { marketId: market.marketId, rubricId }
    const taken = await market.operator.takeSnapshot({ params })
    await market.addTrader('A-002')
    const kept = await market.operator.getSnapshot({ params: { ...params, snapshotId: taken.snapshotId } })
    expect(kept.recomputedEqual).toBe(true)
    expect(kept.summary).toEqual(taken)
    const { items } = await market.operator.listSnapshots({ params })
    expect(items).toEqual([taken])
    const { items: log } = await market.operator.listAuditLog({
      params: { marketId: market.marketId },
      query: { q: '存下评价' },
    })
    expect(log).toHaveLength(1)
  })
})

describe('the daily snapshot', () => {
  it('is taken once a business day under every rubric that counts points', async () => {
    const market = await makeMarket(app)
    await market.addTrader('A-001')
    const run = () => dailySnapshot.run(app.deps, market.marketId, '')
    await run()
    await run()
    const count = async (id: string) =>
      (await market.operator.listSnapshots({ params: { marketId: market.marketId, rubricId: id } })).items.length
    expect([await count(rubricId), await count('jilin-2021-agricultural'), await count('zhoushan-2022')]).toEqual([
      1, 1, 0,
    ])
  })
})

describe('every rubric', () => {
  it.each([
    ['zhengzhou-2021', 100],
    ['jilin-2021-agricultural', 100],
    ['jilin-2021-consumer', 100],
    ['jilin-2021-production', 100],
    ['zhoushan-2022', null],
    ['county-2023', null],
  ])('%s loads, is shown, and scores nothing that no record supports', async (id, max) => {
    const market = await makeMarket(app)
    const assessment = await market.operator.getAssessment({ params: { marketId: market.marketId, rubricId: id } })
    expect(assessment.total?.max ?? null).toBe(max)
    expect(assessment.total?.low ?? 0).toBe(0)
    expect(assessment.criteria.length + assessment.goals.length + assessment.levels.length).toBeGreaterThan(0)
    const sheet = (await market.operator.exportScoreSheet({
      params: { marketId: market.marketId, rubricId: id },
    })) as unknown as Uint8Array
    expect(Buffer.from(sheet).subarray(0, 2).toString()).toBe('PK')
  })

  it('that does not exist is refused by name', async () => {
    const market = await makeMarket(app)
    await expect(
      market.operator.getAssessment({ params: { marketId: market.marketId, rubricId: 'paris-1889' } }),
    ).rejects.toMatchObject({
      status: 404,
      code: 'rubric.not_found',
    })
  })
})
