import { and, eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Api } from '@smart-market/shared/api.ts'
import type { Client } from '@smart-market/shared/client.ts'
import { complaintStates, type complaintActions } from '@smart-market/shared/contracts/complaints.ts'
import { systemCtx, withSystemTransaction } from '@smart-market/server/context.ts'
import { caseMoves, complaints } from '@smart-market/server/db/schema/complaints.ts'
import { outbox } from '@smart-market/server/db/schema/feed.ts'
import { auditLog } from '@smart-market/server/db/schema/identity.ts'
import { recordSales } from '@smart-market/server/features/sales/index.ts'
import { escalateOverdue } from '@smart-market/server/features/complaints/index.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { makeMarket, marketCtx, type TestMarket } from '../support/market.ts'

let app: TestApp
let market: TestMarket
let marketId: string
let operator: Client<Api>
let trader: Awaited<ReturnType<TestMarket['addTrader']>>
let merchant: Client<Api>
/** A Monday. */
const start = new Date('2026-03-02T02:00:00Z')
const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3])
const phone = '138-1234 5678'

beforeAll(async () => {
  app = await startTestApp()
})
beforeEach(async () => {
  app.setNow(start)
  market = await makeMarket(app)
  ;({ marketId, operator } = market)
  trader = await market.addTrader('A-001')
  merchant = await app.login('merchant', { marketId, merchantId: trader.merchantId })
})
afterAll(() => app.close())

const submit = (body: Partial<Parameters<Client<Api>['submitComplaint']>[0]['body']> = {}) =>
  app.as().submitComplaint({
    params: { marketCode: market.code },
    body: {
      category: 'weight',
      description: '买了一斤少了二两',
      stallCode: 'A-001',
      phone,
      contactName: '刘小红',
      ...body,
    },
  })
const newest = async (): Promise<string> => {
  const { items } = await operator.listComplaints({ params: { marketId }, query: { pageSize: 200 } })
  const [first] = [...items].sort((a, b) => (a.complaintId < b.complaintId ? 1 : -1))
  return first?.complaintId ?? ''
}
const complain = async (body: Parameters<typeof submit>[0] = {}) => {
  const { code } = await submit(body)
  return { code, params: { marketId, complaintId: await newest() } }
}
type Action = (typeof complaintActions)[number]
const move = (client: Client<Api>, params: { marketId: string; complaintId: string }, action: Action, upheld = false) =>
  client.moveComplaint({ params, body: { action, note: '办理', upheld } })
const events = () =>
  withSystemTransaction(app.deps, async (tx) => {
    const rows = await tx.select().from(outbox).where(eq(outbox.marketId, marketId)).orderBy(outbox.position)
    return rows.map(({ type, payload }) => ({ type, payload }))
  })
const actionsOf = (subjectId: string) =>
  withSystemTransaction(app.deps, async (tx) => {
    const rows = await tx
      .select()
      .from(auditLog)
      .where(and(eq(auditLog.marketId, marketId), eq(auditLog.subjectId, subjectId)))
    return rows.map((row) => row.action).sort()
  })
const sellAt = async (grams = 1000, amountFen = 500): Promise<string> => {
  const ctx = marketCtx(app, market)
  await recordSales(ctx, {
    source: 'till-1',
    sales: [
      {
        key: `k${Math.random()}`,
        stallCode: 'A-001',
        soldAt: app.now().toISOString(),
        channel: 'scale',
        paymentMeans: 'cash',
        amountFen,
        lines: [{ commodityName: '西红柿', weightGrams: grams, amountFen }],
      },
    ],
  } as never)
  const { items } = await operator.listSales({ params: { marketId } })
  return items[0]?.saleId ?? ''
}
const onDay = async (date: string): Promise<void> => {
  app.setNow(`${date}T02:00:00Z`)
  operator = await app.login('market_operator', { marketId })
  merchant = await app.login('merchant', { marketId, merchantId: trader.merchantId })
}
const escalate = () => escalateOverdue(systemCtx(app.deps, 'test', marketId))

