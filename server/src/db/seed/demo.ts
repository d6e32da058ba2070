/**
 * The demo market: loaded into an empty database so that a stranger sees a working product within minutes. It is made
 * through the product's own API, carries `demo` on every screen, and falls short in a few known places so that there
 * is something to mend. Never loaded in production.
 */
import { eq } from 'drizzle-orm'
import type { Api } from '@smart-market/shared/api.ts'
import type { Client } from '@smart-market/shared/client.ts'
import { creditCodeCheckCharacter } from '@smart-market/shared/credit-code.ts'
import { addDays, businessDate, businessDateStart } from '@smart-market/shared/time.ts'
import { createApp } from '../../app.ts'
import { type Deps, systemCtx, withSystemTransaction } from '../../context.ts'
import { relayOutbox } from '../../feed/relay.ts'
import { createAccount } from '../../features/identity/index.ts'
import { markets } from '../schema/markets.ts'
import { type DemoLogin, demoAccounts, demoMarketCode, signIn } from './demo-accounts.ts'
import { demoVacantStalls } from './demo-day.ts'
import { demoGivenNames, demoRandom, demoSurnames, demoZones, type DemoZone } from './demo-goods.ts'
import { demoDevices } from './demo-devices.ts'
import { demoNotices } from './demo-notices.ts'
import { demoDelivery } from './demo-delivery.ts'
import { demoShop } from './demo-shop.ts'
import { tradeForADay } from './demo-simulator.ts'

const district = { districtCode: '410105', districtName: '金水区' }
const historyDays = 30

/** Returns the demo logins when the database holds the demo market, loading it first when the database is empty. */
export const seedDemoWhenEmpty = async (deps: Deps, say: (line: string) => void): Promise<readonly DemoLogin[]> => {
  const known = await withSystemTransaction(deps, async (tx) =>
    tx.select({ code: markets.code }).from(markets).limit(2_000),
  )
  if (known.some((market) => market.code === demoMarketCode)) return demoAccounts
  if (known.length > 0) return []
  const startedAt = performance.now()
  await seedDemo(deps)
  say(`▸ 装入演示市场… 完成（${((performance.now() - startedAt) / 1000).toFixed(1)} 秒）`)
  return demoAccounts
}

const seedDemo = async (deps: Deps): Promise<void> => {
  // History is written through the API with the clock set back, so that every row has the time it claims.
  const present = deps.clock()
  let now = present
  const past: Deps = { ...deps, clock: () => now }
  const app = createApp(past)
  now = businessDateStart(addDays(businessDate(present), -historyDays))
  await account(past, 'city', null)
  const city = await signIn(app, 'city')
  const { marketId } = await city.createMarket({
    body: {
      code: demoMarketCode,
      name: '金水示范农贸市场',
      marketTypes: ['food_retail'],
      ...district,
      address: '郑州市金水区示范路 1 号',
      operatorName: '金水示范市场管理有限公司',
      operatorCreditCode: withCheckCharacter('91410105MA4DEM001'),
      phone: '0371-00000000',
      introduction:
        '演示用的农贸市场，不是真实市场。60 个摊位，蔬菜、水果、肉禽蛋、水产、熟食粮油五个分区，每个摊位有电子秤和摊位屏。',
      openingHours: '06:00–19:00',
      honours: [{ title: '放心消费示范市场（演示）', issuer: '示范单位', awardedOn: '2025-12-30' }],
    },
  })
  await withSystemTransaction(deps, (tx) =>
    tx.update(markets).set({ demo: true }).where(eq(markets.marketId, marketId)),
  )
  for (const { loginName } of demoAccounts) {
    if (loginName !== 'city' && loginName !== 'merchant') await account(past, loginName, marketId)
  }
  const operator = await signIn(app, 'operator')
  const zoneIds = await makeZones(operator, marketId)
  const { firstMerchantId } = await makeLedger(operator, marketId, zoneIds, businessDate(present))
  await account(past, 'merchant', marketId, firstMerchantId)
  const signedIn = await signIn(app, 'operator')
  await signedIn.issueStallCodes({ params: { marketId }, body: {} })
  await demoDevices(signedIn, marketId, zoneIds)
  for (let back = historyDays; back >= 0; back--) {
    const date = addDays(businessDate(present), -back)
    now = back === 0 ? present : new Date(businessDateStart(addDays(date, 1)).getTime() - 1000)
    const that = await signIn(app, 'operator')
    await tradeForADay(past, marketId, date, now)
    await demoNotices(that, marketId, back)
    if (back > 0) await that.runAnalysis({ params: { marketId }, body: { businessDate: date } })
    if (back === 10)
      await that.recordAlarmTest({
        params: { marketId },
        body: { kind: 'fire', testedAt: now.toISOString(), note: '烟感触发测试，值班室收到报警' },
      })
  }
  const closing = await signIn(app, 'operator')
  await demoShop(closing, marketId, businessDate(present))
  await demoDelivery(closing, marketId)
  await closing.createPlatformLink({
    params: { marketId },
    body: { level: 'district', name: '金水区监管平台（演示）' },
  })
  await relayOutbox(deps)
}

