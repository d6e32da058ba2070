/** A market that sells online: three stalls with goods and accounts, a zone, slots, a rider, on a server of its own. */
import { createServer } from 'node:net'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Api } from '@smart-market/shared/api.ts'
import type { Client } from '@smart-market/shared/client.ts'
import { creditCodeCheckCharacter } from '@smart-market/shared/credit-code.ts'
import type { catalogueRoutes, Listing } from '@smart-market/shared/contracts/catalogue.ts'
import type { CallInput } from '@smart-market/shared/route.ts'
import { addDays, businessDate } from '@smart-market/shared/time.ts'
import { createClock, type ServerProcess, startServer } from '../../support/server-process.ts'
import { createMarket } from './command.ts'
import { clientAt } from './ledger.ts'
import { copySeeded } from './seeded.ts'

type NewListing = CallInput<typeof catalogueRoutes.createListing> extends { body: infer B } ? Omit<B, 'stallId'> : never
type Goods = Partial<NewListing> & Pick<NewListing, 'name' | 'priceFen'>
const marketCode = 'TRADE'
const password = 'a long enough phrase'
const hourMs = 3_600_000
const environment = { DEMO: 'off', PAYMENTS: 'local' }
/** Where the market stands and, 400 m away, where the shopper lives. */
const marketPlace = { latitude: 34.75, longitude: 113.65 }
export const homePlace = { latitude: 34.7536, longitude: 113.65 }

export interface TradeStall {
  readonly code: string
  readonly stallId: string
  readonly merchantId: string
  readonly merchantName: string
  readonly loginName: string
  readonly listings: readonly Listing[]
}
export interface TradeMarket {
  readonly code: string
  readonly marketId: string
  readonly url: string
  readonly password: string
  readonly stalls: readonly TradeStall[]
  /** A fresh session: operators' sessions do not outlive a day. */
  operator(): Promise<Client<Api>>
  as(loginName: string): Promise<Client<Api>>
  /** Stops the server and starts it again on the same data, with its clock so many days later. */
  restart(daysLater: number, whileDown?: (dataDir: string) => void): Promise<void>
  stop(): Promise<void>
}

const freePort = (): Promise<string> =>
  new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(String(typeof address === 'object' && address ? address.port : 0)))
    })
  })

const creditCodeOf = (n: number): string => {
  const first17 = `92410105MA${String(n).padStart(7, '0')}`
  return first17 + (creditCodeCheckCharacter(first17) ?? '')
}

const openStall = async (
  operator: Client<Api>,
  marketId: string,
  n: number,
  { code, name, goods }: { code: string; name: string; goods: readonly Goods[] },
): Promise<TradeStall> => {
  const params = { marketId }
  const { stallId } = await operator.createStall({ params, body: { code } })
  const { merchantId } = await operator.createMerchant({
    params,
    body: { name, kind: 'person', creditCode: creditCodeOf(n), principalName: name.slice(0, 3), phone: '13800000000' },
  })
  await operator.startTenancy({ params, body: { stallId, merchantId, from: addDays(businessDate(new Date()), -100) } })
  await operator.addLicence({
    params: { marketId, merchantId },
    body: { kind: 'business', number: creditCodeOf(n), scope: '食用农产品' },
  })
  await operator.openPaymentAccount({ params, body: { stallId, channel: 'wechat', merchantNumber: `160000000${n}` } })
  // The local gateway takes a seller's number for its authorisation token.
  const seller = `20880000000${n}`
  await operator.openPaymentAccount({
    params,
    body: { stallId, channel: 'alipay', merchantNumber: seller, appAuthToken: seller },
  })
  const listings: Listing[] = []
  for (const one of goods)
    listings.push(
      await operator.createListing({
        params,
        body: {
          categoryCode: 'vegetable',
          priceBasis: 'per_500g',
          stockKind: 'weighed',
          available: 50_000,
          origin: '河南中牟',
          ...one,
          stallId,
        },
      }),
    )
  const loginName = `seller-${n}`
  await operator.createMarketUser({
    params,
    body: { loginName, displayName: name, password, role: 'merchant', merchantId },
  })
  return { code, stallId, merchantId, merchantName: name, loginName, listings }
}