describe('a complaint', () => {
  it('comes in without login, runs its clocks on working days, and is followed by its code', async () => {
    const receipt = await submit({ wants: '退差价' })
    expect(receipt.code).toMatch(new RegExp(`^${market.code}-[0-9A-Z]{12}$`))
    expect(receipt.clocks).toMatchObject([
      { clockId: 'merchant_answer', dueOn: '2026-03-05', days: 3, mark: 'default', certain: true },
      {
        clockId: 'acceptance',
        dueOn: '2026-03-11',
        days: 7,
        mark: 'statute',
        source: expect.stringContaining('第十四条'),
      },
    ])
    const complaintId = await newest()
    const seen = await app.as().lookUpComplaint({ params: { code: receipt.code.toLowerCase() } })
    expect(seen).toMatchObject({ state: 'received', step: 'merchant', stallCode: 'A-001', photoCount: 0 })
    expect(JSON.stringify(seen)).not.toMatch(/刘小红|1234|market_operator/)
    expect(await actionsOf(complaintId)).toEqual(['complaint.receive'])
    expect((await events()).at(-1)).toEqual({
      type: 'complaint.received',
      payload: { complaintId, channel: 'mini_program', category: 'weight', stallId: trader.stallId },
    })
    for (const code of ['', 'x', `${market.code}-AAAAAAAAAAAA`, 'NONE-AAAAAAAAAAAA']) {
      if (code === '') continue
      await expect(app.as().lookUpComplaint({ params: { code } })).rejects.toMatchObject({
        code: 'complaint.not_found',
      })
    }
  })

  it('keeps name and phone sealed, and shows them masked to the desk and to nobody else', async () => {
    const { params } = await complain()
    const [row] = await withSystemTransaction(app.deps, (tx) =>
      tx.select().from(complaints).where(eq(complaints.complaintId, params.complaintId)),
    )
    expect(JSON.stringify(row)).not.toMatch(/刘小红|12345678|1234 5678/)
    expect((await operator.getComplaint({ params })).contact).toEqual({
      nameMasked: '刘**',
      phoneMasked: '138****5678',
    })
    expect((await merchant.getComplaint({ params })).contact).toBeNull()
    const inspector = await app.login('inspector', { marketId })
    expect((await inspector.getComplaint({ params })).contact).toBeNull()
    const audit = await withSystemTransaction(app.deps, (tx) =>
      tx.select().from(auditLog).where(eq(auditLog.marketId, marketId)),
    )
    expect(JSON.stringify([audit, await events()])).not.toMatch(/刘小红|12345678|1234 5678|少了二两/)
  })

  it('is seen by its own merchant only', async () => {
    const { params } = await complain()
    const other = await market.addTrader('A-002', { name: '李记水产' })
    const stranger = await app.login('merchant', { marketId, merchantId: other.merchantId })
    await expect(stranger.getComplaint({ params })).rejects.toMatchObject({ code: 'complaint.not_found' })
    expect((await stranger.listComplaints({ params: { marketId } })).total).toBe(0)
    expect((await merchant.listComplaints({ params: { marketId } })).total).toBe(1)
    const elsewhere = await makeMarket(app)
    await expect(
      elsewhere.operator.getComplaint({ params: { ...params, marketId: elsewhere.marketId } }),
    ).rejects.toMatchObject({ code: 'complaint.not_found' })
  })

  it('goes from the merchant’s answer over mediation to a settlement', async () => {
    const { code, params } = await complain()
    const answered = await move(merchant, params, 'answer')
    expect(answered).toMatchObject({ state: 'received', step: 'operator' })
    expect(answered.clocks.find((clock) => clock.clockId === 'merchant_answer')?.doneAt).toBe(start.toISOString())
    const accepted = await move(operator, params, 'accept')
    expect(accepted.clocks.find((clock) => clock.clockId === 'mediation')).toMatchObject({
      dueOn: '2026-05-08',
      days: 45,
    })
    await move(operator, params, 'mediate')
    expect(await move(operator, params, 'settle', true)).toMatchObject({ state: 'settled', step: 'none' })
    const closed = await move(operator, params, 'close')
    expect(closed.state).toBe('closed')
    expect(closed.clocks.every((clock) => clock.doneAt !== null)).toBe(true)
    expect(await actionsOf(params.complaintId)).toEqual([
      'complaint.accept',
      'complaint.answer',
      'complaint.close',
      'complaint.mediate',
      'complaint.receive',
      'complaint.settle',
    ])
    expect((await app.as().lookUpComplaint({ params: { code } })).moves.map((each) => each.action)).toEqual([
      'receive',
      'answer',
      'accept',
      'mediate',
      'settle',
      'close',
    ])
    const credit = await merchant.getMerchantCredit({ params: { marketId, merchantId: trader.merchantId } })
    expect(credit).toMatchObject({ score: 95, grade: 'A', events: [{ kind: 'complaint_upheld', points: -5 }] })
  })

  it('is the complainant’s own to settle, add to and take back, by the code', async () => {
    const first = await complain()
    await app.as().answerAsComplainant({ params: { code: first.code }, body: { action: 'add', note: '还有照片' } })
    expect(
      await app.as().answerAsComplainant({ params: { code: first.code }, body: { action: 'agree' } }),
    ).toMatchObject({ state: 'settled', step: 'none', outcome: '同意答复' })
    const second = await complain()
    expect(
      (await app.as().answerAsComplainant({ params: { code: second.code }, body: { action: 'withdraw' } })).state,
    ).toBe('withdrawn')
    await expect(
      app.as().answerAsComplainant({ params: { code: second.code }, body: { action: 'add', note: '又' } }),
    ).rejects.toMatchObject({ status: 409, code: 'complaint.state' })
  })

  const allowed: Record<string, string[]> = {
    accept: ['received'],
    decline: ['received'],
    answer: ['received', 'accepted', 'mediating'],
    mediate: ['accepted'],
    settle: ['accepted', 'mediating'],
    close: ['accepted', 'mediating', 'settled'],
    note: [...complaintStates],
  }
  it.each(Object.entries(allowed))('allows the operator to %s in %j only', async (action, states) => {
    for (const state of complaintStates) {
      const { params } = await complain({ phone: null })
      await withSystemTransaction(app.deps, (tx) =>
        tx.update(complaints).set({ state }).where(eq(complaints.complaintId, params.complaintId)),
      )
      const moved = move(operator, params, action as Action)
      if (states.includes(state)) await moved
      else await expect(moved).rejects.toMatchObject({ status: 409, code: 'complaint.state' })
      app.setNow(new Date(app.now().getTime() + 1000))
    }
  })

  it.each(['accept', 'decline', 'mediate', 'settle', 'close', 'hand_over', 'note', 'pause'] as const)(
    'does not let a merchant %s',
    async (action) => {
      const { params } = await complain()
      await expect(move(merchant, params, action)).rejects.toMatchObject({ code: 'complaint.state' })
    },
  )

  it('takes the time of a test out of the mediation’s term', async () => {
    const { params } = await complain()
    await move(operator, params, 'accept')
    await expect(move(operator, params, 'resume')).rejects.toMatchObject({ code: 'complaint.clock' })
    await move(operator, params, 'pause')
    await onDay('2026-03-09')
    const resumed = await move(operator, params, 'resume')
    // Five working days from 3 to 9 March.
    expect(resumed.clocks.find((clock) => clock.clockId === 'mediation')).toMatchObject({
      dueOn: '2026-05-14',
      pausedOn: null,
    })
  })

  it('goes to the authority with everything on record, and each export is logged', async () => {
    const saleId = await sellAt()
    const { photoId } = await app
      .as()
      .uploadComplaintPhoto({ params: { marketCode: market.code }, upload: { fileName: 'a.png', bytes: png } })
    const { params } = await complain({ saleId, photoIds: [photoId] })
    expect(await move(operator, params, 'hand_over')).toMatchObject({ step: 'authority', state: 'received' })
    await expect(move(operator, params, 'hand_over')).rejects.toMatchObject({ code: 'complaint.handed_over' })
    const bytes = (await operator.getEvidenceBundle({ params })) as unknown
    const { sha256, bundle } = (bytes instanceof Uint8Array ? JSON.parse(new TextDecoder().decode(bytes)) : bytes) as {
      sha256: string
      bundle: Record<string, unknown>
    }
    expect(sha256).toMatch(/^[0-9a-f]{64}$/)
    expect(bundle).toMatchObject({
      complainant: { name: '刘小红', phone },
      respondent: { stallCode: 'A-001' },
      sale: { id: saleId, amountFen: 500 },
      photos: [{ photoId, content: Buffer.from(png).toString('base64') }],
    })
    expect(await actionsOf(params.complaintId)).toContain('complaint.export_evidence')
    await expect(merchant.getEvidenceBundle({ params })).rejects.toMatchObject({ code: 'access.denied' })
  })

  it('goes to the authority on paper too, in Chinese, with the photo in it', async () => {
    // One red pixel.
    const pixel = Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==',
      'base64',
    )
    const { photoId } = await app
      .as()
      .uploadComplaintPhoto({ params: { marketCode: market.code }, upload: { fileName: 'a.png', bytes: pixel } })
    const { params } = await complain({ saleId: await sellAt(), photoIds: [photoId] })
    const pdf = Buffer.from((await operator.getEvidencePdf({ params })) as unknown as Uint8Array)
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
    expect(pdf.toString('latin1')).toContain('/Subtype /Image')
    app.setNow(new Date(app.now().getTime() + 1000))
    // What cannot be drawn is left to the JSON bundle, and the paper still comes.
    const damaged = await app
      .as()
      .uploadComplaintPhoto({ params: { marketCode: market.code }, upload: { fileName: 'b.png', bytes: png } })
    const second = await complain({ photoIds: [damaged.photoId] })
    const without = Buffer.from((await operator.getEvidencePdf(second)) as unknown as Uint8Array)
    expect(without.toString('latin1')).not.toContain('/Subtype /Image')
    expect(await actionsOf(params.complaintId)).toContain('complaint.export_evidence')
    expect((await events()).map((event) => event.type)).toContain('complaint.evidence_exported')
    await expect(merchant.getEvidencePdf({ params })).rejects.toMatchObject({ code: 'access.denied' })
  })

  it('over a limit is received all the same and marked for a person to look at', async () => {
    const saleId = await sellAt()
    const flags: string[][] = []
    for (let i = 0; i < 6; i++) {
      const { params } = await complain(i < 3 ? { saleId } : { phone: '+86 13812345678' })
      flags.push((await operator.getComplaint({ params })).limitFlags)
      app.setNow(new Date(app.now().getTime() + 1000))
    }
    expect(flags).toEqual([[], [], ['order'], [], [], ['phone']])
    await onDay('2026-03-20')
    expect((await operator.getComplaint({ params: (await complain()).params })).limitFlags).toEqual([])
  })

  it('in a flood from one address is asked to wait', async () => {
    for (let i = 0; i < 60; i++) await submit({ phone: null, contactName: null })
    await expect(submit()).rejects.toMatchObject({ status: 429, code: 'complaint.too_many' })
    app.setNow(new Date(start.getTime() + 16 * 60_000))
    await submit()
  })

  it('takes photos by their first bytes, each once', async () => {
    const upload = (bytes: Uint8Array) =>
      app.as().uploadComplaintPhoto({ params: { marketCode: market.code }, upload: { fileName: 'a.png', bytes } })
    await expect(upload(new TextEncoder().encode('<svg onload=alert(1)>'))).rejects.toMatchObject({
      status: 415,
      code: 'case_photo.type',
    })
    await expect(upload(new Uint8Array(5 * 1024 * 1024 + 1))).rejects.toMatchObject({ status: 413 })
    const { photoId, mediaType } = await upload(png)
    expect(mediaType).toBe('image/png')
    await submit({ photoIds: [photoId] })
    await expect(submit({ photoIds: [photoId] })).rejects.toMatchObject({ code: 'case_photo.not_found' })
    expect(await merchant.getComplaintPhoto({ params: { marketId, photoId } })).toBeDefined()
  })

  it('cannot speak of an order that is not the shopper’s own, or of a sale that is not there', async () => {
    await expect(submit({ saleId: 'sal_none00' })).rejects.toMatchObject({ code: 'sale.not_found' })
    await expect(submit({ stallOrderId: 'ord_none00' })).rejects.toMatchObject({ code: 'stall_order.not_found' })
    await expect(submit({ stallCode: 'Z-999' })).rejects.toMatchObject({ code: 'stall.not_found' })
  })

  it('can be written down at the desk', async () => {
    const made = await operator.createComplaint({
      params: { marketId },
      body: { category: 'attitude', description: '态度不好', stallCode: 'A-001' },
    })
    expect(made).toMatchObject({ channel: 'desk', state: 'received', moves: [{ by: 'operator' }] })
    expect((await app.as().lookUpComplaint({ params: { code: made.code } })).state).toBe('received')
  })
})

