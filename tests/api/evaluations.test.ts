/** One evaluation from application to award, and everybody who must not see or do something on the way. */
import { inflateRawSync } from 'node:zlib'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { systemCtx, withSystemTransaction, withTransaction } from '@smart-market/server/context.ts'
import { evaluationSheets } from '@smart-market/server/db/schema/evaluations.ts'
import { outbox } from '@smart-market/server/db/schema/feed.ts'
import { auditLog } from '@smart-market/server/db/schema/identity.ts'
import type { AssessorGroup, EvaluationAction, Sheet } from '@smart-market/shared/contracts/evaluations.ts'
import { type ApiClient, startTestApp, type TestApp } from '../support/app.ts'
import { makeMarket } from '../support/market.ts'

let app: TestApp
let marketId: string
let marketName: string
let operator: ApiClient
let district: ApiClient
let city: ApiClient
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.close())
beforeEach(async () => {
  app.setNow('2026-03-02T02:00:00Z')
  const market = await makeMarket(app, { districtCode: '410105', districtName: '金水区', operatorName: '示范市场公司' })
  ;({ marketId, name: marketName } = market)
  operator = await app.login('market_operator', { marketId })
  district = await app.login('district_officer', { districtCode: '410105' })
  city = await app.login('city_officer')
})

const pdf = new TextEncoder().encode('%PDF-1.4 a licence')
const gates = ['ZG1', 'ZG2', 'ZG3']
const at = (evaluationId: string) => ({ marketId, evaluationId })
const move = (who: ApiClient, evaluationId: string, action: EvaluationAction, more: object = {}) =>
  who.moveEvaluation({ params: at(evaluationId), body: { action, ...more } })

const filledIn = async (year = 2026) => {
  const { evaluationId } = await operator.createEvaluation({ params: { marketId }, body: { year } })
  await operator.saveApplication({
    params: at(evaluationId),
    body: {
      applicantName: '示范市场公司',
      profile: '市场于 2019 年开业，摊位 430 个。',
      organisation: '设总经理一名、管理人员十二名。',
      investment: '三年投入 320 万元，摊位屏 430 块。',
      highlights: '一摊一码，价格全部亮屏。',
      declarations: gates.map((gateId) => ({ gateId, holds: true, note: '已自查' })),
    },
  })
  await operator.addEvaluationPaper({
    params: at(evaluationId),
    query: { kind: 'licence' },
    upload: { fileName: '营业执照.pdf', bytes: pdf },
  })
  return evaluationId
}
const forwarded = async (year = 2026) => {
  const evaluationId = await filledIn(year)
  await move(operator, evaluationId, 'submit')
  await move(district, evaluationId, 'forward', { gates: gates.map((gateId) => ({ gateId, clear: true })) })
  return evaluationId
}

let people = 0
/** A new account in the group, logged in. */
const assessor = async (evaluationId: string, group: AssessorGroup) => {
  const loginName = `assessor-${++people}`
  const password = `long enough ${people}`
  const { assessorId } = await city.assignAssessor({
    params: at(evaluationId),
    body: { group, loginName, displayName: `评分员${people}`, password },
  })
  const { token } = await app.as().login({ body: { loginName, password } })
  return { assessorId, client: app.as(token), loginName }
}

/** Full points everywhere but for what is taken off the first leaves until the total is reached. */
const entriesFor = (sheet: Sheet, total: number) => {
  let off = Math.round((sheet.maxPoints - total) * 100)
  return sheet.leaves.map(({ leafId, max }) => {
    const less = Math.min(off, max * 100)
    off -= less
    return {
      leafId,
      points: String((max * 100 - less) / 100),
      rationale: '现场逐项核对',
      evidenceNote: '',
      evidenceIds: [],
    }
  })
}
const score = async (client: ApiClient, evaluationId: string, total: number) => {
  const sheet = await client.getMySheet({ params: at(evaluationId) })
  await client.saveMySheet({
    params: at(evaluationId),
    body: { entries: entriesFor(sheet, total), remark: '总体良好' },
  })
  return client.submitMySheet({ params: at(evaluationId) })
}

