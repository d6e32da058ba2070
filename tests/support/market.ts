/** Makes a market and what is in it, through the API as its operator would; large numbers through the ledger's verbs. */
import { type Ctx, newId, systemCtx, withTransaction } from '@smart-market/server/context.ts'
import { type LedgerChanges, writeLedgerChanges } from '@smart-market/server/features/markets/index.ts'
import type { Api } from '@smart-market/shared/api.ts'
import type { Client } from '@smart-market/shared/client.ts'
import type { marketRoutes } from '@smart-market/shared/contracts/markets.ts'
import { creditCodeCheckCharacter } from '@smart-market/shared/credit-code.ts'
import type { CallInput } from '@smart-market/shared/route.ts'
import { addDays, businessDate } from '@smart-market/shared/time.ts'
import type { TestApp } from './app.ts'

type Routes = typeof marketRoutes
type Body<K extends keyof Routes> = CallInput<Routes[K]> extends { body: infer B } ? B : never

/** Letters for market codes, two or more; every market of one test app gets the next. */
const codeOf = (n: number): string => {
  const letters = (left: number): string =>
    (left < 26 ? '' : letters(Math.floor(left / 26))) + String.fromCharCode(65 + (left % 26))
  return `M${letters(n).padStart(2, 'A')}`
}
const marketsMade = new WeakMap<TestApp, number>()

export type TestMarket = Awaited<ReturnType<typeof makeMarket>>

/**
 * Registers a market as a city officer and logs its operator in. The market's own methods then add to it through the
 * API as that operator; what a test does not say is filled in.
 */
export const makeMarket = async (app: TestApp, input: Partial<Body<'createMarket'>> = {}) => {
  const n = marketsMade.get(app) ?? 0
  marketsMade.set(app, n + 1)
  const officer = await app.login('city_officer')
  const made = await officer.createMarket({
    body: { code: codeOf(n), name: `测试市场${n + 1}`, marketTypes: ['food_retail'], districtCode: '410105', ...input },
  })
  const { marketId, code, name } = made
  const operator = await app.login('market_operator', { marketId })
  return { marketId, code, name, operator, ...ledgerOf(operator, marketId) }
}

const ledgerOf = (operator: Client<Api>, marketId: string) => {
  const params = { marketId }
  const addZone = async (body: Partial<Body<'createZone'>> = {}) =>
    operator.createZone({ params, body: { code: 'Z1', name: '蔬菜区', kind: 'trading', ...body } })
  const addStall = async (code: string, body: Partial<Body<'createStall'>> = {}) =>
    operator.createStall({ params, body: { ...body, code } })
  const addMerchant = async (body: Partial<Body<'createMerchant'>> = {}) =>
    operator.createMerchant({ params, body: { name: '王记蔬菜', ...body } })
  const addTenancy = async (body: Body<'startTenancy'>) => operator.startTenancy({ params, body })
  const addLicence = async (merchantId: string, body: Partial<Body<'addLicence'>> = {}) =>
    operator.addLicence({
      params: { marketId, merchantId },
      body: { kind: 'business', number: '410105600123456', ...body },
    })
  /** A handler of ready-to-eat food, unless told. */
  const addStaff = async (merchantId: string, body: Partial<Body<'addStaffMember'>> = {}) =>
    operator.addStaffMember({
      params: { marketId, merchantId },
      body: { name: '李小红', duty: '售货', requiresHealthCertificate: true, ...body },
    })
  const addHealthCertificate = async (
    merchantId: string,
    staffMemberId: string,
    body: Partial<Body<'addHealthCertificate'>> = {},
  ) =>
    operator.addHealthCertificate({
      params: { marketId, merchantId, staffMemberId },
      body: { number: 'JK20260001', validTo: '2027-01-31', ...body },
    })
  /** A stall with a merchant who has been there since the date. */
  const addTrader = async (
    stallCode: string,
    merchant: Partial<Body<'createMerchant'>> = {},
    from = '2026-01-01',
    to: string | null = null,
  ) => {
    const { stallId } = await addStall(stallCode)
    const { merchantId, name } = await addMerchant(merchant)
    const { tenancyId } = await addTenancy({ stallId, merchantId, from, to })
    return { stallId, stallCode, merchantId, name, tenancyId }
  }
  return { addZone, addStall, addMerchant, addTenancy, addLicence, addStaff, addHealthCertificate, addTrader }
}

