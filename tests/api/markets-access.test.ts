import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { withTransaction } from '@smart-market/server/context.ts'
import { rowsOf } from '@smart-market/server/db/client.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { creditCodeOf, makeMarket, marketCtx, type TestMarket } from '../support/market.ts'

let app: TestApp
let own: TestMarket
let other: TestMarket
type Trader = Awaited<ReturnType<TestMarket['addTrader']>>
const fill = async (market: TestMarket, prefix: string): Promise<Trader> => {
  await market.addZone({ code: `${prefix}Z` })
  const trader = await market.addTrader(`${prefix}-1`, { name: `${prefix}家蔬菜`, creditCode: creditCodeOf(7) })
  await market.addLicence(trader.merchantId, { validTo: '2026-01-31' })
  const staff = await market.addStaff(trader.merchantId, { name: `${prefix}小红` })
  await market.addHealthCertificate(trader.merchantId, staff.staffMemberId)
  return trader
}
let ownTrader: Trader
let otherTrader: Trader
beforeAll(async () => {
  app = await startTestApp()
  own = await makeMarket(app)
  other = await makeMarket(app)
  ownTrader = await fill(own, '甲')
  otherTrader = await fill(other, '乙')
})
afterAll(() => app.close())

describe('two markets', () => {
  it('never see each other through the API', async () => {
    const params = { marketId: own.marketId }
    const everything = JSON.stringify([
      await own.operator.getMarketOverview({ params }),
      await own.operator.listZones({ params }),
      await own.operator.listStalls({ params }),
      await own.operator.listMerchants({ params }),
      await own.operator.listLedger({ params }),
      await own.operator.listExpiringDocuments({ params }),
      await own.operator.listMarkets(),
    ])
    expect(everything).toContain('甲')
    expect(everything).not.toContain('乙')
    await expect(own.operator.listStalls({ params: { marketId: other.marketId } })).rejects.toMatchObject({
      status: 404,
      code: 'market.not_found',
    })
  })

  it('cannot be reached by the ids of their records', async () => {
    const { marketId } = own
    const { stallId, merchantId, tenancyId } = otherTrader
    const body = { kind: 'business' as const, number: '1' }
    await expect(own.operator.getStall({ params: { marketId, stallId } })).rejects.toMatchObject({
      code: 'stall.not_found',
    })
    await expect(own.operator.getMerchant({ params: { marketId, merchantId } })).rejects.toMatchObject({
      code: 'merchant.not_found',
    })
    await expect(own.operator.addLicence({ params: { marketId, merchantId }, body })).rejects.toMatchObject({
      code: 'merchant.not_found',
    })
    await expect(
      own.operator.endTenancy({ params: { marketId, tenancyId }, body: { to: '2026-03-02' } }),
    ).rejects.toMatchObject({ code: 'tenancy.not_found' })
    await expect(own.addTenancy({ stallId: ownTrader.stallId, merchantId, from: '2027-01-01' })).rejects.toMatchObject({
      code: 'merchant.not_found',
    })
  })

  it('may use the same credit code and stall code, each once', async () => {
    await expect(own.addMerchant({ name: '丙', creditCode: creditCodeOf(7) })).rejects.toMatchObject({
      status: 409,
      code: 'merchant.credit_code_taken',
      details: { creditCode: creditCodeOf(7), name: '甲家蔬菜' },
    })
    await expect(other.addStall('甲-1')).resolves.toMatchObject({ code: '甲-1' })
  })

  it.each([
    'zones',
    'stalls',
    'merchants',
    'tenancies',
    'licences',
    'staff_members',
    'health_certificates',
    'audit_log',
    'outbox',
  ])('are kept apart in table %s by the database itself', async (table) => {
    const seen = await withTransaction(marketCtx(app, own), (tx) =>
      rowsOf<{ market_id: string }>(tx, sql`select distinct market_id from ${sql.identifier(table)}`),
    )
    expect(seen).toEqual([{ market_id: own.marketId }])
  })

  it('cannot write into each other, whatever the statement says', async () => {
    const write = withTransaction(marketCtx(app, own), (tx) =>
      rowsOf(
        tx,
        sql`insert into stalls (market_id, stall_id, code, created_at) values (${other.marketId}, 'stl_x', 'X', now())`,
      ),
    )
    await expect(write).rejects.toMatchObject({ cause: { code: '42501' } })
    const changed = await withTransaction(marketCtx(app, own), (tx) =>
      rowsOf(tx, sql`update stalls set code = 'stolen' where market_id = ${other.marketId} returning stall_id`),
    )
    expect(changed).toEqual([])
  })
})

