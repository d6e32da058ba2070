import { and, eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Api } from '@smart-market/shared/api.ts'
import type { Client } from '@smart-market/shared/client.ts'
import { systemCtx, withSystemTransaction } from '@smart-market/server/context.ts'
import { outbox } from '@smart-market/server/db/schema/feed.ts'
import { auditLog } from '@smart-market/server/db/schema/identity.ts'
import { escalateFindings } from '@smart-market/server/features/inspections/index.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { makeMarket, type TestMarket } from '../support/market.ts'

let app: TestApp
let market: TestMarket
let marketId: string
let operator: Client<Api>
let inspector: Client<Api>
let merchant: Client<Api>
let trader: Awaited<ReturnType<TestMarket['addTrader']>>
const start = new Date('2026-03-02T02:00:00Z')

beforeAll(async () => {
  app = await startTestApp()
})
const logIn = async (): Promise<void> => {
  operator = await app.login('market_operator', { marketId })
  inspector = await app.login('inspector', { marketId })
  merchant = await app.login('merchant', { marketId, merchantId: trader.merchantId })
}
beforeEach(async () => {
  app.setNow(start)
  market = await makeMarket(app)
  ;({ marketId } = market)
  trader = await market.addTrader('A-001')
  await logIn()
})
afterAll(() => app.close())

const onDay = async (date: string): Promise<void> => {
  app.setNow(`${date}T02:00:00Z`)
  await logIn()
}
const items = [
  { itemId: 'floor', text: '地面无积水', severity: 'minor' as const, rectifyDays: 2 },
  {
    itemId: 'fire-lane',
    text: '消防通道畅通',
    source: '《消防法》第二十八条',
    severity: 'serious' as const,
    rectifyDays: 1,
  },
]
const makeTemplate = () =>
  operator.createInspectionTemplate({
    params: { marketId },
    body: { kind: 'hygiene', name: '每日卫生', items, everyDays: 1 },
  })
type RoundBody = Parameters<Client<Api>['submitInspection']>[0]['body']
const round = (templateId: string, more: Partial<RoundBody> = {}): RoundBody => ({
  draftKey: 'draft-0001',
  templateId,
  templateVersion: 1,
  startedAt: '2026-03-02T01:00:00Z',
  finishedAt: '2026-03-02T01:30:00Z',
  places: [
    {
      stallCode: 'A-001',
      answers: [
        { itemId: 'floor', answer: 'not_ok', note: '地面积水' },
        { itemId: 'fire-lane', answer: 'ok' },
      ],
    },
    { answers: [{ itemId: 'fire-lane', answer: 'not_ok', note: '北门堆货' }] },
  ],
  ...more,
})
const submit = (body: RoundBody) => inspector.submitInspection({ params: { marketId }, body })
const events = () =>
  withSystemTransaction(app.deps, async (tx) =>
    (await tx.select().from(outbox).where(eq(outbox.marketId, marketId)).orderBy(outbox.position)).map(
      (row) => row.type,
    ),
  )
const actionsOf = (subjectId: string) =>
  withSystemTransaction(app.deps, async (tx) => {
    const rows = await tx
      .select()
      .from(auditLog)
      .where(and(eq(auditLog.marketId, marketId), eq(auditLog.subjectId, subjectId)))
    return rows.map((row) => row.action).sort()
  })

describe('a template', () => {
  it('is due until a round was made, and keeps its versions', async () => {
    const made = await makeTemplate()
    expect(made).toMatchObject({ version: 1, due: true, lastFinishedAt: null })
    await submit(round(made.templateId))
    const { items: listed } = await inspector.listInspectionTemplates({ params: { marketId } })
    expect(listed).toMatchObject([{ due: false, lastFinishedAt: '2026-03-02T01:30:00.000Z' }])
    const params = { marketId, templateId: made.templateId }
    const body = { kind: 'hygiene' as const, name: '每日卫生', items: items.slice(0, 1), everyDays: 7 }
    expect(await operator.reviseInspectionTemplate({ params, body })).toMatchObject({ version: 2 })
    // A phone that was offline still holds the first version.
    await submit(round(made.templateId, { draftKey: 'draft-0002' }))
    await operator.reviseInspectionTemplate({ params, body: { ...body, retired: true } })
    expect((await inspector.listInspectionTemplates({ params: { marketId } })).items).toEqual([])
    expect(await actionsOf(made.templateId)).toEqual(Array(3).fill('inspection_template.set'))
  })
})