const eventsOf = async (type: string) =>
  withSystemTransaction(app.deps, async (tx) =>
    (await tx.select().from(outbox).where(eq(outbox.marketId, marketId)).orderBy(outbox.position))
      .filter((row) => row.type === type)
      .map((row) => row.payload),
  )
const auditOf = async () =>
  withSystemTransaction(app.deps, async (tx) =>
    tx.select().from(auditLog).where(eq(auditLog.marketId, marketId)).orderBy(auditLog.auditId),
  )

describe('an evaluation', () => {
  it('runs from application to award with the composite 88.1 of the example, each step audited and told', async () => {
    const evaluationId = await filledIn()
    const item = await operator.fileBonusItem({
      params: at(evaluationId),
      body: { content: '全市首个一摊一码', basis: '区里推广文件', applicantOpinion: '同意申报', askedPoints: '3' },
    })
    await move(operator, evaluationId, 'submit')
    await district.reviewBonusItem({
      params: { ...at(evaluationId), itemId: item.itemId },
      body: { approved: true, points: '3', opinion: '情况属实' },
    })
    await move(district, evaluationId, 'forward', { gates: gates.map((gateId) => ({ gateId, clear: true })) })
    await city.reviewBonusItem({
      params: { ...at(evaluationId), itemId: item.itemId },
      body: { approved: true, points: '3', opinion: '同意' },
    })
    const daily = await assessor(evaluationId, 'district_daily')
    const third = await assessor(evaluationId, 'third_party')
    const departments = await assessor(evaluationId, 'city_departments')
    await move(city, evaluationId, 'begin')
    expect((await score(daily.client, evaluationId, 88)).total).toBe('88')
    expect((await score(third.client, evaluationId, 82.5)).total).toBe('82.5')
    await score(departments.client, evaluationId, 90)
    const closed = await move(city, evaluationId, 'close')
    expect(closed).toMatchObject({ state: 'scored', weighted: '85.1', bonus: '3', composite: '88.1' })
    expect(closed.groups.map((group) => [group.group, group.weight, group.score])).toEqual([
      ['district_daily', 0.2, '88'],
      ['third_party', 0.6, '82.5'],
      ['city_departments', 0.2, '90'],
    ])
    expect((await operator.getEvaluation({ params: at(evaluationId) })).composite).toBeNull()

    const announced = await move(city, evaluationId, 'announce', { noticeDays: 5 })
    expect(announced).toMatchObject({ state: 'public_notice', noticeFrom: '2026-03-02', noticeTo: '2026-03-09' })
    const shown = await app.as().listEvaluationNotices()
    expect(shown.items.find((row) => row.evaluationId === evaluationId)).toMatchObject({ composite: '88.1' })
    const objection = await city.addObjection({
      params: at(evaluationId),
      body: { objector: '市民来电', text: '北门摊位屏不亮' },
    })
    app.setNow('2026-03-10T02:00:00Z')
    city = await app.login('city_officer')
    await expect(move(city, evaluationId, 'list')).rejects.toMatchObject({ code: 'evaluation.lacking' })
    await city.answerObjection({
      params: { ...at(evaluationId), objectionId: objection.objectionId },
      body: { answer: '已现场核实，当日修复', upheld: false },
    })
    expect((await move(city, evaluationId, 'list')).state).toBe('listed')
    const awarded = await move(city, evaluationId, 'award', { note: '按规定发放', amountFen: 10_000_000 })
    expect(awarded).toMatchObject({ state: 'awarded', award: { amountFen: 10_000_000 } })

    const steps = ['submit', 'forward', 'begin', 'close', 'announce', 'list', 'award']
    expect(awarded.moves.map((each) => each.action)).toEqual(['create', ...steps])
    expect((await eventsOf('evaluation.moved')).map((payload) => (payload as { action: string }).action)).toEqual(steps)
    const actions = (await auditOf()).map((row) => row.action)
    for (const step of steps) expect(actions).toContain(`evaluation.${step}`)
    for (const deed of ['evaluation.open', 'evaluation.add_paper', 'evaluation_bonus.file', 'evaluation_bonus.review'])
      expect(actions).toContain(deed)
    expect(actions.filter((action) => action === 'evaluation_sheet.submit')).toHaveLength(3)
    for (const type of [
      'evaluation.opened',
      'evaluation.application_saved',
      'evaluation_paper.added',
      'evaluation_bonus.filed',
      'evaluation_bonus.reviewed',
      'evaluation_assessor.assigned',
      'evaluation_sheet.saved',
      'evaluation_sheet.submitted',
      'evaluation_objection.received',
      'evaluation_objection.answered',
    ])
      expect({ type, count: (await eventsOf(type)).length > 0 }).toEqual({ type, count: true })
  })

  it('tells the market and the feed no points before the public notice', async () => {
    const evaluationId = await forwarded()
    const groups = ['district_daily', 'third_party', 'city_departments'] as const
    const all = []
    for (const group of groups) all.push(await assessor(evaluationId, group))
    await move(city, evaluationId, 'begin')
    for (const one of all) await score(one.client, evaluationId, 77.35)
    await move(city, evaluationId, 'close')
    const told = JSON.stringify([
      await auditOf(),
      await operator.getEvaluation({ params: at(evaluationId) }),
      await operator.listEvaluations({ params: { marketId } }),
      (
        await Promise.all(['evaluation.moved', 'evaluation_sheet.submitted', 'evaluation_sheet.saved'].map(eventsOf))
      ).flat(),
    ])
    expect(told).not.toContain('77.35')
    await expect(
      operator.getSheet({ params: { ...at(evaluationId), assessorId: all[0]?.assessorId ?? '' } }),
    ).rejects.toMatchObject({ code: 'evaluation_sheet.not_found' })
    expect(JSON.stringify(await district.getEvaluation({ params: at(evaluationId) }))).toContain('77.35')
  })
})