describe('a missed term', () => {
  it('moves the complaint on, once, and costs the silent merchant points', async () => {
    const { params } = await complain()
    await onDay('2026-03-05')
    expect(await escalate()).toBe(0)
    await onDay('2026-03-06')
    expect(await escalate()).toBe(1)
    expect(await escalate()).toBe(0)
    expect(await operator.getComplaint({ params })).toMatchObject({ step: 'operator', escalation: 1, overdue: true })
    expect((await events()).filter((event) => event.type === 'case_clock.escalated')).toEqual([
      {
        type: 'case_clock.escalated',
        payload: { caseId: params.complaintId, clockId: 'merchant_answer', dueOn: '2026-03-05' },
      },
    ])
    expect(await actionsOf(params.complaintId)).toContain('case_clock.escalate')
    await onDay('2026-03-12')
    expect(await escalate()).toBe(1)
    expect(await operator.getComplaint({ params })).toMatchObject({ step: 'authority', escalation: 2 })
    const credit = await app.as().getPublicCredit({ params: { marketCode: market.code, stallCode: 'A-001' } })
    expect(credit.events).toMatchObject([{ kind: 'answer_overdue', points: -3, occurredOn: '2026-03-05' }])
    expect((await operator.listComplaints({ params: { marketId }, query: { overdue: 'true' } as never })).total).toBe(1)
  })

  it('costs nothing while a person has yet to look at a complaint over a limit', async () => {
    for (let i = 0; i < 6; i++) await submit()
    await onDay('2026-03-06')
    expect(await escalate()).toBe(6)
    const credit = await merchant.getMerchantCredit({ params: { marketId, merchantId: trader.merchantId } })
    expect(credit.events).toHaveLength(5)
  })

  it.each([
    ['2026-02-12', '2026-02-28'],
    ['2026-02-18', '2026-03-03'],
    ['2026-04-30', '2026-05-13'],
    ['2026-09-30', '2026-10-15'],
  ])('of seven working days from %s is after %s, holidays and make-up days counted', async (from, dueOn) => {
    await onDay(from)
    const { clocks } = await submit()
    expect(clocks.find((clock) => clock.clockId === 'acceptance')?.dueOn).toBe(dueOn)
  })

  it('is counted by the rule of its day: from 15 April 2026 the number is carried and marked for checking', async () => {
    await onDay('2026-04-15')
    const { clocks } = await submit()
    expect(clocks.find((clock) => clock.clockId === 'acceptance')).toMatchObject({
      days: 7,
      mark: 'recall',
      source: expect.stringContaining('未核对'),
    })
  })
})

