import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId, withTransaction } from '@smart-market/server/context.ts'
import {
  type LedgerChanges,
  type LedgerMerchant,
  licencesMissing,
  listMerchantPapers,
  listTenanciesOn,
  merchantAtStallByDate,
  readLedgerState,
  staffDocumentsMissing,
  writeLedgerChanges,
} from '@smart-market/server/features/markets/index.ts'
import type { licenceKinds } from '@smart-market/shared/contracts/markets.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { creditCodeOf, makeMarket, marketCtx, populateMarket } from '../support/market.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.close())

type Kind = (typeof licenceKinds)[number]
type Person = { required: boolean; validTo: string | null }

describe("merchants' papers", () => {
  it('are counted by the database exactly as the rules count them', async () => {
    const market = await makeMarket(app)
    const ctx = marketCtx(app, market)
    const licenceSets: Kind[][] = [[], ['business'], ['food'], ['business', 'food_small'], ['business', 'food', 'meat']]
    const staffSets: Person[][] = [
      [],
      [{ required: false, validTo: null }],
      [{ required: true, validTo: null }],
      [{ required: true, validTo: '2026-03-01' }],
      [
        { required: true, validTo: '2026-12-31' },
        { required: true, validTo: null },
      ],
    ]
    const cases = [true, false].flatMap((sellsReadyToEat) =>
      licenceSets.flatMap((kinds) => staffSets.map((staff) => ({ sellsReadyToEat, kinds, staff }))),
    )
    const changes = cases.map(({ sellsReadyToEat, kinds, staff }, i): Required<Pick<LedgerChanges, Written>> => {
      const merchantId = newId(ctx, 'merchant')
      const stallId = newId(ctx, 'stall')
      const people = staff.map((person) => ({ ...person, staffMemberId: newId(ctx, 'staffMember') }))
      return {
        stallsToCreate: [{ stallId, code: `P-${i}`, zoneId: null, x: null, y: null, areaSquareMetres: null }],
        merchantsToCreate: [merchantOf(merchantId, `户${i}`, { sellsReadyToEat })],
        tenanciesToStart: [{ tenancyId: newId(ctx, 'tenancy'), stallId, merchantId, from: '2026-01-01', to: null }],
        licencesToAdd: kinds.map((kind) => ({
          licenceId: newId(ctx, 'licence'),
          merchantId,
          kind,
          number: '1',
          scope: null,
          validFrom: null,
          validTo: kind === 'meat' ? '2026-03-01' : null,
        })),
        staffMembersToAdd: people.map(({ staffMemberId, required }) => ({
          staffMemberId,
          merchantId,
          name: '某人',
          residentId: null,
          duty: null,
          requiresHealthCertificate: required,
        })),
        healthCertificatesToAdd: people.flatMap(({ staffMemberId, validTo }) =>
          validTo === null
            ? []
            : ['2020-01-01', validTo].map((end) => ({
                healthCertificateId: newId(ctx, 'healthCertificate'),
                merchantId,
                staffMemberId,
                number: 'JK1',
                validFrom: null,
                validTo: end,
              })),
        ),
      }
    })
    const all = (key: Written) => changes.flatMap<object>((change) => [...change[key]])
    await withTransaction(ctx, (tx) =>
      writeLedgerChanges(ctx, tx, Object.fromEntries(written.map((key) => [key, all(key)])) as LedgerChanges),
    )
    const papers = await withTransaction(ctx, (tx) => listMerchantPapers(tx, market.marketId, '2026-03-02'))
    const byName = new Map(papers.map((row) => [row.name, row]))
    for (const [i, { sellsReadyToEat, kinds, staff }] of cases.entries()) {
      expect(byName.get(`户${i}`)).toMatchObject({
        licencesMissing: licencesMissing(kinds, sellsReadyToEat),
        licencesExpired: kinds.includes('meat') ? 1 : 0,
        staffDocumentsMissing: staffDocumentsMissing(sellsReadyToEat, staff),
        staffDocumentsExpired: staff.some((person) => person.validTo === '2026-03-01') ? 1 : 0,
      })
    }
  })

  it('belong to merchants of the day: those before and after are not there', async () => {
    const market = await makeMarket(app)
    const ctx = marketCtx(app, market)
    const first = await market.addTrader('D-1', { name: '前任' }, '2026-01-01', '2026-02-01')
    const next = await market.addMerchant({ name: '后任' })
    await market.addTenancy({ stallId: first.stallId, merchantId: next.merchantId, from: '2026-02-01' })
    const on = async (date: string) =>
      withTransaction(ctx, async (tx) => ({
        papers: (await listMerchantPapers(tx, market.marketId, date)).map((row) => row.name),
        tenancies: (await listTenanciesOn(tx, market.marketId, date)).map((row) => row.merchantName),
      }))
    expect(await on('2025-12-31')).toEqual({ papers: [], tenancies: [] })
    expect(await on('2026-01-31')).toEqual({ papers: ['前任'], tenancies: ['前任'] })
    expect(await on('2026-02-01')).toEqual({ papers: ['后任'], tenancies: ['后任'] })
    const periods = await withTransaction(ctx, (tx) =>
      merchantAtStallByDate(tx, market.marketId, [first.stallId], '2026-01-31', '2026-02-02'),
    )
    expect(periods.map(({ merchantName, from, to }) => [merchantName, from, to])).toEqual([
      ['前任', '2026-01-01', '2026-02-01'],
      ['后任', '2026-02-01', null],
    ])
  })
})