describe('an application', () => {
  it('is submitted only with conditions declared, the report written and a licence attached', async () => {
    const { evaluationId } = await operator.createEvaluation({ params: { marketId }, body: { year: 2026 } })
    const refusal = await move(operator, evaluationId, 'submit').catch((error: unknown) => error)
    expect(refusal).toMatchObject({ code: 'evaluation.lacking' })
    const { allowed } = await operator.getEvaluation({ params: at(evaluationId) })
    const lacking = allowed.find((each) => each.action === 'submit')?.lacking ?? []
    expect(lacking).toContain('没有上传市场相关证照')
    expect(lacking).toContain('没有声明符合「信用与舆情」')
    expect(lacking).toContain('申请报告缺「本市场智慧化建设工作亮点」')
  })

  it('comes once a year; one that was taken back does not count', async () => {
    const first = await filledIn()
    await expect(operator.createEvaluation({ params: { marketId }, body: { year: 2026 } })).rejects.toMatchObject({
      code: 'evaluation.once_a_year',
    })
    await expect(move(operator, first, 'withdraw')).rejects.toMatchObject({ code: 'evaluation.lacking' })
    await move(operator, first, 'withdraw', { note: '材料重写' })
    await expect(filledIn()).resolves.not.toBe(first)
  })

  it('is forwarded only when the district found every condition fulfilled, and can be sent back', async () => {
    const evaluationId = await filledIn()
    await move(operator, evaluationId, 'submit')
    const findings = gates.map((gateId) => ({ gateId, clear: gateId !== 'ZG2', note: '有行政处罚记录' }))
    await expect(move(district, evaluationId, 'forward', { gates: findings })).rejects.toMatchObject({
      code: 'evaluation.lacking',
    })
    await expect(move(city, evaluationId, 'forward')).rejects.toMatchObject({ code: 'evaluation.role' })
    const back = await move(district, evaluationId, 'return', { note: '请补信用报告', gates: findings })
    expect(back.gates.find((gate) => gate.gateId === 'ZG2')).toMatchObject({ clear: false, note: '有行政处罚记录' })
    await move(operator, evaluationId, 'submit')
    expect((await move(district, evaluationId, 'reject', { note: '不符合第三条' })).state).toBe('rejected')
    await expect(move(operator, evaluationId, 'submit')).rejects.toMatchObject({ code: 'evaluation.state' })
  })

  it('cannot be changed once submitted, and takes papers only of known kinds of file', async () => {
    const evaluationId = await filledIn()
    await expect(
      operator.addEvaluationPaper({
        params: at(evaluationId),
        query: { kind: 'other' },
        upload: { fileName: 'a.html', bytes: new TextEncoder().encode('<script>') },
      }),
    ).rejects.toMatchObject({ code: 'evaluation_paper.type' })
    await move(operator, evaluationId, 'submit')
    await expect(operator.saveApplication({ params: at(evaluationId), body: { profile: '改' } })).rejects.toMatchObject(
      { code: 'evaluation.locked' },
    )
  })

  it('asks for at most five bonus points in all', async () => {
    const evaluationId = await filledIn()
    const body = { content: '一', basis: '二', applicantOpinion: '三' }
    await operator.fileBonusItem({ params: at(evaluationId), body: { ...body, askedPoints: '4.5' } })
    await expect(
      operator.fileBonusItem({ params: at(evaluationId), body: { ...body, askedPoints: '0.51' } }),
    ).rejects.toMatchObject({ code: 'evaluation_bonus.over_cap', details: { cap: 5, given: '4.5', left: '0.5' } })
    await operator.fileBonusItem({ params: at(evaluationId), body: { ...body, askedPoints: '0.5' } })
  })
})