/** A valid 统一社会信用代码 that no one holds: the nth of a made-up registry. */
export const creditCodeOf = (n: number): string => {
  const first17 = `92410105MA${String(n).padStart(7, '0')}`
  return first17 + (creditCodeCheckCharacter(first17) ?? '')
}

/** A context of the system in the market, for verbs that a test calls without the API. */
export const marketCtx = (app: Pick<TestApp, 'deps'>, market: Pick<TestMarket, 'marketId'>): Ctx =>
  systemCtx(app.deps, 'test', market.marketId)

export interface Population {
  readonly merchants: number
  /** Of every ten merchants, how many sell ready-to-eat food; 2 unless told. */
  readonly readyToEatOfTen?: number
}

/**
 * Fills a market: one stall, merchant, tenancy and business licence each, all papers valid for a year from the clock;
 * ready-to-eat sellers also have a food licence, and one handler with a health certificate. Stalls are, …
 */
export const populateMarket = async (
  app: Pick<TestApp, 'deps'>,
  market: Pick<TestMarket, 'marketId'>,
  { merchants, readyToEatOfTen = 2 }: Population,
): Promise<{ stallId: string; stallCode: string; merchantId: string; name: string }[]> => {
  const ctx = marketCtx(app, market)
  const today = businessDate(ctx.now)
  const validTo = addDays(today, 365)
  const traders = Array.from({ length: merchants }, (_, i) => ({
    n: i + 1,
    stallId: newId(ctx, 'stall'),
    stallCode: `A-${String(i + 1).padStart(3, '0')}`,
    merchantId: newId(ctx, 'merchant'),
    staffMemberId: newId(ctx, 'staffMember'),
    name: `${'王李张刘陈杨黄赵吴周'.charAt(i % 10)}记${goods[i % goods.length] ?? ''}${i + 1}号`,
    readyToEat: i % 10 < readyToEatOfTen,
  }))
  const handlers = traders.filter((t) => t.readyToEat)
  const changes: LedgerChanges = {
    stallsToCreate: traders.map(({ stallId, stallCode: code }) => ({
      stallId,
      code,
      zoneId: null,
      x: null,
      y: null,
      areaSquareMetres: 6,
    })),
    merchantsToCreate: traders.map(({ n, merchantId, name, readyToEat }) => ({
      merchantId,
      name,
      kind: 'person',
      creditCode: creditCodeOf(n),
      principalName: null,
      principalResidentId: null,
      phone: `138${String(n).padStart(8, '0')}`,
      goodsScope: goods[(n - 1) % goods.length] ?? null,
      sellsReadyToEat: readyToEat,
      creditGrade: 'A',
    })),
    tenanciesToStart: traders.map(({ stallId, merchantId }) => ({
      tenancyId: newId(ctx, 'tenancy'),
      stallId,
      merchantId,
      from: addDays(today, -365),
      to: null,
    })),
    licencesToAdd: [
      ...traders.map((t) => ({ ...t, kind: 'business' as const })),
      ...handlers.map((t) => ({ ...t, kind: 'food' as const })),
    ].map(({ merchantId, kind, n }) => ({
      licenceId: newId(ctx, 'licence'),
      merchantId,
      kind,
      number: `${kind === 'food' ? 'JY' : ''}${creditCodeOf(n)}`,
      scope: null,
      validFrom: null,
      validTo,
    })),
    staffMembersToAdd: handlers.map(({ staffMemberId, merchantId }) => ({
      staffMemberId,
      merchantId,
      name: '赵小明',
      residentId: null,
      duty: '加工',
      requiresHealthCertificate: true,
    })),
    healthCertificatesToAdd: handlers.map(({ staffMemberId, merchantId, n }) => ({
      healthCertificateId: newId(ctx, 'healthCertificate'),
      merchantId,
      staffMemberId,
      number: `JK${String(n).padStart(8, '0')}`,
      validFrom: null,
      validTo,
    })),
  }
  await withTransaction(ctx, (tx) => writeLedgerChanges(ctx, tx, changes))
  return traders.map(({ stallId, stallCode, merchantId, name }) => ({ stallId, stallCode, merchantId, name }))
}
const goods = ['蔬菜', '水产', '猪肉', '熟食', '水果', '粮油', '调味品', '豆制品']