describe('a round', () => {
  it('finds what is wrong, with a date by working days and the party that answers for it', async () => {
    const { templateId } = await makeTemplate()
    const photo = new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 1])
    const { photoId } = await inspector.uploadInspectionPhoto({
      params: { marketId },
      upload: { fileName: 'a.jpg', bytes: photo },
    })
    const body = round(templateId)
    body.places[0]?.answers[0]?.photoIds?.push(photoId)
    const places = [
      {
        stallCode: 'A-001',
        answers: [{ itemId: 'floor', answer: 'not_ok' as const, note: '积水', photoIds: [photoId] }],
      },
      ...body.places.slice(1),
    ]
    const made = await submit({ ...body, places })
    expect(made).toMatchObject({ stallCount: 1, itemCount: 2, findingCount: 2, templateName: '每日卫生' })
    expect(made.findings).toMatchObject([
      {
        stallCode: 'A-001',
        merchantId: trader.merchantId,
        severity: 'minor',
        dueOn: '2026-03-04',
        photoIds: [photoId],
        state: 'open',
      },
      { stallCode: null, merchantId: null, severity: 'serious', dueOn: '2026-03-03' },
    ])
    expect(await actionsOf(made.inspectionId)).toEqual(['inspection.submit'])
    expect(await events()).toContain('inspection.submitted')
    const credit = await merchant.getMerchantCredit({ params: { marketId, merchantId: trader.merchantId } })
    expect(credit.events).toMatchObject([{ kind: 'finding_minor', points: -2 }])
    const own = await merchant.listFindings({ params: { marketId } })
    expect(own.items.map((each) => each.itemId)).toEqual(['floor'])
  })

  it('of an offline draft arrives once, however often the phone sends it', async () => {
    const { templateId } = await makeTemplate()
    const first = await submit(round(templateId))
    const [second, third] = await Promise.all([submit(round(templateId)), submit(round(templateId))])
    expect([second.inspectionId, third.inspectionId]).toEqual([first.inspectionId, first.inspectionId])
    expect(second).toEqual(first)
    expect((await inspector.listInspections({ params: { marketId } })).total).toBe(1)
    expect((await inspector.listFindings({ params: { marketId } })).total).toBe(2)
    await expect(submit(round(templateId, { note: '改过' }))).rejects.toMatchObject({
      status: 409,
      code: 'inspection.conflict',
    })
  })

  it('is refused when it cannot be true', async () => {
    const { templateId } = await makeTemplate()
    const refused = (more: Partial<RoundBody>) => submit(round(templateId, more))
    const answers = (itemId: string, note?: string) => [
      { stallCode: 'A-001', answers: [{ itemId, answer: 'not_ok' as const, note }] },
    ]
    await expect(refused({ finishedAt: '2026-03-02T00:30:00Z' })).rejects.toMatchObject({ code: 'inspection.times' })
    await expect(refused({ finishedAt: '2026-03-03T00:30:00Z' })).rejects.toMatchObject({ code: 'inspection.times' })
    await expect(refused({ places: answers('none', '试') })).rejects.toMatchObject({ code: 'inspection.item_unknown' })
    await expect(refused({ places: answers('floor') })).rejects.toMatchObject({ code: 'inspection.note_required' })
    await expect(refused({ templateVersion: 9 })).rejects.toMatchObject({ code: 'inspection_template.not_found' })
    await expect(merchant.submitInspection({ params: { marketId }, body: round(templateId) })).rejects.toMatchObject({
      code: 'access.denied',
    })
    expect((await inspector.listInspections({ params: { marketId } })).total).toBe(0)
  })
})