describe('a score sheet', () => {
  it('is shown to nobody but its assessor before closing, neither by the API nor by the database', async () => {
    const evaluationId = await forwarded()
    const one = await assessor(evaluationId, 'third_party')
    const two = await assessor(evaluationId, 'third_party')
    const daily = await assessor(evaluationId, 'district_daily')
    const departments = await assessor(evaluationId, 'city_departments')
    await move(city, evaluationId, 'begin')
    await score(one.client, evaluationId, 80)
    const evidence = await two.client.addSheetEvidence({
      params: at(evaluationId),
      query: { leafId: 'Z1a' },
      upload: { fileName: '现场.pdf', bytes: pdf },
    })
    for (const who of [two.client, daily.client, departments.client, district, city, operator]) {
      await expect(who.getSheet({ params: { ...at(evaluationId), assessorId: one.assessorId } })).rejects.toMatchObject(
        { code: 'evaluation_sheet.not_found' },
      )
      const view = await who.getEvaluation({ params: at(evaluationId) })
      expect(view.assignments.map((each) => each.total)).toEqual([null, null, null, null])
    }
    await expect(
      one.client.getSheetEvidence({ params: { ...at(evaluationId), evidenceId: evidence.evidenceId } }),
    ).rejects.toMatchObject({ code: 'evaluation_evidence.not_found' })
    await expect(
      city.getScoreSheetPdf({ params: at(evaluationId), query: { assessorId: one.assessorId } }),
    ).rejects.toMatchObject({ code: 'evaluation_sheet.not_found' })

    const readBy = (userId: string) => {
      const base = systemCtx(app.deps, 'test', marketId)
      const actor = { kind: 'user', userId, sessionId: 's', displayName: 'x', memberships: [] } as const
      return withTransaction({ ...base, actor }, (tx) => tx.select().from(evaluationSheets))
    }
    expect(await readBy(one.assessorId)).toHaveLength(1)
    expect(await readBy(two.assessorId)).toEqual([])
    expect(await readBy('')).toEqual([])

    for (const who of [two, daily, departments]) await score(who.client, evaluationId, 90)
    await move(city, evaluationId, 'close')
    expect((await readBy(two.assessorId)).map((row) => row.total).sort()).toEqual(['80', '90', '90', '90'])
    const opened = await two.client.getSheet({ params: { ...at(evaluationId), assessorId: one.assessorId } })
    expect(opened.total).toBe('80')
    const view = await city.getEvaluation({ params: at(evaluationId) })
    // Mean of two sheets: 0.2·90 + 0.6·85 + 0.2·90.
    expect(view).toMatchObject({ composite: '87' })
  })

  it('is submitted only when every leaf has points and a reason, and then stands', async () => {
    const evaluationId = await forwarded()
    const third = await assessor(evaluationId, 'third_party')
    for (const group of ['district_daily', 'city_departments'] as const) await assessor(evaluationId, group)
    await expect(third.client.getMySheet({ params: at(evaluationId) })).resolves.toMatchObject({ total: '0' })
    await expect(third.client.saveMySheet({ params: at(evaluationId), body: { entries: [] } })).rejects.toMatchObject({
      code: 'evaluation.locked',
    })
    await move(city, evaluationId, 'begin')
    const sheet = await third.client.getMySheet({ params: at(evaluationId) })
    expect(sheet.leaves.find((leaf) => leaf.leafId === 'Z1a')?.measured).toMatchObject({ high: 10 })
    const entries = entriesFor(sheet, 82.5)
    const save = (changed: object) =>
      third.client.saveMySheet({
        params: at(evaluationId),
        body: { entries: entries.map((entry, i) => (i === 0 ? { ...entry, ...changed } : entry)) },
      })
    await expect(save({ points: '10.01' })).rejects.toMatchObject({ code: 'evaluation_sheet.points' })
    await expect(save({ points: '-1' })).rejects.toMatchObject({ code: 'request.invalid' })
    await expect(save({ leafId: 'Q1' })).rejects.toMatchObject({ code: 'evaluation_sheet.leaf_unknown' })
    await save({ rationale: '' })
    await expect(third.client.submitMySheet({ params: at(evaluationId) })).rejects.toMatchObject({
      code: 'evaluation_sheet.incomplete',
      details: { count: 1 },
    })
    await save({})
    await third.client.submitMySheet({ params: at(evaluationId) })
    await expect(save({ rationale: '改主意' })).rejects.toMatchObject({ code: 'evaluation_sheet.submitted' })
    const tampered = withSystemTransaction(app.deps, (tx) =>
      tx.update(evaluationSheets).set({ total: '100' }).where(eq(evaluationSheets.evaluationId, evaluationId)),
    )
    await expect(tampered).rejects.toMatchObject({ cause: { message: 'the sheet has been submitted' } })
    await expect(move(city, evaluationId, 'close')).rejects.toMatchObject({ code: 'evaluation.lacking' })
  })

  it('belongs to those assigned alone', async () => {
    const evaluationId = await forwarded()
    const stranger = await app.login('third_party_assessor', { marketId })
    await expect(stranger.getMySheet({ params: at(evaluationId) })).rejects.toMatchObject({
      code: 'evaluation_sheet.not_found',
    })
    const third = await assessor(evaluationId, 'third_party')
    await expect(
      city.assignAssessor({
        params: at(evaluationId),
        body: { group: 'city_departments', loginName: third.loginName },
      }),
    ).rejects.toMatchObject({ code: 'evaluation_assessor.taken' })
    await expect(
      district.assignAssessor({ params: at(evaluationId), body: { group: 'third_party', loginName: 'x' } }),
    ).rejects.toMatchObject({ code: 'evaluation_assessor.group' })
    await city.removeAssessor({ params: { ...at(evaluationId), assessorId: third.assessorId } })
    await expect(third.client.getMySheet({ params: at(evaluationId) })).rejects.toMatchObject({
      code: 'market.not_found',
    })
    await expect(move(city, evaluationId, 'begin')).rejects.toMatchObject({ code: 'evaluation.lacking' })
  })
})

