import { and, eq } from 'drizzle-orm'
import ExcelJS from 'exceljs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { withSystemTransaction } from '@smart-market/server/context.ts'
import { outbox } from '@smart-market/server/db/schema/feed.ts'
import { auditLog } from '@smart-market/server/db/schema/identity.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { creditCodeOf, makeMarket, populateMarket, type TestMarket } from '../support/market.ts'

let app: TestApp
let market: TestMarket
beforeAll(async () => {
  app = await startTestApp()
  market = await makeMarket(app)
})
afterAll(() => app.close())

/** Actions on the subject by name (the clock stands still), and types of events that name it in order of writing. */
const traceOf = async (marketId: string, subjectId: string) =>
  withSystemTransaction(app.deps, async (tx) => {
    const audits = await tx
      .select()
      .from(auditLog)
      .where(and(eq(auditLog.marketId, marketId), eq(auditLog.subjectId, subjectId)))
    const events = await tx.select().from(outbox).where(eq(outbox.marketId, marketId)).orderBy(outbox.position)
    return {
      actions: audits.map((row) => row.action).sort(),
      events: events.filter((row) => JSON.stringify(row.payload).includes(subjectId)).map((row) => row.type),
      audits,
    }
  })

describe('a market', () => {
  it('is registered by a city officer, with audit row and event', async () => {
    const made = await makeMarket(app, { code: 'zzjs01', name: '金水农贸市场' })
    expect(made.code).toBe('ZZJS01')
    const overview = await made.operator.getMarketOverview({ params: { marketId: made.marketId } })
    expect(overview.market).toMatchObject({ name: '金水农贸市场', demo: false, marketTypes: ['food_retail'] })
    const { actions } = await traceOf(made.marketId, made.marketId)
    const events = await withSystemTransaction(app.deps, (tx) =>
      tx.select().from(outbox).where(eq(outbox.marketId, made.marketId)),
    )
    expect(actions).toEqual(['market.register'])
    expect(events.map((event) => event.type)).toEqual(['market.registered'])
  })

  it('has a code of its own', async () => {
    await expect(makeMarket(app, { code: market.code })).rejects.toMatchObject({
      status: 409,
      code: 'market.code_taken',
      details: { code: market.code },
    })
  })

  it('is registered by a district officer only in the own district', async () => {
    const officer = await app.login('district_officer', { districtCode: '410103' })
    const body = { code: 'QQ1', name: '二七市场', marketTypes: ['food_retail' as const] }
    await expect(officer.createMarket({ body: { ...body, districtCode: '410105' } })).rejects.toMatchObject({
      status: 403,
      code: 'market.other_district',
    })
    await expect(officer.createMarket({ body: { ...body, districtCode: '410103' } })).resolves.toMatchObject({
      code: 'QQ1',
    })
  })

  it('is listed to its people, the officers of its district and the city, and to nobody else', async () => {
    const here = await makeMarket(app, { districtCode: '410181', name: '巩义市场' })
    const names = async (client: { listMarkets: TestMarket['operator']['listMarkets'] }) =>
      (await client.listMarkets({ query: { pageSize: 200 } })).items.map((item) => item.name)
    expect(await names(here.operator)).toEqual(['巩义市场'])
    expect(await names(await app.login('district_officer', { districtCode: '410181' }))).toEqual(['巩义市场'])
    expect(await names(await app.login('district_officer', { districtCode: '410199' }))).toEqual([])
    expect(await names(await app.login('city_officer'))).toContain('巩义市场')
    expect(await names(await app.login('inspector', { marketId: market.marketId }))).toEqual([market.name])
  })

  it('keeps what a change does not mention, clears what it sets to null, and records nothing when nothing changes', async () => {
    const made = await makeMarket(app, {
      phone: '0371-60000000',
      operatorCreditCode: creditCodeOf(1),
      honours: [{ title: '文明市场', issuer: '郑州市', awardedOn: '2025-12-01' }],
    })
    const params = { marketId: made.marketId }
    const changed = await made.operator.updateMarket({ params, body: { name: '新名字', operatorCreditCode: null } })
    expect(changed).toMatchObject({ name: '新名字', phone: '0371-60000000', operatorCreditCode: null })
    expect(changed.honours).toHaveLength(1)
    await made.operator.updateMarket({ params, body: { name: '新名字' } })
    const { actions, audits } = await traceOf(made.marketId, made.marketId)
    expect(actions).toEqual(['market.register', 'market.update'])
    expect(audits.find((row) => row.action === 'market.update')?.details).toEqual({
      changed: ['name', 'operatorCreditCode'],
    })
  })
})