describe('a finding', () => {
  const find = async () => {
    const { templateId } = await makeTemplate()
    const { findings } = await submit(round(templateId))
    return { marketId, findingId: findings[0]?.findingId ?? '' }
  }
  const rectify = (params: { marketId: string; findingId: string }) =>
    merchant.rectifyFinding({ params, body: { rectification: '已清扫' } })
  const recheck = (params: { marketId: string; findingId: string }, passed: boolean) =>
    inspector.recheckFinding({ params, body: { passed, note: '看过' } })

  it('ends only by a recheck that passed', async () => {
    const params = await find()
    await expect(recheck(params, true)).rejects.toMatchObject({ status: 409, code: 'inspection_finding.state' })
    expect(await rectify(params)).toMatchObject({ state: 'rectified', rectification: '已清扫' })
    await expect(rectify(params)).rejects.toMatchObject({ code: 'inspection_finding.state' })
    expect(await recheck(params, false)).toMatchObject({ state: 'open', dueOn: '2026-03-05', rechecks: 1 })
    await rectify(params)
    expect(await recheck(params, true)).toMatchObject({ state: 'passed', rechecks: 2 })
    await expect(rectify(params)).rejects.toMatchObject({ code: 'inspection_finding.state' })
    const credit = await merchant.getMerchantCredit({ params: { marketId, merchantId: trader.merchantId } })
    expect(credit.events.map((event) => event.kind).sort()).toEqual(['finding_minor', 'recheck_failed'])
    expect(await actionsOf(params.findingId)).toEqual([
      'inspection_finding.recheck',
      'inspection_finding.recheck',
      'inspection_finding.rectify',
      'inspection_finding.rectify',
    ])
  })

  it('of another merchant does not exist', async () => {
    const params = await find()
    const other = await market.addTrader('A-002', { name: '李记水产' })
    const stranger = await app.login('merchant', { marketId, merchantId: other.merchantId })
    await expect(stranger.rectifyFinding({ params, body: { rectification: '我' } })).rejects.toMatchObject({
      code: 'inspection_finding.not_found',
    })
  })

  it('put right in time is worth a point', async () => {
    const params = await find()
    await rectify(params)
    await recheck(params, true)
    const credit = await merchant.getMerchantCredit({ params: { marketId, merchantId: trader.merchantId } })
    expect(credit).toMatchObject({ score: 99 })
  })

  it('overdue is escalated once', async () => {
    await find()
    const escalate = () => escalateFindings(systemCtx(app.deps, 'test', marketId))
    await onDay('2026-03-04')
    expect(await escalate()).toBe(1)
    await onDay('2026-03-05')
    expect(await escalate()).toBe(1)
    expect(await escalate()).toBe(0)
    expect((await events()).filter((type) => type === 'inspection_finding.overdue')).toHaveLength(2)
    expect((await inspector.listFindings({ params: { marketId }, query: { overdue: 'true' } as never })).total).toBe(2)
  })

  it('punished is a published notice and a credit event, once', async () => {
    const params = await find()
    const publish = () =>
      operator.publishPenalty({ params, body: { title: 'A-001 地面积水屡教不改', decision: '停业整顿一天' } })
    const { penaltyNoticeId } = await publish()
    await expect(publish()).rejects.toMatchObject({ code: 'inspection_finding.penalised' })
    const { items: notices } = await operator.listNotices({ params: { marketId }, query: { kind: 'penalty' } })
    expect(notices).toMatchObject([{ noticeId: penaltyNoticeId, state: 'published', body: '停业整顿一天' }])
    expect(await actionsOf(penaltyNoticeId ?? '')).toEqual(['notice.publish'])
    expect(await merchant.getMerchantCredit({ params: { marketId, merchantId: trader.merchantId } })).toMatchObject({
      score: 83,
      grade: 'B',
    })
    const { items: all } = await operator.listFindings({ params: { marketId } })
    const ownFault = all.find((each) => each.merchantId === null)?.findingId ?? ''
    await expect(
      operator.publishPenalty({ params: { marketId, findingId: ownFault }, body: { title: '试', decision: '试' } }),
    ).rejects.toMatchObject({ code: 'inspection_finding.no_merchant' })
  })
})

describe('metrology checks', () => {
  const record = (scaleCode: string, checkedOn: string, validTo: string, more = {}) =>
    operator.recordMetrologyCheck({
      params: { marketId },
      body: {
        scaleCode,
        stallCode: 'A-001',
        checkedOn,
        validTo,
        institute: '郑州市质量技术监督检验测试中心',
        certificateNumber: `LX${checkedOn}`,
        result: 'qualified',
        ...more,
      },
    })

  it('show the newest of each scale, the first to expire at the top', async () => {
    await record('C-01', '2025-01-10', '2026-01-09')
    await record('C-01', '2026-01-10', '2027-01-09')
    await record('C-02', '2025-02-10', '2026-02-09')
    const made = await record('FAIR', '2025-03-05', '2026-03-04', { stallCode: null, fairScale: true })
    expect(await actionsOf(made.metrologyCheckId)).toEqual(['metrology_check.record'])
    const { items: listed } = await operator.listMetrologyChecks({ params: { marketId } })
    expect(listed.map(({ scaleCode, expired, daysLeft }) => [scaleCode, expired, daysLeft])).toEqual([
      ['C-02', true, -21],
      ['FAIR', false, 2],
      ['C-01', false, 313],
    ])
    await expect(record('C-01', '2026-01-10', '2027-01-09')).rejects.toMatchObject({ code: 'metrology_check.exists' })
    await expect(record('C-03', '2026-01-10', '2025-01-09')).rejects.toMatchObject({ code: 'request.invalid' })
  })
})