const written = [
  'stallsToCreate',
  'merchantsToCreate',
  'tenanciesToStart',
  'licencesToAdd',
  'staffMembersToAdd',
  'healthCertificatesToAdd',
] as const
type Written = (typeof written)[number]

const merchantOf = (merchantId: string, name: string, more: Partial<LedgerMerchant> = {}): LedgerMerchant => ({
  merchantId,
  name,
  kind: 'person',
  creditCode: null,
  principalName: null,
  principalResidentId: null,
  phone: null,
  goodsScope: null,
  sellsReadyToEat: false,
  creditGrade: null,
  ...more,
})

describe('the whole ledger at once', () => {
  it('is read back as it was written, ID numbers included, and updated in place', async () => {
    const market = await makeMarket(app)
    const ctx = marketCtx(app, market)
    const merchant = merchantOf(newId(ctx, 'merchant'), '孙记"副食"\\店', {
      creditCode: creditCodeOf(3),
      principalResidentId: '11010519491231002X',
      phone: '13800000000',
    })
    await withTransaction(ctx, (tx) => writeLedgerChanges(ctx, tx, { merchantsToCreate: [merchant] }))
    const read = async () => withTransaction(ctx, (tx) => readLedgerState(ctx, tx))
    expect((await read()).merchants).toMatchObject([merchant])
    const changed = { ...merchant, name: '孙记干货', phone: null }
    await withTransaction(ctx, (tx) => writeLedgerChanges(ctx, tx, { merchantsToUpdate: [changed] }))
    expect((await read()).merchants).toMatchObject([changed])
    const found = await market.operator.listMerchants({ params: { marketId: market.marketId }, query: { q: 'sjgh' } })
    expect(found.items).toMatchObject([{ name: '孙记干货', creditCode: creditCodeOf(3) }])
  })

  it('of 1,000 merchants comes back complete', async () => {
    const market = await makeMarket(app)
    const ctx = marketCtx(app, market)
    await populateMarket(app, market, { merchants: 1000 })
    const state = await withTransaction(ctx, (tx) => readLedgerState(ctx, tx))
    expect(
      [state.stalls, state.merchants, state.tenancies, state.licences, state.staffMembers].map((l) => l.length),
    ).toEqual([1000, 1000, 1000, 1200, 200])
  })
})