describe('a merchant', () => {
  it('sees only the own stalls, papers and counts', async () => {
    const neighbour = await own.addTrader('甲-2', { name: '邻居水果' })
    await own.addLicence(neighbour.merchantId, { validTo: '2026-01-31' })
    const { marketId } = own
    const params = { marketId }
    const merchant = await app.login('merchant', { marketId, merchantId: ownTrader.merchantId })
    expect((await merchant.listStalls({ params })).items.map((stall) => stall.code)).toEqual(['甲-1'])
    await expect(merchant.getStall({ params: { marketId, stallId: neighbour.stallId } })).rejects.toMatchObject({
      code: 'stall.not_found',
    })
    expect((await merchant.listMerchants({ params })).items.map((item) => item.name)).toEqual(['甲家蔬菜'])
    await expect(
      merchant.getMerchant({ params: { marketId, merchantId: neighbour.merchantId } }),
    ).rejects.toMatchObject({ code: 'merchant.not_found' })
    const documents = await merchant.listExpiringDocuments({ params })
    expect(documents.items.map((item) => item.merchantName)).toEqual(['甲家蔬菜'])
    const { counts, work } = await merchant.getMarketOverview({ params })
    expect(counts).toMatchObject({ stalls: 1, occupiedStalls: 1, merchants: 1, staffMembers: 1 })
    expect(work).toContainEqual({ kind: 'expired_documents', count: 1 })
    await expect(merchant.listLedger({ params })).rejects.toMatchObject({ status: 403, code: 'access.denied' })
  })
})

describe('bad input', () => {
  const goodCode = creditCodeOf(99)
  const wrongCheck = goodCode.slice(0, 17) + (goodCode.endsWith('0') ? '1' : '0')
  const requests: [string, string, 'POST' | 'PATCH', object, string[]][] = [
    [
      'a credit code whose check character is wrong',
      'merchants',
      'POST',
      { name: '戊', creditCode: wrongCheck },
      ['creditCode'],
    ],
    [
      'a credit code of 17 characters',
      'merchants',
      'POST',
      { name: '戊', creditCode: goodCode.slice(1) },
      ['creditCode'],
    ],
    [
      'an ID number whose check character is wrong',
      'merchants',
      'POST',
      { name: '戊', principalResidentId: '110105194912310021' },
      ['principalResidentId'],
    ],
    [
      'an ID number of a person born on 30 February',
      'merchants',
      'POST',
      { name: '戊', principalResidentId: '110105194902300021' },
      ['principalResidentId'],
    ],
    ['a phone that is no number', 'merchants', 'POST', { name: '戊', phone: '打电话' }, ['phone']],
    [
      'a name of spaces, and a grade that does not exist',
      'merchants',
      'POST',
      { name: '  ', creditGrade: 'E' },
      ['name', 'creditGrade'],
    ],
    ['a stall code with a space inside', 'stalls', 'POST', { code: 'A 1' }, ['code']],
    ['a stall without area', 'stalls', 'POST', { code: 'A1', areaSquareMetres: 0 }, ['areaSquareMetres']],
    ['a zone of unknown kind', 'zones', 'POST', { code: 'K', name: '区', kind: 'roof' }, ['kind']],
    [
      'a tenancy from a day that does not exist',
      'tenancies',
      'POST',
      { stallId: 'stl_1', merchantId: 'mer_1', from: '2026-02-29' },
      ['from'],
    ],
    ['a market without any type', '', 'PATCH', { marketTypes: [] }, ['marketTypes']],
  ]
  it.each(requests)('%s is refused, and the answer names the field', async (_, path, method, body, fields) => {
    const response = await app.fetch(`/api/v1/markets/${own.marketId}${path === '' ? '' : `/${path}`}`, {
      method,
      headers: { 'content-type': 'application/json', authorization: `Bearer ${own.operator.token}` },
      body: JSON.stringify(body),
    })
    const answer = (await response.json()) as { code: string; details: { issues: { path: string[] }[] } }
    expect([response.status, answer.code]).toEqual([422, 'request.invalid'])
    expect(answer.details.issues.map((issue) => issue.path)).toEqual(fields.map((field) => ['body', field]))
  })

  it('that only the records can tell is refused by code and field', async () => {
    const { stallId, merchantId } = ownTrader
    await expect(own.addStall('甲-1')).rejects.toMatchObject({
      status: 409,
      code: 'stall.code_taken',
      message: '摊位号「甲-1」已存在，请换一个。',
      details: { field: 'code' },
    })
    await expect(own.addZone({ code: '甲Z' })).rejects.toMatchObject({
      code: 'zone.code_taken',
      details: { field: 'code' },
    })
    await expect(own.addStall('甲-9', { zoneId: 'zon_nothing' })).rejects.toMatchObject({
      code: 'zone.not_found',
      details: { field: 'zoneId' },
    })
    await expect(own.addTenancy({ stallId, merchantId, from: '2027-02-01', to: '2027-02-01' })).rejects.toMatchObject({
      status: 422,
      code: 'tenancy.dates',
      details: { field: 'to' },
    })
    await expect(own.addLicence(merchantId, { validFrom: '2026-02-02', validTo: '2026-02-01' })).rejects.toMatchObject({
      status: 422,
      code: 'licence.dates',
      details: { field: 'validTo' },
    })
    const staff = await own.addStaff(merchantId)
    await expect(
      own.addHealthCertificate(merchantId, staff.staffMemberId, { validFrom: '2026-02-02', validTo: '2026-02-01' }),
    ).rejects.toMatchObject({ code: 'health_certificate.dates', details: { field: 'validTo' } })
  })
})