describe('rules and calendar', () => {
  it('are the market’s to change from a day on, and a running term keeps its own', async () => {
    const { params } = await complain()
    const set = await operator.setServiceRule({
      params: { marketId, ruleId: 'term.merchant_answer' },
      body: { effectiveFrom: '2026-03-10', value: { days: 1, unit: 'working_day' }, source: '本市场服务承诺' },
    })
    expect(set).toMatchObject({ mark: 'market', effectiveFrom: '2026-03-10' })
    expect((await events()).at(-1)).toMatchObject({ type: 'service_rule.set' })
    expect(await actionsOf('term.merchant_answer')).toEqual(['service_rule.set'])
    await onDay('2026-03-10')
    expect((await submit()).clocks[0]).toMatchObject({
      clockId: 'merchant_answer',
      dueOn: '2026-03-11',
      mark: 'market',
    })
    expect((await operator.getComplaint({ params })).clocks[0]).toMatchObject({ dueOn: '2026-03-05', mark: 'default' })
    const refused = (ruleId: string, value: unknown) =>
      operator.setServiceRule({
        params: { marketId, ruleId },
        body: { effectiveFrom: '2026-03-10', value, source: '试' },
      })
    await expect(refused('term.none', {})).rejects.toMatchObject({ code: 'service_rule.not_found' })
    await expect(refused('term.acceptance', { days: 0, unit: 'working_day' })).rejects.toMatchObject({
      code: 'service_rule.value',
    })
    const { items } = await app
      .login('inspector', { marketId })
      .then((client) => client.listServiceRules({ params: { marketId }, query: { onDate: '2026-04-15' } }))
    expect(items.find((rule) => rule.ruleId === 'term.mediation')).toMatchObject({ mark: 'recall' })
  })

  it('an imported year moves the terms that run into it', async () => {
    await onDay('2026-12-30')
    const { params } = await complain()
    const before = (await operator.getComplaint({ params })).clocks
    expect(before).toMatchObject([
      { dueOn: '2027-01-04', certain: false },
      { dueOn: '2027-01-08', certain: false },
    ])
    const year = {
      year: 2027,
      source: '市场录入',
      holidays: [{ from: '2027-01-01', to: '2027-01-03', name: '元旦' }],
      workdays: [],
    }
    expect(await operator.importCalendarYears({ params: { marketId }, body: { years: [year] } })).toEqual({
      years: 1,
      clocksMoved: 2,
    })
    expect((await operator.getComplaint({ params })).clocks).toMatchObject([
      { dueOn: '2027-01-05', certain: true },
      { dueOn: '2027-01-11', certain: true },
    ])
    expect((await events()).at(-1)).toEqual({ type: 'calendar.imported', payload: { years: [2027], clocksMoved: 2 } })
    expect(await actionsOf('2027')).toEqual(['calendar.import'])
    await expect(
      operator.importCalendarYears({ params: { marketId }, body: { years: [{ ...year, workdays: ['2027-01-02'] }] } }),
    ).rejects.toMatchObject({ status: 422, code: 'calendar.invalid' })
    const years = (await operator.listCalendarYears({ params: { marketId } })).items
    expect(years.map(({ year: each, mark }) => [each, mark])).toEqual([
      [2025, 'quoted'],
      [2026, 'quoted'],
      [2027, 'market'],
    ])
  })
})