describe('the search', () => {
  const nothing = ['%', '_', 'A_001', '没有这样的']
  it('finds rounds by template and inspector, and findings by words, stall and merchant, with their numbers', async () => {
    const { templateId } = await makeTemplate()
    const fire = await operator.createInspectionTemplate({
      params: { marketId },
      body: { kind: 'fire_lanes', name: '消防周查', items, everyDays: 7 },
    })
    const made = await submit(round(templateId))
    await submit(round(fire.templateId, { draftKey: 'draft-0002', places: round(fire.templateId).places.slice(1) }))
    const rounds = (q: string) => operator.listInspections({ params: { marketId }, query: { q } })
    const findings = (q: string, who = operator) => who.listFindings({ params: { marketId }, query: { q } })
    expect(await rounds('每日卫生')).toMatchObject({ total: 1, items: [{ inspectionId: made.inspectionId }] })
    expect((await rounds(made.inspectorName)).total).toBe(2)
    await operator.reviseInspectionTemplate({
      params: { marketId, templateId },
      body: { kind: 'hygiene', name: '早市巡查', items, everyDays: 1 },
    })
    expect([(await rounds('早市')).total, (await rounds('每日卫生')).total]).toEqual([1, 0])
    for (const q of ['积水', 'a-001', '王记', 'wangji', 'wjsc'])
      expect(await findings(q)).toMatchObject({ total: 1, items: [{ stallCode: 'A-001' }] })
    expect((await findings('北门')).total).toBe(2)
    expect([(await findings('积水', merchant)).total, (await findings('北门', merchant)).total]).toEqual([1, 0])
    const other = await makeMarket(app)
    const elsewhere = { params: { marketId: other.marketId }, query: { q: '查' } }
    expect((await other.operator.listInspections(elsewhere)).total).toBe(0)
    expect((await other.operator.listFindings({ ...elsewhere, query: { q: '积水' } })).total).toBe(0)
    for (const q of nothing) expect([(await rounds(q)).total, (await findings(q)).total]).toEqual([0, 0])
  })

  it('finds the newest check of a scale by scale, certificate, institute, stall, merchant and device', async () => {
    const { deviceId } = await operator.registerDevice({
      params: { marketId },
      body: { code: 'SN-778', name: '门口电子秤', kind: 'scale' },
    })
    const record = (scaleCode: string, checkedOn: string, certificateNumber: string, more = {}) =>
      operator.recordMetrologyCheck({
        params: { marketId },
        body: {
          scaleCode,
          checkedOn,
          certificateNumber,
          institute: '市计量所',
          result: 'qualified',
          validTo: '2026-12-31',
          ...more,
        },
      })
    await record('C-01', '2025-01-10', 'LX-OLD', { stallCode: 'A-001' })
    await record('C-01', '2026-01-10', 'LX-NEW', { stallCode: 'A-001' })
    await record('FAIR', '2026-01-11', 'LX-FAIR', { fairScale: true, deviceId })
    const find = async (q: string) => {
      const { items: found, total } = await operator.listMetrologyChecks({ params: { marketId }, query: { q } })
      expect(total).toBe(found.length)
      return found.map((one) => one.scaleCode)
    }
    for (const q of ['c-01', 'lx-new', 'A-001', '王记', 'wjsc']) expect(await find(q)).toEqual(['C-01'])
    for (const q of ['fair', 'sn-778', '门口电子秤']) expect(await find(q)).toEqual(['FAIR'])
    expect(await find('计量所')).toHaveLength(2)
    for (const q of [...nothing, 'LX-OLD', 'C_01']) expect(await find(q)).toEqual([])
    const other = await makeMarket(app)
    const elsewhere = await other.operator.listMetrologyChecks({
      params: { marketId: other.marketId },
      query: { q: '计量所' },
    })
    expect(elsewhere.total).toBe(0)
  })
})