describe('the end of the course', () => {
  const listed = async (year: number) => {
    const evaluationId = await forwarded(year)
    for (const group of ['district_daily', 'third_party', 'city_departments'] as const) {
      const one = await assessor(evaluationId, group)
      if (group === 'city_departments') await move(city, evaluationId, 'begin')
      // The others score once the evaluation has begun, below.
      sheets.push(one)
    }
    for (const one of sheets.splice(0)) await score(one.client, evaluationId, 85)
    await move(city, evaluationId, 'close')
    await move(city, evaluationId, 'announce', { noticeDays: 1 })
    return evaluationId
  }
  const sheets: Awaited<ReturnType<typeof assessor>>[] = []
  const later = async (date: string) => {
    app.setNow(`${date}T02:00:00Z`)
    city = await app.login('city_officer')
    operator = await app.login('market_operator', { marketId })
    district = await app.login('district_officer', { districtCode: '410105' })
  }

  it('awards a market once, whatever the year', async () => {
    const first = await listed(2026)
    await expect(move(city, first, 'list')).rejects.toMatchObject({ code: 'evaluation.lacking' })
    await later('2026-03-04')
    await move(city, first, 'list')
    await move(city, first, 'award')
    expect((await operator.listEvaluations({ params: { marketId } })).awarded).toBe(true)
    const second = await listed(2027)
    await later('2026-03-06')
    await move(city, second, 'list')
    await expect(move(city, second, 'award')).rejects.toMatchObject({
      code: 'evaluation_award.once',
      details: { year: 2026 },
    })
    expect((await city.getEvaluation({ params: at(second) })).state).toBe('listed')
  })

  it('can be a veto with its reason, and a result that is no award', async () => {
    const first = await listed(2026)
    await expect(move(city, first, 'veto')).rejects.toMatchObject({ code: 'evaluation.lacking' })
    expect((await move(city, first, 'veto', { note: '公示期间查出重大违法' })).state).toBe('vetoed')
    const notices = await app.as().listEvaluationNotices({ query: { pageSize: 200 } })
    expect(notices.items.map((row) => row.evaluationId)).not.toContain(first)
    expect((await operator.getEvaluation({ params: at(first) })).composite).toBeNull()
    const second = await listed(2027)
    expect((await move(city, second, 'not_list', { note: '按比例未入选' })).state).toBe('not_listed')
  })

  it('is found among the public notices by market, district and year, and only there once it is public', async () => {
    const find = async (q: string) => {
      const { items, total } = await app.as().listEvaluationNotices({ query: { q, pageSize: 200 } })
      expect(items).toHaveLength(total)
      return items.map((row) => row.evaluationId)
    }
    const open = await filledIn(2031)
    expect(await find(marketName)).not.toContain(open)
    const evaluationId = await listed(2032)
    const [row] = (await app.as().listEvaluationNotices({ query: { q: marketName } })).items
    expect(row).toMatchObject({ evaluationId, marketName })
    expect(await find('2032年')).toEqual([evaluationId])
    expect(await find(row?.districtName ?? '')).toContain(evaluationId)
    for (const q of ['%', '_', '2033']) expect([q, await find(q)]).toEqual([q, []])
  })

  it('lists the work of each office over its own markets', async () => {
    const evaluationId = await filledIn()
    const other = await app.login('district_officer', { districtCode: '410103' })
    const ids = async (who: ApiClient) =>
      (await who.listEvaluationWork({ query: { pageSize: 200 } })).items.map((row) => row.evaluationId)
    expect(await ids(district)).toContain(evaluationId)
    expect(await ids(city)).toContain(evaluationId)
    expect(await ids(operator)).toEqual([evaluationId])
    expect(await ids(other)).not.toContain(evaluationId)
  })
})