describe('a violation report', () => {
  const report = (body: object = {}) =>
    app.as().submitReport({
      params: { marketCode: market.code },
      body: {
        category: 'food_safety',
        description: '卖变质肉',
        stallCode: 'A-001',
        contactName: '赵某',
        phone,
        ...body,
      },
    })

  it('has clocks of its own, names nobody, and is unknown to every merchant', async () => {
    const shopper = (await app.as().startShopperSession()).token
    const { code, clocks } = await app.as(shopper).submitReport({
      params: { marketCode: market.code },
      body: { category: 'food_safety', description: '卖变质肉', stallCode: 'A-001', phone },
    })
    expect(clocks).toMatchObject([{ clockId: 'report_check', days: 15, dueOn: '2026-03-23' }])
    const { items } = await operator.listReports({ params: { marketId } })
    const reportId = items[0]?.reportId ?? ''
    await expect(merchant.listReports({ params: { marketId } })).rejects.toMatchObject({ code: 'access.denied' })
    expect((await merchant.listComplaints({ params: { marketId } })).total).toBe(0)
    expect((await events()).at(-1)).toEqual({
      type: 'violation_report.received',
      payload: { reportId, category: 'food_safety' },
    })
    const audit = await withSystemTransaction(app.deps, (tx) =>
      tx.select().from(auditLog).where(eq(auditLog.subjectId, reportId)),
    )
    expect(audit).toMatchObject([
      { action: 'violation_report.receive', actorKind: 'anonymous', actorId: '', details: null },
    ])
    expect(await app.as().lookUpReport({ params: { code } })).toMatchObject({ state: 'received', finding: null })
    await expect(app.as().lookUpComplaint({ params: { code } })).rejects.toMatchObject({ code: 'complaint.not_found' })
  })

  it('is checked, closed with a finding, and told to whoever left a phone', async () => {
    await report()
    const { items } = await operator.listReports({ params: { marketId } })
    const params = { marketId, reportId: items[0]?.reportId ?? '' }
    const go = (action: 'check' | 'close' | 'hand_over' | 'note', finding?: 'confirmed') =>
      operator.moveReport({ params, body: { action, note: '核查', ...(finding ? { finding } : {}) } })
    await expect(go('close', 'confirmed')).rejects.toMatchObject({ code: 'violation_report.state' })
    await go('check')
    await expect(go('close')).rejects.toMatchObject({ code: 'violation_report.finding' })
    const closed = await go('close', 'confirmed')
    expect(closed).toMatchObject({ state: 'closed', finding: 'confirmed', allowed: ['note'] })
    expect(closed.clocks.map((clock) => [clock.clockId, clock.doneAt !== null])).toEqual(
      expect.arrayContaining([
        ['report_check', true],
        ['report_notice', false],
      ]),
    )
    expect((await go('note')).clocks.every((clock) => clock.doneAt !== null)).toBe(true)
    await expect(go('check')).rejects.toMatchObject({ code: 'violation_report.state' })
    expect((await actionsOf(params.reportId)).sort()).toEqual([
      'violation_report.check',
      'violation_report.close',
      'violation_report.note',
      'violation_report.receive',
    ])
    const moves = await withSystemTransaction(app.deps, (tx) =>
      tx.select().from(caseMoves).where(eq(caseMoves.caseId, params.reportId)),
    )
    expect(moves).toHaveLength(4)
  })

  it('overdue is escalated without a word to the merchant', async () => {
    await report()
    await onDay('2026-03-24')
    expect(await escalate()).toBe(1)
    expect((await merchant.getMerchantCredit({ params: { marketId, merchantId: trader.merchantId } })).events).toEqual(
      [],
    )
  })
})