describe('zones', () => {
  it('are made, changed and taken out of use, each time with audit row and event', async () => {
    const made = await makeMarket(app)
    const zone = await made.addZone({ code: 'V', name: '蔬菜区', requiresThermal: true })
    const params = { marketId: made.marketId, zoneId: zone.zoneId }
    const changed = await made.operator.updateZone({ params, body: { name: '果蔬区' } })
    expect(changed).toMatchObject({ name: '果蔬区', requiresThermal: true, floor: 1, stallCount: 0, camerasAlive: 0 })
    await made.operator.removeZone({ params })
    expect((await made.operator.listZones({ params })).items).toEqual([])
    expect(await traceOf(made.marketId, zone.zoneId)).toMatchObject({
      actions: ['zone.create', 'zone.remove', 'zone.update'],
      events: ['zone.changed', 'zone.changed', 'zone.changed'],
    })
    await expect(made.addZone({ code: 'V' })).resolves.toMatchObject({ code: 'V' })
  })

  it('stay while stalls stand in them', async () => {
    const made = await makeMarket(app)
    const zone = await made.addZone()
    await made.addStall('A-1', { zoneId: zone.zoneId })
    await expect(
      made.operator.removeZone({ params: { marketId: made.marketId, zoneId: zone.zoneId } }),
    ).rejects.toMatchObject({ code: 'zone.in_use', details: { count: 1 } })
  })
})

describe('stalls', () => {
  it('are registered and changed with audit row and event, and show who holds them', async () => {
    const trader = await market.addTrader('S-001', { name: '赵记豆腐' })
    const zone = await market.addZone({ code: 'ST' })
    const params = { marketId: market.marketId, stallId: trader.stallId }
    await market.operator.updateStall({ params, body: { zoneId: zone.zoneId, x: 3.5 } })
    expect(await market.operator.getStall({ params })).toEqual({
      stallId: trader.stallId,
      code: 'S-001',
      zoneId: zone.zoneId,
      zoneName: '蔬菜区',
      x: 3.5,
      y: null,
      areaSquareMetres: null,
      merchantId: trader.merchantId,
      merchantName: '赵记豆腐',
      screenState: 'none',
      screenSeenAt: null,
      paymentCodeVersion: null,
    })
    expect(await traceOf(market.marketId, trader.stallId)).toMatchObject({
      actions: ['stall.register', 'stall.update'],
      events: ['stall.registered', 'tenancy.started', 'stall.updated'],
    })
  })

  it('are found by code, merchant and pinyin, and sorted both ways', async () => {
    const made = await makeMarket(app)
    await made.addTrader('A-01', { name: '王记蔬菜' })
    await made.addTrader('A-02', { name: '李记水产' })
    await made.addStall('B-01')
    await made.addTrader('B-02', { name: '满 100% 新鲜' })
    const find = async (q: string) =>
      (await made.operator.listStalls({ params: { marketId: made.marketId }, query: { q } })).items.map((s) => s.code)
    expect(await find('wjsc')).toEqual(['A-01'])
    expect(await find('lijishui')).toEqual(['A-02'])
    expect(await find('a-0')).toEqual(['A-01', 'A-02'])
    expect(await find('%')).toEqual(['B-02'])
    const sorted = await made.operator.listStalls({
      params: { marketId: made.marketId },
      query: { sort: 'code', order: 'desc', pageSize: 2 },
    })
    expect(sorted).toMatchObject({ total: 4, items: [{ code: 'B-02' }, { code: 'B-01' }] })
    const vacant = await made.operator.listStalls({
      params: { marketId: made.marketId },
      query: { occupancy: 'vacant' },
    })
    expect(vacant.items.map((s) => s.code)).toEqual(['B-01'])
  })
})