/** The text of a .docx: its document part, unpacked and without tags. */
const docxText = (bytes: Uint8Array): string => {
  const file = Buffer.from(bytes)
  for (
    let i = file.indexOf('PK\u0003\u0004', 0, 'latin1');
    i >= 0;
    i = file.indexOf('PK\u0003\u0004', i + 4, 'latin1')
  ) {
    const nameLength = file.readUInt16LE(i + 26)
    const start = i + 30 + nameLength + file.readUInt16LE(i + 28)
    if (file.toString('utf8', i + 30, i + 30 + nameLength) !== 'word/document.xml') continue
    const size = file.readUInt32LE(i + 18)
    const packed = size > 0 ? file.subarray(start, start + size) : file.subarray(start)
    return inflateRawSync(packed)
      .toString('utf8')
      .replace(/<[^>]+>/g, '')
  }
  return ''
}

describe('the papers', () => {
  it('of annexes 1, 3 and 4 carry the words of the records, as Word and as PDF', async () => {
    const evaluationId = await filledIn()
    await operator.fileBonusItem({
      params: at(evaluationId),
      body: { content: '一摊一码全覆盖', basis: '区里推广文件', applicantOpinion: '同意申报', askedPoints: '2.5' },
    })
    const bytesOf = async (path: string, token: string) => {
      const url = `/api/v1/markets/${marketId}/evaluations/${evaluationId}/${path}`
      const response = await app.fetch(url, { headers: { authorization: `Bearer ${token}` } })
      return { type: response.headers.get('content-type'), bytes: new Uint8Array(await response.arrayBuffer()) }
    }
    const { token } = await app.login('market_operator', { marketId })
    const report = docxText((await bytesOf('annex-3.docx', token)).bytes)
    for (const words of ['示范市场公司', '关于郑州市智慧化商品交易市场奖补的申请', '三年投入 320 万元', '特此申请'])
      expect(report).toContain(words)
    const form = docxText((await bytesOf('annex-4.docx', token)).bytes)
    for (const words of ['加分事项申报表', '一摊一码全覆盖', '申报依据', '区县（市）市场管理部门意见'])
      expect(form).toContain(words)
    for (const path of ['annex-3.pdf', 'annex-4.pdf']) {
      const file = await bytesOf(path, token)
      expect(file.type).toBe('application/pdf')
      expect(Buffer.from(file.bytes).toString('latin1', 0, 5)).toBe('%PDF-')
    }
    await move(operator, evaluationId, 'submit')
    await district.reviewBonusItem({
      params: {
        ...at(evaluationId),
        itemId: (await district.getEvaluation({ params: at(evaluationId) })).bonusItems[0]?.itemId ?? '',
      },
      body: { approved: false, points: '0', opinion: '不具开创性' },
    })
    await move(district, evaluationId, 'forward', { gates: gates.map((gateId) => ({ gateId, clear: true })) })
    const third = await assessor(evaluationId, 'third_party')
    for (const group of ['district_daily', 'city_departments'] as const) await assessor(evaluationId, group)
    await move(city, evaluationId, 'begin')
    await score(third.client, evaluationId, 82.5)
    const { token: held } = await app.as().login({
      body: { loginName: third.loginName, password: `long enough ${third.loginName.replace('assessor-', '')}` },
    })
    const sheet = docxText((await bytesOf('annex-1.docx', held)).bytes)
    expect((await bytesOf('annex-1.pdf', held)).type).toBe('application/pdf')
    for (const words of ['评分细则', '82.5', '合　计', '现场逐项核对', '第三方测评']) expect(sheet).toContain(words)
    expect(docxText((await bytesOf('annex-4.docx', token)).bytes)).toContain('不具开创性')
  })
})