describe('a rating', () => {
  const rate = (saleId: string, stars = 5) =>
    app.as().submitRating({ params: { marketCode: market.code }, body: { stars, comment: '新鲜', saleId } })
  const ratings = () => app.as().getStallRatings({ params: { marketCode: market.code, stallCode: 'A-001' } })

  it('needs a slip, counts once, and shows an average from five on', async () => {
    await expect(rate('sal_none00')).rejects.toMatchObject({ code: 'sale.not_found' })
    const first = await sellAt()
    const made = await rate(first, 4)
    expect(made).toMatchObject({ stars: 4, basis: 'slip', stallCode: 'A-001', ratedOn: '2026-03-02' })
    expect(await actionsOf(made.ratingId)).toEqual(['rating.submit'])
    await expect(rate(first)).rejects.toMatchObject({ status: 409, code: 'rating.exists' })
    for (let i = 0; i < 3; i++) {
      app.setNow(new Date(app.now().getTime() + 60_000))
      await rate(await sellAt())
    }
    expect(await ratings()).toMatchObject({ total: 4, average: null, fewest: 5 })
    app.setNow(new Date(app.now().getTime() + 60_000))
    await rate(await sellAt())
    expect(await ratings()).toMatchObject({ total: 5, average: 4.8 })
  })

  it('is answered once by its merchant, and not at all by another', async () => {
    const { ratingId } = await rate(await sellAt())
    const other = await market.addTrader('A-002', { name: '李记水产' })
    const stranger = await app.login('merchant', { marketId, merchantId: other.merchantId })
    const params = { marketId, ratingId }
    await expect(stranger.replyToRating({ params, body: { reply: '谢谢' } })).rejects.toMatchObject({
      code: 'rating.not_found',
    })
    expect(await merchant.replyToRating({ params, body: { reply: '谢谢' } })).toMatchObject({ reply: '谢谢' })
    await expect(merchant.replyToRating({ params, body: { reply: '再谢' } })).rejects.toMatchObject({
      code: 'rating.replied',
    })
    expect(await actionsOf(ratingId)).toEqual(['rating.reply', 'rating.submit'])
  })

  it('is listed to the desk, and to a merchant only its own', async () => {
    const { ratingId } = await rate(await sellAt())
    const other = await market.addTrader('A-002', { name: '李记水产' })
    const stranger = await app.login('merchant', { marketId, merchantId: other.merchantId })
    const list = (client: Client<Api>, query = {}) => client.listRatings({ params: { marketId }, query })
    expect((await list(operator)).items).toMatchObject([{ ratingId, stallCode: 'A-001', stars: 5 }])
    expect((await list(stranger)).total).toBe(0)
    await merchant.replyToRating({ params: { marketId, ratingId }, body: { reply: '谢谢' } })
    expect((await list(merchant, { unanswered: 'true' })).total).toBe(0)
  })

  it('comes too late after thirty days', async () => {
    const saleId = await sellAt()
    await onDay('2026-04-02')
    await expect(rate(saleId)).rejects.toMatchObject({ code: 'rating.not_allowed' })
  })
})