const stallsOf = [
  {
    code: 'A-01',
    name: '王记鲜蔬',
    goods: [
      { name: '西红柿', priceFen: 350 },
      { name: '大白菜', priceFen: 120 },
    ],
  },
  { code: 'B-01', name: '刘记鲜肉', goods: [{ name: '猪五花肉', priceFen: 1600, categoryCode: 'meat' as const }] },
  {
    code: 'C-01',
    name: '陈记禽蛋',
    goods: [
      {
        name: '土鸡蛋',
        priceFen: 150,
        categoryCode: 'egg' as const,
        priceBasis: 'per_piece' as const,
        pieceUnit: 'piece' as const,
        stockKind: 'counted' as const,
        available: 300,
      },
    ],
  },
]

/** What a file of tests is told about the market, kept beside its data. */
type Known = Pick<TradeMarket, 'marketId' | 'stalls'>
const knownFile = 'trade-market.json'

const make = async (folder: string): Promise<void> => {
  const env = { ...environment, DATA_DIR: folder }
  await createMarket(env, { code: marketCode, name: '河边农贸市场', loginName: 'operator', password })
  const server = await startServer(env)
  const operator = await clientAt(server.url, 'operator', password)
  const { items } = await operator.listMarkets()
  const marketId = items[0]?.marketId ?? ''
  const params = { marketId }
  const stalls: TradeStall[] = []
  for (const [i, stall] of stallsOf.entries()) stalls.push(await openStall(operator, marketId, i + 1, stall))
  await operator.issueStallCodes({ params, body: {} })
  await operator.createMarketUser({
    params,
    body: { loginName: 'rider', displayName: '小赵', password, role: 'market_staff' },
  })
  await operator.createDeliveryZone({
    params,
    body: {
      name: '三公里内',
      shape: 'radius',
      centre: marketPlace,
      radiusMetres: 3000,
      feeFen: 500,
      freeFromFen: 10_000,
      minimumFen: 1000,
    },
  })
  await server.stop()
  const known: Known = { marketId, stalls }
  writeFileSync(path.join(folder, knownFile), JSON.stringify(known))
}

/** Two hours of deliveries, from the next hour on: they do not keep, so each market opens its own. */
const openSlots = (operator: Client<Api>, marketId: string): Promise<unknown> => {
  const slot = (from: number) => ({
    startsAt: new Date(Date.now() + from * hourMs).toISOString(),
    endsAt: new Date(Date.now() + (from + 1) * hourMs).toISOString(),
    capacity: 5,
  })
  return operator.createDeliverySlots({ params: { marketId }, body: { slots: [slot(1), slot(2)] } })
}

/** Payments go to the local gateway, which is labelled as a demonstration on its own page. */
export const startTradeMarket = async (extra: Readonly<Record<string, string>> = {}): Promise<TradeMarket> => {
  const folder = await copySeeded('trade', import.meta.url, make)
  const { marketId, stalls } = JSON.parse(readFileSync(path.join(folder, knownFile), 'utf8')) as Known
  const clock = createClock(folder)
  // The same address after a restart: it stands in what the market has handed out.
  const env = { ...environment, DATA_DIR: folder, PORT: await freePort(), ...clock.env, ...extra }
  let server: ServerProcess = await startServer(env)
  const operator = () => clientAt(server.url, 'operator', password)
  await openSlots(await operator(), marketId)
  return {
    code: marketCode,
    marketId,
    password,
    stalls,
    get url() {
      return server.url
    },
    operator,
    as: (loginName) => clientAt(server.url, loginName, password),
    restart: async (daysLater, whileDown) => {
      await server.stop()
      whileDown?.(folder)
      clock.moveTo(daysLater * 24 * hourMs)
      server = await startServer(env)
    },
    stop: async () => {
      await server.stop(true)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