describe('tenancies', () => {
  it('do not overlap: the refusal names stall, dates and who is there', async () => {
    const { stallId, merchantId } = await market.addTrader('T-001', { name: '先来水果' }, '2026-01-01', '2026-06-01')
    await expect(market.addTenancy({ stallId, merchantId, from: '2026-05-31' })).rejects.toMatchObject({
      status: 409,
      code: 'tenancy.overlap',
      message: '摊位「T-001」在 2026-01-01 至 2026-06-01 已由「先来水果」入驻，日期不能重叠。',
    })
    await expect(market.addTenancy({ stallId, merchantId, from: '2025-12-01' })).rejects.toMatchObject({
      code: 'tenancy.overlap',
    })
    const next = await market.addTenancy({ stallId, merchantId, from: '2026-06-01' })
    expect(await traceOf(market.marketId, next.tenancyId)).toMatchObject({
      actions: ['tenancy.start'],
      events: ['tenancy.started'],
    })
  })

  it('let one of two desks through when both register the same stall at once', async () => {
    const { stallId } = await market.addStall('T-002')
    const first = await market.addMerchant({ name: '甲' })
    const second = await market.addMerchant({ name: '乙' })
    const results = await Promise.allSettled(
      [first, second].map(({ merchantId }) => market.addTenancy({ stallId, merchantId, from: '2026-01-01' })),
    )
    expect(results.map((r) => r.status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(results.find((r) => r.status === 'rejected')).toMatchObject({ reason: { code: 'tenancy.overlap' } })
  })

  it('end on the first day that the stall is free, and free it from that day on', async () => {
    const trader = await market.addTrader('T-003', {}, '2026-01-01')
    const params = { marketId: market.marketId, tenancyId: trader.tenancyId }
    await expect(market.operator.endTenancy({ params, body: { to: '2026-01-01' } })).rejects.toMatchObject({
      code: 'tenancy.dates',
    })
    await market.operator.endTenancy({ params, body: { to: '2026-03-02' } })
    const stall = await market.operator.getStall({ params: { marketId: market.marketId, stallId: trader.stallId } })
    expect(stall.merchantId).toBeNull()
    expect(await traceOf(market.marketId, trader.tenancyId)).toMatchObject({
      actions: ['tenancy.end', 'tenancy.start'],
      events: ['tenancy.started', 'tenancy.ended'],
    })
    await expect(
      market.operator.endTenancy({ params: { ...params, tenancyId: 'ten_nothing' }, body: { to: '2026-03-02' } }),
    ).rejects.toMatchObject({ code: 'tenancy.not_found' })
  })
})

describe('merchants', () => {
  const residentId = '11010519491231002X'

  it('keep ID numbers sealed: they never come out whole, neither in answers nor in the operation log', async () => {
    const merchant = await market.addMerchant({ name: '周记卤味', principalResidentId: residentId })
    expect(merchant.principalResidentIdMasked).toBe('110105**********2X')
    const staff = await market.addStaff(merchant.merchantId, { residentId })
    const certificate = await market.addHealthCertificate(merchant.merchantId, staff.staffMemberId, {
      number: 'JK41010520260001',
    })
    expect(staff.residentIdMasked).toBe('110105**********2X')
    expect(certificate.numberMasked).toBe('JK****01')
    const all = JSON.stringify([
      await market.operator.getMerchant({ params: { marketId: market.marketId, merchantId: merchant.merchantId } }),
      await market.operator.listAuditLog({ params: { marketId: market.marketId }, query: { pageSize: 200 } }),
      await withSystemTransaction(app.deps, (tx) => tx.select().from(outbox)),
    ])
    expect(all).not.toContain(residentId)
    expect(all).not.toContain('JK41010520260001')
  })

  it('keep what a change does not mention and clear what it sets to null', async () => {
    const made = await market.addMerchant({
      name: '吴记粮油',
      phone: '13800001111',
      goodsScope: '大米',
      kind: 'firm',
      sellsReadyToEat: true,
      creditGrade: 'B',
      principalResidentId: residentId,
    })
    const params = { marketId: market.marketId, merchantId: made.merchantId }
    const changed = await market.operator.updateMerchant({ params, body: { goodsScope: '面粉', creditGrade: null } })
    expect(changed).toMatchObject({
      ...made,
      goodsScope: '面粉',
      creditGrade: null,
      principalResidentIdMasked: '110105**********2X',
    })
    const cleared = await market.operator.updateMerchant({ params, body: { principalResidentId: null, phone: null } })
    expect(cleared).toMatchObject({ principalResidentIdMasked: null, phone: null, sellsReadyToEat: true, kind: 'firm' })
    const found = await market.operator.listMerchants({ params, query: { q: 'mianfen' } })
    expect(found.items.map((item) => item.name)).toEqual(['吴记粮油'])
    expect(await traceOf(market.marketId, made.merchantId)).toMatchObject({
      actions: ['merchant.register', 'merchant.update', 'merchant.update'],
      events: ['merchant.registered', 'merchant.updated', 'merchant.updated'],
    })
  })

  it('record licences, staff and health certificates, each with audit row and event', async () => {
    const { merchantId } = await market.addMerchant({ name: '郑记熟食', sellsReadyToEat: true })
    const params = { marketId: market.marketId, merchantId }
    const licence = await market.addLicence(merchantId, { kind: 'food', number: 'JY1', validTo: '2026-03-01' })
    expect(licence.expired).toBe(true)
    const renewed = await market.operator.updateLicence({
      params: { ...params, licenceId: licence.licenceId },
      body: { validTo: '2031-03-01' },
    })
    expect(renewed).toMatchObject({ kind: 'food', number: 'JY1', expired: false })
    await market.operator.removeLicence({ params: { ...params, licenceId: licence.licenceId } })
    expect(await traceOf(market.marketId, licence.licenceId)).toMatchObject({
      actions: ['licence.add', 'licence.remove', 'licence.update'],
      events: ['licence.recorded', 'licence.recorded', 'licence.removed'],
    })
    const staff = await market.addStaff(merchantId)
    const certificate = await market.addHealthCertificate(merchantId, staff.staffMemberId, { validTo: '2026-03-02' })
    expect(certificate.expired).toBe(false)
    expect(await traceOf(market.marketId, certificate.healthCertificateId)).toMatchObject({
      actions: ['health_certificate.add'],
      events: ['health_certificate.recorded'],
    })
    await market.operator.removeStaffMember({ params: { ...params, staffMemberId: staff.staffMemberId } })
    expect((await market.operator.getMerchant({ params })).staffMembers).toEqual([])
    expect(await traceOf(market.marketId, staff.staffMemberId)).toMatchObject({
      actions: ['staff_member.leave', 'staff_member.register'],
      events: ['staff_member.registered', 'health_certificate.recorded', 'staff_member.left'],
    })
  })
})

describe('the ledger', () => {
  let full: TestMarket
  beforeAll(async () => {
    full = await makeMarket(app)
    const zone = await full.addZone({ code: 'V', name: '蔬菜区' })
    const complete = await full.addTrader('A-01', { name: '=全家蔬菜', creditGrade: 'A', phone: '13812345678' })
    await full.operator.updateStall({
      params: { marketId: full.marketId, stallId: complete.stallId },
      body: { zoneId: zone.zoneId },
    })
    await full.addLicence(complete.merchantId, { validTo: '2026-03-20' })
    const expired = await full.addTrader('A-02', { name: '乙水产', creditGrade: 'C' })
    await full.addLicence(expired.merchantId, { validTo: '2026-03-01' })
    const missing = await full.addTrader('A-03', { name: '丙熟食', sellsReadyToEat: true })
    await full.addLicence(missing.merchantId)
    await full.addStall('B-01')
    const gone = await full.addTrader('B-02', { name: '丁已走' }, '2025-01-01', '2026-01-01')
    await full.addLicence(gone.merchantId, { validTo: '2025-06-01' })
  })
  const codes = async (query: Parameters<TestMarket['operator']['listLedger']>[0]['query']) =>
    (await full.operator.listLedger({ params: { marketId: full.marketId }, query })).items.map((row) => row.stallCode)

  it('filters and sorts on the server', async () => {
    expect(await codes({})).toEqual(['A-01', 'A-02', 'A-03', 'B-01', 'B-02'])
    expect(await codes({ documents: 'expired' })).toEqual(['A-02'])
    expect(await codes({ documents: 'missing' })).toEqual(['A-03'])
    expect(await codes({ documents: 'complete' })).toEqual(['A-01'])
    expect(await codes({ occupancy: 'vacant' })).toEqual(['B-01', 'B-02'])
    expect(await codes({ screen: 'none', occupancy: 'occupied' })).toEqual(['A-01', 'A-02', 'A-03'])
    expect(await codes({ screen: 'alive' })).toEqual([])
    expect(await codes({ q: '蔬菜区' })).toEqual(['A-01'])
    expect((await codes({ sort: 'nextExpiryOn' })).slice(0, 2)).toEqual(['A-02', 'A-01'])
    expect((await codes({ sort: 'creditGrade', order: 'desc' })).slice(0, 2)).toEqual(['A-02', 'A-01'])
    expect(await codes({ page: 2, pageSize: 2 })).toEqual(['A-03', 'B-01'])
  })

  it('gives the work list the same numbers as the lists behind it', async () => {
    const params = { marketId: full.marketId }
    const { counts, work } = await full.operator.getMarketOverview({ params })
    expect(counts).toMatchObject({ zones: 1, stalls: 5, occupiedStalls: 3, merchants: 3, devices: 0 })
    const count = (kind: string) => work.find((item) => item.kind === kind)?.count
    const documents = await full.operator.listExpiringDocuments({ params, query: { withinDays: 30 } })
    expect(documents.items.map((item) => [item.merchantName, item.documentName, item.daysLeft])).toEqual([
      ['乙水产', '营业执照', -1],
      ['=全家蔬菜', '营业执照', 18],
    ])
    expect([count('expired_documents'), count('expiring_documents')]).toEqual([1, 1])
    expect(count('missing_documents')).toBe((await codes({ documents: 'missing' })).length)
    expect(count('unlinked_stalls')).toBe(3)
    const topics = await full.operator.listNoticeTopics({ params })
    expect(count('stale_notices')).toBe(topics.items.filter((topic) => topic.stale).length)
  })

  it('is exported as it is filtered, with text that no spreadsheet runs as a formula', async () => {
    const bytes = await full.operator.exportLedger({
      params: { marketId: full.marketId },
      query: { occupancy: 'occupied' },
    })
    const workbook = new ExcelJS.Workbook()
    await workbook.xlsx.load(bytes as unknown as ArrayBuffer)
    const sheet = workbook.worksheets[0]
    expect(sheet?.views[0]).toMatchObject({ state: 'frozen', ySplit: 1 })
    expect(sheet?.rowCount).toBe(4)
    expect(sheet?.getCell('A1').value).toBe('摊位号')
    expect(sheet?.getCell('C2').type).toBe(ExcelJS.ValueType.String)
    expect(sheet?.getCell('C2').value).toBe('=全家蔬菜')
    expect(sheet?.getCell('K2').value).toBe('2026-03-20')
    expect(sheet?.getCell('E2').value).toBe('138****5678')
  })

  it('of 430 merchants is written at once and read by pages', async () => {
    const big = await makeMarket(app)
    await populateMarket(app, big, { merchants: 430 })
    const page = await big.operator.listLedger({ params: { marketId: big.marketId }, query: { page: 9, pageSize: 50 } })
    expect(page.total).toBe(430)
    expect(page.items).toHaveLength(30)
    const complete = await big.operator.listLedger({
      params: { marketId: big.marketId },
      query: { documents: 'complete' },
    })
    expect(complete.total).toBe(430)
  })
})