describe('the fair scale', () => {
  const weigh = (saleId: string, measuredGrams: number) =>
    operator.recordReweigh({ params: { marketId }, body: { saleId, lineNo: 1, measuredGrams } })

  it.each([
    // grams sold, fen, grams measured, class, tolerance, verdict
    [1000, 500, 980, 'staple', 20, 'within'],
    [1000, 500, 979, 'staple', 20, 'short'],
    [1001, 500, 961, 'staple', 40, 'within'],
    [2500, 5000, 2495, 'ordinary', 5, 'within'],
    [2500, 5000, 2494, 'ordinary', 5, 'short'],
    [500, 2500, 499, 'dear', 2, 'within'],
    [500, 6000, 498, 'precious', 1, 'short'],
    [1000, 500, 1021, 'staple', 20, 'over'],
    [30_000, 15_000, 29_000, 'staple', null, null],
  ])(
    'finds %s g sold for %s fen and %s g measured: %s, tolerance %s, %s',
    async (grams, fen, measured, kind, tolerance, verdict) => {
      const found = await weigh(await sellAt(grams, fen), measured)
      expect(found).toMatchObject({
        differenceGrams: measured - grams,
        toleranceClass: kind,
        toleranceGrams: tolerance,
        verdict,
        toleranceMark: 'quoted',
        toleranceSource: expect.stringContaining('第66号'),
      })
      expect(await actionsOf(found.reweighId)).toEqual(['reweigh.record'])
      const credit = await merchant.getMerchantCredit({ params: { marketId, merchantId: trader.merchantId } })
      expect(credit.events.map((event) => event.kind)).toEqual(verdict === 'short' ? ['weight_short'] : [])
    },
  )

  it('finds the purchase by its slip or by the stall', async () => {
    const saleId = await sellAt()
    const find = (q: string) => operator.findPurchases({ params: { marketId }, query: { q } })
    const [bySlip] = (await find(saleId)).items
    expect(bySlip).toMatchObject({ saleId, stallCode: 'A-001', amountFen: 500, lines: [{ lineNo: 1, grams: 1000 }] })
    expect((await find('A-001')).items.map((each) => each.saleId)).toEqual([saleId])
    expect((await find(bySlip?.number ?? '')).items).toHaveLength(1)
    expect((await find('sal_none00')).items).toEqual([])
  })

  it('leads to a complaint about that purchase in one step', async () => {
    const saleId = await sellAt()
    const { reweighId } = await weigh(saleId, 900)
    const { params } = await complain({ stallCode: null, reweighId })
    expect(await operator.getComplaint({ params })).toMatchObject({ stallCode: 'A-001', saleId, reweighId })
    await expect(
      operator.recordReweigh({ params: { marketId }, body: { saleId, lineNo: 9, measuredGrams: 1 } }),
    ).rejects.toMatchObject({ code: 'reweigh.line' })
  })
})