const account = async (deps: Deps, loginName: string, marketId: string | null, merchantId?: string): Promise<void> => {
  const one = demoAccounts.find((candidate) => candidate.loginName === loginName)
  if (one === undefined) throw new Error(`no demo account ${loginName}`)
  await createAccount(systemCtx(deps, 'demo', marketId), {
    ...one,
    marketId: one.wide === undefined ? marketId : null,
    merchantId: merchantId ?? null,
    districtCode: one.wide === 'district' ? district.districtCode : null,
  })
}

const withCheckCharacter = (first17: string): string => `${first17}${creditCodeCheckCharacter(first17) ?? ''}`

const makeZones = async (operator: Client<Api>, marketId: string): Promise<Map<string, string>> => {
  const ids = new Map<string, string>()
  for (const { code, name, kind } of demoZones) {
    const zone = await operator.createZone({
      params: { marketId },
      body: { code, name, kind, requiresThermal: kind === 'entrance' },
    })
    ids.set(code, zone.zoneId)
  }
  return ids
}

/** One merchant a stall. C-04's licence has run out and E-05's cook has no health certificate: two points to mend. */
const makeLedger = async (
  operator: Client<Api>,
  marketId: string,
  zoneIds: ReadonlyMap<string, string>,
  today: string,
): Promise<{ firstMerchantId: string }> => {
  const params = { marketId }
  const random = demoRandom('ledger')
  const pick = <T>(from: readonly [T, ...T[]] | readonly T[], fallback: T): T =>
    from[Math.floor(random() * from.length)] ?? fallback
  let firstMerchantId = ''
  let number = 0
  for (const zone of demoZones) {
    for (let index = 0; index < zone.stalls; index++) {
      const code = `${zone.code}-${String(index + 1).padStart(2, '0')}`
      const stall = await operator.createStall({
        params,
        body: {
          code,
          zoneId: zoneIds.get(zone.code) ?? null,
          x: 4 + (index % 10) * 4,
          y: 6 + demoZones.indexOf(zone) * 8 + Math.floor(index / 10) * 4,
          areaSquareMetres: 9,
        },
      })
      if (demoVacantStalls.has(code)) continue
      number += 1
      const person = `${pick(demoSurnames, '王')}${pick(demoGivenNames, '建国')}`
      const { merchantId } = await operator.createMerchant({ params, body: merchantOf(zone, person, number, random()) })
      firstMerchantId ||= merchantId
      await operator.startTenancy({ params, body: { stallId: stall.stallId, merchantId, from: addDays(today, -400) } })
      await addPapers(operator, { marketId, merchantId }, zone, code, person, number, today)
    }
  }
  return { firstMerchantId }
}

const merchantOf = (zone: DemoZone, person: string, number: number, roll: number) => ({
  name: `${person.charAt(0)}记${zone.trade}${number}号`,
  kind: 'person' as const,
  creditCode: withCheckCharacter(`92410105MA4${String(number).padStart(6, '0')}`),
  principalName: person,
  phone: `138${String(10_000_000 + number * 7_919)}`,
  goodsScope: zone.scope,
  sellsReadyToEat: zone.code === 'E',
  creditGrade: roll < 0.6 ? ('A' as const) : roll < 0.9 ? ('B' as const) : ('C' as const),
})

const addPapers = async (
  operator: Client<Api>,
  params: { marketId: string; merchantId: string },
  zone: DemoZone,
  code: string,
  person: string,
  number: number,
  today: string,
): Promise<void> => {
  await operator.addLicence({
    params,
    body: {
      kind: 'business',
      number: withCheckCharacter(`92410105MA4${String(number).padStart(6, '0')}`),
      scope: zone.scope,
      validTo: code === 'C-04' ? addDays(today, -12) : null,
    },
  })
  if (zone.code === 'E') {
    await operator.addLicence({
      params,
      body: {
        kind: 'food',
        number: `JY1410105${String(number).padStart(7, '0')}`,
        scope: '食品销售',
        validFrom: addDays(today, -700),
        validTo: addDays(today, code === 'E-02' ? 20 : 900),
      },
    })
  }
  const { staffMemberId } = await operator.addStaffMember({
    params,
    body: { name: person, duty: '销售', requiresHealthCertificate: zone.code === 'E' },
  })
  if (code === 'E-05') return
  await operator.addHealthCertificate({
    params: { ...params, staffMemberId },
    body: {
      number: `JK41${String(number).padStart(6, '0')}`,
      validFrom: addDays(today, -200),
      validTo: addDays(today, 160 + number),
    },
  })
}