describe('credit', () => {
  const credit = () => operator.getMerchantCredit({ params: { marketId, merchantId: trader.merchantId } })
  const upheld = async () => {
    const { params } = await complain({ phone: null })
    await move(operator, params, 'accept')
    await move(operator, params, 'close', true)
    app.setNow(new Date(app.now().getTime() + 1000))
  }

  it('explains every point by its event, lets points fade, and writes the grade that follows', async () => {
    expect(await credit()).toMatchObject({ score: 100, grade: 'A', recorded: false, events: [] })
    for (let i = 0; i < 3; i++) await upheld()
    const now = await credit()
    expect(now).toMatchObject({ score: 85, grade: 'B', recorded: true, formula: { base: 100, mark: 'default' } })
    expect(now.formula.base + now.events.reduce((sum, event) => sum + event.countsNow, 0)).toBe(85)
    expect((await operator.getMerchant({ params: { marketId, merchantId: trader.merchantId } })).creditGrade).toBe('B')
    await onDay('2026-08-31')
    expect((await credit()).score).toBeGreaterThan(92)
    await onDay('2027-03-03')
    expect(await credit()).toMatchObject({ score: 100, grade: 'A' })
    const seen = await app.as().getPublicCredit({ params: { marketCode: market.code, stallCode: 'A-001' } })
    expect(seen.events).toHaveLength(3)
    expect(JSON.stringify(seen)).not.toMatch(/刘小红|少了二两/)
  })

  it('is corrected after an appeal by an event of its own', async () => {
    await upheld()
    const event = (await credit()).events[0]
    const params = { marketId, creditEventId: event?.creditEventId ?? '' }
    const other = await market.addTrader('A-002', { name: '李记水产' })
    const stranger = await app.login('merchant', { marketId, merchantId: other.merchantId })
    await expect(stranger.openAppeal({ params, body: { text: '不是我' } })).rejects.toMatchObject({
      code: 'credit_event.not_found',
    })
    const appeal = await merchant.openAppeal({ params, body: { text: '秤没有问题，有检定证书' } })
    await expect(merchant.openAppeal({ params, body: { text: '再' } })).rejects.toMatchObject({
      code: 'credit_appeal.exists',
    })
    const decide = (upheldAppeal: boolean) =>
      operator.decideAppeal({
        params: { marketId, appealId: appeal.appealId },
        body: { upheld: upheldAppeal, decision: '复核属实' },
      })
    await expect(
      merchant.decideAppeal({
        params: { marketId, appealId: appeal.appealId },
        body: { upheld: true, decision: '我' },
      }),
    ).rejects.toMatchObject({ code: 'access.denied' })
    expect(await decide(true)).toMatchObject({ state: 'upheld' })
    await expect(decide(false)).rejects.toMatchObject({ code: 'credit_appeal.decided' })
    const after = await credit()
    expect(after).toMatchObject({ score: 100, grade: 'A' })
    expect(after.events.map(({ kind, countsNow }) => `${kind} ${countsNow}`).sort()).toEqual([
      'complaint_upheld -5',
      'correction 5',
    ])
    expect(await actionsOf(appeal.appealId)).toEqual(['credit_appeal.decide', 'credit_appeal.open'])
    expect((await operator.listAppeals({ params: { marketId }, query: { state: 'upheld' } })).total).toBe(1)
  })

  it('takes honours from the operator, and nothing from the future', async () => {
    const params = { marketId, merchantId: trader.merchantId }
    const add = (occurredOn: string) =>
      operator.addCreditEvent({ params, body: { kind: 'honour', reason: '文明经营户', occurredOn } })
    expect(await add('2026-03-01')).toMatchObject({ score: 105, grade: 'A' })
    await expect(add('2026-03-03')).rejects.toMatchObject({ code: 'credit_event.future' })
  })
})
